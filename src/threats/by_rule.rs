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
        acts::DyadActs,
        consequence::Consequence,
        context::{Context, dyads_of, is_statement},
        tracker::ThreatTracker,
    },
    timeline::EventRef,
};

/// Explanations together look at this many positions for each event of the timeline before all threats of the view are
/// followed.
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
        let LazyCarriedOut { all, looked_at } = &self.prepared.cached.carried_out;
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
        let context = Context::new(self);
        let mut found = Vec::new();
        let announcing = self.announcing(context, range.clone(), events);
        let Some(first) = announcing.first() else { return found };
        let dyads = dyads_of(context, &announcing);
        let acts = DyadActs::new(context, first.position()..range.end, Some(&dyads));
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

    /// Returns the statements in a range of positions, and those before it that stay open for a time of their own, that
    /// a rule may find carried out; only by `events` if these are not `None`. In total order.
    fn announcing(
        &self,
        context: Context<'_, 't>,
        range: Range<usize>,
        events: Option<&[EventRef<'t>]>,
    ) -> Vec<EventRef<'t>> {
        let view = self.view();
        let mut acts = Vec::new();
        for event in events.unwrap_or_default() {
            if !is_statement(*event) {
                acts.push(*event);
            }
        }
        let dyads = dyads_of(context, &acts);
        let mut announcing = Vec::new();
        let mut add = |position: usize| {
            let statement = view.event_at(position);
            if !view.sees(position) || !is_statement(statement) {
                return;
            }
            let may_be_carried_out = match (context.consequence(statement).0, events) {
                (Consequence::OnlyLinked, _) => false,
                (_, None) => true,
                (Consequence::OnDyad(_), _) => {
                    context.dyads(statement).iter().any(|dyad| dyads.binary_search(dyad).is_ok())
                }
                (Consequence::Pattern(pattern), Some(events)) => events.iter().any(|event| {
                    event.position() > position && context.fit(&pattern, *event).is_some()
                }),
            };
            if may_be_carried_out {
                announcing.push(statement);
            }
        };
        for (id, details) in view.timeline().columns().all_details() {
            let position = view.timeline().position_of(EventId(id as u32));
            if position < range.start
                && let Some(said) = &details.statement
                && (said.conditional().is_some() || said.open_for().is_some())
            {
                add(position);
            }
        }
        for position in range {
            add(position);
        }
        EventRef::sort(&mut announcing);
        announcing
    }
}
