//! [`Recorded`]: what a transaction records, for the journal.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    model::{Event, Link, Report},
    timeline::CoveredPeriod,
};

/// What a transaction records, revises and withdraws.
#[derive(Debug, Default)]
#[cfg_attr(not(feature = "journal"), allow(dead_code))]
pub(super) struct Recorded {
    pub(super) sources: BTreeSet<String>,
    /// The actors that are new or described further.
    pub(super) actors: BTreeSet<u32>,
    /// By record, the drafts of events that are recorded or revised; `None` for a withdrawn event.
    pub(super) events: BTreeMap<u32, Option<Event>>,
    /// The keys of withdrawn events.
    pub(super) withdrawn: BTreeMap<u32, String>,
    pub(super) reports: Vec<(u32, Report)>,
    /// New links.
    pub(super) links: Vec<Link>,
    /// The number of the first new link.
    pub(super) first_link: usize,
    pub(super) revised_links: BTreeMap<usize, Link>,
    pub(super) withdrawn_links: BTreeSet<usize>,
    pub(super) covered: Vec<CoveredPeriod>,
    /// In seconds since 1970.
    pub(super) complete_to: Option<i64>,
}
