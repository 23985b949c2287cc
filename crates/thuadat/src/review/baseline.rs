//! An earlier report to compare with.

use super::ReviewError;
use crate::report::model::{CONTRACT, Feature, Parcel, Severity, Text};
use serde::Deserialize;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// What is needed of an earlier JSON report. Fields that came with later contracts are passed over.
#[derive(Debug, Clone)]
pub struct Baseline {
    /// The file.
    pub path: String,
    /// Its findings.
    pub findings: Vec<EarlierFinding>,
    /// Name of the profile it was made under.
    pub profile: String,
    /// Its mode.
    pub mode: String,
    /// EPSG code of the system it was made in.
    pub epsg: Option<u32>,
    /// Whether it was confined to some parcels or rules.
    pub is_partial: bool,
    /// Rules that were not run.
    pub not_run: Vec<String>,
}

/// A finding of an earlier report.
#[derive(Debug, Clone, PartialEq)]
pub struct EarlierFinding {
    /// Its id.
    pub id: String,
    /// The id of its rule.
    pub rule: String,
    /// How grave it was.
    pub severity: Severity,
    /// The parcels it concerned.
    pub parcels: Vec<Parcel>,
    /// The point to look at.
    pub at: Option<[f64; 2]>,
    /// Its area.
    pub area_m2: Option<f64>,
    /// Its width.
    pub width_m: Option<f64>,
    /// Its length.
    pub length_m: Option<f64>,
    /// What was said of it.
    pub message: Text,
}

impl Baseline {
    /// Reads an earlier JSON report.
    ///
    /// # Errors
    ///
    /// When it cannot be read, is no JSON, no report, or one of a contract this program does not know.
    pub fn read(path: &Path) -> Result<Self, ReviewError> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|source| ReviewError::Read { path: name.clone(), source })?;
        let report: ReadReport =
            serde_json::from_reader(BufReader::with_capacity(1 << 18, file)).map_err(|error| {
                let (path, line) = (name.clone(), error.line());
                match error.classify() {
                    serde_json::error::Category::Io => ReviewError::Read { path, source: error.into() },
                    serde_json::error::Category::Data => ReviewError::NotAReport { path },
                    _ => ReviewError::NotJson { path, line, reason: error.to_string() },
                }
            })?;
        let generation = |contract: &str| contract.split('.').next().map(str::to_owned);
        if generation(&report.contract) != generation(CONTRACT) {
            return Err(ReviewError::OtherContract { path: name, contract: report.contract });
        }
        Ok(report.into_baseline(name))
    }
}

/// The earlier report as far as it is read; unlike the contract's types it takes what it does not know.
#[derive(Deserialize)]
struct ReadReport {
    contract: String,
    input: ReadInput,
    profile: ReadProfile,
    mode: String,
    #[serde(default)]
    selection: Option<serde::de::IgnoredAny>,
    rules: Vec<ReadRule>,
    findings: Vec<ReadFinding>,
}

#[derive(Deserialize)]
struct ReadInput {
    crs: ReadCrs,
}

#[derive(Deserialize)]
struct ReadCrs {
    epsg: Option<u32>,
}

#[derive(Deserialize)]
struct ReadProfile {
    name: String,
}

#[derive(Deserialize)]
struct ReadRule {
    id: String,
    status: String,
}

#[derive(Deserialize)]
struct ReadFinding {
    id: String,
    rule: String,
    severity: Severity,
    parcels: Vec<ReadParcel>,
    at: Option<[f64; 2]>,
    area_m2: Option<f64>,
    width_m: Option<f64>,
    length_m: Option<f64>,
    message: ReadText,
}

#[derive(Deserialize)]
struct ReadParcel {
    feature: Feature,
    commune: Option<String>,
    sheet: Option<String>,
    number: Option<String>,
}

#[derive(Deserialize)]
struct ReadText {
    vi: String,
    en: String,
}

impl ReadReport {
    fn into_baseline(self, path: String) -> Baseline {
        let not_run = self.rules.into_iter().filter(|rule| rule.status != "run").map(|rule| rule.id);
        Baseline {
            path,
            findings: self.findings.into_iter().map(ReadFinding::into_finding).collect(),
            profile: self.profile.name,
            mode: self.mode,
            epsg: self.input.crs.epsg,
            is_partial: self.selection.is_some(),
            not_run: not_run.collect(),
        }
    }
}

impl ReadFinding {
    fn into_finding(self) -> EarlierFinding {
        let parcel = |parcel: ReadParcel| Parcel {
            feature: parcel.feature,
            commune: parcel.commune,
            sheet: parcel.sheet,
            number: parcel.number,
        };
        EarlierFinding {
            id: self.id,
            rule: self.rule,
            severity: self.severity,
            parcels: self.parcels.into_iter().map(parcel).collect(),
            at: self.at,
            area_m2: self.area_m2,
            width_m: self.width_m,
            length_m: self.length_m,
            message: Text { vi: self.message.vi, en: self.message.en },
        }
    }
}
