//! Curves for arrows from mark to mark.

use super::{
    geometry::{Area, number},
    placement::MarkPlacement,
};

/// A cubic Bézier curve.
#[derive(Clone, Copy)]
pub(super) struct Route {
    control_points: [(f64, f64); 4],
}

/// One end of a curve: its control point, as shares of the horizontal and the vertical distance between the
/// marks, and a penalty for looking unusual.
type CurveEnd = ((f64, f64), f64);

/// How a curve can start: bent up or down a little, strongly, completely; straight; flat; looping back.
const STARTS: [CurveEnd; 6] = [
    ((0.1, 0.5), 0.0),
    ((0.0, 0.75), 0.7),
    ((0.0, 1.0), 1.0),
    ((0.33, 0.33), 1.0),
    ((0.45, 0.12), 1.4),
    ((-0.25, 0.4), 8.0),
];
/// How a curve can end, in the same order.
const ENDS: [CurveEnd; 6] = [
    ((0.9, 0.5), 0.0),
    ((1.0, 0.25), 0.7),
    ((1.0, 0.0), 1.0),
    ((0.67, 0.67), 1.0),
    ((0.55, 0.88), 1.4),
    ((1.25, 0.6), 8.0),
];
/// Curves between marks at about the same height: above (-1) or below (1) the marks, and how far in pixels.
const ARCS: [(f64, f64); 6] =
    [(-1.0, 20.0), (1.0, 20.0), (-1.0, 30.0), (1.0, 30.0), (-1.0, 45.0), (1.0, 45.0)];
/// Number of points at which a curve is tested for crossings.
const POINTS: usize = 56;

impl Route {
    /// Returns the curve without a penalty.
    pub(super) fn plain(from: &MarkPlacement, to: &MarkPlacement, radius: f64) -> Self {
        match is_level(from, to, radius) {
            true => Self::arc(from, to, radius, ARCS[0]),
            false => Self::between(from, to, radius, (STARTS[0].0, ENDS[0].0)),
        }
    }

    /// Returns all possible curves with their penalties, the smallest penalty first.
    pub(super) fn candidates(
        from: &MarkPlacement,
        to: &MarkPlacement,
        radius: f64,
    ) -> Vec<(f64, Self)> {
        if is_level(from, to, radius) {
            let candidate = |(nth, arc)| (nth as f64 * 0.7, Self::arc(from, to, radius, arc));
            return ARCS.into_iter().enumerate().map(candidate).collect();
        }
        let pairs = STARTS.iter().flat_map(|start| ENDS.iter().map(move |end| (start, end)));
        let mut candidates: Vec<_> = pairs
            .map(|(start, end)| {
                (start.1 + end.1, Self::between(from, to, radius, (start.0, end.0)))
            })
            .collect();
        candidates.sort_by(|a, b| a.0.total_cmp(&b.0));
        candidates
    }

    fn between(
        from: &MarkPlacement,
        to: &MarkPlacement,
        radius: f64,
        (first, last): ((f64, f64), (f64, f64)),
    ) -> Self {
        // A curve starts and ends at the circle around a mark, in its own direction, so that arrows from
        // several sides meet a mark at different points.
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let gap = radius + 3.0;
        let beside = |mark: &MarkPlacement, x: f64, y: f64, sign: f64| {
            let distance = x.hypot(y).max(f64::MIN_POSITIVE);
            (mark.x + sign * gap * x / distance, mark.y + sign * gap * y / distance)
        };
        let start = beside(from, dx * first.0, dy * first.1, 1.0);
        let end = beside(to, dx * (1.0 - last.0), dy * (1.0 - last.1), -1.0);
        let (dx, dy) = (end.0 - start.0, end.1 - start.1);
        let at = |share: (f64, f64)| (start.0 + dx * share.0, start.1 + dy * share.1);
        Self { control_points: [start, at(first), at(last), end] }
    }

    fn arc(
        from: &MarkPlacement,
        to: &MarkPlacement,
        radius: f64,
        (side, max_rise): (f64, f64),
    ) -> Self {
        let (dx, gap) = (to.x - from.x, radius + 3.0);
        let lift = side * (gap + (8.0 + dx.abs() * max_rise / 330.0).min(max_rise));
        let top = if side < 0.0 { from.y.min(to.y) } else { from.y.max(to.y) } + lift;
        let control_points = [
            (from.x, from.y + side * gap),
            (from.x + dx * 0.15, top),
            (to.x - dx * 0.15, top),
            (to.x, to.y + side * gap),
        ];
        Self { control_points }
    }

    /// Returns the curve as path data.
    pub(super) fn path(&self) -> String {
        let [start, first, last, end] =
            self.control_points.map(|(x, y)| format!("{} {}", number(x), number(y)));
        format!("M{start}C{first} {last} {end}")
    }

    /// Returns points along the curve.
    pub(super) fn points(&self) -> [(f64, f64); POINTS] {
        let [a, b, c, d] = self.control_points;
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

    /// Returns a rectangle that encloses the curve: that of its control points.
    pub(super) fn bounds(&self) -> Area {
        let of = |extreme: fn(f64, f64) -> f64, at: fn(&(f64, f64)) -> f64| {
            let first = at(&self.control_points[0]);
            self.control_points[1..].iter().map(at).fold(first, extreme)
        };
        [of(f64::min, |p| p.0), of(f64::min, |p| p.1), of(f64::max, |p| p.0), of(f64::max, |p| p.1)]
    }
}

/// Returns `true` if two marks are at about the same height.
fn is_level(from: &MarkPlacement, to: &MarkPlacement, radius: f64) -> bool {
    (to.y - from.y).abs() < 4.0 * radius
}
