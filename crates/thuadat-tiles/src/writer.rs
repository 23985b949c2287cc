//! Layers and features as the bytes of a tile.

use crate::geometry::polygon_commands;
use crate::grid::{EXTENT, GridPoint};
use crate::value::{Value, ValueKey};
use crate::wire::{bytes_field, double_field, packed_field, varint_field, zigzag};
use std::collections::HashMap;

const VERSION: u64 = 2;
const POINT: u64 = 1;
const POLYGON: u64 = 3;

/// Writes a tile, layer by layer. The same layers in the same order give the same bytes.
#[derive(Debug, Default)]
pub struct TileWriter {
    bytes: Vec<u8>,
}

impl TileWriter {
    /// A tile without layers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a layer. One without features is left out, as the specification wants it.
    pub fn add(&mut self, layer: &LayerWriter) {
        if layer.feature_count > 0 {
            bytes_field(3, &layer.bytes(), &mut self.bytes);
        }
    }

    /// The bytes so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether there is nothing on it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The tile; empty where there is nothing on it.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// A layer being written.
///
/// # Examples
///
/// ```
/// use thuadat_tiles::{GridPoint, LayerWriter, TileWriter, Value};
///
/// let mut parcels = LayerWriter::new("parcels");
/// let square = vec![vec![GridPoint::new(0, 0), GridPoint::new(50, 0), GridPoint::new(50, 50), GridPoint::new(0, 50)]];
/// let is_written = parcels.polygons(Some(7), [square.as_slice()], GridPoint::new(0, 0), [("number", Value::Text("12"))]);
/// assert!(is_written);
/// let mut tile = TileWriter::new();
/// tile.add(&parcels);
/// assert!(!tile.finish().is_empty());
/// ```
#[derive(Debug)]
pub struct LayerWriter {
    name: Box<str>,
    features: Vec<u8>,
    feature_count: usize,
    keys: Vec<Box<str>>,
    key_numbers: HashMap<Box<str>, u32>,
    values: Vec<ValueKey>,
    value_numbers: HashMap<ValueKey, u32>,
    commands: Vec<u32>,
    tags: Vec<u32>,
    message: Vec<u8>,
    scratch: Vec<u8>,
}

impl LayerWriter {
    /// A layer without features.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.into(),
            features: Vec::new(),
            feature_count: 0,
            keys: Vec::new(),
            key_numbers: HashMap::new(),
            values: Vec::new(),
            value_numbers: HashMap::new(),
            commands: Vec::new(),
            tags: Vec::new(),
            message: Vec::new(),
            scratch: Vec::new(),
        }
    }

    /// How many features it has.
    #[must_use]
    pub fn feature_count(&self) -> usize {
        self.feature_count
    }

    /// About how many bytes it will take.
    #[must_use]
    pub fn size(&self) -> usize {
        self.features.len() + self.values.len() * 12 + self.keys.len() * 16
    }

    /// Adds polygons as one feature, seen from the corner of the tile; tells whether anything of them is left on its grid, and
    /// adds nothing otherwise.
    pub fn polygons<'r, 'v>(
        &mut self,
        id: Option<u64>,
        polygons: impl IntoIterator<Item = &'r [Vec<GridPoint>]>,
        corner: GridPoint,
        attributes: impl IntoIterator<Item = (&'v str, Value<'v>)>,
    ) -> bool {
        self.commands.clear();
        polygon_commands(polygons, corner, &mut self.commands);
        if self.commands.is_empty() {
            return false;
        }
        self.feature(id, POLYGON, attributes);
        true
    }

    /// Adds a point as a feature, seen from the corner of the tile.
    pub fn point<'v>(
        &mut self,
        id: Option<u64>,
        point: GridPoint,
        corner: GridPoint,
        attributes: impl IntoIterator<Item = (&'v str, Value<'v>)>,
    ) {
        self.commands.clear();
        self.commands.extend([9, zigzag(point.x - corner.x) as u32, zigzag(point.y - corner.y) as u32]);
        self.feature(id, POINT, attributes);
    }

    fn feature<'v>(
        &mut self,
        id: Option<u64>,
        kind: u64,
        attributes: impl IntoIterator<Item = (&'v str, Value<'v>)>,
    ) {
        self.tags.clear();
        for (key, value) in attributes {
            if let Some(value) = value.key() {
                let tag = [self.key_number(key), self.value_number(value)];
                self.tags.extend(tag);
            }
        }
        self.message.clear();
        if let Some(id) = id {
            varint_field(1, id, &mut self.message);
        }
        if !self.tags.is_empty() {
            packed_field(2, &self.tags, &mut self.scratch, &mut self.message);
        }
        varint_field(3, kind, &mut self.message);
        packed_field(4, &self.commands, &mut self.scratch, &mut self.message);
        bytes_field(2, &self.message, &mut self.features);
        self.feature_count += 1;
    }

    fn key_number(&mut self, key: &str) -> u32 {
        if let Some(&number) = self.key_numbers.get(key) {
            return number;
        }
        let number = self.keys.len() as u32;
        self.keys.push(key.into());
        self.key_numbers.insert(key.into(), number);
        number
    }

    fn value_number(&mut self, value: ValueKey) -> u32 {
        if let Some(&number) = self.value_numbers.get(&value) {
            return number;
        }
        let number = self.values.len() as u32;
        self.values.push(value.clone());
        self.value_numbers.insert(value, number);
        number
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.size() + 64);
        varint_field(15, VERSION, &mut bytes);
        bytes_field(1, self.name.as_bytes(), &mut bytes);
        bytes.extend_from_slice(&self.features);
        for key in &self.keys {
            bytes_field(3, key.as_bytes(), &mut bytes);
        }
        let mut message = Vec::new();
        for value in &self.values {
            message.clear();
            match value {
                ValueKey::Text(text) => bytes_field(1, text.as_bytes(), &mut message),
                ValueKey::Number(bits) => double_field(3, f64::from_bits(*bits), &mut message),
                ValueKey::Integer(number) if *number >= 0 => varint_field(5, *number as u64, &mut message),
                ValueKey::Integer(number) => varint_field(6, zigzag(*number), &mut message),
                ValueKey::Boolean(is_so) => varint_field(7, u64::from(*is_so), &mut message),
            }
            bytes_field(4, &message, &mut bytes);
        }
        varint_field(5, EXTENT as u64, &mut bytes);
        bytes
    }
}
