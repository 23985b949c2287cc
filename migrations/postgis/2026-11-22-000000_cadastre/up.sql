-- The cadastre in PostgreSQL with PostGIS 3.3 or newer.

CREATE EXTENSION IF NOT EXISTS postgis;

-- PostGIS 3.3 does not know the VN-2000 zones EPSG:9205 to 9218. Which ones this migration added is noted, so that its
-- undoing takes away no zone that was there before. Source: EPSG registry v10.076, as GDAL writes it.
CREATE TABLE added_zone (
    srid bigint NOT NULL PRIMARY KEY
);

WITH zone (srid, auth_name, auth_srid, srtext, proj4text) AS (VALUES
    (3405, 'EPSG', 3405,
     'PROJCS["VN-2000 / UTM zone 48N",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",105],PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","3405"]]',
     '+proj=utm +zone=48 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs'),
    (3406, 'EPSG', 3406,
     'PROJCS["VN-2000 / UTM zone 49N",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",111],PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","3406"]]',
     '+proj=utm +zone=49 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs'),
    (5896, 'EPSG', 5896,
     'PROJCS["VN-2000 / TM-3 zone 481",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",102],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","5896"]]',
     '+proj=tmerc +lat_0=0 +lon_0=102 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs'),
    (5897, 'EPSG', 5897,
     'PROJCS["VN-2000 / TM-3 zone 482",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",105],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","5897"]]',
     '+proj=tmerc +lat_0=0 +lon_0=105 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs'),
    (5898, 'EPSG', 5898,
     'PROJCS["VN-2000 / TM-3 zone 491",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",108],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","5898"]]',
     '+proj=tmerc +lat_0=0 +lon_0=108 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs'),
    (5899, 'EPSG', 5899,
     'PROJCS["VN-2000 / TM-3 107-45",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",107.75],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","5899"]]',
     '+proj=tmerc +lat_0=0 +lon_0=107.75 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs'),
    (9205, 'EPSG', 9205,
     'PROJCS["VN-2000 / TM-3 103-00",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",103],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9205"]]',
     '+proj=tmerc +lat_0=0 +lon_0=103 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs'),
    (9206, 'EPSG', 9206,
     'PROJCS["VN-2000 / TM-3 104-00",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",104],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9206"]]',
     '+proj=tmerc +lat_0=0 +lon_0=104 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs'),
    (9207, 'EPSG', 9207,
     'PROJCS["VN-2000 / TM-3 104-30",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",104.5],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9207"]]',
     '+proj=tmerc +lat_0=0 +lon_0=104.5 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs'),
    (9208, 'EPSG', 9208,
     'PROJCS["VN-2000 / TM-3 104-45",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",104.75],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9208"]]',
     '+proj=tmerc +lat_0=0 +lon_0=104.75 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs'),
    (9209, 'EPSG', 9209,
     'PROJCS["VN-2000 / TM-3 105-30",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",105.5],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9209"]]',
     '+proj=tmerc +lat_0=0 +lon_0=105.5 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs'),
    (9210, 'EPSG', 9210,
     'PROJCS["VN-2000 / TM-3 105-45",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",105.75],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9210"]]',
     '+proj=tmerc +lat_0=0 +lon_0=105.75 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs'),
    (9211, 'EPSG', 9211,
     'PROJCS["VN-2000 / TM-3 106-00",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",106],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9211"]]',
     '+proj=tmerc +lat_0=0 +lon_0=106 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs'),
    (9212, 'EPSG', 9212,
     'PROJCS["VN-2000 / TM-3 106-15",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",106.25],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9212"]]',
     '+proj=tmerc +lat_0=0 +lon_0=106.25 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs'),
    (9213, 'EPSG', 9213,
     'PROJCS["VN-2000 / TM-3 106-30",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",106.5],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9213"]]',
     '+proj=tmerc +lat_0=0 +lon_0=106.5 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs'),
    (9214, 'EPSG', 9214,
     'PROJCS["VN-2000 / TM-3 107-00",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",107],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9214"]]',
     '+proj=tmerc +lat_0=0 +lon_0=107 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs'),
    (9215, 'EPSG', 9215,
     'PROJCS["VN-2000 / TM-3 107-15",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",107.25],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9215"]]',
     '+proj=tmerc +lat_0=0 +lon_0=107.25 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs'),
    (9216, 'EPSG', 9216,
     'PROJCS["VN-2000 / TM-3 107-30",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",107.5],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9216"]]',
     '+proj=tmerc +lat_0=0 +lon_0=107.5 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs'),
    (9217, 'EPSG', 9217,
     'PROJCS["VN-2000 / TM-3 108-15",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",108.25],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9217"]]',
     '+proj=tmerc +lat_0=0 +lon_0=108.25 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs'),
    (9218, 'EPSG', 9218,
     'PROJCS["VN-2000 / TM-3 108-30",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",108.5],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","9218"]]',
     '+proj=tmerc +lat_0=0 +lon_0=108.5 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs')
), added AS (
    INSERT INTO spatial_ref_sys (srid, auth_name, auth_srid, srtext, proj4text)
    SELECT srid, auth_name, auth_srid, srtext, proj4text FROM zone
    ON CONFLICT (srid) DO NOTHING
    RETURNING srid
)
INSERT INTO added_zone (srid) SELECT srid FROM added;

-- One row: the store itself. Who writes takes its row first, so that one writer is at work at a time.
CREATE TABLE store (
    id bigint NOT NULL PRIMARY KEY CHECK (id = 1),
    created_at text NOT NULL,
    -- Counts the records; readers see by it that something changed.
    revision bigint NOT NULL,
    next_parcel_id bigint NOT NULL,
    next_record_id bigint NOT NULL,
    next_source_id bigint NOT NULL,
    next_sheet_id bigint NOT NULL,
    -- Hash of the last entry of the audit log.
    audit_head text NOT NULL
);

-- One lasting change: who, when, why (LADM: LA_AdministrativeSource of a VersionedObject).
CREATE TABLE record (
    id bigint NOT NULL PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN
        ('import', 'correct', 'split', 'merge', 'renumber', 'retire', 'link', 'unlink', 'accept', 'undo')),
    recorded_at text NOT NULL,
    author text NOT NULL,
    reason text NOT NULL,
    -- The record that this one takes back.
    undoes bigint REFERENCES record (id)
);

-- Each record once, chained: hash = SHA-256 of the hash before, of the record, and of what it changed.
CREATE TABLE audit_log (
    sequence bigint NOT NULL PRIMARY KEY,
    record_id bigint NOT NULL UNIQUE REFERENCES record (id),
    changes_hash text NOT NULL,
    previous_hash text NOT NULL,
    hash text NOT NULL UNIQUE
);

-- A file that was imported (LADM: LA_SpatialSource).
CREATE TABLE source (
    id bigint NOT NULL PRIMARY KEY,
    name text NOT NULL,
    layer text NOT NULL,
    format text NOT NULL,
    crs bigint NOT NULL,
    parcels bigint NOT NULL,
    content_hash bytea NOT NULL,
    record_id bigint NOT NULL REFERENCES record (id)
);

-- A code of a commune and the time it is valid in.
CREATE TABLE commune (
    code text NOT NULL,
    valid_from text NOT NULL,
    valid_until text,
    name text NOT NULL,
    name_en text NOT NULL,
    PRIMARY KEY (code, valid_from)
);

-- Which commune the land of a closed one came to.
CREATE TABLE commune_successor (
    code text NOT NULL,
    valid_from text NOT NULL,
    successor text NOT NULL,
    PRIMARY KEY (code, valid_from, successor),
    FOREIGN KEY (code, valid_from) REFERENCES commune (code, valid_from)
);

-- A map sheet of a commune (LADM: LA_SpatialUnitGroup).
CREATE TABLE sheet (
    id bigint NOT NULL PRIMARY KEY,
    commune text,
    number text NOT NULL,
    scale_denominator bigint,
    series text,
    crs bigint NOT NULL,
    record_id bigint NOT NULL REFERENCES record (id),
    frame geometry(Polygon)
);
CREATE INDEX sheet_by_key ON sheet (commune, number);

-- The parcels as they are now (LADM: LA_SpatialUnit). Several may have one key: that is a finding, not a fault of the store.
CREATE TABLE parcel (
    id bigint NOT NULL PRIMARY KEY,
    commune text,
    sheet text,
    number text,
    parcel_code text,
    area_calculated_m2 double precision,
    area_recorded_m2 double precision,
    area_legal_m2 double precision,
    land_use text,
    land_use_areas_m2 text,
    class text,
    class_reasons text,
    crs bigint NOT NULL,
    version bigint NOT NULL,
    begin_lifespan_version text NOT NULL,
    record_id bigint NOT NULL,
    source_id bigint,
    feature text,
    content_hash bytea NOT NULL,
    geom geometry(MultiPolygon),
    FOREIGN KEY (record_id) REFERENCES record (id),
    FOREIGN KEY (source_id) REFERENCES source (id),
    CHECK (ST_SRID(geom) = crs)
);
CREATE INDEX parcel_by_key ON parcel (commune, sheet, number, id);
CREATE INDEX parcel_by_record ON parcel (record_id);

-- The parcels as they were: each version that ended, with the record that ended it.
CREATE TABLE parcel_history (
    id bigint NOT NULL,
    commune text,
    sheet text,
    number text,
    parcel_code text,
    area_calculated_m2 double precision,
    area_recorded_m2 double precision,
    area_legal_m2 double precision,
    land_use text,
    land_use_areas_m2 text,
    class text,
    class_reasons text,
    crs bigint NOT NULL,
    version bigint NOT NULL,
    begin_lifespan_version text NOT NULL,
    record_id bigint NOT NULL,
    source_id bigint,
    feature text,
    content_hash bytea NOT NULL,
    end_lifespan_version text NOT NULL,
    ended_by_record bigint NOT NULL REFERENCES record (id),
    geom geometry(MultiPolygon),
    PRIMARY KEY (id, version)
);
CREATE INDEX parcel_history_by_key ON parcel_history (commune, sheet, number, id);
CREATE INDEX parcel_history_by_record ON parcel_history (record_id);
CREATE INDEX parcel_history_by_end ON parcel_history (ended_by_record);

-- What tiles are made of: the shape in Web Mercator (EPSG:3857), prepared when the parcel is written.
CREATE TABLE parcel_tile (
    parcel_id bigint NOT NULL PRIMARY KEY REFERENCES parcel (id) ON DELETE CASCADE,
    geom geometry(MultiPolygon, 3857) NOT NULL
);

-- Which parcels became which, by a split or a merger.
CREATE TABLE parcel_lineage (
    parent_id bigint NOT NULL,
    child_id bigint NOT NULL,
    record_id bigint NOT NULL REFERENCES record (id),
    PRIMARY KEY (parent_id, child_id)
);
CREATE INDEX parcel_lineage_by_child ON parcel_lineage (child_id);
CREATE INDEX parcel_lineage_by_record ON parcel_lineage (record_id);

-- What the last check found.
CREATE TABLE finding (
    id text NOT NULL PRIMARY KEY,
    rule text NOT NULL,
    severity text NOT NULL CHECK (severity IN ('error', 'warning', 'note')),
    text_vi text NOT NULL,
    text_en text NOT NULL,
    crs bigint NOT NULL,
    geom geometry
);

CREATE TABLE finding_parcel (
    finding_id text NOT NULL REFERENCES finding (id) ON DELETE CASCADE,
    parcel_id bigint NOT NULL,
    PRIMARY KEY (finding_id, parcel_id)
);
CREATE INDEX finding_parcel_by_parcel ON finding_parcel (parcel_id);

-- A finding that a person accepted: it stays accepted when a later check finds it again.
CREATE TABLE finding_acceptance (
    finding_id text NOT NULL,
    record_id bigint NOT NULL REFERENCES record (id),
    PRIMARY KEY (finding_id, record_id)
);

-- A land-use right certificate (LADM: LA_BAUnit). What is printed on it that leads to a person is in restricted_certificate.
CREATE TABLE certificate (
    id bigint NOT NULL PRIMARY KEY,
    issued_on text,
    record_id bigint NOT NULL REFERENCES record (id)
);

-- What a certificate says of one parcel (LADM: LA_RRR).
CREATE TABLE certificate_entry (
    id bigint NOT NULL PRIMARY KEY,
    certificate_id bigint NOT NULL REFERENCES certificate (id),
    source_id bigint REFERENCES source (id),
    worksheet text,
    source_row bigint,
    printed_commune text,
    printed_sheet text,
    printed_number text,
    commune text,
    sheet text,
    number text,
    parcel_code text,
    area_m2 double precision,
    land_use text
);
CREATE INDEX certificate_entry_by_certificate ON certificate_entry (certificate_id);

-- An entry and the parcel it belongs to, with the evidence (LADM: relation of LA_BAUnit to LA_SpatialUnit).
CREATE TABLE certificate_link (
    entry_id bigint NOT NULL REFERENCES certificate_entry (id),
    parcel_id bigint NOT NULL,
    status text NOT NULL CHECK (status IN ('linked', 'ambiguous', 'conflict', 'unlinked')),
    evidence text NOT NULL,
    record_id bigint NOT NULL REFERENCES record (id),
    PRIMARY KEY (entry_id, parcel_id)
);
CREATE INDEX certificate_link_by_parcel ON certificate_link (parcel_id);

-- Restricted from here on: what is of a person, in tables of its own.

CREATE TABLE restricted_holder (
    id bigint NOT NULL PRIMARY KEY,
    kind text,
    name text,
    identity_number text,
    address text
);

CREATE TABLE restricted_certificate (
    certificate_id bigint NOT NULL PRIMARY KEY REFERENCES certificate (id) ON DELETE CASCADE,
    serial text,
    registry_number text
);
CREATE INDEX restricted_certificate_by_serial ON restricted_certificate (serial);

CREATE TABLE restricted_entry_holder (
    entry_id bigint NOT NULL REFERENCES certificate_entry (id) ON DELETE CASCADE,
    holder_id bigint NOT NULL REFERENCES restricted_holder (id),
    PRIMARY KEY (entry_id, holder_id)
);

-- Parcels of several zones stand in one column, each in its own; whoever asks by native coordinates names the zone too.
CREATE INDEX parcel_by_place ON parcel USING gist (geom);
CREATE INDEX parcel_tile_by_place ON parcel_tile USING gist (geom);

CREATE FUNCTION refuse_change_of_what_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the table % is append-only', TG_TABLE_NAME;
END;
$$;
CREATE TRIGGER record_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON record
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_what_is_append_only();
CREATE TRIGGER audit_log_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_what_is_append_only();

-- Whoever may read the cadastre does not thereby read what is of a person.
REVOKE ALL ON restricted_holder, restricted_certificate, restricted_entry_holder FROM PUBLIC;

INSERT INTO store (id, created_at, revision, next_parcel_id, next_record_id, next_source_id, next_sheet_id, audit_head)
VALUES (1, to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 0, 1, 1, 1, 1, '0000000000000000000000000000000000000000000000000000000000000000');
