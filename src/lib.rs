//! Event timelines of actors, statements and attacks as a time-ordered graph, and the escalation
//! chains in them: who answered whom, with what, how sure we are, and how it came to this.
//!
//! ```
//! use chrono::TimeDelta;
//! use escalade::{Actor, Event, Means, Query, Relation, Timeline, scale::Kahn};
//!
//! let mut builder = Timeline::builder();
//! let iran = builder.add_actor(Actor::new("IRN").with_name("en", "Iran").with_name("ar", "إيران"));
//! let israel = builder.add_actor(Actor::new("ISR").with_name("en", "Israel"));
//! let killing = builder.add_event(
//!     Event::attack(israel, "2024-04-01", Means::AirStrike)
//!         .with_key("killing")
//!         .against(iran)
//!         .with_attribution(70)
//!         .with_level(Kahn, 8),
//! );
//! let barrage = builder.add_event(
//!     Event::attack(iran, "2024-04-13T20:00Z/2024-04-14", Means::BallisticMissile)
//!         .with_key("barrage")
//!         .against(israel)
//!         .with_level(Kahn, 12),
//! );
//! builder.add_link(barrage, Relation::RetaliatesFor, killing);
//! let timeline = builder.build()?; // checks everything, reports every problem at once
//!
//! let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(30));
//! let chains = timeline.chains(&query)?;
//! assert_eq!(chains.count().to_string(), "1");
//! for chain in chains.maximal() {
//!     assert_eq!(chain.explain().to_string(), "\
//! 2 events in 12 days 20 hours, rising 4 on kahn; confidence: 70% at most, 70% if independent (1 stated, 3 not)
//! ├─ 1. killing, 2024-04-01: attack: air strike, Israel → Iran, kahn 8
//! │  └─ how sure: who did it 70%
//! └─ 2. barrage, 2024-04-13T20:00Z/2024-04-14: attack: ballistic missile, Iran → Israel, kahn 12
//!    ├─ why: retaliation (ISR → IRN, then IRN → ISR), after 12 days 20 hours, rising 4
//!    └─ why: declared, retaliates for it, says the coder, after 12 days 20 hours, rising 4
//! ");
//! }
//! # Ok::<(), escalade::Error>(())
//! ```
//!
//! # Five words
//!
//! - An **actor** is a state, an army, a person, a body, an outlet: [`Actor`], with names in several
//!   languages and [`Membership`]s that may be dated.
//! - A **statement** is an event that is a speech act: a threat, a claim, a pledge. It may be about
//!   an event, assert something of it, or be conditional: [`Statement`].
//! - An **attack** is an event that is a use of force: [`Attack`]. All other events are actions.
//! - A **link** is a relation between two events that somebody declares: [`Link`]. Links are kept
//!   apart from the **hops** that a [`Rule`] infers, everywhere.
//! - A **chain** is two events or more, each following the one before by a rule or a link:
//!   [`Chain`].
//!
//! A chain is not a cause. A hop is a *candidate* response, every explanation names the rule that
//! made it, and busy dyads make many chains by [chance](guide::chance) alone.
//!
//! The library takes no side: it records who did, said, claimed and denied what, and who says so.
//!
//! # Guide
//!
//! 1. Write down what happened: [`Timeline::builder`], or read a file with [`read::open`].
//! 2. Say how severe it was: the coder's own levels, or one of the [scales](scale) over codes.
//! 3. Narrow it, if you like: [`Timeline::during`], [`Timeline::of`], [`View::one_a_day`]. [Views](View)
//!    compose, and answers count what they leave out.
//! 4. Say what a chain is to you: [`Query`]. The longest gap has no default, for results hang on it.
//! 5. Ask: [`Timeline::chains`] gives [`Chains`], with [`summary`](Chains::summary),
//!    [`count`](Chains::count), [`longest`](Chains::longest),
//!    [`greatest_rise`](Chains::greatest_rise), [`maximal`](Chains::maximal),
//!    [`through`](Chains::through), [`iter`](Chains::iter), and [`graph`](Chains::graph) for petgraph.
//! 6. Read one: [`Chain::explain`]; who reacted to its steps, and where it could have stopped:
//!    [`Chain::reactions`], [`Chain::off_ramps`].
//! 7. Ask who says so: what is claimed of an event, by whom, and whether the claims can all be true,
//!    with [`Timeline::claims`]; what became of threats, promises and warnings, with
//!    [`Timeline::threats`].
//!
//! The [`guide`] teaches the words of a query in drawings of five events: the [rules](guide::rules),
//! [time](guide::time), [severity](guide::severity), what lies [between](guide::between), who counts
//! as [whom](guide::actors), what codes and names [mean](guide::vocabularies),
//! [bounds](guide::bounds), [how sure](guide::confidence) it is, a [crisis](guide::crisis) and who
//! says so, [views](guide::views),
//! [graphs](guide::graphs), [files](guide::files), [cost](guide::cost), and
//! [chance](guide::chance).
//!
//! # Features
//!
//! - `json` (default): the native JSON document, read with the path to every problem.
//! - `csv` (default): KEDS rows, GDELT event exports; chains and dyads as rows.
//! - `names`: actors are found by [name](Timeline::actor_named) in any language and script, however it is
//!   written.
//! - `standards`: reports, claims and links as W3C PROV, schema.org and STIX 2.1.
//! - `text`: pictures for a terminal.
//! - `xml`: GraphML, GEXF, and pictures as SVG.
//! - `html`: pictures as pages.
//!
//! Without features the crate needs `chrono`, `serde`, `thiserror` and `petgraph`, and nothing else.
//! [`Timeline`], [`Query`], [`ViewStep`], [`Summary`] and [`Explanation`] are [`serde`] types all the
//! same.

mod chain;
mod error;
pub mod guide;
mod model;
mod parallel;
mod phrases;
pub mod read;
pub mod render;
mod safe_text;
pub mod scale;
#[cfg(feature = "standards")]
pub mod standards;
pub mod states;
mod table;
mod timeline;
mod wording;

/// Timelines and hop graphs for [`petgraph`], whose types appear nowhere else.
///
/// - [`Chains::graph`] is a view of the hop graph, with edges found on the fly: [`HopGraph`](graph::HopGraph).
/// - [`Chains::to_graph`] is the hop graph, owned.
/// - [`Timeline::to_graph`] is the timeline itself: actors, events, links and memberships.
pub mod graph {
    pub use crate::chain::graph::*;
    pub use crate::timeline::graph::*;
}

pub use chain::*;
pub use error::{Error, ErrorKind, Issue, MAX_ISSUES, Place};
pub use model::*;
pub use timeline::{
    ActorRef, Agreement, BlocMember, Blocs, Claimant, ClaimedFact, Claims, Comparison, Coverage,
    Covered, Dempster, Denial, Episode, EventRef, Evidence, EvidenceRule, Field, Granularity,
    MAX_COMPARED, NamedRule, Predicate, Proposition, Said, Side, StepTally, Strand, Support,
    Testimony, Timeline, TimelineBuilder, Version, View, ViewStep, Window, WrittenRule,
};

/// The README's example is compiled and run too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
