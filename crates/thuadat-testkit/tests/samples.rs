//! The committed samples are what the generators make today.

use anyhow::Result;
use gdal::Dataset;
use gdal::vector::{Geometry, LayerAccess};
use std::path::PathBuf;
use thuadat_core::Parcels;
use thuadat_testkit::{
    RegisterTruth, SAMPLE_SEED, Truth, inject_faults, multi_polygon_wkb, sample_register, synthetic_commune,
};

fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data/samples").join(name)
}

fn check(name: &str, made: &Parcels) -> Result<()> {
    let dataset = Dataset::open(sample(name))?;
    let mut layer = dataset.layer_by_name("thua_dat")?;
    assert_eq!(layer.feature_count(), made.len() as u64);
    for (parcel, feature) in layer.features().enumerate() {
        let record = &made.records[parcel];
        assert_eq!(feature.fid(), Some(parcel as u64 + 1));
        // `geometry()` would hand out a null pointer for a feature without a shape.
        let wkb = feature.geometry_by_index(0).ok().map(Geometry::wkb).transpose()?;
        assert_eq!(wkb, multi_polygon_wkb(made, parcel), "{name} {}", made.name(parcel));
        let text = |field: &str| feature.field_as_string(feature.field_index(field)?);
        let number = |field: &str| feature.field_as_double(feature.field_index(field)?);
        assert_eq!(text("maXa")?.as_deref(), record.key.commune.as_deref());
        assert_eq!(text("soHieuToBanDo")?.as_deref(), record.key.sheet.as_deref());
        assert_eq!(text("soThuTuThua")?.as_deref(), record.key.number.as_deref());
        assert_eq!(text("maDinhDanhThua")?.as_deref(), record.code.as_deref());
        assert_eq!(text("mucDichSuDung")?.as_deref(), record.land_use.as_deref());
        let areas: Vec<String> =
            record.land_use_areas_m2.iter().map(|area_m2| format!("{area_m2:.1}")).collect();
        assert_eq!(text("dienTichMDSD")?.unwrap_or_default(), areas.join("+"));
        assert_eq!(number("dienTich")?, record.recorded_area_m2);
        assert_eq!(number("dienTichPhapLy")?, record.legal_area_m2);
    }
    Ok(())
}

#[test]
fn committed_samples_are_what_the_generators_make() -> Result<()> {
    let clean = synthetic_commune(SAMPLE_SEED);
    let (dirty, truth) = inject_faults(&clean, SAMPLE_SEED);
    check("cao-loc-synthetic-clean.gpkg", &clean)?;
    check("cao-loc-synthetic.gpkg", &dirty)?;
    let json = std::fs::read_to_string(sample("cao-loc-synthetic.truth.json"))?;
    assert_eq!(serde_json::from_str::<Truth>(&json)?, truth);
    let json = std::fs::read_to_string(sample("cao-loc-register.truth.json"))?;
    assert_eq!(serde_json::from_str::<RegisterTruth>(&json)?, sample_register(&clean, SAMPLE_SEED).truth);
    Ok(())
}
