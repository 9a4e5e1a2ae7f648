//! The details of attacks.

use serde::{Deserialize, Serialize};

use super::{Amount, Means, Outcome, listed::listed};

/// The details of an attack: munitions, casualties and outcome.
///
/// ```
/// use escalade::{Attack, model::{Amount, Outcome}};
///
/// let attack = Attack::new().killing(Amount::exactly(16)).with_outcome(Outcome::Succeeded);
/// assert_eq!(attack.killed().unwrap().least(), Some(16));
/// assert_eq!(attack.outcome(), Some(Outcome::Succeeded));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct Attack {
    #[serde(default, deserialize_with = "listed", skip_serializing_if = "Vec::is_empty")]
    munitions: Vec<Munition>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    killed: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    injured: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outcome: Option<Outcome>,
}

impl Attack {
    /// Creates the details of an attack about which no details are known yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a kind of weapon with its amounts.
    pub fn firing(mut self, munition: Munition) -> Self {
        self.munitions.push(munition);
        self
    }

    /// Sets the number of people killed.
    pub fn killing(mut self, killed: Amount) -> Self {
        self.killed = Some(killed);
        self
    }

    /// Sets the number of people injured.
    pub fn injuring(mut self, injured: Amount) -> Self {
        self.injured = Some(injured);
        self
    }

    /// Sets the outcome.
    pub fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.outcome = Some(outcome);
        self
    }

    /// Returns the munitions, in the order in which they were added.
    pub fn munitions(&self) -> &[Munition] {
        &self.munitions
    }

    /// Returns the number of people killed, if stated.
    pub fn killed(&self) -> Option<&Amount> {
        self.killed.as_ref()
    }

    /// Returns the number of people injured, if stated.
    pub fn injured(&self) -> Option<&Amount> {
        self.injured.as_ref()
    }

    /// Returns the outcome, if stated.
    pub fn outcome(&self) -> Option<Outcome> {
        self.outcome
    }
}

/// A kind of weapon used in an attack, with the amounts launched and intercepted.
///
/// ```
/// use escalade::{Means, model::{Amount, Munition}};
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
    /// Creates a munition of a kind, with amounts not stated.
    pub fn new(means: Means) -> Self {
        Self { means, launched: None, intercepted: None }
    }

    /// Sets the amount launched.
    pub fn launched(mut self, amount: Amount) -> Self {
        self.launched = Some(amount);
        self
    }

    /// Sets the amount intercepted.
    pub fn intercepted(mut self, amount: Amount) -> Self {
        self.intercepted = Some(amount);
        self
    }

    /// Returns the kind of weapon.
    pub fn means(&self) -> Means {
        self.means
    }

    /// Returns the amount launched, if stated.
    pub fn launched_amount(&self) -> Option<&Amount> {
        self.launched.as_ref()
    }

    /// Returns the amount intercepted, if stated.
    pub fn intercepted_amount(&self) -> Option<&Amount> {
        self.intercepted.as_ref()
    }
}
