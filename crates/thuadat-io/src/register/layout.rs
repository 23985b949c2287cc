//! The sheets that communes hand in: their columns in the official order.

use super::field::RegisterField;
use crate::built_in_table::rows;
use std::sync::LazyLock;

static COLUMNS: LazyLock<Vec<(RegisterLayout, LayoutColumn)>> =
    LazyLock::new(|| parse(include_str!("../../data/register_layouts.tsv")));

/// A sheet that communes hand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RegisterLayout {
    /// PL3: 49 columns after the running number.
    Pl3,
    /// The import sheet of VBDLIS: 60 columns after the running number.
    Vbdlis,
}

/// A column of such a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayoutColumn {
    /// The official number; some columns have none.
    pub number: Option<u32>,
    /// What it holds.
    pub field: RegisterField,
    /// Its header.
    pub header: &'static str,
}

impl RegisterLayout {
    /// Its columns in their order, from column B on; column A is the running number.
    pub fn columns(self) -> impl Iterator<Item = &'static LayoutColumn> {
        COLUMNS.iter().filter(move |(layout, _)| *layout == self).map(|(_, column)| column)
    }
}

fn parse(table: &'static str) -> Vec<(RegisterLayout, LayoutColumn)> {
    let rows = rows(table);
    rows.map(|line| {
        let cells: Vec<&'static str> = line.split('\t').collect();
        let layout = if cells[0] == "pl3" { RegisterLayout::Pl3 } else { RegisterLayout::Vbdlis };
        let field = RegisterField::from_id(cells[2]).expect("every row names a field");
        (layout, LayoutColumn { number: cells[1].parse().ok(), field, header: cells[3] })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::cell::{RegisterCell, RegisterRow};
    use super::super::header;
    use super::*;

    #[test]
    fn every_column_is_recognised_in_any_order() {
        for (layout, count) in [(RegisterLayout::Pl3, 49), (RegisterLayout::Vbdlis, 60)] {
            let columns: Vec<&LayoutColumn> = layout.columns().collect();
            assert_eq!(columns.len(), count);
            for order in [columns.clone(), columns.iter().rev().copied().collect()] {
                let cells = order.iter().map(|column| RegisterCell::Text(column.header.into())).collect();
                let numbers = order.iter().map(|_| RegisterCell::Text("x".into())).collect();
                let rows = [RegisterRow { row: 4, cells }, RegisterRow { row: 5, cells: numbers }];
                let found = header::find(&rows, &[]).expect("a header");
                assert_eq!(found.first_row, 5);
                for (column, expected) in found.columns.iter().zip(&order) {
                    assert_eq!(column.field, Some(expected.field), "{}", expected.header);
                }
            }
        }
    }
}
