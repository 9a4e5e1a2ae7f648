//! Tests of answers in words, of what is read and kept, and of what is refused.

use std::{env, fs, process};

use clap::Parser;
use serde_json::{Value, json};

use super::{Args, as_json, list, parsed, printed, refusal, run, temporary};

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

#[test]
fn tables_are_read_by_a_description_in_a_file() {
    let (rows, columns) = (temporary("rows.csv"), temporary("columns.json"));
    fs::write(&rows, "day,who,whom,what\n2024-04-01,A,B,raid\n2024-04-02,B,A,raid\n").unwrap();
    let description =
        r#"{"date":"day","source":"who","target":"whom","code":"what","vocabulary":"own"}"#;
    fs::write(&columns, description).unwrap();
    let with_columns = |rest: &str| {
        let files = format!("{} --columns {}", rows.display(), columns.display());
        format!("{files} --scale flat {rest}").trim_end().to_owned()
    };
    let chains = printed(&with_columns("--trend any --hop retaliation --answer longest"));
    assert!(chains.contains("A → B") && chains.contains("action: other"), "{chains}");
    let chains = printed(&with_columns("--kind-of raid=attack --trend any --answer longest"));
    assert!(chains.contains("attack: unspecified"), "{chains}");
    let report = printed(&with_columns("--kind-of Raid=attack --report"));
    assert!(report.contains("no row has the code «Raid»"), "{report}");
    fs::write(&columns, r#"{"date":"day","sauce":"who"}"#).unwrap();
    let problem = refusal(&with_columns(""));
    assert!(problem.contains("columns.json") && problem.contains("sauce"), "{problem}");
    for wrong in ["raid", "raid=deed"] {
        let error = Args::try_parse_from(["escalade", "--kind-of", wrong]).unwrap_err();
        assert!(error.to_string().contains("CODE=attack"), "{error}");
    }
    assert!(Args::try_parse_from(["escalade", "--columns", "x", "--format", "gtd"]).is_err());
    fs::remove_file(&rows).and(fs::remove_file(&columns)).unwrap();
}

#[test]
fn actors_are_named_by_a_file_of_aliases() {
    let path = |name: &str| env::temp_dir().join(format!("escalade-{}-{name}", process::id()));
    let (rows, aliases) = (path("rows.tsv"), path("aliases.csv"));
    fs::write(&rows, "2006-07-12\tLBNREDHEZ\tISR\t190\n2006-07-13\tISR\tLBNREBHEZ\t190\n").unwrap();
    fs::write(&aliases, "written,meant\nLBNREDHEZ,LBNREBHEZ\n").unwrap();
    let count = |more: &str| {
        let answer = format!("--trend any --answer summary --output json{more}");
        let summary = printed(&format!("{} {answer}", rows.display()));
        serde_json::from_str::<Value>(&summary).unwrap()["chains"].clone()
    };
    assert_eq!(
        (count(&format!(" --alias {}", aliases.display())), count("")),
        (json!("1"), json!("0"))
    );
    fs::write(&aliases, "a,b,c\n").unwrap();
    let args = parsed(&format!("{} --alias {}", rows.display(), aliases.display()));
    let error = run(&args, &mut Vec::new()).unwrap_err().to_string();
    assert!(error.contains("aliases.csv: line 1"), "{error}");
    for file in [rows, aliases] {
        fs::remove_file(file).unwrap();
    }
}

#[test]
fn a_negative_number_is_refused_with_what_is_allowed() {
    for option in ["--gap", "--min-gap", "--within", "--max-lag"] {
        let args = ["escalade", option, "-1"];
        let error = Args::try_parse_from(args).unwrap_err().to_string();
        assert!(error.contains("write a number of days, 0 or more"), "{option}: {error}");
    }
}

#[test]
fn the_bare_run_begins_with_the_climb_as_one_thread() {
    let story = printed("--output text");
    let first: Vec<&str> = story.lines().take(6).collect();
    assert!(
        first[2].contains("rising 4 to its peak, barrage, then falling 4 on Kahn's scale"),
        "{first:?}"
    );
    assert!(first[3].starts_with("How sure it is: 70% at most"), "{first:?}");
    assert_eq!(
        first[5],
        "1. killing, 2024-04-01, level 8: attack: air strike, Israel -> senior commander of the Guard"
    );
    assert!(story.contains("   in dispute: the share intercepted, in percent: 99 (Israeli army)"));
    // Threats that the barrage carries out, as the coder or others say or as a rule finds.
    let of_barrage = story.split("2. barrage").nth(1).unwrap().split("3. isfahan").next().unwrap();
    assert!(of_barrage.contains("\n   carries out khamenei-vow, 2024-04-02, "), "{of_barrage}");
    // The thread in full prints no statement twice.
    let (_, full) = story.split_once("The thread of the climb in full:").unwrap();
    for said in
        ["Iran accuses Israel of the Damascus strike.", "The leaders of the G7 condemn the attack."]
    {
        assert_eq!(full.matches(said).count(), 1, "{said}");
    }
}

#[test]
fn phases_are_the_episodes_of_each_pair() {
    let episodes = list("phases=7 --of IRN,ISR");
    let pair = episodes.iter().find(|one| one["peak"] == serde_json::json!(["barrage"])).unwrap();
    assert_eq!(pair["actors"], serde_json::json!(["IRN", "ISR"]));
    assert!(printed("--answer phases=7").contains("\n  peak: barrage\n"));
    assert!(printed("--answer phases=7 --floor 40").contains("no episode"));
}
