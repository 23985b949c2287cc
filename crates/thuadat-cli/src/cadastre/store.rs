//! `thuadat store`.

use super::arguments::{InfoArguments, OneStore, StoreArguments, StoreCommand, VerifyArguments};
use super::{edit, print, words};
use crate::failure::Failure;
use crate::terminal::{Terminal, message};
use std::process::ExitCode;
use thuadat::Language;
use thuadat::cadastre::{
    self, Access, CopyFailure, CopyReport, DatabaseError, Store, StoreLocation, prove_findings,
};

/// Runs the command. `verify` answers 1 when something is amiss.
pub(crate) fn run(
    arguments: &StoreArguments,
    language: Language,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    match &arguments.command {
        StoreCommand::Migrate(store) => migrate(store, terminal),
        StoreCommand::Info(arguments) => info(arguments, language),
        StoreCommand::Verify(arguments) => verify(arguments, language, terminal),
        StoreCommand::Copy(of) => {
            let copied = || cadastre::copy_store(&of.from, &of.to, terminal);
            copy((&of.from, &of.to), copied, language, terminal)
        }
        StoreCommand::Backup(of) => {
            let copied = || cadastre::back_up(&of.store, &of.file, terminal);
            copy((&of.store, &of.file), copied, language, terminal)
        }
        StoreCommand::Restore(of) => {
            let copied = || cadastre::restore(&of.file, &of.store, terminal);
            copy((&of.file, &of.store), copied, language, terminal)
        }
        StoreCommand::History(arguments) => edit::look_back(arguments, language),
        StoreCommand::Undo(arguments) => edit::undo(arguments, language, terminal),
    }
}

fn copy(
    (from, to): (&StoreLocation, &StoreLocation),
    work: impl FnOnce() -> Result<CopyReport, CopyFailure>,
    language: Language,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let report = terminal.while_writing(work)?;
    terminal.clear();
    print(&words::copied(from, to, &report, language))?;
    Ok(ExitCode::SUCCESS)
}

fn migrate(OneStore { store }: &OneStore, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let report = terminal.while_writing(|| Store::migrate(store))?;
    let applied = report.applied.join(", ");
    terminal.say(&if report.applied.is_empty() {
        message(format!("kho {store} đã là bản mới nhất"), format!("the store {store} is up to date"))
    } else {
        message(
            format!("đã cập nhật kho {store}: {applied}"),
            format!("brought the store {store} up to date: {applied}"),
        )
    });
    Ok(ExitCode::SUCCESS)
}

fn info(
    InfoArguments { one: OneStore { store }, at }: &InfoArguments,
    language: Language,
) -> Result<ExitCode, Failure> {
    let mut opened = Store::open(store, Access::Read)?;
    let told = |opened: &mut Store| -> Result<_, DatabaseError> {
        match at {
            Some(at) => Ok((opened.info_at(at)?, opened.document_counts_at(at)?)),
            None => Ok((opened.info()?, opened.document_counts()?)),
        }
    };
    let (info, counts) = opened.snapshot(told).map_err(Failure::Database)?;
    print(&words::info(store, &info, &counts, at.as_ref(), language))?;
    Ok(ExitCode::SUCCESS)
}

fn verify(
    VerifyArguments { one: OneStore { store }, findings }: &VerifyArguments,
    language: Language,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let mut opened = Store::open(store, Access::Read)?;
    let report = cadastre::verify(&mut opened, terminal).map_err(Failure::Verify)?;
    terminal.clear();
    print(&words::verified(store, &report, language))?;
    let mut is_sound = report.faults.is_empty();
    if *findings {
        let proof = prove_findings(store, terminal)?;
        terminal.clear();
        print(&words::findings_proven(&proof, language))?;
        is_sound &= proof.missing.is_empty() && proof.left_over.is_empty();
    }
    Ok(ExitCode::from(u8::from(!is_sound)))
}
