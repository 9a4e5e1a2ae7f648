//! Whether an event fits a pattern.

use crate::{
    chain::{
        nodes::interruptions::OnsetInterval,
        query::rule::{Precedence, Rule},
    },
    model::{Act, ActorId, EventId, EventKind, Level, Link, Pattern, ScaleName},
    scale,
    threats::following::Follower,
    timeline::EventRef,
};

/// By what an event answers another.
#[derive(Clone, Copy)]
pub(crate) enum Answer<'t> {
    Rule(Rule),
    Link(&'t Link),
}

/// How an event fits a pattern.
pub(crate) struct Fit<'t> {
    /// By what it is an answer, where one is asked for.
    pub(crate) answer: Option<Answer<'t>>,
    /// Whether its level is as high as asked for.
    pub(crate) full: bool,
}

impl<'t> Follower<'_, 't> {
    /// How an event fits a pattern, its level aside; nothing where it does not.
    pub(crate) fn fit(&self, pattern: &Pattern, event: EventRef<'t>) -> Option<Fit<'t>> {
        let kind = event.act().kind();
        let ends = [self.query().authors(event), event.targets()];
        let fits = |[sources, targets]: [&[ActorId]; 2]| {
            self.is_one_of(sources, pattern.sources(), event)
                && self.is_one_of(targets, pattern.targets(), event)
        };
        let parties_fit = fits(ends) || (self.view().is_mutual(event) && fits([ends[1], ends[0]]));
        if pattern.kind().is_some_and(|asked| asked != kind) || !parties_fit {
            return None;
        }
        let answer = match pattern.antecedent() {
            Some(antecedent) => Some(self.answer(antecedent, event, pattern)?),
            None => None,
        };
        let full = pattern.least_level().is_none_or(|(scale, least)| {
            self.level_on(event, scale).is_some_and(|level| level >= least)
        });
        Some(Fit { answer, full })
    }

    /// Whether some actor of an event counts as one of those named, or is an organ of theirs.
    fn is_one_of(&self, actors: &[ActorId], named: &[ActorId], event: EventRef<'t>) -> bool {
        let second = event.earliest().timestamp();
        let party = |actor: ActorId| self.roll_up().at(actor, second);
        named.is_empty()
            || actors.iter().any(|actor| {
                named.iter().any(|one| {
                    party(*actor) == party(*one) || self.timeline().is_within(*actor, *one, second)
                })
            })
    }

    /// The level of an event on a scale of a name, the query's own first.
    pub(crate) fn level_on(&self, event: EventRef<'t>, name: &ScaleName) -> Option<Level> {
        let own = self.query().scale();
        if own.name() == name.as_str() {
            return event.level(own);
        }
        match scale::by_name(name.as_str()) {
            Some(scale) => event.level(&*scale),
            None => {
                let mut given = event.coders_levels().iter();
                Some(given.find(|given| given.scale() == name)?.level())
            }
        }
    }

    /// By what an event answers another: a rule, else a link of response.
    fn answer(
        &self,
        antecedent: EventId,
        event: EventRef<'t>,
        pattern: &Pattern,
    ) -> Option<Answer<'t>> {
        let view = self.view();
        let antecedent = view.as_seen(self.timeline().event(antecedent));
        let is_act = event.act().kind() == pattern.kind().unwrap_or(EventKind::Attack);
        let by_rule = || self.rule_between(antecedent, event).map(Answer::Rule);
        let by_link = || {
            let mut links = event.links_out().map(|(_, link)| link);
            links
                .find(|link| {
                    link.relation().is_response()
                        && link.to() == antecedent.id()
                        && view.shows_link(link)
                })
                .map(Answer::Link)
        };
        let rule = if is_act && view.contains(antecedent) { by_rule() } else { None };
        rule.or_else(by_link)
    }

    /// The first rule of the query by which an event follows another, within its gaps.
    fn rule_between(&self, earlier: EventRef<'t>, later: EventRef<'t>) -> Option<Rule> {
        let [first, second] = [earlier, later].map(onset);
        let gap = second.earliest - first.earliest;
        let (least, most) = self.query().gap_seconds();
        if !(least..=most).contains(&gap) || !precedes(self.query().precedence, first, second) {
            return None;
        }
        let [ab, cd] = [earlier, later].map(|event| self.dyads(event));
        let joins = |rule: &&Rule| ab.iter().any(|ab| cd.iter().any(|cd| rule.joins(*ab, *cd)));
        self.query().rules.iter().find(joins).copied()
    }

    /// The dyads of an event, as the query rolls up.
    pub(crate) fn dyads(&self, event: EventRef<'t>) -> Vec<(u32, u32)> {
        let mut dyads = Vec::new();
        let mutual = self.view().is_mutual(event);
        self.roll_up().dyads(event.id().index(), self.query().authors(event), mutual, &mut dyads);
        dyads
    }
}

pub(crate) fn onset(event: EventRef<'_>) -> OnsetInterval {
    OnsetInterval {
        earliest: event.earliest().timestamp(),
        latest: event.latest().timestamp(),
        position: event.position() as u32,
    }
}

/// Whether one onset precedes another, as the query has it.
pub(crate) fn precedes(
    precedence: Precedence,
    first: OnsetInterval,
    second: OnsetInterval,
) -> bool {
    first.latest <= second.earliest
        || (precedence == Precedence::Recorded
            && (first.earliest, first.latest) == (second.earliest, second.latest)
            && first.position < second.position)
}

pub(crate) fn is_statement(event: EventRef<'_>) -> bool {
    matches!(event.act(), Act::Statement(_))
}
