//! Motifs and participation shifts: random timelines, with every three events looked at as the definitions say.
//!
//! `ESCALADE_CASES` sets the number of random cases.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta};
use escalade::{
    Actor, Code, ErrorKind, Event, Level, Means, Timeline, Trend, Vocabulary,
    chain::Floor,
    motifs::{Motif, Motifs, Shift, Ties},
    scale::{Goldstein, Kahn},
};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

const DAY: i64 = 86_400;
/// 2024-04-01.
const START: i64 = 1_711_929_600;

/// An event as drawn. Actors 0 and 1 are organs of actor 2.
struct Draft {
    sources: Vec<usize>,
    targets: Vec<usize>,
    is_mutual: bool,
    when: String,
    /// In seconds since 1970, half-open.
    onset: (i64, i64),
    level: i32,
}

/// What is drawn.
#[derive(Clone, Copy)]
struct Recipe {
    events: usize,
    actors: usize,
    days: i64,
    has_many_parties: bool,
    has_vague_onsets: bool,
}

fn drafts(recipe: Recipe, random: &mut Pcg64) -> Vec<Draft> {
    let day = |day: i64| DateTime::from_timestamp(START + day * DAY, 0).unwrap();
    let mut drafts = Vec::new();
    for _ in 0..recipe.events {
        let from = random.random_range(0..recipe.days);
        let date = day(from).format("%Y-%m-%d").to_string();
        let kind = if recipe.has_vague_onsets { random.random_range(0..6) } else { 0 };
        let (when, onset) = match kind {
            0..=2 => (date, (from * DAY, (from + 1) * DAY)),
            3 => {
                let second = from * DAY + random.random_range(0..3) * 3_600;
                let time = DateTime::from_timestamp(START + second, 0).unwrap();
                (time.format("%Y-%m-%dT%H:%M:%SZ").to_string(), (second, second + 1))
            }
            _ => {
                let to = from + random.random_range(1..4);
                let last = day(to).format("%Y-%m-%d");
                (format!("[{date}..{last}]"), (from * DAY, (to + 1) * DAY))
            }
        };
        let parties = |random: &mut Pcg64| {
            let many = recipe.has_many_parties && random.random_bool(0.2);
            let number = if many { random.random_range(0..4) } else { 1 };
            let mut parties = Vec::new();
            for _ in 0..number {
                parties.push(random.random_range(0..recipe.actors));
            }
            parties
        };
        drafts.push(Draft {
            sources: parties(random),
            targets: parties(random),
            is_mutual: recipe.has_many_parties && random.random_bool(0.15),
            when,
            onset: (START + onset.0, START + onset.1),
            level: random.random_range(1..5),
        });
    }
    drafts
}

fn key(actor: usize) -> String {
    format!("A{actor:03}")
}

fn timeline(drafts: &[Draft], actors: usize) -> Timeline {
    let mut builder = Timeline::builder();
    let whole = builder.add_actor(Actor::new(key(2)));
    let ids: Vec<_> = (0..actors)
        .map(|actor| match actor {
            0 | 1 => builder.add_actor(Actor::new(key(actor)).part_of(whole)),
            2 => whole,
            _ => builder.add_actor(Actor::new(key(actor))),
        })
        .collect();
    for draft in drafts {
        let of = |actors: &[usize]| actors.iter().map(|actor| ids[*actor]).collect::<Vec<_>>();
        let event = Event::attack(of(&draft.sources), draft.when.as_str(), Means::Drone)
            .against(of(&draft.targets))
            .with_level(Kahn, draft.level);
        builder.add_event(if draft.is_mutual { event.mutually() } else { event });
    }
    builder.build().unwrap()
}

/// A dyad of an event, as the definitions see it.
#[derive(Clone, Copy)]
struct Edge {
    from: usize,
    to: usize,
    event: usize,
    onset: (i64, i64),
    level: i32,
}

fn party(actor: usize) -> usize {
    if actor < 2 { 2 } else { actor }
}

fn dyads(draft: &Draft) -> BTreeSet<(usize, usize)> {
    let mut dyads = BTreeSet::new();
    for source in &draft.sources {
        for target in &draft.targets {
            let (a, b) = (party(*source), party(*target));
            if a != b {
                dyads.insert((a, b));
                if draft.is_mutual {
                    dyads.insert((b, a));
                }
            }
        }
    }
    dyads
}

fn edges(drafts: &[Draft], floor: i32) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (event, draft) in drafts.iter().enumerate().filter(|(_, draft)| draft.level >= floor) {
        for (from, to) in dyads(draft) {
            edges.push(Edge { from, to, event, onset: draft.onset, level: draft.level });
        }
    }
    edges
}

/// The question that is asked of both.
#[derive(Clone, Copy, Debug)]
struct Question {
    gap: i64,
    ties: Ties,
    floor: i32,
    trend: Trend,
}

impl Question {
    fn motifs(self, timeline: &Timeline) -> Motifs<'_> {
        timeline
            .motifs(TimeDelta::seconds(self.gap))
            .ties(self.ties)
            .on(Kahn)
            .floor(Floor::At(f64::from(self.floor)))
            .trend(self.trend)
    }

    /// Whether these events may have happened in this order.
    fn is_possible(self, order: [Edge; 3]) -> bool {
        let certain = |one: &Edge, other: &Edge| one.onset.1 <= other.onset.0;
        let recorded = |one: &Edge, other: &Edge| {
            certain(one, other) || (one.onset == other.onset && one.event < other.event)
        };
        let [a, b, c] = &order;
        match self.ties {
            Ties::Excluded => certain(a, b) && certain(b, c),
            Ties::Recorded => recorded(a, b) && recorded(b, c),
            Ties::Range => !certain(b, a) && !certain(c, b) && !certain(c, a),
        }
    }

    fn has_trend(self, order: [Edge; 3]) -> bool {
        order.windows(2).all(|pair| match self.trend {
            Trend::Any => true,
            Trend::Rising => pair[1].level > pair[0].level,
            Trend::NotFalling => pair[1].level >= pair[0].level,
            other => unreachable!("{other:?}"),
        })
    }
}

/// The events of a motif in letters, by the names that the first appearances get.
fn letters(order: [Edge; 3]) -> Option<String> {
    let mut names: Vec<usize> = Vec::new();
    let mut words = Vec::new();
    for edge in order {
        let mut word = String::new();
        for actor in [edge.from, edge.to] {
            let seen = names.iter().position(|other| *other == actor);
            let nth = seen.unwrap_or_else(|| {
                names.push(actor);
                names.len() - 1
            });
            word.push(char::from(b'A' + nth as u8));
        }
        words.push(word);
    }
    // A third party that does not come in before both of A and B is C whatever happens; a fourth is no motif.
    (names.len() <= 3).then(|| words.join(" "))
}

/// Least and most.
type Bounds = (u128, u128);

#[derive(Default, PartialEq, Debug)]
struct Expected {
    table: BTreeMap<String, Bounds>,
    triples: u128,
    /// By the dyad of the first event, pairs alone.
    by_dyad: BTreeMap<(usize, usize), BTreeMap<String, Bounds>>,
    by_triad: BTreeMap<Vec<usize>, BTreeMap<String, Bounds>>,
}

fn expected(edges: &[Edge], question: Question) -> Expected {
    let mut expected = Expected::default();
    let n = edges.len();
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    for one in 0..n {
        for two in one + 1..n {
            for three in two + 1..n {
                let triple = [edges[one], edges[two], edges[three]];
                let onsets = triple.map(|edge| edge.onset.0);
                if onsets.iter().max().unwrap() - onsets.iter().min().unwrap() > question.gap {
                    continue;
                }
                let actors: BTreeSet<usize> =
                    triple.iter().flat_map(|edge| [edge.from, edge.to]).collect();
                let (mut whole, mut of_dyads) = (BTreeSet::new(), BTreeSet::new());
                let mut is_certain = true;
                for order in orders.map(|order| order.map(|nth| triple[nth])) {
                    if !question.is_possible(order) {
                        continue;
                    }
                    match letters(order).filter(|_| question.has_trend(order)) {
                        Some(motif) => {
                            of_dyads.insert(((order[0].from, order[0].to), motif.clone()));
                            whole.insert(motif);
                        }
                        None => is_certain = false,
                    }
                }
                let add = |bounds: &mut Bounds, is_only: bool| {
                    bounds.0 += u128::from(is_only && is_certain);
                    bounds.1 += 1;
                };
                expected.triples += u128::from(!whole.is_empty());
                for motif in &whole {
                    let is_only = whole.len() == 1;
                    add(expected.table.entry(motif.clone()).or_default(), is_only);
                    if actors.len() == 3 {
                        let triad = actors.iter().copied().collect();
                        let table = expected.by_triad.entry(triad).or_default();
                        add(table.entry(motif.clone()).or_default(), is_only);
                    }
                }
                for (dyad, motif) in &of_dyads {
                    if actors.len() == 2 {
                        let table = expected.by_dyad.entry(*dyad).or_default();
                        add(table.entry(motif.clone()).or_default(), of_dyads.len() == 1);
                    }
                }
            }
        }
    }
    expected
}

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

fn cases(default: u64) -> u64 {
    std::env::var("ESCALADE_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

#[test]
fn every_three_events_are_counted_as_the_definitions_say() {
    // What the random cases have reached.
    let mut reached: BTreeSet<(String, bool)> = BTreeSet::new();
    for case in 0..cases(400) {
        let mut random = Pcg64::seed_from_u64(case);
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
    for case in 0..cases(60) {
        let mut random = Pcg64::seed_from_u64(1_000 + case);
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
        [(1, 3_000, 12, 60), (2, 3_000, 60, 1), (3, 2_000, 5_000, 3_600)]
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
    for case in 0..cases(400) {
        let mut random = Pcg64::seed_from_u64(2_000 + case);
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
