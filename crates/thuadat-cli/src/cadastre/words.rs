//! What the commands that keep a cadastre say on standard output.

use thuadat::Language;
use thuadat::cadastre::{
    CopyReport, DocumentCounts, FindingsProof, FindingsSaved, ImportSummary, ImportedFile, KeptFinding,
    StoreInfo, StoreLocation, Timestamp, VerifyReport,
};

/// Refused parcels of one file that are named.
const NAMED: usize = 20;
/// Faults of a store that are named.
const FAULTS: usize = 50;

pub(super) fn pick(language: Language, vi: String, en: String) -> String {
    match language {
        Language::Vi => vi,
        Language::En => en,
    }
}

/// A number and what is counted, in English.
pub(super) fn counted(count: impl TryInto<u64>, one: &str, many: &str) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What came in of a file, was changed, was refused and why.
pub(super) fn imported(file: &ImportedFile, language: Language) -> Vec<String> {
    let ImportedFile { path, parcels, crs, summary, .. } = file;
    let ImportSummary { record, added, changed, unchanged, refused, absent, closed, sheets_added } = summary;
    let crs = crs.label();
    let parcels_en = counted(*parcels, "parcel", "parcels");
    let mut lines = vec![match record {
        Some(record) => pick(
            language,
            format!(
                "{path}: {parcels} thửa, {crs}; biến động {record}: thêm {added}, thay đổi {changed}, giữ nguyên {unchanged}, \
                 từ chối {}; thêm {sheets_added} tờ bản đồ",
                refused.len()
            ),
            format!(
                "{path}: {parcels_en}, {crs}; record {record}: {added} added, {changed} changed, {unchanged} the same, {} \
                 refused; {} added",
                refused.len(),
                counted(*sheets_added, "map sheet", "map sheets")
            ),
        ),
        None => pick(
            language,
            format!(
                "{path}: {parcels} thửa, {crs}; kho đã có, không thay đổi gì ({unchanged} giữ nguyên, {} từ chối)",
                refused.len()
            ),
            format!(
                "{path}: {parcels_en}, {crs}; already in the store, nothing changed ({unchanged} the same, {} refused)",
                refused.len()
            ),
        ),
    }];
    if *absent > 0 {
        lines.push(pick(
            language,
            format!("  {absent} thửa của các tờ này có trong kho mà không có trong tệp; chúng được giữ nguyên"),
            match absent {
                1 => "  1 parcel of these sheets is in the store but not in the file; it was left as it is".to_owned(),
                _ => format!("  {absent} parcels of these sheets are in the store but not in the file; they were left as they are"),
            },
        ));
    }
    if *closed > 0 {
        lines.push(pick(
            language,
            format!("  {closed} thửa có vòng chưa khép kín; các vòng đã được khép"),
            format!(
                "  {} had rings that were not closed; they were closed",
                counted(*closed, "parcel", "parcels")
            ),
        ));
    }
    for refused in refused.iter().take(NAMED) {
        let (name, row) = (&refused.name, refused.position + 1);
        let why = refused.refusal.message();
        let why = language.of(&why);
        lines.push(pick(
            language,
            format!("  từ chối thửa {name} (đối tượng thứ {row} của tệp): {why}"),
            format!("  refused parcel {name} (feature {row} of the file): {why}"),
        ));
    }
    if let Some(more) = refused.len().checked_sub(NAMED).filter(|&more| more > 0) {
        lines.push(pick(
            language,
            format!("  và {more} thửa khác bị từ chối"),
            format!("  and {more} more refused"),
        ));
    }
    lines
}

/// What a store holds, or held at a moment.
pub(super) fn info(
    store: &StoreLocation,
    info: &StoreInfo,
    counts: &DocumentCounts,
    at: Option<&Timestamp>,
    language: Language,
) -> Vec<String> {
    let crs: Vec<String> = info.crs.iter().map(|epsg| format!("EPSG:{epsg}")).collect();
    let crs = if crs.is_empty() { "—".to_owned() } else { crs.join(", ") };
    let last = info.last_change.as_ref().map_or("—", |last| last.as_str());
    let StoreInfo { parcels, earlier_versions, sheets, sources, records, audit_head, .. } = info;
    let DocumentCounts { registers, entries, certificates, linked, decided, list_lines } = counts;
    let mut rows = vec![
        ("kho", "store", store.to_string()),
        ("thửa", "parcels", parcels.to_string()),
        ("tờ bản đồ", "map sheets", sheets.to_string()),
        ("hệ tọa độ", "coordinate systems", crs),
        ("tệp bản đồ đã nhập", "imported maps", sources.to_string()),
        ("sổ đăng ký", "registers", registers.to_string()),
        ("dòng sổ", "entries of registers", entries.to_string()),
        ("giấy chứng nhận", "certificates", certificates.to_string()),
        ("dòng đã ghép với thửa", "entries linked to parcels", linked.to_string()),
        ("dòng do cán bộ quyết định", "entries people decided of", decided.to_string()),
        ("dòng bảng đối chiếu", "lines of lists", list_lines.to_string()),
        ("biến động", "records", records.to_string()),
        ("lần trước của thửa", "earlier versions of parcels", earlier_versions.to_string()),
        ("thay đổi gần nhất", "last change", last.to_owned()),
        ("cuối nhật ký", "end of the log", audit_head.clone()),
    ];
    if let Some(at) = at {
        rows.insert(1, ("tính đến", "as at", at.to_string()));
    }
    rows.into_iter()
        .map(|(vi, en, value)| format!("{:28} {value}", pick(language, vi.to_owned(), en.to_owned())))
        .collect()
}

/// Whether a store holds what was recorded.
pub(super) fn verified(store: &StoreLocation, report: &VerifyReport, language: Language) -> Vec<String> {
    let VerifyReport { records, parcels, earlier_versions, head, faults } = report;
    let looked_at = pick(
        language,
        format!(
            "{store}: {records} biến động, {parcels} thửa, {earlier_versions} lần trước; cuối nhật ký {head}"
        ),
        format!(
            "{store}: {}, {}, {}; end of the log {head}",
            counted(*records, "record", "records"),
            counted(*parcels, "parcel", "parcels"),
            counted(*earlier_versions, "earlier version", "earlier versions")
        ),
    );
    let mut lines = vec![looked_at];
    for fault in faults.iter().take(FAULTS) {
        lines.push(format!("  {}", language.of(&fault.message())));
    }
    if let Some(more) = faults.len().checked_sub(FAULTS).filter(|&more| more > 0) {
        lines.push(pick(language, format!("  và {more} điều khác"), format!("  and {more} more")));
    }
    lines.push(if faults.is_empty() {
        pick(language, "kho còn nguyên như đã ghi".to_owned(), "the store holds what was recorded".to_owned())
    } else {
        let count = faults.len();
        pick(
            language,
            format!("{count} điều không như đã ghi; hãy khôi phục từ bản sao lưu, hoặc tìm ai đã sửa kho ngoài thuadat"),
            format!("{}; restore a backup, or find who changed the store beside thuadat", match count {
                1 => "1 thing is not as recorded".to_owned(),
                _ => format!("{count} things are not as recorded"),
            }),
        )
    });
    lines
}

/// What was copied.
pub(super) fn copied(
    from: &StoreLocation,
    to: &StoreLocation,
    report: &CopyReport,
    language: Language,
) -> Vec<String> {
    let rows =
        |name: &str| report.tables.iter().find(|table| table.name == name).map_or(0, |table| table.rows);
    let (records, parcels, earlier) = (rows("record"), rows("parcel"), rows("parcel_history"));
    let (tables, head) = (report.tables.len(), &report.head);
    vec![pick(
        language,
        format!(
            "đã sao chép {from} sang {to}: {records} biến động, {parcels} thửa, {earlier} lần trước, {tables} bảng, mọi bảng giống \
             nhau theo mã băm; cuối nhật ký {head}"
        ),
        format!(
            "copied {from} to {to}: {}, {}, {}, {tables} tables, each the same by its hash; end of the log {head}",
            counted(records, "record", "records"),
            counted(parcels, "parcel", "parcels"),
            counted(earlier, "earlier version", "earlier versions")
        ),
    )]
}

/// Whether the findings a store keeps are those of a check of everything.
pub(super) fn findings_proven(proof: &FindingsProof, language: Language) -> Vec<String> {
    let FindingsProof { findings, missing, left_over } = proof;
    if missing.is_empty() && left_over.is_empty() {
        return vec![pick(
            language,
            format!("{findings} phát hiện kho giữ đúng như khi kiểm tra lại toàn bộ"),
            format!("the {findings} findings the store keeps are those of a check of everything"),
        )];
    }
    let line = |(vi, en): (&str, &str), finding: &KeptFinding| {
        let what = pick(language, vi.to_owned(), en.to_owned());
        format!("  {what} {} [{}] {}", finding.id, finding.rule, language.of(&finding.message))
    };
    let missing_lines = missing.iter().map(|finding| line(("thiếu", "missing:"), finding));
    let left_over_lines = left_over.iter().map(|finding| line(("thừa", "left over:"), finding));
    let mut lines: Vec<String> = missing_lines.chain(left_over_lines).take(FAULTS).collect();
    let (missing, left_over) = (missing.len(), left_over.len());
    lines.push(pick(
        language,
        format!("phát hiện kho giữ không như khi kiểm tra lại: thiếu {missing}, thừa {left_over}; hãy chạy `thuadat check KHO --save`"),
        format!(
            "the findings the store keeps are not those of a check of everything: {missing} missing, {left_over} left over; renew them with `thuadat check STORE --save`"
        ),
    ));
    lines
}

/// What a check left in a store.
pub(crate) fn findings_saved(saved: &FindingsSaved) -> thuadat::Message {
    let FindingsSaved { findings, opened, closed } = saved;
    crate::terminal::message(
        format!("kho giữ {findings} phát hiện (thêm {opened}, hết {closed}) và cập nhật theo từng biến động"),
        format!(
            "the store keeps {findings} findings ({opened} new, {closed} no more), and edits keep them up to date"
        ),
    )
}

/// That what was imported is not among the findings a store keeps.
pub(super) fn findings_behind() -> thuadat::Message {
    crate::terminal::message(
        "các phát hiện kho giữ chưa tính đến lần nhập này; hãy chạy `thuadat check KHO --save`",
        "the findings the store keeps do not know of this import yet; renew them with `thuadat check STORE --save`",
    )
}
