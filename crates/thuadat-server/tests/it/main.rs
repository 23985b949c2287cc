//! The server on its real router, over each kind of source.
//!
//! - `access`: keys, roles, pace; every address for every role.
//! - `ogc`: the abstract tests of OGC API Features Part 1 and 2, by their ids.
//! - `tiles`: tiles read by a decoder that is not ours, their headers, their limits.
//! - `parcels`: parcels by number, neighbours, search.
//! - `selection`: boxes across the date line, boxes larger than the Earth, pages of both.
//! - `replaced`: a store put in the place of the one that is served.
//! - `connections`: silent, slow and too many ones, over a real socket.
//! - `edits`: who may, what was seen, what comes of it, who is told.
//! - `findings`: in tiles, page by page, of a map that is sent.
//! - `history`: numbers that were.
//! - `house`: problems, ids of requests, metrics, packing, the map page.
//! - `postgis`: the same answers from either kind of store.
//! - `secrets`: nothing of a person in any answer.

#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

mod access;
mod connections;
mod edits;
mod findings;
mod fixture;
mod history;
mod house;
mod ogc;
mod parcels;
mod postgis;
mod replaced;
mod secrets;
mod selection;
mod tiles;
