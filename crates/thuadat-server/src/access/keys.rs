//! Keys: what a client shows, and what is kept of it.

use super::role::Role;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write;
use thuadat::cadastre::Timestamp;

/// How every key begins, so that who finds one knows what it opens.
const BEGINS: &str = "thuadat";
const NAME_BYTES: usize = 6;
const SECRET_BYTES: usize = 32;

/// A key to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKeyRequest {
    /// What it is for, in the words of who makes it.
    pub label: String,
    /// What who has it may do.
    pub role: Role,
    /// Codes of the communes it is for; none of them for all.
    pub communes: BTreeSet<String>,
    /// From when on it opens nothing; none for never.
    pub expires_at: Option<Timestamp>,
}

/// What is kept of a key: enough to know it again, not enough to make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeptKey {
    /// Its public name.
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) role: Role,
    pub(crate) communes: BTreeSet<String>,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Option<Timestamp>,
    pub(crate) revoked_at: Option<Timestamp>,
    pub(crate) hash: [u8; 32],
}

/// Makes a key; the text is shown once and kept nowhere.
pub(super) fn make(request: NewKeyRequest) -> Result<(String, KeptKey), getrandom::Error> {
    let (mut name, mut secret) = ([0; NAME_BYTES], [0; SECRET_BYTES]);
    getrandom::fill(&mut name)?;
    getrandom::fill(&mut secret)?;
    let name = hexadecimal(&name);
    let text = format!("{BEGINS}_{name}_{}", hexadecimal(&secret));
    let kept = KeptKey {
        name,
        label: request.label,
        role: request.role,
        communes: request.communes,
        created_at: Timestamp::now(),
        expires_at: request.expires_at,
        revoked_at: None,
        hash: hash_of(&text),
    };
    Ok((text, kept))
}

impl KeptKey {
    /// Whether it opens anything at a moment.
    pub(super) fn is_valid_at(&self, now: &Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.as_ref().is_none_or(|end| now < end)
    }
}

/// The name a key has by its text; none where the text is no key.
pub(super) fn name_in(text: &str) -> Option<&str> {
    let (name, secret) = text.strip_prefix(BEGINS)?.strip_prefix('_')?.split_once('_')?;
    let is_hexadecimal = |text: &str, bytes: usize| {
        text.len() == bytes * 2 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    (is_hexadecimal(name, NAME_BYTES) && is_hexadecimal(secret, SECRET_BYTES)).then_some(name)
}

/// Of 32 bytes nobody can guess a plain hash is enough: it is not a word to be tried.
pub(super) fn hash_of(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// Whether two hashes are one, in a time that does not depend on where they differ.
pub(super) fn is_same(one: &[u8; 32], other: &[u8; 32]) -> bool {
    let differing =
        one.iter().zip(other).fold(0, |all, (one, other)| std::hint::black_box(all | (one ^ other)));
    differing == 0
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

pub(super) fn bytes_of(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_known_again_by_their_hash_alone() {
        let request = NewKeyRequest {
            label: "văn phòng".to_owned(),
            role: Role::Officer,
            communes: BTreeSet::new(),
            expires_at: None,
        };
        let (text, kept) = make(request.clone()).expect("the system has randomness");
        assert_eq!(name_in(&text), Some(&*kept.name));
        assert!(is_same(&hash_of(&text), &kept.hash));
        assert!(!is_same(&hash_of(&format!("{text} ")), &kept.hash));
        let (other, _) = make(request).expect("the system has randomness");
        assert_ne!(text, other);
        assert_eq!(bytes_of(&hexadecimal(&kept.hash)), Some(kept.hash));
        for bad in
            ["", "thuadat", "thuadat_x_y", &text[..text.len() - 1], &text.to_uppercase(), &format!("{text}0")]
        {
            assert_eq!(name_in(bad), None, "{bad}");
        }
        for bad in ["", "zz", &"é".repeat(32), &"g".repeat(64)] {
            assert_eq!(bytes_of(bad), None, "{bad}");
        }
    }
}
