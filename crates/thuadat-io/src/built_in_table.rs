//! The tables of `data/` that are built into the crate: comments begin with `#`, the first line that is none is the header.

/// The lines below the header.
pub(crate) fn rows(table: &str) -> impl Iterator<Item = &str> {
    table.lines().filter(|line| !line.starts_with('#')).skip(1)
}
