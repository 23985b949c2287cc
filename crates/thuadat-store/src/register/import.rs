//! Taking in what is no map: registers, lists of renumbered sheets, lists of communes that merged.
//!
//! A file comes in as a whole, as one record, or not at all. A worksheet that came in before is replaced: what says the same stays,
//! what says something else becomes another version, what is gone ends.

use super::entry::{
    CommuneChange, EntryPlaces, StoredEntry, certificate_row, commune_row, entries_of, entry_hash, entry_row,
    holder_row, holder_texts, land_use_rows, renumbered_row, written,
};
use super::links::end_links_of_entries;
use super::matching::{Answer, Known, match_rows};
use super::read::{EntryPlace, commune_lines, document_id, renumbered_lines};
use super::table::{
    AT_ONCE, CERTIFICATE, COMMUNE_CHANGE, Cells, DOCUMENT, ENTRY, HOLDER, LAND_USE, Layout, RENUMBERED,
    RESTRICTED_CERTIFICATE, RESTRICTED_ENTRY, of_text, select,
};
use crate::copy::Cell;
use crate::database::{AnyConnection, DatabaseError, transact};
use crate::finding::keep_up;
use crate::import::ImportError;
use crate::record::{Author, Changes, Ledger, RecordKind};
use crate::store::Store;
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use thuadat_core::{CertificateEntry, Observer, Register, RenumberedSheet, Renumbering, Stage};

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
            Err(Halt::Database(DatabaseError::Busy)) if observer.is_interrupted() => {
                Err(ImportError::Interrupted)
            }
            Err(Halt::Database(source)) => {
                Err(ImportError::Database { name: name(), source: source.of_file(self.location()) })
            }
        }
    }
}

/// What is to be written, table by table.
#[derive(Default)]
struct Writing {
    documents: Vec<Vec<Cell>>,
    entries: Vec<Coming>,
    ended: Vec<i64>,
    /// Entries whose links end.
    unlinked: Vec<i64>,
    renumbered: Vec<(i64, RenumberedSheet)>,
    renumbered_ended: Vec<i64>,
    communes: Vec<(i64, CommuneChange)>,
    communes_ended: Vec<i64>,
}

/// A version of an entry that begins.
struct Coming {
    id: i64,
    version: i64,
    document: i64,
    entry: CertificateEntry,
}

impl Writing {
    fn is_empty(&self) -> bool {
        let ended = [&self.ended, &self.renumbered_ended, &self.communes_ended];
        self.entries.is_empty()
            && self.renumbered.is_empty()
            && self.communes.is_empty()
            && ended.iter().all(|ended| ended.is_empty())
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
        take_register(connection, &place, &registers, &mut numbers, &mut writing, summary)?;
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

fn go_on(observer: &dyn Observer) -> Result<(), Halt> {
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
pub(super) fn file_name(path: &str) -> &str {
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
) -> Result<(), Halt> {
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
    writing.ended.extend(&gone);
    writing.unlinked.extend(gone);
    Ok(())
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

fn write(
    connection: &mut AnyConnection,
    writing: &Writing,
    record: i64,
    summary: &mut DocumentSummary,
    observer: &dyn Observer,
) -> Result<(), Halt> {
    DOCUMENT.insert(connection, &writing.documents)?;
    ENTRY.end(connection, &writing.ended, record)?;
    summary.unlinked = end_links_of_entries(connection, &writing.unlinked, record)?;
    let mut interned = Interned::load(connection)?;
    let total = writing.entries.len();
    for (at, coming) in writing.entries.chunks(AT_ONCE).enumerate() {
        observer.progress(Stage::Writing, (at * AT_ONCE) as u64, total as u64);
        go_on(observer)?;
        write_entries(connection, coming, record, &mut interned)?;
    }
    let mut id = RENUMBERED.next_id(connection)?;
    RENUMBERED.end(connection, &writing.renumbered_ended, record)?;
    let rows = writing
        .renumbered
        .iter()
        .zip(id..)
        .map(|((document, line), id)| renumbered_row(line, id, *document, record));
    RENUMBERED.insert(connection, &rows.collect::<Vec<_>>())?;
    id = COMMUNE_CHANGE.next_id(connection)?;
    COMMUNE_CHANGE.end(connection, &writing.communes_ended, record)?;
    let rows = writing
        .communes
        .iter()
        .zip(id..)
        .map(|((document, line), id)| commune_row(line, id, *document, record));
    COMMUNE_CHANGE.insert(connection, &rows.collect::<Vec<_>>())?;
    Ok(())
}

fn write_entries(
    connection: &mut AnyConnection,
    coming: &[Coming],
    record: i64,
    interned: &mut Interned,
) -> QueryResult<()> {
    let mut rows: [Vec<Vec<Cell>>; 6] = Default::default();
    let [certificates, restricted, holders, entries, land_uses, of_people] = &mut rows;
    for Coming { id, version, document, entry } in coming {
        let certificate = interned.certificate(entry, |id| {
            certificates.push(certificate_row(entry, id, record));
            let (serial, number) = (entry.serial.as_deref(), entry.registry_number.as_deref());
            restricted.push(vec![Cell::Integer(id), of_text(serial), of_text(number)]);
        });
        let holder = interned.holder(entry, |id| holders.push(holder_row(&entry.holder, id, record)));
        let hash = entry_hash(entry);
        let places =
            EntryPlaces { id: *id, version: *version, document: *document, certificate, record, hash };
        entries.push(entry_row(entry, &places));
        land_uses.extend(land_use_rows(entry, *id, *version));
        if holder.is_some() || entry.parcel_address.is_some() {
            let holder = holder.map_or(Cell::Null, Cell::Integer);
            let address = of_text(entry.parcel_address.as_deref());
            of_people.push(vec![Cell::Integer(*id), Cell::Integer(*version), holder, address]);
        }
    }
    let tables: [&Layout; 6] =
        [&CERTIFICATE, &RESTRICTED_CERTIFICATE, &HOLDER, &ENTRY, &LAND_USE, &RESTRICTED_ENTRY];
    tables.iter().zip(&rows).try_for_each(|(table, rows)| table.insert(connection, rows))
}

/// Certificates and holders the store has, each once.
struct Interned {
    certificates: HashMap<[Option<Box<str>>; 3], i64>,
    next_certificate: i64,
    holders: HashMap<[Option<Box<str>>; 11], i64>,
    next_holder: i64,
}

impl Interned {
    fn load(connection: &mut AnyConnection) -> QueryResult<Self> {
        let certificates = select(
            connection,
            "SELECT c.id, c.issued_on, r.serial, r.registry_number FROM certificate c \
             JOIN restricted_certificate r ON r.certificate_id = c.id WHERE r.serial IS NOT NULL",
        )?;
        let certificates = certificates.into_iter().map(|row| {
            let mut cells = Cells::from(row);
            let id = cells.id();
            (std::array::from_fn(|_| cells.text()), id)
        });
        let certificates = certificates.collect();
        let holders = HOLDER.select(connection, "1 = 1")?.into_iter().map(|row| {
            let mut cells = Cells::from(row);
            let id = cells.id();
            (std::array::from_fn(|_| cells.text()), id)
        });
        let holders = holders.collect();
        Ok(Self {
            certificates,
            next_certificate: CERTIFICATE.next_id(connection)?,
            holders,
            next_holder: HOLDER.next_id(connection)?,
        })
    }

    /// The certificate of an entry; none where it names none. Without a serial nobody can tell it from others: each is one by itself.
    fn certificate(&mut self, entry: &CertificateEntry, mut begin: impl FnMut(i64)) -> Option<i64> {
        let issued = entry.issued.map(|issued| written(issued).into());
        let key = [issued, entry.serial.clone(), entry.registry_number.clone()];
        if key.iter().all(Option::is_none) {
            return None;
        }
        if let Some(id) = self.certificates.get(&key) {
            return Some(*id);
        }
        let id = self.next_certificate;
        self.next_certificate += 1;
        begin(id);
        if entry.serial.is_some() {
            self.certificates.insert(key, id);
        }
        Some(id)
    }

    fn holder(&mut self, entry: &CertificateEntry, mut begin: impl FnMut(i64)) -> Option<i64> {
        let key = holder_texts(&entry.holder);
        if key.iter().all(Option::is_none) {
            return None;
        }
        if let Some(id) = self.holders.get(&key) {
            return Some(*id);
        }
        let id = self.next_holder;
        self.next_holder += 1;
        begin(id);
        self.holders.insert(key, id);
        Some(id)
    }
}
