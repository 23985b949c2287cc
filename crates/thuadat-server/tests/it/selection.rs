//! Boxes that are hard to look in.

use crate::fixture::{Server, all};
use std::collections::BTreeSet;

const ITEMS: &str = "/ogc/collections/parcels/items";

/// The parcels of all pages, in the order of the pages.
fn ids(server: &Server, first: &str) -> Vec<i64> {
    let (mut all, mut address) = (Vec::new(), format!("{ITEMS}?{first}"));
    loop {
        let page = server.json(&address);
        all.extend(
            page["features"].as_array().unwrap().iter().map(|feature| feature["id"].as_i64().unwrap()),
        );
        let Some(next) = page["links"].as_array().unwrap().iter().find(|link| link["rel"] == "next") else {
            return all;
        };
        next["href"].as_str().unwrap().clone_into(&mut address);
    }
}

/// A box across the date line holds what its two halves hold, each parcel once, on pages of any size.
#[test]
fn boxes_across_the_date_line() {
    for (kind, server) in &all() {
        let collection = server.json("/ogc/collections/parcels");
        let side = |at: usize| collection["extent"]["spatial"]["bbox"][0][at].as_f64().unwrap();
        let middle = f64::midpoint(side(0), side(2));
        let (west, east) = (middle + 1e-6, middle - 1e-6);
        let half = |area: String| -> BTreeSet<i64> {
            ids(server, &format!("limit=10000&bbox={area}")).into_iter().collect()
        };
        let (left, right) = (half(format!("-180,-90,{east},90")), half(format!("{west},-90,180,90")));
        assert!(left.intersection(&right).count() > 0, "{kind}: some parcel is in both");
        let expected: Vec<i64> = left.union(&right).copied().collect();
        for limit in [97, 300, 10_000] {
            let found = ids(server, &format!("limit={limit}&bbox={west},-90,{east},90"));
            assert_eq!(found, expected, "{kind}: pages of {limit}");
        }
        assert_eq!(ids(server, "limit=1&bbox=170,-90,-170,90"), Vec::<i64>::new(), "{kind}");
    }
}

/// A box whose corners have no place on Earth holds what lies in it.
#[test]
fn boxes_larger_than_the_earth() {
    for (kind, server) in &all() {
        let collection = server.json("/ogc/collections/parcels");
        let crs = collection["storageCrs"].as_str().unwrap();
        let everything = ids(server, "limit=10000");
        for size in ["1e9", "1e15", "1e300"] {
            let area = format!("bbox=-{size},-{size},{size},{size}&bbox-crs={crs}");
            assert_eq!(ids(server, &format!("limit=10000&{area}")), everything, "{kind}: {size}");
        }
    }
}
