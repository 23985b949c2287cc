//! Several files taken together, as sheets that border on each other.

use std::collections::BTreeSet;
use std::path::Path;
use thuadat_core::{FeatureId, KnownColumns};
use thuadat_io::Dataset;

/// Why files cannot be checked against each other.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JoinError {
    /// Their coordinates are not in one system.
    #[error(
        "{first} is in {first_crs} but {other} is in {other_crs}, so they cannot be checked against each other; name \
         the zone to check in with --zone, or with --crs the system they are all in"
    )]
    DifferentCrs {
        /// The first file.
        first: String,
        /// Its system.
        first_crs: String,
        /// The file that differs.
        other: String,
        /// Its system.
        other_crs: String,
    },
}

/// Takes datasets together as one, in the order given.
///
/// Feature ids become `file#id`, since each file numbers its own. One dataset stays as it is; none gives none.
pub(crate) fn join(datasets: Vec<Dataset>) -> Result<Option<Dataset>, JoinError> {
    let mut datasets = datasets.into_iter();
    let Some(mut joined) = datasets.next() else { return Ok(None) };
    let rest: Vec<Dataset> = datasets.collect();
    if rest.is_empty() {
        return Ok(Some(joined));
    }
    let first_path = joined.source.path.clone();
    name_after_file(&mut joined);
    let mut layers = BTreeSet::from([joined.source.layer.clone()]);
    for mut dataset in rest {
        require_same_crs(&first_path, &joined, &dataset)?;
        name_after_file(&mut dataset);
        layers.insert(dataset.source.layer.clone());
        append(&mut joined, dataset);
    }
    joined.source.layer = layers.into_iter().collect::<Vec<_>>().join(", ");
    Ok(Some(joined))
}

fn require_same_crs(first_path: &str, joined: &Dataset, dataset: &Dataset) -> Result<(), JoinError> {
    let (one, other) = (&joined.source.crs, &dataset.source.crs);
    if one == other {
        return Ok(());
    }
    Err(JoinError::DifferentCrs {
        first: first_path.to_owned(),
        first_crs: one.label(),
        other: dataset.source.path.clone(),
        other_crs: other.label(),
    })
}

fn name_after_file(dataset: &mut Dataset) {
    let path = Path::new(&dataset.source.path);
    let file =
        path.file_name().map_or_else(|| dataset.source.path.clone(), |name| name.to_string_lossy().into());
    for record in &mut dataset.parcels.records {
        record.feature = FeatureId::Text(format!("{file}#{}", record.feature).into());
    }
}

fn append(joined: &mut Dataset, dataset: Dataset) {
    let (known, more) = (joined.parcels.columns, dataset.parcels.columns);
    joined.parcels.columns = KnownColumns {
        commune: known.commune || more.commune,
        sheet: known.sheet || more.sheet,
        number: known.number || more.number,
        recorded_area: known.recorded_area || more.recorded_area,
        legal_area: known.legal_area || more.legal_area,
        land_use: known.land_use || more.land_use,
    };
    joined.parcels.geometries.append(&dataset.parcels.geometries);
    joined.parcels.records.extend(dataset.parcels.records);
    let source = &mut joined.source;
    source.path = format!("{}, {}", source.path, dataset.source.path);
    for column in dataset.source.columns {
        if !source.columns.contains(&column) {
            source.columns.push(column);
        }
    }
    source.notices.extend(dataset.source.notices);
}
