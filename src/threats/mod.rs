//! Threats: what became of threats, promises, warnings and ultimatums.

pub(crate) mod acts;
pub(crate) mod by_rule;
pub(crate) mod consequence;
pub(crate) mod contest;
pub(crate) mod context;
pub(crate) mod due;
pub(crate) mod methods;
pub(crate) mod patterns;
pub(crate) mod printing;
pub(crate) mod tracker;
pub(crate) mod types;

pub use types::{
    Condition, ConditionChain, ConditionMet, ConditionState, ContestReason, Contested, Fulfilment,
    Threat, ThreatState, ThreatenedLevel, Threats,
};
