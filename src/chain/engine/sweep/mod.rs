//! The sweep: one pass over plain data that never looks at a hop.

pub(crate) mod layout;
pub(crate) mod pairs;
pub(crate) mod plan;
#[expect(clippy::module_inception, reason = "the sweep itself")]
pub(crate) mod sweep;
pub(crate) mod windows;
