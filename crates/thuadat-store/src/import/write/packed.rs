//! The nodes of an R-tree packed full, from the leaves up, in the form in which `SQLite` keeps them.
//!
//! Rectangles one at a time cost `SQLite` most of an import: each is led down the tree, and nodes are split again and again.
//! In the order of place the leaves can be cut off one after the other, and the nodes above them likewise (Kamel and
//! Faloutsos, "On Packing R-trees", 1993). Form of the nodes: <https://sqlite.org/src/file/ext/rtree/rtree.c>, its opening
//! comment; `rtreecheck` proves what is written.

use crate::geometry::Bounds;

/// Bytes of a rectangle in a node: a number of eight, four coordinates of four.
const CELL_BYTES: usize = 24;
/// Bytes before the first rectangle of a node: how high the tree is above its leaves, and how many rectangles follow.
const HEADER_BYTES: usize = 4;

/// A tree as rows of its three tables.
pub(super) struct PackedTree {
    /// Number and bytes of each node; the root is number 1 and the first.
    pub(super) nodes: Vec<(i64, Vec<u8>)>,
    /// Number of each node but the root, and of the one above it.
    pub(super) parents: Vec<(i64, i64)>,
    /// Each rectangle's number and that of its leaf, by rising number.
    pub(super) leaves: Vec<(i64, i64)>,
}

#[derive(Clone, Copy)]
struct Cell {
    id: i64,
    bounds: Bounds,
}

/// Packs rectangles, which come in the order of place, into nodes of so many bytes.
pub(super) fn pack(places: &[(i64, Bounds)], node_bytes: usize) -> PackedTree {
    let capacity = ((node_bytes - HEADER_BYTES) / CELL_BYTES).max(2);
    let mut tree = PackedTree { nodes: Vec::new(), parents: Vec::new(), leaves: Vec::new() };
    let mut level: Vec<Cell> = places.iter().map(|&(id, bounds)| Cell { id, bounds }).collect();
    let mut next_node = 2;
    let mut height = 0;
    while level.len() > capacity {
        let mut above = Vec::with_capacity(level.len().div_ceil(capacity));
        for cells in even_parts(&level, capacity) {
            tree.adopt(cells, next_node, height);
            tree.nodes.push((next_node, node(cells, 0, node_bytes)));
            above.push(Cell { id: next_node, bounds: Bounds::around(cells.iter().map(|cell| &cell.bounds)) });
            next_node += 1;
        }
        level = above;
        height += 1;
    }
    tree.adopt(&level, 1, height);
    tree.nodes.insert(0, (1, node(&level, height, node_bytes)));
    tree.leaves.sort_unstable();
    tree.parents.sort_unstable();
    tree
}

impl PackedTree {
    /// Notes in which node these are.
    fn adopt(&mut self, cells: &[Cell], node: i64, height: u16) {
        let below = if height == 0 { &mut self.leaves } else { &mut self.parents };
        below.extend(cells.iter().map(|cell| (cell.id, node)));
    }
}

/// As few parts as hold everything, all of nearly the same length: no node is left nearly empty.
fn even_parts(cells: &[Cell], capacity: usize) -> impl Iterator<Item = &[Cell]> {
    let parts = cells.len().div_ceil(capacity);
    (0..parts).map(move |part| &cells[part * cells.len() / parts..(part + 1) * cells.len() / parts])
}

fn node(cells: &[Cell], height: u16, node_bytes: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(node_bytes);
    bytes.extend_from_slice(&height.to_be_bytes());
    bytes.extend_from_slice(&(cells.len() as u16).to_be_bytes());
    for Cell { id, bounds } in cells {
        bytes.extend_from_slice(&id.to_be_bytes());
        let sides = [below(bounds.min_x), above(bounds.max_x), below(bounds.min_y), above(bounds.max_y)];
        for side in sides {
            bytes.extend_from_slice(&side.to_be_bytes());
        }
    }
    bytes.resize(node_bytes, 0);
    bytes
}

/// The largest number of four bytes that is not above.
fn below(side: f64) -> f32 {
    let near = side as f32;
    if f64::from(near) > side { near.next_down() } else { near }
}

/// The smallest number of four bytes that is not below.
fn above(side: f64) -> f32 {
    let near = side as f32;
    if f64::from(near) < side { near.next_up() } else { near }
}
