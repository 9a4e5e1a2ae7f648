//! What only an attack has.

use serde::{Deserialize, Serialize};

use super::{Amount, Means, Outcome};

/// What only an attack has: what was fired, whom it hit, how it came out.
///
/// ```
/// use escalade::{Amount, Attack, Outcome};
///
/// let attack = Attack::new().killing(Amount::exactly(16)).ending(Outcome::Succeeded);
/// assert_eq!(attack.killed().unwrap().least(), Some(16));
/// assert_eq!(attack.outcome(), Some(Outcome::Succeeded));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct Attack {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    munitions: Vec<Munition>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    killed: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    injured: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outcome: Option<Outcome>,
}

impl Attack {
    /// An attack of which nothing more is known yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one kind of weapon, with how much of it.
    pub fn firing(mut self, munition: Munition) -> Self {
        self.munitions.push(munition);
        self
    }

    /// How many were killed.
    pub fn killing(mut self, killed: Amount) -> Self {
        self.killed = Some(killed);
        self
    }

    /// How many were injured.
    pub fn injuring(mut self, injured: Amount) -> Self {
        self.injured = Some(injured);
        self
    }

    /// How it came out.
    pub fn ending(mut self, outcome: Outcome) -> Self {
        self.outcome = Some(outcome);
        self
    }

    /// The weapons, in order of recording.
    pub fn munitions(&self) -> &[Munition] {
        &self.munitions
    }

    /// How many were killed.
    pub fn killed(&self) -> Option<&Amount> {
        self.killed.as_ref()
    }

    /// How many were injured.
    pub fn injured(&self) -> Option<&Amount> {
        self.injured.as_ref()
    }

    /// How it came out.
    pub fn outcome(&self) -> Option<Outcome> {
        self.outcome
    }
}

/// One kind of weapon in an attack, with how much was launched and intercepted.
///
/// ```
/// use escalade::{Amount, Means, Munition};
///
/// let missiles = Munition::new(Means::CruiseMissile).launched(Amount::at_least(30));
/// assert_eq!(missiles.means(), Means::CruiseMissile);
/// assert_eq!(missiles.launched_amount().unwrap().least(), Some(30));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct Munition {
    means: Means,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    launched: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    intercepted: Option<Amount>,
}

impl Munition {
    /// A kind of weapon.
    pub fn new(means: Means) -> Self {
        Self { means, launched: None, intercepted: None }
    }

    /// How much of it was launched.
    pub fn launched(mut self, amount: Amount) -> Self {
        self.launched = Some(amount);
        self
    }

    /// How much of it was intercepted.
    pub fn intercepted(mut self, amount: Amount) -> Self {
        self.intercepted = Some(amount);
        self
    }

    /// The kind of weapon.
    pub fn means(&self) -> Means {
        self.means
    }

    /// How much of it was launched, if known.
    pub fn launched_amount(&self) -> Option<&Amount> {
        self.launched.as_ref()
    }

    /// How much of it was intercepted, if known.
    pub fn intercepted_amount(&self) -> Option<&Amount> {
        self.intercepted.as_ref()
    }
}
