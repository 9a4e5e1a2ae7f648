//! The answer: the terms that fail.

use serde::{Deserialize, Serialize};

use super::change::Change;
use crate::{Query, timeline::EventInWords};

/// Why an event does not follow another, or why some events are no chain: every term of the query that fails, in
/// the order in which the terms are tested. The answer of [`Chains::why_not`](crate::Chains::why_not) and
/// [`Chains::why_not_chain`](crate::Chains::why_not_chain).
///
/// It owns its data, so that it can be kept and serialized. It prints as a tree.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, Trend, read::Options, why_not::Term};
///
/// let rows = "2006-07-01\tLBN\tISR\t190\n2006-07-20\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let query = Query::escalation().max_gap(TimeDelta::days(7));
/// let [first, second] = [0, 1].map(|position| timeline.event_at(position).id());
/// let why_not = timeline.chains(&query)?.why_not(first, second);
/// assert_eq!(why_not.to_string(), "\
/// no hop from #0 (2006-07-01) to #1 (2006-07-20): 2 terms fail
/// ├─ gap of #0, #1: found 19 days, asked for up to 7 days
/// │  └─ passes with a longest gap of 19 days (--gap)
/// └─ trend of #0, #1: found level 10, then 10, asked for rising
///    └─ passes with the trend not falling (--trend)
/// ");
/// // With both remedies it is a hop.
/// let mended = why_not.reasons.iter().fold(query, |query, reason| reason.remedies[0].apply(query));
/// assert!(timeline.chains(&mended)?.why_not(first, second).reasons.is_empty());
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WhyNot {
    /// Whether whole chains were asked about, with their bounds, or a single hop.
    pub is_chain: bool,
    /// The events that were asked about, in the order given. Those that are not of the timeline are left out.
    pub events: Vec<EventInWords>,
    /// The terms that fail. Empty if the events are a hop, or a chain.
    pub reasons: Vec<Reason>,
}

impl WhyNot {
    /// Returns `true` if no term fails: the events are a hop, or a chain.
    pub fn is_admitted(&self) -> bool {
        self.reasons.is_empty()
    }
}

/// A term of the query that fails. See [`WhyNot`] for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reason {
    /// The term.
    pub term: Term,
    /// The events that the term was tested on, by key or order of recording: the two of a hop, the one that a
    /// predicate looked at, or all of a chain.
    pub events: Vec<String>,
    /// The value found, in words.
    pub found: String,
    /// The value asked for, in words.
    pub asked: String,
    /// The step whose rules, gap or trend are asked for, by its index from 0, if steps have their own. `None` if the term
    /// is that of the query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    /// The events that make the term fail, by key or order of recording: those that interrupt, or the nearer antecedents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because_of: Vec<String>,
    /// The least changes of the query with which the term passes, each by itself, the least first. Empty if no query
    /// admits the events, unless the data or the view change.
    pub remedies: Vec<Remedy>,
}

/// Changes of the query that are made together, so that a term passes.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, Rule, why_not::{Change, Remedy}};
///
/// let remedy = Remedy { changes: vec![Change::Rules(vec![Rule::Relay]), Change::MaxGap(86_400)] };
/// let query = remedy.apply(Query::escalation());
/// assert_eq!(query.to_string(), Query::escalation().rules([Rule::Relay]).max_gap(TimeDelta::days(1)).to_string());
/// assert_eq!(remedy.to_string(), "the rules relay (--hop), and a longest gap of 1 day (--gap)");
/// assert_eq!(serde_json::to_string(&remedy).unwrap(), r#"[{"rules":["relay"]},{"max_gap":86400}]"#);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Remedy {
    /// The changes.
    pub changes: Vec<Change>,
}

impl Remedy {
    /// Returns a query with the changes.
    pub fn apply(&self, query: Query) -> Query {
        let mut changed = query;
        for change in &self.changes {
            changed = change.apply(changed);
        }
        changed
    }
}

impl From<Change> for Remedy {
    fn from(change: Change) -> Self {
        Self { changes: vec![change] }
    }
}

/// A term of the query, or what else decides whether events are a hop or a chain. In the order in which they are
/// tested: first those of each hop, then those of the whole chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Term {
    /// The view does not show an event, or the timeline has none of this id. Its other terms are not tested.
    View,
    /// The events are not in the order of time: see [`Query::precedence`].
    Order,
    /// The time between them is too short or too long: see [`Query::min_gap`] and [`Query::max_gap`].
    Gap,
    /// The author of one of the two is attributed with too little confidence: see [`Query::min_attribution`].
    Attribution,
    /// One of the two has no source or no target, so that no rule can join it.
    Parties,
    /// All source and target actors of one of the two count as one actor, so that no rule can join it.
    Domestic,
    /// No rule of the query joins the actors: see [`Query::rules`].
    Rule,
    /// A rule of the query would join the actors if they were compared otherwise: see [`Query::granularity`].
    RollUp,
    /// The levels do not change as asked for: see [`Query::trend`].
    Trend,
    /// The level of an event is below the floor: see [`Query::floor`].
    Floor,
    /// An event has no level on the scale: see [`Query::on`]. The trend is not tested then.
    Scale,
    /// An event in between interrupts: see [`Query::unless`].
    Unless,
    /// The later event follows a nearer one, or one that a link declares: see [`Query::pairing`].
    Pairing,
    /// The events do not fill the steps, or steps leave no hop at all: see [`Query::steps`]. If steps have rules, gaps or
    /// trends of their own, a hop is tested by those of each step, and the reasons are those of the step that comes
    /// closest: of which the fewest terms fail, the first of several.
    Steps,
    /// The first event of the chain does not pass: see [`Query::first`].
    First,
    /// The last event of the chain does not pass: see [`Query::last`].
    Last,
    /// An event of the chain does not pass: see [`Query::every`].
    Every,
    /// The chain does not cross the line: see [`Query::crosses`].
    Crosses,
    /// The chain takes too long: see [`Query::within`].
    Within,
    /// The chain has too few or too many events: see [`Query::min_len`] and [`Query::max_len`].
    Length,
    /// A confidence that is stated along the chain is too low: see [`Query::min_confidence`].
    Confidence,
}
