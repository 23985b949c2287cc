//! Rules of the user's own, as a profile file states them.

use super::document::{SourceText, Value, words};
use super::{ProfileDocument, ProfileError};
use crate::custom::{Expression, ExpressionError, RuleDefinition, Template};
use thuadat_core::{CustomRule, Message, Rule, Severity};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

const KEYS: [&str; 9] = ["id", "severity", "when", "title", "message", "fix", "source", "date", "verified"];

impl SourceText<'_> {
    /// Adds the rules of `[[custom]]`.
    pub(super) fn apply_custom(
        &self,
        document: &mut ProfileDocument,
        value: &Value<'_>,
    ) -> Result<(), ProfileError> {
        let expected =
            || words("các bảng, mỗi quy tắc một bảng [[custom]]", "tables, one [[custom]] for each rule");
        let rules = value.get_ref().as_array().ok_or_else(|| self.bad_value("custom", value, expected()))?;
        for rule in rules {
            let table =
                rule.get_ref().as_table().ok_or_else(|| self.bad_value("custom", rule, expected()))?;
            let definition = self.definition(rule, table)?;
            if document.custom.iter().any(|known| known.rule.id() == definition.rule.id()) {
                let expected =
                    words("một mã không trùng với quy tắc nào khác", "an id that no other rule has");
                return Err(self.bad_value("id", self.needed(rule, table, "id")?, expected));
            }
            document.custom.push(definition);
        }
        Ok(())
    }

    fn definition(&self, rule: &Value<'_>, table: &DeTable<'_>) -> Result<RuleDefinition, ProfileError> {
        for key in table.keys() {
            if !KEYS.contains(&key.get_ref().as_ref()) {
                return Err(self.unknown_key(key.get_ref(), key.span().start, KEYS.into_iter()));
            }
        }
        let title = self.message_of("title", self.needed(rule, table, "title")?)?;
        let severity = self.severity_of(self.needed(rule, table, "severity")?)?;
        let written = self.needed(rule, table, "id")?;
        let id = self.text_of("id", written)?;
        let title = Message { vi: title.vi.as_str(), en: title.en.as_str() };
        let rule_of_id = CustomRule::new(&id, title, severity).ok_or_else(|| {
            let expected = words(
                "`custom/` và chữ thường không dấu, chữ số, dấu gạch nối, ví dụ custom/dat-o-qua-nho",
                "`custom/` and small letters, digits and hyphens, such as custom/too-small",
            );
            self.bad_value("id", written, expected)
        })?;
        let rule_of_id = Rule::Custom(rule_of_id);
        let condition = self.needed(rule, table, "when")?;
        let when = Expression::parse(&self.text_of("when", condition)?)
            .map_err(|error| self.bad_expression(rule_of_id, "when", condition, error))?;
        let sentences = |key: &'static str| {
            table.get(key).map(|value| {
                let template = |text: &str| {
                    Template::parse(text).map_err(|error| self.bad_expression(rule_of_id, key, value, error))
                };
                let Message { vi, en } = self.message_of(key, value)?;
                Ok(Message { vi: template(&vi)?, en: template(&en)? })
            })
        };
        let (source, date, verified) = self.rests_on(table)?;
        Ok(RuleDefinition {
            rule: rule_of_id,
            when,
            message: sentences("message").transpose()?,
            fix: sentences("fix").transpose()?,
            source,
            date,
            verified,
        })
    }

    fn needed<'t, 'i>(
        &self,
        rule: &Value<'_>,
        table: &'t DeTable<'i>,
        key: &'static str,
    ) -> Result<&'t Spanned<DeValue<'i>>, ProfileError> {
        table.get(key).ok_or_else(|| ProfileError::MissingKey {
            path: self.path.to_owned(),
            line: self.line(rule.span().start),
            key,
        })
    }

    fn severity_of(&self, value: &Value<'_>) -> Result<Severity, ProfileError> {
        match value.get_ref().as_str() {
            Some("note") => Ok(Severity::Note),
            Some("warning") => Ok(Severity::Warning),
            Some("error") => Ok(Severity::Error),
            _ => {
                let expected =
                    words("\"error\", \"warning\" hoặc \"note\"", "\"error\", \"warning\" or \"note\"");
                Err(self.bad_value("severity", value, expected))
            }
        }
    }

    fn bad_expression(
        &self,
        rule: Rule,
        key: &'static str,
        value: &Value<'_>,
        error: ExpressionError,
    ) -> ProfileError {
        ProfileError::BadExpression {
            path: self.path.to_owned(),
            line: self.line(value.span().start),
            rule: rule.id(),
            key,
            source: Box::new(error),
        }
    }
}
