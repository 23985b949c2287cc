//! Several files taken together, as sheets that border on each other.

use std::collections::BTreeSet;
use std::path::Path;
use thuadat_core::{FeatureId, KnownColumns, Message, Preparation, StrokedParcel};
use thuadat_io::{ColumnScan, Crs, Dataset, Seen};

/// Why files cannot be checked against each other.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JoinError {
    /// Their coordinates are not in one system.
    #[error(
        "{first} is in {} but {other} is in {}, so they cannot be checked against each other; name \
         the zone to check in with --zone, or with --crs the system they are all in",
        first_crs.label(), other_crs.label()
    )]
    DifferentCrs {
        /// The first file.
        first: String,
        /// Its system.
        first_crs: Box<Crs>,
        /// The file that differs.
        other: String,
        /// Its system.
        other_crs: Box<Crs>,
    },
}

impl JoinError {
    /// Stable name, such as `different-crs`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::DifferentCrs { .. } => "different-crs",
        }
    }

    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let Self::DifferentCrs { first, first_crs, other, other_crs } = self;
        let vi = format!(
            "{first} ở hệ {} còn {other} ở hệ {} nên không thể kiểm tra chung với nhau; hãy chọn múi để kiểm tra bằng \
             --zone, hoặc cho biết hệ tọa độ chung của các tệp bằng --crs",
            label_vi(first_crs),
            label_vi(other_crs)
        );
        Message { vi, en: self.to_string() }
    }
}

fn label_vi(crs: &Crs) -> String {
    if crs.is_unnamed() { "không rõ tên, tính bằng mét".to_owned() } else { crs.label() }
}

/// Takes datasets together as one, in the order given.
///
/// Feature ids become `file#id`, since each file numbers its own; with the whole path where files
/// share a name. One dataset stays as it is; none gives none.
pub(crate) fn join(datasets: Vec<Dataset>) -> Result<Option<Dataset>, JoinError> {
    let mut datasets = datasets.into_iter();
    let Some(mut joined) = datasets.next() else { return Ok(None) };
    let rest: Vec<Dataset> = datasets.collect();
    if rest.is_empty() {
        return Ok(Some(joined));
    }
    let first_path = joined.source.path.clone();
    let all = rest.iter().chain([&joined]);
    let names: BTreeSet<_> = all.map(|it| Path::new(&it.source.path).file_name()).collect();
    let names_are_unique = names.len() == rest.len() + 1;
    name_after_file(&mut joined, names_are_unique);
    let mut layers = BTreeSet::from([joined.source.layer.clone()]);
    for mut dataset in rest {
        agree_on_crs(&first_path, &mut joined, &dataset)?;
        name_after_file(&mut dataset, names_are_unique);
        layers.insert(dataset.source.layer.clone());
        append(&mut joined, dataset);
    }
    joined.source.layer = layers.into_iter().collect::<Vec<_>>().join(", ");
    Ok(Some(joined))
}

/// What has no place goes with any system, and takes that of the first that has one.
fn agree_on_crs(first_path: &str, joined: &mut Dataset, dataset: &Dataset) -> Result<(), JoinError> {
    let (one, other) = (&joined.source.crs, &dataset.source.crs);
    if one == other || !dataset.has_place() {
        return Ok(());
    }
    if !joined.has_place() {
        joined.source.crs = other.clone();
        joined.source.crs_origin = dataset.source.crs_origin;
        return Ok(());
    }
    Err(JoinError::DifferentCrs {
        first: first_path.to_owned(),
        first_crs: Box::new(one.clone()),
        other: dataset.source.path.clone(),
        other_crs: Box::new(other.clone()),
    })
}

fn name_after_file(dataset: &mut Dataset, names_are_unique: bool) {
    let name = Path::new(&dataset.source.path).file_name().map(|name| name.to_string_lossy().into_owned());
    let file = name.filter(|_| names_are_unique).unwrap_or_else(|| dataset.source.path.clone());
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
        land_use_areas: known.land_use_areas || more.land_use_areas,
        code: known.code || more.code,
    };
    let shift = joined.parcels.records.len() as u32;
    let Preparation { is_projected, stroked } = dataset.parcels.preparation;
    let preparation = &mut joined.parcels.preparation;
    preparation.is_projected |= is_projected;
    let shifted = stroked.into_iter().map(|it| StrokedParcel { parcel: it.parcel + shift, ..it });
    preparation.stroked.extend(shifted);
    append_scans(joined, dataset.source.scans);
    let (count, more) = (joined.parcels.len(), dataset.parcels.records.len());
    joined.source.attributes.append(dataset.source.attributes, count, more);
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

/// What was seen in the columns of the next dataset, whose parcels come after those there are. A column of one name is
/// one column. What nobody looked over in one of the files counts as not looked over.
fn append_scans(joined: &mut Dataset, more: Option<Vec<ColumnScan>>) {
    let offset = joined.parcels.len() as u32;
    let known = joined.source.scans.take();
    joined.source.scans = known.zip(more).map(|(mut known, more)| {
        for scan in more {
            let moved = moved_by(scan, offset);
            match known.iter_mut().find(|known| known.column == moved.column) {
                Some(known) => add_scan(known, &moved),
                None => known.push(moved),
            }
        }
        known
    });
}

fn moved_by(scan: ColumnScan, offset: u32) -> ColumnScan {
    let moved = |seen: Seen| Seen { first: seen.first + offset, ..seen };
    ColumnScan {
        column: scan.column,
        legacy: scan.legacy.map(|(encoding, seen)| (encoding, moved(seen))),
        names: scan.names.map(moved),
        identity_numbers: scan.identity_numbers.map(moved),
    }
}

fn add_scan(known: &mut ColumnScan, more: &ColumnScan) {
    let both = |known: Option<Seen>, more: Option<Seen>| match (known, more) {
        (Some(known), Some(more)) => Some(Seen { count: known.count + more.count, ..known }),
        (known, more) => known.or(more),
    };
    known.names = both(known.names, more.names);
    known.identity_numbers = both(known.identity_numbers, more.identity_numbers);
    known.legacy = match (known.legacy, more.legacy) {
        (Some((encoding, seen)), Some((_, other))) => {
            both(Some(seen), Some(other)).map(|seen| (encoding, seen))
        }
        (known, more) => known.or(more),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_systems_are_named_in_both_languages() {
        let error = JoinError::DifferentCrs {
            first: "to_12.gpkg".to_owned(),
            first_crs: Box::new(Crs::of_epsg(9215).unwrap()),
            other: "to_13.dxf".to_owned(),
            other_crs: Box::new(Crs::unnamed_metres()),
        };
        let Message { vi, en } = error.message();
        assert!(vi.starts_with("to_12.gpkg ở hệ EPSG:9215 ("), "{vi}");
        assert!(vi.contains("còn to_13.dxf ở hệ không rõ tên, tính bằng mét"), "{vi}");
        assert!(en.contains("to_13.dxf is in unnamed metres"), "{en}");
    }
}
