//! The summary of the chains of a query in numbers.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    chain::{chain::Chain, chains::Chains, count::Count, nodes::nodes::LeftOut},
    model::Level,
    safe_text::isolated,
    timeline::StepTally,
};

/// The result of a query in numbers.
///
/// [`hops`](Self::hops) counts all hops, whatever bounds the query has on whole chains. The numbers of
/// chains, their lengths and their rises are of chains within these bounds.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
///
/// let mut builder = Timeline::builder();
/// let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
/// builder.add_event(Event::attack(a, "2024-04-01", Means::Drone).against(b).with_level(Kahn, 8));
/// builder.add_event(Event::attack(b, "2024-04-02", Means::Drone).against(a).with_level(Kahn, 9));
/// let timeline = builder.build()?;
/// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
/// let summary = timeline.chains(&query)?.summary();
/// assert_eq!((summary.events(), summary.hops(), summary.longest()), (2, 1, 2));
/// assert_eq!(summary.chains().to_string(), "1");
/// assert_eq!(summary.greatest_rise().unwrap().units(), 1.0);
/// assert_eq!((summary.scale(), summary.left_out().unscored), ("kahn", 0));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    scale: String,
    events: u64,
    too_vague: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    not_covered: u64,
    hops: u64,
    chains: Count,
    longest: usize,
    greatest_rise: Option<Level>,
    #[serde(flatten)]
    left_out: LeftOut,
    #[serde(rename = "seen_through", default, skip_serializing_if = "Vec::is_empty")]
    view_steps: Vec<StepTally>,
}

/// The numbers of a summary, of which other processes computed some.
#[cfg(feature = "distributed")]
pub(crate) struct SummaryParts {
    pub(crate) scale: String,
    pub(crate) events: u64,
    pub(crate) too_vague: u64,
    pub(crate) not_covered: u64,
    pub(crate) hops: u64,
    pub(crate) chains: Count,
    pub(crate) longest: usize,
    pub(crate) greatest_rise: Option<Level>,
    pub(crate) left_out: LeftOut,
    pub(crate) view_steps: Vec<StepTally>,
}

#[cfg(feature = "distributed")]
impl From<SummaryParts> for Summary {
    fn from(parts: SummaryParts) -> Self {
        let SummaryParts { scale, events, too_vague, not_covered, hops, .. } = parts;
        let SummaryParts { chains, longest, greatest_rise, left_out, view_steps, .. } = parts;
        Self {
            scale,
            events,
            too_vague,
            not_covered,
            hops,
            chains,
            longest,
            greatest_rise,
            left_out,
            view_steps,
        }
    }
}

impl Summary {
    /// Returns the name of the scale.
    pub fn scale(&self) -> &str {
        &self.scale
    }

    /// Returns the number of events that take part.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Returns how many of these events have an onset interval longer than the longest gap, such as a month
    /// if the longest gap is a week. By a rule, no event follows such an event, unless precedence is
    /// [`Recorded`](crate::chain::Precedence::Recorded): then an event with the same onset interval can.
    pub fn too_vague(&self) -> u64 {
        self.too_vague
    }

    /// Returns for how many of these events the timeline is known not to cover all the time in which
    /// another event could follow: from the onset until the longest gap after it. If no event follows, it
    /// may be missing from the data.
    pub fn not_covered(&self) -> u64 {
        self.not_covered
    }

    /// Returns the number of pairs of events of which one follows the other.
    pub fn hops(&self) -> u64 {
        self.hops
    }

    /// Returns the number of chains.
    pub fn chains(&self) -> &Count {
        &self.chains
    }

    /// Returns the number of events in the longest chain; 0 if there is no chain.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// Returns the greatest rise from the first event of a chain to its last, in units of the scale. `None`
    /// if there is no chain.
    pub fn greatest_rise(&self) -> Option<Level> {
        self.greatest_rise
    }

    /// Returns the numbers of events that do not take part, by reason.
    pub fn left_out(&self) -> &LeftOut {
        &self.left_out
    }

    /// Returns the steps of the view in order, each with the number of events that it leaves out. Together
    /// they leave out [`filtered`](LeftOut::filtered) events.
    pub fn seen_through(&self) -> &[StepTally] {
        &self.view_steps
    }
}

#[cfg(feature = "watch")]
impl Summary {
    /// Returns the summary after a change of which the summaries of a part of the events before and after are known, and
    /// the best chains of all events after it. Returns `None` if the number of chains is not exact.
    pub(crate) fn after(
        &self,
        [before, after]: [&Self; 2],
        longest: usize,
        greatest_rise: Option<Level>,
    ) -> Option<Self> {
        let changed = |of: fn(&Self) -> u64| of(self) - of(before) + of(after);
        let mut view_steps = self.view_steps.clone();
        for (nth, tally) in view_steps.iter_mut().enumerate() {
            let (before, after) = (before.view_steps.get(nth)?, after.view_steps.get(nth)?);
            tally.left_out = tally.left_out - before.left_out + after.left_out;
            tally.not_stated = tally.not_stated - before.not_stated + after.not_stated;
        }
        Some(Self {
            scale: self.scale.clone(),
            events: changed(Self::events),
            too_vague: changed(Self::too_vague),
            not_covered: changed(Self::not_covered),
            hops: changed(Self::hops),
            chains: self.chains.less(&before.chains)?.plus(&after.chains)?,
            longest,
            greatest_rise,
            left_out: LeftOut {
                unreadable: changed(|of| of.left_out.unreadable),
                filtered: changed(|of| of.left_out.filtered),
                missing_actor: changed(|of| of.left_out.missing_actor),
                domestic: changed(|of| of.left_out.domestic),
                unscored: changed(|of| of.left_out.unscored),
                below_floor: changed(|of| of.left_out.below_floor),
            },
            view_steps,
        })
    }
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A trait object, since each `write!` to a `Formatter` is compiled to a hundred lines.
        let f: &mut dyn fmt::Write = f;
        let LeftOut { unreadable, filtered, missing_actor, domestic, unscored, below_floor } =
            self.left_out;
        let rise = self.greatest_rise.map_or("none".to_owned(), |rise| rise.to_string());
        let too_vague = match self.too_vague {
            0 => String::new(),
            too_vague => format!(" ({too_vague} too vague in time to be followed)"),
        };
        writeln!(f, "events         {}{too_vague}", self.events)?;
        if self.not_covered > 0 {
            writeln!(
                f,
                "not covered    {} of them: a response may be missing from the data",
                self.not_covered
            )?;
        }
        writeln!(f, "hops           {}", self.hops)?;
        writeln!(f, "chains         {}", self.chains)?;
        writeln!(f, "longest        {} events", self.longest)?;
        writeln!(f, "greatest rise  {rise} on {}", isolated(&self.scale))?;
        write!(
            f,
            "left out       {unreadable} unreadable, {filtered} filtered, {missing_actor} missing an actor, \
             {domestic} domestic, {unscored} unscored, {below_floor} below the floor"
        )?;
        for tally in &self.view_steps {
            write!(f, "\nview           {tally}")?;
        }
        Ok(())
    }
}

impl Chains<'_> {
    /// Summarizes the chains in numbers.
    ///
    /// One [pass](Chains#cost) each for the hops, the count, the longest chain and the greatest rise.
    /// Bounds on length multiply the passes for chains as in [`count`](Self::count).
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// strike(a, b, "2024-04-01", 3);
    /// strike(b, a, "2024-04-02", 5);
    /// strike(a, b, "2024-04-03", 7);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// assert_eq!(chains.summary().to_string(), "\
    /// events         3
    /// hops           2
    /// chains         3
    /// longest        3 events
    /// greatest rise  4 on kahn
    /// left out       0 unreadable, 0 filtered, 0 missing an actor, 0 domestic, 0 unscored, 0 below the floor");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn summary(&self) -> Summary {
        let best = [self.longest(), self.greatest_rise()];
        let [longest, greatest_rise] = &best;
        self.summary_of(
            self.prepared.engine.hops(),
            self.count(),
            longest.as_ref().map_or(0, Chain::len),
            greatest_rise.as_ref().map(Chain::rise),
        )
    }

    /// Returns the summary, of which the numbers of hops and of chains and the best chains are given.
    pub(crate) fn summary_of(
        &self,
        hops: u64,
        chains: Count,
        longest: usize,
        greatest_rise: Option<Level>,
    ) -> Summary {
        let nodes = &self.prepared.engine.nodes;
        Summary {
            scale: self.prepared.query.scale().name().to_owned(),
            events: nodes.events,
            too_vague: self.prepared.too_vague(),
            hops,
            chains,
            longest,
            greatest_rise,
            left_out: nodes.left_out,
            not_covered: self.prepared.not_covered(),
            view_steps: self.prepared.view.tallies(),
        }
    }
}
