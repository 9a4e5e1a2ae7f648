//! Tests whether an event fits a pattern.

use crate::{
    chain::query::rule::Rule,
    model::{ActorId, EventId, EventKind, Level, Link, Pattern, ScaleName},
    scale,
    threats::context::{Context, onset},
    timeline::EventRef,
};

/// The reason why an event responds to another.
#[derive(Clone, Copy)]
pub(crate) enum Response<'t> {
    Rule(Rule),
    Link(&'t Link),
}

/// How an event fits a pattern.
pub(crate) struct Fit<'t> {
    /// Why it responds to the event that the pattern names, if it names one.
    pub(crate) response: Option<Response<'t>>,
    /// Whether its level is at least the level of the pattern.
    pub(crate) is_full: bool,
}

impl<'t> Context<'_, 't> {
    /// Returns how an event fits a pattern; `None` if it does not. A level below that of the pattern is no
    /// misfit, but the fit is not full.
    pub(crate) fn fit(&self, pattern: &Pattern, event: EventRef<'t>) -> Option<Fit<'t>> {
        let kind = event.act().kind();
        let ends = [self.query().authors(event), event.targets()];
        let fits = |[sources, targets]: [&[ActorId]; 2]| {
            self.is_any_of(sources, pattern.sources(), event)
                && self.is_any_of(targets, pattern.targets(), event)
        };
        let parties_fit = fits(ends) || (self.view().is_mutual(event) && fits([ends[1], ends[0]]));
        if pattern.kind().is_some_and(|expected| expected != kind) || !parties_fit {
            return None;
        }
        let response = match pattern.antecedent() {
            Some(antecedent) => Some(self.response(antecedent, event, pattern)?),
            None => None,
        };
        let is_full = pattern.min_level().is_none_or(|(scale, least)| {
            self.level_on(event, scale).is_some_and(|level| level >= least)
        });
        Some(Fit { response, is_full })
    }

    /// Returns `true` if an actor of an event counts as one of the named actors or is an organ of one, or if
    /// none is named.
    fn is_any_of(&self, actors: &[ActorId], named: &[ActorId], event: EventRef<'t>) -> bool {
        let second = event.earliest().timestamp();
        let party = |actor: ActorId| self.roll_up().at(actor, second);
        named.is_empty()
            || actors.iter().any(|actor| {
                named.iter().any(|name| {
                    party(*actor) == party(*name)
                        || self.timeline().is_within(*actor, *name, second)
                })
            })
    }

    /// Returns the level of an event on the scale with a name. The scale of the query takes precedence over
    /// a built-in scale of the same name.
    pub(crate) fn level_on(&self, event: EventRef<'t>, name: &ScaleName) -> Option<Level> {
        let own = self.query().scale();
        if own.name() == name.as_str() {
            return event.level(own);
        }
        match scale::by_name(name.as_str()) {
            Some(scale) => event.level(&*scale),
            // A custom scale is not available here, but the coder may have stated the level.
            None => {
                for coded in event.coders_levels() {
                    if coded.scale() == name {
                        return Some(coded.level());
                    }
                }
                None
            }
        }
    }

    /// Returns why an event responds to another: by a rule or, failing that, by a link.
    fn response(
        &self,
        antecedent: EventId,
        event: EventRef<'t>,
        pattern: &Pattern,
    ) -> Option<Response<'t>> {
        let view = self.view();
        let antecedent = view.as_seen(self.timeline().event(antecedent));
        // Rules would make a response of any event between the parties, even of a threat.
        let can_respond = event.act().kind() == pattern.kind().unwrap_or(EventKind::Attack);
        if can_respond
            && view.contains(antecedent)
            && let Some(rule) = self.rule_between(antecedent, event)
        {
            return Some(Response::Rule(rule));
        }
        for (_, link) in event.links_out() {
            if link.relation().is_response()
                && link.to() == antecedent.id()
                && view.shows_link(link)
            {
                return Some(Response::Link(link));
            }
        }
        None
    }

    /// Returns the first rule of the query by which an event follows another, within the gaps of the query.
    fn rule_between(&self, earlier: EventRef<'t>, later: EventRef<'t>) -> Option<Rule> {
        if !self.is_in_reach(onset(earlier), onset(later)) {
            return None;
        }
        let (ab, cd) = (self.dyads(earlier), self.dyads(later));
        for rule in self.query().rules.iter() {
            for ab in &ab {
                for cd in &cd {
                    if rule.joins(*ab, *cd) {
                        return Some(*rule);
                    }
                }
            }
        }
        None
    }

    pub(crate) fn response_in_words(&self, response: Response<'t>) -> String {
        match response {
            Response::Rule(rule) => rule.as_str().to_owned(),
            Response::Link(link) => self.describe_link(link).line(),
        }
    }
}
