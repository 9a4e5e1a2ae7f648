//! Threats: what became of threats, promises, warnings and ultimatums.

pub(crate) mod contest;
pub(crate) mod following;
pub(crate) mod patterns;
pub(crate) mod printing;
#[expect(clippy::module_inception, reason = "the public face of the room")]
pub(crate) mod threats;

pub use threats::{
    CarriedOut, Condition, ConditionState, Contest, Contested, Leading, Met, Threat, ThreatState,
    Threatened, Threats,
};
