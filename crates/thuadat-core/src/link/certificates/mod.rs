//! What is wrong with certificates, of which registers and links tell: their numbers, their dates, their parcels.
//!
//! A finding names rows and parcels, and never what a certificate or a person is numbered or called.

mod desk;
mod forms;
mod ground;
mod identity;
mod papers;
mod registry;
mod rows;
mod serial;
mod states;
mod words;

#[cfg(test)]
mod tests;

pub use states::{ParcelState, parcel_states};

use super::{LinkInput, Linkage};
use crate::check::tell_equal_ids_apart;
use crate::{Day, Finding, Interrupted, Message, Observer, Profile, Rule, RuleOutcome, RuleSetting};
use desk::Desk;
use std::cmp::Reverse;
use std::collections::HashMap;

/// What was found of certificates, and which rules were run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CertificateOutcome {
    /// Every finding: gravest first, then by rule, then by row.
    pub findings: Vec<CertificateFinding>,
    /// Every rule about registers, run or not, in the order of [`Rule::ALL`].
    pub rules: Vec<RuleOutcome>,
}

/// A finding about certificates.
#[derive(Debug, Clone, PartialEq)]
pub struct CertificateFinding {
    /// What was found. Its parcels are those the rows are linked to, or may belong to; it has no place where none is known.
    pub finding: Finding,
    /// Positions in [`Linkage::rows`] of the rows it concerns, the first one in front.
    pub rows: Vec<u32>,
}

/// Looks for what is wrong with the certificates of registers that were linked.
///
/// `today` is the day after which nothing can have been issued; without one that is not asked.
///
/// # Errors
///
/// [`Interrupted`] when the observer asks for it.
///
/// # Panics
///
/// When the linkage is none of this input.
///
/// # Complexity
///
/// O(n log n) for n rows.
///
/// # Examples
///
/// ```
/// use thuadat_core::link::check_certificates;
/// use thuadat_core::*;
///
/// let entry = CertificateEntry { row: 5, registry_number: Some("CH00000".into()), ..CertificateEntry::default() };
/// let register = Register { file: "so.xlsx".into(), entries: vec![entry], ..Register::default() };
/// let parameters = LinkParameters::default();
/// let (parcels, registers) = (Parcels::default(), [register]);
/// let input = LinkInput::of(&parcels, &registers, &parameters);
/// let linkage = link(&input, &Unobserved)?;
/// let outcome = check_certificates(&input, &linkage, &Profile::strict(), None, &Unobserved)?;
/// assert_eq!(outcome.findings[0].finding.rule, Rule::RegistryPlaceholder);
/// # Ok::<(), Interrupted>(())
/// ```
pub fn check_certificates(
    input: &LinkInput<'_>,
    linkage: &Linkage,
    profile: &Profile,
    today: Option<Day>,
    observer: &dyn Observer,
) -> Result<CertificateOutcome, Interrupted> {
    let desk = Desk::new(input, linkage, profile);
    let mut findings = Vec::new();
    let looks: [Look<'_>; 6] = [
        &rows::serials,
        &rows::registry_numbers,
        &|desk| rows::dates(desk, today),
        &|desk| rows::identities(desk, today),
        &papers::papers,
        &ground::ground,
    ];
    for look in looks {
        super::go_on(observer)?;
        findings.extend(look(&desk));
    }
    findings.sort_by(|one, other| {
        let key = |it: &CertificateFinding| (Reverse(it.finding.severity), it.finding.rule);
        key(one)
            .cmp(&key(other))
            .then_with(|| one.rows.cmp(&other.rows))
            .then_with(|| one.finding.parcels.cmp(&other.finding.parcels))
    });
    tell_apart(&mut findings);
    let rules = rule_outcomes(profile, &findings);
    Ok(CertificateOutcome { findings, rules })
}

/// Something to look for.
type Look<'a> = &'a dyn Fn(&Desk<'_>) -> Vec<CertificateFinding>;

fn tell_apart(findings: &mut [CertificateFinding]) {
    let mut bare: Vec<Finding> = findings.iter().map(|it| it.finding.clone()).collect();
    tell_equal_ids_apart(&mut bare);
    for (found, bare) in findings.iter_mut().zip(bare) {
        found.finding.id = bare.id;
    }
}

fn rule_outcomes(profile: &Profile, findings: &[CertificateFinding]) -> Vec<RuleOutcome> {
    let mut counts: HashMap<Rule, usize> = HashMap::new();
    for found in findings {
        *counts.entry(found.finding.rule).or_default() += 1;
    }
    let outcome = |&rule: &Rule| {
        let is_off = profile.severities.get(&rule) == Some(&RuleSetting::Off);
        let switched_off = || Message {
            vi: "Bộ quy tắc đang dùng tắt quy tắc này.".to_owned(),
            en: "Switched off in the profile used.".to_owned(),
        };
        RuleOutcome {
            rule,
            severity: profile.severity(rule).unwrap_or(rule.default_severity()),
            result: if is_off { Err(switched_off()) } else { Ok(counts.get(&rule).copied().unwrap_or(0)) },
        }
    };
    Rule::ALL.iter().filter(|rule| rule.is_of_registers()).map(outcome).collect()
}
