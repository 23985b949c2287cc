//! Several files taken together, as sheets that border on each other.

use std::collections::BTreeSet;
use std::path::Path;
use thuadat_core::{FeatureId, KnownColumns, Message, ParcelRecord, Parcels, Preparation, StrokedParcel};
use thuadat_io::{ColumnScan, Crs, Dataset, Seen, Source};

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

/// What is known of one of several files, beside its parcels.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) source: Source,
    pub(crate) columns: KnownColumns,
    /// Number of parcels.
    pub(crate) parcels: usize,
    pub(crate) has_place: bool,
}

/// Takes datasets together as one, in the order given.
///
/// Feature ids become `file#id`, since each file numbers its own; with the whole path where files
/// share a name. One dataset stays as it is; none gives none.
pub(crate) fn join(datasets: Vec<Dataset>) -> Result<Option<Dataset>, JoinError> {
    let paths: Vec<&str> = datasets.iter().map(|dataset| dataset.source.path.as_str()).collect();
    let names = names_of_files(&paths);
    let (mut parts, mut all): (Vec<Part>, Option<Parcels>) = (Vec::new(), None);
    for (dataset, name) in datasets.into_iter().zip(names) {
        let has_place = dataset.has_place();
        let Dataset { mut parcels, source } = dataset;
        name_after_file(&mut parcels.records, name.as_deref());
        parts.push(Part { source, columns: parcels.columns, parcels: parcels.len(), has_place });
        match &mut all {
            None => all = Some(parcels),
            Some(all) => append(all, parcels),
        }
    }
    let joined = join_parts(parts)?.zip(all);
    Ok(joined.map(|(Part { source, columns, .. }, parcels)| Dataset {
        parcels: Parcels { columns, ..parcels },
        source,
    }))
}

/// Takes what is known of several files together. None gives none.
pub(crate) fn join_parts(parts: Vec<Part>) -> Result<Option<Part>, JoinError> {
    let mut parts = parts.into_iter();
    let Some(mut joined) = parts.next() else { return Ok(None) };
    let first_path = joined.source.path.clone();
    let mut layers = BTreeSet::from([joined.source.layer.clone()]);
    let mut is_one = true;
    for part in parts {
        agree_on_crs(&first_path, &mut joined, &part)?;
        layers.insert(part.source.layer.clone());
        append_part(&mut joined, part);
        is_one = false;
    }
    if !is_one {
        joined.source.layer = layers.into_iter().collect::<Vec<_>>().join(", ");
    }
    Ok(Some(joined))
}

/// The name each file's features go by; none where there is one file.
pub(crate) fn names_of_files(paths: &[&str]) -> Vec<Option<String>> {
    let file_name = |path: &str| Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned());
    let different: BTreeSet<Option<String>> = paths.iter().map(|path| file_name(path)).collect();
    let are_unique = different.len() == paths.len();
    let name = |path: &&str| {
        let name = file_name(path).filter(|_| are_unique).unwrap_or_else(|| (*path).to_owned());
        (paths.len() > 1).then_some(name)
    };
    paths.iter().map(name).collect()
}

/// Puts the name of their file, where it has one, in front of feature ids.
pub(crate) fn name_after_file(records: &mut [ParcelRecord], file: Option<&str>) {
    let Some(file) = file else { return };
    for record in records {
        record.feature = FeatureId::Text(format!("{file}#{}", record.feature).into());
    }
}

/// What has no place goes with any system, and takes that of the first that has one.
fn agree_on_crs(first_path: &str, joined: &mut Part, part: &Part) -> Result<(), JoinError> {
    let (one, other) = (&joined.source.crs, &part.source.crs);
    if one == other || !part.has_place {
        return Ok(());
    }
    if !joined.has_place {
        joined.source.crs = other.clone();
        joined.source.crs_origin = part.source.crs_origin;
        return Ok(());
    }
    Err(JoinError::DifferentCrs {
        first: first_path.to_owned(),
        first_crs: Box::new(one.clone()),
        other: part.source.path.clone(),
        other_crs: Box::new(other.clone()),
    })
}

fn append(all: &mut Parcels, more: Parcels) {
    let shift = all.records.len() as u32;
    let Preparation { is_projected, stroked, linework } = more.preparation;
    let preparation = &mut all.preparation;
    preparation.is_projected |= is_projected;
    preparation.linework = match (preparation.linework.take(), linework) {
        (Some(mut known), Some(more)) => {
            known.append(*more);
            Some(known)
        }
        (known, more) => known.or(more),
    };
    let shifted = stroked.into_iter().map(|it| StrokedParcel { parcel: it.parcel + shift, ..it });
    preparation.stroked.extend(shifted);
    all.geometries.append(&more.geometries);
    all.records.extend(more.records);
}

fn append_part(joined: &mut Part, part: Part) {
    let (known, more) = (joined.columns, part.columns);
    joined.columns = KnownColumns {
        commune: known.commune || more.commune,
        sheet: known.sheet || more.sheet,
        number: known.number || more.number,
        recorded_area: known.recorded_area || more.recorded_area,
        legal_area: known.legal_area || more.legal_area,
        land_use: known.land_use || more.land_use,
        land_use_areas: known.land_use_areas || more.land_use_areas,
        code: known.code || more.code,
    };
    joined.source.attributes.append(part.source.attributes, joined.parcels, part.parcels);
    joined.source.holders.append(part.source.holders, joined.parcels, part.parcels);
    append_scans(joined, part.source.scans);
    joined.parcels += part.parcels;
    joined.has_place |= part.has_place;
    let source = &mut joined.source;
    source.path = format!("{}, {}", source.path, part.source.path);
    for column in part.source.columns {
        if !source.columns.contains(&column) {
            source.columns.push(column);
        }
    }
    source.notices.extend(part.source.notices);
}

/// What was seen in the columns of the next dataset, whose parcels come after those there are. A column of one name is
/// one column. What nobody looked over in one of the files counts as not looked over.
fn append_scans(joined: &mut Part, more: Option<Vec<ColumnScan>>) {
    let offset = joined.parcels as u32;
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
