//! Who takes part, and which event follows which: all pairs, one by one.

use escalade::{Pairing, Precedence, Rule, Trend};

use super::{
    actors,
    answers::{Hopped, LeftOut},
    drafts::{Ask, Drafts, RawEvent},
    score, terms,
    views::{self, Seen},
};

/// An event in its place in the total order.
pub(crate) struct Placed {
    /// Its place in the drafts, which is its order of recording.
    pub(crate) id: usize,
    pub(super) earliest: i64,
    latest: i64,
    pub(super) dyads: Vec<(usize, usize)>,
    /// In tenths; as low as can be where it has none.
    pub(crate) level: i32,
    /// Whether it is one of the events, and not partyless or domestic.
    pub(crate) counted: bool,
}

impl Placed {
    fn of(drafts: &Drafts, ask: &Ask, id: usize, event: &RawEvent) -> Self {
        let as_whom = (&ask.granularity, ask.patrons);
        Self {
            id,
            earliest: event.when.earliest(),
            latest: event.when.latest(),
            dyads: actors::dyads(drafts, event, actors::authors(event, ask), as_whom),
            level: score::level(event, ask.scale).unwrap_or(i32::MIN),
            counted: false,
        }
    }

    /// Whether nothing can follow it by a rule, for its onset is wider than the longest gap.
    pub(super) fn is_too_vague(&self, ask: &Ask) -> bool {
        ask.rules.iter().any(|rule| *rule != Rule::Declared)
            && ask.max_gap.is_some_and(|most| self.latest - self.earliest > most)
    }
}

/// Those that can be joined by a hop, in total order, and what was left out.
///
/// Partyless and domestic events with a level at or above the floor are among them, though they
/// have no dyads and stay in their own count.
pub(crate) fn placed(drafts: &Drafts, ask: &Ask) -> (Vec<Placed>, LeftOut) {
    let mut left_out = LeftOut { unreadable: drafts.unreadable, ..LeftOut::default() };
    let mut placed = Vec::new();
    let seen = views::seen(drafts, &ask.view);
    left_out.filtered = (drafts.events.len() - seen.len()) as u64;
    for Seen { id, event } in seen {
        let mut one = Placed::of(drafts, ask, id, &event);
        let level = score::level(&event, ask.scale);
        let above_floor = level.is_some_and(|level| score::above_floor(level, ask));
        if actors::authors(&event, ask).is_empty() || event.targets.is_empty() {
            left_out.partyless += 1;
        } else if one.dyads.is_empty() {
            left_out.domestic += 1;
        } else if level.is_none() {
            left_out.unscored += 1;
        } else if !above_floor {
            left_out.below_floor += 1;
        } else {
            one.counted = true;
        }
        if above_floor {
            placed.push(one);
        }
    }
    placed.sort_by_key(|event| (event.earliest, event.id));
    (placed, left_out)
}

/// Every hop, by the position of the later event, then of the earlier. Its two ends are places in
/// the list of those placed.
pub(crate) fn hops(drafts: &Drafts, ask: &Ask, placed: &[Placed]) -> Vec<(usize, usize, Hopped)> {
    let interruptions: Vec<Placed> = views::seen(drafts, &ask.view)
        .iter()
        .filter(|one| {
            ask.terms.unless.as_ref().is_some_and(|test| terms::passes(drafts, test, &one.event))
        })
        .map(|one| Placed::of(drafts, ask, one.id, &one.event))
        .collect();
    let mut hops = Vec::new();
    for (e, later) in placed.iter().enumerate() {
        let mut antecedents: Vec<(usize, Hopped)> = Vec::new();
        for (d, earlier) in placed[..e].iter().enumerate() {
            if let Some(hop) = joined(drafts, ask, (earlier, later), &interruptions) {
                antecedents.push((d, hop));
            }
        }
        if ask.pairing == Pairing::Nearest {
            if antecedents.iter().any(|(_, hop)| !hop.links.is_empty()) {
                antecedents.retain(|(_, hop)| !hop.links.is_empty());
            } else {
                antecedents.drain(..antecedents.len().saturating_sub(1));
            }
        }
        hops.extend(antecedents.into_iter().map(|(d, hop)| (d, e, hop)));
    }
    hops
}

/// Why the later of two events follows the earlier, if it does, the pairing aside.
///
/// The earlier comes first in the total order, which is all the order that a link asks for.
fn joined(
    drafts: &Drafts,
    ask: &Ask,
    (earlier, later): (&Placed, &Placed),
    interruptions: &[Placed],
) -> Option<Hopped> {
    let gap = later.earliest - earlier.earliest;
    let rise = later.level - earlier.level;
    let in_time =
        ask.min_gap.is_none_or(|least| gap >= least) && ask.max_gap.is_none_or(|most| gap <= most);
    let in_trend = match ask.trend {
        Trend::Rising => rise > 0,
        Trend::NotFalling => rise >= 0,
        Trend::RisingBy(units) => rise >= score::tenths(units),
        Trend::Any => true,
        Trend::NotRising => rise <= 0,
        Trend::Falling => rise < 0,
    };
    if !in_time || !in_trend {
        return None;
    }
    let mut rules = Vec::new();
    if precedes(ask, earlier, later) {
        for rule in &ask.rules {
            let holds = |first: &(usize, usize)| {
                later.dyads.iter().any(|second| satisfied(*rule, *first, *second))
                    && !interruptions.iter().any(|one| {
                        let (a, b) = *first;
                        one.dyads.iter().any(|dyad| [(a, b), (b, a)].contains(dyad))
                            && precedes(ask, earlier, one)
                            && precedes(ask, one, later)
                    })
            };
            if earlier.dyads.iter().any(holds) {
                rules.push(*rule);
            }
        }
    }
    let mut links = Vec::new();
    if ask.rules.contains(&Rule::Declared) && views::tells_links(&ask.view) {
        for (nth, link) in drafts.links.iter().enumerate() {
            let points = (link.from, link.to) == (later.id, earlier.id);
            if points && ask.relations.contains(&link.relation) {
                links.push(nth);
            }
        }
    }
    if rules.is_empty() && links.is_empty() {
        return None;
    }
    rules.sort_unstable();
    let (from, to) = (drafts.events[earlier.id].name, drafts.events[later.id].name);
    Some(Hopped { from, to, rules, links, gap, rise })
}

fn precedes(ask: &Ask, earlier: &Placed, later: &Placed) -> bool {
    let certainly = earlier.latest <= later.earliest;
    match ask.precedence {
        Precedence::Certain => certainly,
        Precedence::Recorded => {
            let same = (earlier.earliest, earlier.latest) == (later.earliest, later.latest);
            certainly || same && earlier.id < later.id
        }
    }
}

/// Whether a dyad A → B of the earlier and C → D of the later event satisfy a rule.
fn satisfied(rule: Rule, (a, b): (usize, usize), (c, d): (usize, usize)) -> bool {
    match rule {
        Rule::Retaliation => (c, d) == (b, a),
        Rule::Relay => c == b,
        Rule::Counter => d == a,
        Rule::ThirdParty => d == a && ![a, b].contains(&c),
        Rule::Persistence => (c, d) == (a, b),
        Rule::Joining => d == b && c != a,
        Rule::Widening => c == a && d != b,
        Rule::Declared => false,
        other => unreachable!("the oracle does not know {other:?}"),
    }
}
