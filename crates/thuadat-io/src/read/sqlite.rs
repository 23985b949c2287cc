//! The head of an `SQLite` database, which a `GeoPackage` is.
//!
//! `SQLite` takes what is missing of the last page for zeros, so a database that was cut off there reads without a
//! complaint, and wrong. Its head says how long it should be: <https://www.sqlite.org/fileformat2.html>, section 1.3.

/// Bytes of the head.
pub(super) const HEAD: u64 = 100;

const MAGIC: &[u8] = b"SQLite format 3\0";

/// The length in bytes a database says it has; none where it is no database, or does not keep count.
///
/// One in the mode of write-ahead logs may hold its last pages beside it, so nothing is promised there.
pub(super) fn length_promised(head: &[u8]) -> Option<u64> {
    const WRITE_AHEAD: u8 = 2;
    if head.len() < HEAD as usize || !head.starts_with(MAGIC) || head[18] == WRITE_AHEAD {
        return None;
    }
    let number = |at: usize| u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let page = match u16::from_be_bytes([head[16], head[17]]) {
        1 => 65_536,
        bytes => u64::from(bytes),
    };
    // The count holds only where the version that wrote it is the one that changed the file last.
    (number(24) == number(92)).then(|| page * u64::from(number(28)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(page: u16, pages: u32, changed: u32, counted: u32, mode: u8) -> Vec<u8> {
        let mut head = vec![0; HEAD as usize];
        head[..16].copy_from_slice(MAGIC);
        head[16..18].copy_from_slice(&page.to_be_bytes());
        head[18] = mode;
        head[24..28].copy_from_slice(&changed.to_be_bytes());
        head[28..32].copy_from_slice(&pages.to_be_bytes());
        head[92..96].copy_from_slice(&counted.to_be_bytes());
        head
    }

    #[test]
    fn length_is_pages_times_their_size() {
        assert_eq!(length_promised(&head(4096, 73, 5, 5, 1)), Some(4096 * 73));
        assert_eq!(length_promised(&head(1, 2, 5, 5, 1)), Some(131_072));
        assert_eq!(length_promised(&head(4096, 73, 6, 5, 1)), None, "counted before the last change");
        assert_eq!(length_promised(&head(4096, 73, 5, 5, 2)), None, "a log may hold the rest");
        assert_eq!(length_promised(b"SQLite format 3\0"), None);
        assert_eq!(length_promised(&[b'x'; 100]), None);
    }
}
