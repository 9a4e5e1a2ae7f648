//! Answers as text, letter by letter: golden files in `printed`.
//!
//! After a change that is meant, `ESCALADE_BLESS=1 cargo test --all-features --test it printed::` writes the files again.
//! Look at the differences before you commit them.

use std::{fmt::Write, fs, path::Path};

use chrono::TimeDelta;
use escalade::{
    Chains, EventKind, Predicate, Query, Rank, Rule, Timeline, Trend,
    chain::Floor,
    chance::NullModel,
    evidence::Proposition,
    motifs::Ties,
    read::{self, Options},
    scale::{Goldstein, Kahn},
    timeline::Granularity,
    watch::{AlertRule, Ground},
};
use serde::Serialize;

/// Compares texts with a file, or writes the file if `ESCALADE_BLESS` is set.
fn assert_printed(name: &str, texts: &[String]) {
    let path = Path::new("tests/it/printed").join(name);
    let text = texts.join("\n\n----\n\n") + "\n";
    if std::env::var_os("ESCALADE_BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap();
    for (nth, (actual, expected)) in text.lines().zip(golden.lines()).enumerate() {
        assert_eq!(actual, expected, "{name}, line {}", nth + 1);
    }
    assert_eq!(text.lines().count(), golden.lines().count(), "{name}");
}

fn crisis() -> Timeline {
    read::open("examples/data/crisis-2024.json").unwrap().timeline
}

/// Events of four actors in half a year, more of them at low levels; every third answers the one before two days later.
fn coded() -> Timeline {
    let mut rows = String::new();
    let mut state = 2024_u64;
    let mut below = |bound: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let start = chrono::NaiveDate::from_ymd_opt(2006, 1, 1).unwrap();
    let codes = ["112", "112", "112", "130", "130", "172", "138", "190", "195"];
    let (mut source, mut target, mut day) = (0, 1, 0);
    for nth in 0..240 {
        if nth % 3 > 0 {
            (source, target, day) = (target, source, day + 2);
        } else {
            (source, day) = (below(4), below(170) as i64);
            target = (source + 1 + below(3)) % 4;
        }
        let code = codes[below(9) as usize];
        let day = start + TimeDelta::days(day);
        writeln!(rows, "{day}\tq{source}\tq{target}\t{code}").unwrap();
    }
    Options::new().read("rows.tsv", rows.as_bytes()).unwrap().timeline
}

fn month() -> Query {
    Query::escalation().on(Kahn).max_gap(TimeDelta::days(30))
}

fn week() -> Query {
    Query::escalation().on(Goldstein::default()).floor(Floor::None).max_gap(TimeDelta::days(7))
}

#[test]
fn chains_and_their_explanations() {
    let timeline = crisis();
    let chains = timeline.chains(&month()).unwrap();
    let mut texts = vec![chains.summary().to_string(), month().to_string()];
    for chain in chains.maximal().take(8) {
        texts.push(chain.explain().to_string());
        texts.push(chain.reactions().to_string());
        texts.push(chain.off_ramps().to_string());
    }
    texts.push(timeline.threats(&month()).unwrap().to_string());
    assert_printed("chains.txt", &texts);
}

#[test]
fn what_is_said_of_events() {
    let timeline = crisis();
    let mut texts = Vec::new();
    for event in timeline.events() {
        texts.push(event.to_string());
        let claims = timeline.claims(event.id()).unwrap();
        if !claims.facts.is_empty() {
            texts.push(claims.to_string());
        }
        for of in [Proposition::Occurred(event.id()), Proposition::Attributed(event.id())] {
            texts.push(timeline.evidence(of).unwrap().to_string());
        }
        for nth in 0..event.statement().map_or(0, |said| said.assertions().len()) {
            let claimed = Proposition::Claimed { statement: event.id(), nth };
            texts.push(timeline.evidence(claimed).unwrap().to_string());
        }
    }
    assert_printed("said.txt", &texts);
}

#[test]
fn comparisons_with_chance() {
    let timeline = coded();
    let compared = |chains: &Chains<'_>, null: NullModel| {
        let mut against = chains.against(&null).shuffles(99).seed(4).by_dyad().extremes().by_rule();
        if chains.count_by_len().is_ok() {
            against = against.by_len();
        }
        against.lags(4).lag_dyads(2).compare().unwrap().to_string()
    };
    let rising = timeline.chains(&week()).unwrap();
    let mut texts = vec![compared(&rising, NullModel::DaysWithin(30))];
    texts.push(compared(&rising, NullModel::Levels));
    let near = week().rules([Rule::Retaliation, Rule::Relay]).trend(Trend::NotFalling);
    texts.push(compared(&timeline.chains(&near).unwrap(), NullModel::Timestamps));
    let null = NullModel::DaysWithin(30);
    let against = rising.against(&null).shuffles(39);
    texts.push(against.sweep_blocks([3, 14, 60]).unwrap().to_string());
    assert_printed("chance.txt", &texts);
}

#[test]
fn motifs_and_shifts() {
    let timeline = coded();
    let motifs = timeline.motifs(TimeDelta::days(7));
    let range = timeline.motifs(TimeDelta::days(7)).ties(Ties::Range);
    let null = NullModel::Rotations;
    let texts = [
        motifs.table().unwrap().to_string(),
        range.table().unwrap().to_string(),
        range.by_dyad(3).unwrap().to_string(),
        motifs.by_triad(3).unwrap().to_string(),
        motifs.shifts().unwrap().to_string(),
        motifs.against(&null).shuffles(39).compare().unwrap().to_string(),
    ];
    assert_printed("motifs.txt", &texts);
}

#[test]
fn reach_and_reasons() {
    let timeline = coded();
    let query = week().rules([Rule::Relay, Rule::Retaliation]);
    let chains = timeline.chains(&query).unwrap();
    let mut texts = Vec::new();
    for actor in timeline.actors() {
        texts.push(chains.reach(actor.id()).to_string());
        texts.push(chains.reach_into(actor.id()).to_string());
    }
    let events: Vec<_> = timeline.events().map(|event| event.id()).collect();
    for pair in events.chunks(2).take(12) {
        texts.push(chains.why_not(pair[0], pair[1]).to_string());
        texts.push(chains.why_not_chain(pair).to_string());
    }
    let (quiet, scale) = (TimeDelta::days(14), Goldstein::default());
    let episodes = timeline.phases(quiet, &scale, &Granularity::State, 2).unwrap();
    for episode in episodes {
        texts.push(episode.to_string());
    }
    assert_printed("reach.txt", &texts);
}

/// Answers as JSON.
#[test]
fn answers_as_data() {
    fn json(answer: &impl Serialize) -> String {
        serde_json::to_string(answer).unwrap()
    }
    let timeline = crisis();
    let view = timeline
        .view()
        .during("2024-04-01".."2024-04-16")
        .only(Predicate::kinds([EventKind::Attack]));
    let chains = view.chains(&month()).unwrap();
    let mut texts = vec![json(&chains.summary()), json(&chains.by_dyad())];
    texts.push(json(&timeline.threats(&month()).unwrap()));
    for chain in chains.top(Rank::GreatestRise).take(2) {
        texts.push(json(&chain.explain()));
        texts.push(json(&chain.reactions()));
        texts.push(json(&chain.off_ramps()));
    }
    let timeline = coded();
    let chains = timeline.chains(&week()).unwrap();
    texts.push(json(&chains.summary()));
    texts.push(json(&chains.by_dyad()));
    texts.push(json(&chains.reach_sizes().unwrap()));
    let null = NullModel::Timestamps;
    let against = chains.against(&null).shuffles(19).by_dyad().extremes().by_len().lags(2);
    texts.push(json(&against.compare().unwrap()));
    let motifs = timeline.motifs(TimeDelta::days(7));
    texts.push(json(&motifs.table().unwrap()));
    texts.push(json(&motifs.shifts().unwrap()));
    texts.push(json(&motifs.against(&null).shuffles(19).compare().unwrap()));
    let reaches = AlertRule::new("long", "weekly", Ground::Reaches(3));
    texts.push(json(&reaches));
    texts.push(json(&reaches.quiet(TimeDelta::days(2)).holding_while(Ground::Reaches(2))));
    texts.push(json(&against.shuffles_needed(0.05)));
    assert_printed("answers.txt", &texts);
}
