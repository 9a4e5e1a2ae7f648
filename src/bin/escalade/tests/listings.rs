//! Tests of listings without an end: that they are written as they are found, limited and stopped.

use std::fs;

use clap::Parser;
use serde_json::{Value, json};

use super::{Args, Pipe, as_json, list, parsed, printed, refusal, run, temporary};
use crate::is_broken_pipe;

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
            assert!(is_broken_pipe(&*problem), "{options}: {problem}");
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
