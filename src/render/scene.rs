//! What every drawing is made of: the events, who they count as, and what joins them.

use std::collections::HashMap;

use super::{
    picture::{Drawn, Picture},
    plain::{isolated, shown},
};
use crate::{
    chain::{Chain, Hop, Rule},
    model::{ActorId, Confidence, Dni, Level, Link, Relation},
    timeline::EventRef,
};

/// A picture, gathered.
pub(super) struct Scene<'p, 't> {
    pub(super) picture: &'p Picture<'t>,
    /// In total order.
    pub(super) marks: Vec<Mark<'t>>,
    /// By later event, then by earlier; hops first.
    pub(super) ties: Vec<Tie>,
    /// Those who act in events drawn, most events first, then those only acted upon.
    pub(super) parties: Vec<Party>,
    /// How many hops there are beyond those drawn.
    pub(super) hops_left: u64,
}

/// An event drawn.
pub(super) struct Mark<'t> {
    pub(super) event: EventRef<'t>,
    pub(super) level: Option<Level>,
    /// Who did it and whom it was directed at, as parties, each once.
    pub(super) by: Vec<usize>,
    pub(super) on: Vec<usize>,
    pub(super) mutual: bool,
    /// Whether it is in doubt who did it.
    pub(super) disputed: bool,
}

/// One who acts or is acted upon, as the query counts actors.
pub(super) struct Party {
    pub(super) key: String,
    pub(super) name: String,
    /// The language of the name; nothing where the key stands in for it.
    pub(super) lang: Option<String>,
    pub(super) acts: usize,
}

/// Why a line leads from one event to a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TieKind {
    /// By a rule alone.
    Inferred,
    /// Somebody declares it, whether or not a rule infers it too.
    Declared,
    /// Somebody declares that the later event does what the earlier one threatened or announced.
    CarriesOut,
}

impl TieKind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Inferred => "inferred",
            Self::Declared => "declared",
            Self::CarriesOut => "carries-out",
        }
    }
}

/// A line from an event to a later one, by their places among the marks.
pub(super) struct Tie {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) kind: TieKind,
    pub(super) rules: Vec<Rule>,
    pub(super) relations: Vec<Relation>,
    pub(super) sure: Option<Confidence>,
    /// Whether it is a hop of the query: a link may fail its gap or trend.
    pub(super) is_hop: bool,
}

impl Tie {
    /// `retaliates for, retaliation`.
    pub(super) fn why(&self) -> String {
        let relations = self.relations.iter().map(|relation| relation.phrase());
        let rules = self.rules.iter().map(|rule| rule.as_str());
        relations.chain(rules).collect::<Vec<_>>().join(", ")
    }
}

impl<'p, 't> Scene<'p, 't> {
    pub(super) fn of(picture: &'p Picture<'t>) -> Self {
        let mut parties = Parties { picture, found: Vec::new(), places: HashMap::new() };
        let mut marks: Vec<_> = picture.drawn_events().map(|event| parties.mark(event)).collect();
        let parties = parties.ranked(&mut marks);
        let mut scene = Self { picture, marks, ties: Vec::new(), parties, hops_left: 0 };
        scene.tie();
        scene
    }

    fn tie(&mut self) {
        let picture = self.picture;
        let hops = match &picture.drawn {
            Drawn::Events => Vec::new(),
            Drawn::Hops => {
                let hops = picture.chains.steepest_hops(picture.most_hops);
                self.hops_left = picture.chains.summary().hops() - hops.len() as u64;
                hops
            }
            Drawn::Chains(chains) => chains.iter().flat_map(Chain::hops).collect(),
        };
        let places: HashMap<_, _> =
            self.marks.iter().enumerate().map(|(nth, mark)| (mark.event.id(), nth)).collect();
        let mut ties: Vec<Tie> = Vec::new();
        for hop in hops {
            ties.push(self.tie_of(&hop, places[&hop.from()], places[&hop.to()]));
        }
        for (to, mark) in self.marks.iter().enumerate() {
            for (_, link) in mark.event.links_out() {
                if let Some(from) = places.get(&link.to()).filter(|from| **from < to) {
                    ties.extend(linked(link, *from, to));
                }
            }
        }
        // One line for each pair of events and kind; a hop comes before the links that say the same.
        let is_response = |tie: &Tie| tie.kind != TieKind::CarriesOut;
        ties.sort_by_key(|tie| (tie.to, tie.from, !is_response(tie), !tie.is_hop));
        ties.dedup_by(|later, kept| {
            let same = (later.to, later.from, is_response(later))
                == (kept.to, kept.from, is_response(kept));
            if same {
                kept.kind = kept.kind.max(later.kind);
                kept.sure = if kept.is_hop { kept.sure } else { kept.sure.max(later.sure) };
                for relation in &later.relations {
                    if !kept.relations.contains(relation) {
                        kept.relations.push(*relation);
                    }
                }
            }
            same
        });
        self.ties = ties;
    }

    fn tie_of(&self, hop: &Hop, from: usize, to: usize) -> Tie {
        let chains = &self.picture.chains;
        let timeline = chains.view().timeline();
        let mut relations: Vec<_> =
            hop.links().iter().map(|link| timeline.link(*link).relation()).collect();
        relations.dedup();
        let kind = if relations.is_empty() { TieKind::Inferred } else { TieKind::Declared };
        let (rules, sure) = (hop.rules().to_vec(), chains.hop_confidence(hop));
        Tie { from, to, kind, rules, relations, sure, is_hop: true }
    }

    pub(super) fn title(&self) -> String {
        let title = self.picture.title.as_deref().unwrap_or("Timeline");
        shown(title).into_owned()
    }

    pub(super) fn scale(&self) -> &str {
        self.picture.chains.query().scale().name()
    }

    /// Who to whom, as parties; as themselves where all are of one party.
    pub(super) fn who(&self, mark: &Mark<'_>) -> String {
        let is_within = !mark.by.is_empty() && mark.by == mark.on;
        let (by, on) = if is_within {
            let own = |actors: &[ActorId]| {
                let timeline = mark.event.timeline();
                let name = |actor: &ActorId| timeline.actor(*actor).name_in(&self.picture.language);
                actors.iter().map(name).collect::<Vec<_>>()
            };
            (own(self.picture.chains.authors(mark.event)), own(mark.event.targets()))
        } else {
            let name = |party: &usize| self.parties[*party].name.as_str();
            (mark.by.iter().map(name).collect(), mark.on.iter().map(name).collect())
        };
        let arrow = if mark.mutual { '↔' } else { '→' };
        match (by.as_slice(), on.as_slice()) {
            (by, []) => side(by),
            (by, on) => format!("{} {arrow} {}", side(by), side(on)),
        }
    }

    /// What it was, in a word or two.
    pub(super) fn what(mark: &Mark<'_>) -> String {
        let act = mark.event.act().to_string();
        let what = act.split_once(": ").map_or(act.as_str(), |(_, what)| what);
        match what {
            "unspecified" | "other" => act.split(':').next().unwrap_or(what).to_owned(),
            what => what.to_owned(),
        }
    }

    /// `kahn 12`, if it has a level.
    pub(super) fn rung(&self, mark: &Mark<'_>) -> Option<String> {
        mark.level.map(|level| format!("{} {level}", shown(self.scale())))
    }

    /// What is drawn, in a sentence or two.
    pub(super) fn described(&self) -> String {
        let span = match (self.marks.first(), self.marks.last()) {
            (Some(first), Some(last)) => {
                format!(" from {} to {}", day(first.event), day(last.event))
            }
            _ => String::new(),
        };
        let count = |kind| self.ties.iter().filter(|tie| tie.kind == kind).count();
        let mut told = format!(
            "{}{span}, severity on the {} scale; {} declared and {} inferred",
            plural(self.marks.len(), "event"),
            shown(self.scale()),
            plural(count(TieKind::Declared), "answer"),
            count(TieKind::Inferred),
        );
        match count(TieKind::CarriesOut) {
            0 => {}
            times => told.push_str(&format!("; {} carried out", plural(times, "announcement"))),
        }
        if self.hops_left > 0 {
            told.push_str(&format!("; {} hops more are not drawn", self.hops_left));
        }
        told + ". An answer is a candidate response, not a cause."
    }
}

/// `2024-04-13`.
pub(super) fn day(event: EventRef<'_>) -> String {
    event.earliest().format("%Y-%m-%d").to_string()
}

pub(super) fn plural(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// How many names stand on one side of an arrow.
const NAMED: usize = 2;

fn side(names: &[&str]) -> String {
    match names {
        [] => "unknown".to_owned(),
        names => {
            let mut told: Vec<_> = names.iter().take(NAMED).map(|name| isolated(name)).collect();
            if names.len() > NAMED {
                told.push(format!("{} more", names.len() - NAMED).into());
            }
            told.join(", ")
        }
    }
}

fn linked(link: &Link, from: usize, to: usize) -> Option<Tie> {
    let kind = match link.relation() {
        Relation::CarriesOut => TieKind::CarriesOut,
        relation if relation.is_response() => TieKind::Declared,
        _ => return None,
    };
    let (relations, sure) = (vec![link.relation()], link.confidence());
    Some(Tie { from, to, kind, rules: Vec::new(), relations, sure, is_hop: false })
}

/// The parties of the events drawn, by order of appearance until they are ranked.
struct Parties<'p, 't> {
    picture: &'p Picture<'t>,
    found: Vec<Party>,
    places: HashMap<u32, usize>,
}

impl<'t> Parties<'_, 't> {
    fn mark(&mut self, event: EventRef<'t>) -> Mark<'t> {
        let chains = &self.picture.chains;
        let (authors, query) = (chains.authors(event), chains.query());
        let by = self.places_of(authors, event);
        let on = self.places_of(event.targets(), event);
        for party in &by {
            self.found[*party].acts += 1;
        }
        Mark {
            event,
            level: event.level(query.scale()),
            by,
            on,
            mutual: chains.view().is_mutual(event),
            disputed: event.attribution().is_some_and(|sure| sure < Dni::AlmostCertain.into()),
        }
    }

    fn places_of(&mut self, actors: &[ActorId], event: EventRef<'t>) -> Vec<usize> {
        let mut places = Vec::new();
        for actor in actors {
            let party = self.picture.chains.party(*actor, event);
            let place = *self.places.entry(party).or_insert_with(|| {
                self.found.push(named(self.picture, party));
                self.found.len() - 1
            });
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }

    /// Puts those with most acts first, and the marks right.
    fn ranked(self, marks: &mut [Mark<'t>]) -> Vec<Party> {
        let mut order: Vec<usize> = (0..self.found.len()).collect();
        order.sort_by_key(|party| std::cmp::Reverse(self.found[*party].acts));
        let mut ranks = vec![0; order.len()];
        for (rank, party) in order.iter().enumerate() {
            ranks[*party] = rank;
        }
        for mark in marks {
            for party in mark.by.iter_mut().chain(&mut mark.on) {
                *party = ranks[*party];
            }
        }
        let mut ranked: Vec<_> = ranks.into_iter().zip(self.found).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().map(|(_, party)| party).collect()
    }
}

fn named(picture: &Picture<'_>, party: u32) -> Party {
    let key = picture.chains.party_key(party).to_owned();
    let actor = picture.chains.view().timeline().actor_by_key(&key);
    let known = actor.and_then(|actor| actor.names().get(&picture.language));
    Party {
        name: known.unwrap_or(&key).clone(),
        lang: known.map(|_| picture.language.clone()),
        key,
        acts: 0,
    }
}
