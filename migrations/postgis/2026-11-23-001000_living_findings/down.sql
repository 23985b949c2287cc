-- Back to the tables of before, empty as they were.
DROP TABLE finding_state;
DROP TABLE finding_closed;
DROP TABLE finding_parcel;
DROP TABLE finding;
DROP TABLE finding_acceptance;
DROP TABLE parcel_lineage;

CREATE TABLE parcel_lineage (
    parent_id bigint NOT NULL,
    child_id bigint NOT NULL,
    record_id bigint NOT NULL REFERENCES record (id),
    PRIMARY KEY (parent_id, child_id)
);
CREATE INDEX parcel_lineage_by_child ON parcel_lineage (child_id);
CREATE INDEX parcel_lineage_by_record ON parcel_lineage (record_id);

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

CREATE TABLE finding_acceptance (
    finding_id text NOT NULL,
    record_id bigint NOT NULL REFERENCES record (id),
    PRIMARY KEY (finding_id, record_id)
);
