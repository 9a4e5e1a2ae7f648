//! Arrows and labels out of each other's way.
//!
//! Where labels stand is a matter of rows and lanes, and an arrow has a few ways to bend. Each arrow takes
//! the way that crosses least. As long as a label is crossed, labels try the other side of their marks, and
//! lanes further down, for the better; where that comes to an end, some are moved by chance, the same
//! every time, to begin again from there.

use std::collections::{BTreeMap, BTreeSet};

use rand_pcg::{Pcg32, rand_core::Rng};

use super::{
    chart::{Chart, LINE, Place},
    choose::{MERGED, SPARSE},
    route::{Area, Route, holds, holds_all, meet},
    sheet::MARGIN,
};

/// Where a label would like to stand.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Wish {
    /// At the left of its mark rather than at the right.
    pub(super) left: bool,
    /// So many lanes down at least.
    pub(super) down: usize,
}

/// How far down a label may wish to stand.
const DOWN: usize = 5;
/// How often something is tried: more often where it takes less time, which goes by the number of events.
const TRIES: usize = 2_500;
const EFFORT: usize = 80_000;

/// What is bad beside strange bends: an arrow on a label, and by the point; a point on another mark, or
/// outside of the plot; a line to whom an event was directed, on a label; height, by the pixel.
const CROSSES: f64 = 90.0;
const ON_LABEL: f64 = 2.0;
const ON_MARK: f64 = 16.0;
const OUTSIDE: f64 = 4.0;
const CROSSED: f64 = 12.0;
const HEIGHT: f64 = 0.35;

/// Wishes, how bad what comes of them is, and which labels are crossed even so.
#[derive(Clone)]
struct Tried {
    wishes: BTreeMap<usize, Wish>,
    cost: f64,
    crossed: Vec<usize>,
}

/// The areas that arrows keep out of.
struct Taken {
    /// Labels, and the marks they belong to.
    labels: Vec<(usize, Area)>,
    marks: Vec<(usize, Area)>,
    plot: Area,
}

impl Chart<'_, '_, '_> {
    /// Lays everything out, and mends it as long as that is of use.
    pub(super) fn tidy(&mut self) {
        let number = self.scene.marks.len();
        let mut best = self.tried(BTreeMap::new());
        if number > MERGED {
            return;
        }
        let mut tries = (EFFORT / number.max(1)).min(TRIES);
        let (mut last, mut chance) = (best.clone(), Pcg32::new(2024, 4));
        while !best.crossed.is_empty() && tries > 0 {
            last = self.mended(last, &mut tries);
            if last.cost < best.cost {
                best = last;
            }
            last = best.clone();
            let near = self.beside(&last.crossed);
            for _ in 0..near.len() / 2 {
                let wish =
                    Wish { left: drawn(&mut chance, 2) == 0, down: drawn(&mut chance, DOWN) };
                last.wishes.insert(near[drawn(&mut chance, near.len())], wish);
            }
            last = self.tried(last.wishes);
        }
        self.tried(best.wishes);
    }

    /// What comes of some wishes.
    fn tried(&mut self, wishes: BTreeMap<usize, Wish>) -> Tried {
        self.lay_out(&wishes);
        let (cost, crossed) = self.lead();
        Tried { wishes, cost, crossed }
    }

    /// Each label in turn as it is best, until none can do better.
    fn mended(&mut self, mut kept: Tried, tries: &mut usize) -> Tried {
        loop {
            let before = kept.cost;
            for label in self.beside(&kept.crossed) {
                for nth in 0..2 * DOWN {
                    if kept.crossed.is_empty() || *tries == 0 {
                        return kept;
                    }
                    *tries -= 1;
                    let mut wishes = kept.wishes.clone();
                    wishes.insert(label, Wish { left: nth % 2 == 1, down: nth / 2 });
                    let tried = self.tried(wishes);
                    if tried.cost < kept.cost {
                        kept = tried;
                    }
                }
            }
            if kept.cost >= before {
                return kept;
            }
        }
    }

    /// The labels that may be in the way: of few all, of many those of rows in which one is crossed.
    fn beside(&self, crossed: &[usize]) -> Vec<usize> {
        if self.scene.marks.len() <= SPARSE {
            return self.words.keys().copied().collect();
        }
        let row = |nth: usize| self.places[nth].as_ref().map(|place| place.row);
        let rows: BTreeSet<_> = crossed.iter().map(|nth| row(*nth)).collect();
        self.words.keys().copied().filter(|nth| rows.contains(&row(*nth))).collect()
    }

    /// Gives each arrow the way that crosses least: what that comes to, and the labels still crossed.
    fn lead(&mut self) -> (f64, Vec<usize>) {
        let taken = self.taken();
        let mut crossed = BTreeSet::new();
        let mut cost = self.bottom * HEIGHT;
        self.routes.clear();
        for nth in self.lines.iter().copied() {
            let tie = &self.scene.ties[nth];
            let (Some(from), Some(to)) = (&self.places[tie.from], &self.places[tie.to]) else {
                continue;
            };
            let mut best: Option<(f64, Vec<usize>, Route)> = None;
            for (strangeness, route) in Route::ways(from, to, self.radius) {
                if best.as_ref().is_some_and(|(least, ..)| *least <= strangeness) {
                    break;
                }
                let (cost, labels) = taken.cost(&route, from, to);
                if best.as_ref().is_none_or(|(least, ..)| cost + strangeness < *least) {
                    best = Some((cost + strangeness, labels, route));
                }
            }
            let Some((of_it, labels, route)) = best else { continue };
            cost += of_it;
            crossed.extend(labels);
            self.routes.insert(nth, route);
        }
        for area in self.directed() {
            for (label, _) in taken.labels.iter().filter(|(_, label)| meet(label, &area)) {
                crossed.insert(*label);
                cost += CROSSED;
            }
        }
        (cost, crossed.into_iter().collect())
    }

    fn taken(&self) -> Taken {
        let shown =
            || self.places.iter().enumerate().filter_map(|(n, place)| Some((n, place.as_ref()?)));
        let first = shown().filter(|(nth, place)| place.first == *nth);
        let mark = |(nth, place): (usize, &Place)| {
            let r = self.radius + 3.0;
            (nth, [place.x - r, place.y - r, place.x + r, place.y + r])
        };
        Taken {
            labels: shown().filter_map(|(nth, place)| Some((nth, label_area(place)?))).collect(),
            marks: first.map(mark).collect(),
            plot: [
                self.axis.left() - 8.0,
                self.sheet.top() - 4.0,
                self.sheet.width - MARGIN,
                self.bottom,
            ],
        }
    }
}

impl Taken {
    /// How bad a way is, and the labels that it crosses.
    fn cost(&self, route: &Route, from: &Place, to: &Place) -> (f64, Vec<usize>) {
        let (bounds, points) = (route.bounds(), route.points());
        let within = |area: &Area| points.iter().filter(|point| holds(area, point)).count();
        let (mut cost, mut crossed) = (0.0, Vec::new());
        for (label, area) in self.labels.iter().filter(|(_, area)| meet(&bounds, area)) {
            match within(area) {
                0 => {}
                points => {
                    cost += CROSSES + ON_LABEL * points as f64;
                    crossed.push(*label);
                }
            }
        }
        let others = self.marks.iter().filter(|(nth, _)| *nth != from.first && *nth != to.first);
        for (_, area) in others.filter(|(_, area)| meet(&bounds, area)) {
            cost += ON_MARK * within(area) as f64;
        }
        if !holds_all(&self.plot, &bounds) {
            cost += OUTSIDE * (points.len() - within(&self.plot)) as f64;
        }
        (cost, crossed)
    }
}

fn label_area(place: &Place) -> Option<Area> {
    let label = place.label.as_ref()?;
    let wide = label.wide();
    let left = if label.anchor == "end" { label.x - wide } else { label.x };
    let half = label.lines().len() as f64 * LINE / 2.0 + 2.0;
    Some([left - 3.0, place.y - half, left + wide + 3.0, place.y + half])
}

/// One of so many.
fn drawn(chance: &mut Pcg32, of: usize) -> usize {
    chance.next_u32() as usize % of
}
