//! `/search?q=`: parcels by what people type, with or without diacritics: `tờ 12 thửa 45`, `thua 45 to 12 Cao Loc`, `12/45`.

use crate::parcels::collection;
use crate::state::App;
use crate::web::{Answer, MediaType, Parameters, Problem};
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use std::sync::Arc;
use thuadat::cadastre::{DatabaseError, PublicName, PublicParcels, PublicSummary};
use thuadat::folded;
use unicode_normalization::UnicodeNormalization;

const MOST: i64 = 100;
const USUAL: i64 = 20;
/// Longest text that is looked at.
const LONGEST: usize = 200;

/// Parcels that are meant.
pub(crate) async fn search(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let parameters = Parameters::read(query.as_deref(), &["q", "count"])?;
    let text = parameters.get("q").unwrap_or_default().to_owned();
    if text.trim().is_empty() || text.len() > LONGEST {
        return Err(Problem::bad_parameter(
            "q",
            "hãy nhập số tờ và số thửa, ví dụ: tờ 12 thửa 45, hoặc 12/45",
            "give sheet and parcel, such as: tờ 12 thửa 45, or 12/45",
        ));
    }
    let count = match parameters.get("count") {
        None => USUAL,
        Some(count) => count.parse().ok().filter(|count| (1..=MOST).contains(count)).ok_or_else(|| {
            Problem::bad_parameter("count", "phải là số từ 1 đến 100", "must be a number from 1 to 100")
        })?,
    };
    app.ask(move |app| {
        let (_, summary) = app.summary()?;
        let found = found(app, &Wanted::read(&text, &summary), count)?;
        let document = collection(app, &found, &summary)?;
        Ok(Answer::new(MediaType::GeoJson, document.to_string()).send(&headers))
    })
    .await
}

fn found(app: &App, wanted: &Wanted, count: i64) -> Result<PublicParcels, DatabaseError> {
    let mut found = PublicParcels::default();
    if wanted.sheet.is_none() && wanted.number.is_none() {
        return Ok(found);
    }
    let communes: Vec<Option<&str>> = match &wanted.communes {
        None => vec![None],
        Some(communes) => communes.iter().map(|code| Some(code.as_str())).collect(),
    };
    // As it was typed, and then without leading zeros.
    for is_bare in [false, true] {
        let bare = |text: &Option<String>| {
            text.as_deref().map(|text| if is_bare { without_zeros(text) } else { text }.to_owned())
        };
        let (sheet, number) = (bare(&wanted.sheet), bare(&wanted.number));
        for &commune in &communes {
            let named = PublicName { commune, sheet: sheet.as_deref(), number: number.as_deref() };
            let more = app.source.named(named, count - found.len() as i64)?;
            found.web_mercator.append(&more.web_mercator);
            found.parcels.extend(more.parcels);
        }
        if !found.is_empty() {
            break;
        }
    }
    in_order(&mut found);
    Ok(found)
}

/// Shapes are looked up in the order of numbers.
fn in_order(found: &mut PublicParcels) {
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|&position| found.parcels[position].id);
    let mut sorted = PublicParcels::default();
    for position in order {
        sorted.parcels.push(found.parcels[position].clone());
        sorted.web_mercator.push_copy(&found.web_mercator, position);
    }
    *found = sorted;
}

fn without_zeros(text: &str) -> &str {
    let bare = text.trim_start_matches('0');
    if bare.starts_with(|first: char| first.is_ascii_digit()) { bare } else { text }
}

/// What somebody looks for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Wanted {
    /// Codes; none where no commune is named.
    communes: Option<Vec<String>>,
    sheet: Option<String>,
    number: Option<String>,
}

/// What the next words are.
#[derive(Clone, Copy, PartialEq)]
enum Awaited {
    Sheet,
    Number,
}

impl Wanted {
    fn read(text: &str, summary: &PublicSummary) -> Self {
        let mut wanted = Self::default();
        let (mut bare, mut words): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        let mut awaited: Option<(Awaited, Vec<&str>)> = None;
        // As some keyboards type it, letters and their marks come apart, and signs are as wide as two.
        let text: String = text.nfkc().collect();
        for word in text.split(|letter: char| letter.is_whitespace() || ",;:()\"".contains(letter)) {
            let word = word.trim_matches(|end| ".!?/".contains(end));
            let plain = folded(word);
            if word.is_empty() || matches!(&*plain, "so" | "ban" | "do" | "dat" | "no" | "number" | "#") {
                continue;
            }
            // `Tô` is a name, as in Tô Hiệu.
            if let Some((what, rest)) = keyword(&plain).filter(|_| word.to_lowercase() != "tô") {
                awaited = Some((what, Vec::new()));
                if rest.is_empty() {
                    continue;
                }
                let typed = word.chars().skip(plain.chars().count() - rest.chars().count()).collect();
                wanted.take(what, typed);
                awaited = None;
                continue;
            }
            if let Some((what, mut parts)) = awaited.take() {
                parts.push(word);
                if parts.iter().any(|part| part.contains(|letter: char| letter.is_ascii_digit())) {
                    wanted.take(what, parts.join(" "));
                } else {
                    awaited = Some((what, parts));
                }
                continue;
            }
            let halves = word.split_once('/').filter(|(one, other)| !one.is_empty() && !other.is_empty());
            if let Some((sheet, number)) = halves {
                wanted.take(Awaited::Sheet, sheet.to_owned());
                wanted.take(Awaited::Number, number.to_owned());
            } else if summary.communes.iter().any(|(code, _)| code == word) {
                wanted.communes = Some(vec![word.to_owned()]);
            } else if word.contains(|letter: char| letter.is_ascii_digit()) {
                bare.push(word.to_owned());
            } else if !matches!(&*plain, "xa" | "phuong" | "thi" | "tran" | "commune" | "ward") {
                words.push(plain);
            }
        }
        wanted.take_bare(bare);
        wanted.take_commune(&words.join(" "), summary);
        wanted
    }

    fn take(&mut self, what: Awaited, value: String) {
        match what {
            Awaited::Sheet => self.sheet = Some(value),
            Awaited::Number => self.number = Some(value),
        }
    }

    /// Numbers without a word: sheet and parcel, or what is still open.
    fn take_bare(&mut self, bare: Vec<String>) {
        let mut bare = bare.into_iter();
        match (&self.sheet, &self.number, bare.len()) {
            (None, None, 2..) => {
                self.sheet = bare.next();
                self.number = bare.next();
            }
            (_, None, 1..) => self.number = bare.next(),
            (None, Some(_), 1..) => self.sheet = bare.next(),
            _ => {}
        }
    }

    fn take_commune(&mut self, words: &str, summary: &PublicSummary) {
        if words.is_empty() {
            return;
        }
        let named = summary.communes.iter().filter(|(_, name)| folded(name).contains(words));
        self.communes = Some(named.map(|(code, _)| code.clone()).collect());
    }
}

/// A word for a sheet or a parcel, and what is glued to it.
fn keyword(plain: &str) -> Option<(Awaited, &str)> {
    let words = [
        ("to", Awaited::Sheet),
        ("sheet", Awaited::Sheet),
        ("thua", Awaited::Number),
        ("parcel", Awaited::Number),
    ];
    words.into_iter().find_map(|(word, what)| {
        let rest = plain.strip_prefix(word)?;
        (rest.is_empty() || rest.starts_with(|first: char| first.is_ascii_digit())).then_some((what, rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, commune: Option<&[&str]>, sheet: Option<&str>, number: Option<&str>) {
        let summary = PublicSummary {
            parcels: 0,
            extent: None,
            communes: vec![
                ("06211".to_owned(), "Xã Cao Lộc".to_owned()),
                ("06199".to_owned(), "Xã Thạch Đạn".to_owned()),
            ],
            crs: Vec::new(),
            last_change: None,
        };
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let communes = commune.map(|codes| codes.iter().map(|code| (*code).to_owned()).collect());
        let expected = Wanted { communes, sheet: owned(sheet), number: owned(number) };
        assert_eq!(Wanted::read(text, &summary), expected, "{text}");
    }

    #[test]
    fn what_people_type() {
        let both = (Some("12"), Some("45"));
        for text in [
            "tờ 12 thửa 45",
            "to 12 thua 45",
            "TỜ SỐ 12, THỬA SỐ 45",
            "thửa đất số 45, tờ bản đồ số 12",
            "12/45",
            "12 45",
            "tờ12 thửa45",
            "to\u{302}\u{300}12 thu\u{309}a45",
            "(12/45)",
            "12 / 45",
            "tờ 12 / thửa 45.",
            "１２/４５",
            "thua 45 to 12",
            "sheet 12 parcel 45",
        ] {
            check(text, None, both.0, both.1);
        }
        check("tờ 12 thửa 45 xã Cao Lộc", Some(&["06211"]), both.0, both.1);
        check("12/45 thach dan", Some(&["06199"]), both.0, both.1);
        check("06211 12/45", Some(&["06211"]), both.0, both.1);
        check("12/45 Hà Nội", Some(&[]), both.0, both.1);
        check("45", None, None, Some("45"));
        check("tờ 12", None, Some("12"), None);
        check("tờ TĐ 03-2014 thửa 5", None, Some("TĐ 03-2014"), Some("5"));
        check("Cao Lộc", Some(&["06211"]), None, None);
        check("tờ", None, None, None);
        // Places called Tô, whose name is that of a sheet without its marks.
        check("Tô Hiệu", Some(&[]), None, None);
        check("12/45 xã Tô Hiệu", Some(&[]), both.0, both.1);
    }
}
