//! Tests of the answers to the crisis of April 2024 and to small files.

#![allow(clippy::unwrap_used)]

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
    let (timeline, _) = story.split_once("\n\nQuery: ").unwrap();
    let mut lines = timeline.lines().skip(2);
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

/// Returns a file of two states that attack each other on alternate days: 2^300 chains and more.
fn exchange(name: &str) -> std::path::PathBuf {
    let row = |day| {
        let (by, on) = if day % 2 == 0 { ("ISR", "LBN") } else { ("LBN", "ISR") };
        let start = chrono::NaiveDate::default();
        format!("{}\t{by}\t{on}\t{}\n", start + chrono::Days::new(day), 190 + day % 3)
    };
    let file = temporary(name);
    fs::write(&file, (0..2_000).map(row).collect::<String>()).unwrap();
    file
}

#[test]
fn listings_are_written_as_chains_and_hops_are_found() {
    let file = exchange("endless");
    for answer in ["iter", "sample=1000000000", "top=1000000000", "hops"] {
        for output in ["text --limit 1000000000000", "json", "jsonl", "csv"] {
            if output.contains("limit") && (answer.contains("sample") || answer.contains("top")) {
                continue;
            }
            let options = format!(
                "{} --trend any --gap 2000 --answer {answer} --output {output}",
                file.display()
            );
            let mut pipe = Pipe { written: Vec::new(), most: 50_000 };
            // A listing that is collected first would never come to an end.
            let problem = run(&parsed(&options), &mut pipe).unwrap_err();
            assert!(super::is_broken_pipe(&*problem), "{options}: {problem}");
            assert!(pipe.written.len() >= 50_000, "{options}");
        }
    }
    fs::remove_file(file).unwrap();
}

#[test]
fn a_streamed_list_is_the_same_json_as_a_list_in_memory() {
    for answer in ["iter", "maximal", "hops", "by-dyad", "pivots", "top=5", "distinct-actors=3"] {
        for report in ["", " --report"] {
            let text = printed(&format!("--answer {answer} --output json{report}"));
            let value: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(text, serde_json::to_string_pretty(&value).unwrap() + "\n", "{answer}");
        }
        let lines = printed(&format!("--answer {answer} --output jsonl"));
        let entries: Vec<Value> =
            lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(entries, list(answer), "{answer}");
    }
    assert_eq!(printed("--answer iter --limit 0 --output json"), "[]\n");
    let summary: Value = serde_json::from_str(&printed("--answer summary --output jsonl")).unwrap();
    assert_eq!(summary, as_json("summary"));
    let with_report = printed("--answer iter --output jsonl --report");
    let last: Value = serde_json::from_str(with_report.lines().last().unwrap()).unwrap();
    assert!(last["report"].is_object());
}

#[test]
fn hops_are_listed_in_every_output() {
    let hops = list("hops");
    assert_eq!(list("hops --limit 3"), hops[..3]);
    assert_eq!(printed("--answer hops --output jsonl").lines().count(), hops.len());
    let table = printed("--answer hops --output csv");
    assert!(table.starts_with("hop,from,from_when,to,to_when,rules,relations,"));
    assert_eq!(table.lines().count(), hops.len() + 1);
    assert_eq!(printed("--answer hops --output csv --limit 3").lines().count(), 4);
    let omitted = format!("\nand {} more: see --limit\n", hops.len() - 3);
    assert!(printed("--answer hops --limit 3").ends_with(&omitted));
}

#[test]
fn pictures_have_a_limit_and_state_it() {
    let file = exchange("picture");
    let picture =
        |options: &str| printed(&format!("{} --trend any --gap 2000 {options}", file.display()));
    assert!(picture("--answer iter --output dot").contains("only the first 1000 chains are shown"));
    let some = picture("--answer distinct-actors=2 --output mermaid --limit 7");
    assert!(some.contains("only the first 7 chains are shown"));
    let hops = picture("--answer hops --output dot --limit 7");
    assert!(hops.contains("more hops are not shown"), "{}", &hops[..400]);
    let all = printed("--answer iter --output dot");
    assert!(!all.contains("only the first"));
    fs::remove_file(file).unwrap();
}

#[test]
fn a_long_chain_is_explained_only_if_that_is_wanted() {
    let file = exchange("long");
    let longest = |options: &str| {
        printed(&format!("{} --trend any --gap 2 --answer longest {options}", file.display()))
    };
    let short: Value = serde_json::from_str(&longest("--output json")).unwrap();
    assert_eq!(short["events"].as_array().unwrap().len(), 2_000);
    assert_eq!(short["span_seconds"], json!(1_999 * 86_400));
    let full: Value = serde_json::from_str(&longest("--output json --explain")).unwrap();
    assert_eq!(full["steps"].as_array().unwrap().len(), 2_000);
    for field in ["scale", "span_seconds", "rise", "confidence"] {
        assert_eq!(short[field], full[field], "{field}");
    }
    assert!(longest("--output text").contains("\n2000. #1999, 1975-06-23, level "));
    assert!(longest("--output text --explain").contains("why: retaliation"));
    let heaviest =
        format!("{} --trend any --gap 2 --answer heaviest --output json", file.display());
    let heaviest: Value = serde_json::from_str(&printed(&heaviest)).unwrap();
    assert!(heaviest["weight"].as_f64().unwrap() > 0.0);
    fs::remove_file(file).unwrap();
}

#[test]
fn the_time_limit_ends_an_answer_with_an_error() {
    let file = exchange("limit");
    let options = |rest: &str| format!("{} --trend any --gap 2000 {rest}", file.display());
    for answer in ["iter", "maximal --precedence recorded", "hops --precedence recorded"] {
        for output in ["text --limit 1000000000000", "json", "jsonl", "csv"] {
            let rest = format!("--answer {answer} --time-limit 0.01 --output {output}");
            let problem = refusal(&options(&rest));
            assert!(problem.starts_with("the answer takes longer than the 0.01 seconds"), "{rest}");
        }
    }
    for answer in ["summary", "by-dyad", "longest", "through=#7", "sample"] {
        for output in ["text", "json", "csv", "dot"] {
            let rest = format!(
                "--within 1000 --time-limit 0 --answer {answer} --precedence recorded --output {output}"
            );
            let mut out = Vec::new();
            let problem = run(&parsed(&options(&rest)), &mut out).unwrap_err().to_string();
            assert!(problem.starts_with("the answer takes longer"), "{rest}: {problem}");
            let out = String::from_utf8(out).unwrap();
            assert!(!out.contains("no chain") && !out.contains("digraph"), "{rest}: {out}");
        }
    }
    assert!(Args::try_parse_from(["escalade", "--time-limit", "-1"]).is_err());
    assert_eq!(printed("--answer iter --time-limit 100"), printed("--answer iter"));
    fs::remove_file(file).unwrap();
}

#[test]
fn a_listing_that_the_time_limit_ends_continues_at_its_bookmark() {
    let (file, bookmark) = (exchange("resumed"), temporary("resumed-bookmark"));
    let page = |rest: &str, is_limited: bool| {
        let options = format!(
            "{} --trend any --gap 2000 --answer iter --output jsonl {rest}",
            file.display()
        );
        let mut out = Vec::new();
        assert_eq!(run(&parsed(&options), &mut out).is_err(), is_limited);
        String::from_utf8(out).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let marked = format!("--bookmark {}", bookmark.display());
    let mut pages = page(&format!("{marked} --time-limit 0.05"), true);
    assert!(!pages.is_empty());
    pages.extend(page(&format!("{marked} --limit 10"), false));
    let all = page(&format!("--limit {}", pages.len()), false);
    assert!(pages == all);
    fs::remove_file(file).unwrap();
    fs::remove_file(bookmark).unwrap();
}

#[test]
fn what_was_read_is_kept_as_a_document() {
    for output in ["json", "jsonl"] {
        let path = env::temp_dir().join(format!("escalade-{}-kept.{output}", process::id()));
        fs::write(&path, printed(&format!("read --output {output}"))).unwrap();
        let kept = printed(&format!("{} --answer iter --output json", path.display()));
        assert_eq!(kept, printed("--answer iter --output json"));
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn every_question_about_the_crisis_has_an_answer() {
    let threats = as_json("threats");
    assert!(threats["threats"].as_array().unwrap().len() > 3);
    assert_eq!(as_json("claims=barrage")["event"], "barrage");
    assert!(printed("--answer evidence=killing").contains("killing"));
    assert!(
        as_json("reactions=barrage")["intervals"][0]["reactions"].as_array().unwrap().len() > 1
    );
    let off_ramps = as_json("off-ramps=barrage");
    assert!(!off_ramps["off_ramps"].as_array().unwrap().is_empty());
    assert!(off_ramps["chain"].as_array().unwrap().contains(&json!("barrage")));
    let to_the_barrage = as_json("ending-in=barrage");
    assert_eq!(to_the_barrage["steps"].as_array().unwrap().last().unwrap()["event"], "barrage");
    let worlds = as_json("worlds=2");
    assert_eq!(worlds["most_confident"].as_array().unwrap().len(), 2);
    let hangs_on = as_json("hangs-on=isfahan");
    assert_eq!(hangs_on["chains"], "13");
    assert!(hangs_on["chains_without"].as_str().unwrap().parse::<u32>().unwrap() < 13);
    assert!(printed("--answer hangs-on=isfahan").contains("if the author of isfahan is unknown"));
    let refused = refusal("--answer reactions=call");
    assert!(refused.contains("takes no part in the query"), "{refused}");
}

#[test]
fn an_output_that_cannot_show_the_answer_is_refused() {
    for (answer, output) in [("threats", "csv"), ("claims=barrage", "svg"), ("pivots", "html")] {
        let refused = refusal(&format!("--answer {answer} --output {output}"));
        assert!(refused.contains("text, json or jsonl"), "{refused}");
    }
    assert!(printed("--answer count-by-len --output csv").starts_with("events,chains\n2,11\n"));
    assert!(printed("--answer pivots=1 --output csv").starts_with("event,chains,share\n"));
    let dyads = printed("--answer by-dyad --output csv");
    let chains: Vec<u32> =
        dyads.lines().skip(1).map(|row| row.split(',').nth(4).unwrap().parse().unwrap()).collect();
    assert!(chains.is_sorted_by(|a, b| a >= b) && chains[0] > 1, "most chains first");
}
