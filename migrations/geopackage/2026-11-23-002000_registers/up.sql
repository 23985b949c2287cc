-- Registers, lists of renumbered sheets and of communes that merged, and the links of entries to parcels. Nothing filled these tables
-- before.

DROP TABLE restricted_entry_holder;
DROP TABLE restricted_certificate;
DROP TABLE restricted_holder;
DROP TABLE certificate_link;
DROP TABLE certificate_entry;
DROP TABLE certificate;

-- A worksheet of a file that was imported and is no map (LADM: LA_AdministrativeSource).
CREATE TABLE document (
    id INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('register', 'renumbering', 'communes')),
    name TEXT NOT NULL,
    worksheet TEXT,
    record_id INTEGER NOT NULL REFERENCES record (id)
);
CREATE INDEX document_by_record ON document (record_id);

-- A land-use right certificate (LADM: LA_BAUnit). What is printed on it that leads to a person is in restricted_certificate.
CREATE TABLE certificate (
    id INTEGER NOT NULL PRIMARY KEY,
    -- A day, a month or a year.
    issued_on TEXT,
    record_id INTEGER NOT NULL REFERENCES record (id)
);
CREATE INDEX certificate_by_record ON certificate (record_id);

-- What a row of a register says of one parcel (LADM: LA_RRR): each version, with the record that ended it.
CREATE TABLE certificate_entry (
    id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    document_id INTEGER NOT NULL REFERENCES document (id),
    source_row INTEGER NOT NULL,
    certificate_id INTEGER REFERENCES certificate (id),
    commune TEXT,
    printed_sheet TEXT,
    printed_number TEXT,
    sheet TEXT,
    number TEXT,
    scale_denominator INTEGER,
    parcel_code TEXT,
    area_m2 REAL,
    class TEXT,
    is_of_flat INTEGER NOT NULL,
    impossible_dates TEXT,
    content_hash BLOB NOT NULL,
    record_id INTEGER NOT NULL REFERENCES record (id),
    ended_by_record INTEGER REFERENCES record (id),
    PRIMARY KEY (id, version)
);
CREATE INDEX certificate_entry_by_document ON certificate_entry (document_id, source_row);
CREATE INDEX certificate_entry_by_certificate ON certificate_entry (certificate_id);
CREATE INDEX certificate_entry_by_record ON certificate_entry (record_id);
CREATE INDEX certificate_entry_by_end ON certificate_entry (ended_by_record);

-- What the parcel of an entry is used for (LADM: LA_Right).
CREATE TABLE certificate_land_use (
    entry_id INTEGER NOT NULL,
    entry_version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    land_use TEXT NOT NULL,
    area_m2 REAL,
    origin TEXT,
    form TEXT,
    term TEXT,
    PRIMARY KEY (entry_id, entry_version, position),
    FOREIGN KEY (entry_id, entry_version) REFERENCES certificate_entry (id, version)
);

-- What became of an entry, one row for each parcel it belongs to or may belong to, with the evidence (LADM: relation of LA_BAUnit to
-- LA_SpatialUnit).
CREATE TABLE certificate_link (
    id INTEGER NOT NULL PRIMARY KEY,
    entry_id INTEGER NOT NULL,
    entry_version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    -- None where no parcel is known.
    parcel_id INTEGER,
    status TEXT NOT NULL CHECK (status IN ('linked', 'ambiguous', 'conflict', 'unlinked')),
    -- How it was arrived at: 0 by a person, 1 to 3 by itself.
    tier INTEGER,
    score REAL NOT NULL,
    reason TEXT,
    evidence TEXT NOT NULL,
    record_id INTEGER NOT NULL REFERENCES record (id),
    ended_by_record INTEGER REFERENCES record (id),
    FOREIGN KEY (entry_id, entry_version) REFERENCES certificate_entry (id, version)
);
CREATE INDEX certificate_link_by_entry ON certificate_link (entry_id);
CREATE INDEX certificate_link_by_parcel ON certificate_link (parcel_id);
CREATE INDEX certificate_link_by_record ON certificate_link (record_id);
CREATE INDEX certificate_link_by_end ON certificate_link (ended_by_record);

-- A line of a list of renumbered sheets.
CREATE TABLE renumbered_sheet (
    id INTEGER NOT NULL PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES document (id),
    source_row INTEGER NOT NULL,
    old_commune TEXT,
    old_sheet TEXT NOT NULL,
    scale_denominator INTEGER,
    new_commune TEXT,
    new_sheet TEXT NOT NULL,
    record_id INTEGER NOT NULL REFERENCES record (id),
    ended_by_record INTEGER REFERENCES record (id)
);
CREATE INDEX renumbered_sheet_by_document ON renumbered_sheet (document_id);
CREATE INDEX renumbered_sheet_by_record ON renumbered_sheet (record_id);
CREATE INDEX renumbered_sheet_by_end ON renumbered_sheet (ended_by_record);

-- A line of a list of communes that merged.
CREATE TABLE commune_change (
    id INTEGER NOT NULL PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES document (id),
    source_row INTEGER NOT NULL,
    old_code TEXT NOT NULL,
    old_name TEXT,
    new_code TEXT NOT NULL,
    new_name TEXT,
    is_whole INTEGER,
    changed_on TEXT NOT NULL,
    record_id INTEGER NOT NULL REFERENCES record (id),
    ended_by_record INTEGER REFERENCES record (id)
);
CREATE INDEX commune_change_by_document ON commune_change (document_id);
CREATE INDEX commune_change_by_record ON commune_change (record_id);
CREATE INDEX commune_change_by_end ON commune_change (ended_by_record);

-- Restricted from here on: what is of a person, in tables of its own.

-- A person or organisation as registers write it (LADM: LA_Party).
CREATE TABLE restricted_holder (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT,
    identity_number TEXT,
    born TEXT,
    gender TEXT,
    address TEXT,
    organisation TEXT,
    organisation_number TEXT,
    kind TEXT,
    role TEXT,
    spouse TEXT,
    spouse_number TEXT,
    record_id INTEGER NOT NULL REFERENCES record (id)
);
CREATE INDEX restricted_holder_by_record ON restricted_holder (record_id);

CREATE TABLE restricted_certificate (
    certificate_id INTEGER NOT NULL PRIMARY KEY REFERENCES certificate (id),
    serial TEXT,
    registry_number TEXT
);
CREATE INDEX restricted_certificate_by_serial ON restricted_certificate (serial);

-- What of an entry is of a person: who holds it, and where the parcel lies in words.
CREATE TABLE restricted_entry (
    entry_id INTEGER NOT NULL,
    entry_version INTEGER NOT NULL,
    holder_id INTEGER REFERENCES restricted_holder (id),
    parcel_address TEXT,
    PRIMARY KEY (entry_id, entry_version),
    FOREIGN KEY (entry_id, entry_version) REFERENCES certificate_entry (id, version)
);
CREATE INDEX restricted_entry_by_holder ON restricted_entry (holder_id);
