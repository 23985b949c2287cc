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
    id bigint NOT NULL PRIMARY KEY,
    issued_on text,
    record_id bigint NOT NULL REFERENCES record (id)
);

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

CREATE TABLE certificate_link (
    entry_id bigint NOT NULL REFERENCES certificate_entry (id),
    parcel_id bigint NOT NULL,
    status text NOT NULL CHECK (status IN ('linked', 'ambiguous', 'conflict', 'unlinked')),
    evidence text NOT NULL,
    record_id bigint NOT NULL REFERENCES record (id),
    PRIMARY KEY (entry_id, parcel_id)
);
CREATE INDEX certificate_link_by_parcel ON certificate_link (parcel_id);

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

REVOKE ALL ON restricted_holder, restricted_certificate, restricted_entry_holder FROM PUBLIC;
