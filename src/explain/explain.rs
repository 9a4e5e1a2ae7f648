//! Telling a chain: what the timeline holds of it, gathered and put into words.

use std::collections::BTreeSet;

use crate::{
    chain::{
        chain::Chain,
        chains::Chains,
        hop::Hop,
        prepared::Prepared,
        query::{query::Query, rule::Rule},
    },
    explain::explanation::{Explanation, LinkSaid, RuleHeld, Step, Why},
    model::{ActorId, EventKind, Level, Link, MembershipKind, Relation},
    timeline::{Belonging, Coverage, Dyad, EventRef, Said, Telling, Timeline},
};

impl Chain<'_> {
    /// Why each event follows the one before, who says so, and what was said meanwhile, as a tree
    /// with names in English.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let first = Event::attack(a, "2024-04-01", Means::Drone).against(b).with_level(Kahn, 3);
    /// let second = Event::attack(b, "2024-04-02", Means::Drone).against(a).with_level(Kahn, 5);
    /// builder.add_event(first.with_key("raid"));
    /// builder.add_event(second.with_key("reprisal"));
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chain = timeline.chains(&query)?.longest().unwrap();
    /// assert_eq!(chain.explain().to_string(), "\
    /// 2 events in 1 day, rising 2 on kahn; confidence: nothing stated
    /// ├─ 1. raid, 2024-04-01: attack: drone, A → B, kahn 3
    /// └─ 2. reprisal, 2024-04-02: attack: drone, B → A, kahn 5
    ///    └─ why: retaliation (A → B, then B → A), after 1 day, rising 2
    /// ");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn explain(&self) -> Explanation {
        self.explain_in("en")
    }

    /// The same with names in another language; a key stands in for a name that is not there.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// let iran = builder.add_actor(Actor::new("IRN").with_name("en", "Iran").with_name("ar", "إيران"));
    /// let israel = builder.add_actor(Actor::new("ISR").with_name("en", "Israel"));
    /// # let strike = |by, on, day: &str, rung: i32| Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, rung);
    /// # builder.add_event(strike(israel, iran, "2024-04-01", 8));
    /// # builder.add_event(strike(iran, israel, "2024-04-13", 12));
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(30));
    /// let chain = timeline.chains(&query)?.longest().unwrap();
    /// let told = chain.explain_in("ar");
    /// assert_eq!(told.steps[1].sources, ["إيران"]);
    /// assert_eq!(told.steps[1].targets, ["ISR"], "no Arabic name is given");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn explain_in(&self, language: &str) -> Explanation {
        Explanation::of(self, language)
    }
}

impl<'t> Chains<'t> {
    /// An event in words, as in an explanation; one that has no level is told as at 0.
    pub(crate) fn tell(&self, event: EventRef<'t>, language: &str) -> Step {
        let level = event.level(self.query().scale()).unwrap_or(Level::from(0));
        Teller::new(&self.prepared, language).step(event, level)
    }
}

impl Explanation {
    pub(crate) fn of(chain: &Chain<'_>, language: &str) -> Self {
        let teller = Teller::new(&chain.prepared, language);
        let hops = chain.hops();
        let mut steps: Vec<_> = chain
            .events()
            .zip(chain.levels())
            .map(|(event, level)| teller.step(event, level))
            .collect();
        for ((hop, pair), step) in hops.iter().zip(chain.nodes.windows(2)).zip(&mut steps[1..]) {
            step.why = Some(teller.why(hop, pair[0], pair[1]));
            step.meanwhile = teller.meanwhile(pair[0], pair[1]);
        }
        Self {
            scale: chain.prepared.query.scale().name().to_owned(),
            span_seconds: chain.span().num_seconds(),
            rise: chain.rise(),
            confidence: chain.confidence(),
            steps,
            intervals: chain.reactions_in(language).intervals,
            seen_through: chain.prepared.view.tallies(),
            not_covered: teller.not_covered(&chain.nodes),
        }
    }
}

/// Puts what the timeline holds into words.
pub(crate) struct Teller<'a, 't> {
    prepared: &'a Prepared<'t>,
    telling: Telling<'a, 't>,
}

impl<'a, 't> Teller<'a, 't> {
    pub(crate) fn new(prepared: &'a Prepared<'t>, language: &'a str) -> Self {
        Self { prepared, telling: Telling { view: &prepared.view, language } }
    }

    fn timeline(&self) -> &'t Timeline {
        self.prepared.view.timeline()
    }

    pub(crate) fn step(&self, event: EventRef<'t>, level: Level) -> Step {
        let (view, scale) = (&self.prepared.view, self.prepared.query.scale().name());
        let rule = self.prepared.query.evidence_rule();
        let given = event.coders_levels().iter().find(|given| given.scale().as_str() == scale);
        Step {
            event: event.label(),
            when: event.when().to_string(),
            act: event.act(),
            code: event.event_type().code().map(ToString::to_string),
            sources: self.telling.names(self.prepared.query.authors(event)),
            targets: self.telling.names(event.targets()),
            mutual: view.is_mutual(event),
            counted_as: self.counted_as(event),
            level,
            level_reason: given.and_then(|given| given.reason()).map(str::to_owned),
            place: event.place().map(str::to_owned),
            text: event.text().map(str::to_owned),
            confidence: view.occurred(event, rule),
            attribution: view.attributed(event, rule),
            candidates: event.candidates().iter().map(|one| self.telling.candidate(one)).collect(),
            avowal: event.avowal(),
            says: self.telling.says(event),
            reports: self.telling.reports(view.reports(event)),
            extras: view.extras(event),
            repeats: view.repeats(event).iter().map(EventRef::label).collect(),
            said_of_it: self.said_of(event),
            disputed: self.disputed(event),
            carries_out: self.carries_out(event),
            why: None,
            meanwhile: Vec::new(),
        }
    }

    /// As whom its sources and targets count, where that is not just the whole they are part of.
    fn counted_as(&self, event: EventRef<'t>) -> Vec<String> {
        let (roll_up, second) = (&self.prepared.roll_up, event.earliest().timestamp());
        let mut parties: Vec<ActorId> = Vec::new();
        let mut told = Vec::new();
        for actor in self.prepared.query.authors(event).iter().chain(event.targets()) {
            let steps: Vec<_> = roll_up.steps(*actor, second).collect();
            let Some((_, party)) = steps.last() else { continue };
            let is_told = parties.contains(actor) || *party == actor.0;
            if is_told || steps.iter().all(|(by, _)| *by == Belonging::PART_OF) {
                continue;
            }
            parties.push(*actor);
            let ways: Vec<_> = steps
                .iter()
                .map(|(by, to)| {
                    let to = if to == party { "it" } else { roll_up.key(*to) };
                    format!("{} {to}", belonging(*by))
                })
                .collect();
            let (actor, party) = (roll_up.key(actor.0), roll_up.key(*party));
            told.push(format!("{actor} counts as {party}: {}", ways.join(", which ")));
        }
        told
    }

    /// Between whom what is covered does not hold the whole time of a chain.
    fn not_covered(&self, chain: &[u32]) -> Vec<String> {
        let nodes = &self.prepared.engine.nodes;
        let (Some(first), Some(last)) = (chain.first(), chain.last()) else { return Vec::new() };
        let time = (nodes.earliest.get(*first as usize), nodes.latest(*last as usize));
        let undirected = |(a, b): &Dyad| (*a.min(b), *a.max(b));
        let dyads = chain.iter().flat_map(|node| nodes.dyads.of(*node as usize)).map(undirected);
        let dyads: BTreeSet<_> = dyads.collect();
        let lacking = dyads.into_iter().filter_map(|dyad| {
            let how = match self.prepared.covers(dyad, time) {
                Coverage::Partly => "only in part",
                Coverage::Not => "not at all",
                Coverage::Covered | Coverage::NotStated => return None,
            };
            let [a, b] = [dyad.0, dyad.1].map(|party| self.prepared.roll_up.key(party));
            Some(format!("the time of this chain is covered {how} between {a} and {b}"))
        });
        lacking.collect()
    }

    fn why(&self, hop: &Hop, from: u32, to: u32) -> Why {
        let key = |party| self.prepared.roll_up.key(party);
        let dyad = |(source, target): (u32, u32)| format!("{} → {}", key(source), key(target));
        let held = |rule: Rule| {
            let (ab, cd) = self.prepared.engine.joined_by(rule, from as usize, to as usize)?;
            Some(RuleHeld { rule, antecedent: dyad(ab), answer: dyad(cd) })
        };
        Why {
            rules: hop.rules().iter().filter_map(|rule| held(*rule)).collect(),
            links: hop
                .links()
                .iter()
                .map(|link| {
                    link_said(&self.telling, &self.prepared.query, self.timeline().link(*link))
                })
                .collect(),
            gap_seconds: hop.gap().num_seconds(),
            rise: hop.rise(),
        }
    }

    /// Statements about an event, by what they say or by a link.
    fn said_of(&self, event: EventRef<'t>) -> Vec<Said> {
        let linked: Vec<_> = event
            .links_in()
            .filter(|(_, link)| self.prepared.view.tells_link(link))
            .filter(|(_, link)| {
                matches!(
                    link.relation(),
                    Relation::About | Relation::Denies | Relation::Corroborates
                )
            })
            .map(|(_, link)| link.from())
            .collect();
        let mut about: Vec<_> = self
            .timeline()
            .statements_about(event.id())
            .chain(linked)
            .map(|id| self.prepared.view.as_seen(self.timeline().event(id)))
            .filter(|statement| self.prepared.view.contains(*statement))
            .collect();
        about.sort_by_key(EventRef::position);
        about.dedup();
        about.into_iter().map(|statement| self.telling.said(statement)).collect()
    }

    /// Which claims about an event cannot both be true.
    fn disputed(&self, event: EventRef<'t>) -> Vec<String> {
        let claims = self.prepared.view.claims_in(event.id(), self.telling.language);
        claims.map_or(Vec::new(), |claims| claims.conflicts().collect())
    }

    /// What an event is declared to carry out.
    fn carries_out(&self, event: EventRef<'t>) -> Vec<String> {
        let view = &self.prepared.view;
        let links = event.links_out().map(|(_, link)| link);
        links
            .filter(|link| link.relation() == Relation::CarriesOut && view.tells_link(link))
            .map(|link| (view.as_seen(self.timeline().event(link.to())), link))
            .filter(|(threat, _)| view.contains(*threat))
            .map(|(threat, link)| {
                let said = self.telling.said(threat);
                format!(
                    "{}; {}",
                    said.brief(),
                    link_said(&self.telling, &self.prepared.query, link).line()
                )
            })
            .collect()
    }

    /// What those who are no party to a hop said to or of its parties, or of its events, between
    /// its two events; what is told of the earlier event already is left out.
    fn meanwhile(&self, from: u32, to: u32) -> Vec<Said> {
        let nodes = &self.prepared.engine.nodes;
        let (first, second) = (from as usize, to as usize);
        let dyads = nodes.dyads.of(first).iter().chain(nodes.dyads.of(second));
        let parties: Vec<u32> = dyads.flat_map(|(source, target)| [*source, *target]).collect();
        let ends = [first, second].map(|node| self.prepared.event(node).id());
        let between = nodes.position(first) + 1..nodes.position(second);
        between
            .filter(|position| self.prepared.view.sees(*position))
            .map(|position| self.prepared.view.event_at(position))
            .filter(|event| event.act().kind() == EventKind::Statement)
            .filter(|event| {
                let is_party = |actor: &ActorId| {
                    let second = event.earliest().timestamp();
                    parties.contains(&self.prepared.roll_up.at(*actor, second))
                };
                let said = event.said();
                let told = said.map_or(&[][..], |said| said.addressees());
                let subjects = said.map_or(&[][..], |said| said.subjects());
                let sources = event.sources();
                !sources.is_empty()
                    && !sources.iter().any(is_party)
                    && !subjects.contains(&ends[0])
                    && (event.targets().iter().chain(told).any(is_party)
                        || subjects.contains(&ends[1]))
            })
            .map(|event| self.telling.said(event))
            .collect()
    }
}

pub(crate) fn link_said<'t>(telling: &Telling<'_, 't>, query: &Query, link: &'t Link) -> LinkSaid {
    LinkSaid {
        relation: link.relation(),
        asserted_by: telling.names(link.asserters()),
        reports: telling.reports(telling.view.told(link.reports())),
        confidence: telling.view.holds(link, query.evidence_rule()),
    }
}

fn belonging(by: Belonging) -> &'static str {
    match by {
        Belonging::Bloc => "is in",
        Belonging::Membership(MembershipKind::PartOf) => "is part of",
        Belonging::Membership(MembershipKind::MemberOf) => "is a member of",
        Belonging::Membership(MembershipKind::ActsFor) => "acts for",
        Belonging::Membership(MembershipKind::LocatedIn) => "is located in",
    }
}
