//! How many chains of small random timelines are of each sort, and draws among them.

use std::collections::BTreeMap;

use escalade::{Chain, Chains, EventId};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

use super::{hold, hold_of_views};
use crate::oracle::{
    agreed_on_shares,
    engine::{asked, build, query, seen},
    shares::is_bounded,
};

#[test]
fn shares_are_the_oracles() {
    hold(15_000, |question| agreed_on_shares(&question.drafts, &question.ask));
}

#[test]
fn shares_of_a_view_are_the_oracles() {
    hold_of_views(3000, |question| agreed_on_shares(&question.drafts, &question.ask));
}

#[test]
fn where_nothing_bounds_the_length_the_longest_asked_for_does() {
    hold(2000, |question| {
        let mut question = question.clone();
        if !is_bounded(&question.ask) {
            question.ask.max_len = Some(question.drafts.events.len().max(question.ask.min_len));
        }
        agreed_on_shares(&question.drafts, &question.ask)
    });
}

/// An event of another timeline, of which there is none here.
#[test]
fn what_is_not_there_has_no_share() {
    hold(150, |question| {
        let timeline = build(&question.drafts);
        let mut larger = question.drafts.clone();
        let Some(last) = larger.events.last().cloned() else { return Ok(()) };
        larger.events.push(last);
        let stranger = build_with_own_keys(larger).events().map(|event| event.id()).max().unwrap();
        let chains = asked(&seen(&timeline, &question.ask), &query(&question.ask));
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

/// A source of random bits that is always the same.
fn random() -> impl FnMut() -> u64 {
    let mut source = Pcg64::seed_from_u64(2024);
    move || source.next_u64()
}

fn ids(chain: &Chain<'_>) -> Vec<EventId> {
    chain.events().map(|event| event.id()).collect()
}

/// How often each chain is drawn of so many draws.
fn drawn(chains: &Chains<'_>, draws: usize) -> Result<BTreeMap<Vec<EventId>, usize>, String> {
    let mut random = random();
    let mut drawn: BTreeMap<_, usize> = chains.iter().map(|chain| (ids(&chain), 0)).collect();
    for _ in 0..draws {
        let chain = chains.sample(&mut random).ok_or("nothing was drawn")?;
        *drawn.get_mut(&ids(&chain)).ok_or_else(|| format!("{chain:?} is not listed"))? += 1;
    }
    Ok(drawn)
}

/// The sum of squares of what is drawn too often or too seldom, each in units of what is expected
/// (Pearson, 1900). Were one of two chains drawn in two of three cases, it would be six times the most
/// that is allowed.
#[test]
fn every_chain_is_drawn_as_often_as_every_other() {
    const EACH: usize = 500;
    hold(800, |question| {
        let timeline = build(&question.drafts);
        let chains = asked(&seen(&timeline, &question.ask), &query(&question.ask));
        let listed = chains.iter().count();
        if listed == 0 {
            let sample = chains.sample(random());
            return if sample.is_none() { Ok(()) } else { Err(format!("{sample:?}")) };
        }
        if listed > 64 {
            return drawn(&chains, 64).map(drop);
        }
        let drawn = drawn(&chains, EACH * listed)?;
        let expected = EACH as f64;
        let surplus: f64 =
            drawn.values().map(|times| (*times as f64 - expected).powi(2) / expected).sum();
        let degrees = listed as f64 - 1.0;
        let most = degrees + 6.0 * (2.0 * degrees).sqrt() + 8.0;
        if surplus <= most { Ok(()) } else { Err(format!("{surplus} above {most}: {drawn:?}")) }
    });
}

#[test]
fn the_same_bits_draw_the_same_chains() {
    hold(150, |question| {
        let timeline = build(&question.drafts);
        let view = seen(&timeline, &question.ask);
        let draws = || {
            let (chains, mut random) = (asked(&view, &query(&question.ask)), random());
            (0..8).map(|_| chains.sample(&mut random).as_ref().map(ids)).collect::<Vec<_>>()
        };
        let (once, again) = (draws(), draws());
        if once == again { Ok(()) } else { Err(format!("{once:?}\n{again:?}")) }
    });
}
