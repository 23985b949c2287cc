//! Holds each parcel against what the campaign asks: met, failed, or not to be said, each with its reasons.

use super::{Answer, CampaignRun, Criterion, Doubt, Fact, Flag, RequiredField, RequiredOf, Requirements};
use std::collections::{BTreeSet, HashMap};
use thuadat_core::{CertificateEntry, Day, Finding, LinkReason, LinkStatus, ParcelRecord, Rule};

/// Whether a parcel meets a criterion, as far as a machine can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing speaks against it, and what must be known is known.
    Met,
    /// Something speaks against it.
    Failed,
    /// Nothing speaks against it, but not all that must be known is known.
    Unknown,
}

/// The group of a parcel.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ParcelGroup {
    /// This one, by its position in the list.
    Of(usize),
    /// One of these; what is not known decides which.
    Between(Vec<usize>),
    /// None of the list.
    None,
}

/// What is said of a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The answers, in the order of [`Criterion::ALL`].
    pub verdicts: [Verdict; 4],
    /// Why criteria fail.
    pub flags: BTreeSet<(Criterion, Flag)>,
    /// Why criteria cannot be said to be met.
    pub doubts: BTreeSet<(Criterion, Doubt)>,
    /// Its group.
    pub group: ParcelGroup,
}

/// Judges every parcel of a run; none for ground that is no parcel.
#[must_use]
pub fn judge(run: &CampaignRun) -> Vec<Option<Judgement>> {
    let judge = Judge::new(run);
    (0..run.link.dataset.parcels.len()).map(|parcel| judge.of(parcel)).collect()
}

struct Judge<'a> {
    run: &'a CampaignRun,
    not_run: BTreeSet<Rule>,
    /// What rules found, by parcel.
    found: HashMap<u32, BTreeSet<(Criterion, Flag)>>,
    /// What was found of the map as a whole.
    found_of_all: BTreeSet<(Criterion, Flag)>,
    rows: RowsOfParcels,
}

/// Rows of the registers by the parcels they belong to.
pub(super) struct RowsOfParcels {
    /// Register and entry of linked rows.
    pub(super) linked: Vec<Vec<(u32, u32)>>,
    /// Whether rows that are not linked may belong to it.
    pub(super) is_candidate: Vec<bool>,
    /// Contradictions, and what is noteworthy of links.
    reasons: Vec<BTreeSet<LinkReason>>,
}

impl RowsOfParcels {
    pub(super) fn new(run: &CampaignRun) -> Self {
        let parcels = run.link.dataset.parcels.len();
        let mut rows = Self {
            linked: vec![Vec::new(); parcels],
            is_candidate: vec![false; parcels],
            reasons: vec![BTreeSet::new(); parcels],
        };
        for row in &run.link.linkage.rows {
            for &parcel in &row.parcels {
                rows.linked[parcel as usize].push((row.register, row.entry));
                rows.reasons[parcel as usize].extend(row.reasons.iter().copied());
            }
            for &parcel in &row.candidates {
                rows.is_candidate[parcel as usize] = true;
                if row.status == LinkStatus::Conflict {
                    rows.reasons[parcel as usize].extend(row.reasons.iter().copied());
                }
            }
        }
        rows
    }
}

impl<'a> Judge<'a> {
    fn new(run: &'a CampaignRun) -> Self {
        let not_run = run.rules.iter().filter(|rule| rule.result.is_err()).map(|rule| rule.rule);
        let mut judge = Self {
            run,
            not_run: not_run.collect(),
            found: HashMap::new(),
            found_of_all: BTreeSet::new(),
            rows: RowsOfParcels::new(run),
        };
        judge.take_findings();
        judge.take_findings_of_certificates();
        judge
    }

    /// The criterion that a finding speaks against.
    fn criterion_of(&self, finding: &Finding) -> Option<Criterion> {
        Criterion::ALL.into_iter().find(|&criterion| {
            let asks = self.run.requirements.of(criterion);
            finding.severity >= asks.at_least && asks.rules.contains(&finding.rule)
        })
    }

    /// What is wrong with a certificate is wrong with the parcels its rows are linked to; of those it only may be of, only
    /// where there is but one.
    fn take_findings_of_certificates(&mut self) {
        for found in &self.run.link.certificates.findings {
            let Some(criterion) = self.criterion_of(&found.finding) else { continue };
            let linked = found.rows.iter().flat_map(|&row| &self.run.link.linkage.rows[row as usize].parcels);
            let parcels: BTreeSet<u32> = match found.finding.parcels[..] {
                [only] => BTreeSet::from([only]),
                _ => linked.copied().collect(),
            };
            for parcel in parcels {
                let flag = (criterion, Flag::Rule(found.finding.rule));
                self.found.entry(parcel).or_default().insert(flag);
            }
        }
    }

    fn take_findings(&mut self) {
        for finding in &self.run.findings {
            let Some(criterion) = self.criterion_of(finding) else { continue };
            let flag = (criterion, Flag::Rule(finding.rule));
            for &parcel in &finding.parcels {
                self.found.entry(parcel).or_default().insert(flag);
            }
            // What is wrong with the coordinates of the map is wrong with each parcel.
            if finding.parcels.is_empty() && finding.rule.id().starts_with("crs/") {
                self.found_of_all.insert(flag);
            }
        }
    }

    fn of(&self, parcel: usize) -> Option<Judgement> {
        let record = &self.run.link.dataset.parcels.records[parcel];
        if is_left_out(record, &self.run.requirements) {
            return None;
        }
        let mut flags = self.found_of_all.clone();
        flags.extend(self.found.get(&(parcel as u32)).into_iter().flatten().copied());
        let mut doubts = BTreeSet::new();
        for criterion in Criterion::ALL {
            let asks = self.run.requirements.of(criterion);
            let links = self.rows.reasons[parcel].iter().filter(|reason| asks.links.contains(reason));
            flags.extend(links.map(|&reason| (criterion, Flag::Link(reason))));
            let not_run = asks.needs.iter().filter(|rule| self.not_run.contains(rule));
            doubts.extend(not_run.map(|&rule| (criterion, Doubt::NotRun(rule))));
            if !asks.links.is_empty() {
                doubts.extend(self.doubt_of_rows(parcel).map(|doubt| (criterion, doubt)));
            }
            if asks.population {
                self.population(parcel, criterion, &mut flags, &mut doubts);
            }
        }
        self.complete(parcel, &mut flags, &mut doubts);
        self.living(parcel, &mut flags, &mut doubts);
        let verdicts = Criterion::ALL.map(|criterion| {
            if flags.iter().any(|(of, _)| *of == criterion) {
                Verdict::Failed
            } else if doubts.iter().any(|(of, _)| *of == criterion) {
                Verdict::Unknown
            } else {
                Verdict::Met
            }
        });
        let group = self.group(verdicts, &flags);
        Some(Judgement { verdicts, flags, doubts, group })
    }

    fn doubt_of_rows(&self, parcel: usize) -> Option<Doubt> {
        if self.run.link.registers.is_empty() {
            Some(Doubt::NoRegister)
        } else {
            self.rows.is_candidate[parcel].then_some(Doubt::Undecided)
        }
    }

    fn entries(&self, parcel: usize) -> impl Iterator<Item = &'a CertificateEntry> {
        let registers = &self.run.link.registers;
        let rows = self.rows.linked[parcel].clone();
        rows.into_iter().map(|(register, entry)| &registers[register as usize].entries[entry as usize])
    }

    /// Whether all its holders match the population database: by the map, or by each row.
    fn population(
        &self,
        parcel: usize,
        criterion: Criterion,
        flags: &mut BTreeSet<(Criterion, Flag)>,
        doubts: &mut BTreeSet<(Criterion, Doubt)>,
    ) {
        match self.population_answer(parcel) {
            Some(Answer::Yes) => {}
            Some(Answer::No) => drop(flags.insert((criterion, Flag::PopulationDiffers))),
            Some(Answer::Undetermined) => drop(doubts.insert((criterion, Doubt::PopulationUndetermined))),
            None => drop(doubts.insert((criterion, Doubt::Population))),
        }
    }

    fn population_answer(&self, parcel: usize) -> Option<Answer> {
        population(self.run, &self.rows, parcel)
    }

    /// Required fields: one doubt or flag for all of the register, where there is none or no row of it.
    fn complete(
        &self,
        parcel: usize,
        flags: &mut BTreeSet<(Criterion, Flag)>,
        doubts: &mut BTreeSet<(Criterion, Doubt)>,
    ) {
        let entries: Vec<&CertificateEntry> = self.entries(parcel).collect();
        let required = &self.run.requirements.required;
        let is_of_register = required.iter().any(|required| required.of != RequiredOf::Parcel);
        if entries.is_empty() && is_of_register {
            match self.doubt_of_rows(parcel) {
                Some(doubt) => drop(doubts.insert((Criterion::Complete, doubt))),
                None => drop(flags.insert((Criterion::Complete, Flag::NoRow))),
            }
        }
        for required in required {
            let field = required.field;
            let is_organisation = |entry: &&CertificateEntry| {
                entry.holder.organisation.is_some() || entry.holder.organisation_number.is_some()
            };
            let is_filled = match required.of {
                RequiredOf::Parcel => {
                    self.map_has(parcel, field) || entries.iter().any(|entry| entry_has(entry, field))
                }
                RequiredOf::Certificate => {
                    entries.is_empty() || entries.iter().any(|entry| entry_has(entry, field))
                }
                RequiredOf::Person => entries
                    .iter()
                    .filter(|entry| !is_organisation(entry))
                    .all(|entry| entry_has(entry, field)),
                RequiredOf::Organisation => {
                    entries.iter().filter(|entry| is_organisation(entry)).all(|entry| entry_has(entry, field))
                }
            };
            if !is_filled {
                flags.insert((Criterion::Complete, Flag::Missing(field)));
            }
        }
    }

    fn map_has(&self, parcel: usize, field: RequiredField) -> bool {
        let parcels = &self.run.link.dataset.parcels;
        let record = &parcels.records[parcel];
        match field {
            RequiredField::Commune => record.key.commune.is_some(),
            RequiredField::Sheet => record.key.sheet.is_some(),
            RequiredField::Number => record.key.number.is_some(),
            RequiredField::ParcelCode => record.code.is_some(),
            RequiredField::LandUse => record.land_use.is_some(),
            RequiredField::Area => record.recorded_area_m2.or(record.legal_area_m2).is_some(),
            RequiredField::Position => {
                let mut corners = parcels.geometries.rings(parcel).flatten();
                corners.any(|at| at.x.is_finite() && at.y.is_finite())
            }
            _ => false,
        }
    }

    /// Operated, or changed after the youngest certificate: else nobody can tell.
    fn living(
        &self,
        parcel: usize,
        flags: &mut BTreeSet<(Criterion, Flag)>,
        doubts: &mut BTreeSet<(Criterion, Doubt)>,
    ) {
        let operated = self.run.facts.answer(Fact::Operated, parcel);
        let changed = self.run.facts.date(Fact::LastChange, parcel);
        let issued = self.entries(parcel).filter_map(|entry| entry.issued?.day()).max();
        if operated == Some(Answer::No) {
            flags.insert((Criterion::Living, Flag::NotOperated));
        }
        if let (Some(changed), Some(issued)) = (changed, issued)
            && is_before(changed, issued)
        {
            flags.insert((Criterion::Living, Flag::ChangedSince));
        }
        if operated != Some(Answer::Yes) && changed.is_none() {
            doubts.insert((Criterion::Living, Doubt::Operation));
        }
    }

    /// The first group of which all conditions hold; where one before it may hold as well, it is said between which.
    fn group(&self, verdicts: [Verdict; 4], flags: &BTreeSet<(Criterion, Flag)>) -> ParcelGroup {
        let mut open = Vec::new();
        for (position, class) in self.run.requirements.classes.iter().enumerate() {
            let criteria =
                class.criteria.iter().map(|(&criterion, &is_met)| match verdicts[criterion as usize] {
                    Verdict::Met => Some(is_met),
                    Verdict::Failed => Some(!is_met),
                    Verdict::Unknown => None,
                });
            let has = |reason: &String| flags.iter().any(|(_, flag)| flag.id() == *reason);
            let is_open =
                |reason: &String| Rule::from_id(reason).is_some_and(|rule| self.not_run.contains(&rule));
            let reasons = if class.reasons.is_empty() || class.reasons.iter().any(has) {
                Some(true)
            } else {
                (!class.reasons.iter().any(is_open)).then_some(false)
            };
            let conditions: Vec<Option<bool>> = criteria.chain([reasons]).collect();
            if conditions.contains(&Some(false)) {
                continue;
            }
            open.push(position);
            if !conditions.contains(&None) {
                return if let [only] = open[..] {
                    ParcelGroup::Of(only)
                } else {
                    ParcelGroup::Between(open)
                };
            }
        }
        if open.is_empty() { ParcelGroup::None } else { ParcelGroup::Between(open) }
    }
}

/// Whether all holders of a parcel match the population database: by the map, or by every row linked to it.
pub(super) fn population(run: &CampaignRun, rows: &RowsOfParcels, parcel: usize) -> Option<Answer> {
    if let Some(answer) = run.facts.answer(Fact::Population, parcel) {
        return Some(answer);
    }
    let of_row = |&(register, entry): &(u32, u32)| {
        run.sheets[register as usize].population.get(entry as usize).copied().flatten()
    };
    let answers: Vec<Option<Answer>> = rows.linked[parcel].iter().map(of_row).collect();
    if answers.contains(&Some(Answer::No)) {
        Some(Answer::No)
    } else if answers.is_empty() || answers.contains(&None) {
        None
    } else if answers.contains(&Some(Answer::Undetermined)) {
        Some(Answer::Undetermined)
    } else {
        Some(Answer::Yes)
    }
}

/// Whether a parcel is ground that is no parcel.
pub(super) fn is_left_out(record: &ParcelRecord, requirements: &Requirements) -> bool {
    let land_use = record.land_use.as_deref().map(str::trim).unwrap_or_default();
    requirements.left_out.iter().any(|left_out| left_out.eq_ignore_ascii_case(land_use))
}

fn is_before(changed: thuadat_core::WrittenDate, issued: Day) -> bool {
    match changed.day() {
        Some(day) => day < issued,
        None => changed.year() < issued.year(),
    }
}

fn entry_has(entry: &CertificateEntry, field: RequiredField) -> bool {
    let land_uses = &entry.land_uses;
    match field {
        RequiredField::Commune => entry.commune.is_some(),
        RequiredField::Sheet => entry.current.sheet.is_some() || entry.printed.sheet.is_some(),
        RequiredField::Number => entry.current.number.is_some() || entry.printed.number.is_some(),
        RequiredField::ParcelCode => entry.parcel_code.is_some(),
        RequiredField::LandUse => land_uses.iter().any(|land_use| !land_use.land_use.is_empty()),
        RequiredField::Area => entry.area_m2.is_some(),
        RequiredField::Position => false,
        RequiredField::ParcelAddress => entry.parcel_address.is_some(),
        RequiredField::Form => land_uses.iter().any(|land_use| land_use.form.is_some()),
        RequiredField::Origin => land_uses.iter().any(|land_use| land_use.origin.is_some()),
        RequiredField::Term => land_uses.iter().any(|land_use| land_use.term.is_some()),
        RequiredField::Serial => entry.serial.is_some(),
        RequiredField::RegistryNumber => entry.registry_number.is_some(),
        RequiredField::Issued => entry.issued.is_some(),
        RequiredField::HolderName => entry.holder.name.is_some(),
        RequiredField::Born => entry.holder.born.is_some(),
        RequiredField::Gender => entry.holder.gender.is_some(),
        RequiredField::IdentityNumber => entry.holder.identity_number.is_some(),
        RequiredField::Address => entry.holder.address.is_some(),
        RequiredField::Organisation => entry.holder.organisation.is_some(),
        RequiredField::OrganisationNumber => entry.holder.organisation_number.is_some(),
    }
}
