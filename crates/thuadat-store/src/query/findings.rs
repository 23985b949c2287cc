//! Findings that are no more.

use crate::database::DatabaseError;
use crate::database::schema::finding_closed;
use crate::store::Store;
use diesel::prelude::*;
use thuadat_core::{FindingId, Message, Severity};

/// A finding that is no more, with the record that closed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedFinding {
    /// The same in every check.
    pub id: FindingId,
    /// The record that closed it.
    pub closed_by: i64,
    /// The record that brought it about; none where a check of everything found it.
    pub opened_by: Option<i64>,
    /// The public id of its rule.
    pub rule: String,
    /// How grave it was.
    pub severity: Severity,
    /// What was wrong.
    pub message: Message,
}

/// Which closed findings are looked for; what is open may be anything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ClosedFindingFilter<'a> {
    /// The public id of the rule.
    pub rule: Option<&'a str>,
    /// How grave.
    pub severity: Option<Severity>,
}

type Row = (String, i64, Option<i64>, String, String, String, String);

impl Store {
    /// The next `limit` findings that are no more, in the order of the records that closed them; after one of a record, where that is
    /// given.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn closed_findings_after(
        &mut self,
        filter: ClosedFindingFilter<'_>,
        after: Option<(i64, FindingId)>,
        limit: i64,
    ) -> Result<Vec<ClosedFinding>, DatabaseError> {
        let mut query = finding_closed::table
            .select((
                finding_closed::finding_id,
                finding_closed::closed_by_record,
                finding_closed::opened_by_record,
                finding_closed::rule,
                finding_closed::severity,
                finding_closed::text_vi,
                finding_closed::text_en,
            ))
            .order((finding_closed::closed_by_record, finding_closed::finding_id))
            .limit(limit)
            .into_boxed();
        if let Some((record, id)) = after {
            let later = finding_closed::closed_by_record.gt(record);
            let of_record = finding_closed::closed_by_record
                .eq(record)
                .and(finding_closed::finding_id.gt(id.to_string()));
            query = query.filter(later.or(of_record));
        }
        if let Some(rule) = filter.rule {
            query = query.filter(finding_closed::rule.eq(rule));
        }
        if let Some(severity) = filter.severity {
            query = query.filter(finding_closed::severity.eq(severity.id()));
        }
        let rows: Vec<Row> = query.load(&mut self.connection)?;
        rows.into_iter().map(closed).collect()
    }
}

fn closed((id, closed_by, opened_by, rule, severity, vi, en): Row) -> Result<ClosedFinding, DatabaseError> {
    let damaged = || DatabaseError::Damaged { said: "a finding is not as it was written".to_owned() };
    let known = [Severity::Error, Severity::Warning, Severity::Note];
    let severity = known.into_iter().find(|known| known.id() == severity).ok_or_else(damaged)?;
    let id = id.parse().map_err(|_| damaged())?;
    Ok(ClosedFinding { id, closed_by, opened_by, rule, severity, message: Message { vi, en } })
}
