-- Back to the tables of before, empty as they were.
DROP TABLE restricted_entry;
DROP TABLE restricted_certificate;
DROP TABLE restricted_holder;
DROP TABLE commune_change;
DROP TABLE renumbered_sheet;
DROP TABLE certificate_link;
DROP TABLE certificate_land_use;
DROP TABLE certificate_entry;
DROP TABLE certificate;
DROP TABLE document;

CREATE TABLE certificate (
    id INTEGER NOT NULL PRIMARY KEY,
    issued_on DATE,
    record_id INTEGER NOT NULL REFERENCES record (id)
);

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

CREATE TABLE certificate_link (
    entry_id INTEGER NOT NULL REFERENCES certificate_entry (id),
    parcel_id INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('linked', 'ambiguous', 'conflict', 'unlinked')),
    evidence TEXT NOT NULL,
    record_id INTEGER NOT NULL REFERENCES record (id),
    PRIMARY KEY (entry_id, parcel_id)
);
CREATE INDEX certificate_link_by_parcel ON certificate_link (parcel_id);

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
