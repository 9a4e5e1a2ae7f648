//! The terms of a hop, in the order in which they are tested.

use super::{
    change::{Change, admitting, granularity_in_words, trend_in_words},
    types::{Reason, Remedy, Term},
    ways::{SortedDyads, is_joined, joined_dyads},
};
use crate::{
    Query,
    chain::{
        Floor, Pairing, Precedence, Rule,
        engine::terms::rises,
        nodes::{bounds::QueryPredicates, onset_interval::OnsetInterval},
        prepared::Prepared,
        query::steps_text::in_words,
    },
    error::Issues,
    model::{Confidence, EventId, Level},
    safe_text::isolated,
    timeline::{Dyad, EventRef, RollUp, View},
    wording::{scale_in_words, span},
};

/// The greatest number of events that a reason names as its cause, and of dyads that a text lists.
const MOST_NAMED: usize = 10;

/// Examines why events are no hop.
pub(super) struct Examiner<'c, 't> {
    pub(super) prepared: &'c Prepared<'t>,
    pub(super) view: &'c View<'t>,
    pub(super) query: &'c Query,
    pub(super) reasons: Vec<Reason>,
    /// The events that must have a level on another scale for that scale to be a remedy: the two of a hop, or all of a
    /// chain.
    pub(super) scored: Vec<EventRef<'t>>,
}

/// One of the two events of a hop.
pub(super) struct Side<'t> {
    pub(super) event: EventRef<'t>,
    pub(super) onset: OnsetInterval,
    /// At the granularity of the query.
    pub(super) dyads: Vec<Dyad>,
    pub(super) level: Option<Level>,
}

impl<'c, 't> Examiner<'c, 't> {
    pub(super) fn new(prepared: &'c Prepared<'t>) -> Self {
        let (view, query) = (&prepared.view, &prepared.query);
        Self { prepared, view, query, reasons: Vec::new(), scored: Vec::new() }
    }

    /// Adds a reason, as [`add`](Self::add) does.
    pub(super) fn fail(
        &mut self,
        term: Term,
        events: &[EventRef<'t>],
        found: &str,
        asked: &str,
    ) -> &mut Reason {
        let mut labels = Vec::with_capacity(events.len());
        for event in events {
            labels.push(event.label());
        }
        self.fail_labelled(term, labels, found, asked)
    }

    fn fail_labelled(
        &mut self,
        term: Term,
        events: Vec<String>,
        found: &str,
        asked: &str,
    ) -> &mut Reason {
        let (found, asked) = (found.to_owned(), asked.to_owned());
        let (step, because_of, remedies) = (None, Vec::new(), Vec::new());
        self.add(Reason { term, events, found, asked, step, because_of, remedies })
    }

    /// Adds a reason, in place of one of the same term and events if there is one: a term may fail for the same event in
    /// two hops of a chain.
    pub(super) fn add(&mut self, reason: Reason) -> &mut Reason {
        let is_same = |other: &Reason| other.term == reason.term && other.events == reason.events;
        let nth = self.reasons.iter().position(is_same).unwrap_or(self.reasons.len());
        if nth == self.reasons.len() {
            self.reasons.push(reason);
        } else {
            self.reasons[nth] = reason;
        }
        &mut self.reasons[nth]
    }

    /// Returns an event if the view shows it. Otherwise adds a reason, and returns `None`.
    pub(super) fn shown(&mut self, id: EventId) -> Option<EventRef<'t>> {
        let timeline = self.view.timeline();
        let known = (id.index() < timeline.len()).then(|| timeline.event(id));
        let shown = known.filter(|event| self.view.sees(event.position()));
        if shown.is_none() {
            let mut steps = Vec::new();
            for tally in self.view.tallies() {
                if tally.left_out > 0 {
                    steps.push(tally.step);
                }
            }
            let label = known.map_or_else(|| id.to_string(), |event| event.label());
            let found = match known {
                None => "no event of this timeline".to_owned(),
                Some(_) => ["left out by the view (", &steps.join(", "), ")"].concat(),
            };
            self.fail_labelled(Term::View, vec![label], &found, "an event that the view shows");
        }
        shown.map(|event| self.view.event_at(event.position()))
    }

    /// Returns the dyads of an event.
    pub(super) fn dyads(&self, event: EventRef<'t>, roll_up: &RollUp<'_>) -> Vec<Dyad> {
        let (mut dyads, sources) = (Vec::new(), self.query.authors(event));
        let is_mutual = self.view.is_mutual_at(event.position());
        roll_up.dyads(event.id().index(), sources, is_mutual, &mut dyads);
        dyads
    }

    fn side(&self, event: EventRef<'t>) -> Side<'t> {
        Side {
            event,
            onset: OnsetInterval {
                earliest: event.earliest().timestamp(),
                latest: event.latest().timestamp(),
                position: event.position() as u32,
            },
            dyads: self.dyads(event, &self.prepared.roll_up),
            level: event.level(self.query.scale()),
        }
    }

    /// Adds the reason that events do not fill the steps of the query.
    pub(super) fn fail_steps(&mut self, events: &[EventRef<'t>], found: &str) {
        let asked = in_words(&self.query.steps);
        let mut changes = vec![Change::Steps(Vec::new())];
        let onset = |event: &EventRef<'t>| event.earliest().timestamp();
        let gaps = events.windows(2).map(|pair| onset(&pair[1]) - onset(&pair[0]));
        // Without steps, the query needs a longest gap of its own.
        if self.query.max_gap.is_none()
            && let Some(longest) = gaps.max()
        {
            changes.push(Change::MaxGap(longest.max(self.query.gap_seconds().0)));
        }
        self.fail(Term::Steps, events, found, &asked).remedies = vec![Remedy { changes }];
    }

    /// Returns `true` if an event follows another.
    pub(super) fn is_hop(&self, earlier: EventRef<'t>, later: EventRef<'t>) -> bool {
        let node = |event: EventRef<'t>| self.prepared.node(event.id());
        node(earlier).zip(node(later)).is_some_and(|(earlier, later)| {
            let mut antecedents = Vec::new();
            self.prepared.engine.antecedents(later, &mut antecedents);
            antecedents.binary_search(&(earlier as u32)).is_ok()
        })
    }

    /// Adds the reasons why an event does not follow another.
    pub(super) fn examine_hop(&mut self, earlier: EventRef<'t>, later: EventRef<'t>) {
        if self.is_hop(earlier, later) {
            return;
        }
        match self.query.has_hops_of_steps() {
            true => self.examine_hop_by_step(earlier, later),
            false => self.examine_terms(earlier, later),
        }
    }

    /// Adds the reasons why an event does not follow another by the terms of the query.
    pub(super) fn examine_terms(&mut self, earlier: EventRef<'t>, later: EventRef<'t>) {
        let (earlier, later) = (self.side(earlier), self.side(later));
        let before = self.reasons.len();
        if earlier.onset.position >= later.onset.position {
            let is_same = earlier.onset.position == later.onset.position;
            let found = if is_same { "the same event" } else { "the other way round" };
            self.fail(Term::Order, &[earlier.event, later.event], found, "one after the other");
            return;
        }
        let links = self.following_links(&earlier, &later);
        let is_linked = self.is_linked(&earlier, &later);
        let is_ordered = is_linked || self.examine_order(&earlier, &later, &links);
        self.examine_gap(&earlier, &later);
        let joined = match is_linked {
            true => Vec::new(),
            false => self.examine_rules([&earlier, &later], &links),
        };
        self.examine_levels([&earlier, &later]);
        if !is_linked && is_ordered {
            self.examine_interruptions([&earlier, &later], &joined, links);
        }
        if self.reasons.len() == before {
            self.examine_pairing(&earlier, &later);
        }
    }

    /// Returns `true` if a link that the query follows joins the later event to the earlier one.
    fn is_linked(&self, earlier: &Side<'t>, later: &Side<'t>) -> bool {
        self.query.rules.contains(&Rule::Declared)
            && self.view.links().any(|(_, link)| {
                (link.from(), link.to()) == (later.event.id(), earlier.event.id())
                    && self.query.relations.contains(&link.relation())
            })
    }

    /// Returns `true` if the earlier event precedes the later one.
    fn examine_order(&mut self, earlier: &Side<'t>, later: &Side<'t>, links: &[Remedy]) -> bool {
        if earlier.onset.precedes(later.onset, self.query.precedence) {
            return true;
        }
        let mut remedies = Vec::new();
        if earlier.onset.precedes(later.onset, Precedence::Recorded) {
            remedies.push(Change::Precedence(Precedence::Recorded).into());
        }
        remedies.extend_from_slice(links);
        let (one, other) = (earlier.event.when(), later.event.when());
        let found = format!("{one}, and {other}: which began first is not certain");
        let asked = match self.query.precedence {
            Precedence::Certain => "certainly one after the other",
            Precedence::Recorded => {
                "certainly one after the other, or the same onset and recorded first"
            }
        };
        self.fail(Term::Order, &[earlier.event, later.event], &found, asked).remedies = remedies;
        false
    }

    fn examine_gap(&mut self, earlier: &Side<'t>, later: &Side<'t>) {
        let gap = later.onset.earliest - earlier.onset.earliest;
        let (least, most) = self.query.gap_seconds();
        let (asked, change) = if gap < least {
            (format!("at least {}", span(least)), Change::MinGap(gap))
        } else if gap > most {
            (format!("up to {}", span(most)), Change::MaxGap(gap))
        } else {
            return;
        };
        let reason = self.fail(Term::Gap, &[earlier.event, later.event], &span(gap), &asked);
        reason.remedies = vec![change.into()];
    }

    /// Examines the actors. Returns the dyads of the earlier event by which a rule joins the events.
    fn examine_rules(&mut self, sides: [&Side<'t>; 2], links: &[Remedy]) -> Vec<Dyad> {
        if sides.iter().any(|side| side.dyads.is_empty()) {
            self.examine_parties(sides, links);
            return Vec::new();
        }
        let [earlier, later] = sides;
        let rules = self.query.rules.clone();
        let joined = joined_dyads(&rules, &earlier.dyads, &SortedDyads::new(&later.dyads));
        if !joined.is_empty() {
            return joined;
        }
        let would_join = |earlier: &[Dyad], later: &[Dyad]| {
            let later = SortedDyads::new(later);
            rules.iter().any(|rule| is_joined(*rule, earlier, &later))
        };
        let mut remedies = self.comparing_otherwise(sides, &would_join);
        let term = if remedies.is_empty() { Term::Rule } else { Term::RollUp };
        remedies.extend(self.adding_rules(sides));
        remedies.extend_from_slice(links);
        let granularity = granularity_in_words(&self.query.granularity);
        let first = self.dyads_in_words(&earlier.dyads);
        let second = self.dyads_in_words(&later.dyads);
        let found = format!("{first}, then {second} (actors {granularity})");
        let mut asked = Vec::with_capacity(rules.len());
        for rule in &*rules {
            asked.push(format!("{} ({})", rule.as_str(), rule.condition()));
        }
        self.fail(term, &[earlier.event, later.event], &found, &asked.join(", or ")).remedies =
            remedies;
        joined
    }

    /// Examines why an event has no dyad, or both have none.
    fn examine_parties(&mut self, sides: [&Side<'t>; 2], links: &[Remedy]) {
        let (mut doubted, mut without_parties, mut domestic) = (Vec::new(), Vec::new(), Vec::new());
        let mut least_stated = u8::MAX;
        for Side { event, dyads, .. } in sides {
            let stated = event.attribution().map_or(u8::MAX, Confidence::percent);
            let (sources, targets) = (event.sources(), event.targets());
            let (found, of_term) = match (sources, targets) {
                _ if !dyads.is_empty() => continue,
                ([], []) => ("no source and no target".to_owned(), &mut without_parties),
                ([_, ..], _) if self.query.authors(*event).is_empty() => {
                    least_stated = least_stated.min(stated);
                    (format!("{stated}%"), &mut doubted)
                }
                ([], _) => ("no source".to_owned(), &mut without_parties),
                (_, []) => ("no target".to_owned(), &mut without_parties),
                _ => ("source and target are the same actor".to_owned(), &mut domestic),
            };
            of_term.push([&*isolated(&event.label()), ": ", &found].concat());
        }
        let lowered: Remedy = Change::MinAttribution(least_stated).into();
        let least = self.query.min_attribution.unwrap_or(0);
        let granularity = granularity_in_words(&self.query.granularity);
        let have_dyads = |one: &[Dyad], other: &[Dyad]| !one.is_empty() && !other.is_empty();
        let otherwise = match domestic.is_empty() {
            true => Vec::new(),
            false => self.comparing_otherwise(sides, &have_dyads),
        };
        for (term, found, asked, remedies) in [
            (Term::Attribution, doubted, format!("at least {least}%"), vec![lowered]),
            (
                Term::Parties,
                without_parties,
                "a source and a target, which rules compare".to_owned(),
                Vec::new(),
            ),
            (
                Term::Domestic,
                domestic,
                format!("two different actors (actors {granularity})"),
                otherwise,
            ),
        ] {
            if !found.is_empty() {
                let events = [sides[0].event, sides[1].event];
                let reason = self.fail(term, &events, &found.join("; "), &asked);
                reason.remedies = remedies;
                reason.remedies.extend_from_slice(links);
            }
        }
    }

    fn dyads_in_words(&self, dyads: &[Dyad]) -> String {
        let roll_up = &self.prepared.roll_up;
        let mut words = Vec::new();
        for (a, b) in dyads.iter().take(MOST_NAMED) {
            words.push(format!("{} → {}", isolated(roll_up.key(*a)), isolated(roll_up.key(*b))));
        }
        if dyads.len() > MOST_NAMED {
            words.push(format!("{} more", dyads.len() - MOST_NAMED));
        }
        words.join(" and ")
    }

    fn examine_levels(&mut self, sides: [&Side<'t>; 2]) {
        if let (Some(first), Some(second)) = (sides[0].level, sides[1].level) {
            let (trend, rise) = (self.query.trend, second.less(first));
            if !rises(trend).contains(&rise.tenths()) {
                let found = format!("level {first}, then {second}");
                let events = [sides[0].event, sides[1].event];
                let reason = self.fail(Term::Trend, &events, &found, &trend_in_words(trend));
                reason.remedies = vec![Change::Trend(admitting(trend, rise)).into()];
            }
        }
        let (scale, floor) = (scale_in_words(self.query.scale.name()), self.query.floor_level());
        for side in sides {
            if let (Some(level), Some(floor)) = (side.level, floor)
                && level < floor
            {
                let found = format!("level {level}");
                let asked = format!("level {floor} or above on {scale}");
                let reason = self.fail(Term::Floor, &[side.event], &found, &asked);
                reason.remedies = vec![Change::Floor(Floor::At(level.units())).into()];
            }
        }
        for side in sides {
            if side.level.is_none() {
                let remedies = self.measuring_otherwise();
                let asked = format!("a level on {scale}");
                self.fail(Term::Scale, &[side.event], "no level", &asked).remedies = remedies;
            }
        }
    }

    /// Examines whether events in between interrupt every way by which a rule joins the events.
    fn examine_interruptions(
        &mut self,
        [earlier, later]: [&Side<'t>; 2],
        joined: &[Dyad],
        links: Vec<Remedy>,
    ) {
        let Some(predicate) = &self.query.unless else { return };
        let (timeline, precedence) = (self.view.timeline(), self.query.precedence);
        // The predicate was checked when the query was prepared.
        let predicates = QueryPredicates::new(self.query, timeline, &mut Issues::default());
        let Some(passes) = predicates.unless else { return };
        let (mut open, mut interrupting) = (joined.to_vec(), Vec::new());
        for position in earlier.event.position() + 1..later.event.position() {
            if !self.view.sees(position) {
                continue;
            }
            let side = self.side(self.view.event_at(position));
            let is_between = earlier.onset.precedes(side.onset, precedence)
                && side.onset.precedes(later.onset, precedence);
            if !is_between || side.dyads.is_empty() || !passes(side.event) {
                continue;
            }
            let concerns =
                |(a, b): &Dyad| side.dyads.contains(&(*a, *b)) || side.dyads.contains(&(*b, *a));
            if joined.iter().any(concerns) {
                interrupting.push(side.event.label());
            }
            open.retain(|dyad| !concerns(dyad));
        }
        if joined.is_empty() || !open.is_empty() {
            return;
        }
        let found = match interrupting.len() {
            1 => "an event that interrupts".to_owned(),
            number => format!("{number} events that interrupt"),
        };
        interrupting.truncate(MOST_NAMED);
        let asked = format!("no event {predicate} between the same two actors");
        let reason = self.fail(Term::Unless, &[earlier.event, later.event], &found, &asked);
        reason.because_of = interrupting;
        reason.remedies.push(Change::Unless(None).into());
        reason.remedies.extend(links);
    }

    fn examine_pairing(&mut self, earlier: &Side<'t>, later: &Side<'t>) {
        let mut followed = Vec::new();
        if let Some(node) = self.prepared.node(later.event.id()) {
            self.prepared.engine.antecedents(node, &mut followed);
        }
        let mut because_of = Vec::new();
        for node in followed.iter().take(MOST_NAMED) {
            because_of.push(self.prepared.event(*node as usize).label());
        }
        let found = "it follows a nearer event, or one that a link declares";
        let events = [earlier.event, later.event];
        let reason = self.fail(Term::Pairing, &events, found, "the nearest antecedent");
        reason.because_of = because_of;
        reason.remedies.push(Change::Pairing(Pairing::Any).into());
    }
}
