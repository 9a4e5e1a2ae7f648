//! The statements that events carry out by a rule, whatever the declared links say.

use std::{ops::Range, sync::atomic::Ordering::Relaxed};

use crate::{
    chain::{
        carried_out::{CarriedOut, LazyCarriedOut},
        chains::Chains,
    },
    model::EventId,
    sorting::{count_before, sort_by},
    threats::{
        acts::DyadActs, consequence::Consequence, context::Context, context::is_statement,
        tracker::ThreatTracker,
    },
    timeline::{Dyad, EventRef},
};

/// Explanations together look at this many positions for each event of the timeline before all threats of the view are
/// followed. Looking at a position costs about a tenth of following a threat.
const LOOKS: usize = 8;

impl<'t> Chains<'t> {
    /// Returns the statements that events carry out by a rule, in the order of the events that carry them out. `events`
    /// must be in total order. The result may include statements that other events carry out.
    ///
    /// Looks only at the events that precede the given ones by at most the time that a statement stays open, so that
    /// the cost of an explanation depends on the events that it shows. After many explanations, all statements of the
    /// view are followed, once, and the result is kept.
    pub(crate) fn carried_out_by(&self, events: &[EventRef<'t>]) -> Vec<CarriedOut> {
        let ([first, ..], [.., last]) = (events, events) else { return Vec::new() };
        let query = self.query();
        let open = query.threats_open_for.or(query.max_gap);
        let since = open.map_or(i64::MIN, |open| {
            first.earliest().timestamp().saturating_sub(open.num_seconds())
        });
        let timeline = self.view().timeline();
        let range = timeline.positions_during(since, i64::MAX).start..last.position() + 1;
        let LazyCarriedOut { all, looked_at } = &self.prepared.carried_out;
        let before = looked_at.fetch_add(range.len(), Relaxed);
        if all.get().is_none() && before <= timeline.len().saturating_mul(LOOKS) {
            return self.statements_carried_out(range, Some(events));
        }
        let all = all.get_or_init(|| self.statements_carried_out(0..timeline.len(), None));
        let mut found = Vec::new();
        for event in events {
            let position = event.position() as u32;
            let from_event = count_before(all.len(), &|at| all[at].event < position);
            for one in &all[from_event..] {
                if one.event != position {
                    break;
                }
                found.push(*one);
            }
        }
        found
    }

    /// Returns the statements that events in a range of positions carry out. If `events` is not `None`, only statements
    /// that one of these events may carry out are followed.
    fn statements_carried_out(
        &self,
        range: Range<usize>,
        events: Option<&[EventRef<'t>]>,
    ) -> Vec<CarriedOut> {
        let (view, context) = (self.view(), Context::new(self));
        let timeline = view.timeline();
        // Statements before the range can stay open for a time of their own.
        let mut positions = Vec::new();
        for (id, details) in timeline.columns().all_details() {
            let position = timeline.position_of(EventId(id as u32));
            if position < range.start
                && let Some(said) = &details.statement
                && (said.conditional().is_some() || said.open_for().is_some())
            {
                positions.push(position);
            }
        }
        for position in range.clone() {
            positions.push(position);
        }
        let mut dyads_of_events = Vec::new();
        for event in events.unwrap_or_default() {
            if !is_statement(*event) {
                dyads_of_events.append(&mut context.dyads(*event));
            }
        }
        dyads_of_events.sort_unstable();
        let (mut announcing, mut dyads, mut since) = (Vec::new(), Vec::new(), range.end);
        for position in positions {
            let statement = view.event_at(position);
            if !view.sees(position) || !is_statement(statement) {
                continue;
            }
            let mut of_statement = Vec::new();
            let may_be_carried_out = match (context.consequence(statement).0, events) {
                (Consequence::OnlyLinked, _) => false,
                (Consequence::OnDyad(_), _) => {
                    of_statement = context.dyads(statement);
                    events.is_none() || share_one(&of_statement, &dyads_of_events)
                }
                (Consequence::Pattern(pattern), Some(events)) => events.iter().any(|event| {
                    event.position() > position && context.fit(&pattern, *event).is_some()
                }),
                (Consequence::Pattern(_), None) => true,
            };
            if may_be_carried_out {
                announcing.push(statement);
                dyads.append(&mut of_statement);
                since = since.min(position);
            }
        }
        let mut found = Vec::new();
        if announcing.is_empty() {
            return found;
        }
        dyads.sort_unstable();
        let acts = DyadActs::new(context, since..range.end, Some(&dyads));
        let tracker = ThreatTracker::with_acts(self, acts);
        let cancellation = &self.prepared.engine.cancellation;
        for statement in announcing {
            cancellation.count(1);
            if cancellation.is_stopped() {
                break;
            }
            if let Some((event, is_in_part)) = tracker.carried_out_by_rule(statement) {
                found.push(CarriedOut {
                    event: event.position() as u32,
                    statement: statement.position() as u32,
                    is_in_part,
                });
            }
        }
        sort_by(&mut found, Ord::cmp);
        found
    }
}

/// Returns `true` if one of the dyads is in a sorted list.
fn share_one(dyads: &[Dyad], sorted: &[Dyad]) -> bool {
    dyads.iter().any(|dyad| sorted.binary_search(dyad).is_ok())
}
