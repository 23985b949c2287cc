//! Rules by the names people give them.

use super::SelectionError;
use crate::nearest::nearest;
use std::collections::{BTreeMap, BTreeSet};
use thuadat_core::{Message, Profile, Rule, RuleSetting};

/// Which rules to run, by id (`topology/overlap`), by the end of an id that only one rule has (`overlap`), or by group
/// (`geometry/*`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleSelection {
    /// Only these are run; all of them where it is empty.
    pub only: Vec<String>,
    /// These are not run.
    pub skip: Vec<String>,
}

/// Why a rule was left out of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LeftOut {
    /// Others were chosen.
    NotChosen,
    /// The user does not want it.
    Skipped,
}

impl LeftOut {
    pub(crate) fn reason(self) -> Message {
        let (vi, en) = match self {
            Self::NotChosen => {
                ("Không nằm trong các quy tắc chọn bằng --only.", "Not among the rules chosen with --only.")
            }
            Self::Skipped => ("Bỏ qua theo yêu cầu (--skip).", "Left out on request (--skip)."),
        };
        Message { vi: vi.to_owned(), en: en.to_owned() }
    }
}

impl RuleSelection {
    /// The rules of `all` that are not to run. A rule asked for by its own name runs even where the profile has it off.
    pub(crate) fn leave_out(
        &self,
        all: &[Rule],
        profile: &mut Profile,
    ) -> Result<BTreeMap<Rule, LeftOut>, SelectionError> {
        let mut chosen = BTreeSet::new();
        for name in &self.only {
            let rules = rules_named(name, all)?;
            if let [rule] = rules[..]
                && profile.severities.get(&rule) == Some(&RuleSetting::Off)
            {
                profile.severities.remove(&rule);
            }
            chosen.extend(rules);
        }
        let mut left_out = BTreeMap::new();
        if !self.only.is_empty() {
            let others = all.iter().filter(|rule| !chosen.contains(rule));
            left_out.extend(others.map(|&rule| (rule, LeftOut::NotChosen)));
        }
        for name in &self.skip {
            let rules = rules_named(name, all)?;
            for rule in rules {
                left_out.insert(rule, LeftOut::Skipped);
            }
        }
        if left_out.len() == all.len() { Err(SelectionError::NoRules) } else { Ok(left_out) }
    }
}

/// The rules a name stands for, at least one.
///
/// # Errors
///
/// When it stands for none, or for several without being a group.
pub(crate) fn rules_named(name: &str, all: &[Rule]) -> Result<Vec<Rule>, SelectionError> {
    let name = name.trim();
    let found = |is_meant: &dyn Fn(&str) -> bool| -> Vec<Rule> {
        all.iter().copied().filter(|rule| is_meant(rule.id())).collect()
    };
    if let Some(group) = name.strip_suffix("/*") {
        let rules = found(&|id| group_of(id) == group);
        return if rules.is_empty() { Err(unknown(name, all)) } else { Ok(rules) };
    }
    let ways: [&dyn Fn(&str) -> bool; 3] = [&|id| id == name, &|id| own_name_of(id) == name, &|id| {
        id.strip_suffix(name).is_some_and(|rest| rest.ends_with(['/', '-']))
    }];
    for is_meant in ways {
        let rules = found(is_meant);
        match rules.len() {
            0 => {}
            1 => return Ok(rules),
            _ => {
                let candidates = rules.iter().map(|rule| rule.id().to_owned()).collect();
                return Err(SelectionError::AmbiguousRule { name: name.to_owned(), candidates });
            }
        }
    }
    Err(unknown(name, all))
}

fn unknown(name: &str, all: &[Rule]) -> SelectionError {
    let groups: BTreeSet<String> = all.iter().map(|rule| format!("{}/*", group_of(rule.id()))).collect();
    let by_own_name = nearest(name, all.iter().map(|rule| own_name_of(rule.id())))
        .and_then(|own| all.iter().find(|rule| own_name_of(rule.id()) == own));
    let by_own_name = by_own_name.filter(|_| !name.contains('/')).map(|rule| rule.id().to_owned());
    let whole = || nearest(name, all.iter().map(|rule| rule.id()).chain(groups.iter().map(String::as_str)));
    let group = groups.iter().find(|group| group.trim_end_matches("/*") == name).cloned();
    SelectionError::UnknownRule { name: name.to_owned(), nearest: group.or(by_own_name).or_else(whole) }
}

fn group_of(id: &str) -> &str {
    id.split_once('/').map_or(id, |(group, _)| group)
}

fn own_name_of(id: &str) -> &str {
    id.split_once('/').map_or(id, |(_, own)| own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use thuadat_core::Severity;

    fn check(name: &str, expected: &[Rule]) {
        assert_eq!(rules_named(name, Rule::ALL).unwrap(), expected, "{name}");
    }

    fn refused(name: &str, words: &[&str]) {
        let said = rules_named(name, Rule::ALL).unwrap_err().message();
        for word in words {
            assert!(said.en.contains(word) || said.vi.contains(word), "{word:?} is not in {said:?}");
        }
    }

    #[test]
    fn rules_go_by_id_by_own_name_and_by_the_end_of_it() {
        check("topology/overlap", &[Rule::Overlap]);
        check("overlap", &[Rule::Overlap]);
        check("swapped", &[Rule::AxesSwapped]);
        refused("parcel", &["topology/duplicate-parcel or topology/contained-parcel"]);
        refused("lap", &["`lap`", "không có quy tắc nào"]);
    }

    #[test]
    fn groups_hold_all_their_rules() {
        let topology = rules_named("topology/*", Rule::ALL).unwrap();
        assert!(
            topology.contains(&Rule::Gap) && topology.iter().all(|rule| rule.id().starts_with("topology/"))
        );
        refused("topologie/*", &["did you mean `topology/*`?", "ý bạn là `topology/*`?"]);
    }

    #[test]
    fn what_may_be_meant_is_suggested() {
        refused("overlaps", &["did you mean `topology/overlap`?"]);
        refused("topology/overlaps", &["did you mean `topology/overlap`?"]);
        refused("geometry", &["did you mean `geometry/*`?"]);
        refused("xyz", &["no rule is called `xyz`; `thuadat rules`"]);
    }

    #[test]
    fn what_is_left_out_says_why() {
        let select = |only: &[&str], skip: &[&str]| {
            let names = |names: &[&str]| names.iter().map(ToString::to_string).collect();
            let mut profile = Profile::strict();
            profile.severities.insert(Rule::Gap, RuleSetting::Off);
            let left_out = RuleSelection { only: names(only), skip: names(skip) };
            (left_out.leave_out(Rule::ALL, &mut profile), profile)
        };
        let (left_out, profile) = select(&["gap", "overlap"], &["overlap"]);
        let left_out = left_out.unwrap();
        assert_eq!((left_out.get(&Rule::Gap), left_out.len()), (None, Rule::ALL.len() - 1));
        assert_eq!(left_out[&Rule::Overlap], LeftOut::Skipped);
        assert_eq!(left_out[&Rule::Spike], LeftOut::NotChosen);
        assert_eq!(profile.severity(Rule::Gap), Some(Severity::Error), "asked for by name");
        let (_, profile) = select(&["topology/*"], &[]);
        assert_eq!(profile.severity(Rule::Gap), None, "a group does not switch on what the profile has off");
        assert_eq!(select(&["gap"], &["topology/*"]).0, Err(SelectionError::NoRules));
    }
}
