//! The queries a server asks all day use their index.
