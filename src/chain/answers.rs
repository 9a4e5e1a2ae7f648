//! The answers that need no listing of chains, and the single chains they point out.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    Chain, Chains, Count, Iter, LeftOut,
    count::widening,
    engine::worth::Worth,
    top::{Focus, Top},
};
use crate::{
    model::{EventId, Level},
    safe_text::isolated,
    timeline::StepTally,
};

/// By what chains are compared; [`Chains::heaviest`] compares them by weights of one's own.
///
/// ```
/// use escalade::Rank;
///
/// assert_eq!(serde_json::to_string(&Rank::GreatestRise).unwrap(), "\"greatest-rise\"");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Rank {
    /// More events.
    Longest,
    /// More rise, from the level of the first event to that of the last.
    GreatestRise,
}

/// What a query comes to, in numbers.
///
/// Hops are all hops; the bounds on whole chains leave them alone. The other numbers are of chains
/// within bounds.
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    seen_through: Vec<StepTally>,
}

impl Summary {
    /// The name of the scale.
    pub fn scale(&self) -> &str {
        &self.scale
    }

    /// The events that take part.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Of these, those whose onset is known less exactly than the longest gap, a month among days:
    /// nothing can follow them by a rule for certain and in time. Where equal onsets go by recording,
    /// only what has the very same onset can.
    pub fn too_vague(&self) -> u64 {
        self.too_vague
    }

    /// Of these, those for which it is known that what the timeline covers does not hold all the time
    /// in which they could be answered: their onset, and as long after it as the longest gap. That they
    /// have no answer may mean that nobody looked.
    pub fn not_covered(&self) -> u64 {
        self.not_covered
    }

    /// The pairs of events of which one follows the other.
    pub fn hops(&self) -> u64 {
        self.hops
    }

    /// The chains.
    pub fn chains(&self) -> &Count {
        &self.chains
    }

    /// The most events in a chain; 0 where there is none.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// The greatest rise from the first event of a chain to its last, in the scale's units; nothing
    /// where there is no chain.
    pub fn greatest_rise(&self) -> Option<Level> {
        self.greatest_rise
    }

    /// The events that do not take part, and why.
    pub fn left_out(&self) -> &LeftOut {
        &self.left_out
    }

    /// The steps of the view, in their order, each with what it left out: together they make up
    /// [`filtered`](LeftOut::filtered).
    pub fn seen_through(&self) -> &[StepTally] {
        &self.seen_through
    }
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let LeftOut { unreadable, filtered, partyless, domestic, unscored, below_floor } =
            self.left_out;
        let rise = self.greatest_rise.map_or("none".to_owned(), |rise| rise.to_string());
        let vague = match self.too_vague {
            0 => String::new(),
            vague => format!(" ({vague} too vague in time to be followed)"),
        };
        writeln!(f, "events         {}{vague}", self.events)?;
        if self.not_covered > 0 {
            writeln!(f, "not covered    {} of them, until any answer", self.not_covered)?;
        }
        writeln!(f, "hops           {}", self.hops)?;
        writeln!(f, "chains         {}", self.chains)?;
        writeln!(f, "longest        {} events", self.longest)?;
        writeln!(f, "greatest rise  {rise} on {}", isolated(&self.scale))?;
        write!(
            f,
            "left out       {unreadable} unreadable, {filtered} filtered, {partyless} partyless, \
             {domestic} domestic, {unscored} unscored, {below_floor} below the floor"
        )?;
        for tally in &self.seen_through {
            write!(f, "\nseen through   {tally}")?;
        }
        Ok(())
    }
}

impl<'t> Chains<'t> {
    /// Everything in numbers: one pass for hops and lengths, one for the count, one for the rise.
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
    /// left out       0 unreadable, 0 filtered, 0 partyless, 0 domestic, 0 unscored, 0 below the floor");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn summary(&self) -> Summary {
        let cast = &self.prepared.engine.cast;
        Summary {
            scale: self.prepared.query.scale().name().to_owned(),
            events: cast.events,
            too_vague: self.prepared.too_vague(),
            hops: self.prepared.engine.hops(),
            chains: self.count(),
            longest: self.longest().map_or(0, |chain| chain.len()),
            greatest_rise: self.greatest_rise().map(|chain| chain.rise()),
            left_out: cast.left_out,
            not_covered: self.prepared.not_covered(),
            seen_through: self.prepared.view.tallies(),
        }
    }

    /// How many chains there are: exact up to 1,024 bits, and never by listing them.
    ///
    /// One [pass](Chains#cost) without bounds on length, up to `max_len` or `min_len` of them under
    /// bounds. It starts with 64 bits, or 128 where windows are crowded, and over again with more where
    /// they are too few.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// for rung in 1..=44 {
    ///     let (by, on) = if rung % 2 == 1 { (a, b) } else { (b, a) };
    ///     strike(by, on, &format!("2024-04-01T20:{rung:02}Z"), rung);
    /// }
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// assert_eq!(chains.count().to_u128(), Some(2_971_215_027));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn count(&self) -> Count {
        let counted = self.prepared.all_chains().and_then(|chains| widening(&chains));
        counted.unwrap_or_else(|| Count::from(0))
    }

    /// The chain with the most events. One [pass](Chains#cost), with a greatest length up to that
    /// many.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// let first = strike(a, b, "2024-04-01", 3);
    /// let second = strike(b, a, "2024-04-02", 4);
    /// let third = strike(a, b, "2024-04-03", 5);
    /// strike(b, a, "2024-06-01", 6);
    /// strike(a, b, "2024-06-02", 15); // a greater rise, in two events
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let longest = chains.longest().unwrap();
    /// assert!(longest.events().map(|event| event.id()).eq([first, second, third]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn longest(&self) -> Option<Chain<'t>> {
        self.best(Rank::Longest, Focus::All)
    }

    /// The chain with the greatest rise from its first event to its last; zero or below where the
    /// trend allows no better. One [pass](Chains#cost) without bounds on length, up to `max_len` or
    /// `min_len` of them under bounds.
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
    /// strike(b, a, "2024-04-02", 4);
    /// strike(a, b, "2024-04-03", 5); // more events, and a lesser rise
    /// let fourth = strike(b, a, "2024-06-01", 6);
    /// let fifth = strike(a, b, "2024-06-02", 15);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let steepest = chains.greatest_rise().unwrap();
    /// assert!(steepest.events().map(|event| event.id()).eq([fourth, fifth]));
    /// assert_eq!(steepest.rise().units(), 9.0);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn greatest_rise(&self) -> Option<Chain<'t>> {
        self.best(Rank::GreatestRise, Focus::All)
    }

    /// The best of the chains that pass an event; nothing where none does.
    ///
    /// As many [passes](Chains#cost) as without an event, each of which follows every hop.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Rank, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// strike(a, b, "2024-04-01", 3);
    /// let answer = strike(b, a, "2024-04-02", 5);
    /// strike(a, b, "2024-04-03", 7);
    /// let unanswered = strike(b, a, "2024-06-01", 9);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// assert_eq!(chains.through(answer, Rank::Longest).unwrap().len(), 3);
    /// assert!(chains.through(unanswered, Rank::Longest).is_none());
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn through(&self, event: EventId, rank: Rank) -> Option<Chain<'t>> {
        self.best(rank, Focus::Through(self.prepared.node(event)?))
    }

    /// The best of the chains that end in an event: how it came to this.
    ///
    /// As many [passes](Chains#cost) as without an event.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Rank, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// let first = strike(a, b, "2024-04-01", 3);
    /// let second = strike(b, a, "2024-04-02", 5);
    /// strike(a, b, "2024-04-03", 7);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let before = chains.ending_in(second, Rank::Longest).unwrap();
    /// assert!(before.events().map(|event| event.id()).eq([first, second]));
    /// assert!(chains.ending_in(first, Rank::Longest).is_none(), "nothing came before it");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn ending_in(&self, event: EventId, rank: Rank) -> Option<Chain<'t>> {
        self.best(rank, Focus::EndingIn(self.prepared.node(event)?))
    }

    /// Every chain, lazily, in the order of ties: by position of the last event, then backward,
    /// earlier position first, a chain that ends before one that goes on.
    ///
    /// There may be very many: count them first.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// let first = strike(a, b, "2024-04-01", 3);
    /// let second = strike(b, a, "2024-04-02", 5);
    /// let third = strike(a, b, "2024-04-03", 7);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let mut listed = Vec::new();
    /// for chain in &chains {
    ///     listed.push(chain.events().map(|event| event.id()).collect::<Vec<_>>());
    /// }
    /// assert_eq!(listed, [vec![first, second], vec![second, third], vec![first, second, third]]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn iter(&self) -> Iter<'t> {
        Iter::new(self.walk())
    }

    /// The chains that no hop extends at either end, lazily, in the same order. An insertion in the
    /// middle is no extension; bounds on length keep or drop whole chains, and cutting one never
    /// makes it maximal.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// let first = strike(a, b, "2024-04-01", 3);
    /// let second = strike(b, a, "2024-04-02", 5);
    /// let third = strike(a, b, "2024-04-03", 7);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let maximal: Vec<_> = chains.maximal().collect();
    /// assert_eq!((chains.iter().count(), maximal.len()), (3, 1));
    /// assert!(maximal[0].events().map(|event| event.id()).eq([first, second, third]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn maximal(&self) -> Iter<'t> {
        Iter::new(self.walk_maximal())
    }

    /// The events that take part, in total order, with those that only declared links join.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// let first = strike(a, b, "2024-04-01", 3);
    /// let second = strike(b, a, "2024-04-02", 5);
    /// strike(a, a, "2024-04-03", 7); // domestic: it has no dyad
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// assert!(chains.events().map(|event| event.id()).eq([first, second]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn events(&self) -> impl ExactSizeIterator<Item = crate::EventRef<'t>> {
        (0..self.prepared.engine.cast.len()).map(|node| self.prepared.event(node))
    }

    fn best(&self, rank: Rank, focus: Focus) -> Option<Chain<'t>> {
        let worth = Worth::of_rank(rank, &self.prepared.engine.cast);
        Top::new(&self.prepared, worth, focus).next()
    }
}

impl<'t> IntoIterator for &Chains<'t> {
    type Item = Chain<'t>;
    type IntoIter = Iter<'t>;

    fn into_iter(self) -> Iter<'t> {
        self.iter()
    }
}

impl fmt::Debug for Chains<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chains")
            .field("query", &self.prepared.query)
            .field("view", &self.prepared.view)
            .finish_non_exhaustive()
    }
}
