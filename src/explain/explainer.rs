//! Builds the explanation of a chain from the timeline.

use std::sync::Arc;

use crate::{
    chain::{
        accusers::Accusation,
        carried_out::CarriedOut,
        chain::Chain,
        chains::Chains,
        hop::Hop,
        prepared::Prepared,
        query::{query::Query, rule::highest_stated, step::QueryStep},
        stated_link::{StatedLink, candidates, describe_link, labels},
    },
    explain::explanation::{Explanation, MatchedRule, Step, Why},
    model::{ActorId, EventId, Level, MembershipKind, Relation},
    reactions::{bystander::Bystander, types::MOST_REACTIONS},
    safe_text::isolated,
    sorting::sort_by,
    timeline::{Belonging, Coverage, Dyad, EventInWords, EventRef, Phrases, Timeline, View},
};

impl Chain<'_> {
    /// Returns an explanation of the chain, which prints as a tree: what each event was, who reports it,
    /// why it follows the event before, and what happened meanwhile.
    ///
    /// Actors are named in the [language](crate::View::in_language) of the view, English by default.
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
    /// 2 events in 1 day, rising 2 on Kahn's scale; confidence: none stated
    /// ├─ 1. raid, 2024-04-01: attack: drone, A → B, level 3 on Kahn's scale
    /// └─ 2. reprisal, 2024-04-02: attack: drone, B → A, level 5 on Kahn's scale
    ///    └─ why: retaliation (A → B, then B → A), after 1 day, rising 2
    /// ");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn explain(&self) -> Explanation {
        Explanation::of(self)
    }
}

impl<'t> Chains<'t> {
    /// Describes an event as a step of an explanation. An event without a level is given level 0.
    #[cfg_attr(not(feature = "html"), allow(dead_code))] // Only pages need it.
    pub(crate) fn event_step(&self, event: EventRef<'t>, language: &str) -> Step {
        let view = self.view().clone().in_language(language);
        let level = event.level(self.query().scale()).unwrap_or(Level::from(0));
        Explainer::new(self, &view, &[event]).step(event, level)
    }
}

impl Explanation {
    pub(crate) fn of(chain: &Chain<'_>) -> Self {
        let chains = Chains { prepared: Arc::clone(&chain.prepared) };
        let events = chain.event_list();
        let explainer = Explainer::new(&chains, chains.view(), &events);
        let hops = chain.hops();
        let mut steps = Vec::new();
        let mut levels = chain.levels();
        for event in events {
            let level = levels.next().unwrap_or_default();
            steps.push(explainer.step(event, level));
        }
        for (step, filled) in steps.iter_mut().zip(chain.filled_steps()) {
            step.fills = filled.map(|nth| step_label(&chain.prepared.query, nth));
        }
        let (intervals, counted) =
            Bystander::new(&chain.prepared).intervals(&chain.nodes, MOST_REACTIONS);
        for (nth, hop) in hops.iter().enumerate() {
            let (step, from, to) = (&mut steps[nth + 1], chain.nodes[nth], chain.nodes[nth + 1]);
            step.why = Some(explainer.why(hop, from, to));
            step.meanwhile = explainer.meanwhile(from, to);
            // Reactions that the interval only counts are not listed here either.
            let mut labels = Vec::with_capacity(counted[nth].len());
            for event in &counted[nth] {
                labels.push(explainer.timeline().event(*event).label());
            }
            sort_by(&mut labels, Ord::cmp);
            step.meanwhile.retain(|said| labels.binary_search(&said.event).is_err());
        }
        Self {
            scale: chain.prepared.query.scale().name().to_owned(),
            span_seconds: chain.span().num_seconds(),
            rise: chain.rise(),
            confidence: chain.confidence(),
            authors_below_minimum: explainer.authors_below_minimum(chain),
            hangs_on: explainer.hangs_on(chain),
            steps,
            intervals,
            view_steps: chain.prepared.view.tallies(),
            not_covered: explainer.not_covered(&chain.nodes),
        }
    }
}

/// Builds the steps of an explanation.
pub(crate) struct Explainer<'a, 't> {
    prepared: &'a Prepared<'t>,
    phrases: Phrases<'a, 't>,
    /// The statements that events carry out by a rule.
    carried_out: Vec<CarriedOut>,
}

impl<'a, 't> Explainer<'a, 't> {
    /// Creates an explainer of some events, which are in total order. It names actors in the language of `view`,
    /// which otherwise must be the same as the view of the chains.
    pub(crate) fn new(chains: &'a Chains<'t>, view: &'a View<'t>, events: &[EventRef<'t>]) -> Self {
        let carried_out = chains.carried_out_by(events);
        Self { prepared: &chains.prepared, phrases: Phrases { view }, carried_out }
    }

    fn timeline(&self) -> &'t Timeline {
        self.prepared.view.timeline()
    }

    pub(crate) fn step(&self, event: EventRef<'t>, level: Level) -> Step {
        let (view, scale) = (&self.prepared.view, self.prepared.query.scale().name());
        let rule = self.prepared.query.evidence_rule();
        let coded = event.coders_levels().iter().find(|coded| coded.scale().as_str() == scale);
        Step {
            event: event.label(),
            when: event.when().to_string(),
            act: event.act(),
            code: event.event_type().code().map(ToString::to_string),
            sources: self.phrases.names(self.prepared.query.authors(event)),
            targets: self.phrases.names(event.targets()),
            mutual: view.is_mutual(event),
            counted_as: self.counted_as(event),
            fills: None,
            level,
            level_reason: coded.and_then(|coded| coded.reason()).map(str::to_owned),
            place: event.place().map(str::to_owned),
            text: event.text().map(str::to_owned),
            confidence: view.occurred(event, rule),
            attribution: view.attributed(event, rule),
            candidates: candidates(&self.phrases, event),
            avowal: view.avowal(event),
            says: self.phrases.stated_facts(event),
            reports: self.phrases.reports(&view.reports(event)),
            extras: view.extras(event),
            repeats: labels(view.repeats(event)),
            statements_about: self.statements_about(event),
            disputed: self.disputed(event),
            carries_out: self.carries_out(event),
            why: None,
            meanwhile: Vec::new(),
        }
    }

    /// Returns the party that each source and target counts as, in words, if it is another actor by more
    /// than *part of* memberships.
    fn counted_as(&self, event: EventRef<'t>) -> Vec<String> {
        let (roll_up, second) = (&self.prepared.roll_up, event.earliest().timestamp());
        let mut counted: Vec<ActorId> = Vec::new();
        let mut lines = Vec::new();
        for actor in self.prepared.query.authors(event).iter().chain(event.targets()) {
            let steps = roll_up.steps(*actor, second);
            let Some((_, party)) = steps.last() else { continue };
            let is_known = counted.contains(actor) || *party == actor.0;
            if is_known || steps.iter().all(|(by, _)| *by == Belonging::PART_OF) {
                continue;
            }
            counted.push(*actor);
            let mut memberships = Vec::new();
            let mut member = *actor;
            for (by, to) in &steps {
                let name = if to == party { "it" } else { roll_up.key(*to) };
                let said = self.said_of_membership(member, *by, ActorId(*to), second);
                memberships.push(format!("{} {name}{said}", membership_in_words(*by)));
                member = ActorId(*to);
            }
            let (actor, party) = (roll_up.key(actor.0), roll_up.key(*party));
            lines.push(format!("{actor} counts as {party}: {}", memberships.join(", which ")));
        }
        lines
    }

    /// Returns who asserts and reports the membership by which an actor belongs to another, and how sure it is, in
    /// words; empty if none of this is stated.
    fn said_of_membership(
        &self,
        actor: ActorId,
        by: Belonging,
        of: ActorId,
        second: i64,
    ) -> String {
        let Belonging::Membership(kind) = by else { return String::new() };
        let mut memberships = self.timeline().actor(actor).memberships().iter();
        let found =
            memberships.find(|one| one.kind() == kind && one.of() == of && one.holds_at(second));
        let Some(membership) = found else { return String::new() };
        let mut words = String::new();
        if !membership.asserters().is_empty() {
            words.push_str(&format!(
                ", as {} says",
                self.phrases.joined_names(membership.asserters(), ", ")
            ));
        }
        let view = self.phrases.view;
        let reports = self.phrases.reporters(&view.selected_reports(membership.reports()));
        if !reports.is_empty() {
            words.push_str(&format!(", reported by {}", reports.join("; ")));
        }
        if let Some(confidence) = membership.confidence() {
            words.push_str(&format!(" ({confidence})"));
        }
        words
    }

    /// Returns the pairs of parties whose events the timeline does not cover throughout the chain, in
    /// words.
    fn not_covered(&self, chain: &[u32]) -> Vec<String> {
        let nodes = &self.prepared.engine.nodes;
        let (Some(first), Some(last)) = (chain.first(), chain.last()) else { return Vec::new() };
        let time = (nodes.earliest.get(*first as usize), nodes.latest(*last as usize));
        let mut dyads: Vec<Dyad> = Vec::new();
        for node in chain {
            for (a, b) in nodes.dyads.of(*node as usize) {
                dyads.push((*a.min(b), *a.max(b)));
            }
        }
        dyads.sort_unstable();
        dyads.dedup();
        let mut gaps = Vec::new();
        for dyad in dyads {
            let extent = match self.prepared.covers(dyad, time) {
                Coverage::Partly => "only in part",
                Coverage::Not => "not at all",
                Coverage::Covered | Coverage::NotStated => continue,
            };
            let (a, b) = (self.prepared.roll_up.key(dyad.0), self.prepared.roll_up.key(dyad.1));
            gaps.push(format!("the time of this chain is covered {extent} between {a} and {b}"));
        }
        gaps
    }

    /// Returns the events whose author counts as unknown because its attribution is too low, in words.
    fn authors_below_minimum(&self, chain: &Chain<'t>) -> Vec<String> {
        let minimum = self.prepared.query.min_attribution.unwrap_or_default();
        let mut lines = Vec::new();
        for event in chain.authors_below_minimum() {
            let Some(attribution) = event.attribution() else { continue };
            let (event, by) = (
                isolated(&event.label()).into_owned(),
                self.phrases.joined_names(event.sources(), ", "),
            );
            lines.push(format!(
                "the author of {event} counts as unknown: its attribution to {by}, {attribution}, is below {minimum}%"
            ));
        }
        lines
    }

    /// Returns what the chain hangs on, in words: the events that it depends on and whose author only their
    /// accusers name.
    fn hangs_on(&self, chain: &Chain<'t>) -> Vec<String> {
        let mut accusations = chain.accusers();
        accusations.retain(|one| one.accusers_only);
        if accusations.is_empty() {
            return Vec::new();
        }
        let dependent = chain.author_dependent_events();
        let mut lines = Vec::new();
        for Accusation { event, accusers, links, .. } in accusations {
            if !dependent.contains(&event) {
                continue;
            }
            let accusers = self.phrases.joined_names(&accusers, " and ");
            let sources = self.phrases.joined_names(event.sources(), " and ");
            let label =
                |event: EventId| isolated(&self.timeline().event(event).label()).into_owned();
            let mut said = vec![format!("that {sources} did {}", label(event.id()))];
            for link in links {
                let link = self.timeline().link(link);
                let (from, to) = (label(link.from()), label(link.to()));
                said.push(format!("that {from} {} {to}", link.relation().phrase()));
            }
            let said = said.join(", and ");
            lines.push(format!("the chain hangs on the word of {accusers} alone: {said}"));
        }
        lines
    }

    fn why(&self, hop: &Hop, from: u32, to: u32) -> Why {
        let key = |party| self.prepared.roll_up.key(party);
        let dyad = |(source, target): (u32, u32)| format!("{} → {}", key(source), key(target));
        let (mut rules, mut links) = (Vec::new(), Vec::new());
        let (view, evidence_rule) = (&self.prepared.view, self.prepared.query.evidence_rule());
        let author = |node: u32| view.attributed(self.prepared.event(node as usize), evidence_rule);
        let authors = [author(from), author(to)];
        for rule in hop.rules() {
            let joined = self.prepared.engine.joined_by(*rule, from as usize, to as usize);
            if let Some((ab, cd)) = joined {
                rules.push(MatchedRule {
                    rule: *rule,
                    antecedent: dyad(ab),
                    answer: dyad(cd),
                    confidence: rule.stated_confidence(authors),
                });
            }
        }
        for link in hop.links() {
            let link = self.timeline().link(*link);
            links.push(describe_link(&self.phrases, &self.prepared.query, link));
        }
        let mut of_links = links.iter().map(|link: &StatedLink| link.confidence);
        let confidence = highest_stated(hop.rules(), authors, &mut of_links);
        Why { rules, links, gap_seconds: hop.gap().num_seconds(), rise: hop.rise(), confidence }
    }

    /// Returns the statements about an event, by what they say or by a link.
    fn statements_about(&self, event: EventRef<'t>) -> Vec<EventInWords> {
        let mut about = Vec::new();
        let mut add = |statement| {
            let statement = self.prepared.view.as_seen(self.timeline().event(statement));
            if self.prepared.view.contains(statement) {
                about.push(statement);
            }
        };
        for statement in self.timeline().statements_about(event.id()) {
            add(statement);
        }
        for (_, link) in event.links_in() {
            let is_about = matches!(
                link.relation(),
                Relation::About | Relation::Denies | Relation::Corroborates
            );
            if is_about && self.prepared.view.shows_link(link) {
                add(link.from());
            }
        }
        EventRef::sort(&mut about);
        // A statement can be about the event both by what it says and by a link.
        about.dedup();
        let mut described = Vec::with_capacity(about.len());
        for statement in about {
            described.push(self.phrases.describe(statement));
        }
        described
    }

    /// Returns the pairs of claims about an event that cannot both be true.
    fn disputed(&self, event: EventRef<'t>) -> Vec<String> {
        let claims = self.phrases.view.claims(event.id());
        claims.map_or(Vec::new(), |claims| claims.conflicts_in_words())
    }

    /// Returns the statements that an event carries out, as a link declares or by a rule.
    fn carries_out(&self, event: EventRef<'t>) -> Vec<String> {
        let view = &self.prepared.view;
        let (mut carried_out, mut declared) = (Vec::new(), Vec::new());
        for (_, link) in event.links_out() {
            let threat = view.as_seen(self.timeline().event(link.to()));
            let is_meant = link.relation() == Relation::CarriesOut && view.shows_link(link);
            if is_meant && view.contains(threat) {
                let said = self.phrases.describe(threat).brief();
                let link = describe_link(&self.phrases, &self.prepared.query, link).declared_by();
                carried_out.push(format!("{said}; {link}"));
                declared.push(threat.position());
            }
        }
        let of_event = |one: &&CarriedOut| one.event as usize == event.position();
        let first = self.carried_out.partition_point(|one| (one.event as usize) < event.position());
        for one in self.carried_out[first..].iter().take_while(of_event) {
            let statement = one.statement as usize;
            if !declared.contains(&statement) {
                let said = self.phrases.describe(view.event_at(statement)).brief();
                let part = if one.is_in_part { "in part, " } else { "" };
                carried_out.push(format!(
                    "{said}; {part}inferred: the first event that fits it, which no link declares"
                ));
            }
        }
        carried_out
    }

    /// Returns the statements of third parties between the two events of a hop that are directed at its
    /// parties or about its later event. Statements about the earlier event are left out, since its own
    /// step lists them.
    fn meanwhile(&self, from: u32, to: u32) -> Vec<EventInWords> {
        let nodes = &self.prepared.engine.nodes;
        let (first, second) = (from as usize, to as usize);
        let mut parties = Vec::new();
        for node in [first, second] {
            for (source, target) in nodes.dyads.of(node) {
                parties.push(*source);
                parties.push(*target);
            }
        }
        let (earlier, later) = (self.prepared.event(first), self.prepared.event(second));
        let range = nodes.position(first) + 1..nodes.position(second);
        parties.sort_unstable();
        parties.dedup();
        let mut meanwhile = Vec::new();
        let Prepared { view, roll_up, cached, .. } = self.prepared;
        for position in cached.statements.within((view, roll_up), range, &parties, later) {
            let event = self.prepared.view.event_at(position);
            let names_party = |actors: &[ActorId]| {
                let second = event.earliest().timestamp();
                actors
                    .iter()
                    .any(|actor| parties.contains(&self.prepared.roll_up.at(*actor, second)))
            };
            let (sources, subjects) = (event.sources(), event.subjects());
            if !sources.is_empty()
                && !names_party(sources)
                && !subjects.contains(&earlier.id())
                && (names_party(event.targets())
                    || names_party(event.addressees())
                    || subjects.contains(&later.id()))
            {
                meanwhile.push(self.phrases.describe(event));
            }
        }
        meanwhile
    }
}

/// Returns the name of a step of a query, or its number from 1.
fn step_label(query: &Query, nth: usize) -> String {
    let name = query.steps.get(nth).and_then(QueryStep::name);
    name.map_or_else(|| (nth + 1).to_string(), str::to_owned)
}

fn membership_in_words(by: Belonging) -> &'static str {
    match by {
        Belonging::Bloc => "is in",
        Belonging::Membership(MembershipKind::PartOf) => "is part of",
        Belonging::Membership(MembershipKind::MemberOf) => "is a member of",
        Belonging::Membership(MembershipKind::ActsFor) => "acts for",
        Belonging::Membership(MembershipKind::LocatedIn) => "is located in",
    }
}
