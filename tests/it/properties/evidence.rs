//! Evidence of random reports, compared with an enumeration of all sets of paths, and properties
//! that must hold of any evidence.

use std::{collections::BTreeSet, fmt};

use escalade::{
    Actor, Confidence, Event, Means, Relation, Report, SpeechAct, Statement, Timeline,
    evidence::Evidence,
    model::{Assertion, Credibility, Fact},
};
use proptest::{
    collection::vec,
    option,
    prelude::{Strategy, any},
    sample::select,
};

use super::check_all;

/// The number of reporters; the number after the last reporter stands for the public record.
const REPORTERS: usize = 5;

/// A report: the outlet, the relayed outlets, the speakers, and the credibility.
#[derive(Clone, Debug, PartialEq)]
struct RawReport {
    outlet: usize,
    relays: Vec<usize>,
    speakers: Vec<usize>,
    credibility: Option<u8>,
}

/// A statement that denies the event, with its confidence.
#[derive(Clone, Debug)]
struct RawDenial {
    by: Vec<usize>,
    /// 0: by an assertion; 1: by the act alone; 2: by a link.
    how: u8,
    confidence: Option<u8>,
}

#[derive(Clone)]
struct Case {
    reports: Vec<RawReport>,
    denials: Vec<RawDenial>,
    /// The report to leave out, and the keys to shuffle reports by.
    nth: usize,
    shuffle: Vec<u8>,
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{:#?}\n{:#?}\nwithout {}", self.reports, self.denials, self.nth)
    }
}

fn cases() -> impl Strategy<Value = Case> {
    let credibility = option::weighted(0.8, 1..=6_u8);
    let reports = (0..=REPORTERS, vec(0..REPORTERS, 0..=2), vec(0..REPORTERS, 0..=2), credibility)
        .prop_map(|(outlet, relays, speakers, credibility)| RawReport {
            outlet,
            relays,
            speakers,
            credibility,
        });
    let confidence = option::of(select(vec![0_u8, 20, 50, 90]));
    let denial = (vec(0..REPORTERS, 0..=2), 0..3_u8, confidence)
        .prop_map(|(by, how, confidence)| RawDenial { by, how, confidence });
    (vec(reports, 1..=6), vec(denial, 0..=2), any::<usize>(), vec(any::<u8>(), 6)).prop_map(
        |(reports, denials, nth, shuffle)| Case {
            nth: nth % reports.len(),
            reports,
            denials,
            shuffle,
        },
    )
}

fn evidence(reports: &[RawReport], denials: &[RawDenial]) -> Evidence {
    let mut builder = Timeline::builder();
    let reporters: Vec<_> =
        (0..REPORTERS).map(|nth| builder.add_actor(Actor::new(format!("T{nth}")))).collect();
    let mut event = Event::attack((), "2024-04-01", Means::Drone);
    for RawReport { outlet, relays, speakers, credibility } in reports {
        let mut report =
            reporters.get(*outlet).map_or_else(Report::public_record, |by| Report::by(*by));
        report = relays.iter().fold(report, |report, one| report.relaying(reporters[*one]));
        report = speakers.iter().fold(report, |report, one| report.quoting(reporters[*one]));
        if let Some(digit) = credibility {
            report = report.with_credibility(Credibility::try_from(*digit).unwrap());
        }
        event = event.with_report(report);
    }
    let event = builder.add_event(event.with_report(Report::coder()));
    for RawDenial { by, how, confidence } in denials {
        let by: Vec<_> = by.iter().map(|one| reporters[*one]).collect();
        let deny = |act| Event::statement(by.clone(), "2024-04-02", act);
        let assertion = Assertion::denial(Fact::Occurred);
        let assertion = match confidence {
            Some(confidence) => assertion.with_confidence(i32::from(*confidence)),
            None => assertion,
        };
        match how {
            0 => {
                let statement = Statement::about(event).asserting(assertion);
                builder.add_event(deny(SpeechAct::Comment).with_statement(statement));
            }
            1 => {
                builder.add_event(deny(SpeechAct::Deny).with_statement(Statement::about(event)));
            }
            _ => {
                let statement = builder.add_event(deny(SpeechAct::Comment));
                let link = escalade::Link::new(statement, Relation::Denies, event);
                builder.add_link_draft(match confidence {
                    Some(confidence) => link.with_confidence(i32::from(*confidence)),
                    None => link,
                });
            }
        }
    }
    builder.build().unwrap().evidence(event).unwrap()
}

/// Returns the layers of a report's path, without speakers already in it.
fn layers(reports: &RawReport) -> Vec<Vec<usize>> {
    let mut layers = vec![vec![reports.outlet]];
    layers.extend(reports.relays.iter().map(|relay| vec![*relay]));
    let known: Vec<usize> = layers.concat();
    if !reports.speakers.is_empty() && reports.speakers.iter().all(|one| !known.contains(one)) {
        layers.push(reports.speakers.clone());
    }
    layers
}

/// Returns the greatest number of paths without a common reporter, and the highest confidence that
/// the origins of such paths give, by enumeration of all sets of paths.
fn reference(reports: &[RawReport]) -> (usize, Option<f64>) {
    let paths: Vec<_> = reports.iter().map(layers).collect();
    let outlets: BTreeSet<usize> = paths.iter().map(|path| path[0][0]).collect();
    let mut sources_of: BTreeSet<(usize, usize)> = BTreeSet::new();
    for path in &paths {
        for pair in path.windows(2) {
            for nearer in &pair[0] {
                sources_of.extend(pair[1].iter().map(|farther| (*nearer, *farther)));
            }
        }
    }
    let origins: BTreeSet<usize> =
        paths.iter().flat_map(|path| path.last().unwrap()).copied().collect();
    let mut paths_found: Vec<Vec<usize>> = Vec::new();
    let mut open: Vec<Vec<usize>> = outlets.iter().map(|outlet| vec![*outlet]).collect();
    while let Some(path_found) = open.pop() {
        let last = path_found[path_found.len() - 1];
        if origins.contains(&last) {
            paths_found.push(path_found.clone());
        }
        for (nearer, farther) in &sources_of {
            if *nearer == last && !path_found.contains(farther) {
                open.push([&path_found[..], &[*farther]].concat());
            }
        }
    }
    let credible = |origin: usize| {
        let of =
            reports.iter().zip(&paths).filter(|(_, path)| path.last().unwrap().contains(&origin));
        of.filter_map(|(reports, _)| reports.credibility.filter(|digit| *digit < 6)).min()
    };
    let (mut most, mut surest) = (0, None::<f64>);
    let mut sets: Vec<(usize, Vec<usize>, Vec<usize>)> = vec![(0, Vec::new(), Vec::new())];
    while let Some((next, taken, from)) = sets.pop() {
        most = most.max(from.len());
        let judged: Vec<_> = from.iter().filter_map(|origin| credible(*origin)).collect();
        if !judged.is_empty() {
            let open = judged.iter().map(|digit| f64::from(20 * digit - 10) / 100.0);
            let confidence = 1.0 - open.product::<f64>();
            surest = Some(surest.unwrap_or(0.0).max(confidence));
        }
        for (nth, path_found) in paths_found.iter().enumerate().skip(next) {
            if path_found.iter().all(|reporter| !taken.contains(reporter)) {
                let from = [&from[..], &[path_found[path_found.len() - 1]]].concat();
                sets.push((nth + 1, [&taken[..], path_found].concat(), from));
            }
        }
    }
    (most, surest)
}

/// Returns the confidence of the denials together, each denier counted once.
fn denied(denials: &[RawDenial]) -> f64 {
    let deniers: BTreeSet<Option<usize>> = denials.iter().flat_map(deniers_of).collect();
    let confidence = |denier: &Option<usize>| {
        let of = denials.iter().filter(|one| deniers_of(one).contains(denier));
        let confidence =
            |one: &RawDenial| if one.how == 1 { 50 } else { one.confidence.unwrap_or(50) };
        1.0 - f64::from(of.map(confidence).max().unwrap()) / 100.0
    };
    1.0 - deniers.iter().map(confidence).product::<f64>()
}

fn deniers_of(denial: &RawDenial) -> Vec<Option<usize>> {
    if denial.by.is_empty() { vec![None] } else { denial.by.iter().copied().map(Some).collect() }
}

#[test]
fn independent_reports_are_counted_as_paths_without_a_common_reporter() {
    check_all(cases(), 3000, |case| {
        let actual = evidence(&case.reports, &case.denials);
        let (most, surest) = reference(&case.reports);
        let against = denied(&case.denials);
        let confidence = surest
            .map(|confidence| confidence * (1.0 - against) / (1.0 - confidence * against) * 100.0);
        let expected = confidence.map(|confidence| (confidence + 1e-6).floor() as u8);
        let derived = actual.derived.map(Confidence::percent);
        if (actual.independent(), derived) == (most, expected) {
            return Ok(());
        }
        Err(format!("{actual}\nnot {most}, {confidence:?}"))
    });
}

#[test]
fn removing_a_supporting_report_never_raises_confidence() {
    check_all(cases(), 3000, |case| {
        let mut fewer = case.reports.clone();
        fewer.remove(case.nth);
        let [more, less] = [&case.reports, &fewer].map(|reports| evidence(reports, &case.denials));
        // `None` is less than any stated confidence.
        if less.independent() <= more.independent() && less.derived <= more.derived {
            return Ok(());
        }
        Err(format!("{more}\n{less}"))
    });
}

#[test]
fn adding_a_denial_never_raises_confidence() {
    check_all(cases(), 3000, |case| {
        let [before, after] =
            [0, case.denials.len()].map(|some| evidence(&case.reports, &case.denials[..some]));
        let is_stated = before.derived.is_some() == after.derived.is_some();
        if is_stated && after.derived <= before.derived {
            Ok(())
        } else {
            Err(format!("{before}\n{after}"))
        }
    });
}

#[test]
fn the_order_of_reports_makes_no_difference() {
    check_all(cases(), 3000, |case| {
        let mut order: Vec<usize> = (0..case.reports.len()).collect();
        order.sort_by_key(|nth| case.shuffle[*nth]);
        let shuffled: Vec<_> = order.iter().map(|nth| case.reports[*nth].clone()).collect();
        let denials: Vec<_> = case.denials.iter().rev().cloned().collect();
        let [actual, again] =
            [evidence(&case.reports, &case.denials), evidence(&shuffled, &denials)];
        let figures = |one: &Evidence| (one.independent(), one.derived, one.by_origin.len());
        if figures(&actual) == figures(&again) { Ok(()) } else { Err(format!("{actual}\n{again}")) }
    });
}
