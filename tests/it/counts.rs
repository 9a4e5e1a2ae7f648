//! Counts of more than 128 bits, compared with sums by `num-bigint`.

use chrono::{NaiveDate, TimeDelta};
use escalade::{Actor, Count, Event, Query, Rule, Timeline, Trend, model::ActionKind, scale::Flat};
use num_bigint::BigUint;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

/// Returns a timeline of two actors with one event a day, each in turn the source, or all mutual.
fn dyad(days: usize, mutual: bool) -> Timeline {
    let mut builder = Timeline::builder();
    let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    for day in 0..days {
        let date = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + TimeDelta::days(day as i64);
        let (source, target) = if day % 2 == 0 { (a, b) } else { (b, a) };
        let event = Event::action(source, date, ActionKind::Other).against(target);
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

/// Counts the chains if each event follows all events of the other direction within a gap.
fn turn_about(days: usize, gap: usize) -> BigUint {
    let mut ending: Vec<BigUint> = Vec::new();
    for day in 0..days {
        let antecedents = (day.saturating_sub(gap)..day).filter(|before| (day - before) % 2 == 1);
        ending.push(antecedents.map(|before| &ending[before] + 1_u8).sum());
    }
    ending.iter().sum()
}

/// Returns the binomial coefficient.
fn binomial(of: usize, taken: usize) -> BigUint {
    let mut ways = BigUint::from(1_u8);
    for nth in 0..taken {
        ways = ways * (of - nth) / (nth + 1);
    }
    ways
}

/// Counts the sets of two or more of `of` things.
fn sets(of: usize) -> BigUint {
    (BigUint::from(1_u8) << of) - 1_u8 - of
}

/// Returns the binary logarithm, from the first 64 binary digits.
fn log2(number: &BigUint) -> f64 {
    let shift = number.bits().saturating_sub(64);
    let digits = (number >> shift).to_u64_digits();
    (digits[0] as f64).log2() + shift as f64
}

fn is_exactly(count: &Count, expected: &BigUint) {
    assert!(count.is_exact(), "{count}");
    assert_eq!(count.to_string(), expected.to_string());
    assert_eq!(
        count.to_u128().map(BigUint::from),
        Some(expected.clone()).filter(|expected| expected.bits() <= 128)
    );
    assert!((count.log2() - log2(expected)).abs() <= 1e-12 * log2(expected), "{}", count.log2());
    assert_eq!(&count.to_string().parse::<Count>().unwrap(), count);
}

fn is_about(count: &Count, expected: &BigUint) {
    assert!(!count.is_exact(), "{count}");
    assert_eq!(count.to_u128(), None);
    assert!(
        (count.log2() - log2(expected)).abs() < 1e-9 * log2(expected),
        "{} for {}",
        count.log2(),
        log2(expected)
    );
    let written = count.to_string();
    let digits = written.strip_prefix("2^").unwrap();
    assert!(
        (digits.parse::<f64>().unwrap() - log2(expected)).abs() < 1e-9 * log2(expected),
        "{written}"
    );
}

#[test]
fn counts_of_more_than_128_bits_are_exact() {
    for (days, gap) in [(150, 150), (200, 200), (260, 260), (400, 12), (700, 700)] {
        let query = asked().max_gap(TimeDelta::days(gap as i64));
        is_exactly(&count(&dyad(days, false), &query), &turn_about(days, gap));
    }
    assert!(turn_about(260, 260).bits() > 128);
}

/// Where each event follows every earlier one, each set of two or more events is a chain.
#[test]
fn counts_are_exact_up_to_1024_bits() {
    let query = asked().rules([Rule::Retaliation, Rule::Persistence]);
    for days in [64, 65, 127, 128, 129, 130, 255, 256, 257, 511, 512, 513, 1023, 1024] {
        is_exactly(&count(&dyad(days, false), &query), &sets(days));
    }
}

/// Mutual events may be counted by a different algorithm than others.
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
fn counts_with_bounded_length_are_exact_up_to_1024_bits() {
    let query = asked().rules([Rule::Retaliation, Rule::Persistence]);
    let plain = [(2, 70), (66, 66), (2, 2), (70, 132), (131, 132)];
    for (mutual, bounds) in [(false, &plain[..]), (true, &[(60, 72)])] {
        let timeline = dyad(132, mutual);
        for (least, most) in bounds {
            let expected: BigUint = (*least..=*most).map(|length| binomial(132, length)).sum();
            is_exactly(&count(&timeline, &query.clone().min_len(*least).max_len(*most)), &expected);
        }
    }
    // Here the number of chains that end in the last event is just above 2^128; all others are
    // small.
    let bounded = query.clone().min_len(220).max_len(220);
    is_exactly(&count(&dyad(250, false), &bounded), &binomial(250, 220));

    let expected: BigUint = (70..=132).map(|length| binomial(132, length)).sum();
    is_exactly(&count(&dyad(132, false), &query.min_len(70)), &expected);
}

/// Asserts that a count is exact if it has at most 1,024 bits, and a logarithm otherwise, whatever the counts
/// beside it.
fn is_exactly_or_about(count: &Count, expected: &BigUint) {
    if expected.bits() <= 1024 {
        is_exactly(count, expected);
    } else {
        is_about(count, expected);
    }
}

/// Where each event follows every earlier one, chains of a length are the sets of that size.
#[test]
fn counts_by_length_are_exact_up_to_1024_bits() {
    let query = asked().rules([Rule::Retaliation, Rule::Persistence]);
    for days in [2, 9, 66, 67, 68, 69, 131, 132, 133, 260, 261, 516, 517] {
        let counts = dyad(days, false);
        let counts = counts.chains(&query.clone().max_len(days)).unwrap().count_by_len().unwrap();
        assert!(counts.keys().copied().eq(2..=days));
        for (length, count) in &counts {
            is_exactly(count, &binomial(days, *length));
        }
    }
    assert_eq!([67, 68].map(|days| binomial(days, days / 2).bits()), [64, 65]);
    assert_eq!([131, 132].map(|days| binomial(days, days / 2).bits()), [128, 129]);
    assert_eq!([260, 261].map(|days| binomial(days, days / 2).bits()), [256, 257]);
    assert_eq!([516, 517].map(|days| binomial(days, days / 2).bits()), [512, 513]);
}

/// The counts of the shortest and the longest lengths are exact, although those between them are not.
#[test]
fn counts_by_length_beyond_1024_bits_are_logarithms() {
    let query = asked().rules([Rule::Retaliation, Rule::Persistence]);
    let timeline = dyad(1100, false);
    let chains = timeline.chains(&query.max_len(1100)).unwrap();
    let counts = chains.count_by_len().unwrap();
    for (length, count) in &counts {
        is_exactly_or_about(count, &binomial(1100, *length));
    }
    assert_eq!(counts[&2].to_u128(), Some(604_450));
    assert!(counts[&1100].is_exact() && !counts[&550].is_exact());
}

#[test]
fn counts_by_length_between_bounds_beyond_1024_bits_are_logarithms() {
    let query = asked().rules([Rule::Retaliation, Rule::Persistence]).min_len(500);
    let timeline = dyad(1040, false);
    let chains = timeline.chains(&query.max_len(540)).unwrap();
    let counts = chains.count_by_len().unwrap();
    assert!(counts.keys().copied().eq(500..=540));
    for (length, count) in &counts {
        is_exactly_or_about(count, &binomial(1040, *length));
    }
}

#[test]
fn mutual_events_count_by_length_as_both_rules_together_do() {
    for days in [68, 132] {
        let timeline = dyad(days, true);
        let chains = timeline.chains(&asked().max_len(days).min_len(days / 2 - 2)).unwrap();
        for (length, count) in &chains.count_by_len().unwrap() {
            is_exactly(count, &binomial(days, *length));
        }
    }
}

/// Returns a fraction to 60 binary digits.
fn fraction(part: &BigUint, whole: &BigUint) -> f64 {
    let digits = ((part << 60_u8) / whole).to_u64_digits();
    digits.first().copied().unwrap_or_default() as f64 / (1_u64 << 60) as f64
}

/// Asserts that the pivots have these numbers of chains, in order, and the right shares of all
/// chains.
fn are_pivots(timeline: &Timeline, query: &Query, passed: &[BigUint], all: &BigUint) {
    let chains = timeline.chains(query).unwrap();
    let mut expected: Vec<usize> = (0..passed.len()).collect();
    expected.sort_by(|one, other| passed[*other].cmp(&passed[*one]));
    let pivots: Vec<_> = chains.pivots().collect();
    assert_eq!(pivots.len(), expected.len());
    for (pivot, expected) in pivots.iter().zip(expected) {
        let id = pivot.event().id();
        if all.bits() <= 1024 {
            assert_eq!(id.index(), expected);
        }
        let passed = &passed[id.index()];
        is_exactly_or_about(pivot.chains(), passed);
        let share = fraction(passed, all);
        let precision = if all.bits() <= 1024 { 1e-15 } else { 1e-9 };
        assert!((pivot.share() - share).abs() <= precision * share, "{} {share}", pivot.share());
        assert_eq!(pivot.share(), chains.share(id));
    }
}

/// Where each event follows every earlier one, half of all sets contain a given event.
#[test]
fn shares_are_right_for_counts_up_to_1024_bits() {
    let query = asked().rules([Rule::Retaliation, Rule::Persistence]);
    for days in [2, 33, 64, 65, 66, 127, 128, 129, 130, 256, 257, 258, 513, 514, 1024, 1025, 1100] {
        let passed = vec![(BigUint::from(1_u8) << (days - 1)) - 1_u8; days];
        are_pivots(&dyad(days, false), &query, &passed, &sets(days));
        if [65, 129].contains(&days) {
            are_pivots(&dyad(days, true), &asked(), &passed, &sets(days));
        }
    }
}

/// Counts the chains that pass each event if each event follows all of the other direction within a
/// gap.
fn passed_turn_about(days: usize, gap: usize) -> Vec<BigUint> {
    // As many chains end in an event as start in its mirror image.
    let mut ending: Vec<BigUint> = Vec::new();
    for day in 0..days {
        let antecedents = (day.saturating_sub(gap)..day).filter(|before| (day - before) % 2 == 1);
        let before: BigUint = antecedents.map(|before| &ending[before]).sum();
        ending.push(before + 1_u8);
    }
    (0..days).map(|day| &ending[day] * &ending[days - 1 - day] - 1_u8).collect()
}

#[test]
fn unequal_shares_are_right_for_counts_up_to_1024_bits() {
    for (days, gap) in [(40, 5), (150, 150), (200, 200), (400, 12), (700, 700), (1700, 1700)] {
        let query = asked().max_gap(TimeDelta::days(gap as i64));
        let passed = passed_turn_about(days, gap);
        are_pivots(&dyad(days, false), &query, &passed, &turn_about(days, gap));
    }
}

#[test]
fn shares_with_bounded_length_are_right_for_counts_up_to_1024_bits() {
    let query = asked().rules([Rule::Retaliation, Rule::Persistence]);
    for (days, least, most) in
        [(70, 2, 70), (132, 60, 72), (132, 66, 66), (132, 70, 132), (12, 3, 5)]
    {
        let of = |of: usize, taken: std::ops::RangeInclusive<usize>| {
            taken.map(|taken| binomial(of, taken)).sum::<BigUint>()
        };
        let passed = vec![of(days - 1, least - 1..=most - 1); days];
        let query = query.clone().min_len(least);
        let bounded = query.clone().max_len(most);
        are_pivots(&dyad(days, false), &bounded, &passed, &of(days, least..=most));
        if most == days {
            are_pivots(&dyad(days, false), &query, &passed, &of(days, least..=most));
        }
    }
}

/// For each span from a start on, counts the sets that contain the start.
#[test]
fn shares_with_bounded_span_are_right_for_counts_up_to_1024_bits() {
    let query = asked().rules([Rule::Retaliation, Rule::Persistence]);
    for (days, span) in [(20, 3), (80, 65), (140, 129), (300, 20)] {
        let (mut all, mut passed) = (BigUint::ZERO, vec![BigUint::ZERO; days]);
        for start in 0..days {
            let later = span.min(days - 1 - start);
            let from_start = (BigUint::from(1_u8) << later) - 1_u8;
            all += &from_start;
            passed[start] += from_start;
            for passed in &mut passed[start + 1..=start + later] {
                *passed += BigUint::from(1_u8) << (later - 1);
            }
        }
        let within = query.clone().within(TimeDelta::days(span as i64));
        are_pivots(&dyad(days, false), &within, &passed, &all);
    }
}

#[test]
fn tallies_of_dyads_are_exact_up_to_1024_bits() {
    let query = asked().rules([Rule::Retaliation, Rule::Persistence]);
    for days in [64, 129, 257, 1024] {
        let timeline = dyad(days, false);
        let tallies = timeline.chains(&query).unwrap().by_dyad();
        for (tally, first) in tallies.iter().zip([0, 1]) {
            let days: Vec<_> = (first..days).step_by(2).collect();
            let ending = days.iter().map(|day| (BigUint::from(1_u8) << *day) - 1_u8);
            is_exactly(tally.chains(), &ending.sum());
            assert_eq!(tally.events(), days.len() as u64);
            assert_eq!(tally.hops(), days.iter().sum::<usize>() as u64);
        }
        assert_eq!(tallies.len(), 2);
    }
}

/// Where each event follows every earlier one, each event is in half of the samples, whatever the
/// width of the count.
#[test]
fn samples_are_uniform_for_counts_of_every_width() {
    let query = asked().rules([Rule::Retaliation, Rule::Persistence]);
    for (days, draws) in
        [(63, 400), (64, 400), (65, 400), (128, 400), (130, 400), (257, 100), (1100, 100)]
    {
        let timeline = dyad(days, false);
        let chains = timeline.chains(&query).unwrap();
        let mut random = Pcg64::seed_from_u64(days as u64);
        let mut drawn = vec![0; days];
        for _ in 0..draws {
            for event in chains.sample(|| random.next_u64()).unwrap().events() {
                drawn[event.id().index()] += 1;
            }
        }
        let deviation = f64::from(draws).sqrt() / 2.0;
        let is_half = |times: &i32| f64::from((2 * times - draws).abs()) <= 12.0 * deviation;
        assert!(drawn.iter().all(is_half), "{days}: {drawn:?}");
    }
}

#[test]
fn a_timeline_without_chains_has_the_count_zero() {
    let none = count(&dyad(1, false), &asked());
    assert_eq!(
        (none.to_string(), none.to_u128(), none.is_exact()),
        ("0".to_owned(), Some(0), true)
    );
    assert_eq!(none.log2(), f64::NEG_INFINITY);
}
