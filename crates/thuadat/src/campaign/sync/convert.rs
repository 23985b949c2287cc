//! What map and registers say of the progress of each parcel.

use super::model::{CONTRACT, Matched, SyncCount, SyncReport, SyncRow};
use crate::campaign::judge::{RowsOfParcels, is_left_out, population};
use crate::campaign::scorecard::{Numbered, codes, register_files, text};
use crate::campaign::sheet::Public;
use crate::campaign::{Answer, CampaignRun, Fact, Judgement, judge};
use crate::report::model::Tool;
use std::collections::BTreeSet;
use thuadat_core::{CertificateEntry, LinkStatus};
use thuadat_io::{RegisterCell, RegisterField};

impl SyncReport {
    /// The progress of the parcels of a run.
    #[must_use]
    pub fn new(run: &CampaignRun) -> Self {
        let records = &run.link.dataset.parcels.records;
        let tracer = Tracer { run, rows: RowsOfParcels::new(run), public: Public::new(run) };
        let judgements = judge(run);
        let mut parcels: Vec<SyncRow> = (0..records.len())
            .filter(|&parcel| !is_left_out(&records[parcel], &run.requirements))
            .map(|parcel| tracer.of_parcel(parcel, judgements[parcel].as_ref()))
            .collect();
        let left_out = records.len() - parcels.len();
        let (attribute_only, rows_without_parcel) = tracer.without_shape(&parcels);
        parcels.extend(attribute_only);
        parcels.sort_by_cached_key(|row| {
            [&row.commune, &row.sheet, &row.number].map(|part| Numbered::new(part.as_deref()))
        });
        Self {
            contract: CONTRACT.to_owned(),
            tool: Tool { name: "thuadat".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            holds_personal_data: false,
            map: run.link.dataset.source.path.clone(),
            registers: register_files(run),
            class_list: run.requirements.class_list.clone(),
            left_out,
            rows_without_parcel,
            counts: counts(&parcels),
            parcels,
        }
    }
}

struct Tracer<'a> {
    run: &'a CampaignRun,
    rows: RowsOfParcels,
    public: Public<'a>,
}

impl Tracer<'_> {
    fn of_parcel(&self, parcel: usize, judgement: Option<&Judgement>) -> SyncRow {
        let facts = &self.run.facts;
        let key = &self.run.link.dataset.parcels.records[parcel].key;
        let part = |part: &Option<Box<str>>| part.as_deref().map(str::to_owned);
        let mut row = SyncRow {
            commune: part(&key.commune),
            sheet: part(&key.sheet),
            number: part(&key.number),
            issued_number: yes_or_no(facts.answer(Fact::IssuedNumber, parcel)),
            three_blocks: self.three_blocks(parcel),
            attribute_only: !self.has_shape(parcel),
            population: population(self.run, &self.rows, parcel).map(matched),
            operated: yes_or_no(facts.answer(Fact::Operated, parcel)),
            class: self.class(parcel, judgement),
            missing: Vec::new(),
        };
        row.missing = missing(&row);
        row
    }

    fn has_shape(&self, parcel: usize) -> bool {
        let mut corners = self.run.link.dataset.parcels.geometries.rings(parcel).flatten();
        corners.any(|at| at.x.is_finite() && at.y.is_finite())
    }

    /// As a column says; else no where there is no shape, yes where there are shape, record and scans, and not told otherwise.
    fn three_blocks(&self, parcel: usize) -> Option<bool> {
        let facts = &self.run.facts;
        if let Some(told) = yes_or_no(facts.answer(Fact::ThreeBlocks, parcel)) {
            return Some(told);
        }
        let of_rows = self.rows.linked[parcel].iter().map(|&(register, entry)| {
            self.run.sheets[register as usize].scans.get(entry as usize).copied().flatten()
        });
        let scans: Vec<Option<Answer>> = of_rows.chain([facts.answer(Fact::Scan, parcel)]).collect();
        if !self.has_shape(parcel) || scans.contains(&Some(Answer::No)) {
            Some(false)
        } else {
            let has_record = !self.rows.linked[parcel].is_empty();
            (has_record && scans.contains(&Some(Answer::Yes))).then_some(true)
        }
    }

    fn class(&self, parcel: usize, judgement: Option<&Judgement>) -> Option<String> {
        let of_map = self.run.facts.text(Fact::Class, parcel);
        let of_rows = self.entries(parcel).find_map(|entry| entry.class.as_deref().map(str::to_owned));
        let recorded = of_map.or(of_rows).filter(|class| {
            self.public.allows(RegisterField::Class, &RegisterCell::Text(class.as_str().into()))
        });
        recorded.or_else(|| match &codes(&judgement?.group, &self.run.requirements)[..] {
            [code] => Some(code.clone()),
            _ => None,
        })
    }

    fn entries(&self, parcel: usize) -> impl Iterator<Item = &CertificateEntry> {
        let entry = |&(register, entry): &(u32, u32)| {
            &self.run.link.registers[register as usize].entries[entry as usize]
        };
        self.rows.linked[parcel].iter().map(entry)
    }

    /// Rows that lead to no parcel but give its numbers of today are parcels without a shape; how many give none.
    fn without_shape(&self, known: &[SyncRow]) -> (Vec<SyncRow>, usize) {
        let key = |row: &SyncRow| (row.commune.clone(), row.sheet.clone(), row.number.clone());
        let mut seen: BTreeSet<_> = known.iter().map(key).collect();
        let (mut rows, mut without) = (Vec::new(), 0);
        for link in self.run.link.linkage.rows.iter().filter(|link| link.status == LinkStatus::Unlinked) {
            let entry = &self.run.link.registers[link.register as usize].entries[link.entry as usize];
            let shown = |part: &Option<Box<str>>| {
                part.as_deref().filter(|part| thuadat_core::may_be_shown(part)).map(str::to_owned)
            };
            let (Some(sheet), Some(number)) = (shown(&entry.current.sheet), shown(&entry.current.number))
            else {
                without += 1;
                continue;
            };
            let mut row = SyncRow {
                commune: shown(&entry.commune),
                sheet: Some(sheet),
                number: Some(number),
                issued_number: None,
                three_blocks: Some(false),
                attribute_only: true,
                population: self.run.sheets[link.register as usize].population[link.entry as usize]
                    .map(matched),
                operated: None,
                class: None,
                missing: Vec::new(),
            };
            row.missing = missing(&row);
            if seen.insert(key(&row)) {
                rows.push(row);
            }
        }
        (rows, without)
    }
}

fn yes_or_no(answer: Option<Answer>) -> Option<bool> {
    match answer? {
        Answer::Yes => Some(true),
        Answer::No => Some(false),
        Answer::Undetermined => None,
    }
}

const fn matched(answer: Answer) -> Matched {
    match answer {
        Answer::Yes => Matched::Matched,
        Answer::No => Matched::Different,
        Answer::Undetermined => Matched::Undetermined,
    }
}

fn missing(row: &SyncRow) -> Vec<String> {
    let facts = [
        ("commune", row.commune.is_some()),
        ("sheet", row.sheet.is_some()),
        ("number", row.number.is_some()),
        (Fact::IssuedNumber.id(), row.issued_number.is_some()),
        (Fact::ThreeBlocks.id(), row.three_blocks.is_some()),
        (Fact::Population.id(), row.population.is_some()),
        (Fact::Operated.id(), row.operated.is_some()),
        (Fact::Class.id(), row.class.is_some()),
    ];
    facts.iter().filter(|(_, is_told)| !is_told).map(|(name, _)| (*name).to_owned()).collect()
}

fn counts(rows: &[SyncRow]) -> Vec<SyncCount> {
    let count = |fact: Fact, of_row: &dyn Fn(&SyncRow) -> Option<Matched>| {
        let of = |answer: Option<Matched>| rows.iter().filter(|row| of_row(row) == answer).count();
        SyncCount {
            fact: fact.id().to_owned(),
            title: text(fact.title()),
            yes: of(Some(Matched::Matched)),
            no: of(Some(Matched::Different)),
            undetermined: of(Some(Matched::Undetermined)),
            not_told: of(None),
        }
    };
    let flag = |told: Option<bool>| told.map(|yes| if yes { Matched::Matched } else { Matched::Different });
    vec![
        count(Fact::IssuedNumber, &|row| flag(row.issued_number)),
        count(Fact::ThreeBlocks, &|row| flag(row.three_blocks)),
        count(Fact::Population, &|row| row.population),
        count(Fact::Operated, &|row| flag(row.operated)),
        count(Fact::Class, &|row| row.class.as_ref().map(|_| Matched::Matched)),
    ]
}
