//! Estimates of how many actors each actor draws in, and how many draw it in.
//!
//! The method is that of Cohen (*Size-Estimation Framework with Applications to Transitive Closure and Reachability*,
//! 1997). Each party gets a random number from the exponential distribution of mean 1. The least number of a set of s
//! parties then has the mean 1 / s, and a pass finds it for the parties that each node leads to, since a least number
//! is passed on along hops as the length of a chain is. From k passes with independent numbers, a set has about (k - 1)
//! / (sum of its k least numbers) parties, with a relative standard error of 1 / √(k - 2).
//!
//! A sketch that holds many parties at once, such as `HyperLogLog`, would be kept for each actor and level of a window:
//! 200 MB for 5,000 actors and 40 levels at an error of 3%. A pass here keeps one number for each node.

use super::least::Direction;
use crate::{
    chain::{
        engine::{monoid::Monoid, scope::Scope, values::Greatest},
        prepared::Prepared,
    },
    parallel,
};

/// The number of passes in each direction: a standard error of 6.3%.
pub(super) const PASSES: usize = 256;

impl Prepared<'_> {
    /// Returns estimates, by party, of how many parties it draws in and of how many draw it in. A party counts itself if a
    /// chain comes back to it.
    ///
    /// Returns `None` under [`within`](crate::Query::within) and [`max_len`](crate::Query::max_len): where a chain can go
    /// then also depends on the way to it.
    pub(super) fn estimated_sizes(&self) -> Option<[Vec<u64>; 2]> {
        let scope = Scope::new(self.path_bounds(), &self.path_engine().nodes);
        if self.query.max_len.is_some() || !scope.has_unbounded_span() {
            return None;
        }
        let estimates = |direction| {
            let mut passes = Vec::with_capacity(PASSES);
            for pass in 0..PASSES as u64 {
                passes.push(pass);
            }
            let mut sums = vec![0.0; self.roll_up.party_count()];
            let least = |pass| self.least_numbers(&scope, direction, pass);
            for least in parallel::map(passes, least) {
                for (sum, least) in sums.iter_mut().zip(least) {
                    *sum += least;
                }
            }
            let mut sizes = Vec::with_capacity(sums.len());
            for sum in sums {
                // The sum is infinite for the empty set.
                sizes.push(((PASSES - 1) as f64 / sum).round() as u64);
            }
            sizes
        };
        Some([estimates(Direction::Backward), estimates(Direction::Forward)])
    }

    /// Returns the least of the numbers of the parties that each party draws in, if the pass goes backward, or that
    /// draw it in. It is infinite if there is no such party.
    fn least_numbers(&self, scope: &Scope<'_>, direction: Direction, pass: u64) -> Vec<f64> {
        let mut numbers = Vec::with_capacity(self.roll_up.party_count());
        for party in 0..self.roll_up.party_count() as u64 {
            numbers.push(exponential(pass << 32 | party));
        }
        let (engine, is_forward) = (self.path_engine(), direction == Direction::Forward);
        let start = scope.nodes().start;
        let begins = |node| if is_forward { scope.may_start(node) } else { scope.may_end(node) };
        let ends = |node| if is_forward { scope.may_end(node) } else { scope.may_start(node) };
        let each_party = |node: usize, sources_only: bool, visit: &mut dyn FnMut(usize)| {
            let node = self.node_of_path(node as u32) as usize;
            self.each_party(node, sources_only, &mut |party| visit(party as usize));
        };
        // By node, the least number, negated, that the chains that lead to it pass on: first over chains of at least
        // two events, then of at least three, and so on.
        let mut before = vec![Greatest::IDENTITY; scope.len()];
        for min_len in 2..self.query.min_len.max(2) + 1 {
            let mut received_by = vec![Greatest::IDENTITY; scope.len()];
            let mut visit = |node: usize, received: Greatest| {
                received_by[node - start] = received;
                if min_len > 2 {
                    return before[node - start];
                }
                let mut passed_on = received;
                if begins(node) {
                    each_party(node, is_forward, &mut |party| {
                        passed_on = passed_on.combine(Greatest(-numbers[party]));
                    });
                }
                passed_on
            };
            match is_forward {
                true => engine.pass_forward(scope, &mut visit),
                false => {
                    // Stops only if the answer is interrupted.
                    let _ = engine.try_pass_backward(scope, &mut |node, received| {
                        Some(visit(node.node, received))
                    });
                }
            }
            before = received_by;
        }
        let mut least = vec![f64::INFINITY; numbers.len()];
        for node in scope.nodes() {
            let received = before[node - start];
            if ends(node) && received != Greatest::IDENTITY {
                each_party(node, !is_forward, &mut |party| {
                    least[party] = least[party].min(-received.0);
                });
            }
        }
        least
    }
}

/// Returns a number from the exponential distribution of mean 1, from a hash of its seed (`SplitMix64`: Steele, Lea and
/// Flood, 2014).
fn exponential(seed: u64) -> f64 {
    let mut bits = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^= bits >> 31;
    // Between 0 and 1, both excluded.
    let uniform = ((bits >> 12) as f64 + 0.5) / (1_u64 << 52) as f64;
    -uniform.ln()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use chrono::{NaiveDate, TimeDelta};

    use crate::{Actor, Event, Means, Predicate, Query, Rule, Timeline, Trend, scale::Kahn};

    fn timeline() -> Timeline {
        let mut state = 5_u64;
        let mut below = |bound: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % bound
        };
        let mut builder = Timeline::builder();
        let mut actors = Vec::new();
        for nth in 0..120 {
            actors.push(builder.add_actor(Actor::new(format!("A{nth}"))));
        }
        for nth in 0..1_500 {
            let day = NaiveDate::from_ymd_opt(2006, 1, 1).unwrap() + TimeDelta::days(nth / 4);
            let (source, offset) = (below(120), 1 + below(119));
            let target = actors[((source + offset) % 120) as usize];
            let attack = Event::attack(actors[source as usize], day, Means::Drone).against(target);
            builder.add_event(attack.with_level(Kahn, 1 + below(40) as i32));
        }
        builder.build().unwrap()
    }

    /// Under every kind of term, estimates lie within four standard errors of the exact sizes.
    #[test]
    fn estimates_are_near_the_exact_sizes() {
        let timeline = timeline();
        let month = Query::escalation().on(Kahn).rules([Rule::Relay]).max_gap(TimeDelta::days(30));
        let drone = Predicate::acts([crate::model::Act::Attack(Means::Drone)]);
        let (mut largest, mut sizes_checked) = (0, 0);
        for query in [
            month.clone(),
            month.clone().trend(Trend::Any),
            month.clone().trend(Trend::Falling).min_len(4),
            month.clone().rules([Rule::Relay, Rule::Counter]),
            month.clone().first(Predicate::sources(["A1", "A2", "A3"])).last(drone),
            month.clone().rules([Rule::Retaliation]),
        ] {
            let chains = timeline.chains(&query).unwrap();
            let [reaches, reached_by] = chains.prepared.estimated_sizes().unwrap();
            for size in chains.reach_sizes().unwrap() {
                let id = timeline.actor_by_key(&size.actor).unwrap().id();
                let party = chains.prepared.roll_up.at(id, 0) as usize;
                let both = [(size.reaches, reaches[party]), (size.reached_by, reached_by[party])];
                for (exact, estimate) in both {
                    // An estimate counts the actor itself if a chain comes back to it.
                    let least = exact as f64 * (1.0 - 4.0 * 0.063) - 0.5;
                    let most = (exact + 1) as f64 * (1.0 + 4.0 * 0.063) + 0.5;
                    let is_near = (least..=most).contains(&(estimate as f64));
                    assert!(is_near, "{query}: {exact} estimated as {estimate}");
                    assert!(exact > 0 || estimate <= 1);
                    (largest, sizes_checked) = (exact.max(largest), sizes_checked + 1);
                }
            }
        }
        assert!(largest > 100 && sizes_checked > 1_000, "{largest}, {sizes_checked}");
        let bounded = month.max_len(3);
        assert!(timeline.chains(&bounded).unwrap().prepared.estimated_sizes().is_none());
    }

    /// Of the exponential distribution of mean 1, 1 − 1/e of the numbers are below 1, and half below ln 2.
    #[test]
    fn numbers_are_exponentially_distributed() {
        // The first two numbers of SplitMix64 from the state 0.
        for (seed, bits) in [(0, 0xe220_a839_7b1d_cdaf_u64), (1, 0x6e78_9e6a_a1b9_65f4)] {
            let uniform = ((bits >> 12) as f64 + 0.5) / (1_u64 << 52) as f64;
            assert_eq!(super::exponential(seed), -uniform.ln());
        }
        const NUMBERS: u64 = 100_000;
        let numbers = (0..NUMBERS).map(super::exponential);
        let (mut sum, mut below) = (0.0, [0_u64; 2]);
        for number in numbers {
            sum += number;
            below[0] += u64::from(number < 1.0);
            below[1] += u64::from(number < std::f64::consts::LN_2);
        }
        // Four standard errors.
        assert!((sum / NUMBERS as f64 - 1.0).abs() < 4.0 / (NUMBERS as f64).sqrt());
        for (below, share) in below.into_iter().zip([1.0 - (-1.0_f64).exp(), 0.5]) {
            let error = (share * (1.0 - share) / NUMBERS as f64).sqrt();
            assert!((below as f64 / NUMBERS as f64 - share).abs() < 4.0 * error, "{share}");
        }
    }
}
