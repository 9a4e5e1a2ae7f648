//! The periods in which conditions can be met and consequences are due.

use crate::{
    chain::nodes::onset_interval::OnsetInterval,
    model::{Conditional, Statement},
    threats::context::{Context, onset},
    timeline::EventRef,
};

/// A period in which the consequence of a statement is due.
#[derive(Clone, Copy)]
pub(crate) struct DuePeriod {
    /// The onset that the consequence must follow.
    pub(crate) from: OnsetInterval,
    /// The last second of the period.
    pub(crate) until: i64,
}

impl<'t> Context<'_, 't> {
    /// Returns how long a statement stays open, in seconds.
    fn open_seconds(&self, statement: EventRef<'t>) -> i64 {
        let own = statement.statement().and_then(Statement::open_for);
        let query = self.query();
        let time = own.or(query.threats_open_for).or(query.max_gap);
        time.map_or(i64::MAX, |time| time.num_seconds())
    }

    /// Returns the period in which the consequence of a statement is due: after an onset, while it stays open,
    /// and before a second.
    pub(crate) fn due_after(
        &self,
        statement: EventRef<'t>,
        from: OnsetInterval,
        before: i64,
    ) -> DuePeriod {
        let last = from.earliest.saturating_add(self.open_seconds(statement));
        let before = if before == i64::MAX { i64::MAX } else { before - 1 };
        DuePeriod { from, until: last.min(before) }
    }

    /// Returns the last second at which the condition of a statement can be met.
    pub(crate) fn condition_end(&self, statement: EventRef<'t>, conditional: &Conditional) -> i64 {
        match conditional.deadline() {
            Some(deadline) => deadline.latest_second() - 1,
            None => self.due_after(statement, onset(statement), i64::MAX).until,
        }
    }

    /// Returns `true` if an event is within a period, and its gap is not below the smallest of the query.
    pub(crate) fn is_within(&self, period: DuePeriod, event: EventRef<'t>) -> bool {
        let (event, (least, _)) = (onset(event), self.query().gap_seconds());
        event.earliest - period.from.earliest >= least
            && event.earliest <= period.until
            && period.from.precedes(event, self.query().precedence)
    }
}

/// Returns the last second at which a consequence is due, or `None` if it is never due.
pub(crate) fn last_second(due: &[DuePeriod]) -> Option<i64> {
    let mut last = None;
    for period in due {
        last = last.max(Some(period.until));
    }
    last
}
