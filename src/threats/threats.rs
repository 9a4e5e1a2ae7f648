//! What became of threats, promises, warnings and ultimatums.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    chain::query::query::Query,
    error::Error,
    explain::explanation::LinkSaid,
    model::{Clause, Level},
    threats::following::Follower,
    timeline::{Said, Timeline, View},
};

impl Timeline {
    /// What became of threats, promises, warnings and ultimatums: see [`View::threats`].
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, ThreatState, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-12\tLBN\tISR\t190\n2006-07-20\tISR\tLBN\t138\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let threats = timeline.threats(&Query::escalation().max_gap(TimeDelta::days(30)))?;
    /// let states: Vec<_> = threats.threats.iter().map(|threat| threat.state).collect();
    /// assert_eq!(states, [ThreatState::CarriedOut, ThreatState::Open]);
    /// assert_eq!(threats.threats[0].carried_out[0].after_seconds, 11 * 86_400);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`View::threats`].
    pub fn threats(&self, query: &Query) -> Result<Threats, Error> {
        self.view().threats(query)
    }
}

impl View<'_> {
    /// Follows each threat, promise, warning and ultimatum through the events that this view lets
    /// through: whether its condition was met, by which event and how surely; whether it was carried
    /// out, how long after and at what level; whether it lapsed, or stands open.
    ///
    /// # Which statements
    ///
    /// Those that threaten, warn, promise or give an ultimatum; all others that say
    /// [what will happen](crate::Statement::on_condition), and those that an event
    /// [carries out](crate::Relation::CarriesOut) by a link. In total order.
    ///
    /// # What fits a pattern
    ///
    /// An event fits a [`Pattern`](crate::Pattern) if it fits all that is given: the kind; a source and a
    /// target of the same direction (a mutual event has two), who count as one of those named at the
    /// query's granularity and at the event's earliest onset, or are organs of theirs; the level, on the
    /// scale named. With [`answering`](crate::Pattern::answering) it must answer that event: by a declared
    /// link of response, or by a rule of the query within its gaps, trend and floor aside. A rule makes an
    /// answer of attacks only, or of events of the kind that is asked for: a mere threat is no answer.
    /// Whose attribution is below the query's `min_attribution` is nobody.
    ///
    /// # When a condition is met
    ///
    /// By an event that fits it, that the statement precedes as the query has it, by the deadline, or
    /// where there is none within the longest gap from onset to onset. [`Condition::met_by`] lists the
    /// events that meet it up to the first that does so uncontested. It is [`Contested`] where it hangs
    /// on who did it, and that is hedged, disputed, denied, or owned to by nobody; where someone denies that it
    /// happened; where all who report it merely quote someone; where it answers only by the word of someone
    /// other than the coder or less than surely.
    ///
    /// # When it is carried out
    ///
    /// By what a link declares to carry it out, or by the first event that fits the consequence and is no
    /// statement (unless a statement is what was said would come), within the query's gaps: after an
    /// event that met the condition; of an [`Unless`](Clause::Unless) after the deadline, or after the
    /// statement where there is none, as long as the demand was not met; of what is said
    /// [`Plainly`](Clause::Plainly) after the statement, by its deadline. One that fits all but the level,
    /// and is done by one whom the consequence names, carries it out in part.
    ///
    /// A consequence without sources is the speaker's own, against those whom the statement is directed at;
    /// that of a warning is anyone's. A threat or ultimatum without any consequence is carried out by an
    /// event, no statement, on a dyad of the statement, at or above the floor and, where the statement has a
    /// level, above it; a promise by one that is no attack, without a level or below the floor. A warning
    /// without a consequence says nothing that could be followed but by a link.
    ///
    /// # When it lapsed
    ///
    /// When the last event of the view lies beyond the deadline or the longest gap, and the timeline does
    /// not [say](crate::TimelineBuilder::cover) that it lacks something of the time until then of those who
    /// speak and are spoken to. What the data do not reach is open, not lapsed.
    ///
    /// Of the query, scale, floor, granularity, patrons, rules, precedence, gaps and `min_attribution`
    /// matter, and its chains where a third party warns: [`Threat::leading`] tells the longest through each
    /// event that meets the condition, or through the event to be answered while none does.
    ///
    /// O(n log n) for n events and, for each statement that gives a pattern, the events in its window.
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use escalade::{
    ///     Actor, Conditional, ConditionState, Event, EventKind, Means, Pattern, Query, SpeechAct,
    ///     Statement, ThreatState, Timeline, scale::Kahn,
    /// };
    ///
    /// let mut builder = Timeline::builder();
    /// let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let attack = |by, on| Pattern::new().of_kind(EventKind::Attack).by(by).against(on);
    /// let condition = attack(b, a).in_words("B attacks once more");
    /// let consequence = attack(a, b).at_least(Kahn, 9).in_words("A strikes back hard");
    /// let threat = Event::statement(a, "2024-04-01", SpeechAct::Threaten).against(b);
    /// let said = Statement::new().on_condition(Conditional::new(condition, consequence));
    /// builder.add_event(threat.with_key("threat").saying(said));
    /// let raid = Event::attack(b, "2024-04-03", Means::Drone).against(a).with_level(Kahn, 8);
    /// builder.add_event(raid.with_key("raid").with_attribution(70));
    /// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(30));
    /// let timeline = builder.build()?;
    ///
    /// let threats = timeline.view().threats(&query)?;
    /// let threat = &threats.threats[0];
    /// assert_eq!(threat.state, ThreatState::Open);
    /// assert_eq!(threat.condition.as_ref().unwrap().state, ConditionState::Contested);
    /// assert_eq!(threats.to_string(), "\
    /// 1 statement, told until 2024-04-03: 1 open
    /// └─ threat, 2024-04-01, A → B, statement: threaten: open until 2024-05-03
    ///    ├─ if B attacks once more: met, though that is contested
    ///    │  └─ met by raid, 2024-04-03, B → A, attack: drone, after 2 days
    ///    │     └─ contested: who did it is 70% sure
    ///    └─ then A strikes back hard: at kahn 9 or above
    /// ");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every problem of the query and of the view at once.
    ///
    /// [`Contested`]: ConditionState::Contested
    pub fn threats(&self, query: &Query) -> Result<Threats, Error> {
        self.threats_in(query, "en")
    }

    /// The same with names in a language, given by its BCP 47 tag.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Actor, Event, Query, SpeechAct, Timeline}};
    /// # let mut builder = Timeline::builder();
    /// let iran = builder.add_actor(Actor::new("IRN").with_name("ar", "إيران"));
    /// builder.add_event(Event::statement(iran, "2024-04-02", SpeechAct::Threaten));
    /// let query = Query::escalation().max_gap(TimeDelta::days(30));
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.view().threats_in(&query, "ar")?.threats[0].statement.by, ["إيران"]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`threats`](Self::threats).
    pub fn threats_in(&self, query: &Query, language: &str) -> Result<Threats, Error> {
        let chains = self.chains(query)?;
        Ok(Follower::new(&chains, language).follow_all())
    }
}

/// What became of threats, promises, warnings and ultimatums: see [`View::threats`]. Texts are in the
/// language asked for, where names have one; printing draws the tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Threats {
    /// The scale of the levels.
    pub scale: String,
    /// The earliest onset of the last event that the view lets through: as far as the data tell.
    pub told_until: Option<DateTime<Utc>>,
    /// The statements, in total order.
    pub threats: Vec<Threat>,
}

impl Threats {
    /// Those in a state.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, ThreatState, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-12\tISR\tLBN\t138\n2006-09-01\tSYR\tLBN\t042\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let threats = timeline.threats(&Query::escalation().max_gap(TimeDelta::days(30)))?;
    /// assert_eq!(threats.in_state(ThreatState::Lapsed).count(), 2);
    /// assert_eq!(threats.in_state(ThreatState::Open).count(), 0);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn in_state(&self, state: ThreatState) -> impl Iterator<Item = &Threat> {
        self.threats.iter().filter(move |threat| threat.state == state)
    }

    /// What became of a statement, by its key or its order of recording as `#12`.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-12\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let threats = timeline.threats(&Query::escalation().max_gap(TimeDelta::days(30)))?;
    /// assert_eq!(threats.of("#0").unwrap().carried_out[0].deed.event, "#1");
    /// assert!(threats.of("#1").is_none(), "no threat");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn of(&self, statement: &str) -> Option<&Threat> {
        self.threats.iter().find(|threat| threat.statement.event == statement)
    }
}

/// What became of one statement that says what will happen.
///
/// See [`View::threats`] for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Threat {
    /// The statement.
    pub statement: Said,
    /// What became of it.
    pub state: ThreatState,
    /// The last moment at which the condition can be met, or it be carried out once that is met; nothing
    /// where no term is set, or no more is to come.
    pub until: Option<DateTime<Utc>>,
    /// The condition, if it has one.
    pub condition: Option<Condition>,
    /// What it says will happen, in words; nothing where it does not say.
    pub consequence: Option<String>,
    /// The level threatened, if one is given.
    pub threatened: Option<Threatened>,
    /// The events that carry it out, in total order: those that a link declares, and the first that fits.
    pub carried_out: Vec<CarriedOut>,
    /// Whether others than the speaker would carry it out: a warning by a third party.
    pub third_party: bool,
    /// For a warning by a third party, chains that lead to its condition.
    pub leading: Vec<Leading>,
    /// The coder's remarks on the statement: how it was read.
    pub readings: Vec<String>,
}

/// What became of a threat, promise, warning or ultimatum.
///
/// ```
/// assert_eq!(escalade::ThreatState::CarriedOutInPart.to_string(), "carried out in part");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ThreatState {
    /// An event carries it out.
    CarriedOut,
    /// An event carries it out at a lower level than was said.
    CarriedOutInPart,
    /// Its demand was met, so that nothing is to come.
    Averted,
    /// Its time passed without it.
    Lapsed,
    /// It may still be carried out, or the data do not tell.
    Open,
}

/// The condition of a statement, and whether it was met.
///
/// See [`View::threats`] for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// Whether the consequence is to come if it is met, or unless it is.
    pub clause: Clause,
    /// What must happen, in words.
    pub words: String,
    /// By when, as it was written.
    pub deadline: Option<String>,
    /// Whether it was met.
    pub state: ConditionState,
    /// The events that meet it, in total order, up to the first that does so uncontested.
    pub met_by: Vec<Met>,
}

/// Whether a condition was met.
///
/// ```
/// assert_eq!(escalade::ConditionState::Contested.to_string(), "met, though that is contested");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConditionState {
    /// An event meets it.
    Met,
    /// An event meets it, but whether it does is contested.
    Contested,
    /// Its time passed without such an event.
    Lapsed,
    /// It may still be met, or the data do not tell.
    Open,
}

/// An event that meets a condition.
///
/// See [`View::threats`] for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Met {
    /// The event.
    pub event: Said,
    /// Seconds from the earliest onset of the statement to that of the event.
    pub after_seconds: i64,
    /// By what it is an answer, in words, where the condition asks for one.
    pub answers: Option<String>,
    /// What makes it contested; nothing where it is not.
    pub contested: Vec<Contest>,
}

/// Why it is contested that an event is what it is taken for.
///
/// See [`View::threats`] for an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contest {
    /// What is contested.
    pub what: Contested,
    /// Why, in words.
    pub why: String,
}

/// What of an event is contested.
///
/// ```
/// assert_eq!(serde_json::to_string(&escalade::Contested::Authorship).unwrap(), "\"authorship\"");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Contested {
    /// Who did it.
    Authorship,
    /// That it happened.
    Occurrence,
    /// That it answers what it is taken to answer.
    Answer,
}

/// A level that was threatened.
///
/// See [`View::threats`] for an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Threatened {
    /// The scale.
    pub scale: String,
    /// The least level.
    pub level: Level,
}

/// An event that carries out what was said.
///
/// See [`View::threats`] for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CarriedOut {
    /// The event.
    pub deed: Said,
    /// Seconds from the earliest onset of the statement to that of the event.
    pub after_seconds: i64,
    /// Seconds from the earliest onset of the first event that met the condition.
    pub after_condition_seconds: Option<i64>,
    /// Its level on the query's scale.
    pub level: Option<Level>,
    /// Its level on the scale of what was threatened, less the level threatened: below 0 where it fell
    /// short.
    pub beyond_threatened: Option<Level>,
    /// The links that declare it.
    pub declared: Vec<LinkSaid>,
    /// Whether it fits what was said, by itself.
    pub inferred: bool,
    /// What makes it contested; nothing where it is not.
    pub contested: Vec<Contest>,
}

/// The longest chain through an event that meets the condition of a warning, or that it would answer.
///
/// See [`View::threats`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leading {
    /// The event's key, or its order of recording.
    pub event: String,
    /// The events of the chain, by key or order of recording.
    pub chain: Vec<String>,
}
