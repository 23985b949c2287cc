//! XML as elements that have fields and elements below them.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// An element. What is below it and has nothing below itself is a field, and so is an attribute.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Element {
    pub(super) name: String,
    /// Counted from 1.
    pub(super) line: u32,
    fields: Vec<(String, String)>,
    children: Vec<Self>,
}

/// Elements in elements to this depth are read; a dossier has five levels.
const DEEPEST: usize = 64;

impl Element {
    /// The outermost element of a document, or what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader::from_str(text);
        let mut lines = Lines { text, at: 0, line: 1 };
        let mut open = vec![(Self::default(), String::new())];
        loop {
            let line = lines.line_at(reader.buffer_position() as usize);
            let said = |error: &dyn std::fmt::Display| format!("{error} (line {line})");
            let event = reader.read_event().map_err(|error| said(&error))?;
            let (_, written) = open.last_mut().ok_or("it has more ends than beginnings")?;
            match event {
                Event::Start(tag) => {
                    open.push((Self::begun(&tag, line).map_err(|error| said(&error))?, String::new()));
                    if open.len() > DEEPEST {
                        return Err(format!(
                            "it has more than {DEEPEST} elements in each other (line {line})"
                        ));
                    }
                }
                Event::Empty(tag) => {
                    let element = Self::begun(&tag, line).map_err(|error| said(&error))?;
                    open.last_mut().ok_or("it has more ends than beginnings")?.0.take(element, "");
                }
                Event::End(_) => {
                    let (element, written) = open.pop().unwrap_or_default();
                    open.last_mut().ok_or("it has more ends than beginnings")?.0.take(element, &written);
                }
                Event::Text(text) => written.push_str(&text.xml10_content()),
                Event::CData(text) => written.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                    Ok(Some(letter)) => written.push(letter),
                    _ => written.push_str(named_letter(&reference.xml10_content())),
                },
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        match open.pop() {
            Some((document, _)) if open.is_empty() => {
                document.children.into_iter().next().ok_or_else(|| "it holds no elements".to_owned())
            }
            _ => Err("it ends before its elements do".to_owned()),
        }
    }

    fn begun(tag: &BytesStart<'_>, line: u32) -> Result<Self, quick_xml::Error> {
        let mut element = Self { name: local(tag.name().as_ref()), line, ..Self::default() };
        for attribute in tag.attributes() {
            let attribute = attribute?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0)?.trim().to_owned();
            if !value.is_empty() {
                element.fields.push((local(attribute.key.as_ref()), value));
            }
        }
        Ok(element)
    }

    fn take(&mut self, element: Self, written: &str) {
        let written = written.trim();
        if element.children.is_empty() && element.fields.is_empty() && !self.name.is_empty() {
            if !written.is_empty() {
                self.fields.push((element.name, written.to_owned()));
            }
        } else {
            self.children.push(element);
        }
    }

    /// The value of a field; letters large and small are the same.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        let is_it = |(known, _): &&(String, String)| known.eq_ignore_ascii_case(name);
        self.fields.iter().find(is_it).map(|(_, value)| value.as_str())
    }

    /// All elements of a name, however deep.
    pub(super) fn all<'a>(&'a self, name: &str) -> Vec<&'a Self> {
        let mut found = Vec::new();
        self.gather(name, &mut found);
        found
    }

    fn gather<'a>(&'a self, name: &str, found: &mut Vec<&'a Self>) {
        for child in &self.children {
            if child.name.eq_ignore_ascii_case(name) {
                found.push(child);
            }
            child.gather(name, found);
        }
    }
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or_default().to_owned()
}

/// The letters XML has names for.
fn named_letter(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}

/// Which line of a text a place is in, asked for in rising order.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn line_at(&mut self, place: usize) -> u32 {
        let place = place.clamp(self.at, self.text.len());
        let passed = &self.text.as_bytes()[self.at..place];
        self.line += passed.iter().filter(|&&byte| byte == b'\n').count() as u32;
        self.at = place;
        self.line
    }
}
