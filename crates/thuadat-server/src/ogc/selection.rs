//! Which items a client asks for: how many, where, when, from where on.

use super::crs::NamedCrs;
use super::datetime::Span;
use crate::place::{shapes_in, web_mercator_box};
use crate::source::Source;
use crate::tiles::meets;
use crate::web::{Parameters, Problem};
use geo::Coord;
use sha2::{Digest, Sha256};
use thuadat::cadastre::{DatabaseError, ParcelBox, PublicParcels, PublicSummary};

/// Items on a page where nothing is said, and at most.
pub(crate) const DEFAULT_LIMIT: i64 = 100;
pub(crate) const LARGEST_LIMIT: i64 = 10_000;

/// Candidates fetched at once: where most are turned away the next fetch takes twice as many.
const FIRST_BATCH: i64 = 256;
const LARGEST_BATCH: i64 = 8_000;

/// The parameters of items.
pub(crate) const PARAMETERS: [&str; 7] = ["limit", "bbox", "bbox-crs", "datetime", "crs", "after", "f"];

/// Which items.
#[derive(Debug)]
pub(crate) struct Selection {
    pub(crate) limit: i64,
    area: Option<Area>,
    span: Option<Span>,
    after: i64,
    filter: u32,
}

/// Ground asked for.
#[derive(Debug)]
struct Area {
    /// Where candidates are looked for, in Web Mercator: two places on either side of the date line.
    around: Vec<ParcelBox>,
    /// What they must meet: one of these, in the plane of this system.
    boxes: Vec<ParcelBox>,
    epsg: u32,
}

impl Selection {
    /// What the parameters of a request ask for.
    pub(crate) fn of_parameters(
        parameters: &Parameters,
        source: &Source,
        summary: &PublicSummary,
    ) -> Result<Self, Problem> {
        let bbox_crs = NamedCrs::of_parameter("bbox-crs", parameters.get("bbox-crs"), summary)?;
        let area =
            parameters.get("bbox").map(|value| Area::of_parameter(value, bbox_crs, source)).transpose()?;
        let span = parameters.get("datetime").map(Span::of_parameter).transpose()?;
        let filter = checksum(parameters);
        let after = parameters.get("after").map(|token| read_token(token, filter)).transpose()?;
        Ok(Self {
            limit: limit(parameters.get("limit"))?,
            area,
            span,
            after: after.unwrap_or(i64::MIN),
            filter,
        })
    }

    /// Whether every parcel is meant.
    pub(crate) const fn is_everything(&self) -> bool {
        self.area.is_none() && self.span.is_none()
    }

    /// The parcels of the page, and the token of the next one where there is one.
    pub(crate) fn page(&self, source: &Source) -> Result<(PublicParcels, Option<String>), DatabaseError> {
        let mut page = PublicParcels::default();
        let mut after = self.after;
        let mut batch = if self.is_everything() { self.limit + 1 } else { FIRST_BATCH.max(self.limit + 1) };
        loop {
            let (found, last) = self.candidates(source, after, batch)?;
            let in_plane = match &self.area {
                Some(area) => Some((shapes_in(source, &found, area.epsg)?, &area.boxes)),
                None => None,
            };
            for (position, parcel) in found.parcels.iter().enumerate() {
                let is_here = in_plane
                    .as_ref()
                    .is_none_or(|(shapes, boxes)| boxes.iter().any(|area| meets(shapes, position, *area)));
                let is_then = self.span.as_ref().is_none_or(|span| span.holds(parcel.begun_at.as_ref()));
                if !is_here || !is_then {
                    continue;
                }
                if page.len() as i64 == self.limit {
                    let token = page.parcels.last().map(|last| written_token(last.id, self.filter));
                    return Ok((page, token));
                }
                page.parcels.push(parcel.clone());
                page.web_mercator.push_copy(&found.web_mercator, position);
            }
            let Some(last) = last else { return Ok((page, None)) };
            after = last;
            batch = batch.max((batch * 2).min(LARGEST_BATCH));
        }
    }

    /// The next candidates, ascending, and the number to go on after where there may be more.
    fn candidates(
        &self,
        source: &Source,
        after: i64,
        batch: i64,
    ) -> Result<(PublicParcels, Option<i64>), DatabaseError> {
        let places: Vec<Option<ParcelBox>> = match &self.area {
            Some(area) => area.around.iter().copied().map(Some).collect(),
            None => vec![None],
        };
        let mut parts = Vec::with_capacity(places.len());
        for place in places {
            parts.push(source.parcels(place, after, batch)?);
        }
        // Of a place whose batch is full nothing is known beyond its last number.
        let full = parts.iter().filter(|part| part.len() as i64 >= batch);
        let last = full.filter_map(|part| part.parcels.last()).map(|parcel| parcel.id).min();
        if parts.len() == 1 {
            return Ok((parts.swap_remove(0), last));
        }
        let mut order: Vec<(i64, usize, usize)> = Vec::new();
        for (part, found) in parts.iter().enumerate() {
            order.extend(found.parcels.iter().enumerate().map(|(at, parcel)| (parcel.id, part, at)));
        }
        order.retain(|(id, ..)| last.is_none_or(|last| *id <= last));
        order.sort_unstable();
        order.dedup_by_key(|(id, ..)| *id);
        let mut found = PublicParcels::default();
        for (_, part, at) in order {
            found.parcels.push(parts[part].parcels[at].clone());
            found.web_mercator.push_copy(&parts[part].web_mercator, at);
        }
        Ok((found, last))
    }
}

fn limit(value: Option<&str>) -> Result<i64, Problem> {
    let Some(value) = value else { return Ok(DEFAULT_LIMIT) };
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    // A larger number than any is the largest one: asking for more than there is is no mistake.
    let number = digits.then(|| value.parse::<i64>().unwrap_or(LARGEST_LIMIT));
    number.filter(|&number| number > 0).map(|number| number.min(LARGEST_LIMIT)).ok_or_else(|| {
        Problem::bad_parameter(
            "limit",
            format!("phải là số nguyên từ 1 đến {LARGEST_LIMIT}"),
            format!("must be a whole number from 1 to {LARGEST_LIMIT}"),
        )
    })
}

impl Area {
    fn of_parameter(value: &str, crs: NamedCrs, source: &Source) -> Result<Self, Problem> {
        let numbers: Option<Vec<f64>> = value
            .split(',')
            .map(|number| number.trim().parse().ok().filter(|number: &f64| number.is_finite()))
            .collect();
        let sides = match numbers.as_deref() {
            Some(&([a, b, c, d] | [a, b, _, c, d, _])) => Some([a, b, c, d]),
            _ => None,
        };
        let Some(sides) = sides else {
            return Err(Problem::bad_parameter(
                "bbox",
                "phải có bốn số (tây,nam,đông,bắc) hoặc sáu số",
                "must have four numbers (west,south,east,north) or six",
            ));
        };
        let [west, south, east, north] =
            if crs.is_north_first() { [sides[1], sides[0], sides[3], sides[2]] } else { sides };
        let is_around_the_world = west > east && crs.is_in_degrees();
        if south > north || (west > east && !is_around_the_world) {
            return Err(Problem::bad_parameter(
                "bbox",
                "cạnh nam phải ở dưới cạnh bắc, cạnh tây ở bên trái cạnh đông",
                "its south must be below its north, its west left of its east",
            ));
        }
        if crs.is_in_degrees() {
            let parts = if is_around_the_world {
                vec![[west, south, 180.0, north], [-180.0, south, east, north]]
            } else {
                vec![[west, south, east, north]]
            };
            // Straight edges of degrees are straight in Web Mercator, so the plane it is looked at in does not matter.
            let boxes: Vec<ParcelBox> = parts.into_iter().map(web_mercator_box).collect();
            return Ok(Self { around: boxes.clone(), boxes, epsg: 3857 });
        }
        let area = ParcelBox { min_x: west, min_y: south, max_x: east, max_y: north };
        let around = if crs.epsg() == 3857 { area } else { around(area, crs.epsg(), source) };
        Ok(Self { around: vec![around], boxes: vec![area], epsg: crs.epsg() })
    }
}

/// A box of Web Mercator around one of another system; the whole map where a part of it has no place there.
fn around(area: ParcelBox, epsg: u32, source: &Source) -> ParcelBox {
    let all = crate::place::HALF_WORLD_M;
    let map = ParcelBox { min_x: -all, min_y: -all, max_x: all, max_y: all };
    box_along_edges(area, epsg, source).unwrap_or(map)
}

/// None where an edge leaves the map. The edges are bent in Web Mercator: points along them and a margin see to it.
fn box_along_edges(area: ParcelBox, epsg: u32, source: &Source) -> Option<ParcelBox> {
    const STEPS: usize = 16;
    const MARGIN: f64 = 0.01;
    let between = |from: f64, to: f64, step: usize| from + (to - from) * step as f64 / STEPS as f64;
    let mut points = Vec::new();
    for step in 0..=STEPS {
        let (x, y) = (between(area.min_x, area.max_x, step), between(area.min_y, area.max_y, step));
        points.extend([
            Coord { x, y: area.min_y },
            Coord { x, y: area.max_y },
            Coord { x: area.min_x, y },
            Coord { x: area.max_x, y },
        ]);
    }
    source.crs(epsg)?.take_to_web_mercator(&mut points)?.ok()?;
    let first = points.first()?;
    let mut around = ParcelBox { min_x: first.x, min_y: first.y, max_x: first.x, max_y: first.y };
    for at in &points {
        if !(at.x.is_finite() && at.y.is_finite()) {
            return None;
        }
        around.min_x = around.min_x.min(at.x);
        around.min_y = around.min_y.min(at.y);
        around.max_x = around.max_x.max(at.x);
        around.max_y = around.max_y.max(at.y);
    }
    let margin = 1.0 + MARGIN * (around.max_x - around.min_x).max(around.max_y - around.min_y);
    around.min_x -= margin;
    around.min_y -= margin;
    around.max_x += margin;
    around.max_y += margin;
    Some(around)
}

/// A number that differs where other items are asked for.
fn checksum(parameters: &Parameters) -> u32 {
    let mut hash = Sha256::new();
    for name in ["bbox", "bbox-crs", "datetime"] {
        hash.update(name);
        hash.update(parameters.get(name).unwrap_or("\0"));
    }
    let hash = hash.finalize();
    u32::from_le_bytes([hash[0], hash[1], hash[2], hash[3]])
}

/// The token says where a page ended and for which question: on another one it would lose parcels in silence. Its form is
/// nobody's business.
fn written_token(after: i64, filter: u32) -> String {
    format!("{:x}.{filter:08x}", after.cast_unsigned())
}

fn read_token(token: &str, filter: u32) -> Result<i64, Problem> {
    let parts = token.split_once('.').and_then(|(after, of)| {
        Some((u64::from_str_radix(after, 16).ok()?, u32::from_str_radix(of, 16).ok()?))
    });
    match parts {
        Some((after, of)) if of == filter => Ok(after.cast_signed()),
        Some(_) => Err(Problem::bad_parameter(
            "after",
            "thuộc về một câu hỏi khác (bbox hoặc datetime đã đổi); hãy bắt đầu lại từ trang đầu",
            "belongs to another question (bbox or datetime changed); begin with the first page",
        )),
        None => Err(Problem::bad_parameter(
            "after",
            "không phải là dấu trang; hãy dùng liên kết next của trang trước",
            "is no token of a page; follow the link next of the page before",
        )),
    }
}
