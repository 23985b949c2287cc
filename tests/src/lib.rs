//! Tests of thuadat as a whole stand in `it/`, one binary with a module for each kind.
