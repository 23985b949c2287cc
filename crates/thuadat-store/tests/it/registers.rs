//! Registers, lists and links in both kinds of store.

use crate::shared::{Contract, Maker, author, import, project, prove, row_of, run};
use anyhow::{Context, Result, ensure};
use std::sync::atomic::{AtomicUsize, Ordering};
use thuadat_core::{
    CertificateEntry, Day, EntryDate, EntryLandUse, Holder, LinkStatus, Observer, Profile, Register,
    RenumberedSheet, Renumbering, SheetAndNumber, Stage, Unobserved, WrittenDate,
};
use thuadat_store::{
    Access, CommuneChange, DocumentCounts, DocumentSummary, Edit, EditError, EditRefusal, EditRequest,
    Edited, EntryAnswer, ImportError, IncomingDocuments, IncomingLinks, LinkChange, LinkSaveError,
    LinkSummary, NewParcel, SeenEntry, SeenParcel, Store, Timestamp,
};

const CONTRACTS: &[Contract] = &[
    ("a register comes back as it went", comes_back),
    ("the same file twice changes nothing", twice),
    ("what changed is changed", changed),
    ("rows nobody can keep are refused", refused),
    ("another register of the same name is refused", of_another_commune),
    ("lists come back as they went", lists),
    ("an import that stops leaves nothing", stopped),
    ("links are kept and replaced", links),
    ("what people decide stands", decisions),
    ("who comes second is told", overtaken),
    ("links follow parcels", following),
    ("records of registers and links are taken back", undone),
    ("two writers wait for each other", two_writers),
    ("any register comes back", any_register),
];

#[test]
fn registers_in_a_geopackage() -> Result<()> {
    run(&Maker::geopackage()?, CONTRACTS)
}

#[test]
fn registers_in_postgis() -> Result<()> {
    run(&Maker::postgis()?, CONTRACTS)
}

/// Rows of a register from row 2 on: each of its own certificate, of parcels 1, 2, … of sheet 12.
pub(crate) fn register_of(count: u32) -> Register {
    let entry = |row: u32| CertificateEntry {
        row,
        commune: Some("06211".into()),
        serial: Some(format!("ZT {:06}", 900_000 + row).into()),
        registry_number: Some(format!("CH {row:05}").into()),
        issued: Some(WrittenDate::Day(Day::new(2011, 3, 24))),
        printed: SheetAndNumber { sheet: Some("12".into()), number: Some((row - 1).to_string().into()) },
        area_m2: Some(100.0),
        land_uses: Box::new([
            EntryLandUse { land_use: "ODT".into(), area_m2: Some(60.0), ..EntryLandUse::default() },
            EntryLandUse { land_use: "CLN".into(), term: Some("2043".into()), ..EntryLandUse::default() },
        ]),
        parcel_address: Some("khối 7".into()),
        holder: Holder {
            name: Some(format!("Người Thử {row}").into()),
            identity_number: Some(format!("{:012}", 990_000_000_000_u64 + u64::from(row)).into()),
            born: Some(WrittenDate::Year(1961)),
            ..Holder::default()
        },
        ..CertificateEntry::default()
    };
    let entries = (2..2 + count).map(entry).collect();
    Register { file: "/tmp/sổ cấp giấy.xlsx".into(), worksheet: Some("Sheet1".into()), entries }
}

pub(crate) fn take(store: &mut Store, registers: &[Register]) -> Result<DocumentSummary> {
    Ok(take_or_replace(store, registers, false)?)
}

fn take_or_replace(
    store: &mut Store,
    registers: &[Register],
    may_replace: bool,
) -> Result<DocumentSummary, ImportError> {
    let incoming = IncomingDocuments {
        name: "sổ cấp giấy.xlsx".to_owned(),
        registers,
        renumberings: &[],
        communes: &[],
        may_replace,
        author: author("sổ"),
    };
    store.import_documents(&incoming, &Unobserved)
}

fn counts(summary: &DocumentSummary) -> [usize; 5] {
    let DocumentSummary { added, changed, moved, unchanged, removed, .. } = *summary;
    [added, changed, moved, unchanged, removed]
}

fn kept(store: &mut Store) -> Result<Vec<CertificateEntry>> {
    let documents = store.documents()?;
    Ok(documents.registers.into_iter().flat_map(|kept| kept.register.entries).collect())
}

fn comes_back(maker: &Maker) -> Result<()> {
    let mut store = maker.store()?;
    let mut register = register_of(5);
    register.entries[1] = CertificateEntry { row: 3, ..CertificateEntry::default() };
    let first = register.entries[0].clone();
    register.entries[2] = CertificateEntry {
        serial: first.serial,
        registry_number: first.registry_number,
        holder: first.holder,
        ..register.entries[2].clone()
    };
    register.entries[3].issued = Some(WrittenDate::Month(1998, 7));
    register.entries[3].is_of_flat = true;
    register.entries[3].impossible_dates = Box::new([EntryDate::Issued, EntryDate::Born]);
    register.entries[4].area_m2 = Some(-0.0);
    register.entries[4].scale = Some(500);
    register.entries[4].class = Some("'; DROP TABLE parcel; --\n\t\\".into());
    let summary = take(&mut store, std::slice::from_ref(&register))?;
    assert_eq!((counts(&summary), summary.record), ([5, 0, 0, 0, 0], Some(1)));
    let documents = store.documents()?;
    assert_eq!(documents.registers.len(), 1);
    let is = &documents.registers[0].register;
    assert_eq!((&*is.file, is.worksheet.as_deref()), ("sổ cấp giấy.xlsx", Some("Sheet1")));
    assert_eq!(is.entries, register.entries);
    let counted = store.document_counts()?;
    assert_eq!((counted.registers, counted.entries, counted.certificates), (1, 5, 3));
    let info = store.info()?;
    assert_eq!((info.records, info.parcels, info.sources), (1, 0, 0));
    prove(&mut store)
}

fn twice(maker: &Maker) -> Result<()> {
    let mut store = maker.store()?;
    let register = register_of(50);
    take(&mut store, std::slice::from_ref(&register))?;
    let before = store.info()?;
    let again = take(&mut store, std::slice::from_ref(&register))?;
    assert_eq!((counts(&again), again.record), ([0, 0, 0, 50, 0], None));
    assert_eq!(store.info()?, before);
    // Another folder is the same file, another worksheet another register.
    let elsewhere = Register { file: "C:/sổ cấp giấy.xlsx".into(), ..register.clone() };
    assert_eq!(take(&mut store, &[elsewhere])?.record, None);
    let other = Register { worksheet: None, ..register };
    assert_eq!(counts(&take(&mut store, &[other])?), [50, 0, 0, 0, 0]);
    prove(&mut store)
}

fn changed(maker: &Maker) -> Result<()> {
    let mut store = maker.store()?;
    let mut register = register_of(6);
    take(&mut store, std::slice::from_ref(&register))?;
    let ids = |store: &mut Store| -> Result<Vec<(i64, i64, u32)>> {
        let documents = store.documents()?;
        let kept = &documents.registers[0];
        let entries = kept.entries.iter().zip(&kept.register.entries);
        Ok(entries.map(|(kept, entry)| (kept.id, kept.version, entry.row)).collect())
    };
    // A name is mended, an area is mended, a row is taken out, those below move up, one is new.
    register.entries[0].holder.name = Some("Người Thử Khác".into());
    register.entries[1].area_m2 = Some(101.5);
    register.entries.remove(3);
    register.entries[3].row -= 1;
    register.entries[4].row -= 1;
    register.entries.push(CertificateEntry { row: 9, ..register_of(9).entries[7].clone() });
    let summary = take(&mut store, std::slice::from_ref(&register))?;
    assert_eq!((counts(&summary), summary.record), ([1, 2, 2, 1, 1], Some(2)));
    assert_eq!(kept(&mut store)?, register.entries);
    let is = ids(&mut store)?;
    assert_eq!(is, [(1, 2, 2), (2, 2, 3), (3, 1, 4), (5, 2, 5), (6, 2, 6), (7, 1, 9)]);
    prove(&mut store)
}

fn of_another_commune(maker: &Maker) -> Result<()> {
    let mut store = maker.store()?;
    take(&mut store, &[register_of(20)])?;
    let mut other = register_of(20);
    for entry in &mut other.entries {
        entry.commune = Some("06187".into());
        entry.serial = None;
        entry.registry_number = None;
    }
    let (mut empty, mut shorter) = (register_of(0), register_of(20));
    empty.entries.clear();
    shorter.entries.truncate(10);
    let before = kept(&mut store)?;
    for register in [&other, &empty] {
        let told = take_or_replace(&mut store, std::slice::from_ref(register), false).unwrap_err();
        let told = told.to_string();
        ensure!(told.contains("20 of the 20 rows") && told.contains("--replace"), "{told}");
        assert_eq!(kept(&mut store)?, before);
    }
    assert_eq!(take(&mut store, &[shorter])?.removed, 10, "half of it may go");
    let summary = take_or_replace(&mut store, &[other], true)?;
    assert_eq!(counts(&summary), [10, 10, 0, 0, 0]);
    prove(&mut store)
}

fn refused(maker: &Maker) -> Result<()> {
    let mut store = maker.store()?;
    let mut register = register_of(4);
    take(&mut store, std::slice::from_ref(&register))?;
    register.entries[1].holder.name = Some("a\0b".into());
    register.entries[2].area_m2 = Some(f64::NAN);
    let summary = take(&mut store, &[register])?;
    let rows: Vec<u32> = summary.refused.iter().map(|refused| refused.row).collect();
    assert_eq!((rows, summary.record, summary.unchanged), (vec![3, 4], None, 2));
    assert_eq!(kept(&mut store)?, register_of(4).entries, "what they said before stays");
    prove(&mut store)
}

fn lists(maker: &Maker) -> Result<()> {
    let mut store = maker.store()?;
    let line = |row: u32, old: &str, new: &str, scale| RenumberedSheet {
        row,
        old_commune: Some("06214".into()),
        old_sheet: old.into(),
        scale,
        new_commune: None,
        new_sheet: new.into(),
    };
    let sheets =
        vec![line(2, "5", "105", Some(500)), line(3, "5", "106", Some(1000)), line(4, "5", "106", None)];
    let mut list = Renumbering { file: "tờ.xlsx".into(), worksheet: None, sheets };
    let change = |row: u32, is_whole| CommuneChange {
        row,
        old_code: "06214".into(),
        old_name: Some("Xã Thử".into()),
        new_code: "06211".into(),
        new_name: None,
        is_whole,
        on: Day::new(2025, 7, 1),
    };
    let changes = [change(2, Some(true)), change(3, None), change(4, Some(false))];
    let mut bring = |list: &Renumbering, communes: &[CommuneChange]| {
        let incoming = IncomingDocuments {
            name: "xã.csv".to_owned(),
            registers: &[],
            renumberings: std::slice::from_ref(list),
            communes,
            may_replace: false,
            author: author("bảng"),
        };
        let summary = store.import_documents(&incoming, &Unobserved)?;
        prove(&mut store)?;
        Ok::<_, anyhow::Error>((summary, store.documents()?))
    };
    let (summary, documents) = bring(&list, &changes)?;
    assert_eq!((counts(&summary), summary.record), ([6, 0, 0, 0, 0], Some(1)));
    assert_eq!((&documents.renumberings[0], &documents.communes[..]), (&list, &changes[..]));
    assert_eq!(bring(&list, &changes)?.0.record, None);
    list.sheets[1].new_sheet = "107".into();
    let (summary, documents) = bring(&list, &changes[..2])?;
    assert_eq!(counts(&summary), [1, 0, 0, 4, 2]);
    assert_eq!((&documents.renumberings[0], &documents.communes[..]), (&list, &changes[..2]));
    let late = edit(&mut store, Edit::Undo { record: 1 }).unwrap_err();
    ensure!(
        matches!(late, EditError::Refused(EditRefusal::ListChangedSince { record: 1, later: 2 })),
        "{late:?}"
    );
    edit(&mut store, Edit::Undo { record: 2 })?;
    assert_eq!(store.documents()?.communes, changes);
    prove(&mut store)?;
    edit(&mut store, Edit::Undo { record: 1 })?;
    ensure!(store.documents()?.renumberings.is_empty());
    prove(&mut store)
}

/// A register of five rows, links of them and two lists: a record each.
pub(crate) fn fill(store: &mut Store) -> Result<()> {
    take(store, &[register_of(5)])?;
    save(store, answers())?;
    let line = RenumberedSheet {
        row: 2,
        old_sheet: "5".into(),
        new_sheet: "105".into(),
        ..RenumberedSheet::default()
    };
    let list = Renumbering { file: "tờ.xlsx".into(), worksheet: None, sheets: vec![line] };
    let change = CommuneChange {
        row: 2,
        old_code: "06214".into(),
        old_name: None,
        new_code: "06211".into(),
        new_name: None,
        is_whole: None,
        on: Day::new(2025, 7, 1),
    };
    let incoming = IncomingDocuments {
        name: "xã.csv".to_owned(),
        registers: &[],
        renumberings: &[list],
        communes: &[change],
        may_replace: false,
        author: author("bảng"),
    };
    store.import_documents(&incoming, &Unobserved)?;
    Ok(())
}

/// Asks to stop after so many looks.
struct StopsAt(AtomicUsize);

impl Observer for StopsAt {
    fn progress(&self, _: Stage, _: u64, _: u64) {}

    fn is_interrupted(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_err()
    }
}

fn stopped(maker: &Maker) -> Result<()> {
    let mut store = maker.store()?;
    take(&mut store, &[register_of(3)])?;
    let before = store.info()?;
    let register = register_of(40);
    let registers = std::slice::from_ref(&register);
    let author = author("sổ");
    let incoming = IncomingDocuments {
        name: "s".into(),
        registers,
        renumberings: &[],
        communes: &[],
        may_replace: false,
        author,
    };
    for looks in 0..2 {
        let stopped = store.import_documents(&incoming, &StopsAt(AtomicUsize::new(looks)));
        ensure!(matches!(stopped, Err(ImportError::Interrupted)), "{looks}: {stopped:?}");
        assert_eq!(store.info()?, before);
    }
    assert_eq!(kept(&mut store)?, register_of(3).entries);
    prove(&mut store)
}

/// A store of five parcels and a register of five rows.
fn filled(maker: &Maker) -> Result<Store> {
    let mut store = maker.store()?;
    import(&mut store, &row_of(5))?;
    take(&mut store, &[register_of(5)])?;
    Ok(store)
}

fn answer(entry: i64, status: LinkStatus, parcels: &[i64]) -> EntryAnswer {
    EntryAnswer {
        entry,
        version: 1,
        status,
        tier: (status == LinkStatus::Linked).then_some(1),
        score: 0.987_654_321,
        parcels: parcels.to_vec(),
        reason: (status != LinkStatus::Linked).then(|| "several-sheets".to_owned()),
        evidence: "number +9.1; area +4.0".to_owned(),
    }
}

/// Each row linked to its parcel, but for the last two.
fn answers() -> Vec<EntryAnswer> {
    vec![
        answer(1, LinkStatus::Linked, &[1]),
        answer(2, LinkStatus::Linked, &[2, 3]),
        answer(3, LinkStatus::Linked, &[3]),
        answer(4, LinkStatus::Ambiguous, &[4, 5]),
        answer(5, LinkStatus::Unlinked, &[]),
    ]
}

fn save(store: &mut Store, answers: Vec<EntryAnswer>) -> Result<LinkSummary> {
    let revision = store.info()?.records;
    Ok(store.save_links(&IncomingLinks { revision, answers, author: author("ghép") }, &Unobserved)?)
}

/// An entry, its parcels and the tier.
type Standing = (i64, Vec<i64>, Option<u8>);

/// The parcels each entry is linked to now, with the tier.
fn standing(store: &mut Store) -> Result<Vec<Standing>> {
    let mut found = Vec::new();
    for entry in 1..=5 {
        let links = store.links_of_entry(entry)?;
        let links: Vec<_> = links.iter().filter(|link| link.ended.is_none()).collect();
        if let Some(first) = links.first() {
            found.push((entry, links.iter().filter_map(|link| link.parcel).collect(), first.tier));
        }
    }
    Ok(found)
}

fn links(maker: &Maker) -> Result<()> {
    let mut store = filled(maker)?;
    let summary = save(&mut store, answers())?;
    assert_eq!((summary.record, summary.changed), (Some(3), 5));
    let expected = [
        (1, vec![1], Some(1)),
        (2, vec![2, 3], Some(1)),
        (3, vec![3], Some(1)),
        (4, vec![4, 5], None),
        (5, vec![], None),
    ];
    assert_eq!(standing(&mut store)?, expected);
    let again = save(&mut store, answers())?;
    assert_eq!((again.record, again.unchanged), (None, 5));
    let mut other = answers();
    other[2] = answer(3, LinkStatus::Linked, &[4]);
    assert_eq!((save(&mut store, other)?.changed, standing(&mut store)?[2].1.clone()), (1, vec![4]));
    let past = store.links_of_parcel(3)?;
    let ends: Vec<(i64, Option<i64>)> = past.iter().map(|link| (link.entry.id, link.ended)).collect();
    assert_eq!(ends, [(2, None), (3, Some(4))]);
    assert_eq!(past[0].entry.to_string(), "sổ cấp giấy.xlsx:Sheet1:3");
    // A name that is mended leaves links alone, a parcel that is another ends them.
    let mut register = register_of(5);
    register.entries[0].holder.name = Some("Người Thử Khác".into());
    register.entries[2].printed.number = Some("77".into());
    register.entries.remove(1);
    let summary = take(&mut store, &[register])?;
    let unlinked: Vec<i64> = summary.unlinked.iter().map(|unlinked| unlinked.entry.id).collect();
    assert_eq!(unlinked, [2, 3]);
    assert_eq!(standing(&mut store)?.iter().map(|link| link.0).collect::<Vec<_>>(), [1, 4, 5]);
    let counted = store.document_counts()?;
    assert_eq!((counted.entries, counted.linked, counted.decided), (4, 1, 0));
    let [long_ago, far_off] = [0, 4_000_000_000_000].map(Timestamp::of_unix_milliseconds);
    assert_eq!(store.document_counts_at(&far_off)?, counted);
    assert_eq!(store.document_counts_at(&long_ago)?, DocumentCounts::default());
    prove(&mut store)?;
    let stale = IncomingLinks { revision: 3, answers: answers(), author: author("ghép") };
    let stale = store.save_links(&stale, &Unobserved);
    ensure!(matches!(stale, Err(LinkSaveError::Overtaken)), "{stale:?}");
    let info = store.info()?;
    let stopped = IncomingLinks { revision: info.records, answers: answers(), author: author("ghép") };
    let stopped = store.save_links(&stopped, &StopsAt(AtomicUsize::new(0)));
    ensure!(matches!(stopped, Err(LinkSaveError::Interrupted)), "{stopped:?}");
    assert_eq!(store.info()?, info);
    Ok(())
}

pub(crate) fn edit(store: &mut Store, edit: Edit) -> Result<Edited, EditError> {
    store.edit(&EditRequest {
        edit,
        author: author("quyết định"),
        profile: &Profile::strict(),
        allowed: thuadat_core::Rule::ALL.iter().copied().collect(),
        to_web_mercator: &project,
    })
}

fn seen(store: &mut Store, id: i64) -> Result<SeenEntry> {
    Ok(SeenEntry { id, record: store.entry_state(id)?.context("no such entry")? })
}

const fn parcel(id: i64) -> SeenParcel {
    SeenParcel { id, version: 1 }
}

fn decisions(maker: &Maker) -> Result<()> {
    let mut store = filled(maker)?;
    save(&mut store, answers())?;
    let entry = seen(&mut store, 4)?;
    let done = edit(&mut store, Edit::Link { entry, parcels: vec![parcel(5)] })?;
    assert_eq!((done.record, done.links[0].change), (4, LinkChange::Decided));
    let entry = seen(&mut store, 2)?;
    let done = edit(&mut store, Edit::Unlink { entry, parcels: vec![parcel(3)] })?;
    assert_eq!(done.links[0].change, LinkChange::Decided);
    let entry = seen(&mut store, 1)?;
    let done = edit(&mut store, Edit::Unlink { entry, parcels: Vec::new() })?;
    assert_eq!(done.links[0].change, LinkChange::DecidedNone);
    let decided = [(1, vec![], Some(0)), (2, vec![2], Some(0)), (3, vec![3], Some(1)), (4, vec![5], Some(0))];
    assert_eq!(standing(&mut store)?[..4], decided);
    let summary = save(&mut store, answers())?;
    assert_eq!((summary.record, summary.decided, summary.unchanged), (None, 3, 2));
    assert_eq!(standing(&mut store)?[..4], decided);
    let documents = store.documents()?;
    let of_people: Vec<(i64, Vec<i64>)> =
        documents.decided.iter().map(|decision| (decision.entry, decision.parcels.clone())).collect();
    assert_eq!(of_people, [(1, vec![]), (2, vec![2]), (4, vec![5])]);
    assert_eq!(store.document_counts()?.decided, 3);
    let entry = seen(&mut store, 4)?;
    let same = edit(&mut store, Edit::Link { entry, parcels: vec![parcel(5)] });
    ensure!(matches!(same, Err(EditError::Refused(EditRefusal::NothingToChange))), "{same:?}");
    let other = edit(&mut store, Edit::Unlink { entry, parcels: vec![parcel(1)] });
    ensure!(matches!(other, Err(EditError::Refused(EditRefusal::NotLinked { .. }))), "{other:?}");
    let none = edit(&mut store, Edit::Link { entry, parcels: vec![] });
    ensure!(matches!(none, Err(EditError::Refused(EditRefusal::TooFew { .. }))), "{none:?}");
    // A row that says something else of its parcel is to be decided anew.
    let mut register = register_of(5);
    register.entries[3].printed.number = Some("99".into());
    let summary = take(&mut store, &[register])?;
    assert_eq!((summary.unlinked[0].entry.id, summary.unlinked[0].was_decided), (4, true));
    prove(&mut store)
}

fn overtaken(maker: &Maker) -> Result<()> {
    let mut store = filled(maker)?;
    save(&mut store, answers())?;
    let entry = seen(&mut store, 3)?;
    edit(&mut store, Edit::Link { entry, parcels: vec![parcel(4)] })?;
    let late = edit(&mut store, Edit::Link { entry, parcels: vec![parcel(5)] }).unwrap_err();
    ensure!(matches!(&late, EditError::EntryOvertaken { seen: 3, record: 4, .. }), "{late:?}");
    ensure!(late.to_string().contains("quyết định") && late.message().vi.contains("Sheet1:4"), "{late}");
    let entry = seen(&mut store, 3)?;
    let stale = SeenParcel { id: 5, version: 9 };
    let late = edit(&mut store, Edit::Link { entry, parcels: vec![stale] }).unwrap_err();
    ensure!(matches!(late, EditError::Overtaken(_)), "{late:?}");
    let none = edit(&mut store, Edit::Unlink { entry: SeenEntry { id: 99, record: 1 }, parcels: vec![] });
    ensure!(matches!(none, Err(EditError::Refused(EditRefusal::NoSuchEntry { entry: 99 }))), "{none:?}");
    prove(&mut store)
}

/// What became of links, by entry.
fn told(edited: &Edited) -> Vec<(i64, LinkChange)> {
    edited.links.iter().map(|link| (link.entry.id, link.change)).collect()
}

fn following(maker: &Maker) -> Result<()> {
    let mut store = filled(maker)?;
    save(&mut store, answers())?;
    let entry = seen(&mut store, 3)?;
    edit(&mut store, Edit::Link { entry, parcels: vec![parcel(3)] })?;
    let before = standing(&mut store)?;
    // The land of both is in the one they become.
    let merged =
        edit(&mut store, Edit::Merge { parcels: vec![parcel(2), parcel(3)], into: NewParcel::default() })?;
    assert_eq!(told(&merged), [(2, LinkChange::Moved), (3, LinkChange::Moved)]);
    let child = merged.parcels.iter().find(|parcel| parcel.version == Some(1)).context("a child")?.id;
    let after = standing(&mut store)?;
    assert_eq!(after[1..3], [(2, vec![child], Some(1)), (3, vec![child], Some(0))]);
    ensure!(store.links_of_entry(2)?[0].evidence.ends_with("; merger"));
    prove(&mut store)?;
    let back = edit(&mut store, Edit::Undo { record: merged.record })?;
    assert_eq!(told(&back), [(2, LinkChange::Restored), (3, LinkChange::Restored)]);
    assert_eq!(standing(&mut store)?, before);
    prove(&mut store)?;
    // Nobody can tell where the land of a retired parcel went.
    let version = store.parcels_of_ids(&[3])?.stored[0].version;
    let retired = edit(&mut store, Edit::Retire { parcels: vec![SeenParcel { id: 3, version }, parcel(5)] })?;
    assert_eq!(
        told(&retired),
        [(2, LinkChange::Ended), (3, LinkChange::EndedDecision), (4, LinkChange::Ended)]
    );
    assert_eq!(standing(&mut store)?.iter().map(|link| link.0).collect::<Vec<_>>(), [1, 5]);
    prove(&mut store)?;
    // Decided meanwhile, it is not decided back.
    let entry = seen(&mut store, 4)?;
    edit(&mut store, Edit::Link { entry, parcels: vec![parcel(1)] })?;
    let back = edit(&mut store, Edit::Undo { record: retired.record })?;
    assert_eq!(told(&back), [(2, LinkChange::Restored), (3, LinkChange::Restored)]);
    assert_eq!(standing(&mut store)?[3], (4, vec![1], Some(0)));
    prove(&mut store)
}

fn undone(maker: &Maker) -> Result<()> {
    let mut store = filled(maker)?;
    let linked = save(&mut store, answers())?.record.context("a record")?;
    let first = standing(&mut store)?;
    let mut register = register_of(5);
    register.entries[0].holder.name = Some("Người Thử Khác".into());
    register.entries[2].printed.number = Some("77".into());
    register.entries.remove(1);
    let renewed = take(&mut store, std::slice::from_ref(&register))?.record.context("a record")?;
    let refused = edit(&mut store, Edit::Undo { record: linked }).unwrap_err();
    ensure!(
        matches!(refused, EditError::Refused(EditRefusal::EntryChangedSince { later, .. }) if later == renewed),
        "{refused:?}"
    );
    let back = edit(&mut store, Edit::Undo { record: renewed })?;
    assert_eq!(told(&back), [(2, LinkChange::Restored), (3, LinkChange::Restored)]);
    assert_eq!(kept(&mut store)?, register_of(5).entries);
    assert_eq!(standing(&mut store)?, first);
    prove(&mut store)?;
    let forth = edit(&mut store, Edit::Undo { record: back.record })?;
    assert_eq!(kept(&mut store)?, register.entries);
    prove(&mut store)?;
    edit(&mut store, Edit::Undo { record: forth.record })?;
    assert_eq!((kept(&mut store)?, standing(&mut store)?), (register_of(5).entries, first));
    // What was taken back is in the way of nothing.
    edit(&mut store, Edit::Undo { record: linked })?;
    assert_eq!(standing(&mut store)?, []);
    edit(&mut store, Edit::Undo { record: 2 })?;
    assert_eq!(kept(&mut store)?, []);
    prove(&mut store)?;
    let again = store.info()?.records;
    edit(&mut store, Edit::Undo { record: again })?;
    edit(&mut store, Edit::Undo { record: again - 1 })?;
    prove(&mut store)?;
    // A decision is taken back, and what was found before is there again.
    let before = standing(&mut store)?;
    let entry = seen(&mut store, 4)?;
    let decided = edit(&mut store, Edit::Link { entry, parcels: vec![parcel(5)] })?;
    edit(&mut store, Edit::Undo { record: decided.record })?;
    assert_eq!(standing(&mut store)?, before);
    let again = edit(&mut store, Edit::Undo { record: decided.record });
    ensure!(matches!(again, Err(EditError::Refused(EditRefusal::UndoneBefore { .. }))), "{again:?}");
    prove(&mut store)
}

fn two_writers(maker: &Maker) -> Result<()> {
    let place = maker.place()?;
    Store::migrate(&place)?;
    let write = |worksheet: &'static str| {
        let place = place.clone();
        move || -> Result<()> {
            let mut store = Store::open(&place, Access::Write)?;
            let register = Register { worksheet: Some(worksheet.into()), ..register_of(300) };
            assert_eq!(take(&mut store, &[register])?.added, 300);
            Ok(())
        }
    };
    let writers = ["1", "2", "3"].map(|worksheet| std::thread::spawn(write(worksheet)));
    for writer in writers {
        writer.join().expect("no writer panics")?;
    }
    let mut store = Store::open(&place, Access::Write)?;
    let counted = store.document_counts()?;
    assert_eq!((counted.registers, counted.entries, counted.certificates), (3, 900, 300));
    prove(&mut store)
}

fn any_register(maker: &Maker) -> Result<()> {
    use proptest::prelude::*;
    use proptest::test_runner::{Config, TestCaseError, TestRunner};
    let text = || prop::option::of("[a-c0-9Đđ '\"\\\\\t\n;%|]{0,6}".prop_map(String::into_boxed_str));
    let date = || {
        prop::option::of(prop_oneof![
            (1850u16..2150).prop_map(WrittenDate::Year),
            (1850u16..2150, 1u8..13).prop_map(|(year, month)| WrittenDate::Month(year, month)),
            (1850u16..2150, 1u8..13, 1u8..29)
                .prop_map(|(year, month, day)| WrittenDate::Day(Day::new(year, month, day))),
        ])
    };
    let area = || prop::option::of(prop_oneof![Just(-0.0), Just(0.1 + 0.2), -1e12..1e12]);
    let land_use = (text(), area(), text(), text()).prop_map(|(land_use, area_m2, origin, term)| {
        EntryLandUse { land_use: land_use.unwrap_or_default(), area_m2, origin, form: None, term }
    });
    let papers = (text(), text(), date(), text(), area(), prop::collection::vec(land_use, 0..3));
    let people = (text(), text(), date(), text(), text(), any::<bool>());
    let entry = (papers, people, text(), text()).prop_map(|(papers, people, sheet, number)| {
        let (serial, registry_number, issued, commune, area_m2, land_uses) = papers;
        let (name, identity_number, born, address, parcel_address, is_of_flat) = people;
        CertificateEntry {
            row: 0,
            commune,
            serial,
            registry_number,
            issued,
            printed: SheetAndNumber { sheet, number },
            area_m2,
            land_uses: land_uses.into(),
            parcel_address,
            holder: Holder { name, identity_number, born, address, ..Holder::default() },
            is_of_flat,
            ..CertificateEntry::default()
        }
    });
    let entries = || prop::collection::vec(entry.clone(), 0..12);
    let mut runner = TestRunner::new(Config { cases: 8, failure_persistence: None, ..Config::default() });
    let numbered = |entries: &[CertificateEntry]| {
        let entry = |(row, entry): (u32, &CertificateEntry)| CertificateEntry { row, ..entry.clone() };
        Register { file: "a.csv".into(), worksheet: None, entries: (2..).zip(entries).map(entry).collect() }
    };
    runner.run(&(entries(), entries()), |(first, second)| {
        let check = || -> Result<()> {
            let mut store = maker.store()?;
            for entries in [&first, &second, &first] {
                let register = numbered(entries);
                take_or_replace(&mut store, std::slice::from_ref(&register), true)?;
                ensure!(kept(&mut store)? == register.entries);
                ensure!(take(&mut store, &[register])?.record.is_none());
                prove(&mut store)?;
            }
            Ok(())
        };
        check().map_err(|error| TestCaseError::fail(format!("{error:#}")))
    })?;
    Ok(())
}
