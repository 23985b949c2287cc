//! Writing a record and its entry in the audit log.

use super::details::{DetailsHash, Origin, details_of, origins, surroundings};
use crate::content::ContentHash;
use crate::database::schema::{audit_log, record, store};
use crate::database::{AnyConnection, BUSY_MILLISECONDS, DatabaseError, LONG, wait};
use crate::timestamp::Timestamp;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use sha2::{Digest, Sha256};
use thuadat_core::Observer;

/// Who makes a change, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// Who: a user's name as the office knows it.
    pub name: String,
    /// Why, in words.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// What kind of change a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordKind {
    /// A file was taken in.
    Import,
    /// A parcel's boundary or facts were corrected.
    Correct,
    /// A parcel became several.
    Split,
    /// Several parcels became one.
    Merge,
    /// A parcel got another number.
    Renumber,
    /// A parcel ended and nothing followed it.
    Retire,
    /// Entries of registers were linked to parcels, by the program or a person.
    Link,
    /// A person took an entry's link to a parcel away.
    Unlink,
    /// A finding was accepted as it is.
    Accept,
    /// An earlier record was taken back.
    Undo,
}

impl RecordKind {
    /// Its name in the database.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Correct => "correct",
            Self::Split => "split",
            Self::Merge => "merge",
            Self::Renumber => "renumber",
            Self::Retire => "retire",
            Self::Link => "link",
            Self::Unlink => "unlink",
            Self::Accept => "accept",
            Self::Undo => "undo",
        }
    }
}

/// The store's own row while a change is made. Whoever holds it is the only writer.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = store)]
pub(crate) struct Ledger {
    revision: i64,
    next_parcel_id: i64,
    next_record_id: i64,
    next_source_id: i64,
    next_sheet_id: i64,
    audit_head: String,
}

/// Versions of parcels that a record began and ended.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    begun: Vec<(i64, i64, ContentHash)>,
    ended: Vec<(i64, i64)>,
    descended: Vec<(i64, i64)>,
    accepted: Vec<String>,
    withdrawn: Vec<String>,
}

impl Changes {
    pub(crate) fn begin(&mut self, id: i64, version: i64, hash: ContentHash) {
        self.begun.push((id, version, hash));
    }

    pub(crate) fn end(&mut self, id: i64, version: i64) {
        self.ended.push((id, version));
    }

    pub(crate) fn descend(&mut self, parent: i64, child: i64) {
        self.descended.push((parent, child));
    }

    pub(crate) fn accept(&mut self, finding: String) {
        self.accepted.push(finding);
    }

    pub(crate) fn withdraw(&mut self, finding: String) {
        self.withdrawn.push(finding);
    }

    /// One hash of all of them, whatever the order they came in, and of what was written beside them.
    pub(super) fn hash(mut self, details: &DetailsHash) -> String {
        self.begun.sort_unstable();
        self.ended.sort_unstable();
        self.descended.sort_unstable();
        self.accepted.sort_unstable();
        self.withdrawn.sort_unstable();
        let mut digest = Sha256::new();
        digest.update(b"thuadat changes 2");
        digest.update(details);
        for (id, version, hash) in self.begun {
            digest.update([1]);
            digest.update(id.to_le_bytes());
            digest.update(version.to_le_bytes());
            digest.update(hash.0);
        }
        for (id, version) in self.ended {
            digest.update([2]);
            digest.update(id.to_le_bytes());
            digest.update(version.to_le_bytes());
        }
        for (parent, child) in self.descended {
            digest.update([3]);
            digest.update(parent.to_le_bytes());
            digest.update(child.to_le_bytes());
        }
        for (tag, findings) in [(4, self.accepted), (5, self.withdrawn)] {
            for finding in findings {
                digest.update([tag]);
                digest.update((finding.len() as u64).to_le_bytes());
                digest.update(finding);
            }
        }
        ContentHash(digest.finalize().into()).to_string()
    }
}

impl Ledger {
    /// Waits for other writers and becomes the writer until the transaction ends. Must be the first statement of it: a
    /// transaction that has read before cannot become a writer of a `GeoPackage` any more.
    pub(crate) fn take(connection: &mut AnyConnection) -> QueryResult<Self> {
        diesel::update(store::table).set(store::id.eq(1)).execute(connection)?;
        store::table
            .select((
                store::revision,
                store::next_parcel_id,
                store::next_record_id,
                store::next_source_id,
                store::next_sheet_id,
                store::audit_head,
            ))
            .first(connection)
    }

    /// The same for one who can be told to stop while others write. The answer is [`DatabaseError::Busy`] then.
    pub(crate) fn take_watched(
        connection: &mut AnyConnection,
        observer: &dyn Observer,
    ) -> Result<Self, DatabaseError> {
        match connection {
            AnyConnection::Sqlite(sqlite) => sqlite.batch_execute("PRAGMA busy_timeout = 0")?,
            AnyConnection::Postgres(postgres) => postgres.batch_execute(
                // Who waited must see what the other wrote.
                "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '50ms'",
            )?,
        }
        let taken = wait(observer, LONG, || Self::attempt(connection));
        match connection {
            AnyConnection::Sqlite(sqlite) => {
                sqlite.batch_execute(&format!("PRAGMA busy_timeout = {BUSY_MILLISECONDS}"))?;
            }
            AnyConnection::Postgres(postgres) if taken.is_ok() => {
                postgres.batch_execute("SET LOCAL lock_timeout TO DEFAULT")?;
            }
            AnyConnection::Postgres(_) => {}
        }
        taken
    }

    fn attempt(connection: &mut AnyConnection) -> Result<Self, DatabaseError> {
        if let AnyConnection::Sqlite(_) = connection {
            return Ok(Self::take(connection)?);
        }
        // A statement that failed ends a transaction of PostgreSQL, unless it is undone by itself.
        connection.batch_execute("SAVEPOINT before_waiting")?;
        let taken = Self::take(connection).map_err(DatabaseError::from);
        let ending = if taken.is_ok() { "RELEASE" } else { "ROLLBACK TO" };
        match (connection.batch_execute(&format!("{ending} SAVEPOINT before_waiting")), taken) {
            (Ok(()), taken) => taken,
            (Err(_), Err(first)) => Err(first),
            (Err(error), Ok(_)) => Err(error.into()),
        }
    }

    /// Who makes a record now that nobody else writes: its moment is no earlier than that of the record before.
    pub(crate) fn author_now(connection: &mut AnyConnection, author: &Author) -> QueryResult<Author> {
        let before: Option<String> = record::table
            .select(record::recorded_at)
            .order(record::id.desc())
            .first(connection)
            .optional()?;
        let before: Option<Timestamp> = before.and_then(|before| before.parse().ok());
        let at = match before {
            Some(before) if before > author.at => Timestamp::now().max(before),
            _ => author.at.clone(),
        };
        Ok(Author { at, ..author.clone() })
    }

    /// How many records there are.
    pub(crate) fn revision(&self) -> i64 {
        self.revision
    }

    pub(crate) fn next_parcel_id(&mut self) -> i64 {
        next(&mut self.next_parcel_id)
    }

    pub(crate) fn next_source_id(&mut self) -> i64 {
        next(&mut self.next_source_id)
    }

    pub(crate) fn next_sheet_id(&mut self) -> i64 {
        next(&mut self.next_sheet_id)
    }

    /// Writes the record; what it changes is written after it and names it.
    pub(crate) fn begin_record(
        &mut self,
        connection: &mut AnyConnection,
        kind: RecordKind,
        author: &Author,
    ) -> QueryResult<i64> {
        self.begin_undoing(connection, kind, author, None)
    }

    /// The same of a record that may take an earlier one back.
    pub(crate) fn begin_undoing(
        &mut self,
        connection: &mut AnyConnection,
        kind: RecordKind,
        author: &Author,
        undoes: Option<i64>,
    ) -> QueryResult<i64> {
        let id = next(&mut self.next_record_id);
        let new = (
            record::id.eq(id),
            record::kind.eq(kind.id()),
            record::recorded_at.eq(author.at.as_str()),
            record::author.eq(author.name.as_str()),
            record::reason.eq(author.reason.as_str()),
            record::undoes.eq(undoes),
        );
        diesel::insert_into(record::table).values(new).execute(connection)?;
        Ok(id)
    }

    /// Writes the entry of the last record in the audit log, and gives the row back.
    pub(crate) fn seal(
        self,
        connection: &mut AnyConnection,
        kind: RecordKind,
        author: &Author,
        changes: Changes,
    ) -> QueryResult<()> {
        self.seal_undoing(connection, kind, author, None, changes)
    }

    /// The same of a record that may take an earlier one back.
    pub(crate) fn seal_undoing(
        self,
        connection: &mut AnyConnection,
        kind: RecordKind,
        author: &Author,
        undoes: Option<i64>,
        changes: Changes,
    ) -> QueryResult<()> {
        let origins = origins(connection, self.next_record_id - 1)?;
        self.seal_knowing(connection, (kind, author, undoes), changes, origins)
    }

    /// The same where it is known, in order, which versions were written and where they come from: they need not be read again.
    pub(crate) fn seal_knowing(
        self,
        connection: &mut AnyConnection,
        (kind, author, undoes): (RecordKind, &Author, Option<i64>),
        changes: Changes,
        origins: Vec<Origin>,
    ) -> QueryResult<()> {
        let id = self.next_record_id - 1;
        let beside = surroundings(connection, Some(id))?;
        let changes_hash = changes.hash(&details_of(id, origins, &beside));
        let sealed = Sealed {
            id,
            kind: kind.id(),
            at: author.at.as_str(),
            author: &author.name,
            reason: &author.reason,
            undoes,
            changes_hash: &changes_hash,
        };
        let hash = sealed.hash(&self.audit_head);
        let entry = (
            audit_log::sequence.eq(self.revision + 1),
            audit_log::record_id.eq(id),
            audit_log::changes_hash.eq(changes_hash.as_str()),
            audit_log::previous_hash.eq(self.audit_head.as_str()),
            audit_log::hash.eq(hash.as_str()),
        );
        diesel::insert_into(audit_log::table).values(entry).execute(connection)?;
        diesel::update(store::table)
            .set((
                store::revision.eq(self.revision + 1),
                store::next_parcel_id.eq(self.next_parcel_id),
                store::next_record_id.eq(self.next_record_id),
                store::next_source_id.eq(self.next_source_id),
                store::next_sheet_id.eq(self.next_sheet_id),
                store::audit_head.eq(hash.as_str()),
            ))
            .execute(connection)?;
        Ok(())
    }
}

fn next(id: &mut i64) -> i64 {
    *id += 1;
    *id - 1
}

/// What an entry of the audit log seals.
pub(super) struct Sealed<'a> {
    pub(super) id: i64,
    pub(super) kind: &'a str,
    pub(super) at: &'a str,
    pub(super) author: &'a str,
    pub(super) reason: &'a str,
    pub(super) undoes: Option<i64>,
    pub(super) changes_hash: &'a str,
}

impl Sealed<'_> {
    pub(super) fn hash(&self, previous: &str) -> String {
        let mut digest = Sha256::new();
        digest.update(b"thuadat audit 1");
        digest.update(self.id.to_le_bytes());
        digest.update(self.undoes.unwrap_or(0).to_le_bytes());
        for text in [previous, self.kind, self.at, self.author, self.reason, self.changes_hash] {
            digest.update((text.len() as u64).to_le_bytes());
            digest.update(text);
        }
        ContentHash(digest.finalize().into()).to_string()
    }
}
