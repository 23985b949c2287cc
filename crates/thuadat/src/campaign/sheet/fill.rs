//! Fills the columns of an official sheet, row by row.

use super::cell::{column_of, is_of_land_use, number, of_entry, text};
use super::public::Public;
use crate::campaign::{CampaignRun, RegisterSheet, RequiredOf};
use crate::link::today;
use geo::Coord;
use std::collections::{BTreeSet, HashMap};
use thuadat_core::{CertificateEntry, LinkReason, LinkStatus, ParcelRecord, RowLink};
use thuadat_io::{LayoutColumn, RegisterCell, RegisterField, RegisterLayout, RegisterRow};

/// How a sheet is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FillOptions {
    /// The sheet.
    pub layout: RegisterLayout,
    /// Whether whatever is of people is left out.
    pub is_public: bool,
    /// Whether parcels that no row is linked to have a row of their own.
    pub with_parcels_without_rows: bool,
    /// Whether text of before Unicode is written in Unicode; otherwise it stays as typed, and is counted.
    pub in_unicode: bool,
}

/// A sheet with its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct FilledSheet {
    /// How it was filled.
    pub options: FillOptions,
    /// Its columns after the running number.
    pub columns: Vec<&'static LayoutColumn>,
    /// Its rows.
    pub rows: Vec<FilledRow>,
    /// Columns of registers that hold anything and that the sheet has no room for: position of the register, letters, header.
    pub left_out: Vec<(usize, String, String)>,
    /// Rows of registers that are no entries, such as sums: position of the register, row.
    pub no_entries: Vec<(usize, u32)>,
    /// Cells of text left empty because nobody can tell whether they are of people.
    pub withheld: usize,
}

/// A row of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct FilledRow {
    /// Register and row it comes from; none for a parcel that no row is linked to.
    pub source: Option<(usize, u32)>,
    /// The running number.
    pub ordinal: RegisterCell,
    /// Its cells, in the order of the columns.
    pub cells: Vec<RegisterCell>,
    /// What became of its link; none without a map.
    pub status: Option<LinkStatus>,
    /// Why it is not linked.
    pub reasons: Vec<LinkReason>,
    /// Columns that were filled from map and links.
    pub filled: Vec<usize>,
    /// Columns that are required and empty.
    pub missing: Vec<usize>,
    /// What else is to be known of it.
    pub remarks: Vec<Remark>,
}

/// Something to be known of a row.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Remark {
    /// The commune is now another one; what was typed.
    CommuneReplaced(String),
    /// What was typed is not what the map says: the column, and what the map says.
    MapDiffers(usize, String),
    /// The row was of several parcels and is now one of so many rows; the area of all together is left out.
    OneOfSeveral(usize, Option<String>),
    /// A formula without a result stood in this column.
    FormulaLost(usize),
    /// The code of the commune had lost its leading zero.
    ZeroRestored,
    /// The text in this column is of before Unicode, and stays so.
    LegacyText(usize),
}

impl FilledSheet {
    /// Fills a sheet with the rows of all registers of a run.
    #[must_use]
    pub fn new(run: &CampaignRun, options: FillOptions) -> Self {
        let columns: Vec<&LayoutColumn> = options.layout.columns().collect();
        let position_of =
            columns.iter().enumerate().map(|(position, column)| (column.field, position)).collect();
        let filler = Filler {
            run,
            columns: &columns,
            position_of,
            in_unicode: options.in_unicode,
            places: options.layout.places(run),
        };
        let mut rows = Vec::new();
        for (register, sheet) in run.sheets.iter().enumerate() {
            filler.register(register, sheet, &mut rows);
        }
        if options.with_parcels_without_rows {
            filler.parcels_without_rows(options.layout, &mut rows);
        }
        let keeps_numbers = run.sheets.len() == 1 && rows.iter().all(FilledRow::has_own_number);
        for (position, row) in rows.iter_mut().enumerate() {
            if !keeps_numbers {
                row.ordinal = RegisterCell::Number(position as f64 + 1.0);
            }
            row.missing = filler.missing(row);
        }
        let (left_out, no_entries) = (filler.left_out(), filler.no_entries());
        let mut filled = Self { options, columns, rows, left_out, no_entries, withheld: 0 };
        if options.is_public {
            filled.withhold(run);
        }
        filled
    }

    fn withhold(&mut self, run: &CampaignRun) {
        let public = Public::new(run);
        for row in &mut self.rows {
            if !Public::is_number(&row.ordinal) {
                row.ordinal = RegisterCell::Empty;
            }
            for (column, cell) in self.columns.iter().zip(&mut row.cells) {
                if !cell.is_empty() && !public.allows(column.field, cell) {
                    self.withheld += usize::from(Public::is_open(column.field));
                    *cell = RegisterCell::Empty;
                }
            }
        }
    }
}

impl FilledRow {
    fn has_own_number(&self) -> bool {
        self.source.is_some() && !self.remarks.iter().any(|remark| matches!(remark, Remark::OneOfSeveral(..)))
    }
}

trait Places {
    /// A point inside each parcel in WGS 84, for sheets that ask for it; empty where nobody can tell.
    fn places(self, run: &CampaignRun) -> Vec<Coord<f64>>;
}

impl Places for RegisterLayout {
    fn places(self, run: &CampaignRun) -> Vec<Coord<f64>> {
        if self.columns().all(|column| column.field != RegisterField::Coordinates) {
            return Vec::new();
        }
        let dataset = &run.link.dataset;
        let nowhere = Coord { x: f64::NAN, y: f64::NAN };
        let inside = |parcel: usize| {
            dataset.parcels.geometries.point_inside(parcel, run.link.profile.lattice_m).unwrap_or(nowhere)
        };
        let mut places: Vec<Coord<f64>> = (0..dataset.parcels.len()).map(inside).collect();
        let way = dataset.source.crs.to_wgs84();
        let is_there = way.is_some_and(|way| way.transform(&mut places).is_ok());
        if is_there { places } else { Vec::new() }
    }
}

struct Filler<'a> {
    run: &'a CampaignRun,
    columns: &'a [&'static LayoutColumn],
    position_of: HashMap<RegisterField, usize>,
    in_unicode: bool,
    places: Vec<Coord<f64>>,
}

impl Filler<'_> {
    fn register(&self, register: usize, sheet: &RegisterSheet, rows: &mut Vec<FilledRow>) {
        let entries = &self.run.link.registers[register];
        let first = self.run.link.registers[..register].iter().map(|register| register.entries.len()).sum();
        let links = self.run.link.linkage.rows[first..].iter();
        let fields =
            std::iter::once(RegisterField::Ordinal).chain(self.columns.iter().map(|column| column.field));
        let positions: Vec<(RegisterField, Option<usize>)> =
            fields.map(|field| (field, sheet.position(field))).collect();
        for ((entry, cells), link) in entries.entries.iter().zip(sheet.rows_of(entries)).zip(links) {
            let row = typed(register, &positions, entry, cells, self.in_unicode);
            if !self.run.has_map {
                rows.push(row);
            } else if let [_, _, ..] = *link.parcels {
                rows.extend(self.one_for_each(&row, entry, link));
            } else {
                rows.push(self.linked(row, entry, link));
            }
        }
    }

    fn linked(&self, mut row: FilledRow, entry: &CertificateEntry, link: &RowLink) -> FilledRow {
        row.status = Some(link.status);
        row.reasons = link.reasons.to_vec();
        if let [parcel] = *link.parcels {
            self.fill(&mut row, entry, parcel as usize);
        }
        row
    }

    /// A row of several parcels becomes one for each; of areas of all together nobody knows the parts.
    fn one_for_each(&self, row: &FilledRow, entry: &CertificateEntry, link: &RowLink) -> Vec<FilledRow> {
        use RegisterField::{Area, LandUseArea1, LandUseArea2, LandUseArea3};
        let mut of_all = row.clone();
        for (column, cell) in self.columns.iter().zip(&mut of_all.cells) {
            if [Area, LandUseArea1, LandUseArea2, LandUseArea3].contains(&column.field) {
                *cell = RegisterCell::Empty;
            }
        }
        let together = entry.area_m2.map(|area_m2| area_m2.to_string());
        of_all.remarks.push(Remark::OneOfSeveral(link.parcels.len(), together));
        of_all.status = Some(link.status);
        let of_parcel = |&parcel: &u32| {
            let mut row = of_all.clone();
            // What stands in these cells is of all parcels.
            let several =
                CertificateEntry { current: thuadat_core::SheetAndNumber::default(), ..entry.clone() };
            for field in [RegisterField::CurrentSheet, RegisterField::CurrentNumber] {
                if let Some(column) = self.column(field) {
                    row.cells[column] = RegisterCell::Empty;
                }
            }
            self.fill(&mut row, &several, parcel as usize);
            row
        };
        link.parcels.iter().map(of_parcel).collect()
    }

    /// What the map says of the parcel goes into cells that are empty.
    fn fill(&self, row: &mut FilledRow, entry: &CertificateEntry, parcel: usize) {
        use RegisterField as F;
        let record = &self.run.link.dataset.parcels.records[parcel];
        self.commune(row, entry, record);
        let typed = |field: F| match field {
            F::CurrentSheet => entry.current.sheet.as_deref(),
            F::CurrentNumber => entry.current.number.as_deref(),
            _ => entry.parcel_code.as_deref(),
        };
        let known = [
            (F::CurrentSheet, &record.key.sheet),
            (F::CurrentNumber, &record.key.number),
            (F::ParcelCode, &record.code),
        ];
        for (field, of_map) in known {
            let (Some(column), Some(of_map)) = (self.column(field), of_map.as_deref()) else { continue };
            match typed(field) {
                Some(typed) if is_same(typed, of_map) => {}
                Some(_) => row.remarks.push(Remark::MapDiffers(column, of_map.to_owned())),
                None => row.put(column, text(Some(of_map))),
            }
        }
        if let Some(column) = self.column(F::Area)
            && !row.remarks.iter().any(|remark| matches!(remark, Remark::OneOfSeveral(..)))
        {
            row.put(column, number(record.legal_area_m2));
        }
        self.land_uses(row, record);
        self.place(row, parcel);
    }

    /// The land uses of the map, where the register says none; the sheet has room for three.
    fn land_uses(&self, row: &mut FilledRow, record: &ParcelRecord) {
        use RegisterField as F;
        const USES: [(F, F); 3] =
            [(F::LandUse1, F::LandUseArea1), (F::LandUse2, F::LandUseArea2), (F::LandUse3, F::LandUseArea3)];
        let cells = USES.iter().flat_map(|(land_use, area)| [self.column(*land_use), self.column(*area)]);
        if cells.flatten().any(|column| !row.cells[column].is_empty()) {
            return;
        }
        let land_uses = thuadat_core::land_uses(record.land_use.as_deref().unwrap_or_default());
        let codes: Vec<&str> = land_uses.map(|land_use| land_use.code).collect();
        if codes.len() > USES.len() {
            return;
        }
        let areas = &record.land_use_areas_m2;
        for (at, (code, (use_field, area_field))) in codes.iter().zip(USES).enumerate() {
            let name = self.run.link.land_uses.meaning(code, None).map(|known| &*known.name);
            if let Some(column) = self.column(use_field) {
                row.put(column, text(Some(name.unwrap_or(code))));
            }
            let area = areas.get(at).filter(|_| areas.len() == codes.len());
            if let Some(column) = self.column(area_field) {
                row.put(column, number(area.copied()));
            }
        }
    }

    /// The commune that the land is in now takes the place of the one it was in.
    fn commune(&self, row: &mut FilledRow, entry: &CertificateEntry, record: &ParcelRecord) {
        let column = self.column(RegisterField::Commune);
        let (Some(column), Some(now)) = (column, record.key.commune.as_deref()) else { return };
        match entry.commune.as_deref() {
            Some(typed) if typed == now => {
                if row.cells[column] != text(Some(now)) {
                    row.cells[column] = text(Some(now));
                    row.remarks.push(Remark::ZeroRestored);
                }
            }
            // A code of today gives way to none, least of all to that of a map of before.
            Some(typed) if !self.is_abolished(typed) || self.is_abolished(now) => {
                row.remarks.push(Remark::MapDiffers(column, now.to_owned()));
            }
            Some(typed) => {
                row.remarks.push(Remark::CommuneReplaced(typed.to_owned()));
                row.cells[column] = text(Some(now));
                row.filled.push(column);
            }
            None => row.put(column, text(Some(now))),
        }
    }

    /// Whether a code was of a commune and is of none today.
    fn is_abolished(&self, code: &str) -> bool {
        let communes = &self.run.link.communes;
        communes.find(code).is_some() && !communes.is_in_use(code, Some(today()))
    }

    /// Latitude and longitude.
    fn place(&self, row: &mut FilledRow, parcel: usize) {
        let column = self.column(RegisterField::Coordinates);
        let place = self.places.get(parcel).filter(|at| at.x.is_finite() && at.y.is_finite());
        if let (Some(column), Some(at)) = (column, place) {
            row.put(column, text(Some(&format!("{:.7}, {:.7}", at.y, at.x))));
        }
    }

    fn parcels_without_rows(&self, layout: RegisterLayout, rows: &mut Vec<FilledRow>) {
        let dataset = &self.run.link.dataset;
        let links = &self.run.link.linkage.rows;
        let taken: BTreeSet<u32> =
            links.iter().flat_map(|row| row.parcels.iter().chain(&row.candidates)).copied().collect();
        for (parcel, record) in dataset.parcels.records.iter().enumerate() {
            if taken.contains(&(parcel as u32))
                || crate::campaign::judge::is_left_out(record, &self.run.requirements)
            {
                continue;
            }
            let mut row = FilledRow {
                source: None,
                ordinal: RegisterCell::Empty,
                cells: vec![RegisterCell::Empty; self.columns.len()],
                status: None,
                reasons: Vec::new(),
                filled: Vec::new(),
                missing: Vec::new(),
                remarks: Vec::new(),
            };
            self.fill(&mut row, &CertificateEntry::default(), parcel);
            let key = &record.key;
            if let (RegisterLayout::Vbdlis, Some(column), Some(commune), Some(sheet), Some(number)) =
                (layout, self.column(RegisterField::Serial), &key.commune, &key.sheet, &key.number)
            {
                row.put(column, text(Some(&format!("CHUACOGIAY_{commune}_{sheet}_{number}"))));
            }
            rows.push(row);
        }
    }

    /// Columns that must be filled and are not. Of persons where the row is not about an organisation.
    fn missing(&self, row: &FilledRow) -> Vec<usize> {
        let has =
            |field: RegisterField| self.column(field).is_some_and(|column| !row.cells[column].is_empty());
        let is_organisation = has(RegisterField::Organisation) || has(RegisterField::OrganisationNumber);
        let applies = |of: RequiredOf| match of {
            RequiredOf::Parcel => true,
            RequiredOf::Certificate => row.source.is_some(),
            RequiredOf::Person => row.source.is_some() && !is_organisation,
            RequiredOf::Organisation => row.source.is_some() && is_organisation,
        };
        let required = self.run.requirements.required.iter().filter(|required| applies(required.of));
        let columns = required.filter_map(|required| self.column(column_of(required.field)));
        let empty: BTreeSet<usize> = columns.filter(|&column| row.cells[column].is_empty()).collect();
        empty.into_iter().collect()
    }

    fn column(&self, field: RegisterField) -> Option<usize> {
        self.position_of.get(&field).copied()
    }

    fn left_out(&self) -> Vec<(usize, String, String)> {
        let mut left_out = Vec::new();
        for (register, sheet) in self.run.sheets.iter().enumerate() {
            for column in &sheet.columns {
                let has_room = column
                    .field
                    .is_some_and(|field| field == RegisterField::Ordinal || self.column(field).is_some());
                let rows = sheet.table.iter().flat_map(|table| &table.rows);
                let is_filled = || {
                    let mut cells = rows.clone().filter_map(|row| row.cells.get(column.position));
                    cells.any(|cell| !cell.is_empty())
                };
                if !has_room && is_filled() {
                    let letters = thuadat_io::column_letters(column.position);
                    left_out.push((register, letters, column.header.to_string()));
                }
            }
        }
        left_out
    }

    /// Rows of the tables that are no entries.
    fn no_entries(&self) -> Vec<(usize, u32)> {
        let mut no_entries = Vec::new();
        for (register, sheet) in self.run.sheets.iter().enumerate() {
            let entries = &self.run.link.registers[register].entries;
            let rows: BTreeSet<u32> = entries.iter().map(|entry| entry.row).collect();
            let of_table = sheet.table.iter().flat_map(|table| &table.rows);
            no_entries.extend(of_table.filter(|row| !rows.contains(&row.row)).map(|row| (register, row.row)));
        }
        no_entries
    }
}

impl FilledRow {
    /// Fills a cell that is empty, if there is anything to fill it with.
    fn put(&mut self, column: usize, cell: RegisterCell) {
        if self.cells[column].is_empty() && !cell.is_empty() {
            self.cells[column] = cell;
            self.filled.push(column);
        }
    }
}

/// The row as it was typed: the running number stands at the first position, the columns at the others.
fn typed(
    register: usize,
    positions: &[(RegisterField, Option<usize>)],
    entry: &CertificateEntry,
    cells: Option<&RegisterRow>,
    in_unicode: bool,
) -> FilledRow {
    let cell = |position: Option<usize>| position.and_then(|position| cells?.cells.get(position));
    let is_filled = |position: Option<usize>| cell(position).is_some_and(|cell| !cell.is_empty());
    let has_land_uses =
        positions.iter().any(|&(field, position)| is_of_land_use(field) && is_filled(position));
    let typed = |&(field, position): &(RegisterField, Option<usize>)| {
        let own = cell(position).cloned().unwrap_or_default();
        // Cells merged over several rows stand in the first of them only. An entry counts its land uses without gaps, so they
        // are taken from it only where the row has none of its own.
        if is_filled(position) || (is_of_land_use(field) && has_land_uses) {
            return own;
        }
        Some(of_entry(entry, field)).filter(|known| !known.is_empty()).unwrap_or(own)
    };
    let mut cells: Vec<RegisterCell> = positions.iter().map(typed).collect();
    let ordinal = cells.remove(0);
    let mut remarks = Vec::new();
    for (column, cell) in cells.iter_mut().enumerate() {
        if *cell == RegisterCell::Unevaluated {
            *cell = RegisterCell::Empty;
            remarks.push(Remark::FormulaLost(column));
        }
        let (field, _) = positions[column + 1];
        if let Some(unicode) = decoded(cell, entry, field) {
            if in_unicode {
                *cell = unicode;
            } else {
                remarks.push(Remark::LegacyText(column));
            }
        }
    }
    FilledRow {
        source: Some((register, entry.row)),
        ordinal,
        cells,
        status: None,
        reasons: Vec::new(),
        filled: Vec::new(),
        missing: Vec::new(),
        remarks,
    }
}

/// The text in Unicode that was read of a cell in letters of before; none for any other cell.
fn decoded(cell: &RegisterCell, entry: &CertificateEntry, field: RegisterField) -> Option<RegisterCell> {
    let RegisterCell::Text(typed) = cell else { return None };
    if typed.is_ascii() || is_of_land_use(field) {
        return None;
    }
    let read = of_entry(entry, field);
    let is_other = matches!(&read, RegisterCell::Text(text) if **text != *typed.trim() && !text.is_ascii());
    is_other.then_some(read)
}

/// Whether two numbers of sheets or parcels are one, leading zeros and capitals aside.
fn is_same(typed: &str, of_map: &str) -> bool {
    let canonical = |text: &str| {
        let text = text.trim().to_lowercase();
        let stripped = text.trim_start_matches('0');
        if stripped.is_empty() { text } else { stripped.to_owned() }
    };
    canonical(typed) == canonical(of_map)
}
