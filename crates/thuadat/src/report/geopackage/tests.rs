use super::layers::layers;
use super::style::{Shape, qml};
use crate::report::fixture::{clean_run, run};
use std::collections::BTreeSet;
use thuadat_io::{GeoPackageLayer, Value};

fn layer<'a>(layers: &'a [GeoPackageLayer], name: &str) -> &'a GeoPackageLayer {
    layers.iter().find(|layer| layer.name == name).unwrap()
}

#[test]
fn every_finding_is_a_point_and_its_evidence_an_area_or_a_line() {
    let run = run();
    let layers = layers(&run);
    assert_eq!(layer(&layers, "findings").rows.len(), run.outcome.findings.len());
    assert_eq!(layer(&layers, "finding_areas").rows.len(), 2);
    assert_eq!(layer(&layers, "finding_lines").rows.len(), 1);
    for layer in &layers {
        assert!(layer.rows.iter().all(|row| row.values.len() == layer.fields.len()), "{}", layer.name);
    }
}

#[test]
fn parcels_concerned_stand_in_a_layer_once_each() {
    let run = run();
    let layers = layers(&run);
    let concerned: BTreeSet<u32> =
        run.outcome.findings.iter().flat_map(|finding| finding.parcels.clone()).collect();
    let parcels = layer(&layers, "parcels");
    assert_eq!(parcels.rows.len(), concerned.len());
    assert_eq!(parcels.rows[0].values[1], Value::Text("7/101".to_owned()));
}

#[test]
fn clean_parcels_give_empty_layers() {
    assert!(layers(&clean_run()).iter().all(|layer| layer.rows.is_empty()));
}

/// Well-formed as far as nesting goes: every element opened is closed, in order.
#[test]
fn styles_are_well_formed() {
    for shape in [Shape::Marker, Shape::Line, Shape::Evidence, Shape::Parcel] {
        let qml = qml(shape);
        let mut open = Vec::new();
        for tag in qml.split('<').skip(2).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag) {
            let name = tag.split_whitespace().next().unwrap();
            match name.strip_prefix('/') {
                Some(closed) => assert_eq!(open.pop(), Some(closed), "{qml}"),
                None => open.push(name),
            }
        }
        assert!(open.is_empty(), "{open:?}");
        assert_eq!(qml.matches("<category ").count(), 4);
    }
}
