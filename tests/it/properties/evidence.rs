//! Evidence of random reports: against all sets of ways told one by one, and what must hold whatever is
//! told.

use std::{collections::BTreeSet, fmt};

use escalade::{
    Actor, Assertion, Confidence, Credibility, Event, Evidence, Fact, Means, Relation, Report,
    SpeechAct, Statement, Timeline,
};
use proptest::{
    collection::vec,
    option,
    prelude::{Strategy, any},
    sample::select,
};

use super::hold_of;

/// Tellers, and public record after them.
const TELLERS: usize = 5;

/// The outlet, those it relays, the speakers; how credible it is.
#[derive(Clone, Debug, PartialEq)]
struct Told {
    outlet: usize,
    relays: Vec<usize>,
    speakers: Vec<usize>,
    credibility: Option<u8>,
}

/// What a statement denies, and how surely.
#[derive(Clone, Debug)]
struct Denies {
    by: Vec<usize>,
    /// By a fact, by the act alone, or by a link.
    how: u8,
    sure: Option<u8>,
}

#[derive(Clone)]
struct Case {
    told: Vec<Told>,
    denials: Vec<Denies>,
    /// Which report to leave out, and by which keys to shuffle.
    nth: usize,
    shuffle: Vec<u8>,
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{:#?}\n{:#?}\nwithout {}", self.told, self.denials, self.nth)
    }
}

fn cases() -> impl Strategy<Value = Case> {
    let credibility = option::weighted(0.8, 1..=6_u8);
    let told = (0..=TELLERS, vec(0..TELLERS, 0..=2), vec(0..TELLERS, 0..=2), credibility).prop_map(
        |(outlet, relays, speakers, credibility)| Told { outlet, relays, speakers, credibility },
    );
    let sure = option::of(select(vec![0_u8, 20, 50, 90]));
    let denies = (vec(0..TELLERS, 0..=2), 0..3_u8, sure).prop_map(|(by, how, sure)| Denies {
        by,
        how,
        sure,
    });
    (vec(told, 1..=6), vec(denies, 0..=2), any::<usize>(), vec(any::<u8>(), 6)).prop_map(
        |(told, denials, nth, shuffle)| Case { nth: nth % told.len(), told, denials, shuffle },
    )
}

fn evidence(told: &[Told], denials: &[Denies]) -> Evidence {
    let mut builder = Timeline::builder();
    let tellers: Vec<_> =
        (0..TELLERS).map(|nth| builder.add_actor(Actor::new(format!("T{nth}")))).collect();
    let mut raid = Event::attack((), "2024-04-01", Means::Drone);
    for Told { outlet, relays, speakers, credibility } in told {
        let mut report =
            tellers.get(*outlet).map_or_else(Report::public_record, |by| Report::by(*by));
        report = relays.iter().fold(report, |report, one| report.relaying(tellers[*one]));
        report = speakers.iter().fold(report, |report, one| report.quoting(tellers[*one]));
        if let Some(digit) = credibility {
            report = report.with_credibility(Credibility::try_from(*digit).unwrap());
        }
        raid = raid.with_report(report);
    }
    let raid = builder.add_event(raid.with_report(Report::coder()));
    for Denies { by, how, sure } in denials {
        let by: Vec<_> = by.iter().map(|one| tellers[*one]).collect();
        let deny = |act| Event::statement(by.clone(), "2024-04-02", act);
        let assertion = Assertion::denial(Fact::Occurred);
        let assertion = match sure {
            Some(sure) => assertion.with_confidence(i32::from(*sure)),
            None => assertion,
        };
        match how {
            0 => {
                let said = Statement::about(raid).asserting(assertion);
                builder.add_event(deny(SpeechAct::Comment).saying(said));
            }
            1 => {
                builder.add_event(deny(SpeechAct::Deny).saying(Statement::about(raid)));
            }
            _ => {
                let statement = builder.add_event(deny(SpeechAct::Comment));
                let link = escalade::Link::new(statement, Relation::Denies, raid);
                builder.add_link_draft(match sure {
                    Some(sure) => link.with_confidence(i32::from(*sure)),
                    None => link,
                });
            }
        }
    }
    builder.build().unwrap().evidence(raid).unwrap()
}

/// The layers of a path, without what is in it already.
fn layers(told: &Told) -> Vec<Vec<usize>> {
    let mut layers = vec![vec![told.outlet]];
    layers.extend(told.relays.iter().map(|relay| vec![*relay]));
    let known: Vec<usize> = layers.concat();
    if !told.speakers.is_empty() && told.speakers.iter().all(|one| !known.contains(one)) {
        layers.push(told.speakers.clone());
    }
    layers
}

/// How many ways have no teller in common at most, and how surely the origins of such ways speak for it
/// at best: by all sets of all ways.
fn by_hand(told: &[Told]) -> (usize, Option<f64>) {
    let paths: Vec<_> = told.iter().map(layers).collect();
    let outlets: BTreeSet<usize> = paths.iter().map(|path| path[0][0]).collect();
    let mut had_from: BTreeSet<(usize, usize)> = BTreeSet::new();
    for path in &paths {
        for pair in path.windows(2) {
            for nearer in &pair[0] {
                had_from.extend(pair[1].iter().map(|farther| (*nearer, *farther)));
            }
        }
    }
    let origins: BTreeSet<usize> =
        paths.iter().flat_map(|path| path.last().unwrap()).copied().collect();
    let mut ways: Vec<Vec<usize>> = Vec::new();
    let mut open: Vec<Vec<usize>> = outlets.iter().map(|outlet| vec![*outlet]).collect();
    while let Some(way) = open.pop() {
        let last = way[way.len() - 1];
        if origins.contains(&last) {
            ways.push(way.clone());
        }
        for (nearer, farther) in &had_from {
            if *nearer == last && !way.contains(farther) {
                open.push([&way[..], &[*farther]].concat());
            }
        }
    }
    let credible = |origin: usize| {
        let of = told.iter().zip(&paths).filter(|(_, path)| path.last().unwrap().contains(&origin));
        of.filter_map(|(told, _)| told.credibility.filter(|digit| *digit < 6)).min()
    };
    let (mut most, mut surest) = (0, None::<f64>);
    let mut sets: Vec<(usize, Vec<usize>, Vec<usize>)> = vec![(0, Vec::new(), Vec::new())];
    while let Some((next, taken, from)) = sets.pop() {
        most = most.max(from.len());
        let judged: Vec<_> = from.iter().filter_map(|origin| credible(*origin)).collect();
        if !judged.is_empty() {
            let open = judged.iter().map(|digit| f64::from(20 * digit - 10) / 100.0);
            let sure = 1.0 - open.product::<f64>();
            surest = Some(surest.unwrap_or(0.0).max(sure));
        }
        for (nth, way) in ways.iter().enumerate().skip(next) {
            if way.iter().all(|teller| !taken.contains(teller)) {
                let from = [&from[..], &[way[way.len() - 1]]].concat();
                sets.push((nth + 1, [&taken[..], way].concat(), from));
            }
        }
    }
    (most, surest)
}

/// How surely it is denied: each who does once.
fn denied(denials: &[Denies]) -> f64 {
    let deniers: BTreeSet<Option<usize>> = denials.iter().flat_map(who).collect();
    let sure = |denier: &Option<usize>| {
        let of = denials.iter().filter(|one| who(one).contains(denier));
        let sure = |one: &Denies| if one.how == 1 { 50 } else { one.sure.unwrap_or(50) };
        1.0 - f64::from(of.map(sure).max().unwrap()) / 100.0
    };
    1.0 - deniers.iter().map(sure).product::<f64>()
}

fn who(denies: &Denies) -> Vec<Option<usize>> {
    if denies.by.is_empty() { vec![None] } else { denies.by.iter().copied().map(Some).collect() }
}

#[test]
fn independent_reports_are_as_many_as_ways_that_share_no_teller() {
    hold_of(cases(), 3000, |case| {
        let given = evidence(&case.told, &case.denials);
        let (most, surest) = by_hand(&case.told);
        let against = denied(&case.denials);
        let sure = surest.map(|sure| sure * (1.0 - against) / (1.0 - sure * against) * 100.0);
        let due = sure.map(|sure| (sure + 1e-6).floor() as u8);
        let derived = given.derived.map(Confidence::percent);
        if (given.independent(), derived) == (most, due) {
            return Ok(());
        }
        Err(format!("{given}\nnot {most}, {sure:?}"))
    });
}

#[test]
fn removing_a_supporting_report_never_raises_confidence() {
    hold_of(cases(), 3000, |case| {
        let mut fewer = case.told.clone();
        fewer.remove(case.nth);
        let [more, less] = [&case.told, &fewer].map(|told| evidence(told, &case.denials));
        // What is not stated is no more than what is.
        if less.independent() <= more.independent() && less.derived <= more.derived {
            return Ok(());
        }
        Err(format!("{more}\n{less}"))
    });
}

#[test]
fn adding_a_denial_never_raises_confidence() {
    hold_of(cases(), 3000, |case| {
        let [before, after] =
            [0, case.denials.len()].map(|some| evidence(&case.told, &case.denials[..some]));
        let is_told = before.derived.is_some() == after.derived.is_some();
        if is_told && after.derived <= before.derived {
            Ok(())
        } else {
            Err(format!("{before}\n{after}"))
        }
    });
}

#[test]
fn the_order_of_reports_makes_no_difference() {
    hold_of(cases(), 3000, |case| {
        let mut order: Vec<usize> = (0..case.told.len()).collect();
        order.sort_by_key(|nth| case.shuffle[*nth]);
        let shuffled: Vec<_> = order.iter().map(|nth| case.told[*nth].clone()).collect();
        let denials: Vec<_> = case.denials.iter().rev().cloned().collect();
        let [given, again] = [evidence(&case.told, &case.denials), evidence(&shuffled, &denials)];
        let figures = |one: &Evidence| (one.independent(), one.derived, one.strands.len());
        if figures(&given) == figures(&again) { Ok(()) } else { Err(format!("{given}\n{again}")) }
    });
}
