-- Findings that follow every edit, with the record that opened and the one that closed each. Nothing filled these tables before.

DROP TABLE finding_parcel;
DROP TABLE finding;
DROP TABLE finding_acceptance;
DROP TABLE parcel_lineage;

-- Under which settings findings are kept, and up to which revision of the store. No row: nobody asked for them yet.
CREATE TABLE finding_state (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    profile TEXT NOT NULL,
    settings_hash TEXT NOT NULL,
    revision INTEGER NOT NULL
);

-- What is wrong or noteworthy now.
CREATE TABLE finding (
    id TEXT NOT NULL PRIMARY KEY,
    rule TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('error', 'warning', 'note')),
    text_vi TEXT NOT NULL,
    text_en TEXT NOT NULL,
    crs INTEGER NOT NULL,
    x REAL,
    y REAL,
    area_m2 REAL,
    width_m REAL,
    -- The record that brought it about; none where a check of everything found it.
    opened_by_record INTEGER REFERENCES record (id),
    -- The evidence in well-known binary.
    wkb BLOB
);
CREATE INDEX finding_by_rule ON finding (rule, id);

CREATE TABLE finding_parcel (
    finding_id TEXT NOT NULL REFERENCES finding (id) ON DELETE CASCADE,
    parcel_id INTEGER NOT NULL,
    PRIMARY KEY (finding_id, parcel_id)
);
CREATE INDEX finding_parcel_by_parcel ON finding_parcel (parcel_id);

-- What was wrong, and the record that mended it.
CREATE TABLE finding_closed (
    finding_id TEXT NOT NULL,
    closed_by_record INTEGER NOT NULL REFERENCES record (id),
    opened_by_record INTEGER REFERENCES record (id),
    rule TEXT NOT NULL,
    severity TEXT NOT NULL,
    text_vi TEXT NOT NULL,
    text_en TEXT NOT NULL,
    PRIMARY KEY (finding_id, closed_by_record)
);
CREATE INDEX finding_closed_by_record ON finding_closed (closed_by_record);

-- A finding that a person accepted: it stays accepted when a later check finds it again, until that is taken back.
CREATE TABLE finding_acceptance (
    finding_id TEXT NOT NULL,
    record_id INTEGER NOT NULL REFERENCES record (id),
    withdrawn_by_record INTEGER REFERENCES record (id),
    PRIMARY KEY (finding_id, record_id)
);

-- Which parcels became which, by a split, a merger, or its undoing.
CREATE TABLE parcel_lineage (
    parent_id INTEGER NOT NULL,
    child_id INTEGER NOT NULL,
    record_id INTEGER NOT NULL REFERENCES record (id),
    PRIMARY KEY (parent_id, child_id, record_id)
);
CREATE INDEX parcel_lineage_by_child ON parcel_lineage (child_id);
CREATE INDEX parcel_lineage_by_record ON parcel_lineage (record_id);
