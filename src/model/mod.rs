//! What happened: actors, events, links, when, and who says so.
//!
//! Everything here is a draft or a word. Drafts are handed to a
//! [`TimelineBuilder`](crate::TimelineBuilder), which checks them together.

mod actor;
mod amount;
mod attack;
mod event;
mod evidence;
mod extras;
pub(crate) mod fold;
mod id;
mod into_when;
mod kind;
mod level;
mod link;
mod report;
mod statement;
mod when;

pub use actor::{Actor, ActorKind, Membership, MembershipKind};
pub use amount::Amount;
pub use attack::{Attack, Munition};
pub(crate) use event::Details;
pub use event::{Avowal, Candidate, CodersLevel, Event, IntoActors};
pub use evidence::{Confidence, Credibility, Dni, GivenConfidence, Reliability, Wep};
pub(crate) use extras::Day;
pub use extras::Extras;
pub use id::{ActorId, CodeId, EventId, LinkId};
pub use into_when::IntoWhen;
pub(crate) use into_when::{Given, Plain};
pub use kind::{Act, Code, Deed, EventKind, EventType, Means, SpeechAct, Vocabulary};
pub use level::{Level, ScaleName};
pub use link::{Link, Relation};
pub use report::{Origin, Report};
pub use statement::{Assertion, Clause, Conditional, Fact, Outcome, Pattern, Statement};
pub use when::When;
pub(crate) use when::{Precision, instant};
