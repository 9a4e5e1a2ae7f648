//! What the command answers about the crisis of April 2024.

#![allow(clippy::unwrap_used)]

use std::{collections::BTreeSet, env, fs, process};

use clap::Parser;
use serde_json::{Value, json};

use super::{Args, run};

fn parsed(options: &str) -> Args {
    Args::try_parse_from(format!("chains {options}").split(' ')).unwrap()
}

fn told(options: &str) -> String {
    let mut out = Vec::new();
    run(&parsed(options), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn refused(options: &str) -> String {
    run(&parsed(options), &mut Vec::new()).unwrap_err().to_string()
}

/// What is printed as JSON, the same each time.
fn as_json(answer: &str) -> Value {
    let text = told(&format!("--answer {answer} --output json"));
    assert_eq!(text, told(&format!("--answer {answer} --output json")), "twice the same");
    serde_json::from_str(&text).unwrap()
}

fn list(answer: &str) -> Vec<Value> {
    as_json(answer).as_array().unwrap().clone()
}

fn counted(tallies: &[Value]) -> u128 {
    tallies.iter().map(|tally| tally["chains"].as_str().unwrap().parse::<u128>().unwrap()).sum()
}

#[test]
fn all_ways_to_count_agree() {
    assert_eq!(as_json("summary")["chains"], "13");
    assert_eq!(list("iter").len(), 13);
    let by_len = as_json("count-by-len");
    assert_eq!(by_len, json!([{ "events": 2, "chains": "11" }, { "events": 3, "chains": "2" }]));
    let by_dyad = list("by-dyad");
    assert_eq!(counted(&by_dyad), 13, "each ends in one dyad");
    assert_eq!(
        by_dyad[2],
        json!({
            "source": "IRN", "target": "ISR",
            "events": 5, "hops": 2, "chains": "4", "greatest_rise": 10.0,
        })
    );
    assert_eq!(list("by-dyad --limit 3"), by_dyad[..3]);
    assert!(told("--answer by-dyad --limit 3").ends_with("\nand 4 more: see --limit\n"));
}

/// A hundred days of blow and counterblow: each set of days that go to and fro is a chain.
#[test]
fn great_counts_are_told_to_the_last_digit() {
    let start = chrono::NaiveDate::default();
    let row = |day| {
        let (by, on) = if day % 2 == 0 { ("ISR", "LBN") } else { ("LBN", "ISR") };
        format!("{}\t{by}\t{on}\t190\n", start + chrono::Days::new(day))
    };
    let file = temporary("rows");
    fs::write(&file, (0..100).map(row).collect::<String>()).unwrap();
    let asked = |answer: &str| {
        let options = format!("--trend any --gap 100 --answer {answer} --output json");
        let text = told(&format!("{} {options}", file.display()));
        serde_json::from_str::<Value>(&text).unwrap()
    };
    let count = "1500520536206896083175";
    assert_eq!(asked("summary")["chains"], count);
    let by_dyad = asked("by-dyad");
    assert_eq!(counted(by_dyad.as_array().unwrap()).to_string(), count);
    let by_len = asked("count-by-len --max-len 100");
    assert_eq!(counted(by_len.as_array().unwrap()).to_string(), count);
    fs::remove_file(file).unwrap();
}

#[test]
fn pivots_are_the_events_that_most_chains_pass() {
    let pivots = list("pivots=2");
    let share = 5.0 / 13.0;
    assert_eq!(pivots[0], json!({ "event": "katz-threat", "chains": "5", "share": share }));
    assert_eq!(pivots.len(), 2);
    let passing = |chain: &&Value| chain.as_array().unwrap().contains(&json!("katz-threat"));
    assert_eq!(list("iter").iter().filter(passing).count(), 5);
    assert!(told("--answer pivots").contains("\n38.5%       5  katz-threat, 2024-04-10\n"));
}

#[test]
fn the_best_come_first() {
    let of = |rank: &str| list(&format!("top=20 --rank {rank}"));
    let events = |chain: &Value| chain["events"].as_array().unwrap().len();
    assert!(of("longest").is_sorted_by_key(|chain| usize::MAX - events(chain)));
    for (rank, what, best) in [("greatest-rise", "rise", 10.0), ("heaviest", "weight", 20.0)] {
        let worth: Vec<_> = of(rank).iter().map(|chain| chain[what].as_f64().unwrap()).collect();
        assert_eq!((worth.len(), worth[0]), (13, best));
        assert!(worth.is_sorted_by(|one, other| one >= other));
    }
    let heaviest = as_json("heaviest");
    assert_eq!(
        (&heaviest["weight"], &heaviest["steps"][0]["event"]),
        (&json!(20.0), &json!("killing"))
    );
    assert!(told("--answer heaviest").contains("\nlevels that add up to 20\n2 events in 12 days"));
    assert_eq!(list("top=1"), list("top=20")[..1]);
}

#[test]
fn the_best_may_be_asked_to_have_ends_or_all_events_apart() {
    let ends: Vec<_> = list("top=20 --one-per-end")
        .iter()
        .map(|chain| chain["events"].as_array().unwrap().last().unwrap().to_string())
        .collect();
    assert_eq!((ends.len(), ends.iter().collect::<BTreeSet<_>>().len()), (4, 4));
    let apart = list("top=20 --event-disjoint");
    let events = apart.iter().flat_map(|chain| chain["events"].as_array().unwrap());
    let passed: Vec<_> = events.map(Value::to_string).collect();
    assert!(apart.len() > 1);
    assert_eq!(passed.iter().collect::<BTreeSet<_>>().len(), passed.len());
}

#[test]
fn a_seed_draws_the_same_chains() {
    let all = list("iter");
    let drawn = list("sample=50 --seed 7");
    assert_eq!(drawn.len(), 50);
    assert!(drawn.iter().all(|chain| all.contains(chain)));
    assert_ne!(drawn, list("sample=50 --seed 8"));
    assert_eq!(list("sample=50"), list("sample=50 --seed 0"));
}

#[test]
fn actors_may_be_asked_to_act_once() {
    let chains = list("distinct-actors=3");
    assert_eq!(chains.len(), 11, "those of two events");
    assert!(chains.iter().all(|chain| chain.as_array().unwrap().len() == 2));
    assert!(told("--answer distinct-actors=3 --limit 1").ends_with("\nand more: see --limit\n"));
}

#[test]
fn a_bookmark_leads_from_page_to_page() {
    let file = temporary("bookmark");
    let page = |answer: &str| {
        let text = told(&format!(
            "--answer {answer} --limit 5 --output json --bookmark {}",
            file.display()
        ));
        serde_json::from_str::<Vec<Value>>(&text).unwrap()
    };
    for answer in ["iter", "maximal"] {
        let mut pages = page(answer);
        assert_eq!(pages.len(), 5);
        let other = if answer == "iter" { "maximal" } else { "iter" };
        let problem = refused(&format!("--answer {other} --bookmark {}", file.display()));
        assert!(problem.ends_with(&format!("the bookmark is of --answer {answer}")));
        loop {
            match page(answer) {
                next if next.is_empty() => break,
                next => pages.extend(next),
            }
        }
        assert_eq!(pages, list(answer));
        fs::remove_file(&file).unwrap();
    }
    assert!(told("--answer iter --limit 1").ends_with("\nand more: see --limit and --bookmark\n"));
    assert!(!told("--answer iter --limit 13").contains("and more"));
}

#[test]
fn options_that_bear_on_other_answers_are_refused_at_once() {
    let problems = refused("--answer longest --rank heaviest --seed 1 --limit 3");
    assert_eq!(
        problems,
        "--rank: give it with --answer top[=K]\n\
         --seed: give it with --answer sample[=K]\n\
         --limit: give it with --answer by-dyad, hops, iter, maximal and distinct-actors=K"
    );
    assert!(refused("--answer count-by-len --trend any").contains("query/max_len"));
    for (answer, problem) in [
        ("tops", "write summary, count-by-len"),
        ("top=0", "«0» is no whole number from 1 on"),
        ("distinct-actors=1", "«1» is no whole number from 2 on"),
        ("distinct-actors", "distinct-actors=K"),
        ("longest=3", "write summary"),
    ] {
        let error = Args::try_parse_from(["chains", "--answer", answer]).unwrap_err();
        assert!(error.to_string().contains(problem), "{error}");
    }
}

/// A file that no other test writes.
fn temporary(name: &str) -> std::path::PathBuf {
    env::temp_dir().join(format!("escalade-{}-{name}", process::id()))
}

#[test]
fn answers_are_drawn_as_well() {
    let drawn = |options: &str| told(&format!("tests/data/tit_for_tat.tsv --gap 7 {options}"));
    let chart = drawn("--answer longest --output mermaid");
    assert!(chart.starts_with("flowchart LR\n") && chart.contains("retaliation"));
    assert!(drawn("--output dot").starts_with("digraph {"));
    let chains = drawn("--answer maximal --output csv");
    assert!(chains.starts_with("chain,step,event,") && chains.lines().count() > 2);
    assert!(drawn("--answer by-dyad --output csv").starts_with("source,target,"));
}
