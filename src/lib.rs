//! Event timelines and their escalation chains: who responded to whom, with what, and with what confidence.
//!
//! A timeline records actors, statements, attacks and other events as a graph in the order of time. A query
//! finds the chains in it in which each event follows the one before, for example as a retaliation of a
//! higher level.
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
//! 2 events in 12 days 20 hours, rising 4 on Kahn's scale; confidence: 70% at most; not stated for 3 of its 4 parts (events and hops)
//! ├─ 1. killing, 2024-04-01: attack: air strike, Israel → Iran, level 8 on Kahn's scale
//! │  └─ confidence: 70% that Israel did it
//! └─ 2. barrage, 2024-04-13T20:00Z/2024-04-14: attack: ballistic missile, Iran → Israel, level 12 on Kahn's scale
//!    ├─ why: retaliation (ISR → IRN, then IRN → ISR), after 12 days 20 hours, rising 4; confidence in the authors: 70%
//!    └─ why: declared by the coder: it retaliates for killing
//! ");
//! }
//! # Ok::<(), escalade::Error>(())
//! ```
//!
//! # Five terms
//!
//! - An **actor** is a state, an army, a person, an organisation or a news outlet. An [`Actor`] has names
//!   in several languages, and [memberships](model::Membership) that may be dated.
//! - A **statement** is an event that is a speech act: a threat, a claim, a pledge. A [`Statement`] may be
//!   about another event, assert facts about it, or be conditional.
//! - An **attack** is an event that is a use of force: see [`Attack`]. An event that is neither a statement
//!   nor an attack is an action.
//! - A **link** is a relation between two events that a coder, an actor or a report declares: see [`Link`].
//!   Every answer keeps links apart from the **hops** that a [`Rule`] infers.
//! - A **chain** is two or more events, each of which follows the event before it by a rule or a link: see
//!   [`Chain`].
//!
//! The [glossary](guide::glossary) explains all other terms.
//!
//! A chain does not show causes. A hop is a *candidate* response; every explanation names the rule that made
//! it, and actors who interact often produce many chains by [chance](guide::chance) alone.
//!
//! The library takes no side: it records who did, said, claimed and denied what, and who reports it.
//!
//! # Getting started
//!
//! 1. Record the events with [`Timeline::builder`], or read a file with [`read::open`].
//! 2. Decide how severity is measured: by levels that a coder assigns, or by one of the [scales](scale) over
//!    event codes.
//! 3. Leave events out, if necessary, with [`View::during`], [`View::of`] or [`View::one_a_day`].
//!    [Views](View) can be combined, and every answer counts the events that were left out.
//! 4. Define what a chain is with a [`Query`]. The longest gap has no default, because every result depends
//!    on it.
//! 5. Run the query: [`Timeline::chains`] returns [`Chains`], with the methods [`summary`](Chains::summary),
//!    [`count`](Chains::count), [`longest`](Chains::longest),
//!    [`greatest_rise`](Chains::greatest_rise), [`maximal`](Chains::maximal),
//!    [`through`](Chains::through) and [`iter`](Chains::iter), and [`graph`](Chains::graph) for petgraph.
//! 6. Examine a chain: [`Chain::explain`] explains its steps, [`Chain::reactions`] lists who reacted to them,
//!    and [`Chain::off_ramps`] lists where the escalation could have stopped.
//! 7. Examine claims and threats: [`Timeline::claims`] lists what is claimed about an event, by whom, and
//!    whether the claims can all be true. [`Timeline::threats`] lists what became of threats, promises and
//!    warnings.
//!
//! The [`guide`] explains the terms of a query with drawings of about five events each:
//! [rules](guide::rules), [time](guide::time), [severity](guide::severity), events in
//! [between](guide::between), [actors](guide::actors), [vocabularies](guide::vocabularies),
//! [bounds](guide::bounds), [sequences](guide::sequences), [confidence](guide::confidence), a
//! [crisis](guide::crisis) recorded by hand, [views](guide::views), [graphs](guide::graphs),
//! [files](guide::files), [tables](guide::tables), [cost](guide::cost), [scale](guide::scale), [chance](guide::chance),
//! [motifs](guide::motifs),
//! [reach](guide::reach), events that are [no chain](guide::why_not), timelines that [grow](guide::watch), and a
//! [glossary](guide::glossary). For those
//! who change the library there is its [design](guide::design).
//!
//! # Modules
//!
//! The root exports what a first program needs. All other items are in modules:
//!
//! | module | contents |
//! | --- | --- |
//! | [`model`] | drafts of actors, events, statements, links and reports, and their vocabularies |
//! | [`timeline`] | references into a timeline, steps of a view, granularity, coverage, episodes |
//! | [`chain`] | terms of a query, and the answers: hops, summaries, dyads, pivots, listings |
//! | `motifs` | patterns of three events, and who acts next on whom |
//! | `chance` | comparison with shuffled events: are there more chains than chance would give? |
//! | [`explain`], [`reactions`], [`threats`] | why each event of a chain follows the one before, who reacted to it, and what became of threats |
//! | `watch` | a timeline that grows and is corrected, and what each transaction changed |
//! | `why_not` | why two events are no hop, or some events no chain |
//! | [`evidence`], [`claims`] | who reports what, how independently, and who claims or denies it |
//! | [`read`], [`render`], `standards`, `arrow` | files in and out |
//! | `distributed` | one answer of several processes |
//! | [`scale`], [`states`] | severity, and the registry of states |
//! | [`graph`] | timelines and hops for petgraph |
//! | [`error`] | the problems that an [`Error`] holds |
//!
//! # Features
//!
//! - `json` (default): the native JSON document, read with the path to every problem, and written; JSON Lines
//!   and PLOVER records; pictures as JSON Graph Format.
//! - `csv` (default): KEDS rows, GDELT event exports and every other table; chains and dyads as rows.
//! - `compressed` (default): files in gzip and zip.
//! - `chance`: comparison of an answer with shuffled events, under the null models of the literature.
//! - `motifs`: motifs of three events, and participation shifts; with `chance`.
//! - `why-not`: why two events are no hop, or some events no chain.
//! - `names`: actors are found by [name](Timeline::actor_named) in any language and script; differences of
//!   case, diacritics and Unicode form do not matter.
//! - `standards`: reports, claims and links as W3C PROV, schema.org and STIX 2.1; STIX 2.1 is also read.
//! - `text`: pictures for a terminal.
//! - `xml`: GraphML, GEXF, and pictures as SVG.
//! - `html`: pictures as HTML pages.
//! - `watch`: timelines that grow and are corrected, with what each transaction changed.
//! - `journal`: a watch keeps a journal on disk, and opens again after the program was killed.
//! - `arrow`: timelines kept in files of Arrow IPC, and tables as Arrow record batches, in and out.
//! - `parquet`: the same in files of Parquet.
//! - `distributed`: one answer computed by several processes, each of which reads and holds a share of the events.
//! - `parallel`: answers and readers use all cores; the results are the same, bit for bit.
//! - `cli`: the command `escalade`, with all of the above but `arrow`, `parquet` and `distributed`, which are given beside it; install it with
//!   `cargo install --path . --features cli` in a clone of the project.
//!
//! Without features the crate depends on `chrono`, `serde`, `thiserror` and `petgraph` only. [`Timeline`],
//! [`Query`], [`ViewStep`](timeline::ViewStep), [`Summary`](chain::Summary) and
//! [`Explanation`](explain::Explanation) implement the traits of [`serde`] in every case.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "arrow")]
pub mod arrow;
// Without the features of some answers, parts of the code that answers share are unused.
#[cfg_attr(not(all(feature = "chance", feature = "why-not")), allow(dead_code))]
pub mod chain;
#[cfg(feature = "chance")]
pub mod chance;
#[cfg(feature = "arrow")]
mod columnar;
#[cfg(feature = "distributed")]
pub mod distributed;
pub mod error;
pub mod explain;
pub mod guide;
pub mod model;
#[cfg(feature = "motifs")]
pub mod motifs;
mod parallel;
mod phrases;
pub mod reactions;
// Without the features of some readers, parts of the code that readers share are unused.
#[cfg_attr(not(all(feature = "json", feature = "csv")), allow(dead_code))]
pub mod read;
pub mod render;
mod safe_text;
pub mod scale;
mod sorting;
#[cfg(feature = "standards")]
pub mod standards;
pub mod states;
mod table;
pub mod threats;
pub mod timeline;
#[cfg(feature = "watch")]
pub mod watch;
#[cfg(feature = "why-not")]
pub mod why_not;
mod wording;

/// Evidence: who reports that something is true, how independent the reports are, who denies it, and the
/// confidence that follows. See [`View::evidence`].
pub mod evidence {
    pub use crate::timeline::evidence::*;
}

/// Claims: what statements assert of an event, by whom, and whether all of it can be true. See
/// [`View::claims`].
pub mod claims {
    pub use crate::timeline::claims::*;
}

/// Timelines and hop graphs for [`petgraph`]. No other module uses its types.
///
/// - [`Chains::graph`] returns a view of the hop graph that computes edges when they are visited:
///   [`HopGraph`](graph::HopGraph).
/// - [`Chains::to_graph`] returns the hop graph as a graph that stores its edges.
/// - [`Timeline::to_graph`] returns the graph of the timeline itself: actors, events, links and memberships.
pub mod graph {
    pub use crate::{chain::graph::*, timeline::graph::*};
}

/// The crate of dates and times whose types appear in this API, so that its version need not be matched.
pub use chrono;

pub use chain::{Chain, Chains, Count, Query, Rank, Rule, Trend};
pub use error::{Error, ErrorKind};
pub use model::{
    Actor, ActorId, Attack, Code, Confidence, Event, EventId, EventKind, Level, Link, Means,
    Relation, Report, SpeechAct, Statement, Vocabulary, When,
};
pub use timeline::{Predicate, Timeline, TimelineBuilder, View};

/// Compiles and runs the example of the README as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
