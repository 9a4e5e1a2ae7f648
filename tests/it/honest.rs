//! Extras of records, views by extras, the tallies of views, and the coverage of a timeline.

mod coverage;
mod mentions;

use chrono::TimeDelta;
use escalade::{
    Actor, Code, Event, Means, Predicate, Query, Report, Timeline, Vocabulary,
    chain::Summary,
    explain::Explanation,
    model::Extras,
    read::{BadRecords, Extra, Options, json},
    scale::{Kahn, QuadClass, named},
    timeline::{Field, Granularity, ViewStep},
};

/// 30 real rows of 61 columns.
const GDELT_2: &str = include_str!("../data/gdelt2.tsv");
/// 10 real rows of 58 columns, and the same rows without the last column.
const DAILY: &str = include_str!("../data/gdelt1_daily.tsv");
const BACKFILE: &str = include_str!("../data/gdelt1_backfile.tsv");

const SQLDATE: usize = 1;
const IS_ROOT_EVENT: usize = 25;
const NUM_MENTIONS: usize = 31;
const NUM_SOURCES: usize = 32;
const NUM_ARTICLES: usize = 33;

fn gdelt(text: &str) -> Timeline {
    let options = Options::new().keep(Extra::ALL.iter().copied());
    options.read("export", text.as_bytes()).unwrap().timeline
}

fn columns(line: &str) -> Vec<&str> {
    line.split('\t').collect()
}

#[test]
fn gdelt_rows_keep_the_requested_extras() {
    for text in [GDELT_2, DAILY, BACKFILE] {
        let timeline = gdelt(text);
        for columns in text.lines().map(columns) {
            let extras = timeline.event_by_key(columns[0]).unwrap().extras();
            let number = |column: usize| Some(columns[column].parse().unwrap());
            assert_eq!(extras.mentions(), number(NUM_MENTIONS));
            assert_eq!(extras.sources(), number(NUM_SOURCES));
            assert_eq!(extras.articles(), number(NUM_ARTICLES));
            assert_eq!(extras.is_root(), Some(columns[IS_ROOT_EVENT] == "1"));
            let added = match columns.len() {
                57 => None,
                _ => Some(columns[columns.len() - 2][..8].to_owned()),
            };
            assert_eq!(extras.added().map(|day| day.format("%Y%m%d").to_string()), added);
        }
    }
}

#[test]
fn only_requested_extras_are_kept() {
    let read = |extras: &[Extra]| {
        let options = Options::new().keep(extras.iter().copied());
        options.read("export", GDELT_2.as_bytes()).unwrap().timeline
    };
    assert!(read(&[]).events().all(|event| event.extras().is_empty()));
    let first = read(&[Extra::Mentions, Extra::Added]).event_at(0).extras();
    assert_eq!(first.to_string(), "3 mentions, added 2019-10-24");
}

#[test]
fn invalid_extras_make_a_bad_row() {
    let spoilt = |column: usize, value: &str| {
        let mut columns = columns(GDELT_2.lines().next().unwrap());
        columns[column] = value;
        columns.join("\t")
    };
    let rows = [
        spoilt(NUM_MENTIONS, "many"),
        spoilt(NUM_SOURCES, "-1"),
        spoilt(NUM_ARTICLES, "4294967295"),
        spoilt(IS_ROOT_EVENT, "2"),
        spoilt(59, "20191324000000"),
        spoilt(NUM_MENTIONS, " "),
    ];
    let rows = rows.join("\n");
    let read = |options: Options| {
        options
            .bad_records(BadRecords::Skip { at_most: 9 })
            .read("export", rows.as_bytes())
            .unwrap()
    };
    let reading = read(Options::new().keep(Extra::ALL.iter().copied()));
    let fields: Vec<_> =
        reading.report.problems.iter().filter_map(|issue| issue.location().field()).collect();
    assert_eq!(fields, ["NumMentions", "NumSources", "NumArticles", "IsRootEvent", "DATEADDED"]);
    assert_eq!(reading.timeline.event_at(0).extras().mentions(), None, "empty is not stated");
    let reading = read(Options::new());
    assert_eq!(reading.report.skipped, 0, "a row is read without what is not kept");
    let reported = "2 rows have no whole number in NumMentions, NumSources or NumArticles";
    assert!(reading.report.decisions.iter().any(|decision| decision.starts_with(reported)));
    for odd in ["inf", "-1", "1.5", "1e3", "0x1f", "٣"] {
        let rows = spoilt(NUM_MENTIONS, odd);
        let read = |options: Options| options.read("export", rows.as_bytes());
        assert!(read(Options::new().keep([Extra::Mentions])).is_err(), "{odd}");
        let report = read(Options::new()).unwrap().report;
        assert!(report.to_string().contains("no whole number in NumMentions"), "{odd}");
    }
}

#[test]
fn events_that_gdelt_added_twice_are_merged() {
    let timeline = gdelt(GDELT_2);
    let rows: Vec<_> = GDELT_2.lines().map(columns).collect();
    // The columns of day, parties and code.
    let form = |row: &[&str]| {
        (row[SQLDATE].to_owned(), row[5].to_owned(), row[15].to_owned(), row[26].to_owned())
    };
    let alike =
        |d: &Vec<&str>, e: &Vec<&str>| form(d) == form(e) && !d[5].is_empty() && !d[15].is_empty();
    let view = timeline.view().merged_reports();
    let mut merged = 0;
    for (nth, row) in rows.iter().enumerate() {
        let event = timeline.event_by_key(row[0]).unwrap();
        let first =
            rows.iter().position(|other| std::ptr::eq(other, row) || alike(other, row)).unwrap();
        assert_eq!(view.contains(event), first == nth);
        if first < nth {
            merged += 1;
            assert_eq!(view.merged_into(event).unwrap().key(), Some(rows[first][0]));
        } else {
            let all = rows.iter().filter(|other| std::ptr::eq(*other, row) || alike(other, row));
            let mentions: u64 = all.map(|row| row[NUM_MENTIONS].parse::<u64>().unwrap()).sum();
            assert_eq!(view.extras(event).mentions(), Some(mentions));
        }
    }
    assert_eq!((merged, view.tallies()[0].left_out), (4, 4));
}

#[test]
fn extras_survive_writing_and_reading() {
    let timeline = gdelt(GDELT_2);
    let mut written = Vec::new();
    json::write(&timeline, &mut written).unwrap();
    let again = json::from_str(std::str::from_utf8(&written).unwrap()).unwrap();
    for (event, again) in timeline.events().zip(again.events()) {
        assert_eq!(event.extras(), again.extras());
        assert_eq!(event.lag(), again.lag());
    }
    for (extras, place) in [
        (r#"{ "mentions": -1 }"#, "mentions"),
        (r#"{ "mentions": 4294967295 }"#, "mentions"),
        (r#"{ "root": 1 }"#, "root"),
        (r#"{ "added": "2024-04-31" }"#, "added"),
        (r#"{ "likes": 3 }"#, "likes"),
    ] {
        let text = format!(
            r#"{{ "events": [{{ "when": "2024-04-01", "action": "call", "extras": {extras} }}] }}"#
        );
        let error = json::from_str(&text).unwrap_err();
        assert_eq!(error.issue_count(), 1, "{error}");
        let place = format!("line 1: events/0/extras/{place}");
        assert_eq!(error.issues()[0].location().to_string(), place, "{error}");
    }
}

/// A strikes B on two days, each strike recorded twice; then B answers.
fn recorded_twice() -> Timeline {
    let mut builder = Timeline::builder();
    let [a, b, north, south] =
        ["A", "B", "NORTH", "SOUTH"].map(|key| builder.add_actor(Actor::new(key)));
    for (key, by, on, when, level, outlet, mentions) in [
        ("1", a, b, "2024-04-01", 3, north, 4),
        ("1 again", a, b, "2024-04-01", 3, south, 6),
        ("2", a, b, "2024-04-02", 3, north, 1),
        ("2 again", a, b, "2024-04-02", 3, south, 1),
        ("3", b, a, "2024-04-03", 5, north, 2),
    ] {
        let event = Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, level);
        let event = event.with_key(key).with_report(Report::by(outlet));
        builder.add_event(event.with_extras(Extras::new().with_mentions(mentions)));
    }
    builder.build().unwrap()
}

#[test]
fn summaries_and_explanations_list_each_step_and_how_many_events_it_left_out() {
    let timeline = recorded_twice();
    let view = timeline.view().merged_reports().min_mentions(3).root_events();
    let chains = view.chains(&Query::escalation().on(Kahn).max_gap(TimeDelta::days(7))).unwrap();
    let summary = chains.summary();
    assert_eq!(summary.left_out().filtered, 4);
    assert_eq!(
        summary.to_string().lines().skip(6).collect::<Vec<_>>(),
        [
            "view           repeated records merged: 2 left out",
            "view           mentioned 3 times or more: 2 left out",
            "view           root events: 0 left out, 1 kept because the data do not state it",
        ]
    );
    let written = serde_json::to_string(&summary).unwrap();
    assert_eq!(serde_json::from_str::<Summary>(&written).unwrap(), summary);

    let chains = timeline
        .view()
        .merged_reports()
        .chains(&Query::escalation().on(Kahn).max_gap(TimeDelta::days(7)));
    let explained = chains.unwrap().through(timeline.event_at(0).id(), escalade::Rank::Longest);
    let explained = explained.unwrap().explain();
    assert_eq!(
        explained.to_string(),
        "2 events in 2 days, rising 2 on Kahn's scale; confidence: none stated\n\
         ├─ 1. 1, 2024-04-01: attack: drone, A → B, level 3 on Kahn's scale\n\
         │  ├─ reported: NORTH\n\
         │  ├─ reported: SOUTH\n\
         │  ├─ data set: 10 mentions\n\
         │  └─ merged repeats: 1 again\n\
         └─ 2. 3, 2024-04-03: attack: drone, B → A, level 5 on Kahn's scale\n   \
            ├─ why: retaliation (A → B, then B → A), after 2 days, rising 2\n   \
            ├─ reported: NORTH\n   \
            └─ data set: 2 mentions\n\
         view: repeated records merged: 2 left out\n"
    );
    let written = serde_json::to_string(&explained).unwrap();
    assert_eq!(serde_json::from_str::<Explanation>(&written).unwrap(), explained);
    let all = timeline.chains(&Query::escalation().on(Kahn).max_gap(TimeDelta::days(7))).unwrap();
    assert!(
        !serde_json::to_string(&all.summary()).unwrap().contains("through"),
        "nothing to report"
    );
}

#[test]
fn every_step_has_a_description() {
    let timeline = recorded_twice();
    let a = timeline.actor_by_key("A").unwrap().id();
    let view = timeline
        .view()
        .during("2024-04".."2024-05")
        .during(.."2025")
        .during("2024"..)
        .of([a])
        .only(Predicate::kinds([escalade::EventKind::Attack]))
        .reported_by(timeline.actor_by_key("NORTH").unwrap().id())
        .only(Predicate::sources(["A"]))
        .filter("all", |_| true)
        .one_a_day([Field::Source, Field::Place])
        .onsets(TimeDelta::days(7), &Kahn, &Granularity::Country)
        .onsets(TimeDelta::hours(36), &named("mine", |_| None), &Granularity::State)
        .merge_mutual()
        .merged_reports()
        .max_lag(TimeDelta::days(1))
        .root_events()
        .min_mentions(2)
        .quad_classes([QuadClass::VerbalConflict, QuadClass::MaterialConflict]);
    view.check().unwrap();
    let words: Vec<_> = view.steps().iter().map(ToString::to_string).collect();
    assert_eq!(
        words,
        [
            "from 2024-04 until 2024-05",
            "until 2025",
            "from 2024 on",
            "of A",
            "only of kind attack",
            "reported by NORTH",
            "only by A",
            "only «all»",
            "one a day with the same source, place",
            "onsets after 7 days of quiet on kahn by country",
            "onsets after 1 day 12 hours of quiet on a scale of the user's own by state",
            "mirrored events merged",
            "repeated records merged",
            "added to the data within 1 day",
            "root events",
            "mentioned 2 times or more",
            "quad classes: verbal conflict, material conflict",
        ]
    );
    let left_out: Vec<_> = view.tallies().iter().map(|tally| tally.left_out).collect();
    assert_eq!(left_out, [0, 0, 0, 0, 0, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1]);
    let filtered = view.len() as u64 + left_out.iter().sum::<u64>();
    assert_eq!(filtered, timeline.len() as u64);
}

#[test]
fn view_steps_are_serialized() {
    let timeline = recorded_twice();
    let view = timeline
        .view()
        .merged_reports()
        .max_lag(TimeDelta::days(1))
        .root_events()
        .min_mentions(2)
        .quad_classes([QuadClass::MaterialConflict]);
    let written = serde_json::to_string(view.steps()).unwrap();
    assert_eq!(
        written,
        "[\"merged-reports\",{\"max-lag\":{\"lag_seconds\":86400}},\"root-events\",\
         {\"min-mentions\":{\"mentions\":2}},{\"quad-classes\":{\"classes\":[\"material-conflict\"]}}]"
    );
    let steps: Vec<ViewStep> = serde_json::from_str(&written).unwrap();
    assert_eq!(timeline.view_from_steps(&steps).unwrap().tallies(), view.tallies());
    let backward = timeline.view().max_lag(-TimeDelta::days(1));
    assert_eq!(backward.check().unwrap_err().issues()[0].location().to_string(), "view/max_lag");
    assert!(backward.is_empty() && backward.tallies().is_empty());
}

/// Events merged by one step may be merged again by a later step.
#[test]
fn a_merge_may_follow_a_merge() {
    let mut builder = Timeline::builder();
    let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    let fight = builder.add_code(Code::new(Vocabulary::Cameo, "190"), None);
    for (by, on) in [(a, b), (b, a), (a, b), (a, b), (b, a)] {
        let row = builder.add_row(by, on, "2024-04-01", fight);
        builder.set_extras(row, Extras::new().with_mentions(1 << row.index()));
    }
    let timeline = builder.build().unwrap();
    let [first, mirrored, second, third, again] = [0, 1, 2, 3, 4].map(|at| timeline.event_at(at));
    let view = timeline.view().merge_mutual().merged_reports();
    // Events 0 and 1 mirror each other, and 2 and 4 too. Then 2 repeats 0; 3, which has no mirrored
    // event, does not.
    assert!(view.events().eq([first, third]));
    assert_eq!(
        view.extras(first).mentions(),
        Some(0b101),
        "mirrored events are hidden with their extras"
    );
    assert_eq!(view.merged_into(again), Some(first), "through event 2");
    let further = timeline.view().merged_reports().merge_mutual();
    assert!(further.events().eq([first]));
    assert_eq!(further.extras(first).mentions(), Some(0b1101));
    assert_eq!(
        (further.merged_into(again), further.merged_into(second)),
        (Some(first), Some(first))
    );
    assert_eq!(further.repeats(mirrored), [again], "they are hidden together");
    let other = recorded_twice();
    assert!(further.repeats(other.event_at(0)).is_empty(), "of another timeline");
    assert_eq!(further.extras(other.event_at(0)).mentions(), Some(4));
}

#[test]
fn events_in_different_places_are_different() {
    let mut builder = Timeline::builder();
    let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    for place in ["Damascus", "Aleppo", "Damascus"] {
        builder.add_event(Event::attack(a, "2024-04-01", Means::Drone).against(b).at(place));
    }
    let timeline = builder.build().unwrap();
    assert_eq!((timeline.view().merged_reports().len(), timeline.len()), (2, 3));
}
