//! Values of columns that are no known fact, kept because somebody asked for them by name.

use std::fmt;
use thuadat_core::LegacyEncoding;

/// The columns of a source, and the values of those that were asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attributes {
    /// Every column of the source, of several files each name once.
    pub names: Vec<String>,
    /// The columns asked for that the source has.
    pub columns: Vec<AttributeColumn>,
}

/// The values of one column. `Debug` shows none of a column of people.
#[derive(Clone, PartialEq)]
pub struct AttributeColumn {
    /// The name it was asked for by; the source may have it in other capitals.
    pub name: String,
    /// Whether it holds names of people or numbers of citizens, so that no value may be shown.
    pub is_personal: bool,
    /// A value for each parcel.
    pub values: Vec<AttributeValue>,
}

impl fmt::Debug for AttributeColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("AttributeColumn");
        shown.field("name", &self.name).field("is_personal", &self.is_personal);
        if self.is_personal {
            shown.finish_non_exhaustive()
        } else {
            shown.field("values", &self.values).finish()
        }
    }
}

/// A value of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum AttributeValue {
    /// Nothing, or nothing but blanks.
    Missing,
    /// A finite number.
    Number(f64),
    /// True or false, from a column of these.
    Boolean(bool),
    /// A text without blanks around it, in Unicode's composed form; dates are texts such as `2014-05-19`.
    Text(Box<str>),
}

impl Attributes {
    /// The column asked for by this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&AttributeColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether the source has a column that a name asked for means.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        crate::columns::find_named(&self.names, name).is_some()
    }

    /// Turns texts of before Unicode into Unicode, letter for letter, and tells of each column in which any were, how many
    /// and in what. `encoding/legacy-text` finds such columns; nothing is turned unasked.
    pub fn decode_legacy_texts(&mut self) -> Vec<DecodedColumn> {
        self.columns.iter_mut().filter_map(AttributeColumn::decode).collect()
    }

    /// Takes the columns of another source behind these, which are of `count` parcels; the other has `more_count`. A
    /// column that one of them lacks has no values there.
    pub fn append(&mut self, more: Self, count: usize, more_count: usize) {
        for name in more.names {
            if !self.names.contains(&name) {
                self.names.push(name);
            }
        }
        for column in more.columns {
            if self.column(&column.name).is_none() {
                let values = vec![AttributeValue::Missing; count];
                self.columns.push(AttributeColumn { name: column.name.clone(), is_personal: false, values });
            }
            let known = self.columns.iter_mut().find(|known| known.name == column.name);
            let Some(known) = known else { continue };
            known.is_personal |= column.is_personal;
            known.values.extend(column.values);
        }
        for column in &mut self.columns {
            column.values.resize(count + more_count, AttributeValue::Missing);
        }
    }
}

/// A column of which texts were turned into Unicode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodedColumn {
    /// The name it was asked for by.
    pub name: String,
    /// What most of the texts were in.
    pub encoding: LegacyEncoding,
    /// How many texts.
    pub count: u64,
}

impl AttributeColumn {
    fn decode(&mut self) -> Option<DecodedColumn> {
        let texts = self.values.iter_mut().filter_map(|value| match value {
            AttributeValue::Text(text) => Some(text),
            _ => None,
        });
        decoded_of(&self.name, &mut texts.collect::<Vec<_>>())
    }
}

/// Turns the texts of one column into Unicode; none where all are.
pub(crate) fn decoded_of(name: &str, texts: &mut [&mut Box<str>]) -> Option<DecodedColumn> {
    let most = LegacyEncoding::of_most(texts.iter().map(|text| &***text));
    let mut decoded: Option<DecodedColumn> = None;
    for text in texts.iter_mut().filter(|text| !text.is_ascii()) {
        if let Some((unicode, encoding)) = LegacyEncoding::to_unicode(text, most) {
            **text = unicode.into();
            let encoding = most.unwrap_or(encoding);
            let new = || DecodedColumn { name: name.to_owned(), encoding, count: 0 };
            decoded.get_or_insert_with(new).count += 1;
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use AttributeValue::{Missing, Number};

    fn attributes(name: &str, values: &[f64]) -> Attributes {
        let values = values.iter().copied().map(Number).collect();
        let column = AttributeColumn { name: name.to_owned(), is_personal: false, values };
        Attributes { names: vec![name.to_owned()], columns: vec![column] }
    }

    #[test]
    fn texts_of_before_unicode_are_turned_on_demand() {
        let text = |text: &str| AttributeValue::Text(text.into());
        let values = vec![
            text("Th«n Mẫu 5"),
            text("§ång Quan"),
            text("Nguy\u{d4}n V¨n"),
            Missing,
            Number(5.0),
            text("LUC"),
        ];
        let column = AttributeColumn { name: "diachi".to_owned(), is_personal: false, values };
        let mut attributes = Attributes { names: vec!["diachi".to_owned()], columns: vec![column] };
        let decoded = attributes.decode_legacy_texts();
        let expected = DecodedColumn { name: "diachi".to_owned(), encoding: LegacyEncoding::Tcvn3, count: 3 };
        assert_eq!(decoded, [expected]);
        let values = &attributes.columns[0].values;
        assert_eq!(values[..3], [text("Thôn Mẫu 5"), text("Đồng Quan"), text("Nguyễn Văn")]);
        assert_eq!(values[3..], [Missing, Number(5.0), text("LUC")]);
        assert!(attributes.decode_legacy_texts().is_empty());
    }

    #[test]
    fn debug_shows_nothing_of_people() {
        let values = vec![AttributeValue::Text("Nguyễn Văn Thử".into())];
        let mut column = AttributeColumn { name: "tenchu".to_owned(), is_personal: true, values };
        assert!(!format!("{column:?}").contains("Thử"));
        column.is_personal = false;
        assert!(format!("{column:?}").contains("Thử"));
    }

    #[test]
    fn files_of_different_columns_are_filled_up() {
        let mut joined = attributes("a", &[1.0, 2.0]);
        joined.append(attributes("b", &[3.0]), 2, 1);
        joined.append(attributes("a", &[4.0]), 3, 1);
        assert_eq!(joined.names, ["a", "b"]);
        assert_eq!(joined.column("a").unwrap().values, [Number(1.0), Number(2.0), Missing, Number(4.0)]);
        assert_eq!(joined.column("b").unwrap().values, [Missing, Missing, Number(3.0), Missing]);
        assert!(joined.has("B") && !joined.has("c"));
    }
}
