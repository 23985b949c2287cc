//! From judgements to the scorecard.

use super::model::{
    Answer, CONTRACT, Class, ClassCount, ClassList, Counts, CriterionCard, FactColumn, ParcelCard,
    ReasonCount, Scorecard, Unit,
};
use crate::campaign::{CampaignRun, Criterion, Fact, Judgement, ParcelGroup, Requirements, Verdict, judge};
use crate::link::model::RegisterFile;
use crate::references::commune_name;
use crate::report::model::{Input, Parcel, Text, Tool};
use std::cmp::Reverse;
use std::collections::BTreeMap;

impl Scorecard {
    /// The scorecard of a run.
    #[must_use]
    pub fn new(run: &CampaignRun) -> Self {
        let dataset = &run.link.dataset;
        let mut tallies = Tallies::default();
        let mut parcels = Vec::new();
        for (parcel, judgement) in judge(run).iter().enumerate() {
            let record = &dataset.parcels.records[parcel];
            let village = run.facts.text(Fact::Village, parcel);
            tallies.add(&Parcel::new(record), village.as_deref(), judgement.as_ref(), run);
            if let Some(judgement) = judgement {
                parcels.push(parcel_card(Parcel::new(record), village, judgement, &run.requirements));
            }
        }
        let Tallies { whole, communes, villages, sheets } = tallies;
        let units = |tallies: BTreeMap<UnitKey, Tally>| -> Vec<Unit> {
            tallies.into_iter().map(|(key, tally)| tally.unit(&key, &run.requirements)).collect()
        };
        Self {
            contract: CONTRACT.to_owned(),
            tool: Tool { name: "thuadat".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            holds_personal_data: false,
            map: Input::of(&dataset.source, dataset.parcels.len()),
            registers: register_files(run),
            profile: run.link.profile.name.clone(),
            criteria: Criterion::ALL.map(|criterion| criterion_card(criterion, &run.requirements)).into(),
            class_list: class_list(&run.requirements),
            classes_from: run.requirements.path.clone(),
            facts: Fact::ALL.map(|fact| fact_column(fact, run)).into(),
            whole: whole.unit(&UnitKey::default(), &run.requirements),
            communes: units(communes),
            villages: units(villages),
            sheets: units(sheets),
            parcels,
        }
    }
}

/// The registers of a run.
pub(in crate::campaign) fn register_files(run: &CampaignRun) -> Vec<RegisterFile> {
    let file = |register: &thuadat_core::Register| RegisterFile {
        file: register.file.to_string(),
        worksheet: register.worksheet.as_deref().map(str::to_owned),
        rows: register.entries.len(),
    };
    run.link.registers.iter().map(file).collect()
}

fn criterion_card(criterion: Criterion, requirements: &Requirements) -> CriterionCard {
    let asks = requirements.of(criterion);
    CriterionCard {
        id: criterion.id().to_owned(),
        title: text(criterion.title()),
        not_checked: asks.not_checked.clone(),
        source: asks.basis.source.clone(),
        date: asks.basis.date.clone(),
        verified: asks.basis.verified,
    }
}

fn class_list(requirements: &Requirements) -> ClassList {
    let class =
        |class: &crate::campaign::ParcelClass| Class { code: class.code.clone(), title: class.title.clone() };
    ClassList {
        name: requirements.class_list.clone(),
        source: requirements.class_basis.source.clone(),
        date: requirements.class_basis.date.clone(),
        verified: requirements.class_basis.verified,
        classes: requirements.classes.iter().map(class).collect(),
    }
}

fn fact_column(fact: Fact, run: &CampaignRun) -> FactColumn {
    FactColumn {
        fact: fact.id().to_owned(),
        title: text(fact.title()),
        column: run.facts.column(fact).map(str::to_owned),
    }
}

fn parcel_card(
    parcel: Parcel,
    village: Option<String>,
    judgement: &Judgement,
    requirements: &Requirements,
) -> ParcelCard {
    let [right, complete, clean, living] = judgement.verdicts.map(Answer::from);
    let mut reasons: Vec<String> = judgement.flags.iter().map(|(_, flag)| flag.id()).collect();
    reasons.dedup();
    let mut doubts: Vec<String> = judgement.doubts.iter().map(|(_, doubt)| doubt.id()).collect();
    doubts.dedup();
    let class = codes(&judgement.group, requirements);
    ParcelCard { parcel, village, right, complete, clean, living, class, reasons, doubts }
}

impl From<Verdict> for Answer {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Met => Self::Met,
            Verdict::Failed => Self::Failed,
            Verdict::Unknown => Self::Unknown,
        }
    }
}

/// The codes of a group.
pub(in crate::campaign) fn codes(group: &ParcelGroup, requirements: &Requirements) -> Vec<String> {
    let code = |position: &usize| requirements.classes[*position].code.clone();
    match group {
        ParcelGroup::Of(position) => vec![code(position)],
        ParcelGroup::Between(positions) => positions.iter().map(code).collect(),
        ParcelGroup::None => Vec::new(),
    }
}

pub(in crate::campaign) fn text((vi, en): (&str, &str)) -> Text {
    Text { vi: vi.to_owned(), en: en.to_owned() }
}

/// Text in which numbers stand in the order of their values.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::campaign) struct Numbered(Option<(u64, String)>);

impl Numbered {
    pub(in crate::campaign) fn new(text: Option<&str>) -> Self {
        let number = |text: &str| text.parse().unwrap_or(u64::MAX);
        Self(text.map(|text| (number(text), text.to_owned())))
    }

    fn text(&self) -> Option<String> {
        self.0.as_ref().map(|(_, text)| text.clone())
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct UnitKey {
    commune: Numbered,
    village: Numbered,
    sheet: Numbered,
}

#[derive(Default)]
struct Tallies {
    whole: Tally,
    communes: BTreeMap<UnitKey, Tally>,
    villages: BTreeMap<UnitKey, Tally>,
    sheets: BTreeMap<UnitKey, Tally>,
}

impl Tallies {
    fn add(
        &mut self,
        parcel: &Parcel,
        village: Option<&str>,
        judgement: Option<&Judgement>,
        run: &CampaignRun,
    ) {
        let commune = Numbered::new(parcel.commune.as_deref());
        let of_commune = UnitKey { commune, ..UnitKey::default() };
        let of_village = UnitKey { village: Numbered::new(village), ..of_commune.clone() };
        let of_sheet = UnitKey { sheet: Numbered::new(parcel.sheet.as_deref()), ..of_commune.clone() };
        self.whole.add(judgement);
        self.communes.entry(of_commune).or_default().add(judgement);
        self.sheets.entry(of_sheet).or_default().add(judgement);
        if run.facts.column(Fact::Village).is_some() {
            self.villages.entry(of_village).or_default().add(judgement);
        }
    }
}

#[derive(Default)]
struct Tally {
    parcels: usize,
    left_out: usize,
    counts: [Counts; 4],
    all_four: usize,
    groups: BTreeMap<ParcelGroup, usize>,
    flags: BTreeMap<(Criterion, crate::campaign::Flag), usize>,
    doubts: BTreeMap<(Criterion, crate::campaign::Doubt), usize>,
}

impl Tally {
    fn add(&mut self, judgement: Option<&Judgement>) {
        let Some(judgement) = judgement else {
            self.left_out += 1;
            return;
        };
        self.parcels += 1;
        for (counts, verdict) in self.counts.iter_mut().zip(judgement.verdicts) {
            match verdict {
                Verdict::Met => counts.met += 1,
                Verdict::Failed => counts.failed += 1,
                Verdict::Unknown => counts.unknown += 1,
            }
        }
        self.all_four += usize::from(judgement.verdicts.iter().all(|verdict| *verdict == Verdict::Met));
        *self.groups.entry(judgement.group.clone()).or_default() += 1;
        for &flag in &judgement.flags {
            *self.flags.entry(flag).or_default() += 1;
        }
        for &doubt in &judgement.doubts {
            *self.doubts.entry(doubt).or_default() += 1;
        }
    }

    fn unit(self, key: &UnitKey, requirements: &Requirements) -> Unit {
        let [right, complete, clean, living] = self.counts;
        let commune = key.commune.text();
        let mut reasons: Vec<ReasonCount> = self
            .flags
            .into_iter()
            .map(|((criterion, flag), parcels)| reason(criterion, flag.id(), flag.title(), parcels))
            .collect();
        let mut doubts: Vec<ReasonCount> = self
            .doubts
            .into_iter()
            .map(|((criterion, doubt), parcels)| reason(criterion, doubt.id(), doubt.title(), parcels))
            .collect();
        for list in [&mut reasons, &mut doubts] {
            list.sort_by_key(|reason| Reverse(reason.parcels));
        }
        let count = |(group, parcels): (ParcelGroup, usize)| ClassCount {
            codes: codes(&group, requirements),
            parcels,
        };
        let mut classes: Vec<ClassCount> = self.groups.into_iter().map(count).collect();
        classes.sort_by_key(|class| (class.codes.len() != 1, class.codes.clone()));
        Unit {
            commune_name: commune.as_deref().and_then(commune_name).map(str::to_owned),
            commune,
            village: key.village.text(),
            sheet: key.sheet.text(),
            parcels: self.parcels,
            left_out: self.left_out,
            right,
            complete,
            clean,
            living,
            all_four: self.all_four,
            classes,
            reasons,
            doubts,
        }
    }
}

fn reason(criterion: Criterion, code: String, text: Text, parcels: usize) -> ReasonCount {
    ReasonCount { criterion: criterion.id().to_owned(), code, text, parcels }
}

impl Unit {
    /// The counts, in the order of [`Criterion::ALL`].
    #[must_use]
    pub const fn counts(&self) -> [Counts; 4] {
        [self.right, self.complete, self.clean, self.living]
    }
}
