//! The rules about columns: what a reader saw in them, as findings. A finding names the column, how many parcels it
//! concerns and the first of them, never a value.

use crate::crs_rules::insert;
use thuadat_core::{CheckOutcome, Finding, FindingId, Message, Profile, Rule};
use thuadat_io::{ColumnScan, Dataset, LegacyEncoding, Seen};

/// Adds what was seen in the columns; the rules stay listed as not run where nobody looked.
pub(crate) fn add(outcome: &mut CheckOutcome, dataset: &Dataset, profile: &Profile) {
    let Some(scans) = &dataset.source.scans else { return };
    let findings: Vec<Finding> = scans.iter().flat_map(|scan| of_column(scan, dataset, profile)).collect();
    for rule in [Rule::LegacyText, Rule::PersonalData] {
        let count = findings.iter().filter(|finding| finding.rule == rule).count();
        let listed = outcome.rules.iter_mut().find(|listed| listed.rule == rule);
        if let Some(listed) = listed.filter(|_| profile.severity(rule).is_some()) {
            listed.result = Ok(count);
        }
    }
    for finding in findings {
        insert(outcome, finding);
    }
}

fn of_column(scan: &ColumnScan, dataset: &Dataset, profile: &Profile) -> Vec<Finding> {
    let column = scan.column.as_str();
    let legacy = scan.legacy.map(|(encoding, seen)| {
        let subject = format!("{column} {}", encoding.name());
        (Rule::LegacyText, subject, seen, legacy_text(column, encoding, seen, dataset))
    });
    let names = scan
        .names
        .map(|seen| (Rule::PersonalData, format!("{column} names"), seen, names(column, seen, dataset)));
    let numbers = scan.identity_numbers.map(|seen| {
        (Rule::PersonalData, format!("{column} numbers"), seen, identity_numbers(column, seen, dataset))
    });
    let found = [legacy, names, numbers].into_iter().flatten();
    found
        .filter_map(|(rule, subject, seen, message)| {
            Some(Finding {
                id: FindingId::of_subject(rule, &subject),
                rule,
                severity: profile.severity(rule)?,
                parcels: vec![seen.first],
                at: None,
                geometry: None,
                area_m2: None,
                width_m: None,
                length_m: None,
                place: None,
                explained_by: None,
                message,
            })
        })
        .collect()
}

fn legacy_text(column: &str, encoding: LegacyEncoding, seen: Seen, dataset: &Dataset) -> Message {
    let (count, name) = (seen.count, encoding.name());
    let (first_vi, first_en) = first(seen, dataset);
    let parcels = if count == 1 { "parcel" } else { "parcels" };
    Message {
        vi: format!(
            "Cột “{column}” còn chữ theo bảng mã {name} ở {count} thửa, {first_vi}. Chuyển cột này sang Unicode trước khi nộp hoặc nạp vào cơ sở dữ liệu."
        ),
        en: format!(
            "Column “{column}” holds {name} text instead of Unicode in {count} {parcels}, {first_en}. Convert the column to Unicode before handing it on or loading it."
        ),
    }
}

fn names(column: &str, seen: Seen, dataset: &Dataset) -> Message {
    let count = seen.count;
    let (first_vi, first_en) = first(seen, dataset);
    let parcels = if count == 1 { "parcel" } else { "parcels" };
    Message {
        vi: format!(
            "Cột “{column}” có họ tên người ở {count} thửa, {first_vi}. Bỏ cột này trước khi công bố hoặc gửi lớp dữ liệu ra ngoài cơ quan."
        ),
        en: format!(
            "Column “{column}” holds names of people in {count} {parcels}, {first_en}. Remove the column before the layer is published or leaves the office."
        ),
    }
}

fn identity_numbers(column: &str, seen: Seen, dataset: &Dataset) -> Message {
    let count = seen.count;
    let (first_vi, first_en) = first(seen, dataset);
    let parcels = if count == 1 { "parcel" } else { "parcels" };
    Message {
        vi: format!(
            "Cột “{column}” có số giống số định danh cá nhân (12 chữ số) ở {count} thửa, {first_vi}. Bỏ cột này trước khi công bố hoặc gửi lớp dữ liệu ra ngoài cơ quan."
        ),
        en: format!(
            "Column “{column}” holds numbers like those of citizens (12 digits) in {count} {parcels}, {first_en}. Remove the column before the layer is published or leaves the office."
        ),
    }
}

/// Where something was seen first.
fn first(seen: Seen, dataset: &Dataset) -> (String, String) {
    let feature = &dataset.parcels.records[seen.first as usize].feature;
    let begins = if seen.count == 1 { "at" } else { "first at" };
    let begins_vi = if seen.count == 1 { "ở đối tượng" } else { "đầu tiên ở đối tượng" };
    (format!("{begins_vi} {feature}"), format!("{begins} feature {feature}"))
}

#[cfg(test)]
mod tests {
    use crate::{CheckRun, ReadRequest, check_files, profile};
    use thuadat_core::{Rule, Severity, Unobserved};

    /// One parcel for each value of the column; the people are made up.
    fn run(column: &str, values: &[&str]) -> CheckRun {
        let feature = |(at, value): (usize, &&str)| {
            let (west, east) = (108.2 + at as f64 * 0.001, 108.2005 + at as f64 * 0.001);
            format!(
                r#"{{"type": "Feature", "properties": {{"{column}": "{value}"}}, "geometry": {{"type": "Polygon",
                "coordinates": [[[{west}, 16.05], [{east}, 16.05], [{east}, 16.0505], [{west}, 16.05]]]}}}}"#
            )
        };
        let features: Vec<String> = values.iter().enumerate().map(feature).collect();
        let text = format!(r#"{{"type": "FeatureCollection", "features": [{}]}}"#, features.join(","));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("thua.geojson");
        std::fs::write(&path, text).unwrap();
        check_files(&[ReadRequest::of(&path)], profile::named("strict").unwrap(), &Unobserved).unwrap()
    }

    fn check(column: &str, values: &[&str], rule: Rule, expected: &[&str]) {
        let run = run(column, values);
        let found: Vec<_> = run.outcome.findings.iter().filter(|finding| finding.rule == rule).collect();
        assert_eq!(found.len(), expected.len(), "{column}: {found:?}");
        for (finding, text) in found.iter().zip(expected) {
            assert!(finding.message.en.contains(text), "{}", finding.message.en);
            assert_eq!(finding.severity, Severity::Warning);
            for value in values {
                assert!(!format!("{finding:?}").contains(value), "a finding tells a value: {finding:?}");
            }
        }
        let listed = run.outcome.rules.iter().find(|listed| listed.rule == rule).unwrap();
        assert_eq!(listed.result, Ok(expected.len()));
    }

    #[test]
    fn columns_of_people_are_named() {
        let people = ["Nguyễn Văn Thử", "Trần Thị Mẫu", "Phạm Ví Dụ"];
        check(
            "tenChu",
            &people,
            Rule::PersonalData,
            &["“tenChu” holds names of people in 3 parcels, first at feature 0"],
        );
        let numbers = ["001099000001", "020178000002", "024201000003"];
        check(
            "ghiChu",
            &numbers,
            Rule::PersonalData,
            &["“ghiChu” holds numbers like those of citizens (12 digits) in 3 parcels"],
        );
        check("tenDuong", &["Trần Phú", "Lê Lợi"], Rule::PersonalData, &[]);
    }

    #[test]
    fn columns_of_before_unicode_are_named() {
        check(
            "xuDong",
            &["Th«n MÉu", "Đồng Mẫu"],
            Rule::LegacyText,
            &["“xuDong” holds TCVN3 (ABC) text instead of Unicode in 1 parcel, at feature 0"],
        );
        check("xuDong", &["Ñoàng Maãu"], Rule::LegacyText, &["VNI"]);
        check("xuDong", &["Thôn Mẫu", "Đồng Thử"], Rule::LegacyText, &[]);
    }
}
