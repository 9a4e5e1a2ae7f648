//! Counts wider than a machine's numbers, against sums by a library of big numbers.

#![allow(clippy::unwrap_used)]

use chrono::{NaiveDate, TimeDelta};
use escalade::{Actor, Count, Deed, Event, Query, Rule, Timeline, Trend, scale::Flat};
use num_bigint::BigUint;

/// Two actors who meet once a day, turn about as source, or mutually.
fn dyad(days: usize, mutual: bool) -> Timeline {
    let mut builder = Timeline::builder();
    let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    for day in 0..days {
        let date = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + TimeDelta::days(day as i64);
        let (source, target) = if day % 2 == 0 { (a, b) } else { (b, a) };
        let event = Event::action(source, date, Deed::Other).against(target);
        builder.add_event(if mutual { event.mutually() } else { event });
    }
    builder.build().unwrap()
}

fn asked() -> Query {
    Query::escalation().on(Flat).trend(Trend::Any).max_gap(TimeDelta::days(100_000))
}

fn count(timeline: &Timeline, query: &Query) -> Count {
    timeline.chains(query).unwrap().count()
}

/// How many chains there are where each event follows all of the other direction within a gap.
fn turn_about(days: usize, gap: usize) -> BigUint {
    let mut ending: Vec<BigUint> = Vec::new();
    for day in 0..days {
        let antecedents = (day.saturating_sub(gap)..day).filter(|before| (day - before) % 2 == 1);
        ending.push(antecedents.map(|before| &ending[before] + 1_u8).sum());
    }
    ending.iter().sum()
}

/// How many ways there are to take so many things of so many.
fn binomial(of: usize, taken: usize) -> BigUint {
    let mut ways = BigUint::from(1_u8);
    for nth in 0..taken {
        ways = ways * (of - nth) / (nth + 1);
    }
    ways
}

/// How many sets of two or more there are of so many things.
fn sets(of: usize) -> BigUint {
    (BigUint::from(1_u8) << of) - 1_u8 - of
}

/// The binary logarithm, from the first 64 binary digits.
fn log2(number: &BigUint) -> f64 {
    let shift = number.bits().saturating_sub(64);
    let digits = (number >> shift).to_u64_digits();
    (digits[0] as f64).log2() + shift as f64
}

fn is_exactly(count: &Count, due: &BigUint) {
    assert!(count.is_exact(), "{count}");
    assert_eq!(count.to_string(), due.to_string());
    assert_eq!(
        count.to_u128().map(BigUint::from),
        Some(due.clone()).filter(|due| due.bits() <= 128)
    );
    assert!((count.log2() - log2(due)).abs() <= 1e-12 * log2(due), "{}", count.log2());
    assert_eq!(&count.to_string().parse::<Count>().unwrap(), count);
}

fn is_about(count: &Count, due: &BigUint) {
    assert!(!count.is_exact(), "{count}");
    assert_eq!(count.to_u128(), None);
    assert!(
        (count.log2() - log2(due)).abs() < 1e-9 * log2(due),
        "{} for {}",
        count.log2(),
        log2(due)
    );
    let written = count.to_string();
    let digits = written.strip_prefix("2^").unwrap();
    assert!((digits.parse::<f64>().unwrap() - log2(due)).abs() < 1e-9 * log2(due), "{written}");
}

#[test]
fn counts_pass_128_bits_and_stay_exact() {
    for (days, gap) in [(150, 150), (200, 200), (260, 260), (400, 12), (700, 700)] {
        let query = asked().max_gap(TimeDelta::days(gap as i64));
        is_exactly(&count(&dyad(days, false), &query), &turn_about(days, gap));
    }
    assert!(turn_about(260, 260).bits() > 128);
}

/// Where each event follows every earlier one, each set of two events or more is a chain.
#[test]
fn the_widest_numbers_are_used_to_the_last_bit() {
    let query = asked().rules([Rule::Retaliation, Rule::Persistence]);
    for days in [64, 65, 127, 128, 129, 130, 255, 256, 257, 511, 512, 513, 1023, 1024] {
        is_exactly(&count(&dyad(days, false), &query), &sets(days));
    }
}

/// Mutual events need not be counted in the same way as plain ones.
#[test]
fn mutual_events_count_as_both_rules_together_do() {
    for days in [64, 128, 129, 257] {
        is_exactly(&count(&dyad(days, true), &asked()), &sets(days));
    }
    is_about(&count(&dyad(1025, true), &asked()), &sets(1025));
}

#[test]
fn beyond_1024_bits_there_is_a_logarithm_to_nine_digits() {
    let query = asked().rules([Rule::Retaliation, Rule::Persistence]);
    for days in [1025, 1200, 1500] {
        is_about(&count(&dyad(days, false), &query), &sets(days));
    }
    is_about(&count(&dyad(1600, false), &asked()), &turn_about(1600, 1600));
}

#[test]
fn counts_within_bounds_on_length_are_as_wide() {
    let query = asked().rules([Rule::Retaliation, Rule::Persistence]);
    let plain = [(2, 70), (66, 66), (2, 2), (70, 132), (131, 132)];
    for (mutual, bounds) in [(false, &plain[..]), (true, &[(60, 72)])] {
        let timeline = dyad(132, mutual);
        for (least, most) in bounds {
            let due: BigUint = (*least..=*most).map(|length| binomial(132, length)).sum();
            is_exactly(&count(&timeline, &query.clone().min_len(*least).max_len(*most)), &due);
        }
    }
    // Here the count of chains that end in the last event is just above 2^128, all others are few.
    let bounded = query.clone().min_len(220).max_len(220);
    is_exactly(&count(&dyad(250, false), &bounded), &binomial(250, 220));

    let due: BigUint = (70..=132).map(|length| binomial(132, length)).sum();
    is_exactly(&count(&dyad(132, false), &query.min_len(70)), &due);
}

#[test]
fn no_chain_counts_nothing() {
    let none = count(&dyad(1, false), &asked());
    assert_eq!(
        (none.to_string(), none.to_u128(), none.is_exact()),
        ("0".to_owned(), Some(0), true)
    );
    assert_eq!(none.log2(), f64::NEG_INFINITY);
}
