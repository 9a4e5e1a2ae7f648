//! Ways for an arrow from mark to mark.

use super::{chart::Place, sheet::n};

/// A rectangle: left, top, right, bottom.
pub(super) type Area = [f64; 4];

/// A cubic curve.
#[derive(Clone, Copy)]
pub(super) struct Route {
    points: [(f64, f64); 4],
}

/// How the ends of a curve bend: where its control points lie, as shares of the way across and the way up or
/// down, and how strange that looks.
type End = ((f64, f64), f64);

/// Up or down a little, at once, altogether; straight on; across; around.
const LEAVES: [End; 6] = [
    ((0.1, 0.5), 0.0),
    ((0.0, 0.75), 0.7),
    ((0.0, 1.0), 1.0),
    ((0.33, 0.33), 1.0),
    ((0.45, 0.12), 1.4),
    ((-0.25, 0.4), 8.0),
];
const COMES: [End; 6] = [
    ((0.9, 0.5), 0.0),
    ((1.0, 0.25), 0.7),
    ((1.0, 0.0), 1.0),
    ((0.67, 0.67), 1.0),
    ((0.55, 0.88), 1.4),
    ((1.25, 0.6), 8.0),
];
/// Between marks on one row: over the top, or beneath, and how far.
const ACROSS: [(f64, f64); 6] =
    [(-1.0, 20.0), (1.0, 20.0), (-1.0, 30.0), (1.0, 30.0), (-1.0, 45.0), (1.0, 45.0)];
/// At how many points a curve is looked at.
const POINTS: usize = 56;

impl Route {
    /// The way that pleases most.
    pub(super) fn plain(from: &Place, to: &Place, radius: f64) -> Self {
        match is_across(from, to, radius) {
            true => Self::across(from, to, radius, ACROSS[0]),
            false => Self::between(from, to, radius, (LEAVES[0].0, COMES[0].0)),
        }
    }

    /// All ways, with how strange each looks, the most pleasing first.
    pub(super) fn ways(from: &Place, to: &Place, radius: f64) -> Vec<(f64, Self)> {
        if is_across(from, to, radius) {
            let way = |(nth, way)| (nth as f64 * 0.7, Self::across(from, to, radius, way));
            return ACROSS.into_iter().enumerate().map(way).collect();
        }
        let both = LEAVES.iter().flat_map(|leaves| COMES.iter().map(move |comes| (leaves, comes)));
        let mut ways: Vec<_> = both
            .map(|(leaves, comes)| {
                let route = Self::between(from, to, radius, (leaves.0, comes.0));
                (leaves.1 + comes.1, route)
            })
            .collect();
        ways.sort_by(|a, b| a.0.total_cmp(&b.0));
        ways
    }

    fn between(
        from: &Place,
        to: &Place,
        radius: f64,
        (leaves, comes): ((f64, f64), (f64, f64)),
    ) -> Self {
        // Arrows from several sides meet a mark each at a place of its own.
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let gap = radius + 3.0;
        let beside = |place: &Place, x: f64, y: f64, sign: f64| {
            let far = x.hypot(y).max(f64::MIN_POSITIVE);
            (place.x + sign * gap * x / far, place.y + sign * gap * y / far)
        };
        let start = beside(from, dx * leaves.0, dy * leaves.1, 1.0);
        let end = beside(to, dx * (1.0 - comes.0), dy * (1.0 - comes.1), -1.0);
        let (dx, dy) = (end.0 - start.0, end.1 - start.1);
        let at = |share: (f64, f64)| (start.0 + dx * share.0, start.1 + dy * share.1);
        Self { points: [start, at(leaves), at(comes), end] }
    }

    fn across(from: &Place, to: &Place, radius: f64, (side, rise): (f64, f64)) -> Self {
        let (dx, gap) = (to.x - from.x, radius + 3.0);
        let lift = side * (gap + (8.0 + dx.abs() * rise / 330.0).min(rise));
        let high = if side < 0.0 { from.y.min(to.y) } else { from.y.max(to.y) } + lift;
        let points = [
            (from.x, from.y + side * gap),
            (from.x + dx * 0.15, high),
            (to.x - dx * 0.15, high),
            (to.x, to.y + side * gap),
        ];
        Self { points }
    }

    pub(super) fn path(&self) -> String {
        let [start, first, last, end] = self.points.map(|(x, y)| format!("{} {}", n(x), n(y)));
        format!("M{start}C{first} {last} {end}")
    }

    /// Points along it.
    pub(super) fn points(&self) -> [(f64, f64); POINTS] {
        let [a, b, c, d] = self.points;
        std::array::from_fn(|nth| {
            let t = nth as f64 / (POINTS - 1) as f64;
            let u = 1.0 - t;
            let [first, second, third, fourth] =
                [u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t];
            (
                first * a.0 + second * b.0 + third * c.0 + fourth * d.0,
                first * a.1 + second * b.1 + third * c.1 + fourth * d.1,
            )
        })
    }

    /// What it cannot leave.
    pub(super) fn bounds(&self) -> Area {
        let of = |least: fn(f64, f64) -> f64, at: fn(&(f64, f64)) -> f64| {
            let first = at(&self.points[0]);
            self.points[1..].iter().map(at).fold(first, least)
        };
        [of(f64::min, |p| p.0), of(f64::min, |p| p.1), of(f64::max, |p| p.0), of(f64::max, |p| p.1)]
    }
}

fn is_across(from: &Place, to: &Place, radius: f64) -> bool {
    (to.y - from.y).abs() < 4.0 * radius
}

pub(super) fn holds([left, top, right, bottom]: &Area, (x, y): &(f64, f64)) -> bool {
    left < x && x < right && top < y && y < bottom
}

pub(super) fn holds_all(area: &Area, other: &Area) -> bool {
    area[0] < other[0] && other[2] < area[2] && area[1] < other[1] && other[3] < area[3]
}

pub(super) fn meet(a: &Area, b: &Area) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}
