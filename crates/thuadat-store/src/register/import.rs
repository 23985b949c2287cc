//! Taking in what is no map: registers, lists of renumbered sheets, lists of communes that merged.
//!
//! A file comes in as a whole, as one record, or not at all. A worksheet that came in before is replaced: what says the same stays,
//! what says something else becomes another version, what is gone ends.

use super::entry::{CommuneChange, StoredEntry, entries_of, entry_hash, holder_texts};
use super::matching::{Answer, Known, match_rows};
use super::read::{EntryPlace, commune_lines, document_id, renumbered_lines};
use super::table::{DOCUMENT, ENTRY, of_text};
use super::write::{Coming, Writing, write};
use crate::copy::Cell;
use crate::database::{AnyConnection, DatabaseError, transact};
use crate::finding::keep_up;
use crate::import::ImportError;
use crate::record::{Author, Changes, Ledger, RecordKind};
use crate::store::Store;
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use thuadat_core::{CertificateEntry, Observer, Register, Renumbering};

/// A file that is no map, to be taken in.
#[derive(Debug)]
pub struct IncomingDocuments<'a> {
    /// Name of the file, without its folder.
    pub name: String,
    /// The registers in it; the file of each goes by its name without folder.
    pub registers: &'a [Register],
    /// Lists of renumbered sheets in it.
    pub renumberings: &'a [Renumbering],
    /// The lines of a list of communes that merged.
    pub communes: &'a [CommuneChange],
    /// Whether a register may take the place of one of the same name of which it has less than half of the rows.
    pub may_replace: bool,
    /// Who takes it in, when and why.
    pub author: Author,
}

/// What an import of a file that is no map did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DocumentSummary {
    /// The record it is; none where there was nothing to change.
    pub record: Option<i64>,
    /// Rows that came in as new.
    pub added: usize,
    /// Rows that were there and say something else now.
    pub changed: usize,
    /// Rows that say the same at another place of the file.
    pub moved: usize,
    /// Rows that were there and say the same.
    pub unchanged: usize,
    /// Rows of the same worksheets that the file has no more; they ended.
    pub removed: usize,
    /// Rows that could not be taken in.
    pub refused: Vec<RefusedRow>,
    /// Rows whose links ended because they are gone or say something else of their parcel; those a person decided of are to be decided
    /// anew.
    pub unlinked: Vec<UnlinkedEntry>,
}

/// A row that could not be taken in: a text of it holds a character that no database keeps, or an area of it is no number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// The worksheet; none for a file that has no worksheets.
    pub worksheet: Option<String>,
    /// Row or line, counted from 1.
    pub row: u32,
}

/// An entry that lost its link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnlinkedEntry {
    /// Which one.
    pub entry: EntryPlace,
    /// Whether a person had decided of it.
    pub was_decided: bool,
}

/// Why the transaction is rolled back.
pub(super) enum Halt {
    Nothing,
    Interrupted,
    Replaces { worksheet: Option<String>, kept: usize, lost: usize },
    Database(DatabaseError),
}

impl From<diesel::result::Error> for Halt {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<DatabaseError> for Halt {
    fn from(error: DatabaseError) -> Self {
        Self::Database(error)
    }
}

impl Store {
    /// Takes registers and lists in. Either all of the file is in the store afterwards, as one record, or nothing.
    ///
    /// # Errors
    ///
    /// See [`ImportError`]. Rows that could not be taken in are no error: they stand in the summary.
    ///
    /// # Complexity
    ///
    /// O((n + m) log(n + m)) for n rows that come in and m rows, certificates and holders of the store.
    pub fn import_documents(
        &mut self,
        incoming: &IncomingDocuments<'_>,
        observer: &dyn Observer,
    ) -> Result<DocumentSummary, ImportError> {
        let name = || incoming.name.clone();
        if self.is_in_snapshot {
            return Err(ImportError::Database { name: name(), source: DatabaseError::ReadOnly });
        }
        let mut summary = DocumentSummary::default();
        let work = |connection: &mut AnyConnection| import(connection, incoming, &mut summary, observer);
        match transact(&mut self.connection, work) {
            Ok(()) | Err(Halt::Nothing) => Ok(summary),
            Err(Halt::Interrupted) => Err(ImportError::Interrupted),
            Err(Halt::Replaces { worksheet, kept, lost }) => {
                Err(ImportError::Replaces { name: name(), worksheet, kept, lost })
            }
            Err(Halt::Database(DatabaseError::Busy)) if observer.is_interrupted() => {
                Err(ImportError::Interrupted)
            }
            Err(Halt::Database(source)) => {
                Err(ImportError::Database { name: name(), source: source.of_file(self.location()) })
            }
        }
    }
}

/// Numbers that go on from those of the store.
struct Numbers {
    document: i64,
    entry: i64,
}

fn import(
    connection: &mut AnyConnection,
    incoming: &IncomingDocuments<'_>,
    summary: &mut DocumentSummary,
    observer: &dyn Observer,
) -> Result<(), Halt> {
    let mut ledger = Ledger::take_watched(connection, observer)?;
    let author = Ledger::author_now(connection, &incoming.author)?;
    let mut numbers = Numbers { document: DOCUMENT.next_id(connection)?, entry: ENTRY.next_id(connection)? };
    let mut writing = Writing::default();
    let record = ledger.begin_record(connection, RecordKind::Import, &author)?;
    for ((name, worksheet), registers) in grouped(incoming) {
        let place = Place { kind: "register", name, worksheet, record };
        let lost = take_register(connection, &place, &registers, &mut numbers, &mut writing, summary)?;
        if !incoming.may_replace && lost.are_too_many() {
            let worksheet = worksheet.map(str::to_owned);
            return Err(Halt::Replaces { worksheet, kept: lost.kept, lost: lost.lost });
        }
        go_on(observer)?;
    }
    for list in incoming.renumberings {
        let worksheet = list.worksheet.as_deref();
        let place = Place { kind: "renumbering", name: file_name(&list.file), worksheet, record };
        take_renumbering(connection, &place, list, &mut numbers, &mut writing, summary)?;
    }
    if !incoming.communes.is_empty() {
        let place = Place { kind: "communes", name: &incoming.name, worksheet: None, record };
        take_communes(connection, &place, incoming.communes, &mut numbers, &mut writing, summary)?;
    }
    if writing.is_empty() {
        return Err(Halt::Nothing);
    }
    write(connection, &writing, record, summary, observer)?;
    keep_up(connection, ledger.revision())?;
    ledger.seal(connection, RecordKind::Import, &author, Changes::default())?;
    summary.record = Some(record);
    Ok(())
}

pub(super) fn go_on(observer: &dyn Observer) -> Result<(), Halt> {
    if observer.is_interrupted() { Err(Halt::Interrupted) } else { Ok(()) }
}

/// A worksheet, by its name in the store.
struct Place<'a> {
    kind: &'a str,
    name: &'a str,
    worksheet: Option<&'a str>,
    record: i64,
}

/// The number of a worksheet in the store, and whether it came in before.
fn document(
    connection: &mut AnyConnection,
    place: &Place<'_>,
    numbers: &mut Numbers,
    writing: &mut Writing,
) -> QueryResult<(i64, bool)> {
    if let Some(id) = document_id(connection, place.kind, place.name, place.worksheet)? {
        return Ok((id, true));
    }
    let id = numbers.document;
    numbers.document += 1;
    writing.documents.push(vec![
        Cell::Integer(id),
        of_text(Some(place.kind)),
        of_text(Some(place.name)),
        of_text(place.worksheet),
        Cell::Integer(place.record),
    ]);
    Ok((id, false))
}

/// The name of a file without its folder.
fn file_name(path: &str) -> &str {
    std::path::Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or(path)
}

type Named<'a> = (&'a str, Option<&'a str>);

/// The registers by the name and worksheet they have in the store.
fn grouped<'a>(incoming: &IncomingDocuments<'a>) -> BTreeMap<Named<'a>, Vec<&'a Register>> {
    let mut groups: BTreeMap<Named<'a>, Vec<&'a Register>> = BTreeMap::new();
    for register in incoming.registers {
        let name = (file_name(&register.file), register.worksheet.as_deref());
        groups.entry(name).or_default().push(register);
    }
    groups
}

fn take_register(
    connection: &mut AnyConnection,
    place: &Place<'_>,
    registers: &[&Register],
    numbers: &mut Numbers,
    writing: &mut Writing,
    summary: &mut DocumentSummary,
) -> Result<Lost, Halt> {
    let (document, is_known) = document(connection, place, numbers, writing)?;
    let kept = if is_known {
        entries_of(connection, &format!("e.document_id = {document} AND e.ended_by_record IS NULL"))?
    } else {
        Vec::new()
    };
    let (mut incoming, mut refused) = (Vec::new(), BTreeSet::new());
    for entry in registers.iter().flat_map(|register| &register.entries) {
        if can_be_kept(entry) {
            incoming.push(entry);
        } else {
            refused.insert(entry.row);
            let worksheet = place.worksheet.map(str::to_owned);
            summary.refused.push(RefusedRow { worksheet, row: entry.row });
        }
    }
    let of_kept: Vec<Known> = kept.iter().map(|kept| known(&kept.entry)).collect();
    let of_incoming: Vec<Known> = incoming.iter().map(|entry| known(entry)).collect();
    let (answers, gone) = match_rows(&of_kept, &of_incoming);
    let mut lost = Lost { kept: kept.len(), lost: 0 };
    for ((&entry, answer), is) in incoming.iter().zip(answers).zip(&of_incoming) {
        let (id, version) = match answer {
            Answer::Same => {
                summary.unchanged += 1;
                continue;
            }
            Answer::New => {
                summary.added += 1;
                numbers.entry += 1;
                (numbers.entry - 1, 1)
            }
            Answer::Moved(of) => {
                summary.moved += 1;
                next_version(&kept[of], writing)
            }
            Answer::Changed(of) => {
                summary.changed += 1;
                if of_kept[of].fingerprint != is.fingerprint {
                    lost.lost += 1;
                    writing.unlinked.push(kept[of].id);
                }
                next_version(&kept[of], writing)
            }
        };
        writing.entries.push(Coming { id, version, document, entry: entry.clone() });
    }
    // A row that was refused is there, though nobody can keep it: what it said before stays.
    let gone = gone.into_iter().filter(|&of| !refused.contains(&of_kept[of].row));
    let gone: Vec<i64> = gone.map(|of| kept[of].id).collect();
    summary.removed += gone.len();
    lost.lost += gone.len();
    writing.ended.extend(&gone);
    writing.unlinked.extend(gone);
    Ok(lost)
}

/// Of the entries a worksheet has in the store, those that it says nothing of any more.
struct Lost {
    kept: usize,
    lost: usize,
}

impl Lost {
    /// Whether this is rather another register of the same name. Registers of communes go by the same few names.
    fn are_too_many(&self) -> bool {
        /// So few are seen at a glance in what is told of the import.
        const FEW: usize = 5;
        self.lost > FEW && self.lost * 2 > self.kept
    }
}

fn next_version(kept: &StoredEntry, writing: &mut Writing) -> (i64, i64) {
    writing.ended.push(kept.id);
    (kept.id, kept.version + 1)
}

fn known(entry: &CertificateEntry) -> Known {
    Known { row: entry.row, content: entry_hash(entry).0, fingerprint: entry.fingerprint() }
}

fn can_be_kept(entry: &CertificateEntry) -> bool {
    let of_holder = holder_texts(&entry.holder);
    let texts = [
        &entry.commune,
        &entry.serial,
        &entry.registry_number,
        &entry.printed.sheet,
        &entry.printed.number,
        &entry.current.sheet,
        &entry.current.number,
        &entry.parcel_code,
        &entry.parcel_address,
        &entry.class,
    ];
    let of_uses = entry.land_uses.iter().flat_map(|of| {
        [Some(&of.land_use), of.origin.as_ref(), of.form.as_ref(), of.term.as_ref()].into_iter().flatten()
    });
    let mut texts = texts.into_iter().chain(&of_holder).flatten().chain(of_uses);
    let mut areas = entry.area_m2.iter().chain(entry.land_uses.iter().filter_map(|of| of.area_m2.as_ref()));
    texts.all(|text| !text.contains('\0')) && areas.all(|area| area.is_finite())
}

fn take_renumbering(
    connection: &mut AnyConnection,
    place: &Place<'_>,
    list: &Renumbering,
    numbers: &mut Numbers,
    writing: &mut Writing,
    summary: &mut DocumentSummary,
) -> Result<(), Halt> {
    let (document, is_known) = document(connection, place, numbers, writing)?;
    let kept = if is_known { renumbered_lines(connection, document)? } else { Vec::new() };
    let (new, gone) = differing(&kept, &list.sheets, summary);
    writing.renumbered.extend(new.into_iter().map(|line| (document, line)));
    writing.renumbered_ended.extend(gone);
    Ok(())
}

fn take_communes(
    connection: &mut AnyConnection,
    place: &Place<'_>,
    changes: &[CommuneChange],
    numbers: &mut Numbers,
    writing: &mut Writing,
    summary: &mut DocumentSummary,
) -> Result<(), Halt> {
    let (document, is_known) = document(connection, place, numbers, writing)?;
    let kept = if is_known { commune_lines(connection, document)? } else { Vec::new() };
    let (new, gone) = differing(&kept, changes, summary);
    writing.communes.extend(new.into_iter().map(|line| (document, line)));
    writing.communes_ended.extend(gone);
    Ok(())
}

/// Lines that are new, and the numbers of those that are gone.
fn differing<T: Clone + PartialEq>(
    kept: &[(i64, T)],
    incoming: &[T],
    summary: &mut DocumentSummary,
) -> (Vec<T>, Vec<i64>) {
    let mut is_free = vec![true; kept.len()];
    let mut new = Vec::new();
    let mut next = 0;
    for line in incoming {
        // Both stand in the order of rows: the next is the one nearly always.
        let found = (next..kept.len()).chain(0..next).find(|&at| is_free[at] && kept[at].1 == *line);
        match found {
            Some(at) => {
                is_free[at] = false;
                next = at + 1;
                summary.unchanged += 1;
            }
            None => new.push(line.clone()),
        }
    }
    let gone: Vec<i64> =
        kept.iter().zip(&is_free).filter(|(_, is_free)| **is_free).map(|((id, _), _)| *id).collect();
    summary.added += new.len();
    summary.removed += gone.len();
    (new, gone)
}
