//! The layers' looks, as QGIS styles: coloured by severity, with the parcels named.

use maud::{Markup, PreEscaped, html};

/// What a layer draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Points to look at.
    Marker,
    /// Edges.
    Line,
    /// Overlaps and gaps.
    Evidence,
    /// Parcels.
    Parcel,
}

/// A severity's value, its name in the legend, and its colour as red, green, blue.
pub(crate) const SEVERITIES: [Category; 4] = [
    ("error", "Lỗi · Error", "179,38,30"),
    ("warning", "Cảnh báo · Warning", "208,145,43"),
    ("note", "Ghi chú · Note", "82,133,184"),
    ("accepted", "Đã chấp nhận · Accepted", "134,142,150"),
];

/// A value of a column, its name in the legend, and its colour as red, green, blue.
pub(crate) type Category = (&'static str, &'static str, &'static str);

/// The style of findings and what they are about, by their severity.
pub(super) fn qml(shape: Shape) -> String {
    qml_by(shape, attribute(shape), &SEVERITIES)
}

/// A whole QML document, as QGIS 3 reads it, that colours by a column or an expression.
pub(crate) fn qml_by(shape: Shape, attribute: &str, categories: &[Category]) -> String {
    let document = html! {
        (PreEscaped("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"))
        qgis version="3.22" styleCategories="Symbology|Labeling" labelsEnabled="1" {
            renderer-v2 type="categorizedSymbol" attr=(attribute) symbollevels="0" enableorderby="0" forceraster="0" {
                categories {
                    @for (position, (severity, label, _)) in categories.iter().enumerate() {
                        category value=(severity) label=(label) symbol=(position) render="true" type="string" {}
                    }
                }
                symbols {
                    @for (position, (_, _, colour)) in categories.iter().enumerate() {
                        symbol name=(position) type=(symbol_type(shape)) alpha="1" clip_to_extent="1" force_rhr="0" {
                            (symbol_layer(shape, colour))
                        }
                    }
                }
            }
            (labels(shape))
            blendMode { "0" }
            featureBlendMode { "0" }
            layerOpacity { "1" }
        }
    };
    document.into_string()
}

/// What colours a feature: its severity, or that everything found there was accepted.
const fn attribute(shape: Shape) -> &'static str {
    match shape {
        Shape::Parcel => "severity",
        Shape::Marker | Shape::Line | Shape::Evidence => {
            "CASE WHEN \"accepted\" IS NULL THEN \"severity\" ELSE 'accepted' END"
        }
    }
}

const fn symbol_type(shape: Shape) -> &'static str {
    match shape {
        Shape::Marker => "marker",
        Shape::Line => "line",
        Shape::Evidence | Shape::Parcel => "fill",
    }
}

fn symbol_layer(shape: Shape, colour: &str) -> Markup {
    let opaque = format!("{colour},255");
    match shape {
        Shape::Marker => layer(
            "SimpleMarker",
            &[
                ("name", "circle"),
                ("color", &opaque),
                ("outline_color", "255,255,255,255"),
                ("outline_width", "0.3"),
                ("outline_width_unit", "MM"),
                ("size", "2.4"),
                ("size_unit", "MM"),
            ],
        ),
        Shape::Line => layer(
            "SimpleLine",
            &[
                ("line_color", &opaque),
                ("line_width", "0.8"),
                ("line_width_unit", "MM"),
                ("capstyle", "round"),
                ("joinstyle", "round"),
            ],
        ),
        Shape::Evidence => fill(&format!("{colour},170"), &opaque, "0.5"),
        Shape::Parcel => fill(&format!("{colour},40"), &format!("{colour},160"), "0.26"),
    }
}

fn fill(ground: &str, outline: &str, width_mm: &str) -> Markup {
    layer(
        "SimpleFill",
        &[
            ("color", ground),
            ("style", "solid"),
            ("outline_color", outline),
            ("outline_style", "solid"),
            ("outline_width", width_mm),
            ("outline_width_unit", "MM"),
            ("joinstyle", "bevel"),
        ],
    )
}

/// A symbol layer; its properties stand twice, as QGIS before and since 3.26 read them.
fn layer(class: &str, properties: &[(&str, &str)]) -> Markup {
    html! {
        layer class=(class) enabled="1" locked="0" pass="0" {
            Option type="Map" {
                @for (name, value) in properties { Option type="QString" name=(name) value=(value) {} }
            }
            @for (name, value) in properties { prop k=(name) v=(value) {} }
        }
    }
}

/// Parcels are named where they lie, findings by what is wrong; both only near enough to be read.
fn labels(shape: Shape) -> Markup {
    let (field, least_scale) = match shape {
        Shape::Marker => ("title_vi", "1500"),
        Shape::Parcel => ("name", "5000"),
        Shape::Line | Shape::Evidence => return html! {},
    };
    let placement = if shape == Shape::Marker { "6" } else { "1" };
    html! {
        labeling type="simple" {
            settings calloutType="simple" {
                text-style fieldName=(field) isExpression="0" fontFamily="Arial" fontSize="8" fontSizeUnit="Point"
                    fontWeight="50" textColor="31,41,51,255" textOpacity="1" namedStyle="Regular" {
                    text-buffer bufferDraw="1" bufferSize="0.8" bufferSizeUnits="MM" bufferColor="255,255,255,255" bufferOpacity="0.9" {}
                }
                placement placement=(placement) dist="1" distUnits="MM" priority="5" {}
                rendering scaleVisibility="1" scaleMin="0" scaleMax=(least_scale) obstacle="1" drawLabels="1" {}
            }
        }
    }
}
