//! Motifs and participation shifts: random timelines, with every three events looked at as the definitions say.

mod against;
mod definitions;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta};
use escalade::{
    Actor, Code, ErrorKind, Event, Level, Means, Timeline, Trend, Vocabulary,
    motifs::{Motif, Motifs, Shift, Ties},
    scale::Goldstein,
};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use crate::random_cases::{cases, seed};

use definitions::{
    Bounds, DAY, Draft, Edge, Expected, Question, Recipe, START, drafts, dyads, edges, expected,
    key, letters, party, timeline,
};

fn answered(motifs: &Motifs<'_>) -> Expected {
    let table = motifs.table().unwrap();
    let named = |count: &dyn Fn(Motif) -> Bounds| -> BTreeMap<String, Bounds> {
        let all = Motif::all().map(|motif| (motif.events().to_owned(), count(motif)));
        all.filter(|(_, bounds)| bounds.1 > 0).collect()
    };
    let of_key = |key: &str| key[1..].parse::<usize>().unwrap();
    let mut answered = Expected {
        table: named(&|motif| (table.count(motif).least, table.count(motif).most)),
        triples: table.triples(),
        ..Expected::default()
    };
    let by_dyad = motifs.by_dyad(usize::MAX).unwrap();
    for dyad in &by_dyad.top {
        let counts = named(&|motif| (dyad.count(motif).least, dyad.count(motif).most));
        answered.by_dyad.insert((of_key(&dyad.source), of_key(&dyad.target)), counts);
    }
    let by_triad = motifs.by_triad(usize::MAX).unwrap();
    for triad in &by_triad.top {
        let counts = named(&|motif| (triad.count(motif).least, triad.count(motif).most));
        let mut actors: Vec<usize> = triad.actors.iter().map(|key| of_key(key)).collect();
        actors.sort_unstable();
        answered.by_triad.insert(actors, counts);
    }
    assert_eq!(by_dyad.triples + by_triad.triples, table.triples());
    assert_eq!(by_dyad.groups as usize, by_dyad.top.len());
    assert_eq!(by_triad.groups as usize, by_triad.top.len());
    assert!(by_dyad.top.is_sorted_by(|one, other| one.triples >= other.triples));
    assert!(by_triad.top.is_sorted_by(|one, other| one.triples >= other.triples));
    let few = motifs.by_triad(2).unwrap();
    assert_eq!(few.top, by_triad.top[..by_triad.top.len().min(2)]);
    assert_eq!((few.groups, few.triples), (by_triad.groups, by_triad.triples));
    answered
}

#[test]
fn every_three_events_are_counted_as_the_definitions_say() {
    // What the random cases have reached.
    let mut reached: BTreeSet<(String, bool)> = BTreeSet::new();
    for case in 0..u64::from(cases(400)) {
        let mut random = Pcg64::seed_from_u64(seed(case));
        let recipe = Recipe {
            events: random.random_range(3..26),
            actors: random.random_range(3..8),
            days: random.random_range(1..15),
            has_many_parties: random.random_bool(0.5),
            has_vague_onsets: random.random_bool(0.5),
        };
        let drafts = drafts(recipe, &mut random);
        let timeline = timeline(&drafts, recipe.actors);
        for ties in [Ties::Excluded, Ties::Recorded, Ties::Range] {
            let trends = [Trend::Any, Trend::Any, Trend::Rising, Trend::NotFalling];
            let question = Question {
                gap: random.random_range(0..6) * DAY + random.random_range(0..2) * 3_600,
                ties,
                floor: random.random_range(1..3),
                trend: trends[random.random_range(0..4)],
            };
            let edges = edges(&drafts, question.floor);
            let answered = answered(&question.motifs(&timeline));
            assert_eq!(answered, expected(&edges, question), "case {case}, {question:?}");
            for (motif, (least, most)) in answered.table {
                reached.insert((motif, least < most));
            }
        }
    }
    let all: BTreeSet<_> = Motif::all()
        .flat_map(|m| [(m.events().to_owned(), false), (m.events().to_owned(), true)])
        .collect();
    // Unless all three events are the same, ties make every motif uncertain.
    assert_eq!(reached, all);
}

/// Every order of all ties gives counts within the range, and some orders of few events reach its ends.
#[test]
fn every_order_of_ties_is_within_the_range() {
    for case in 0..u64::from(cases(60)) {
        let mut random = Pcg64::seed_from_u64(seed(1_000 + case));
        let recipe = Recipe {
            events: 7,
            actors: 4,
            days: 3,
            has_many_parties: false,
            has_vague_onsets: false,
        };
        let drafts = drafts(recipe, &mut random);
        let range =
            timeline(&drafts, 4).motifs(TimeDelta::days(9)).ties(Ties::Range).table().unwrap();
        for _ in 0..20 {
            let mut shuffled: Vec<&Draft> = drafts.iter().collect();
            for nth in (1..shuffled.len()).rev() {
                shuffled.swap(nth, random.random_range(0..=nth));
            }
            let copies: Vec<Draft> = shuffled
                .into_iter()
                .map(|draft| Draft {
                    sources: draft.sources.clone(),
                    targets: draft.targets.clone(),
                    when: draft.when.clone(),
                    ..*draft
                })
                .collect();
            let timeline = timeline(&copies, 4);
            let one = timeline.motifs(TimeDelta::days(9)).ties(Ties::Recorded).table().unwrap();
            assert_eq!(one.triples(), range.triples(), "ties change which motif, not how many");
            for (motif, count) in one.counts() {
                let bounds = range.count(motif);
                assert!(bounds.least <= count.least && count.most <= bounds.most, "case {case}");
            }
        }
    }
}

/// Larger than the other cases: a loop over the window for each third event.
#[test]
fn large_timelines_are_counted_as_by_a_loop_over_the_window() {
    for (seed, events, actors, seconds) in
        [(1, 3_000, 12, 60), (2, 3_000, 60, 1), (3, 8_000, 40_000, 3_600)]
    {
        let mut random = Pcg64::seed_from_u64(seed);
        let mut builder = Timeline::builder();
        let ids: Vec<_> = (0..actors).map(|nth| builder.add_actor(Actor::new(key(nth)))).collect();
        let code = builder.add_code(Code::new(Vocabulary::Cameo, "190"), Some(Level::from(-10)));
        let (mut edges, mut onset) = (Vec::new(), START);
        for event in 0..events {
            onset += seconds * random.random_range(0..4_i64);
            let mut actor = || (random.random::<f64>().powi(3) * actors as f64) as usize;
            let (from, other) = (actor(), actor());
            let to = if other == from { (from + 1) % actors } else { other };
            builder.add_row(ids[from], ids[to], DateTime::from_timestamp(onset, 0).unwrap(), code);
            edges.push(Edge { from, to, event, onset: (onset, onset + 1), level: 0 });
        }
        let timeline = builder.build().unwrap();
        let gap = 60 * seconds;
        for ties in [Ties::Excluded, Ties::Recorded] {
            let question = Question { gap, ties, floor: 0, trend: Trend::Any };
            let (mut counts, mut first) = (BTreeMap::<String, u128>::new(), 0);
            for third in 0..edges.len() {
                while edges[first].onset.0 < edges[third].onset.0 - gap {
                    first += 1;
                }
                for one in first..third {
                    for two in one + 1..third {
                        let order = [edges[one], edges[two], edges[third]];
                        let is_connected = |a: Edge, b: Edge| {
                            [a.from, a.to].iter().any(|actor| [b.from, b.to].contains(actor))
                        };
                        if is_connected(order[0], order[1])
                            && question.is_possible(order)
                            && let Some(motif) = letters(order)
                        {
                            *counts.entry(motif).or_default() += 1;
                        }
                    }
                }
            }
            let motifs =
                timeline.motifs(TimeDelta::seconds(gap)).on(Goldstein::default()).ties(ties);
            let table = motifs.table().unwrap();
            for (motif, count) in table.counts() {
                let expected = counts.get(motif.events()).copied().unwrap_or(0);
                assert_eq!(count.exact(), Some(expected), "{motif} of seed {seed}, {ties:?}");
            }
            assert!(actors > 1_000 || counts.len() == 36, "{}", counts.len());
            let (dyads, triads) = (motifs.by_dyad(1).unwrap(), motifs.by_triad(1).unwrap());
            assert_eq!(dyads.triples + triads.triples, table.triples());
        }
    }
}

/// Participation shifts, from each event to the next, by the letters of Gibson (2003).
#[test]
fn shifts_are_those_of_the_definitions() {
    let mut reached = BTreeSet::new();
    for case in 0..u64::from(cases(400)) {
        let mut random = Pcg64::seed_from_u64(seed(2_000 + case));
        let recipe = Recipe {
            events: random.random_range(2..30),
            actors: random.random_range(3..7),
            days: random.random_range(5..60),
            has_many_parties: true,
            has_vague_onsets: random.random_bool(0.3),
        };
        let drafts = drafts(recipe, &mut random);
        let timeline = timeline(&drafts, recipe.actors);
        let turns = |draft: &Draft| -> Vec<(usize, Option<usize>)> {
            match draft.targets.is_empty() {
                true => {
                    let sources: BTreeSet<_> =
                        draft.sources.iter().map(|source| (party(*source), None)).collect();
                    sources.into_iter().collect()
                }
                false => dyads(draft).into_iter().map(|(a, b)| (a, Some(b))).collect(),
            }
        };
        let mut order: Vec<(usize, &Draft)> =
            drafts.iter().enumerate().filter(|(_, draft)| !turns(draft).is_empty()).collect();
        order.sort_by_key(|(nth, draft)| (draft.onset.0, *nth));
        for ties in [Ties::Excluded, Ties::Recorded] {
            let gap = random.random_range(0..5) * DAY;
            let mut counts: BTreeMap<String, u64> = BTreeMap::new();
            let (mut unchanged, mut tied) = (0, 0);
            for pair in order.windows(2) {
                let [(nth, d), (mth, e)] = [pair[0], pair[1]];
                if e.onset.0 - d.onset.0 > gap {
                    continue;
                }
                let is_first = d.onset.1 <= e.onset.0;
                let may_lie_between = |(other, x): &&(usize, &Draft)| {
                    *other != nth && *other != mth && x.onset.1 > d.onset.0 && e.onset.1 > x.onset.0
                };
                let is_next = match ties {
                    Ties::Recorded => is_first || (d.onset == e.onset && nth < mth),
                    _ => is_first && !order.iter().any(|other| may_lie_between(&other)),
                };
                if !is_next {
                    tied += 1;
                    continue;
                }
                for (a, b) in turns(d) {
                    for (c, to) in turns(e) {
                        let name = |actor: Option<usize>, new: char| match actor {
                            None => '0',
                            Some(actor) if actor == a => 'A',
                            Some(actor) if Some(actor) == b => 'B',
                            Some(_) => new,
                        };
                        let source = name(Some(c), 'X');
                        let first = if b.is_some() { "AB" } else { "A0" };
                        let shift = format!("{first}-{source}{}", name(to, 'Y'));
                        if shift == "AB-AB" || shift == "A0-A0" {
                            unchanged += 1;
                        } else {
                            *counts.entry(shift.clone()).or_default() += 1;
                            reached.insert(shift);
                        }
                    }
                }
            }
            let shifts = timeline.motifs(TimeDelta::seconds(gap)).ties(ties).shifts().unwrap();
            let answered: BTreeMap<String, u64> = shifts
                .counts()
                .filter(|(_, count)| *count > 0)
                .map(|(shift, count)| (shift.to_string(), count))
                .collect();
            assert_eq!(
                (answered, shifts.unchanged, shifts.tied),
                (counts, unchanged, tied),
                "case {case}"
            );
            assert_eq!(shifts.events as usize, order.len());
        }
    }
    assert_eq!(reached, Shift::ALL.iter().map(ToString::to_string).collect());
}

#[test]
fn problems_are_reported() {
    let timeline = Timeline::builder().build().unwrap();
    let error = timeline.motifs(TimeDelta::days(-1)).table().unwrap_err();
    assert_eq!((error.kind(), error.issue_count()), (ErrorKind::Query, 2), "{error}");
    let motifs = timeline.motifs(TimeDelta::days(7)).ties(Ties::Range);
    assert_eq!(motifs.shifts().unwrap_err().kind(), ErrorKind::Unsupported);
    assert_eq!(motifs.table().unwrap().triples(), 0);
    assert_eq!(motifs.by_triad(5).unwrap().top, []);
}

#[cfg(feature = "html")]
#[test]
fn pictures_are_well_formed_and_always_the_same() {
    use escalade::render::MotifPicture;

    let mut random = Pcg64::seed_from_u64(5);
    let recipe = Recipe {
        events: 200,
        actors: 6,
        days: 60,
        has_many_parties: true,
        has_vague_onsets: false,
    };
    let timeline = timeline(&drafts(recipe, &mut random), recipe.actors);
    let table = timeline.motifs(TimeDelta::days(7)).ties(Ties::Range).table().unwrap();
    let picture = || MotifPicture::of(&table).titled("<&\u{202e}>");
    let drawing = picture().to_svg();
    assert_eq!(drawing, picture().to_svg());
    assert!(!drawing.contains('\u{202e}') && drawing.contains("&lt;&amp;"));
    let mut reader = quick_xml::Reader::from_str(&drawing);
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => break,
            _ => continue,
        }
    }
    let most = table.count(Motif::at(5, 1).unwrap()).most;
    let mut page = Vec::new();
    picture().write_html(&mut page).unwrap();
    let page = String::from_utf8(page).unwrap();
    assert!(page.contains(&format!("<td>{most}</td>")) && page.ends_with("</body></html>\n"));
    let empty = Timeline::builder().build().unwrap();
    let table = empty.motifs(TimeDelta::days(7)).table().unwrap();
    assert!(MotifPicture::of(&table).to_svg().contains("M11, AB CB AB (co-attack): 0"));
}

#[test]
fn motifs_of_dyads_and_of_triads_are_written_with_the_most_frequent_first() {
    let mut builder = Timeline::builder();
    let [a, b, c] = ["A", "B", "C"].map(|key| builder.add_actor(Actor::new(key)));
    for (day, (by, on)) in (1..).zip([(a, b), (b, a), (a, b), (a, b), (a, c)]) {
        let attack = Event::attack(by, format!("2024-04-{day:02}").as_str(), Means::Drone);
        builder.add_event(attack.against(on));
    }
    let timeline = builder.build().unwrap();
    let motifs = timeline.motifs(TimeDelta::days(9));
    assert_eq!(
        motifs.by_dyad(9).unwrap().to_string(),
        "4 motifs in 2 dyads; the 2 with the most:\nA → B, 3: M51 2, M61 1\nB → A, 1: M52 1"
    );
    assert_eq!(
        motifs.by_triad(9).unwrap().to_string(),
        "6 motifs in 1 triads; the 1 with the most:\nA, B, C, 6: M63 3, M55 2, M53 1"
    );
    let none = motifs.by_dyad(0).unwrap().to_string();
    assert_eq!(none, "4 motifs in 2 dyads; the 0 with the most:");
}
