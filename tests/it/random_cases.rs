//! How many random cases the tests try, and which.
//!
//! `ESCALADE_CASES` sets the number of cases of each random test, `ESCALADE_TIMES` multiplies the number that each has
//! otherwise, and `ESCALADE_SEED` makes all of them others. The same settings give the same cases.

use std::env;

use proptest::test_runner::{Config, RngSeed};

/// Returns the number of cases that `ESCALADE_CASES` sets, if any.
pub(crate) fn cases_set() -> Option<u32> {
    set("ESCALADE_CASES").map(|cases| cases as u32)
}

/// Returns the number of cases of a test that usually has `usual`.
pub(crate) fn cases(usual: u32) -> u32 {
    cases_set().unwrap_or_else(|| usual * times())
}

/// Returns the number by which `ESCALADE_TIMES` multiplies cases.
pub(crate) fn times() -> u32 {
    set("ESCALADE_TIMES").map_or(1, |times| times as u32)
}

/// Returns the seed of a test that usually has `usual`.
pub(crate) fn seed(usual: u64) -> u64 {
    usual.wrapping_add(set("ESCALADE_SEED").unwrap_or(0).wrapping_mul(1 << 32))
}

/// Returns how proptest is run by a test that usually has these cases and this seed.
pub(crate) fn config(usual_cases: u32, usual_seed: u64) -> Config {
    Config {
        cases: cases(usual_cases),
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed(usual_seed)),
        ..Config::default()
    }
}

fn set(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text}")))
}
