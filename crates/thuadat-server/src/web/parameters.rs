//! The parameters of an address. An unknown one is refused, as OGC API demands: who misspells `bbox` would otherwise get everything.

use super::Problem;
use axum::http::StatusCode;
use percent_encoding::percent_decode_str;
use std::collections::BTreeMap;

/// The parameters of a request, each once.
#[derive(Debug, Default)]
pub(crate) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    /// Reads those of an address. The same parameter twice with the same value is one.
    pub(crate) fn read(query: Option<&str>, known: &[&str]) -> Result<Self, Problem> {
        let mut read = BTreeMap::new();
        for part in query.unwrap_or_default().split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let (name, value) = (decoded(name)?, decoded(value)?);
            if !known.contains(&&*name) {
                return Err(unknown(known));
            }
            if read.get(&name).is_some_and(|other| *other != value) {
                return Err(Problem::bad_parameter(
                    &name,
                    "được nêu hai lần với hai giá trị khác nhau; chỉ nêu một lần",
                    "is given twice with different values; give it once",
                ));
            }
            read.insert(name, value);
        }
        Ok(Self(read))
    }

    /// The value of one, where it is given.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// All but some, as an address has them.
    pub(crate) fn written_without(&self, left_out: &[&str]) -> Vec<(String, String)> {
        let kept = self.0.iter().filter(|(name, _)| !left_out.contains(&name.as_str()));
        kept.map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}

fn unknown(known: &[&str]) -> Problem {
    let known = if known.is_empty() { "—".to_owned() } else { known.join(", ") };
    Problem::new(
        StatusCode::BAD_REQUEST,
        "unknown-parameter",
        format!("địa chỉ có tham số không được dùng ở đây; dùng được: {known}"),
        format!("the address has a parameter that is not known here; known are: {known}"),
    )
}

fn decoded(text: &str) -> Result<String, Problem> {
    let blanks = text.replace('+', " ");
    let decoded = percent_decode_str(&blanks).decode_utf8().map_err(|_| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "bad-encoding",
            "tham số của địa chỉ không phải là UTF-8",
            "the parameters of the address are no UTF-8",
        )
    })?;
    Ok(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, expected: Result<&[(&str, &str)], &str>) {
        let read = Parameters::read(Some(query), &["q", "limit"]);
        match (read, expected) {
            (Ok(read), Ok(expected)) => {
                let written = read.written_without(&[]);
                let written: Vec<_> = written.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
                assert_eq!(written, expected, "{query}");
            }
            (Err(problem), Err(code)) => assert_eq!(problem.code, code, "{query}"),
            (read, expected) => panic!("{query}: {read:?} and not {expected:?}"),
        }
    }

    #[test]
    fn parameters_are_read_once_and_known() {
        check("", Ok(&[]));
        check("q=t%E1%BB%9D+12&limit=5", Ok(&[("limit", "5"), ("q", "tờ 12")]));
        check("limit=5&limit=5", Ok(&[("limit", "5")]));
        check("q", Ok(&[("q", "")]));
        check("limit=5&limit=6", Err("bad-parameter"));
        check("bboxx=1", Err("unknown-parameter"));
        check("q=%FF", Err("bad-encoding"));
    }
}
