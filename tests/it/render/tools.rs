//! Pictures, read by the programs they are made for, if these are installed.
//!
//! `.ci/pictures` installs the programs where it can and runs the tests whose program is there;
//! `cargo test --all-features --test render -- --include-ignored` runs them all. They need Graphviz (`dot`),
//! Chromium (the one that `CHROMIUM` names), NetworkX 3.6 (Python), Mermaid and jsdom (Node, found through
//! `NODE_PATH`), and xmllint. `ESCALADE_SCHEMAS` names a directory of other schemas than those of
//! `tests/data/schemas`, the official ones for instance.

use std::{
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use escalade::render::{Html, Picture, Render};
use serde_json::Value;

use super::{
    hostile,
    scenes::{answers, crisis, formats, of_crisis, war},
};

/// Returns, for every timeline of the tests, the pictures whose file name has this ending.
fn pictures(ending: &str) -> Vec<(String, String)> {
    let (crisis, war) = (crisis(), war(90, 30));
    let mut found: Vec<(String, String)> = Vec::new();
    for (of, chains) in [("crisis", of_crisis(&crisis)), ("war", war.chains(&answers(4)).unwrap())]
    {
        for (name, format, picture) in formats(&chains) {
            found.push((format!("{of}-{name}"), format.render_to_string(&picture)));
        }
    }
    found.extend(
        hostile::pictures_of_hostile_texts()
            .into_iter()
            .map(|(name, text)| (format!("hostile-{name}"), text)),
    );
    found.retain(|(name, _)| name.ends_with(ending));
    assert!(!found.is_empty());
    found
}

fn helper(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/render").join(name)
}

/// Returns the output of a program that reads a text. Asserts that it succeeds.
fn feed(command: &mut Command, text: &str) -> String {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap_or_else(|problem| panic!("{command:?}: {problem}"));
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let problems = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {problems}\n{text}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
#[ignore = "needs Graphviz"]
fn graphviz_renders_every_dot_file() {
    for (name, text) in pictures(".dot") {
        let svg = feed(Command::new("dot").arg("-Tsvg"), &text);
        let nodes = text.lines().filter(|line| line.contains("shape=box")).count();
        assert_eq!(svg.matches("class=\"node\"").count(), nodes, "{name}");
        assert!(!svg.contains("<script"), "{name}");
    }
}

#[test]
#[ignore = "needs Mermaid and jsdom for Node"]
fn mermaid_reads_every_chart() {
    for (name, text) in pictures(".mmd") {
        let details = feed(Command::new("node").arg(helper("mermaid.cjs")), &text);
        let details: Value = serde_json::from_str(&details).unwrap();
        if name.ends_with("flowchart.mmd") {
            let count = |sign: &str| {
                text.lines().filter(|line| line.starts_with("  e") && line.contains(sign)).count()
            };
            assert_eq!(details["kind"], "flowchart-v2", "{name}");
            assert_eq!(details["nodes"], count("[\""), "{name}");
            assert_eq!(details["edges"], count("\" "), "{name}");
        } else {
            assert_eq!(details["kind"], "timeline", "{name}");
        }
    }
}

#[test]
#[ignore = "needs NetworkX for Python"]
fn networkx_reads_every_graph() {
    for ending in [".graphml", ".gexf"] {
        for (name, text) in pictures(ending) {
            let details =
                feed(Command::new("python3").arg(helper("networkx_reads.py")).arg(ending), &text);
            let details: Value = serde_json::from_str(&details).unwrap();
            let count = |element: &str| text.matches(element).count();
            assert_eq!(details["nodes"], count("<node "), "{name}");
            assert_eq!(details["edges"], count("<edge "), "{name}");
        }
    }
}

#[test]
#[ignore = "needs xmllint"]
fn every_graph_is_valid_by_its_schema() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/schemas");
    let schemas = env::var_os("ESCALADE_SCHEMAS").map_or(own, PathBuf::from);
    for (ending, schema) in [(".graphml", "graphml.xsd"), (".gexf", "gexf.xsd")] {
        for (_, text) in pictures(ending) {
            let schema = schemas.join(schema);
            feed(
                Command::new("xmllint")
                    .args(["--nonet", "--noout", "--schema"])
                    .arg(schema)
                    .arg("-"),
                &text,
            );
        }
    }
}

/// Runs Chromium without a window, a network, or data of an earlier run.
const ALONE: [&str; 14] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--window-size=1400,900",
    "--enable-logging=stderr",
    "--virtual-time-budget=60000",
    "--timeout=120000",
    "--dump-dom",
];

/// Uses a page in Chromium as a reader would, and returns the result. Asserts that the browser
/// reports no error.
fn used(name: &str, page: &str) -> Value {
    let script = fs::read_to_string(helper("page.js")).unwrap();
    let watch = "addEventListener('error', (event) => (window.problems ??= []).push(event.message), true); \
                 addEventListener('securitypolicyviolation', (event) => (window.problems ??= []).push(event.blockedURI));";
    let page = page
        .replacen("<title>", &format!("<script>{watch}</script><title>"), 1)
        .replace("</body></html>", &format!("<script>{script}</script></body></html>"));
    let room = env::temp_dir().join(format!("escalade-{}-{name}", std::process::id()));
    fs::create_dir_all(&room).unwrap();
    let file = room.join("page.html");
    fs::write(&file, page).unwrap();
    let output = Command::new(env::var_os("CHROMIUM").unwrap_or_else(|| "chromium".into()))
        .args(ALONE)
        .arg(format!("--user-data-dir={}", room.join("profile").display()))
        .arg(format!("file://{}", file.display()))
        .output()
        .unwrap();
    fs::remove_dir_all(&room).unwrap();
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    let complaints: Vec<_> = log.lines().filter(|line| line.contains("CONSOLE")).collect();
    assert!(complaints.is_empty(), "{name}: {complaints:?}");
    let dom = String::from_utf8_lossy(&output.stdout).into_owned();
    let found =
        dom.split_once("<pre id=\"found\">").and_then(|(_, rest)| rest.split_once("</pre>"));
    let (found, _) = found.unwrap_or_else(|| panic!("{name}: the page came to nothing: {log}"));
    let found = found.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    serde_json::from_str(&found).unwrap()
}

#[test]
#[ignore = "needs Chromium"]
fn a_page_works_without_a_network() {
    let timeline = crisis();
    let chains = of_crisis(&timeline);
    let page = Html::new().render_to_string(&Picture::hops(&chains));
    let found = used("crisis", &page);
    assert_eq!(found["ready"], true);
    assert_eq!((&found["requests"], &found["errors"]), (&0.into(), &Value::Array(Vec::new())));
    assert_eq!((&found["all"], &found["marks"]), (&15.into(), &15.into()));
    assert_eq!((&found["reachable"], &found["legend"]), (&1.into(), &true.into()));
    let keys = ["first", "up", "down"].map(|key| found[key].as_str().unwrap());
    assert_eq!(
        keys,
        ["killing", "khamenei-vow", "killing"],
        "by keyboard: on to an answer, and back"
    );
    assert_eq!(
        (&found["focused"], &found["zoomed"], &found["whole"]),
        (&true.into(), &true.into(), &true.into())
    );
    let details = found["details"].as_str().unwrap();
    assert!(details.contains("Transparency News: «a senior commander"), "its reports: {details}");
    assert!(
        details.contains("Syria accuses Israel of the Damascus strike"),
        "what is claimed: {details}"
    );
    let names: Vec<_> =
        found["names"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(names.contains(&"rtl إسرائيل"), "{names:?}");
    assert_eq!((&found["oneActor"], &found["count"]), (&14.into(), &"14 of 15 events".into()));
    assert_eq!(
        (&found["highest"], &found["sure"], &found["again"]),
        (&1.into(), &14.into(), &15.into())
    );
}

/// The number of Arabic names in the table.
fn names_in_rows(page: &str) -> usize {
    let (_, rows) = page.split_once("<tbody>").unwrap();
    let (rows, _) = rows.split_once("</tbody>").unwrap();
    rows.matches("<bdi lang=\"ar\">").count()
}

#[test]
#[ignore = "needs Chromium"]
fn a_page_of_names_from_right_to_left_keeps_their_direction() {
    let timeline = crisis();
    let chains = of_crisis(&timeline);
    let page = Html::new().render_to_string(&Picture::hops(&chains).in_language("ar"));
    let found = used("arabic", &page);
    assert_eq!((&found["ready"], &found["errors"]), (&true.into(), &Value::Array(Vec::new())));
    assert!(names_in_rows(&page) > 15);
    assert_eq!(found["rightToLeft"], names_in_rows(&page));
}

#[test]
#[ignore = "needs Chromium"]
fn a_page_of_hostile_texts_runs_nothing_of_theirs() {
    let timeline = hostile::timeline();
    let chains = timeline.chains(&hostile::query()).unwrap();
    let found = used("hostile", &Html::new().render_to_string(&Picture::hops(&chains)));
    assert_eq!((&found["ready"], &found["injected"]), (&true.into(), &false.into()));
    assert_eq!(
        (&found["scripts"], &found["requests"]),
        (&4.into(), &0.into()),
        "two are the test's"
    );
}

#[test]
#[ignore = "needs Chromium"]
fn a_page_of_five_thousand_events_opens() {
    let timeline = war(6_000, 40);
    let chains = timeline.chains(&answers(3)).unwrap();
    let picture = Picture::hops(&chains);
    let events = picture.shown_events().count();
    assert!(events >= 4_900, "{events}");
    let found = used("large", &Html::new().render_to_string(&picture));
    assert_eq!(
        (&found["ready"], &found["all"], &found["again"]),
        (&true.into(), &events.into(), &events.into())
    );
    assert_eq!(found["errors"], Value::Array(Vec::new()));
    // Many events share a mark, and each can still be reached.
    assert!(found["marks"].as_u64().unwrap() < 1_500 && found["reached"] == events);
    println!("a filter takes {} ms, a step of zoom {} ms", found["filterMs"], found["zoomMs"]);
}
