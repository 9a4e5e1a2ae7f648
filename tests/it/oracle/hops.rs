//! Which events take part, and which follows which, found by testing all pairs.

use escalade::{
    Rule, Trend,
    chain::{Pairing, Precedence},
};

use super::{
    actors,
    answers::{LeftOut, RawHop},
    drafts::{Drafts, RawEvent, RawQuery},
    score,
    steps::hop_queries,
    terms,
    views::{self, ViewedEvent},
};

/// An event that takes part in a query.
#[derive(Clone)]
pub(crate) struct Node {
    /// Its index in the drafts, which is its order of recording.
    pub(crate) id: usize,
    pub(super) earliest: i64,
    latest: i64,
    pub(crate) dyads: Vec<(usize, usize)>,
    /// The level in tenths; `i32::MIN` if the event has none.
    pub(crate) level: i32,
    /// Whether the event counts as taking part: it neither lacks an actor nor is domestic.
    pub(crate) counted: bool,
}

impl Node {
    fn of(drafts: &Drafts, raw_query: &RawQuery, id: usize, event: &RawEvent) -> Self {
        let roll_up = (&raw_query.granularity, raw_query.patrons);
        Self {
            id,
            earliest: event.when.earliest(),
            latest: event.when.latest(),
            dyads: actors::dyads(drafts, event, actors::authors(event, raw_query), roll_up),
            level: score::level(event, raw_query.scale).unwrap_or(i32::MIN),
            counted: false,
        }
    }

    /// Returns `true` if no event can follow by a rule because the range of the onset is longer
    /// than the maximum gap.
    pub(super) fn is_too_vague(&self, raw_query: &RawQuery) -> bool {
        let infers = |query: &RawQuery| query.rules.iter().any(|rule| *rule != Rule::Declared);
        let mut longest = Some(-1);
        for query in hop_queries(raw_query).iter().filter(|query| infers(query)) {
            longest = longest.zip(query.max_gap).map(|(one, other)| one.max(other));
        }
        longest.is_some_and(|most| most >= 0 && self.latest - self.earliest > most)
    }
}

/// Returns the events that a hop can join, in total order, and the counts of the events left out.
///
/// Partyless and domestic events with a level at or above the floor are among them, though they
/// have no dyads and stay in their own count.
pub(crate) fn nodes(drafts: &Drafts, raw_query: &RawQuery) -> (Vec<Node>, LeftOut) {
    let mut left_out = LeftOut { unreadable: drafts.unreadable, ..LeftOut::default() };
    let mut nodes = Vec::new();
    let seen = views::seen(drafts, &raw_query.view);
    left_out.filtered = (drafts.events.len() - seen.len()) as u64;
    for ViewedEvent { id, event } in seen {
        let mut one = Node::of(drafts, raw_query, id, &event);
        let level = score::level(&event, raw_query.scale);
        let above_floor = level.is_some_and(|level| score::above_floor(level, raw_query));
        if actors::authors(&event, raw_query).is_empty() || event.targets.is_empty() {
            left_out.missing_actor += 1;
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
            nodes.push(one);
        }
    }
    nodes.sort_by_key(|event| (event.earliest, event.id));
    (nodes, left_out)
}

/// Returns every hop as the indexes of its two events in `nodes`, by the later event, then by the
/// earlier. A hop has the reasons of all terms that make it: those of the query and of its steps.
pub(crate) fn hops(
    drafts: &Drafts,
    raw_query: &RawQuery,
    nodes: &[Node],
) -> Vec<(usize, usize, RawHop)> {
    let mut hops: Vec<(usize, usize, RawHop)> = Vec::new();
    for raw_query in hop_queries(raw_query) {
        for (earlier, later, hop) in hops_by(drafts, &raw_query, nodes) {
            match hops.iter_mut().find(|known| (known.0, known.1) == (earlier, later)) {
                Some((_, _, known)) => {
                    known.rules.extend(hop.rules);
                    known.links.extend(hop.links);
                }
                None => hops.push((earlier, later, hop)),
            }
        }
    }
    for (_, _, hop) in &mut hops {
        hop.rules.sort_unstable();
        hop.rules.dedup();
        hop.links.sort_unstable();
        hop.links.dedup();
    }
    hops.sort_by_key(|hop| (hop.1, hop.0));
    hops
}

/// Returns the hops by the rules, gaps and trend of the query itself.
pub(crate) fn hops_by(
    drafts: &Drafts,
    raw_query: &RawQuery,
    nodes: &[Node],
) -> Vec<(usize, usize, RawHop)> {
    let interruptions: Vec<Node> = views::seen(drafts, &raw_query.view)
        .iter()
        .filter(|one| {
            raw_query
                .terms
                .unless
                .as_ref()
                .is_some_and(|test| terms::passes(drafts, test, &one.event))
        })
        .map(|one| Node::of(drafts, raw_query, one.id, &one.event))
        .collect();
    let mut hops = Vec::new();
    for (e, later) in nodes.iter().enumerate() {
        let mut antecedents: Vec<(usize, RawHop)> = Vec::new();
        for (d, earlier) in nodes[..e].iter().enumerate() {
            if let Some(hop) = joined(drafts, raw_query, (earlier, later), &interruptions) {
                antecedents.push((d, hop));
            }
        }
        if raw_query.pairing == Pairing::Nearest {
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

/// Returns the hop from the earlier to the later event, if there is one, leaving the pairing aside.
///
/// The earlier comes first in the total order, which is the only condition on the order of a link.
fn joined(
    drafts: &Drafts,
    raw_query: &RawQuery,
    (earlier, later): (&Node, &Node),
    interruptions: &[Node],
) -> Option<RawHop> {
    let gap = later.earliest - earlier.earliest;
    let rise = later.level - earlier.level;
    let in_time = raw_query.min_gap.is_none_or(|least| gap >= least)
        && raw_query.max_gap.is_none_or(|most| gap <= most);
    let in_trend = match raw_query.trend {
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
    if precedes(raw_query, earlier, later) {
        for rule in &raw_query.rules {
            let holds = |first: &(usize, usize)| {
                later.dyads.iter().any(|second| satisfied(*rule, *first, *second))
                    && !interruptions.iter().any(|one| {
                        let (a, b) = *first;
                        one.dyads.iter().any(|dyad| [(a, b), (b, a)].contains(dyad))
                            && precedes(raw_query, earlier, one)
                            && precedes(raw_query, one, later)
                    })
            };
            if earlier.dyads.iter().any(holds) {
                rules.push(*rule);
            }
        }
    }
    let mut links = Vec::new();
    if raw_query.rules.contains(&Rule::Declared) && views::shows_links(&raw_query.view) {
        for (nth, link) in drafts.links.iter().enumerate() {
            let points = (link.from, link.to) == (later.id, earlier.id);
            if points && raw_query.relations.contains(&link.relation) {
                links.push(nth);
            }
        }
    }
    if rules.is_empty() && links.is_empty() {
        return None;
    }
    rules.sort_unstable();
    let (from, to) = (drafts.events[earlier.id].name, drafts.events[later.id].name);
    Some(RawHop { from, to, rules, links, gap, rise })
}

/// Returns `true` if one event precedes another, and the gap between them is within the bounds.
pub(crate) fn follows_in_time(raw_query: &RawQuery, earlier: &Node, later: &Node) -> bool {
    let gap = later.earliest - earlier.earliest;
    precedes(raw_query, earlier, later)
        && raw_query.min_gap.is_none_or(|least| gap >= least)
        && raw_query.max_gap.is_none_or(|most| gap <= most)
}

fn precedes(raw_query: &RawQuery, earlier: &Node, later: &Node) -> bool {
    let certainly = earlier.latest <= later.earliest;
    match raw_query.precedence {
        Precedence::Certain => certainly,
        Precedence::Recorded => {
            let same = (earlier.earliest, earlier.latest) == (later.earliest, later.latest);
            certainly || same && earlier.id < later.id
        }
    }
}

/// Returns `true` if the dyads A → B of the earlier and C → D of the later event satisfy a rule.
fn satisfied(rule: Rule, (a, b): (usize, usize), (c, d): (usize, usize)) -> bool {
    match rule {
        Rule::Retaliation => (c, d) == (b, a),
        Rule::Relay => c == b,
        Rule::Counter => d == a,
        Rule::ThirdParty => d == a && ![a, b].contains(&c),
        Rule::Persistence => (c, d) == (a, b),
        Rule::Joining => d == b && c != a,
        Rule::Widening => c == a && d != b,
        Rule::Onward => c == b && d != a,
        Rule::Declared => false,
        other => unreachable!("the oracle does not know {other:?}"),
    }
}
