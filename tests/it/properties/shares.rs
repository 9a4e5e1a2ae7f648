//! Counts of chains of small random timelines by what they have in common, and random samples of
//! chains.

use std::collections::BTreeMap;

use escalade::{Chain, Chains, EventId};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

use super::{check, check_views, strategies::queries::made_valid};
use crate::oracle::{
    compare_shares,
    engine::{build, chains_of, to_query, to_view},
    shares::is_bounded,
};

#[test]
fn shares_equal_the_oracles() {
    check(8_000, |question| compare_shares(&question.drafts, &question.raw_query));
}

#[test]
fn shares_of_a_view_equal_the_oracles() {
    check_views(3000, |question| compare_shares(&question.drafts, &question.raw_query));
}

#[test]
fn a_maximum_length_allows_counts_by_length() {
    check(2000, |question| {
        let mut question = question.clone();
        if !is_bounded(&question.raw_query) {
            question.raw_query.max_len =
                Some(question.drafts.events.len().max(question.raw_query.min_len));
        }
        question.raw_query = made_valid(question.raw_query);
        compare_shares(&question.drafts, &question.raw_query)
    });
}

/// Uses the id of an event of a larger timeline.
#[test]
fn events_of_other_timelines_have_no_share() {
    check(150, |question| {
        let timeline = build(&question.drafts);
        let mut larger = question.drafts.clone();
        let Some(last) = larger.events.last().cloned() else { return Ok(()) };
        larger.events.push(last);
        let stranger = build_with_own_keys(larger).events().map(|event| event.id()).max().unwrap();
        let chains =
            chains_of(&to_view(&timeline, &question.raw_query), &to_query(&question.raw_query));
        let share = chains.share(stranger);
        if share == 0.0 { Ok(()) } else { Err(format!("{stranger} has {share}")) }
    });
}

fn build_with_own_keys(mut drafts: crate::oracle::drafts::Drafts) -> escalade::Timeline {
    for (nth, event) in drafts.events.iter_mut().enumerate() {
        event.name = nth as u32;
    }
    build(&drafts)
}

/// Returns a source of random bits with a fixed seed.
fn random() -> impl FnMut() -> u64 {
    let mut source = Pcg64::seed_from_u64(2024);
    move || source.next_u64()
}

fn ids(chain: &Chain<'_>) -> Vec<EventId> {
    chain.events().map(|event| event.id()).collect()
}

/// Returns how often each chain occurs among `draws` samples.
fn sample_counts(
    chains: &Chains<'_>,
    draws: usize,
) -> Result<BTreeMap<Vec<EventId>, usize>, String> {
    let mut random = random();
    let mut sample_counts: BTreeMap<_, usize> =
        chains.iter().map(|chain| (ids(&chain), 0)).collect();
    for _ in 0..draws {
        let chain = chains.sample(&mut random).ok_or("no sample")?;
        *sample_counts
            .get_mut(&ids(&chain))
            .ok_or_else(|| format!("{chain:?} is not listed"))? += 1;
    }
    Ok(sample_counts)
}

/// The test statistic is the sum of squared deviations from the expected number, divided by that
/// number (Pearson, 1900). If one of two chains were sampled in two of three draws, it would be six
/// times the limit.
#[test]
fn all_chains_are_sampled_equally_often() {
    const EACH: usize = 500;
    check(800, |question| {
        let timeline = build(&question.drafts);
        let chains =
            chains_of(&to_view(&timeline, &question.raw_query), &to_query(&question.raw_query));
        let listed = chains.iter().count();
        if listed == 0 {
            let sample = chains.sample(random());
            return if sample.is_none() { Ok(()) } else { Err(format!("{sample:?}")) };
        }
        if listed > 64 {
            return sample_counts(&chains, 64).map(drop);
        }
        let sample_counts = sample_counts(&chains, EACH * listed)?;
        let expected = EACH as f64;
        let surplus: f64 =
            sample_counts.values().map(|times| (*times as f64 - expected).powi(2) / expected).sum();
        let degrees = listed as f64 - 1.0;
        let most = degrees + 6.0 * (2.0 * degrees).sqrt() + 8.0;
        if surplus <= most {
            Ok(())
        } else {
            Err(format!("{surplus} above {most}: {sample_counts:?}"))
        }
    });
}

#[test]
fn the_same_random_bits_give_the_same_samples() {
    check(150, |question| {
        let timeline = build(&question.drafts);
        let view = to_view(&timeline, &question.raw_query);
        let draws = || {
            let (chains, mut random) = (chains_of(&view, &to_query(&question.raw_query)), random());
            (0..8).map(|_| chains.sample(&mut random).as_ref().map(ids)).collect::<Vec<_>>()
        };
        let (once, again) = (draws(), draws());
        if once == again { Ok(()) } else { Err(format!("{once:?}\n{again:?}")) }
    });
}
