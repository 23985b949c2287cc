//! What a row means by its numbers: decided at once, or open until all rows have been seen.

use super::answer::{Answer, Comparer};
use super::likeness::{
    AreaLikeness, CodeLikeness, HolderLikeness, LandUseLikeness, NumberLikeness, RowFacts,
};
use super::outcome::{LinkBasis, LinkReason, LinkStatus, Route};
use super::parameters::Tier;
use super::route::{Router, SheetOption, SheetOptions};
use super::written::{canonical, several};
use crate::{CertificateEntry, SheetAndNumber};

/// More candidates than this nobody looks at.
pub(super) const MOST_CANDIDATES: usize = 8;

/// What is known of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Decision {
    pub(super) status: LinkStatus,
    pub(super) tier: Option<Tier>,
    pub(super) parcels: Vec<u32>,
    pub(super) candidates: Vec<u32>,
    pub(super) reason: Option<LinkReason>,
    pub(super) basis: LinkBasis,
    /// Where the sheet comes from.
    pub(super) from: u64,
    /// What is left to decide among; nothing where it is decided.
    pub(super) open: Option<Box<Open>>,
}

/// A row that is not decided by its numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Open {
    pub(super) answers: Vec<Answer>,
    /// Whether the answer is the one of the very numbers, for which no other fact speaks.
    pub(super) is_contested: bool,
}

impl Decision {
    pub(super) fn linked(answer: Answer, tier: Tier) -> Self {
        Self {
            status: LinkStatus::Linked,
            tier: Some(tier),
            parcels: answer.parcels,
            candidates: Vec::new(),
            reason: None,
            basis: answer.basis,
            from: answer.from,
            open: None,
        }
    }

    pub(super) fn unlinked(reason: LinkReason) -> Self {
        Self {
            status: LinkStatus::Unlinked,
            tier: None,
            parcels: Vec::new(),
            candidates: Vec::new(),
            reason: Some(reason),
            basis: LinkBasis::default(),
            from: 0,
            open: Some(Box::new(Open { answers: Vec::new(), is_contested: false })),
        }
    }

    pub(super) fn among(status: LinkStatus, reason: LinkReason, answers: Vec<Answer>) -> Self {
        let mut candidates: Vec<u32> = Vec::new();
        for parcel in answers.iter().flat_map(|answer| &answer.parcels) {
            if !candidates.contains(parcel) && candidates.len() < MOST_CANDIDATES {
                candidates.push(*parcel);
            }
        }
        Self {
            status,
            tier: None,
            parcels: Vec::new(),
            candidates,
            reason: Some(reason),
            basis: answers.first().map(|answer| answer.basis).unwrap_or_default(),
            from: 0,
            open: (status == LinkStatus::Ambiguous).then(|| Box::new(Open { answers, is_contested: false })),
        }
    }

    /// The same left to people: what was linked is a candidate.
    pub(super) fn left_open(self) -> Self {
        Self {
            status: LinkStatus::Ambiguous,
            tier: None,
            candidates: self.parcels,
            parcels: Vec::new(),
            reason: Some(self.reason.unwrap_or(LinkReason::NotProbableEnough)),
            open: None,
            ..self
        }
    }

    fn contested(answer: Answer) -> Self {
        let open = Open { answers: vec![answer.clone()], is_contested: true };
        Self { open: Some(Box::new(open)), ..Self::linked(answer, Tier::Exact) }
    }
}

/// Decides rows by their numbers: tiers 1 and 2.
pub(super) struct Decider<'a> {
    pub(super) router: Router<'a>,
    pub(super) comparer: Comparer<'a>,
    pub(super) last_tier: Tier,
    /// A sheet that has this part of the numbers up to one is taken to have had them all.
    pub(super) complete_ratio: f64,
}

impl Decider<'_> {
    pub(super) fn decide(&self, entry: &CertificateEntry, row: &RowFacts, old_codes: bool) -> Decision {
        let (current, printed) = (&entry.current, &entry.printed);
        let has_current = current.sheet.is_some() || current.number.is_some();
        if !has_current {
            let options = self.printed_options(entry, printed, old_codes);
            return self.by_numbers(entry, row, &options, printed.number.as_deref(), old_codes);
        }
        let options = match &current.sheet {
            Some(sheet) => self.router.current(entry, sheet),
            None => self.printed_options(entry, printed, old_codes),
        };
        let number = current.number.as_deref().or(printed.number.as_deref());
        let by_current = self.by_numbers(entry, row, &options, number, old_codes);
        self.hold_against_printed(entry, row, by_current, &options, old_codes)
    }

    fn printed_options(
        &self,
        entry: &CertificateEntry,
        printed: &SheetAndNumber,
        old_codes: bool,
    ) -> SheetOptions {
        match &printed.sheet {
            Some(sheet) => self.router.printed(entry, sheet, old_codes),
            None => SheetOptions { none: Some(LinkReason::NoNumber), ..SheetOptions::default() },
        }
    }

    /// What the numbers of today say, unless those printed contradict them.
    fn hold_against_printed(
        &self,
        entry: &CertificateEntry,
        row: &RowFacts,
        by_current: Decision,
        current: &SheetOptions,
        old_codes: bool,
    ) -> Decision {
        let (Some(_), Some(number)) = (&entry.printed.sheet, &entry.printed.number) else {
            return by_current;
        };
        let printed = self.printed_options(entry, &entry.printed, old_codes);
        let by_printed = self.comparer.exact(row, &printed.options, number);
        let is_by_list =
            |option: &SheetOption| matches!(option.route, Route::Renumbered(_)) && !option.needs_support;
        let lists_say_other = entry.current.sheet.is_some()
            && !printed.options.is_empty()
            && !current.options.is_empty()
            && printed.options.iter().all(is_by_list)
            && !self.may_be_on(entry, current);
        match (&by_current.parcels[..], &by_printed[..]) {
            (_, [other]) if by_current.parcels == other.parcels => by_current,
            ([], [_, ..]) if lists_say_other && by_current.candidates.is_empty() => {
                Decision::among(LinkStatus::Conflict, LinkReason::CurrentAndPrintedDisagree, by_printed)
            }
            ([], [other]) if by_current.candidates.is_empty() => {
                if other.basis.likeness.is_supported() {
                    Decision {
                        reason: Some(LinkReason::CurrentNotOnMap),
                        ..Decision::linked(other.clone(), Tier::Near)
                    }
                } else {
                    Decision::among(LinkStatus::Ambiguous, LinkReason::CurrentNotOnMap, by_printed)
                }
            }
            ([_, ..], _) if lists_say_other => Self::disagree(by_current, by_printed),
            ([_, ..], [other])
                if by_current.basis.likeness.is_opposed() && other.basis.likeness.is_supported() =>
            {
                Self::disagree(by_current, by_printed)
            }
            _ => by_current,
        }
    }

    /// Whether some meaning of the commune code leads from the printed sheet to one of today's.
    fn may_be_on(&self, entry: &CertificateEntry, current: &SheetOptions) -> bool {
        let Some(sheet) = &entry.printed.sheet else { return false };
        let printed = self.router.printed(entry, sheet, false);
        let is_on =
            |one: &SheetOption, other: &SheetOption| (one.commune, one.sheet) == (other.commune, other.sheet);
        printed.options.iter().any(|printed| current.options.iter().any(|current| is_on(printed, current)))
    }

    fn disagree(current: Decision, printed: Vec<Answer>) -> Decision {
        let basis = current.basis;
        let mut answers = vec![Answer { parcels: current.parcels, basis, from: 0, needs_support: false }];
        answers.extend(printed);
        Decision::among(LinkStatus::Conflict, LinkReason::CurrentAndPrintedDisagree, answers)
    }

    fn by_numbers(
        &self,
        entry: &CertificateEntry,
        row: &RowFacts,
        options: &SheetOptions,
        number: Option<&str>,
        old_codes: bool,
    ) -> Decision {
        let Some(number) = number else { return self.by_code_or(row, LinkReason::NoNumber) };
        let mut answers = self.comparer.exact(row, &options.options, number);
        match answers.len() {
            0 => self.near(entry, row, options, number, old_codes),
            1 => self.only(row, answers.remove(0)),
            _ => self.one_of(answers, options),
        }
    }

    /// The one parcel of the very numbers.
    fn only(&self, row: &RowFacts, answer: Answer) -> Decision {
        let likeness = answer.basis.likeness;
        if likeness.code == CodeLikeness::Elsewhere {
            let named = [Some(answer), self.comparer.coded(row)].into_iter().flatten().collect();
            return Decision::among(LinkStatus::Conflict, LinkReason::CodeMeansAnother, named);
        }
        if answer.needs_support {
            let is_sure = likeness.is_supported()
                && (likeness.area == AreaLikeness::Equal
                    || likeness.code == CodeLikeness::Here
                    || likeness.holder == HolderLikeness::Same);
            return if is_sure && self.last_tier > Tier::Exact {
                Decision::linked(answer, Tier::Near)
            } else {
                Decision::among(LinkStatus::Ambiguous, LinkReason::NoListOfSheets, vec![answer])
            };
        }
        let speaks_for_it = match likeness.area {
            AreaLikeness::Equal => true,
            AreaLikeness::WithinLimit | AreaLikeness::Unknown => likeness.land_use != LandUseLikeness::Other,
            _ => false,
        };
        if speaks_for_it { Decision::linked(answer, Tier::Exact) } else { Decision::contested(answer) }
    }

    /// Several parcels of the very numbers.
    fn one_of(&self, answers: Vec<Answer>, options: &SheetOptions) -> Decision {
        let sheets = options.options.len();
        let reason = match &answers[..] {
            [first, ..] if first.parcels.len() > 1 => LinkReason::SeveralReadings,
            _ if sheets <= 1 => LinkReason::NumberTwiceOnMap,
            _ if options.has_several_origins => LinkReason::SeveralCommunes,
            _ => LinkReason::SeveralSheets,
        };
        self.supported_or(answers, reason)
    }

    /// The one answer that other facts support, while they oppose the others; else all of them to be looked at.
    fn supported_or(&self, mut answers: Vec<Answer>, reason: LinkReason) -> Decision {
        let is_supported = |answer: &Answer| answer.basis.likeness.is_supported();
        let is_rival = |answer: &Answer, supported: &Answer| {
            let is_of_others = supported.basis.likeness.holder == HolderLikeness::Same
                && answer.basis.likeness.holder == HolderLikeness::Other;
            let (area, supported) = (answer.basis.likeness.area, supported.basis.likeness.area);
            let as_near = if supported == AreaLikeness::Equal {
                AreaLikeness::WithinLimit
            } else {
                AreaLikeness::About
            };
            area <= as_near && !is_of_others && answer.basis.likeness.land_use != LandUseLikeness::Other
        };
        if self.last_tier > Tier::Exact {
            let supported: Vec<usize> = (0..answers.len()).filter(|&at| is_supported(&answers[at])).collect();
            if let [only] = supported[..]
                && answers.iter().filter(|answer| is_rival(answer, &answers[only])).count() == 1
            {
                return Decision::linked(answers.swap_remove(only), Tier::Near);
            }
        }
        answers.sort_by_key(|answer| (!is_supported(answer), answer.basis.likeness, answer.parcels.clone()));
        Decision::among(LinkStatus::Ambiguous, reason, answers)
    }

    /// Nothing has the very numbers: something near.
    fn near(
        &self,
        entry: &CertificateEntry,
        row: &RowFacts,
        options: &SheetOptions,
        number: &str,
        old_codes: bool,
    ) -> Decision {
        let absent = options.none.unwrap_or(LinkReason::NumberNotOnSheet);
        if self.last_tier == Tier::Exact {
            return self.by_code_or(row, absent);
        }
        let mut answers = self.comparer.near(row, &options.options, number);
        let sheet = entry.current.sheet.as_deref().or(entry.printed.sheet.as_deref());
        if let Some(sheet) = sheet {
            let misread = self.router.misread(entry, sheet, old_codes);
            answers.extend(self.comparer.exact(row, &misread, number));
        }
        let are_opposed = answers.iter().all(|answer| {
            answer.basis.likeness.is_opposed() || answer.basis.likeness.area == AreaLikeness::Roughly
        });
        if answers.is_empty() || are_opposed {
            let absent = match several(number) {
                Some(_) if options.none.is_none() => LinkReason::SomeNotOnMap,
                None if absent == LinkReason::NumberNotOnSheet && self.is_retired(options, number) => {
                    LinkReason::NumberRetired
                }
                _ => absent,
            };
            return self.by_code_or(row, absent);
        }
        let is_family = |answer: &Answer| answer.basis.likeness.number == NumberLikeness::Family;
        let reason = if answers.iter().any(|answer| answer.parcels.len() > 1 && !is_family(answer)) {
            LinkReason::SeveralReadings
        } else if answers.iter().all(is_family) {
            LinkReason::SplitSince
        } else {
            LinkReason::SimilarNumbers
        };
        self.supported_or(answers, reason)
    }

    /// Whether the sheets a row may mean have most of the numbers up to this one and some beyond: it was given, and is no
    /// more.
    fn is_retired(&self, options: &SheetOptions, number: &str) -> bool {
        let map = self.comparer.map;
        let plain = |text: &str| text.parse::<u32>().ok();
        let Some(number) = plain(&canonical(number)).filter(|&number| number > 0) else { return false };
        let is_gap = |option: &SheetOption| {
            let (mut before, mut is_any_beyond) = (0_u32, false);
            for other in map
                .sheet(option.commune, option.sheet)
                .iter()
                .filter_map(|it| plain(map.texts.text(it.number)))
            {
                before += u32::from((1..number).contains(&other));
                is_any_beyond |= other > number && other <= number.saturating_mul(2);
            }
            is_any_beyond && f64::from(before) >= self.complete_ratio * f64::from(number - 1)
        };
        !options.options.is_empty() && options.options.iter().all(is_gap)
    }

    /// The parcel of the official identifier, where nothing else leads to one.
    fn by_code_or(&self, row: &RowFacts, reason: LinkReason) -> Decision {
        match self.comparer.coded(row) {
            Some(answer) if !answer.basis.likeness.is_opposed() => match reason {
                LinkReason::NoNumber => Decision::linked(answer, Tier::Exact),
                _ if answer.basis.likeness.land_use != LandUseLikeness::Other
                    && self.last_tier > Tier::Exact =>
                {
                    Decision::linked(answer, Tier::Near)
                }
                _ => Decision::among(LinkStatus::Ambiguous, reason, vec![answer]),
            },
            _ => Decision::unlinked(reason),
        }
    }
}
