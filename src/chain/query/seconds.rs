//! Spans of time in whole seconds.

use chrono::TimeDelta;

/// Returns a span of time in whole seconds, rounded up.
pub(crate) fn whole_seconds_above(span: TimeDelta) -> TimeDelta {
    let whole = whole_seconds(span);
    let started = TimeDelta::seconds(i64::from(whole < span));
    // No gap is as long as the longest span, so that a fraction of a second is no matter there.
    whole.checked_add(&started).unwrap_or(TimeDelta::MAX)
}

/// Returns a span of time in whole seconds, rounded down, so that a negative span stays negative.
pub(crate) fn whole_seconds(span: TimeDelta) -> TimeDelta {
    let seconds = TimeDelta::seconds(span.num_seconds());
    if seconds > span {
        seconds.checked_sub(&TimeDelta::seconds(1)).unwrap_or(TimeDelta::MIN)
    } else {
        seconds
    }
}
