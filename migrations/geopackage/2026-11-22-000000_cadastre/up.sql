-- The cadastre in a GeoPackage (OGC 12-128r17, version 1.3): one file, opened by GDAL and QGIS as it is.

PRAGMA application_id = 0x47504B47;
PRAGMA user_version = 10300;

CREATE TABLE gpkg_spatial_ref_sys (
    srs_name TEXT NOT NULL,
    srs_id INTEGER NOT NULL PRIMARY KEY,
    organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL,
    definition TEXT NOT NULL,
    description TEXT
);

CREATE TABLE gpkg_contents (
    table_name TEXT NOT NULL PRIMARY KEY,
    data_type TEXT NOT NULL,
    identifier TEXT UNIQUE,
    description TEXT DEFAULT '',
    last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    min_x DOUBLE,
    min_y DOUBLE,
    max_x DOUBLE,
    max_y DOUBLE,
    srs_id INTEGER,
    CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);

CREATE TABLE gpkg_geometry_columns (
    table_name TEXT NOT NULL,
    column_name TEXT NOT NULL,
    geometry_type_name TEXT NOT NULL,
    srs_id INTEGER NOT NULL,
    z TINYINT NOT NULL,
    m TINYINT NOT NULL,
    CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
    CONSTRAINT uk_gc_table_name UNIQUE (table_name),
    CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents (table_name),
    CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);

CREATE TABLE gpkg_extensions (
    table_name TEXT,
    column_name TEXT,
    extension_name TEXT NOT NULL,
    definition TEXT NOT NULL,
    scope TEXT NOT NULL,
    CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
);

INSERT INTO gpkg_spatial_ref_sys (srs_name, srs_id, organization, organization_coordsys_id, definition, description) VALUES
    ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
    ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
    ('WGS 84 geodetic', 4326, 'EPSG', 4326,
     'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]',
     NULL),
    ('VN-2000 / UTM zone 48N', 3405, 'EPSG', 3405,
     'PROJCS["VN-2000 / UTM zone 48N",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",105],PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","3405"]]',
     NULL),
    ('VN-2000 / UTM zone 49N', 3406, 'EPSG', 3406,
     'PROJCS["VN-2000 / UTM zone 49N",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",111],PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","3406"]]',
     NULL),
    ('VN-2000 / TM-3 zone 481', 5896, 'EPSG', 5896,
     'PROJCS["VN-2000 / TM-3 zone 481",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",102],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","5896"]]',
     NULL),
    ('VN-2000 / TM-3 zone 482', 5897, 'EPSG', 5897,
     'PROJCS["VN-2000 / TM-3 zone 482",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",105],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","5897"]]',
     NULL),
    ('VN-2000 / TM-3 zone 491', 5898, 'EPSG', 5898,
     'PROJCS["VN-2000 / TM-3 zone 491",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",108],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","5898"]]',
     NULL),
    ('VN-2000 / TM-3 107-45', 5899, 'EPSG', 5899,
     'PROJCS["VN-2000 / TM-3 107-45",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",107.75],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","5899"]]',
     NULL),
    ('VN-2000 / TM-3 103-00', 9205, 'EPSG', 9205,
     'PROJCS["VN-2000 / TM-3 103-00",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",103],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9205"]]',
     NULL),
    ('VN-2000 / TM-3 104-00', 9206, 'EPSG', 9206,
     'PROJCS["VN-2000 / TM-3 104-00",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",104],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9206"]]',
     NULL),
    ('VN-2000 / TM-3 104-30', 9207, 'EPSG', 9207,
     'PROJCS["VN-2000 / TM-3 104-30",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",104.5],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9207"]]',
     NULL),
    ('VN-2000 / TM-3 104-45', 9208, 'EPSG', 9208,
     'PROJCS["VN-2000 / TM-3 104-45",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",104.75],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9208"]]',
     NULL),
    ('VN-2000 / TM-3 105-30', 9209, 'EPSG', 9209,
     'PROJCS["VN-2000 / TM-3 105-30",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",105.5],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9209"]]',
     NULL),
    ('VN-2000 / TM-3 105-45', 9210, 'EPSG', 9210,
     'PROJCS["VN-2000 / TM-3 105-45",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",105.75],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9210"]]',
     NULL),
    ('VN-2000 / TM-3 106-00', 9211, 'EPSG', 9211,
     'PROJCS["VN-2000 / TM-3 106-00",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",106],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9211"]]',
     NULL),
    ('VN-2000 / TM-3 106-15', 9212, 'EPSG', 9212,
     'PROJCS["VN-2000 / TM-3 106-15",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",106.25],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9212"]]',
     NULL),
    ('VN-2000 / TM-3 106-30', 9213, 'EPSG', 9213,
     'PROJCS["VN-2000 / TM-3 106-30",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",106.5],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9213"]]',
     NULL),
    ('VN-2000 / TM-3 107-00', 9214, 'EPSG', 9214,
     'PROJCS["VN-2000 / TM-3 107-00",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",107],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9214"]]',
     NULL),
    ('VN-2000 / TM-3 107-15', 9215, 'EPSG', 9215,
     'PROJCS["VN-2000 / TM-3 107-15",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",107.25],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9215"]]',
     NULL),
    ('VN-2000 / TM-3 107-30', 9216, 'EPSG', 9216,
     'PROJCS["VN-2000 / TM-3 107-30",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",107.5],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9216"]]',
     NULL),
    ('VN-2000 / TM-3 108-15', 9217, 'EPSG', 9217,
     'PROJCS["VN-2000 / TM-3 108-15",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",108.25],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9217"]]',
     NULL),
    ('VN-2000 / TM-3 108-30', 9218, 'EPSG', 9218,
     'PROJCS["VN-2000 / TM-3 108-30",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",108.5],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9218"]]',
     NULL);

-- One row: the store itself. Who writes takes its row first, so that one writer is at work at a time.
CREATE TABLE store (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    created_at DATETIME NOT NULL,
    -- Counts the records; readers see by it that something changed.
    revision INTEGER NOT NULL,
    next_parcel_id INTEGER NOT NULL,
    next_record_id INTEGER NOT NULL,
    next_source_id INTEGER NOT NULL,
    next_sheet_id INTEGER NOT NULL,
    -- Hash of the last entry of the audit log.
    audit_head TEXT NOT NULL
);

-- One lasting change: who, when, why (LADM: LA_AdministrativeSource of a VersionedObject).
CREATE TABLE record (
    id INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN
        ('import', 'correct', 'split', 'merge', 'renumber', 'retire', 'link', 'unlink', 'accept', 'undo')),
    recorded_at DATETIME NOT NULL,
    author TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- The record that this one takes back.
    undoes INTEGER REFERENCES record (id)
);

-- Each record once, chained: hash = SHA-256 of the hash before, of the record, and of what it changed.
CREATE TABLE audit_log (
    sequence INTEGER NOT NULL PRIMARY KEY,
    record_id INTEGER NOT NULL UNIQUE REFERENCES record (id),
    changes_hash TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE
);

-- A file that was imported (LADM: LA_SpatialSource).
CREATE TABLE source (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    layer TEXT NOT NULL,
    format TEXT NOT NULL,
    crs INTEGER NOT NULL,
    parcels INTEGER NOT NULL,
    content_hash BLOB NOT NULL,
    record_id INTEGER NOT NULL REFERENCES record (id)
);

-- A code of a commune and the time it is valid in.
CREATE TABLE commune (
    code TEXT NOT NULL,
    valid_from DATE NOT NULL,
    valid_until DATE,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    PRIMARY KEY (code, valid_from)
);

-- Which commune the land of a closed one came to.
CREATE TABLE commune_successor (
    code TEXT NOT NULL,
    valid_from DATE NOT NULL,
    successor TEXT NOT NULL,
    PRIMARY KEY (code, valid_from, successor),
    FOREIGN KEY (code, valid_from) REFERENCES commune (code, valid_from)
);

-- A map sheet of a commune (LADM: LA_SpatialUnitGroup).
CREATE TABLE sheet (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    commune TEXT,
    number TEXT NOT NULL,
    scale_denominator INTEGER,
    series TEXT,
    crs INTEGER NOT NULL,
    record_id INTEGER NOT NULL REFERENCES record (id),
    frame POLYGON
);
CREATE INDEX sheet_by_key ON sheet (commune, number);

-- The parcels as they are now (LADM: LA_SpatialUnit). Several may have one key: that is a finding, not a fault of the store.
CREATE TABLE parcel (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    commune TEXT,
    sheet TEXT,
    number TEXT,
    parcel_code TEXT,
    area_calculated_m2 REAL,
    area_recorded_m2 REAL,
    area_legal_m2 REAL,
    land_use TEXT,
    land_use_areas_m2 TEXT,
    class TEXT,
    class_reasons TEXT,
    crs INTEGER NOT NULL,
    version INTEGER NOT NULL,
    begin_lifespan_version DATETIME NOT NULL,
    record_id INTEGER NOT NULL,
    source_id INTEGER,
    feature TEXT,
    content_hash BLOB NOT NULL,
    geom MULTIPOLYGON,
    FOREIGN KEY (record_id) REFERENCES record (id),
    FOREIGN KEY (source_id) REFERENCES source (id)
);
CREATE INDEX parcel_by_key ON parcel (commune, sheet, number, id);
CREATE INDEX parcel_by_record ON parcel (record_id);

-- The parcels as they were: each version that ended, with the record that ended it.
CREATE TABLE parcel_history (
    id INTEGER NOT NULL,
    commune TEXT,
    sheet TEXT,
    number TEXT,
    parcel_code TEXT,
    area_calculated_m2 REAL,
    area_recorded_m2 REAL,
    area_legal_m2 REAL,
    land_use TEXT,
    land_use_areas_m2 TEXT,
    class TEXT,
    class_reasons TEXT,
    crs INTEGER NOT NULL,
    version INTEGER NOT NULL,
    begin_lifespan_version DATETIME NOT NULL,
    record_id INTEGER NOT NULL,
    source_id INTEGER,
    feature TEXT,
    content_hash BLOB NOT NULL,
    end_lifespan_version DATETIME NOT NULL,
    ended_by_record INTEGER NOT NULL REFERENCES record (id),
    geom BLOB,
    PRIMARY KEY (id, version)
);
CREATE INDEX parcel_history_by_key ON parcel_history (commune, sheet, number, id);
CREATE INDEX parcel_history_by_record ON parcel_history (record_id);
CREATE INDEX parcel_history_by_end ON parcel_history (ended_by_record);

-- What tiles are made of: the shape in Web Mercator (EPSG:3857), prepared when the parcel is written.
CREATE TABLE parcel_tile (
    parcel_id INTEGER NOT NULL PRIMARY KEY REFERENCES parcel (id) ON DELETE CASCADE,
    geom BLOB NOT NULL
);

-- Which parcels became which, by a split or a merger.
CREATE TABLE parcel_lineage (
    parent_id INTEGER NOT NULL,
    child_id INTEGER NOT NULL,
    record_id INTEGER NOT NULL REFERENCES record (id),
    PRIMARY KEY (parent_id, child_id)
);
CREATE INDEX parcel_lineage_by_child ON parcel_lineage (child_id);
CREATE INDEX parcel_lineage_by_record ON parcel_lineage (record_id);

-- What the last check found.
CREATE TABLE finding (
    id TEXT NOT NULL PRIMARY KEY,
    rule TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('error', 'warning', 'note')),
    text_vi TEXT NOT NULL,
    text_en TEXT NOT NULL,
    crs INTEGER NOT NULL,
    geom BLOB
);

CREATE TABLE finding_parcel (
    finding_id TEXT NOT NULL REFERENCES finding (id) ON DELETE CASCADE,
    parcel_id INTEGER NOT NULL,
    PRIMARY KEY (finding_id, parcel_id)
);
CREATE INDEX finding_parcel_by_parcel ON finding_parcel (parcel_id);

-- A finding that a person accepted: it stays accepted when a later check finds it again.
CREATE TABLE finding_acceptance (
    finding_id TEXT NOT NULL,
    record_id INTEGER NOT NULL REFERENCES record (id),
    PRIMARY KEY (finding_id, record_id)
);

-- A land-use right certificate (LADM: LA_BAUnit). What is printed on it that leads to a person is in restricted_certificate.
CREATE TABLE certificate (
    id INTEGER NOT NULL PRIMARY KEY,
    issued_on DATE,
    record_id INTEGER NOT NULL REFERENCES record (id)
);

-- What a certificate says of one parcel (LADM: LA_RRR).
CREATE TABLE certificate_entry (
    id INTEGER NOT NULL PRIMARY KEY,
    certificate_id INTEGER NOT NULL REFERENCES certificate (id),
    source_id INTEGER REFERENCES source (id),
    worksheet TEXT,
    source_row INTEGER,
    printed_commune TEXT,
    printed_sheet TEXT,
    printed_number TEXT,
    commune TEXT,
    sheet TEXT,
    number TEXT,
    parcel_code TEXT,
    area_m2 REAL,
    land_use TEXT
);
CREATE INDEX certificate_entry_by_certificate ON certificate_entry (certificate_id);

-- An entry and the parcel it belongs to, with the evidence (LADM: relation of LA_BAUnit to LA_SpatialUnit).
CREATE TABLE certificate_link (
    entry_id INTEGER NOT NULL REFERENCES certificate_entry (id),
    parcel_id INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('linked', 'ambiguous', 'conflict', 'unlinked')),
    evidence TEXT NOT NULL,
    record_id INTEGER NOT NULL REFERENCES record (id),
    PRIMARY KEY (entry_id, parcel_id)
);
CREATE INDEX certificate_link_by_parcel ON certificate_link (parcel_id);

-- Restricted from here on: what is of a person, in tables of its own.

CREATE TABLE restricted_holder (
    id INTEGER NOT NULL PRIMARY KEY,
    kind TEXT,
    name TEXT,
    identity_number TEXT,
    address TEXT
);

CREATE TABLE restricted_certificate (
    certificate_id INTEGER NOT NULL PRIMARY KEY REFERENCES certificate (id) ON DELETE CASCADE,
    serial TEXT,
    registry_number TEXT
);
CREATE INDEX restricted_certificate_by_serial ON restricted_certificate (serial);

CREATE TABLE restricted_entry_holder (
    entry_id INTEGER NOT NULL REFERENCES certificate_entry (id) ON DELETE CASCADE,
    holder_id INTEGER NOT NULL REFERENCES restricted_holder (id),
    PRIMARY KEY (entry_id, holder_id)
);

-- The spatial index as the extension gpkg_rtree_index has it. GDAL and QGIS bring the functions its triggers call; the store
-- registers its own.
CREATE VIRTUAL TABLE "rtree_parcel_geom" USING rtree(id, minx, maxx, miny, maxy);

CREATE TRIGGER "rtree_parcel_geom_insert" AFTER INSERT ON "parcel"
WHEN (NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN
    INSERT OR REPLACE INTO "rtree_parcel_geom" VALUES (
        NEW.id, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)
    );
END;

CREATE TRIGGER "rtree_parcel_geom_update1" AFTER UPDATE OF geom ON "parcel"
WHEN OLD.id = NEW.id AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN
    INSERT OR REPLACE INTO "rtree_parcel_geom" VALUES (
        NEW.id, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)
    );
END;

CREATE TRIGGER "rtree_parcel_geom_update2" AFTER UPDATE OF geom ON "parcel"
WHEN OLD.id = NEW.id AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))
BEGIN
    DELETE FROM "rtree_parcel_geom" WHERE id = OLD.id;
END;

CREATE TRIGGER "rtree_parcel_geom_update3" AFTER UPDATE ON "parcel"
WHEN OLD.id != NEW.id AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN
    DELETE FROM "rtree_parcel_geom" WHERE id = OLD.id;
    INSERT OR REPLACE INTO "rtree_parcel_geom" VALUES (
        NEW.id, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)
    );
END;

CREATE TRIGGER "rtree_parcel_geom_update4" AFTER UPDATE ON "parcel"
WHEN OLD.id != NEW.id AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))
BEGIN
    DELETE FROM "rtree_parcel_geom" WHERE id IN (OLD.id, NEW.id);
END;

CREATE TRIGGER "rtree_parcel_geom_delete" AFTER DELETE ON "parcel"
WHEN OLD.geom NOT NULL
BEGIN
    DELETE FROM "rtree_parcel_geom" WHERE id = OLD.id;
END;

-- The index of the shapes for tiles. That table is no layer of the GeoPackage, so this one is no extension of it.
CREATE VIRTUAL TABLE "rtree_parcel_tile" USING rtree(id, minx, maxx, miny, maxy);

CREATE TRIGGER "rtree_parcel_tile_delete" AFTER DELETE ON "parcel_tile"
BEGIN
    DELETE FROM "rtree_parcel_tile" WHERE id = OLD.parcel_id;
END;

CREATE TRIGGER record_is_append_only_update BEFORE UPDATE ON record
BEGIN
    SELECT RAISE(ABORT, 'the table record is append-only');
END;

CREATE TRIGGER record_is_append_only_delete BEFORE DELETE ON record
BEGIN
    SELECT RAISE(ABORT, 'the table record is append-only');
END;

CREATE TRIGGER audit_log_is_append_only_update BEFORE UPDATE ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'the table audit_log is append-only');
END;

CREATE TRIGGER audit_log_is_append_only_delete BEFORE DELETE ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'the table audit_log is append-only');
END;

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
    ('parcel', 'features', 'parcel', 'Thửa đất · parcels', -1),
    ('sheet', 'features', 'sheet', 'Tờ bản đồ · map sheets', -1),
    ('record', 'attributes', 'record', 'Biến động · records of change', NULL);

INSERT INTO gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m) VALUES
    ('parcel', 'geom', 'MULTIPOLYGON', -1, 0, 0),
    ('sheet', 'frame', 'POLYGON', -1, 0, 0);

INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope) VALUES
    ('parcel', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only');

INSERT INTO store (id, created_at, revision, next_parcel_id, next_record_id, next_source_id, next_sheet_id, audit_head)
VALUES (1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), 0, 1, 1, 1, 1, '0000000000000000000000000000000000000000000000000000000000000000');
