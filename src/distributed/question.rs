//! [`Question`]: what is asked of all events together.

use super::{choose::choose, spread::Spread, wanted::Wanted};
use crate::{
    chain::Query,
    error::{Error, Issues, Location},
    timeline::ViewStep,
};

/// A question about the chains of a query in a view, whose answer several processes compute together.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, Rule, distributed::{Question, Spread, Wanted}};
///
/// let query = Query::escalation().max_gap(TimeDelta::days(30));
/// assert_eq!(Question::new(query.clone()).spread()?, Spread::Pairs, "by retaliation");
/// let relay = query.rules([Rule::Relay]);
/// assert_eq!(Question::new(relay.clone()).spread()?, Spread::LevelRounds);
/// assert_eq!(Question::new(relay).wanting(Wanted::CountByLen).spread()?, Spread::LengthRounds);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Question {
    pub(super) query: Query,
    pub(super) steps: Vec<ViewStep>,
    pub(super) wanted: Wanted,
    pub(super) chosen: Option<Spread>,
}

impl Question {
    /// Asks for a summary of the chains of a query in all events.
    ///
    /// ```
    /// use escalade::{Query, distributed::Question};
    ///
    /// assert!(Question::new(Query::escalation()).steps().is_empty(), "all events are seen");
    /// ```
    pub fn new(query: Query) -> Self {
        Self { query, steps: Vec::new(), wanted: Wanted::Summary, chosen: None }
    }

    /// Sets the steps of the view. Steps that compare events with each other cannot be spread.
    ///
    /// ```
    /// use escalade::{ErrorKind, Query, Timeline, distributed::Question};
    ///
    /// let question = Question::new(Query::escalation().max_gap(chrono::TimeDelta::days(7)));
    /// let timeline = Timeline::builder().build()?;
    /// let view = timeline.view().one_a_day([]);
    /// let error = question.seen_through(view.steps().to_vec()).spread().unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Unsupported);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn seen_through(mut self, steps: impl IntoIterator<Item = ViewStep>) -> Self {
        self.steps = steps.into_iter().collect();
        self
    }

    /// Sets the answer that is wanted.
    ///
    /// ```
    /// use escalade::{Query, Rule, distributed::{Question, Spread, Wanted}};
    ///
    /// let relay = Query::escalation().rules([Rule::Relay]).max_gap(chrono::TimeDelta::days(7));
    /// let question = Question::new(relay).wanting(Wanted::CountByLen);
    /// assert_eq!(question.spread()?, Spread::LengthRounds);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn wanting(mut self, wanted: Wanted) -> Self {
        self.wanted = wanted;
        self
    }

    /// Sets how the events are spread, in place of the way that [`spread`](Self::spread) would choose. No way changes
    /// an answer.
    ///
    /// ```
    /// use escalade::{Query, distributed::{Question, Spread}};
    ///
    /// let question = Question::new(Query::escalation().max_gap(chrono::TimeDelta::days(7)));
    /// assert_eq!(question.clone().spread()?, Spread::Pairs);
    /// assert_eq!(question.clone().spread_by(Spread::LevelRounds).spread()?, Spread::LevelRounds);
    /// assert!(question.spread_by(Spread::Sources).spread().is_err(), "not by retaliation");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn spread_by(mut self, spread: Spread) -> Self {
        self.chosen = Some(spread);
        self
    }

    /// Returns the steps of the view.
    ///
    /// ```
    /// use escalade::{Query, Timeline, distributed::Question};
    ///
    /// let timeline = Timeline::builder().build()?;
    /// let steps = timeline.view().one_a_day([]).steps().to_vec();
    /// assert_eq!(Question::new(Query::escalation()).seen_through(steps.clone()).steps(), steps);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn steps(&self) -> &[ViewStep] {
        &self.steps
    }

    /// Returns the keys of the actors that the view or the query names.
    pub(super) fn actors(&self) -> Vec<String> {
        let mut keys = Vec::new();
        for step in &self.steps {
            match step {
                ViewStep::Of { actors } => keys.extend_from_slice(actors),
                ViewStep::Only { predicate } => predicate.append_actors(&mut keys),
                _ => {}
            }
        }
        let Query { unless, first, last, every, steps, .. } = &self.query;
        let of_steps = steps.iter().filter_map(|step| step.predicate.as_ref());
        for predicate in [unless, first, last, every].into_iter().flatten().chain(of_steps) {
            predicate.append_actors(&mut keys);
        }
        keys
    }

    /// Returns how the events are spread over the workers. Nothing is read for this.
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use escalade::{ErrorKind, Query, Rule, Trend, distributed::Question};
    ///
    /// let endless = Query::escalation().rules([Rule::Relay]).trend(Trend::Any).max_gap(TimeDelta::days(7));
    /// let error = Question::new(endless.clone()).spread().unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Unsupported);
    /// assert!(Question::new(endless.max_len(4)).spread().is_ok());
    /// ```
    ///
    /// # Errors
    ///
    /// The query has a problem, or no way to spread the events gives the answer. The error says why.
    pub fn spread(&self) -> Result<Spread, Error> {
        self.query.check().map_err(|error| {
            let mut issues = Issues::default();
            issues.absorb(&error, &Location::default());
            issues.into_error(error.kind())
        })?;
        choose(&self.query, &self.steps, self.wanted, self.chosen)
    }
}
