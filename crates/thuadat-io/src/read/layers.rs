//! Which layer of a dataset is read.

use super::error::{GeometryCount, LayerSummary, ReadError};
use super::notices::notice;
use crate::dataset::Notice;
use crate::gdal_bridge::present;
use crate::nearest::nearest;
use gdal::Dataset;
use gdal::vector::{LayerAccess, geometry_type_flatten, geometry_type_to_name};
use gdal_sys::OGRwkbGeometryType as Type;
use std::path::Path;
use thuadat_core::Message;

/// Features looked at in a layer that does not state its geometry type.
const LOOKED_AT: usize = 10_000;

/// What to do about features that are no polygons.
pub(super) const POLYGONS_NEEDED: Message<&str> = Message {
    vi: "muốn kiểm tra phải có các thửa ở dạng vùng",
    en: "a check needs the parcels as polygons",
};

/// The position of the layer to read, and what to say of the choice.
pub(super) fn choose(
    dataset: &Dataset,
    path: &Path,
    wanted: Option<&str>,
) -> Result<(usize, Option<Notice>), ReadError> {
    if dataset.layer_count() == 0 {
        let reason =
            Message { vi: "tệp không có lớp nào".to_owned(), en: "it holds no layer".to_owned() };
        return Err(ReadError::NotVector { path: path.to_owned(), reason });
    }
    match wanted {
        Some(name) => find(dataset, path, name).map(|index| (index, None)),
        None => choose_by_content(dataset, path),
    }
}

fn find(dataset: &Dataset, path: &Path, wanted: &str) -> Result<usize, ReadError> {
    let names: Vec<String> = dataset.layers().map(|layer| layer.name()).collect();
    let exact = names.iter().position(|name| name == wanted);
    let found = exact.or_else(|| names.iter().position(|name| name.to_lowercase() == wanted.to_lowercase()));
    found.ok_or_else(|| ReadError::NoSuchLayer {
        path: path.to_owned(),
        layer: wanted.to_owned(),
        layers: dataset.layers().map(|layer| summary(&layer)).collect(),
        nearest: nearest(wanted, &names).map(str::to_owned),
    })
}

fn choose_by_content(dataset: &Dataset, path: &Path) -> Result<(usize, Option<Notice>), ReadError> {
    let count = dataset.layer_count();
    if count == 1 {
        return Ok((0, None));
    }
    let with_polygons: Vec<usize> = (0..count).filter(|&index| holds_polygons(dataset, index)).collect();
    let summaries = || dataset.layers().map(|layer| summary(&layer)).collect::<Vec<_>>();
    match with_polygons[..] {
        [] => Err(ReadError::NoPolygons {
            path: path.to_owned(),
            layer: None,
            found: summaries()
                .into_iter()
                .map(|layer| GeometryCount {
                    geometry: Message {
                        vi: format!("{} ở lớp “{}”", layer.geometry.vi, layer.name),
                        en: format!("{} in {:?}", layer.geometry.en, layer.name),
                    },
                    features: layer.features,
                })
                .collect(),
            hint: POLYGONS_NEEDED,
        }),
        [one] => Ok((one, Some(chosen_among(&summaries(), one)))),
        _ => {
            let layers = summaries();
            Err(ReadError::SeveralLayers {
                path: path.to_owned(),
                layers: with_polygons.iter().map(|&index| layers[index].clone()).collect(),
            })
        }
    }
}

/// Refuses a table without geometry, such as a CSV file or a sheet.
pub(super) fn require_geometry(layer: &impl LayerAccess, path: &Path) -> Result<(), ReadError> {
    if geometry_type(layer).is_some() {
        return Ok(());
    }
    let geometry =
        Message { vi: "hàng không có hình học".to_owned(), en: "row without geometry".to_owned() };
    let rows = GeometryCount { geometry, features: layer.feature_count() };
    Err(ReadError::NoPolygons {
        path: path.to_owned(),
        layer: Some(layer.name()),
        found: vec![rows],
        hint: Message {
            vi: "đây là bảng dữ liệu; muốn kiểm tra phải có bản đồ với các thửa ở dạng vùng",
            en: "it is a table; a check needs a map with the parcels as polygons",
        },
    })
}

fn chosen_among(layers: &[LayerSummary], chosen: usize) -> Notice {
    let name = &layers[chosen].name;
    let others: Vec<String> = layers
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != chosen)
        .map(|(_, layer)| layer.name.clone())
        .collect();
    let others = others.join(", ");
    notice(
        "layer-chosen",
        format!("Đọc lớp “{name}”, lớp duy nhất có vùng; các lớp khác không đọc: {others}."),
        format!("Read layer “{name}”, the only one with polygons; other layers were not read: {others}."),
    )
}

fn holds_polygons(dataset: &Dataset, index: usize) -> bool {
    let Ok(mut layer) = dataset.layer(index) else { return false };
    let Some(stated) = geometry_type(&layer) else { return false };
    if stated != Type::wkbUnknown && stated != Type::wkbGeometryCollection {
        return is_areal(stated);
    }
    layer.features().take(LOOKED_AT).any(|feature| {
        present(&feature).is_some_and(|geometry| {
            let found = geometry_type_flatten(geometry.geometry_type());
            is_areal(found) || found == Type::wkbGeometryCollection
        })
    })
}

/// Whether geometries of the (flat) type are surfaces a parcel can have.
pub(super) fn is_areal(flat: Type::Type) -> bool {
    matches!(flat, Type::wkbPolygon | Type::wkbMultiPolygon | Type::wkbCurvePolygon | Type::wkbMultiSurface)
}

fn summary(layer: &impl LayerAccess) -> LayerSummary {
    let geometry = geometry_type(layer).map(geometry_type_to_name).map_or_else(
        || Message { vi: "không có hình học".to_owned(), en: "no geometry".to_owned() },
        |name| Message { vi: name.clone(), en: name },
    );
    LayerSummary { name: layer.name(), geometry, features: layer.feature_count() }
}

/// The flat geometry type the layer states; none for a table without geometry.
fn geometry_type(layer: &impl LayerAccess) -> Option<Type::Type> {
    let stated = layer.defn().geometry_type();
    (stated != Type::wkbNone).then(|| geometry_type_flatten(stated))
}
