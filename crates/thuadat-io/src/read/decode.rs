//! Texts of before Unicode, turned into Unicode where the user asks for it or registers are held against them.

use super::notices::notice;
use crate::attributes::{DecodedColumn, decoded_of};
use crate::dataset::{Column, Field, Notice};
use thuadat_core::ParcelRecord;

/// A fact that is text.
type TextFact = (Field, fn(&mut ParcelRecord) -> &mut Option<Box<str>>);

const TEXT_FACTS: [TextFact; 4] = [
    (Field::Commune, |record| &mut record.key.commune),
    (Field::Sheet, |record| &mut record.key.sheet),
    (Field::Number, |record| &mut record.key.number),
    (Field::LandUse, |record| &mut record.land_use),
];

/// Turns the facts of parcels into Unicode, and tells of each column in which any were not.
pub(super) fn decode(records: &mut [ParcelRecord], columns: &[Column]) -> Vec<DecodedColumn> {
    let of_fact = |(field, fact): TextFact| {
        let column = columns.iter().find(|column| column.field == field)?;
        let mut texts: Vec<&mut Box<str>> =
            records.iter_mut().filter_map(|record| fact(record).as_mut()).collect();
        decoded_of(&column.name, &mut texts)
    };
    let mut of_fact = of_fact;
    TEXT_FACTS.into_iter().filter_map(&mut of_fact).collect()
}

/// Adds what was decoded in one batch to that of others.
pub(super) fn add(known: &mut Vec<DecodedColumn>, more: Vec<DecodedColumn>) {
    for column in more {
        match known.iter_mut().find(|known| known.name == column.name) {
            Some(known) => known.count += column.count,
            None => known.push(column),
        }
    }
}

pub(super) fn notice_of(columns: &[DecodedColumn]) -> Option<Notice> {
    let named = |texts_in: &str, and: &str| {
        let column =
            |it: &DecodedColumn| format!("{} ({} {texts_in} {})", it.name, it.count, it.encoding.name());
        columns.iter().map(column).collect::<Vec<_>>().join(and)
    };
    (!columns.is_empty()).then(|| {
        notice(
            "map-legacy-text",
            format!("Đã chuyển sang Unicode các cột {}.", named("giá trị viết bằng", ", ")),
            format!("Turned into Unicode: {}.", named("values in", ", ")),
        )
    })
}
