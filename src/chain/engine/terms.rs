//! The terms of a query that decide whether one node follows another.

use std::ops::Range;

use crate::{
    chain::query::{
        query::Query,
        rule::{Pairing, Precedence, Rule, Trend},
    },
    model::Level,
};

/// The terms of a hop.
#[derive(Clone)]
pub(crate) struct HopTerms {
    /// The rules of the query. Declared links are not among them: the nodes hold those.
    pub(crate) rules: Vec<Rule>,
    /// Whether hops follow declared links.
    pub(crate) follows_links: bool,
    /// In seconds.
    pub(crate) min_gap: i64,
    /// In seconds.
    pub(crate) max_gap: i64,
    pub(crate) precedence: Precedence,
    pub(crate) pairing: Pairing,
    /// The level of the later node less that of the earlier must be in this range; in tenths.
    pub(crate) rises: Range<i64>,
}

impl HopTerms {
    pub(crate) fn new(query: &Query) -> Self {
        let (min_gap, max_gap) = query.gap_seconds();
        let mut rules = query.rules.to_vec();
        rules.retain(|rule| *rule != Rule::Declared);
        Self {
            rules,
            follows_links: query.rules.contains(&Rule::Declared),
            min_gap,
            max_gap,
            precedence: query.precedence,
            pairing: query.pairing,
            rises: rises(query.trend),
        }
    }

    /// Returns `true` if the level rises at every hop, or falls at every hop. A chain then has at most as
    /// many events as there are levels.
    pub(crate) fn is_strict(&self) -> bool {
        !self.rises.contains(&0)
    }
}

/// Returns `true` if the level rises at every hop of a chain, or falls at every hop.
pub(crate) fn all_strict(query: &Query) -> bool {
    let mut all_rise = true;
    let mut all_fall = true;
    for query in query.hop_queries().1 {
        let rises = rises(query.trend);
        all_rise &= rises.start > 0;
        all_fall &= rises.end <= 0;
    }
    all_rise || all_fall
}

/// Returns the rises that a trend allows, in tenths.
pub(crate) fn rises(trend: Trend) -> Range<i64> {
    match trend {
        Trend::Rising => 1..i64::MAX,
        Trend::NotFalling => 0..i64::MAX,
        Trend::RisingBy(units) => Level::at_or_above(units).tenths()..i64::MAX,
        Trend::Any => i64::MIN..i64::MAX,
        Trend::NotRising => i64::MIN..1,
        Trend::Falling => i64::MIN..0,
    }
}
