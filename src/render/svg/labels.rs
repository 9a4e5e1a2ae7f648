//! Arranges arrows and labels so that they cross as little as possible.
//!
//! The layout places labels by rows and lanes, and an arrow can take one of a few curves. Each arrow takes the
//! curve of the lowest cost. While an arrow crosses a label or a mark, a local search tries labels on the other side of
//! their marks, in lanes further down, and with the key on a line of its own. When no change of one label helps, some labels are moved at random,
//! and the search starts again from there. The random numbers have a fixed seed, so the result is always the
//! same.

use std::collections::{BTreeMap, BTreeSet};

use rand_pcg::{Pcg32, rand_core::Rng};

use super::{
    chart::Chart,
    choose::MAX_OWN_MARKS,
    geometry::{Area, contains, encloses, overlap},
    placement::{LABEL_LINE, LabelPreference, MarkPlacement},
    route::Route,
    style::MARGIN,
};

/// Number of lanes that a label can be moved down by, counting 0.
const MAX_LANES_DOWN: usize = 5;
/// Largest number of layouts that are tried.
const MAX_TRIES: usize = 2_500;
/// Largest number of labels that are moved at random before the search starts again.
const MAX_MOVED: usize = 4;
/// Layouts tried times number of events, since a layout of many events takes longer.
const MAX_EFFORT: usize = 80_000;

/// Cost of an arrow that crosses a label.
const CROSSES_LABEL: f64 = 90.0;
/// Cost of each point of an arrow that lies on a label.
const POINT_ON_LABEL: f64 = 2.0;
/// Cost of an arrow that crosses the mark of another event.
const CROSSES_MARK: f64 = 90.0;
/// Cost of each point of an arrow that lies on the mark of another event.
const POINT_ON_MARK: f64 = 20.0;
/// Cost of each point of an arrow that lies outside of the plot.
const POINT_OUTSIDE: f64 = 30.0;
/// Cost of a line from an event to its target that crosses a label.
const TARGET_LINE_ON_LABEL: f64 = 12.0;
/// Cost of each pixel of height.
const PIXEL_OF_HEIGHT: f64 = 0.35;

/// A layout that was tried.
#[derive(Clone)]
struct LayoutAttempt {
    preferences: BTreeMap<usize, LabelPreference>,
    cost: f64,
    /// The events whose labels or marks are crossed.
    crossed: Vec<usize>,
}

/// The areas that arrows avoid.
struct Obstacles {
    /// Labels, with the event that they belong to.
    labels: Vec<(usize, Area)>,
    marks: Vec<(usize, Area)>,
    /// The area that arrows should stay in.
    plot: Area,
}

/// Arranges a chart: leaves it with the layout of the lowest cost that was found.
pub(super) fn arrange(chart: &mut Chart<'_, '_, '_>) {
    let number = chart.scene.marks.len();
    let mut best = attempt(chart, BTreeMap::new());
    if number > MAX_OWN_MARKS {
        return;
    }
    let mut tries = (MAX_EFFORT / number.max(1)).min(MAX_TRIES);
    let (mut last, mut random) = (best.clone(), Pcg32::new(2024, 4));
    while !best.crossed.is_empty() && tries > 0 {
        last = improved(chart, last, &mut tries);
        if last.cost < best.cost {
            best = last;
        }
        last = best.clone();
        let near = labels_near(chart, &last.crossed);
        if near.is_empty() {
            break;
        }
        for _ in 0..1 + random_below(&mut random, MAX_MOVED) {
            let preference = LabelPreference {
                left: random_below(&mut random, 2) == 0,
                first_lane: random_below(&mut random, MAX_LANES_DOWN),
                narrow: random_below(&mut random, 2) == 0,
            };
            last.preferences.insert(near[random_below(&mut random, near.len())], preference);
        }
        last = attempt(chart, last.preferences);
    }
    attempt(chart, best.preferences);
}

/// Lays out the chart with some preferences, and chooses the curves of its arrows.
fn attempt(
    chart: &mut Chart<'_, '_, '_>,
    preferences: BTreeMap<usize, LabelPreference>,
) -> LayoutAttempt {
    chart.lay_out(&preferences);
    let (cost, crossed) = route_arrows(chart);
    LayoutAttempt { preferences, cost, crossed }
}

/// Improves one label after the other until no change of one label lowers the cost.
fn improved(
    chart: &mut Chart<'_, '_, '_>,
    mut kept: LayoutAttempt,
    tries: &mut usize,
) -> LayoutAttempt {
    loop {
        let cost_before = kept.cost;
        for label in labels_near(chart, &kept.crossed) {
            let texts = if chart.label_texts[&label].narrow.is_some() { 2 } else { 1 };
            for nth in 0..2 * texts * MAX_LANES_DOWN {
                if kept.crossed.is_empty() || *tries == 0 {
                    return kept;
                }
                *tries -= 1;
                let mut preferences = kept.preferences.clone();
                let preference = LabelPreference {
                    left: nth % 2 == 1,
                    first_lane: nth / 2 % MAX_LANES_DOWN,
                    narrow: nth >= 2 * MAX_LANES_DOWN,
                };
                preferences.insert(label, preference);
                let tried = attempt(chart, preferences);
                if tried.cost < kept.cost {
                    kept = tried;
                }
            }
        }
        if kept.cost >= cost_before {
            return kept;
        }
    }
}

/// Returns the labels whose move may help: those in the rows of the events that are crossed.
fn labels_near(chart: &Chart<'_, '_, '_>, crossed: &[usize]) -> Vec<usize> {
    let row = |nth: usize| chart.placements[nth].as_ref().map(|placement| placement.row);
    let rows: BTreeSet<_> = crossed.iter().map(|nth| row(*nth)).collect();
    let labels = chart.label_texts.keys().copied();
    labels.filter(|nth| rows.contains(&row(*nth))).collect()
}

/// Gives each arrow the curve of the lowest cost. Returns the total cost, and the events whose labels or marks are
/// still crossed.
fn route_arrows(chart: &mut Chart<'_, '_, '_>) -> (f64, Vec<usize>) {
    let obstacles = Obstacles::of(chart);
    let mut crossed = BTreeSet::new();
    let mut cost = chart.bottom * PIXEL_OF_HEIGHT;
    chart.routes.clear();
    for nth in chart.shown_ties.iter().copied() {
        let tie = &chart.scene.ties[nth];
        let (Some(from), Some(to)) = (&chart.placements[tie.from], &chart.placements[tie.to])
        else {
            continue;
        };
        let mut best: Option<(f64, Vec<usize>, Route)> = None;
        for (penalty, route) in Route::candidates(from, to, chart.radius) {
            // Candidates are sorted by penalty, so no later one can be better.
            if best.as_ref().is_some_and(|(least, ..)| *least <= penalty) {
                break;
            }
            let (cost, labels) = obstacles.cost_of(&route, from, to);
            if best.as_ref().is_none_or(|(least, ..)| cost + penalty < *least) {
                best = Some((cost + penalty, labels, route));
            }
        }
        let Some((route_cost, labels, route)) = best else { continue };
        cost += route_cost;
        crossed.extend(labels);
        chart.routes.insert(nth, route);
    }
    for area in chart.target_line_areas() {
        for (label, _) in obstacles.labels.iter().filter(|(_, label)| overlap(label, &area)) {
            crossed.insert(*label);
            cost += TARGET_LINE_ON_LABEL;
        }
    }
    (cost, crossed.into_iter().collect())
}

impl Obstacles {
    fn of(chart: &Chart<'_, '_, '_>) -> Self {
        let placed = || {
            let placements = chart.placements.iter().enumerate();
            placements.filter_map(|(nth, placement)| Some((nth, placement.as_ref()?)))
        };
        // Events that share a mark are one obstacle.
        let first = placed().filter(|(nth, placement)| placement.first == *nth);
        let mark_area = |(nth, placement): (usize, &MarkPlacement)| {
            let (x, y, r) = (placement.x, placement.y, chart.radius + 3.0);
            (nth, [x - r, y - r, x + r, y + r])
        };
        let label = |(nth, placement)| Some((nth, label_area(placement)?));
        Self {
            labels: placed().filter_map(label).collect(),
            marks: first.map(mark_area).collect(),
            plot: [
                chart.axis.left() - 8.0,
                chart.sheet.top() - 4.0,
                chart.sheet.width - MARGIN,
                chart.bottom,
            ],
        }
    }

    /// Returns the cost of a curve, without its penalty, and the events whose labels or marks it crosses.
    fn cost_of(
        &self,
        route: &Route,
        from: &MarkPlacement,
        to: &MarkPlacement,
    ) -> (f64, Vec<usize>) {
        let (bounds, points) = (route.bounds(), route.points());
        let points_in = |area: &Area| points.iter().filter(|point| contains(area, point)).count();
        let (mut cost, mut crossed) = (0.0, Vec::new());
        for (label, area) in self.labels.iter().filter(|(_, area)| overlap(&bounds, area)) {
            match points_in(area) {
                0 => {}
                count => {
                    cost += CROSSES_LABEL + POINT_ON_LABEL * count as f64;
                    crossed.push(*label);
                }
            }
        }
        let others = self.marks.iter().filter(|(nth, _)| *nth != from.first && *nth != to.first);
        for (mark, area) in others.filter(|(_, area)| overlap(&bounds, area)) {
            match points_in(area) {
                0 => {}
                count => {
                    cost += CROSSES_MARK + POINT_ON_MARK * count as f64;
                    crossed.push(*mark);
                }
            }
        }
        if !encloses(&self.plot, &bounds) {
            cost += POINT_OUTSIDE * (points.len() - points_in(&self.plot)) as f64;
        }
        (cost, crossed)
    }
}

fn label_area(placement: &MarkPlacement) -> Option<Area> {
    let label = placement.label.as_ref()?;
    let width = label.width();
    let left = if label.anchor == "end" { label.x - width } else { label.x };
    let half = label.lines().len() as f64 * LABEL_LINE / 2.0 + 2.0;
    Some([left - 3.0, placement.y - half, left + width + 3.0, placement.y + half])
}

fn random_below(random: &mut Pcg32, bound: usize) -> usize {
    random.next_u32() as usize % bound
}
