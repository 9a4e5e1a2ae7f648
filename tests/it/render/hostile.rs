//! Names and texts that try to break out of every output format.

use chrono::TimeDelta;
use escalade::{
    Actor, Event, Link, Means, Query, Relation, Report, SpeechAct, Statement, Timeline, Trend,
    render::Picture, scale::Kahn,
};

use super::scenes::formats;

const SCRIPT: &str = "</script></style></title></svg><script>window.injected=true</script>";
const QUOTES: &str = "\"]; end\n%%{init: {}}%% }] --> x \\\" ' ` #quot; ]]> -->";
const BIDI: &str = "safe\u{202E}txt.exe\u{2066}\u{200F}إيران";
const CONTROLS: &str = "a\u{0}b\u{7}\u{1B}[2J\u{1B}]0;owned\u{7}\r\nc\u{85}\u{FFFE}\u{2028}d";
const FORMULA: &str = "=HYPERLINK(\"http://example.org\")";

pub(crate) fn timeline() -> Timeline {
    let mut builder = Timeline::builder();
    builder.set_title(format!("{SCRIPT}{QUOTES}{CONTROLS}"));
    let texts = [SCRIPT, QUOTES, BIDI, CONTROLS, FORMULA];
    let actors = texts.map(|text| {
        builder
            .add_actor(Actor::new(text).with_name("en", text).with_name("ar", BIDI).with_note(text))
    });
    let mut last = None;
    for (nth, text) in texts.into_iter().enumerate() {
        let (by, on) = (actors[nth % 2], actors[(nth + 1) % 2]);
        let when = format!("2024-04-{:02}", nth + 1);
        let strike =
            Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, nth as i32 + 2);
        let report = Report::by(actors[nth]).with_words(text).with_url("javascript:alert(1)");
        let event =
            builder.add_event(strike.with_key(text).with_text(text).at(text).with_report(report));
        if let Some(last) = last {
            let report = Report::by(actors[nth]).with_words(text);
            builder.add_link_draft(
                Link::new(event, Relation::RetaliatesFor, last).with_report(report),
            );
        }
        let denial = Event::statement(on, "2024-05-01", SpeechAct::Deny);
        builder.add_event(denial.with_statement(Statement::about(event)).with_text(text));
        last = Some(event);
    }
    builder.build().unwrap()
}

pub(crate) fn query() -> Query {
    Query::escalation().on(Kahn).max_gap(TimeDelta::days(7)).trend(Trend::Any)
}

/// Returns the pictures of a timeline with hostile texts, by format.
pub(crate) fn pictures_of_hostile_texts() -> Vec<(&'static str, String)> {
    let timeline = timeline();
    let chains = timeline.chains(&query()).unwrap();
    let formats = formats(&chains);
    formats
        .iter()
        .map(|(name, format, picture)| (*name, format.render_to_string(picture)))
        .collect()
}

fn of(ending: &str) -> Vec<String> {
    pictures_of_hostile_texts()
        .into_iter()
        .filter(|(name, _)| name.ends_with(ending))
        .map(|(_, text)| text)
        .collect()
}

#[test]
fn no_picture_contains_control_or_override_characters() {
    for (name, text) in pictures_of_hostile_texts() {
        if name.ends_with(".csv") || name == "graph.json" {
            continue; // to the letter
        }
        let bad = text.chars().find(|letter| {
            letter.is_control() && *letter != '\n'
                || matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}' | '\u{2067}')
        });
        assert_eq!(bad, None, "{name}");
        let (opened, closed) = (text.matches('\u{2068}').count(), text.matches('\u{2069}').count());
        assert_eq!(opened, closed, "{name}: what is closed off is closed");
    }
}

#[test]
fn a_page_contains_its_own_scripts_only() {
    let page = &of(".html")[0];
    assert_eq!(page.matches("<script").count(), 2);
    assert_eq!(page.matches("</script").count(), 2);
    assert!(!page.contains("href=\"javascript") && !page.contains("\"javascript:"));
    assert!(page.contains("&lt;/script&gt;"));
}

#[test]
fn every_xml_output_is_well_formed_and_escapes_texts() {
    for ending in [".svg", ".graphml", ".gexf"] {
        for text in of(ending) {
            let mut reader = quick_xml::Reader::from_str(&text);
            reader.config_mut().check_end_names = true;
            loop {
                match reader.read_event().unwrap() {
                    quick_xml::events::Event::Eof => break,
                    quick_xml::events::Event::Start(start) => {
                        assert_ne!(start.name().as_ref(), "script", "{ending}");
                    }
                    _ => {}
                }
            }
            assert!(!text.contains("<script"), "{ending}");
        }
    }
}

#[test]
fn json_keeps_texts_unchanged_and_csv_makes_them_safe() {
    let graph: serde_json::Value = serde_json::from_str(&of("graph.json")[0]).unwrap();
    let nodes = graph["graph"]["nodes"].as_object().unwrap();
    let texts: Vec<_> =
        nodes.values().filter_map(|node| node["metadata"]["text"].as_str()).collect();
    for text in [SCRIPT, QUOTES, BIDI, CONTROLS, FORMULA] {
        assert!(texts.contains(&text), "{text:?}");
    }
    let rows = of("chains.csv");
    let mut reader = csv::Reader::from_reader(rows[0].as_bytes());
    let column = reader.headers().unwrap().iter().position(|name| name == "text").unwrap();
    let texts: Vec<_> = reader.records().map(|row| row.unwrap()[column].to_owned()).collect();
    assert!(texts.iter().any(|text| text.contains('\u{FFFD}')));
    for text in &texts {
        let acts =
            |letter: char| letter.is_control() || ('\u{202A}'..='\u{202E}').contains(&letter);
        assert!(!text.contains(acts), "{text:?}");
    }
    assert!(texts.contains(&format!("'{FORMULA}")), "a spreadsheet takes it for no formula");
}

#[test]
fn labels_of_charts_cannot_leave_their_quotes() {
    for text in of(".mmd") {
        let is_known = |line: &str| {
            let line = line.trim_start();
            [
                "flowchart LR",
                "timeline",
                "title ",
                "accTitle: ",
                "accDescr: ",
                "classDef ",
                ": ",
                "20",
            ]
            .iter()
            .any(|start| line.starts_with(start))
                || line.starts_with('e') && line.matches('"').count() == 2
        };
        let strange: Vec<_> = text.lines().filter(|line| !is_known(line)).collect();
        assert!(strange.is_empty(), "{strange:?}");
        assert!(!text.contains("%%"));
    }
    let dot = &of(".dot")[0];
    for line in dot.lines() {
        let quotes = line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
        assert_eq!(quotes % 2, 0, "{line}");
    }
    let empty = Timeline::builder().build().unwrap();
    let chains = empty.chains(&query()).unwrap();
    for (name, format, _) in formats(&chains) {
        assert!(!format.render_to_string(&Picture::hops(&chains)).is_empty(), "{name} of nothing");
    }
}
