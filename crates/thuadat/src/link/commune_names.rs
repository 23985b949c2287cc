//! Maps whose column of communes holds names: each is brought to its code by the list of communes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use thuadat_core::{Codes, Message, Parcels, Register, folded};
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
            by_name
                .entry(without_unit(&words(&code.name)).to_owned())
                .or_default()
                .insert(code.code.clone());
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
    use thuadat_core::{CertificateEntry, Code, Day, FeatureId, ParcelRecord};

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
