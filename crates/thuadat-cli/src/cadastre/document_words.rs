//! What is said of registers and lists that came in, and of links.

use super::words::{counted, pick};
use thuadat::Language;
use thuadat::cadastre::{
    DocumentKind, DocumentSummary, EditedLink, ImportedDocuments, KeptLink, LinkChange, LinkSummary,
};

/// Rows, complaints and links that are named.
const NAMED: usize = 20;

/// What came in of a register or a list, was changed, was refused and why.
pub(super) fn imported(file: &ImportedDocuments, language: Language) -> Vec<String> {
    let ImportedDocuments { path, kind, rows, complaints, summary, .. } = file;
    let DocumentSummary { record, added, changed, moved, unchanged, removed, refused, unlinked } = summary;
    let (vi, en) = match kind {
        DocumentKind::Register => ("sổ đăng ký", "register"),
        DocumentKind::Renumbering => ("bảng đối chiếu số tờ", "list of renumbered sheets"),
        DocumentKind::Communes => ("bảng đối chiếu mã xã", "list of communes that merged"),
    };
    let (rows_en, refused_count) = (counted(*rows, "row", "rows"), refused.len());
    let mut lines = vec![match record {
        Some(record) => pick(
            language,
            format!(
                "{path}: {vi}, {rows} dòng; biến động {record}: thêm {added}, thay đổi {changed}, chuyển chỗ {moved}, giữ nguyên \
                 {unchanged}, không còn {removed}, từ chối {refused_count}"
            ),
            format!(
                "{path}: {en}, {rows_en}; record {record}: {added} added, {changed} changed, {moved} moved, {unchanged} the same, \
                 {removed} gone, {refused_count} refused"
            ),
        ),
        None => pick(
            language,
            format!(
                "{path}: {vi}, {rows} dòng; kho đã có, không thay đổi gì ({unchanged} giữ nguyên, {refused_count} từ chối)"
            ),
            format!(
                "{path}: {en}, {rows_en}; already in the store, nothing changed ({unchanged} the same, {refused_count} refused)"
            ),
        ),
    }];
    for refused in refused.iter().take(NAMED) {
        let (row, worksheet) = (refused.row, refused.worksheet.as_deref());
        let (vi, en) = match worksheet {
            Some(name) => (format!("trang tính “{name}” "), format!("worksheet “{name}”, ")),
            None => Default::default(),
        };
        lines.push(pick(
            language,
            format!("  từ chối {vi}dòng {row}: có ô chữ hoặc diện tích không lưu được vào cơ sở dữ liệu"),
            format!("  refused {en}row {row}: a text or an area of it cannot be kept, no database holds it"),
        ));
    }
    lines.extend(
        complaints.iter().take(NAMED).map(|complaint| format!("  {}", language.of(&complaint.message))),
    );
    let more = complaints.len().saturating_sub(NAMED) + refused.len().saturating_sub(NAMED);
    if more > 0 {
        lines.push(pick(
            language,
            format!("  và {more} điều khác; `thuadat link` kể hết"),
            format!("  and {more} more; `thuadat link` tells all of them"),
        ));
    }
    if !unlinked.is_empty() {
        let decided = unlinked.iter().filter(|unlinked| unlinked.was_decided).count();
        let count = unlinked.len();
        lines.push(pick(
            language,
            format!(
                "  {count} dòng nay ghi khác hoặc không còn nên kết quả ghép đã hết hiệu lực, trong đó {decided} dòng do cán bộ quyết định; hãy \
                 chạy `thuadat link KHO --save`"
            ),
            format!(
                "  the links of {} ended, which {} something else now or {} gone, {decided} of them decided by people; run `thuadat link STORE \
                 --save`",
                counted(count, "row", "rows"),
                if count == 1 { "says" } else { "say" },
                if count == 1 { "is" } else { "are" },
            ),
        ));
        let of_people = unlinked.iter().filter(|unlinked| unlinked.was_decided).take(NAMED);
        lines.extend(of_people.map(|unlinked| {
            let entry = &unlinked.entry;
            pick(
                language,
                format!("    cần quyết định lại: {entry} (#{})", entry.id),
                format!("    to be decided anew: {entry} (#{})", entry.id),
            )
        }));
    }
    lines
}

/// What an edit did to links.
pub(super) fn changed_links(links: &[EditedLink], language: Language) -> Vec<String> {
    let line = |link: &EditedLink| {
        let (vi, en) = match link.change {
            LinkChange::Decided => ("đã quyết định thửa", "decided"),
            LinkChange::DecidedNone => ("đã quyết định: không có thửa nào", "decided: no parcel"),
            LinkChange::Moved => ("ghép sang thửa hợp thành", "goes along to the merged parcel"),
            LinkChange::Ended => (
                "hết ghép; `thuadat link KHO --save` để ghép lại",
                "link ended; `thuadat link STORE --save` links anew",
            ),
            LinkChange::EndedDecision => (
                "quyết định của cán bộ hết hiệu lực; cần quyết định lại",
                "what a person decided ended; decide anew",
            ),
            LinkChange::Restored => ("ghép lại như trước", "linked again as before"),
        };
        let (entry, id) = (&link.entry, link.entry.id);
        let change = pick(language, vi.to_owned(), en.to_owned());
        pick(
            language,
            format!("  dòng sổ {entry} (#{id}): {change}"),
            format!("  entry {entry} (#{id}): {change}"),
        )
    };
    let mut lines: Vec<String> = links.iter().take(NAMED).map(line).collect();
    if let Some(more) = links.len().checked_sub(NAMED).filter(|&more| more > 0) {
        lines.push(pick(language, format!("  và {more} dòng sổ khác"), format!("  and {more} more entries")));
    }
    lines
}

/// Links of a parcel, present and past.
pub(super) fn links(links: &[KeptLink], record: impl Fn(i64) -> String, language: Language) -> Vec<String> {
    let line = |link: &KeptLink| {
        let status = match (link.status.as_str(), language) {
            ("linked", Language::Vi) => "ghép với",
            ("linked", Language::En) => "linked to",
            ("conflict", Language::Vi) => "mâu thuẫn với",
            ("conflict", Language::En) => "in conflict with",
            (_, Language::Vi) => "có thể là của",
            (_, Language::En) => "possibly of",
        };
        let (entry, id) = (&link.entry, link.entry.id);
        let by = match link.tier {
            Some(0) => pick(language, "cán bộ quyết định".into(), "decided by a person".into()),
            _ => link.evidence.clone(),
        };
        let begun = record(link.record);
        let ended = link.ended.map(|ended| {
            let ended = record(ended);
            pick(language, format!("; hết với {ended}"), format!("; ended with {ended}"))
        });
        let ended = ended.unwrap_or_default();
        pick(
            language,
            format!("  {status} dòng sổ {entry} (#{id}): {by}; {begun}{ended}"),
            format!("  {status} entry {entry} (#{id}): {by}; {begun}{ended}"),
        )
    };
    links.iter().map(line).collect()
}

/// What keeping links did.
pub(crate) fn links_saved(summary: &LinkSummary) -> thuadat::Message {
    let LinkSummary { record, changed, unchanged, decided } = summary;
    match record {
        Some(record) => crate::terminal::message(
            format!(
                "đã lưu vào kho, biến động {record}: {changed} dòng có kết quả mới, {unchanged} như trước, {decided} do cán bộ quyết định"
            ),
            format!(
                "kept in the store, record {record}: {changed} rows with another answer, {unchanged} as before, {decided} decided by people"
            ),
        ),
        None => crate::terminal::message(
            format!(
                "kho đã có kết quả này, không thay đổi gì ({unchanged} dòng như trước, {decided} do cán bộ quyết định)"
            ),
            format!(
                "the store has these links already, nothing changed ({unchanged} rows as before, {decided} decided by people)"
            ),
        ),
    }
}
