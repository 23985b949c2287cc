//! What is wrong with the value of an argument, in both languages.

use crate::terminal::message;
use std::fmt;
use thuadat::Message;

/// What a value should have been; clap says which value of which argument.
#[derive(Debug)]
pub(crate) struct Fault(pub(crate) Message);

impl Fault {
    pub(crate) fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self(message(vi, en))
    }
}

/// English, as clap's own words around it are.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl std::error::Error for Fault {}
