//! The statements that events carry out by a rule, without regard to links.

use crate::{
    chain::{chains::Chains, prepared::CarriedOut},
    model::{Act, SpeechAct},
    sorting::sort_by,
    threats::tracker::ThreatTracker,
    timeline::EventRef,
};

impl Chains<'_> {
    /// Returns the statements of the view that were carried out by rule, in the order of the events that carry them out.
    /// Computed once, in the time of [`threats`](Self::threats), or in O(n) if no statement of the view announces an act.
    pub(crate) fn carried_out_by_rule(&self) -> &[CarriedOut] {
        self.prepared.carried_out.get_or_init(|| {
            let view = &self.prepared.view;
            let mut found = Vec::new();
            let mut announcing = Vec::new();
            for event in view.events() {
                if announces(event) {
                    announcing.push(event);
                }
            }
            if announcing.is_empty() {
                return found;
            }
            let tracker = ThreatTracker::new(self);
            let cancellation = &self.prepared.engine.cancellation;
            for statement in announcing {
                cancellation.count(1);
                if cancellation.is_stopped() {
                    break;
                }
                if let Some((event, is_in_part)) = tracker.carried_out_by_rule(statement) {
                    let (event, statement) = (event.position() as u32, statement.position() as u32);
                    found.push(CarriedOut { event, statement, is_in_part });
                }
            }
            sort_by(&mut found, Ord::cmp);
            found
        })
    }
}

/// Returns `true` for a statement that an event may carry out by a rule.
fn announces(event: EventRef<'_>) -> bool {
    let Act::Statement(act) = event.act() else { return false };
    matches!(act, SpeechAct::Threaten | SpeechAct::Promise | SpeechAct::Ultimatum)
        || event.statement().is_some_and(|said| said.conditional().is_some())
}
