//! `thuadat rules`.

use crate::failure::Failure;
use clap::Args;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use thuadat::handbook::{explain_rule, list_rules, write_pages};
use thuadat::{Language, profile};

/// The arguments of `thuadat rules`.
#[derive(Debug, Args)]
pub(crate) struct RulesArguments {
    /// Rule to explain: an id (`topology/overlap`) or the end of one (`overlap`); without it all are listed
    rule: Option<String>,

    /// Profile whose severities and thresholds are told: one of the built-in ones, or a TOML file
    #[arg(long, value_name = "FILE|NAME", default_value = profile::DEFAULT)]
    profile: String,

    /// Write the pages of all rules, with drawings, into this folder
    #[arg(long, value_name = "FOLDER", conflicts_with = "rule")]
    pages: Option<PathBuf>,
}

/// Lists the rules, or explains one: in the language named, else in both.
pub(crate) fn run(
    arguments: &RulesArguments,
    named: Option<Language>,
    system: Language,
) -> Result<ExitCode, Failure> {
    let document = profile::named(&arguments.profile)?;
    let mut output = BufWriter::new(io::stdout().lock());
    match (&arguments.pages, &arguments.rule) {
        (Some(folder), _) => write_pages(folder, &document)?,
        (None, None) => {
            list_rules(&document, named.unwrap_or(system), &mut output).map_err(Failure::Output)?;
        }
        (None, Some(name)) => {
            let languages = named.map_or_else(|| Language::ALL.to_vec(), |language| vec![language]);
            for rule in document.rules_named(name)? {
                explain_rule(rule, &document, &languages, &mut output).map_err(Failure::Output)?;
            }
        }
    }
    output.flush().map_err(Failure::Output)?;
    Ok(ExitCode::SUCCESS)
}
