//! The tables as diesel knows them. Shapes are left out: their bytes are asked for by [`Dialect::shape`](super::Dialect).

diesel::table! {
    store (id) {
        id -> BigInt,
        created_at -> Text,
        revision -> BigInt,
        next_parcel_id -> BigInt,
        next_record_id -> BigInt,
        next_source_id -> BigInt,
        next_sheet_id -> BigInt,
        audit_head -> Text,
    }
}

diesel::table! {
    record (id) {
        id -> BigInt,
        kind -> Text,
        recorded_at -> Text,
        author -> Text,
        reason -> Text,
        undoes -> Nullable<BigInt>,
    }
}

diesel::table! {
    audit_log (sequence) {
        sequence -> BigInt,
        record_id -> BigInt,
        changes_hash -> Text,
        previous_hash -> Text,
        hash -> Text,
    }
}

diesel::table! {
    source (id) {
        id -> BigInt,
        name -> Text,
        layer -> Text,
        format -> Text,
        crs -> BigInt,
        parcels -> BigInt,
        content_hash -> Binary,
        record_id -> BigInt,
    }
}

diesel::table! {
    commune (code, valid_from) {
        code -> Text,
        valid_from -> Text,
        valid_until -> Nullable<Text>,
        name -> Text,
        name_en -> Text,
    }
}

diesel::table! {
    commune_successor (code, valid_from, successor) {
        code -> Text,
        valid_from -> Text,
        successor -> Text,
    }
}

diesel::table! {
    sheet (id) {
        id -> BigInt,
        commune -> Nullable<Text>,
        number -> Text,
        scale_denominator -> Nullable<BigInt>,
        series -> Nullable<Text>,
        crs -> BigInt,
        record_id -> BigInt,
    }
}

diesel::table! {
    parcel (id) {
        id -> BigInt,
        commune -> Nullable<Text>,
        sheet -> Nullable<Text>,
        number -> Nullable<Text>,
        parcel_code -> Nullable<Text>,
        area_calculated_m2 -> Nullable<Double>,
        area_recorded_m2 -> Nullable<Double>,
        area_legal_m2 -> Nullable<Double>,
        land_use -> Nullable<Text>,
        land_use_areas_m2 -> Nullable<Text>,
        crs -> BigInt,
        version -> BigInt,
        begin_lifespan_version -> Text,
        record_id -> BigInt,
        source_id -> Nullable<BigInt>,
        feature -> Nullable<Text>,
        content_hash -> Binary,
    }
}

diesel::table! {
    parcel_history (id, version) {
        id -> BigInt,
        commune -> Nullable<Text>,
        sheet -> Nullable<Text>,
        number -> Nullable<Text>,
        parcel_code -> Nullable<Text>,
        area_calculated_m2 -> Nullable<Double>,
        area_recorded_m2 -> Nullable<Double>,
        area_legal_m2 -> Nullable<Double>,
        land_use -> Nullable<Text>,
        land_use_areas_m2 -> Nullable<Text>,
        crs -> BigInt,
        version -> BigInt,
        begin_lifespan_version -> Text,
        record_id -> BigInt,
        source_id -> Nullable<BigInt>,
        feature -> Nullable<Text>,
        content_hash -> Binary,
        end_lifespan_version -> Text,
        ended_by_record -> BigInt,
    }
}

diesel::table! {
    parcel_tile (parcel_id) {
        parcel_id -> BigInt,
    }
}

diesel::table! {
    parcel_lineage (parent_id, child_id, record_id) {
        parent_id -> BigInt,
        child_id -> BigInt,
        record_id -> BigInt,
    }
}

diesel::table! {
    finding_state (id) {
        id -> BigInt,
        profile -> Text,
        settings_hash -> Text,
        revision -> BigInt,
    }
}

diesel::table! {
    finding (id) {
        id -> Text,
        rule -> Text,
        severity -> Text,
        text_vi -> Text,
        text_en -> Text,
        crs -> BigInt,
        x -> Nullable<Double>,
        y -> Nullable<Double>,
        area_m2 -> Nullable<Double>,
        width_m -> Nullable<Double>,
        opened_by_record -> Nullable<BigInt>,
        wkb -> Nullable<Binary>,
    }
}

diesel::table! {
    finding_parcel (finding_id, parcel_id) {
        finding_id -> Text,
        parcel_id -> BigInt,
    }
}

diesel::table! {
    finding_closed (finding_id, closed_by_record) {
        finding_id -> Text,
        closed_by_record -> BigInt,
        opened_by_record -> Nullable<BigInt>,
        rule -> Text,
        severity -> Text,
        text_vi -> Text,
        text_en -> Text,
    }
}

diesel::table! {
    finding_acceptance (finding_id, record_id) {
        finding_id -> Text,
        record_id -> BigInt,
        withdrawn_by_record -> Nullable<BigInt>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(parcel, source);
diesel::allow_tables_to_appear_in_same_query!(finding, finding_parcel, finding_acceptance);

/// The tables as COPY writes them, with their shapes.
pub(crate) mod copied {
    diesel::table! {
        use diesel::sql_types::{BigInt, Binary, Double, Nullable, Text};
        use postgis_diesel::sql_types::Geometry;
        parcel (id) {
            id -> BigInt,
            commune -> Nullable<Text>,
            sheet -> Nullable<Text>,
            number -> Nullable<Text>,
            parcel_code -> Nullable<Text>,
            area_calculated_m2 -> Nullable<Double>,
            area_recorded_m2 -> Nullable<Double>,
            area_legal_m2 -> Nullable<Double>,
            land_use -> Nullable<Text>,
            land_use_areas_m2 -> Nullable<Text>,
            crs -> BigInt,
            version -> BigInt,
            begin_lifespan_version -> Text,
            record_id -> BigInt,
            source_id -> Nullable<BigInt>,
            feature -> Nullable<Text>,
            content_hash -> Binary,
            geom -> Nullable<Geometry>,
        }
    }

    diesel::table! {
        use diesel::sql_types::BigInt;
        use postgis_diesel::sql_types::Geometry;
        parcel_tile (parcel_id) {
            parcel_id -> BigInt,
            geom -> Geometry,
        }
    }
}

/// The tables of a `GeoPackage` with their shapes, and its indexes.
pub(crate) mod packaged {
    diesel::table! {
        parcel (id) {
            id -> BigInt,
            commune -> Nullable<Text>,
            sheet -> Nullable<Text>,
            number -> Nullable<Text>,
            parcel_code -> Nullable<Text>,
            area_calculated_m2 -> Nullable<Double>,
            area_recorded_m2 -> Nullable<Double>,
            area_legal_m2 -> Nullable<Double>,
            land_use -> Nullable<Text>,
            land_use_areas_m2 -> Nullable<Text>,
            crs -> BigInt,
            version -> BigInt,
            begin_lifespan_version -> Text,
            record_id -> BigInt,
            source_id -> Nullable<BigInt>,
            feature -> Nullable<Text>,
            content_hash -> Binary,
            geom -> Nullable<Binary>,
        }
    }

    diesel::table! {
        parcel_tile (parcel_id) {
            parcel_id -> BigInt,
            geom -> Binary,
        }
    }

    diesel::table! {
        rtree_parcel_geom (id) {
            id -> BigInt,
            minx -> Double,
            maxx -> Double,
            miny -> Double,
            maxy -> Double,
        }
    }

    diesel::table! {
        rtree_parcel_tile (id) {
            id -> BigInt,
            minx -> Double,
            maxx -> Double,
            miny -> Double,
            maxy -> Double,
        }
    }
}
