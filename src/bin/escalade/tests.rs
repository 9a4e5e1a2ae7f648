//! Tests of the answers to the crisis of April 2024 and to small files.

#![allow(clippy::unwrap_used)]

mod listings;
mod questions;

use std::{collections::BTreeSet, env, fs, process};

use clap::Parser;
use serde_json::{Value, json};

use super::{Args, run};

fn parsed(options: &str) -> Args {
    Args::try_parse_from(format!("escalade {options}").split(' ')).unwrap()
}

fn printed(options: &str) -> String {
    let mut out = Vec::new();
    run(&parsed(options), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn refusal(options: &str) -> String {
    run(&parsed(options), &mut Vec::new()).unwrap_err().to_string()
}

/// Returns the answer as JSON, after checking that a second run prints the same.
fn as_json(answer: &str) -> Value {
    let text = printed(&format!("--answer {answer} --output json"));
    assert_eq!(text, printed(&format!("--answer {answer} --output json")), "two runs differ");
    serde_json::from_str(&text).unwrap()
}

fn list(answer: &str) -> Vec<Value> {
    as_json(answer).as_array().unwrap().clone()
}

fn total(tallies: &[Value]) -> u128 {
    tallies.iter().map(|tally| tally["chains"].as_str().unwrap().parse::<u128>().unwrap()).sum()
}

#[test]
fn all_counts_agree() {
    assert_eq!(as_json("summary")["chains"], "13");
    assert_eq!(list("iter").len(), 13);
    let by_len = as_json("count-by-len");
    assert_eq!(by_len, json!([{ "events": 2, "chains": "11" }, { "events": 3, "chains": "2" }]));
    let by_dyad = list("by-dyad");
    assert_eq!(total(&by_dyad), 13, "each ends in one dyad");
    assert_eq!(
        by_dyad[1],
        json!({
            "source": "IRN", "target": "ISR",
            "events": 5, "hops": 2, "chains": "4", "greatest_rise": 10.0,
        })
    );
    assert_eq!(list("by-dyad --limit 3"), by_dyad[..3]);
    assert!(printed("--answer by-dyad --limit 3").ends_with("\nand 4 more: see --limit\n"));
}

/// Two states attack each other on alternate days, a hundred days in all: any two or more days on which
/// they alternate are a chain.
#[test]
fn large_counts_are_exact() {
    let start = chrono::NaiveDate::default();
    let row = |day| {
        let (by, on) = if day % 2 == 0 { ("ISR", "LBN") } else { ("LBN", "ISR") };
        format!("{}\t{by}\t{on}\t190\n", start + chrono::Days::new(day))
    };
    let file = temporary("rows");
    fs::write(&file, (0..100).map(row).collect::<String>()).unwrap();
    let answer_of = |answer: &str| {
        let options = format!("--trend any --gap 100 --answer {answer} --output json");
        let text = printed(&format!("{} {options}", file.display()));
        serde_json::from_str::<Value>(&text).unwrap()
    };
    let count = "1500520536206896083175";
    assert_eq!(answer_of("summary")["chains"], count);
    let by_dyad = answer_of("by-dyad");
    assert_eq!(total(by_dyad.as_array().unwrap()).to_string(), count);
    let by_len = answer_of("count-by-len --max-len 100");
    assert_eq!(total(by_len.as_array().unwrap()).to_string(), count);
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
    assert!(printed("--answer pivots").contains("\n38.5%       5  katz-threat, 2024-04-10\n"));
}

#[test]
fn top_lists_the_best_chains_first() {
    let top = |rank: &str| list(&format!("top=20 --rank {rank}"));
    let events = |chain: &Value| chain["events"].as_array().unwrap().len();
    assert!(top("longest").is_sorted_by_key(|chain| usize::MAX - events(chain)));
    for (rank, field, best) in [("greatest-rise", "rise", 10.0), ("heaviest", "weight", 20.0)] {
        let values: Vec<_> = top(rank).iter().map(|chain| chain[field].as_f64().unwrap()).collect();
        assert_eq!((values.len(), values[0]), (13, best));
        assert!(values.is_sorted_by(|one, other| one >= other));
    }
    let heaviest = as_json("heaviest");
    assert_eq!(
        (&heaviest["weight"], &heaviest["steps"][0]["event"]),
        (&json!(20.0), &json!("killing"))
    );
    assert!(
        printed("--answer heaviest").contains("\nlevels that add up to 20\n2 events in 12 days")
    );
    assert_eq!(list("top=1"), list("top=20")[..1]);
}

#[test]
fn top_lists_one_chain_per_end_or_chains_without_a_common_event() {
    let ends: Vec<_> = list("top=20 --one-per-end")
        .iter()
        .map(|chain| chain["events"].as_array().unwrap().last().unwrap().to_string())
        .collect();
    assert_eq!((ends.len(), ends.iter().collect::<BTreeSet<_>>().len()), (4, 4));
    let disjoint = list("top=20 --event-disjoint");
    let events = disjoint.iter().flat_map(|chain| chain["events"].as_array().unwrap());
    let passed: Vec<_> = events.map(Value::to_string).collect();
    assert!(disjoint.len() > 1);
    assert_eq!(passed.iter().collect::<BTreeSet<_>>().len(), passed.len());
}

#[test]
fn the_same_seed_draws_the_same_chains() {
    let all = list("iter");
    let drawn = list("sample=50 --seed 7");
    assert_eq!(drawn.len(), 50);
    assert!(drawn.iter().all(|chain| all.contains(chain)));
    assert_ne!(drawn, list("sample=50 --seed 8"));
    assert_eq!(list("sample=50"), list("sample=50 --seed 0"));
}

#[test]
fn distinct_actors_lists_chains_in_which_no_actor_acts_twice() {
    let chains = list("distinct-actors=3");
    assert_eq!(chains.len(), 11, "as many as there are chains of two events");
    assert!(chains.iter().all(|chain| chain.as_array().unwrap().len() == 2));
    assert!(printed("--answer distinct-actors=3 --limit 1").ends_with("\nand more: see --limit\n"));
}

#[test]
fn a_bookmark_continues_a_listing() {
    let file = temporary("bookmark");
    let page = |answer: &str| {
        let text = printed(&format!(
            "--answer {answer} --limit 5 --output json --bookmark {}",
            file.display()
        ));
        serde_json::from_str::<Vec<Value>>(&text).unwrap()
    };
    for answer in ["iter", "maximal"] {
        let mut pages = page(answer);
        assert_eq!(pages.len(), 5);
        let other = if answer == "iter" { "maximal" } else { "iter" };
        let problem = refusal(&format!("--answer {other} --bookmark {}", file.display()));
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
    assert!(
        printed("--answer iter --limit 1").ends_with("\nand more: see --limit and --bookmark\n")
    );
    assert!(!printed("--answer iter --limit 13").contains("and more"));
}

#[test]
fn rejects_options_that_apply_to_other_answers_only() {
    let problems = refusal("--answer longest --rank heaviest --seed 1 --limit 3");
    assert_eq!(
        problems,
        "--rank: give it with --answer top[=K] or off-ramps\n\
         --seed: give it with --answer sample[=K]\n\
         --limit: give it with --answer by-dyad, hops, iter, maximal and distinct-actors=K"
    );
    assert!(refusal("--answer count-by-len --trend any").contains("query/max_len"));
    for (answer, problem) in [
        ("tops", "write summary, count-by-len"),
        ("top=0", "«0» is not a whole number of 1 or more"),
        ("distinct-actors=1", "«1» is not a whole number of 2 or more"),
        ("distinct-actors", "distinct-actors=K"),
        ("longest=3", "write summary"),
    ] {
        let error = Args::try_parse_from(["escalade", "--answer", answer]).unwrap_err();
        assert!(error.to_string().contains(problem), "{error}");
    }
}

/// Returns the path of a file that no other test writes.
fn temporary(name: &str) -> std::path::PathBuf {
    env::temp_dir().join(format!("escalade-{}-{name}", process::id()))
}

#[test]
fn every_format_of_pictures_is_written() {
    let rendered =
        |options: &str| printed(&format!("tests/data/tit_for_tat.tsv --gap 7 {options}"));
    let chart = rendered("--answer longest --output mermaid");
    assert!(chart.starts_with("flowchart LR\n") && chart.contains("retaliation"));
    assert!(rendered("--output dot").starts_with("digraph {"));
    let chains = rendered("--answer maximal --output csv");
    assert!(chains.starts_with("chain,step,event,") && chains.lines().count() > 2);
    assert!(rendered("--answer by-dyad --output csv").starts_with("source,target,"));
    for (output, start) in
        [("graphml", "<?xml"), ("gexf", "<?xml"), ("svg", "<svg"), ("html", "<!DOCTYPE html>")]
    {
        let text = rendered(&format!("--output {output}"));
        assert!(text.starts_with(start), "{output}: {}", &text[..40]);
    }
}

#[test]
fn the_story_names_the_reporters_of_each_event() {
    let story = printed("--output text");
    let (_, timeline) =
        story.split_once("\n\nAll events, with their levels on Kahn's scale:\n").unwrap();
    let (timeline, _) = timeline.split_once("\n\nThe chains that only rise").unwrap();
    let mut lines = timeline.lines();
    let mut events = 0;
    while let Some(event) = lines.next() {
        let reported = lines.next().unwrap();
        assert!(reported.starts_with("          reported: "), "{event}\n{reported}");
        events += 1;
    }
    assert_eq!(events, 40);
    assert!(timeline.contains(
        "no-offensive           statement: announce        BIDEN -> IRN\n          \
         reported: Transparency News, relaying CNN, quoting senior US officials\n"
    ));
}

/// A document with the mark `@` in every field that holds text.
const MARKED: &str = r#"{"escalade": 1, "title": "@", "actors": [
{"key": "A@", "names": {"en": "@", "ar": "@"}, "note": "@"}, {"key": "B@", "names": {"en": "@"}},
{"key": "P@", "kind": "news-outlet", "names": {"en": "@"}}], "events": [
{"key": "e0@", "when": "2020-01-01", "attack": "drone", "source": "A@", "target": "B@", "text": "@",
 "place": "@", "levels": {"kahn": {"level": 3, "reason": "@"}},
 "reports": [{"outlet": "P@", "words": "@", "url": "http://example.org/@"}],
 "details": {"killed": {"words": "@"}}},
{"key": "s@", "when": "2020-01-01", "statement": "threaten", "source": "B@", "target": "A@", "text": "@",
 "if": {"kind": "attack", "source": "A@", "words": "@"}, "then": {"kind": "attack", "words": "@"}},
{"key": "c@", "when": "2020-01-02", "statement": "claim", "source": "B@", "about": "e0@",
 "asserts": [{"fact": "share-intercepted", "words": "@", "amount": {"words": "@"}}]},
{"key": "d@", "when": "2020-01-02", "statement": "deny", "source": "A@", "about": "e0@",
 "asserts": [{"fact": "share-intercepted", "words": "@", "denied": true}]},
{"key": "e1@", "when": "2020-01-03", "attack": "drone", "source": "B@", "target": "A@", "levels": {"kahn": 5}},
{"key": "e2@", "when": "2020-01-05", "code": "own c@", "attack": "drone", "source": "A@", "target": "B@",
 "levels": {"kahn": 9}}], "links": [
{"from": "e1@", "relation": "carries-out", "to": "s@", "asserted_by": "P@",
 "reports": [{"outlet": "P@", "words": "@"}]},
{"from": "e1@", "relation": "retaliates-for", "to": "e0@"}]}"#;

/// Asserts that no character acts on a terminal, and that no text from the file begins a line.
fn assert_safe(what: &str, text: &str) {
    for line in text.split('\n') {
        assert!(!line.starts_with("INJ"), "{what}: {line:?}");
        let acts = |letter: char| {
            letter.is_control() && letter != '\t' || "\u{2028}\u{202E}\u{2067}".contains(letter)
        };
        assert!(!line.contains(acts), "{what}: {line:?}");
    }
}

#[test]
fn no_text_of_a_file_acts_on_the_terminal() {
    let file = temporary("marked");
    let hostile = [
        "\u{1B}[31m",
        "\u{7}",
        "\0",
        "\r",
        "\u{9B}31m",
        "\u{202E}",
        "\u{2028}",
        "\nINJ",
        "\u{2067}",
    ];
    for text in hostile.into_iter().chain([&*hostile.concat()]) {
        let escaped = serde_json::to_string(text).unwrap();
        fs::write(&file, MARKED.replace('@', escaped.trim_matches('"'))).unwrap();
        let path = file.display();
        for output in
            ["text", "json", "jsonl", "csv", "mermaid", "dot", "graphml", "gexf", "svg", "html"]
        {
            for answer in [
                "summary",
                "count-by-len",
                "by-dyad",
                "longest",
                "greatest-rise",
                "heaviest",
                "top",
                "pivots",
                "sample=2",
                "hops",
                "iter",
                "maximal",
                "distinct-actors=3",
                "worlds",
                "threats",
                "off-ramps",
                "claims=#0",
                "evidence=#0",
                "reactions=#0",
                "hangs-on=#0",
            ] {
                let options = format!("--answer {answer} --output {output} --report");
                let args = parsed(&format!("{path} --hop relay --gap 30 {options}"));
                let mut out = Vec::new();
                match run(&args, &mut out) {
                    Ok(()) => assert_safe(&options, &String::from_utf8(out).unwrap()),
                    // Not every output can show every answer.
                    Err(problem) => {
                        assert!(problem.to_string().starts_with("--output"), "{problem}");
                    }
                }
            }
        }
        for option in ["--answer through=", "--of ", "--scale ", "--first by=", "--crosses "] {
            // The shell words of the test are separated by spaces, which the texts do not hold.
            let Ok(args) =
                Args::try_parse_from(format!("escalade {path} {option}x{text}").split(' '))
            else {
                continue;
            };
            if let Err(problem) = run(&args, &mut Vec::new()) {
                assert_safe(option, &problem.to_string());
            }
        }
    }
    fs::remove_file(&file).unwrap();
}

/// A writer that fails like a closed pipe after some bytes, and keeps these.
struct Pipe {
    written: Vec<u8>,
    most: usize,
}

impl std::io::Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.written.len() >= self.most {
            return Err(std::io::ErrorKind::BrokenPipe.into());
        }
        self.written.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
