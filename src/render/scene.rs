//! A picture prepared for rendering: its events, the actors as the query counts them, and the lines between
//! events.

use super::picture::{Picture, PictureContent};
use crate::{
    chain::{Hop, Rule},
    model::{ActorId, Confidence, Dni, EventId, EventKind, Level, Link, Relation},
    safe_text::{isolated, on_one_line},
    sorting::{permute, sort_by, sorted_order},
    timeline::EventRef,
};

/// A picture prepared for rendering.
pub(super) struct Scene<'p, 't> {
    pub(super) picture: &'p Picture<'t>,
    /// The events, in total order.
    pub(super) marks: Vec<Mark<'t>>,
    /// The lines, ordered by later event, then earlier event, then kind: responses first.
    pub(super) ties: Vec<Tie>,
    /// The actors, those with the most events as source first.
    pub(super) parties: Vec<Party>,
    /// The number of hops that the picture leaves out.
    pub(super) hops_left_out: u64,
}

/// An event, as a mark in a picture.
pub(super) struct Mark<'t> {
    pub(super) event: EventRef<'t>,
    pub(super) level: Option<Level>,
    /// Authors, as indices into the parties; each once.
    pub(super) by: Vec<usize>,
    /// Targets, as indices into the parties; each once.
    pub(super) on: Vec<usize>,
    pub(super) mutual: bool,
    /// `true` if an author or target is another actor than the party it counts as, and not a part of it.
    pub(super) has_stand_in: bool,
    /// `true` if the attribution is below "almost certain".
    pub(super) disputed: bool,
}

/// A source or target actor, as the query counts actors.
pub(super) struct Party {
    /// The number of the party in the query.
    number: u32,
    pub(super) key: String,
    /// The name in the picture's language, or the key.
    pub(super) name: String,
    /// The language of the name; `None` if the name is the key.
    pub(super) lang: Option<String>,
    /// The number of events that it is a source of.
    pub(super) acts: usize,
}

/// Why a line leads from an event to a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TieKind {
    /// Only a rule infers it.
    Inferred,
    /// A link declares it, whether or not a rule infers it too.
    Declared,
    /// The later event fits what the earlier one threatened or announced; no link declares it.
    CarriesOutByRule,
    /// A link declares that the later event does what the earlier one threatened or announced.
    CarriesOut,
}

impl TieKind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Inferred => "inferred",
            Self::Declared => "declared",
            Self::CarriesOutByRule => "carries-out-by-rule",
            Self::CarriesOut => "carries-out",
        }
    }

    /// Returns `true` if the later event does what the earlier one threatened or announced.
    pub(super) fn carries_out(self) -> bool {
        matches!(self, Self::CarriesOutByRule | Self::CarriesOut)
    }

    /// Returns `true` if no link declares it.
    pub(super) fn is_by_rule(self) -> bool {
        matches!(self, Self::Inferred | Self::CarriesOutByRule)
    }
}

/// A line from an event to a later one.
pub(super) struct Tie {
    /// Index of the earlier event among the marks.
    pub(super) from: usize,
    /// Index of the later event among the marks.
    pub(super) to: usize,
    pub(super) kind: TieKind,
    pub(super) rules: Vec<Rule>,
    pub(super) relations: Vec<Relation>,
    pub(super) confidence: Option<Confidence>,
    /// `true` if it is a hop of the query. A link is none if its gap or trend does not fit the query.
    pub(super) is_hop: bool,
}

impl Tie {
    /// Returns the relations and rules in words: `retaliates for, retaliation`.
    pub(super) fn why(&self) -> String {
        let mut words = Vec::new();
        for relation in &self.relations {
            words.push(relation.phrase());
        }
        for rule in &self.rules {
            words.push(rule.as_str());
        }
        if self.kind == TieKind::CarriesOutByRule {
            words.push("carries out, by rule");
        }
        words.join(", ")
    }
}

impl<'p, 't> Scene<'p, 't> {
    pub(super) fn of(picture: &'p Picture<'t>) -> Self {
        let mut parties = Parties { picture, found: Vec::new(), indices: Vec::new() };
        let mut marks = Vec::new();
        for event in picture.shown_events() {
            marks.push(parties.mark(event));
        }
        let parties = parties.sorted(&mut marks);
        let mut scene = Self { picture, marks, ties: Vec::new(), parties, hops_left_out: 0 };
        scene.connect();
        scene
    }

    /// Finds the lines between the events.
    fn connect(&mut self) {
        let picture = self.picture;
        let hops = match &picture.content {
            PictureContent::Events => Vec::new(),
            PictureContent::Hops => {
                let (hops, all) = picture.chains.steepest_hops(picture.max_hops);
                self.hops_left_out = all - hops.len() as u64;
                hops
            }
            PictureContent::Chains(chains) => {
                let mut hops = Vec::new();
                for chain in chains {
                    hops.extend(chain.hops());
                }
                hops
            }
        };
        let timeline = picture.chains.view().timeline();
        // The marks are in total order.
        let index_at = |position: usize| {
            self.marks.binary_search_by_key(&position, |mark| mark.event.position())
        };
        let index_of = |event: EventId| index_at(timeline.event(event).position());
        let mut ties: Vec<Tie> = Vec::new();
        for hop in hops {
            if let (Ok(from), Ok(to)) = (index_of(hop.from()), index_of(hop.to())) {
                ties.push(self.tie_of_hop(&hop, from, to));
            }
        }
        for (to, mark) in self.marks.iter().enumerate() {
            for (_, link) in mark.event.links_out() {
                match index_of(link.to()) {
                    Ok(from) if from < to => {
                        if let Some(tie) = tie_of_link(link, from, to) {
                            ties.push(tie);
                        }
                    }
                    _ => {}
                }
            }
        }
        if self.marks.iter().any(|mark| mark.event.act().kind() == EventKind::Statement) {
            let mut events = Vec::with_capacity(self.marks.len());
            for mark in &self.marks {
                events.push(mark.event);
            }
            for one in picture.chains.carried_out_by(&events) {
                let [from, to] = [one.statement, one.event];
                if let (Ok(from), Ok(to)) = (index_at(from as usize), index_at(to as usize)) {
                    ties.push(tie_by_rule(from, to));
                }
            }
        }
        // A pair of events has at most one line that is a response and one that is not. Hops are sorted
        // before links, so that links between the same events are merged into the hop.
        let key = |tie: &Tie| (tie.to, tie.from, tie.kind.carries_out(), !tie.is_hop);
        sort_by(&mut ties, |a, b| key(a).cmp(&key(b)));
        ties.dedup_by(|later, kept| {
            let same = (later.to, later.from, later.kind.carries_out())
                == (kept.to, kept.from, kept.kind.carries_out());
            if same {
                kept.kind = kept.kind.max(later.kind);
                // The confidence of a hop already takes its links into account.
                if !kept.is_hop {
                    kept.confidence = kept.confidence.max(later.confidence);
                }
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

    fn tie_of_hop(&self, hop: &Hop, from: usize, to: usize) -> Tie {
        let chains = &self.picture.chains;
        let timeline = chains.view().timeline();
        let mut relations = Vec::new();
        for link in hop.links() {
            relations.push(timeline.link(*link).relation());
        }
        relations.dedup();
        let kind = if relations.is_empty() { TieKind::Inferred } else { TieKind::Declared };
        let (rules, confidence) = (hop.rules().to_vec(), chains.hop_confidence(hop));
        Tie { from, to, kind, rules, relations, confidence, is_hop: true }
    }

    pub(super) fn title(&self) -> String {
        let title = self.picture.title.as_deref().unwrap_or("Timeline");
        on_one_line(title).into_owned()
    }

    /// Returns the name of the scale. It is not made safe.
    pub(super) fn scale(&self) -> &str {
        self.picture.chains.query().scale().name()
    }

    /// Returns the authors and the targets of an event in words: `Iran → Israel`.
    ///
    /// Names the parties, or, if authors and targets are the same parties, the actors themselves. An actor for
    /// which a bloc, a patron or a country stands is named itself: `Hezbollah (counted as Iran)`.
    pub(super) fn actors_in_words(&self, mark: &Mark<'_>) -> String {
        let chains = &self.picture.chains;
        let is_within = !mark.by.is_empty() && mark.by == mark.on;
        let name = |actor: ActorId| {
            isolated(mark.event.timeline().actor(actor).name_in(&self.picture.language))
        };
        let names = |actors: &[ActorId], parties: &[usize]| {
            let mut names: Vec<String> = Vec::new();
            for actor in actors {
                let party = chains.party(*actor, mark.event);
                let party = parties.iter().find(|one| self.parties[**one].number == party);
                let party = party.map(|party| isolated(&self.parties[*party].name));
                let own = name(*actor);
                let words = match party {
                    Some(party) if chains.is_stood_for(*actor, mark.event) => {
                        format!("{own} (counted as {party})")
                    }
                    Some(party) if !is_within => party.into_owned(),
                    _ => own.into_owned(),
                };
                // Several actors may count as one party.
                if is_within || !names.contains(&words) {
                    names.push(words);
                }
            }
            names
        };
        let by = names(chains.authors(mark.event), &mark.by);
        let on = names(mark.event.targets(), &mark.on);
        let arrow = if mark.mutual { '↔' } else { '→' };
        match (by.as_slice(), on.as_slice()) {
            (by, []) => side(by),
            (by, on) => format!("{} {arrow} {}", side(by), side(on)),
        }
    }

    /// Returns what was done, in one or two words: `air strike`.
    pub(super) fn act_in_words(mark: &Mark<'_>) -> String {
        let act = mark.event.act().to_string();
        let act_alone = act.split_once(": ").map_or(act.as_str(), |(_, act)| act);
        match act_alone {
            // Only the kind of event is known.
            "unspecified" | "other" => act.split(':').next().unwrap_or(act_alone).to_owned(),
            known => known.to_owned(),
        }
    }

    /// Returns the level of an event with the scale: `kahn 12`.
    pub(super) fn level_in_words(&self, mark: &Mark<'_>) -> Option<String> {
        mark.level.map(|level| format!("{} {level}", on_one_line(self.scale())))
    }

    /// Returns a description of the picture in a few sentences.
    pub(super) fn description(&self) -> String {
        let period = match (self.marks.first(), self.marks.last()) {
            (Some(first), Some(last)) => {
                format!(" from {} to {}", day(first.event), day(last.event))
            }
            _ => String::new(),
        };
        let count = |kind| {
            let mut count = 0;
            for tie in &self.ties {
                count += usize::from(tie.kind == kind);
            }
            count
        };
        let mut text = format!(
            "{}{period}, severity on the {} scale; {} declared and {} inferred",
            plural(self.marks.len(), "event"),
            on_one_line(self.scale()),
            plural(count(TieKind::Declared), "answer"),
            count(TieKind::Inferred),
        );
        let by_rule = count(TieKind::CarriesOutByRule);
        match count(TieKind::CarriesOut) + by_rule {
            0 => {}
            number => text.push_str(&format!("; {} carried out", plural(number, "announcement"))),
        }
        if by_rule > 0 {
            text.push_str(&format!(", {by_rule} of them by rule"));
        }
        if self.hops_left_out > 0 {
            text.push_str(&format!("; {} more hops are not shown", self.hops_left_out));
        }
        if let (PictureContent::Chains(chains), true) =
            (&self.picture.content, self.picture.omits_chains)
        {
            text.push_str(&format!("; only the first {} are shown", plural(chains.len(), "chain")));
        }
        text + ". An answer is a candidate response, not a cause."
    }
}

/// Returns the day of the earliest onset: `2024-04-13`.
pub(super) fn day(event: EventRef<'_>) -> String {
    event.earliest().date_naive().to_string()
}

/// Returns a number with a noun, with a plural `s` if needed: `2 events`.
pub(super) fn plural(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Number of names on one side of an arrow.
const MAX_NAMES: usize = 2;

fn side(names: &[String]) -> String {
    match names {
        [] => "unknown".to_owned(),
        names => {
            let mut parts = names[..names.len().min(MAX_NAMES)].to_vec();
            if names.len() > MAX_NAMES {
                parts.push(format!("{} more", names.len() - MAX_NAMES));
            }
            parts.join(", ")
        }
    }
}

fn tie_of_link(link: &Link, from: usize, to: usize) -> Option<Tie> {
    let kind = match link.relation() {
        Relation::CarriesOut => TieKind::CarriesOut,
        relation if relation.is_response() => TieKind::Declared,
        _ => return None,
    };
    let (relations, confidence) = (vec![link.relation()], link.confidence());
    Some(Tie { from, to, kind, rules: Vec::new(), relations, confidence, is_hop: false })
}

fn tie_by_rule(from: usize, to: usize) -> Tie {
    let (kind, rules, relations) = (TieKind::CarriesOutByRule, Vec::new(), Vec::new());
    Tie { from, to, kind, rules, relations, confidence: None, is_hop: false }
}

/// The parties of the events, in order of appearance until they are sorted.
struct Parties<'p, 't> {
    picture: &'p Picture<'t>,
    found: Vec<Party>,
    /// Index in `found`, by the number of the party in the query.
    indices: Vec<Option<usize>>,
}

impl<'t> Parties<'_, 't> {
    fn mark(&mut self, event: EventRef<'t>) -> Mark<'t> {
        let chains = &self.picture.chains;
        let (authors, query) = (chains.authors(event), chains.query());
        let by = self.indices_of(authors, event);
        let on = self.indices_of(event.targets(), event);
        for party in &by {
            self.found[*party].acts += 1;
        }
        let is_stood_for = |actor: &ActorId| chains.is_stood_for(*actor, event);
        Mark {
            event,
            level: event.level(query.scale()),
            has_stand_in: authors.iter().any(is_stood_for)
                || event.targets().iter().any(is_stood_for),
            by,
            on,
            mutual: chains.view().is_mutual(event),
            disputed: event.attribution().is_some_and(|sure| sure < Dni::AlmostCertain.into()),
        }
    }

    fn indices_of(&mut self, actors: &[ActorId], event: EventRef<'t>) -> Vec<usize> {
        let mut indices = Vec::new();
        for actor in actors {
            let party = self.picture.chains.party(*actor, event);
            if self.indices.len() <= party as usize {
                self.indices.resize(party as usize + 1, None);
            }
            let index = *self.indices[party as usize].get_or_insert_with(|| {
                self.found.push(new_party(self.picture, party));
                self.found.len() - 1
            });
            if !indices.contains(&index) {
                indices.push(index);
            }
        }
        indices
    }

    /// Sorts the parties, those with the most acts first, and updates the indices in the marks.
    fn sorted(mut self, marks: &mut [Mark<'t>]) -> Vec<Party> {
        let acts = |party: usize| self.found[party].acts;
        let order = sorted_order(self.found.len(), &|a, b| acts(b).cmp(&acts(a)));
        let mut new_indices = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            new_indices[*old] = new;
        }
        for mark in marks {
            for parties in [&mut mark.by, &mut mark.on] {
                for party in parties {
                    *party = new_indices[*party];
                }
            }
        }
        permute(&mut self.found, order);
        self.found
    }
}

fn new_party(picture: &Picture<'_>, party: u32) -> Party {
    let key = picture.chains.party_key(party).to_owned();
    let actor = picture.chains.view().timeline().actor_by_key(&key);
    let name = actor.and_then(|actor| actor.names().get(&picture.language));
    Party {
        name: name.unwrap_or(&key).clone(),
        lang: name.map(|_| picture.language.clone()),
        number: party,
        key,
        acts: 0,
    }
}
