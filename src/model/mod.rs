//! The data model: actors, events, links, dates, and reports.
//!
//! The types are plain values and drafts. Drafts are passed to a
//! [`TimelineBuilder`](crate::TimelineBuilder), which checks them together.

mod actor;
mod amount;
mod attack;
mod conditional;
mod event;
mod evidence;
mod extras;
pub(crate) mod fold;
mod id;
mod into_actors;
mod into_when;
mod kind;
mod level;
mod link;
mod listed;
mod plain_onset;
mod report;
mod statement;
mod when;
mod whole_object;
mod words;

pub use actor::{Actor, ActorKind, Membership, MembershipKind};
pub use amount::Amount;
pub use attack::{Attack, Munition};
pub use conditional::{Clause, Conditional, Pattern};
pub(crate) use event::Details;
pub use event::{Avowal, Candidate, CodersLevel, Event};
pub use evidence::{Confidence, Credibility, Dni, GivenConfidence, Reliability, Wep};
pub(crate) use extras::Day;
pub use extras::Extras;
pub use id::{ActorId, CodeId, EventId, LinkId};
pub use into_actors::IntoActors;
pub use into_when::IntoWhen;
pub(crate) use into_when::ParsedWhen;
pub use kind::{Act, ActionKind, Code, EventKind, EventType, Means, SpeechAct, Vocabulary};
pub use level::{Level, ScaleName};
pub use link::{Link, Relation};
pub(crate) use listed::listed;
pub(crate) use plain_onset::{PlainOnset, Precision};
pub use report::{Origin, Report};
pub use statement::{Assertion, Fact, Outcome, Statement};
pub use when::When;
pub(crate) use when::instant;
pub(crate) use whole_object::whole_object;
