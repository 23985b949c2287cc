//! The errors of the store in both languages.
