//! Lists that turn old numbers into today's: sheets that were renumbered, communes that merged.

use super::cell::{RegisterCell, RegisterRow};
use super::complaint::{Place, RegisterComplaints};
use super::decisions::day_as_text;
use super::error::RegisterError;
use super::manner::Manner;
use super::source::RowSource;
use super::vocabulary::fold_header;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use thuadat_core::{Message, Observer};

/// The headers of one column of a list, folded, in one set or several.
pub(super) type Headers = &'static [&'static [&'static str]];

/// Headers of the code of a commune of before, whatever the list.
pub(super) const OLD_COMMUNE_CODE: &[&str] = &[
    "maxacu",
    "maxatruocsapxep",
    "madvhccu",
    "madvhccapxacu",
    "maphuongcu",
    "madonvihanhchinhcu",
    "oldcommune",
    "oldcommunecode",
    "oldcode",
];

/// Headers of the code of a commune of today.
pub(super) const NEW_COMMUNE_CODE: &[&str] = &[
    "maxamoi",
    "maxasausapxep",
    "madvhcmoi",
    "madvhccapxamoi",
    "maphuongmoi",
    "madonvihanhchinhmoi",
    "newcommune",
    "newcommunecode",
    "newcode",
];

/// A list as it stands: its rows as texts, by column.
pub(super) struct ListRead {
    pub(super) place: Place,
    columns: Vec<Option<(usize, Arc<str>)>>,
    /// Row numbers and the texts of the wanted columns.
    pub(super) rows: Vec<(u32, Vec<Option<Box<str>>>)>,
}

impl ListRead {
    /// Whether the list has a column.
    pub(super) fn has(&self, column: usize) -> bool {
        self.columns[column].is_some()
    }

    /// The position of a column and its header.
    pub(super) fn column(&self, column: usize) -> Option<(usize, Arc<str>)> {
        self.columns[column].clone()
    }

    /// Complains of a row, or of a cell of it.
    pub(super) fn complain(
        &self,
        complaints: &mut RegisterComplaints,
        code: &'static str,
        row: u32,
        column: Option<usize>,
        what: &Message,
    ) {
        let column = column.and_then(|column| self.columns[column].as_ref());
        let column = column.map(|(position, header)| (*position, header));
        complaints.push(self.place.complaint(code, row, column, what));
    }
}

/// What a list is, for those who look for it.
pub(super) struct ListKind {
    /// The headers of its columns.
    pub(super) headers: &'static [Headers],
    /// The columns it cannot do without.
    pub(super) needed: &'static [usize],
    /// The columns of days, which spreadsheets keep as such; elsewhere they are what nobody typed.
    pub(super) dates: &'static [usize],
    /// Its name.
    pub(super) name: fn() -> Message,
    /// Headers that people know.
    pub(super) looked_for: &'static str,
}

/// A header stands among so many rows that are not empty.
const SEARCHED_ROWS: usize = 30;

/// Reads a list: the worksheet named, or the one whose header fits best.
pub(super) fn read_list(
    path: &Path,
    worksheet: Option<&str>,
    kind: &ListKind,
    observer: &dyn Observer,
) -> Result<ListRead, RegisterError> {
    let mut source = RowSource::open(path)?;
    let names: Vec<Option<String>> = match source.worksheets() {
        None => vec![None],
        Some(names) => names.into_iter().map(|name| Some(name.name)).collect(),
    };
    let texts = || names.iter().flatten().cloned().collect::<Vec<String>>();
    let is_wanted = |name: &Option<String>| {
        worksheet.is_none_or(|wanted| {
            name.as_deref().is_none_or(|name| name.to_lowercase() == wanted.to_lowercase())
        })
    };
    let wanted: Vec<&Option<String>> = names.iter().filter(|name| is_wanted(name)).collect();
    if let (Some(worksheet), []) = (worksheet, &wanted[..]) {
        return Err(RegisterError::NoSuchWorksheet {
            path: path.into(),
            worksheet: worksheet.into(),
            worksheets: texts(),
        });
    }
    let mut best: Option<(usize, Option<String>, Found)> = None;
    for name in wanted {
        let rows = source.first_rows(name.as_deref(), SEARCHED_ROWS)?;
        if let Some(found) = find(&rows, kind) {
            let fields = found.columns.iter().flatten().count();
            if best.as_ref().is_none_or(|(most, ..)| fields > *most) {
                best = Some((fields, name.clone(), found));
            }
        }
    }
    let Some((_, name, found)) = best else {
        return Err(RegisterError::NoHeader {
            path: path.into(),
            what: Box::new((kind.name)()),
            worksheets: texts(),
            others: Vec::new(),
            looked_for: kind.looked_for,
        });
    };
    let place = Place { file: path.to_string_lossy().into(), worksheet: name.as_deref().map(Into::into) };
    let mut list = ListRead { place, columns: found.columns, rows: Vec::new() };
    source.all_rows(name.as_deref(), observer, &mut |row| {
        if row.row > found.row {
            let texts = list.columns.iter().enumerate().map(|(column, found)| {
                let cell = row.cell(found.as_ref()?.0);
                day_as_text(cell).filter(|_| kind.dates.contains(&column)).or_else(|| text(cell))
            });
            let texts: Vec<Option<Box<str>>> = texts.collect();
            if texts.iter().any(Option::is_some) {
                list.rows.push((row.row, texts));
            }
        }
    })?;
    Ok(list)
}

/// Where the header is and which column is which.
struct Found {
    row: u32,
    columns: Vec<Option<(usize, Arc<str>)>>,
}

fn find(rows: &[RegisterRow], kind: &ListKind) -> Option<Found> {
    let mut best: Option<(usize, Found)> = None;
    for row in rows {
        let mut columns: Vec<Option<(usize, Arc<str>)>> = vec![None; kind.headers.len()];
        // Of the headers of one column those of the first set are meant before others.
        let mut sets = vec![usize::MAX; kind.headers.len()];
        for (position, cell) in row.cells.iter().enumerate() {
            let text = cell.header_text();
            let folded = fold_header(&text);
            let set_of = |headers: &Headers| headers.iter().position(|set| set.contains(&folded.as_str()));
            let found = kind.headers.iter().enumerate().find_map(|(column, of)| Some((column, set_of(of)?)));
            if let Some((column, set)) = found.filter(|&(column, set)| set < sets[column]) {
                columns[column] = Some((position, text.into()));
                sets[column] = set;
            }
        }
        let has_needed = kind.needed.iter().all(|&column| columns[column].is_some());
        let fields = columns.iter().flatten().count();
        if has_needed && best.as_ref().is_none_or(|(most, _)| fields > *most) {
            best = Some((fields, Found { row: row.row, columns }));
        }
    }
    best.map(|(_, found)| found)
}

/// A cell as text; failed formulas and days are none that a number could be.
fn text(cell: &RegisterCell) -> Option<Box<str>> {
    let text = match cell {
        RegisterCell::Text(text) => {
            let text = text.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
            if text.contains(UNREADABLE) {
                return Some(UNREADABLE.into());
            }
            Manner::default().unicode(text).map_or_else(|| text.to_owned(), |(decoded, _)| decoded)
        }
        RegisterCell::Number(number) => number.to_string(),
        RegisterCell::Boolean(value) => value.to_string(),
        RegisterCell::Date(_) | RegisterCell::Error(_) | RegisterCell::Unevaluated => UNREADABLE.to_owned(),
        RegisterCell::Empty => String::new(),
    };
    (!text.is_empty()).then(|| text.into())
}

/// Stands for a cell that holds what no list can mean; every reader of lists complains of it.
pub(super) const UNREADABLE: &str = "\u{fffd}";

/// Rows by a key, those that stand several times alone.
pub(super) fn repeated<K: std::hash::Hash + Eq + Ord + Clone>(
    keys: impl Iterator<Item = (K, usize)>,
) -> Vec<(K, Vec<usize>)> {
    let mut by_key: HashMap<K, Vec<usize>> = HashMap::new();
    for (key, at) in keys {
        by_key.entry(key).or_default().push(at);
    }
    let mut repeated: Vec<(K, Vec<usize>)> = by_key.into_iter().filter(|(_, rows)| rows.len() > 1).collect();
    repeated.sort();
    repeated
}
