//! Maps whose column of communes holds names: each is brought to its code by the list of communes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use thuadat_core::{Codes, Message, Parcels, Register, Renumbering, folded};
use thuadat_io::Notice;

/// Words before the name of a commune.
const UNITS: [&str; 4] = ["xa ", "phuong ", "thi tran ", "dac khu "];

/// Puts codes in the place of names of communes. A name that several communes have is that of the one the registers speak of; what
/// stays open is told.
pub(super) fn resolve(parcels: &mut Parcels, registers: &[Register], communes: &Codes) -> Vec<Notice> {
    let is_code = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let names: BTreeSet<Box<str>> = parcels
        .records
        .iter()
        .filter_map(|record| record.key.commune.as_deref())
        .filter(|text| !is_code(text))
        .map(Into::into)
        .collect();
    if names.is_empty() || communes.is_empty() {
        return Vec::new();
    }
    let known = Known::new(communes, registers);
    let codes: BTreeMap<Box<str>, Option<Box<str>>> =
        names.into_iter().map(|name| (name.clone(), known.code(&name))).collect();
    for record in &mut parcels.records {
        let code = record.key.commune.as_ref().and_then(|name| codes.get(name)).and_then(Option::as_ref);
        if let Some(code) = code {
            record.key.commune = Some(code.clone());
        }
    }
    told(&codes)
}

/// Puts codes in the place of names of communes in lists of renumbered sheets. Rows whose commune stays open are left out and told.
pub(super) fn resolve_lists(
    lists: &mut [Renumbering],
    registers: &[Register],
    communes: &Codes,
) -> Vec<Notice> {
    let is_name = |commune: &Option<Box<str>>| {
        commune.as_deref().is_some_and(|text| text.chars().any(char::is_alphabetic))
    };
    let has_names = |list: &Renumbering| {
        list.sheets.iter().any(|sheet| is_name(&sheet.old_commune) || is_name(&sheet.new_commune))
    };
    if !lists.iter().any(has_names) {
        return Vec::new();
    }
    let known = Known::new(communes, registers);
    let mut notices = Vec::new();
    for list in lists {
        let (mut named, mut open) = (0_usize, Vec::new());
        list.sheets.retain_mut(|sheet| {
            let [old, new] = [is_name(&sheet.old_commune), is_name(&sheet.new_commune)];
            let old_code =
                sheet.old_commune.as_deref().filter(|_| old).and_then(|name| known.code_of_before(name));
            let new_code = sheet.new_commune.as_deref().filter(|_| new).and_then(|name| known.code(name));
            let is_open = (old && old_code.is_none()) || (new && new_code.is_none());
            if is_open {
                open.push(sheet.row.to_string());
                return false;
            }
            named += usize::from(old || new);
            if old {
                sheet.old_commune = old_code;
            }
            if new {
                sheet.new_commune = new_code;
            }
            true
        });
        notices.extend(told_of_list(&list.file, named, &open));
    }
    notices
}

fn told_of_list(file: &str, named: usize, open: &[String]) -> Vec<Notice> {
    const SHOWN: usize = 12;
    let mut notices = Vec::new();
    if named > 0 {
        notices.push(Notice {
            code: "list-commune-names",
            message: Message {
                vi: format!("{file}: {named} dòng ghi tên xã thay cho mã; đã tìm mã theo danh mục đơn vị hành chính"),
                en: format!("{file}: rows that name communes in place of codes: {named}; their codes were taken from the list of communes"),
            },
        });
    }
    if !open.is_empty() {
        let rows = open[..open.len().min(SHOWN)].join(", ");
        let (more_vi, more_en) = match open.len().saturating_sub(SHOWN) {
            0 => (String::new(), String::new()),
            more => (format!(" và {more} dòng khác"), format!(" and {more} more")),
        };
        let word = if open.len() == 1 { "row" } else { "rows" };
        notices.push(Notice {
            code: "list-commune-names-unknown",
            message: Message {
                vi: format!(
                    "{file}: không dùng dòng {rows}{more_vi} vì không biết mã của tên xã ghi ở đó: danh mục không có tên này hoặc có nhiều xã cùng tên; hãy ghi \
                     mã xã 5 chữ số"
                ),
                en: format!(
                    "{file}: {word} {rows}{more_en} went unused, as the code of the commune named there is not known: the list of communes has no such name, or \
                     several of it; write codes of five digits"
                ),
            },
        });
    }
    notices
}

fn told(codes: &BTreeMap<Box<str>, Option<Box<str>>>) -> Vec<Notice> {
    const SHOWN: usize = 8;
    let listed = |items: Vec<String>| {
        let more = if items.len() > SHOWN { ", …" } else { "" };
        format!("{}{more}", items.into_iter().take(SHOWN).collect::<Vec<_>>().join(", "))
    };
    let found =
        codes.iter().filter_map(|(name, code)| Some(format!("“{name}” = {}", code.as_ref()?))).collect();
    // What does not begin as a commune does may be anything, and is not shown.
    let unknown = || codes.iter().filter(|(_, code)| code.is_none()).map(|(name, _)| &**name);
    let is_of_a_commune = |name: &&str| UNITS.iter().any(|unit| words(name).starts_with(unit));
    let mut open: Vec<String> = unknown().filter(is_of_a_commune).map(|name| format!("“{name}”")).collect();
    let others = unknown().count() - open.len();
    if others > 0 {
        open.insert(0, format!("{others} × (…)"));
    }
    let found: Vec<String> = found;
    let mut notices = Vec::new();
    if !found.is_empty() {
        let found = listed(found);
        notices.push(Notice {
            code: "commune-names",
            message: Message {
                vi: format!("Cột xã của bản đồ ghi tên thay cho mã; đã hiểu là {found}."),
                en: format!("The map's column of communes holds names in place of codes; taken for {found}."),
            },
        });
    }
    if !open.is_empty() {
        let open = listed(open);
        notices.push(Notice {
            code: "commune-names-unknown",
            message: Message {
                vi: format!(
                    "Không biết mã của xã {open} trong cột xã của bản đồ: danh mục đơn vị hành chính không có tên này hoặc có nhiều xã cùng tên; hãy ghi mã xã \
                     5 chữ số vào bản đồ"
                ),
                en: format!(
                    "The code of {open} in the map's column of communes is not known: the list of communes has no such name, or several of it; write codes of \
                     five digits into the map"
                ),
            },
        });
    }
    notices
}

/// The communes by name.
struct Known<'a> {
    communes: &'a Codes,
    by_name: HashMap<String, BTreeSet<Box<str>>>,
    /// Codes the registers speak of, and those their land came to.
    spoken_of: BTreeSet<Box<str>>,
}

impl<'a> Known<'a> {
    fn new(communes: &'a Codes, registers: &[Register]) -> Self {
        let mut by_name: HashMap<String, BTreeSet<Box<str>>> = HashMap::new();
        for code in communes.all() {
            by_name.entry(words(&code.name)).or_default().insert(code.code.clone());
            by_name.entry(without_unit(&words(&code.name)).to_owned()).or_default().insert(code.code.clone());
        }
        let entries = registers.iter().flat_map(|register| &register.entries);
        let own: BTreeSet<Box<str>> = entries.filter_map(|entry| entry.commune.clone()).collect();
        let mut spoken_of = own.clone();
        for code in &own {
            let meanings = communes.find(code).unwrap_or_default();
            spoken_of.extend(meanings.iter().flat_map(|meaning| meaning.successors.iter().cloned()));
        }
        Self { communes, by_name, spoken_of }
    }

    /// The one code of a name of before: of communes that are no more; where several had it, of those whose land came to one spoken of.
    fn code_of_before(&self, name: &str) -> Option<Box<str>> {
        let wanted = words(name);
        let all = self.by_name.get(&wanted).or_else(|| self.by_name.get(without_unit(&wanted)))?;
        let closed = |code: &str| {
            let meanings = self.communes.find(code).unwrap_or_default();
            meanings.iter().find(|meaning| meaning.until.is_some() && is_called(&meaning.name, &wanted)).map(
                |meaning| (Box::from(code), meaning.successors.iter().any(|it| self.spoken_of.contains(it))),
            )
        };
        let before: Vec<(Box<str>, bool)> = all.iter().filter_map(|code| closed(code)).collect();
        let near: Vec<&Box<str>> =
            before.iter().filter(|(_, is_near)| *is_near).map(|(code, _)| code).collect();
        match (&before[..], &near[..]) {
            ([], _) => self.code(name),
            ([(only, _)], _) => Some(only.clone()),
            (_, [only]) => Some((*only).clone()),
            _ => None,
        }
    }

    /// The one code of a name: of today's communes, then of those of before; where several have it, the one spoken of.
    fn code(&self, name: &str) -> Option<Box<str>> {
        let name = words(name);
        let all = self.by_name.get(&name).or_else(|| self.by_name.get(without_unit(&name)))?;
        let of_today = |code: &str| {
            let meanings = self.communes.find(code).unwrap_or_default();
            meanings.iter().any(|meaning| meaning.until.is_none() && is_called(&meaning.name, &name))
        };
        let only = |codes: Vec<&Box<str>>| match codes[..] {
            [only] => Some(only.clone()),
            _ => None,
        };
        let today: Vec<&Box<str>> = all.iter().filter(|code| of_today(code.as_ref())).collect();
        let candidates = if today.is_empty() { all.iter().collect() } else { today };
        let spoken_of = candidates.iter().copied().filter(|code| self.spoken_of.contains(*code)).collect();
        only(candidates).or_else(|| only(spoken_of))
    }
}

fn is_called(known: &str, name: &str) -> bool {
    let known = words(known);
    known == name || without_unit(&known) == without_unit(name)
}

fn without_unit(folded: &str) -> &str {
    UNITS.iter().find_map(|unit| folded.strip_prefix(unit)).unwrap_or(folded)
}

/// Small letters without diacritics, one blank between words.
fn words(text: &str) -> String {
    folded(text)
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use thuadat_core::{CertificateEntry, Code, Day, FeatureId, ParcelRecord, RenumberedSheet};

    fn communes() -> Codes {
        let (long_ago, turn) = (Day::new(1900, 1, 1), Day::new(2025, 7, 1));
        let before = |code: &str, name: &str| Code {
            successors: vec!["06211".into()],
            ..Code::new(code, name, long_ago, Some(turn))
        };
        Codes::new([
            before("06211", "Xã Lộc Yên"),
            before("06193", "Xã Thanh Lòa"),
            Code::new("06211", "Xã Cao Lộc", turn, None),
            Code::new("00001", "Xã Mẫu Sơn", turn, None),
            Code::new("00002", "Phường Mẫu Sơn", turn, None),
        ])
    }

    #[test]
    fn names_in_lists_become_codes_or_are_told() {
        let check = |old: &str, new: &str, expected: Option<(&str, &str)>, code: &str| {
            let sheet = RenumberedSheet {
                row: 7,
                old_commune: Some(old.into()),
                old_sheet: "1".into(),
                scale: None,
                new_commune: Some(new.into()),
                new_sheet: "2".into(),
            };
            let mut lists = [Renumbering { file: "ds.csv".into(), worksheet: None, sheets: vec![sheet] }];
            let notices = resolve_lists(&mut lists, &[], &communes());
            let found = lists[0].sheets.first();
            let found =
                found.map(|it| (it.old_commune.as_deref().unwrap(), it.new_commune.as_deref().unwrap()));
            assert_eq!(found, expected, "{old} {new}");
            assert_eq!(notices.first().map_or("", |notice| notice.code), code, "{old} {new}");
            if expected.is_none() {
                assert!(notices[0].message.en.contains("ds.csv: row 7 "), "{}", notices[0].message.en);
            }
        };
        check("06193", "06211", Some(("06193", "06211")), "");
        check("Xã Thanh Lòa", "Xã Cao Lộc", Some(("06193", "06211")), "list-commune-names");
        check("loc yen", "06211", Some(("06211", "06211")), "list-commune-names");
        check("Xã Không Có", "06211", None, "list-commune-names-unknown");
        check("06193", "Mẫu Sơn", None, "list-commune-names-unknown");
    }

    #[test]
    fn names_become_codes_where_one_commune_is_meant() {
        let check = |written: &str, spoken_of: &str, expected: &str, code: &str| {
            let mut parcels = Parcels::default();
            let mut record = ParcelRecord::known_by(FeatureId::Number(1));
            record.key.commune = Some(written.into());
            parcels.records.push(record);
            let entry = CertificateEntry { commune: Some(spoken_of.into()), ..CertificateEntry::default() };
            let register = Register { entries: vec![entry], ..Register::default() };
            let notices = resolve(&mut parcels, &[register], &communes());
            assert_eq!(parcels.records[0].key.commune.as_deref(), Some(expected), "{written}");
            assert_eq!(notices.first().map_or("", |notice| notice.code), code, "{written}");
        };
        check("06211", "06211", "06211", "");
        check("Cao Lộc", "", "06211", "commune-names");
        check("XÃ CAO LỘC", "", "06211", "commune-names");
        check("xa cao loc", "", "06211", "commune-names");
        check("Thanh Lòa", "", "06193", "commune-names");
        check("Mẫu Sơn", "", "Mẫu Sơn", "commune-names-unknown");
        check("Mẫu Sơn", "00002", "00002", "commune-names");
        check("Phường Mẫu Sơn", "", "00002", "commune-names");
        check("Xã Không Có", "", "Xã Không Có", "commune-names-unknown");
    }
}
