//! The bounds on whole chains.

use super::{change::Change, hop::Examiner, types::Term};
use crate::{
    Predicate,
    chain::{Crossing, query::rule::highest_stated},
    model::{EventId, Level},
    safe_text::isolated,
    timeline::EventRef,
    wording::{scale_in_words, span},
};

impl<'t> Examiner<'_, 't> {
    /// Adds the reasons why some events are no chain.
    pub(super) fn examine_chain(&mut self, ids: &[EventId]) {
        let mut events = Vec::with_capacity(ids.len());
        for id in ids {
            events.push(self.shown(*id));
        }
        let mut shown = Vec::with_capacity(events.len());
        for event in &events {
            shown.extend(event);
        }
        self.scored.clone_from(&shown);
        for pair in events.windows(2) {
            if let [Some(earlier), Some(later)] = pair {
                self.examine_hop(*earlier, *later);
            }
        }
        let are_hops = self.reasons.is_empty();
        // Bounds are of whole chains.
        if shown.len() < events.len() {
            return;
        }
        if are_hops && !self.fill_steps(&shown) {
            self.fail_steps(&shown, "the events do not fill the steps");
        }
        self.examine_predicates(&shown);
        self.examine_crossing(&shown);
        self.examine_span(&shown);
        self.examine_length(&shown);
        self.examine_confidence(&shown);
    }

    /// Returns `true` if the events of a path along hops fill the steps of the query.
    fn fill_steps(&self, events: &[EventRef<'t>]) -> bool {
        let mut nodes = Vec::with_capacity(events.len());
        for event in events {
            match self.prepared.node(event.id()) {
                Some(node) => nodes.push(node as u32),
                None => return self.query.steps.is_empty(),
            }
        }
        self.prepared.path_of(&nodes).is_some()
    }

    fn examine_predicates(&mut self, events: &[EventRef<'t>]) {
        let (query, timeline) = (self.query, self.view.timeline());
        let (first, last) = (events.get(..1), events.last().map(std::slice::from_ref));
        for (term, predicate, tested, change) in [
            (Term::First, &query.first, first, Change::First(None)),
            (Term::Last, &query.last, last, Change::Last(None)),
            (Term::Every, &query.every, Some(events), Change::Every(None)),
        ] {
            // Predicates were checked when the query was prepared.
            let passes = predicate.as_ref().map(|predicate| predicate.in_timeline(timeline));
            let (Some(predicate), Some(Ok(passes))) = (predicate, passes) else { continue };
            for event in tested.unwrap_or_default() {
                if !passes(*event) {
                    let asked = Predicate::to_string(predicate);
                    let reason = self.fail(term, &[*event], "does not pass", &asked);
                    reason.remedies = vec![change.clone().into()];
                }
            }
        }
    }

    fn examine_crossing(&mut self, events: &[EventRef<'t>]) {
        let (Some(line), [first, .., last]) = (self.query.crossing_level(), events) else { return };
        let level = |event: &EventRef<'t>| event.level(self.query.scale());
        let (Some(from), Some(to)) = (level(first), level(last)) else { return };
        if from < line && line <= to {
            return;
        }
        // The nearest line that the chain crosses: it lies above `from`, and at `to` or below.
        let above = Level::from_tenths(from.tenths().saturating_add(1));
        let nearest = (from < to).then(|| Crossing::At(line.clamp(above, to).units()));
        let scale = scale_in_words(self.query.scale.name());
        let name = match &self.query.crosses {
            Some(Crossing::Named(name)) => format!(" ({})", isolated(name)),
            _ => String::new(),
        };
        let found = format!("from level {from} to {to}");
        let asked = format!("from below level {line}{name} to it or above on {scale}");
        let reason = self.fail(Term::Crosses, &[*first, *last], &found, &asked);
        if nearest.is_some() {
            reason.remedies.push(Change::Crosses(nearest).into());
        }
        reason.remedies.push(Change::Crosses(None).into());
    }

    fn examine_span(&mut self, events: &[EventRef<'t>]) {
        let (Some(within), [first, .., last]) = (self.query.within, events) else { return };
        let onset = |event: &EventRef<'t>| event.earliest().timestamp();
        let (found, most) = (onset(last) - onset(first), within.num_seconds());
        if found > most {
            let asked = format!("up to {}", span(most));
            let reason = self.fail(Term::Within, &[*first, *last], &span(found), &asked);
            reason.remedies = vec![Change::Within(found).into()];
        }
    }

    fn examine_length(&mut self, events: &[EventRef<'t>]) {
        let (len, least, most) = (events.len(), self.query.min_len, self.query.max_len);
        let (asked, change) = if len < 2 {
            ("2 events or more".to_owned(), None)
        } else if len < least {
            (format!("{least} events or more"), Some(Change::MinLen(len)))
        } else if let Some(most) = most.filter(|most| len > *most) {
            (format!("at most {most} events"), Some(Change::MaxLen(len)))
        } else {
            return;
        };
        let found = if len == 1 { "1 event".to_owned() } else { format!("{len} events") };
        let reason = self.fail(Term::Length, events, &found, &asked);
        if let Some(change) = change {
            reason.remedies.push(change.into());
        }
    }

    fn examine_confidence(&mut self, events: &[EventRef<'t>]) {
        let Some(least) = self.query.least_confidence() else { return };
        let (view, rule, prepared) = (self.view, self.query.evidence_rule(), self.prepared);
        let mut fail = |events: &[EventRef<'t>], what: &str, stated: u8| {
            let found = format!("{stated}% {what}");
            let asked = format!("at least {}%, where stated", least.percent());
            let reason = self.fail(Term::Confidence, events, &found, &asked);
            reason.remedies = vec![Change::MinConfidence(stated).into()];
        };
        for event in events {
            if let Some(stated) = view.occurred(*event, rule).filter(|stated| *stated < least) {
                fail(std::slice::from_ref(event), "that it occurred", stated.percent());
            }
        }
        let timeline = view.timeline();
        for pair in events.windows(2) {
            let (one, other) = (pair[0], pair[1]);
            let nodes = (prepared.node(one.id()), prepared.node(other.id()));
            let (Some(earlier), Some(later)) = nodes else { continue };
            let (rules, links) = prepared.engine.ways(earlier, later);
            let authors = [view.attributed(one, rule), view.attributed(other, rule)];
            let mut links = links.into_iter().map(|link| view.holds(timeline.link(link), rule));
            let highest = highest_stated(&rules, authors, &mut links);
            if let Some(stated) = highest.filter(|stated| *stated < least) {
                fail(pair, "in the authors, or in the link", stated.percent());
            }
        }
    }
}
