//! Communes with their times, from a table of the user's.

use csv::{ReaderBuilder, StringRecord};
use std::path::{Path, PathBuf};
use thuadat_core::{Code, Codes, Day, Message};

/// The columns of the table, in English and Vietnamese.
const COLUMNS: [[&str; 2]; 5] = [
    ["code", "mã xã"],
    ["name", "tên xã"],
    ["since", "từ ngày"],
    ["until", "đến ngày"],
    ["successors", "mã xã mới"],
];
/// Where the table leaves out since when.
const LONG_AGO: Day = Day::new(1900, 1, 1);

/// Why a table of communes could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UnitsError {
    /// The file could not be read.
    #[error("cannot read the list of communes {}: {source}", path.display())]
    Read {
        /// The path given.
        path: PathBuf,
        /// Why.
        source: csv::Error,
    },
    /// It has no column of codes.
    #[error(
        "the list of communes {} has no column `code`; its columns are code, name, since, until, successors, in a table \
         with commas, semicolons or tabs between",
        path.display()
    )]
    NoColumn {
        /// The path given.
        path: PathBuf,
    },
    /// A line is not one of a commune.
    #[error("the list of communes {}, line {line}: `{value}` is no {}", path.display(), expected.en)]
    BadValue {
        /// The path given.
        path: PathBuf,
        /// The line.
        line: u64,
        /// What stands there.
        value: String,
        /// What it should be.
        expected: Message<&'static str>,
    },
}

impl UnitsError {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let vi = match self {
            Self::Read { path, source } => {
                format!("không đọc được danh mục xã {}: hệ thống báo “{source}”", path.display())
            }
            Self::NoColumn { path } => format!(
                "danh mục xã {} không có cột `code` (mã xã); các cột là code, name, since, until, successors, cách nhau bằng \
                 dấu phẩy, chấm phẩy hoặc tab",
                path.display()
            ),
            Self::BadValue { path, line, value, expected } => {
                format!(
                    "danh mục xã {}, dòng {line}: `{value}` không phải là {}",
                    path.display(),
                    expected.vi
                )
            }
        };
        Message { vi, en: self.to_string() }
    }
}

/// Reads communes with their times: a table with the columns code, name, since, until (the day after the last) and
/// successors (codes with blanks, commas or semicolons between). Lines that begin with `#` are remarks, where the source belongs.
///
/// # Errors
///
/// When the file cannot be read, has no column of codes, or a line holds no code or no date.
pub fn read_units(path: &Path) -> Result<Codes, UnitsError> {
    let read = |source| UnitsError::Read { path: path.to_owned(), source };
    let text = std::fs::read_to_string(path).map_err(|error| read(error.into()))?;
    let text = text.trim_start_matches('\u{feff}');
    let header = text.lines().find(|line| !line.starts_with('#')).unwrap_or_default();
    let delimiter = *b"\t;,".iter().find(|mark| header.bytes().any(|byte| byte == **mark)).unwrap_or(&b',');
    let mut table = ReaderBuilder::new()
        .delimiter(delimiter)
        .comment(Some(b'#'))
        .flexible(true)
        .from_reader(text.as_bytes());
    let headers = table.headers().map_err(read)?;
    let place = |names: [&str; 2]| {
        headers.iter().position(|header| names.contains(&header.trim().to_lowercase().as_str()))
    };
    let places = COLUMNS.map(place);
    if places[0].is_none() {
        return Err(UnitsError::NoColumn { path: path.to_owned() });
    }
    let mut codes = Vec::new();
    for record in table.records() {
        codes.push(code(path, &record.map_err(read)?, places)?);
    }
    Ok(Codes::new(codes))
}

fn code(path: &Path, record: &StringRecord, places: [Option<usize>; 5]) -> Result<Code, UnitsError> {
    let [code, name, since, until, successors] =
        places.map(|place| place.and_then(|place| record.get(place)).unwrap_or_default().trim());
    let bad = |value: &str, expected| UnitsError::BadValue {
        path: path.to_owned(),
        line: record.position().map_or(0, csv::Position::line),
        value: value.to_owned(),
        expected,
    };
    let expected = Message { vi: "mã xã năm chữ số", en: "commune code of five digits" };
    let five = |text: &str| {
        let is_code = (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_code { Ok(format!("{text:0>5}")) } else { Err(bad(text, expected)) }
    };
    let day = |text: &str| match text {
        "" => Ok(None),
        text => parsed_day(text).map(Some).ok_or_else(|| {
            bad(text, Message { vi: "ngày như 2025-07-01 hoặc 1/7/2025", en: "date such as 2025-07-01" })
        }),
    };
    let successors = successors.split([' ', ',', ';']).filter(|code| !code.is_empty()).map(five);
    Ok(Code {
        successors: successors.map(|code| code.map(Into::into)).collect::<Result<_, _>>()?,
        ..Code::new(&five(code)?, name, day(since)?.unwrap_or(LONG_AGO), day(until)?)
    })
}

fn parsed_day(text: &str) -> Option<Day> {
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    let parts: Vec<&str> = text.split('/').collect();
    let [day, month, year] = parts[..] else { return None };
    match (day.parse().ok()?, month.parse().ok()?, year.parse().ok()?) {
        (day @ 1..=31, month @ 1..=12, year @ 1000..=9999) => Some(Day::new(year, month, day)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Codes, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("xa.csv");
        std::fs::write(&path, text).unwrap();
        read_units(&path).map_err(|error| error.to_string())
    }

    #[test]
    fn communes_are_read_with_their_times() {
        for text in [
            "# Nghị quyết\ncode,name,since,until,successors\n6193,Xã Thanh Lòa,,2025-07-01,06211\n06211,Xã Cao Lộc,1/7/2025,,\n",
            "Mã xã;Tên xã;Từ ngày;Đến ngày;Mã xã mới\n06193;Xã Thanh Lòa;;1/7/2025;06211 06187\n06211;Xã Cao Lộc;2025-07-01;;\n",
        ] {
            let codes = read(text).unwrap();
            assert!(codes.is_in_use("06211", None) && !codes.is_in_use("06193", None));
            assert_eq!(&*codes.meaning("06193", None).unwrap().successors[0], "06211");
        }
    }

    #[test]
    fn what_is_wrong_is_named_by_line() {
        assert!(read("ma;ten\n1;2\n").unwrap_err().contains("has no column `code`"));
        let error = read("code,name,since\n06211,Xã Cao Lộc,tháng 7\n").unwrap_err();
        assert!(error.contains("line 2: `tháng 7` is no date"), "{error}");
        assert!(read("code\nCao Lộc\n").unwrap_err().contains("commune code of five digits"));
    }
}
