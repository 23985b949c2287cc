-- Back to the tables of before, empty as they were.
DROP TABLE finding_state;
DROP TABLE finding_closed;
DROP TABLE finding_parcel;
DROP TABLE finding;
DROP TABLE finding_acceptance;
DROP TABLE parcel_lineage;

CREATE TABLE parcel_lineage (
    parent_id INTEGER NOT NULL,
    child_id INTEGER NOT NULL,
    record_id INTEGER NOT NULL REFERENCES record (id),
    PRIMARY KEY (parent_id, child_id)
);
CREATE INDEX parcel_lineage_by_child ON parcel_lineage (child_id);
CREATE INDEX parcel_lineage_by_record ON parcel_lineage (record_id);

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

CREATE TABLE finding_acceptance (
    finding_id TEXT NOT NULL,
    record_id INTEGER NOT NULL REFERENCES record (id),
    PRIMARY KEY (finding_id, record_id)
);
