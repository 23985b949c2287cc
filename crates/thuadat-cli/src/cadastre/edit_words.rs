//! What is said of edits and of the past.

use super::document_words;
use super::words::pick;
use thuadat::Language;
use thuadat::cadastre::{
    Brought, EditDone, Edited, EditedParcel, EditedRole, KeptFinding, NamedKin, ParcelHistory, PastOf,
    PastVersion, RecordInfo, shown,
};

/// Findings and parcels that are named.
const NAMED: usize = 20;

/// Kinds of records by their ids in the database.
fn kind(id: &str, language: Language) -> &str {
    let vi = match id {
        "import" => "nhập tệp",
        "correct" => "chỉnh lý thửa",
        "split" => "tách thửa",
        "merge" => "hợp thửa",
        "renumber" => "đổi số",
        "retire" => "bỏ thửa",
        "link" => "ghép sổ với thửa",
        "unlink" => "bỏ ghép",
        "accept" => "chấp nhận phát hiện",
        "undo" => "hoàn tác",
        other => other,
    };
    match language {
        Language::Vi => vi,
        Language::En => id,
    }
}

fn area(area_m2: Option<f64>) -> String {
    area_m2.map_or_else(|| "—".to_owned(), |area_m2| format!("{area_m2:.1} m²"))
}

/// What an edit did.
pub(super) fn done(done: &EditDone, language: Language) -> Vec<String> {
    let Edited { record, kind: of, parcels, opened, closed, are_findings_kept, links } = &done.edited;
    let what = kind(of.id(), language);
    let mut lines =
        vec![pick(language, format!("biến động {record}: {what}"), format!("record {record}: {what}"))];
    if let Some(Brought { path, from, to }) = &done.brought {
        lines.push(pick(
            language,
            format!("  {path} ở {from}; hình đã được chuyển sang EPSG:{to} là hệ của thửa"),
            format!("  {path} is in {from}; its shapes were brought into EPSG:{to}, the parcel's"),
        ));
    }
    lines.extend(parcels.iter().take(NAMED).map(|one| parcel(one, language)));
    if let Some(more) = parcels.len().checked_sub(NAMED).filter(|&more| more > 0) {
        lines.push(pick(language, format!("  và {more} thửa khác"), format!("  and {more} more parcels")));
    }
    lines.extend(document_words::changed_links(links, language));
    lines.extend(findings(opened, ("phát hiện mới", "new findings"), language));
    lines.extend(findings(closed, ("phát hiện đã hết", "findings no more"), language));
    if !are_findings_kept {
        let profile = &done.profile;
        lines.push(pick(
            language,
            format!(
                "kho không giữ phát hiện cập nhật theo {profile}; chạy `thuadat check KHO --save` để lưu và cập nhật theo từng biến động"
            ),
            format!(
                "the store does not keep its findings up to date under {profile}; `thuadat check STORE --save` does, and edits follow then"
            ),
        ));
    }
    lines
}

fn parcel(parcel: &EditedParcel, language: Language) -> String {
    let EditedParcel { id, key, version, area_m2, role } = parcel;
    let (key, area) = (shown(key), area(*area_m2));
    let role = match role {
        EditedRole::Named => ("thay đổi", "changed"),
        EditedRole::Neighbour => ("ranh giới chung đi theo", "boundary goes along"),
        EditedRole::New => ("thửa mới", "new"),
        EditedRole::Ended => ("không còn", "ended"),
    };
    let role = pick(language, role.0.to_owned(), role.1.to_owned());
    let version = version.map_or_else(String::new, |version| {
        pick(language, format!(", lần {version}"), format!(", version {version}"))
    });
    format!("  {key} (#{id}): {role}{version}, {area}")
}

fn findings(findings: &[KeptFinding], (vi, en): (&str, &str), language: Language) -> Vec<String> {
    if findings.is_empty() {
        return Vec::new();
    }
    let count = findings.len();
    let mut lines = vec![pick(language, format!("{count} {vi}:"), format!("{count} {en}:"))];
    let line = |finding: &KeptFinding| {
        format!(
            "  {} {} [{}] {}",
            finding.id,
            finding.severity.id(),
            finding.rule,
            language.of(&finding.message)
        )
    };
    lines.extend(findings.iter().take(NAMED).map(line));
    if let Some(more) = count.checked_sub(NAMED).filter(|&more| more > 0) {
        lines.push(pick(language, format!("  và {more} phát hiện khác"), format!("  and {more} more")));
    }
    lines
}

/// The past of parcels.
pub(super) fn past(history: &ParcelHistory, language: Language) -> Vec<String> {
    history.parcels.iter().flat_map(|parcel| one(parcel, history, language)).collect()
}

fn one(parcel: &PastOf, history: &ParcelHistory, language: Language) -> Vec<String> {
    let id = parcel.past.id;
    let is_now = parcel.past.versions.last().is_some_and(|version| version.ended.is_none());
    let state = if is_now { ("đang có", "is there now") } else { ("không còn", "is no more") };
    let mut lines =
        vec![pick(language, format!("thửa #{id}, {}", state.0), format!("parcel #{id}, {}", state.1))];
    lines.extend(parcel.past.versions.iter().map(|version| of_version(version, history, language)));
    if let (Some(last), false) = (parcel.past.versions.last(), is_now)
        && let Some((_, record)) = &last.ended
    {
        let by = record_words(history.records.get(record), *record, language);
        lines.push(pick(language, format!("  kết thúc với {by}"), format!("  ended with {by}")));
    }
    lines.extend(parcel.ancestors.iter().map(|kin| of_kin(kin, history, ("từ", "came of"), language)));
    lines.extend(parcel.descendants.iter().map(|kin| of_kin(kin, history, ("thành", "became"), language)));
    let record = |id: i64| record_words(history.records.get(&id), id, language);
    lines.extend(document_words::links(&parcel.links, record, language));
    lines
}

fn of_version(version: &PastVersion, history: &ParcelHistory, language: Language) -> String {
    let stored = &version.stored;
    let (key, area, number) = (shown(&stored.facts.key), area(version.area_m2), stored.version);
    let by = record_words(history.records.get(&stored.record), stored.record, language);
    pick(
        language,
        format!("  lần {number}: {key}, {area}; {by}"),
        format!("  version {number}: {key}, {area}; {by}"),
    )
}

fn record_words(record: Option<&RecordInfo>, id: i64, language: Language) -> String {
    let Some(RecordInfo { kind: of, at, author, reason, undone_by, .. }) = record else {
        return pick(language, format!("biến động {id}"), format!("record {id}"));
    };
    let of = kind(of, language);
    let undone = undone_by.map_or_else(String::new, |by| {
        pick(language, format!(", đã hoàn tác bằng biến động {by}"), format!(", undone with record {by}"))
    });
    pick(
        language,
        format!("biến động {id} ({of}), {at}, {author}: {reason}{undone}"),
        format!("record {id} ({of}), {at}, {author}: {reason}{undone}"),
    )
}

fn of_kin(kin: &NamedKin, history: &ParcelHistory, (vi, en): (&str, &str), language: Language) -> String {
    let (key, id, record) = (shown(&kin.key), kin.kin.parcel, kin.kin.record);
    let indent = "  ".repeat(kin.kin.steps);
    let by = kind(history.records.get(&record).map_or("", |record| &record.kind), language);
    pick(
        language,
        format!("{indent}{vi} {key} (#{id}), biến động {record} ({by})"),
        format!("{indent}{en} {key} (#{id}), record {record} ({by})"),
    )
}
