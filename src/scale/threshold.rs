//! x

use std::borrow::Cow;

use crate::model::Level;

/// x
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threshold {
    name: Cow<'static, str>,
    level: Level,
}

impl Threshold {
    /// x
    pub fn new(name: impl Into<Cow<'static, str>>, level: impl Into<Level>) -> Self {
        Self { name: name.into(), level: level.into() }
    }
    /// x
    pub fn name(&self) -> &str {
        &self.name
    }
    /// x
    pub fn level(&self) -> Level {
        self.level
    }
}
