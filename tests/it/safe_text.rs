//! No output lets text from a file act on a terminal or on the text around it.

use chrono::TimeDelta;
use escalade::{
    Actor, Chains, Code, Error, Event, EventKind, Link, Means, Predicate, Query, Relation, Report,
    SpeechAct, Statement, Timeline, Trend, Vocabulary, When,
    model::{ActionKind, Amount, Assertion, Conditional, Fact, Pattern, ScaleName},
    read::{self, BadRecords, Options},
    render::{Csv, Dot, Gexf, GraphMl, Html, JsonGraph, Mermaid, Picture, Render, Svg, Text},
    scale::named,
    timeline::{BlocMember, Blocs, Granularity, ViewStep},
};

/// An escape sequence, a bidirectional override, a bell, a NUL, a C1 control character, a byte order mark, line
/// breaks with text after them, isolates that do not match, and a name from right to left.
const HOSTILE: &str = "\u{1B}[2J\u{202E}\u{7}\0\u{9B}31m\u{FEFF}\r\nINJ\u{2028}\u{85}\u{2069}\u{2067}\u{2068}إيران\u{FFFB}";

fn hostile(name: &str) -> String {
    format!("{name}{HOSTILE}{name}")
}

/// Checks that a text holds no character that acts on a terminal or its neighbours, other than line breaks
/// and isolates that match within a line.
fn assert_safe(what: &str, text: &str) {
    for line in text.split('\n') {
        assert!(!line.starts_with("INJ"), "{what}: a text begins a line: {line:?}");
        let mut open = 0;
        for letter in line.chars() {
            match letter {
                '\u{2068}' => open += 1,
                '\u{2069}' => open -= 1,
                '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{206F}' | '\u{FEFF}' => {
                    panic!("{what}: {letter:?} in {line:?}")
                }
                '\u{FFF9}'..='\u{FFFB}' => panic!("{what}: {letter:?} in {line:?}"),
                other => assert!(!other.is_control(), "{what}: {other:?} in {line:?}"),
            }
            assert!(open >= 0, "{what}: an isolate ends that did not begin in {line:?}");
        }
        assert_eq!(open, 0, "{what}: an isolate does not end in {line:?}");
    }
}

fn report(reporter: escalade::ActorId, other: escalade::ActorId) -> Report {
    let report = Report::by(reporter).relaying(other).quoting(other);
    report.with_words(hostile("words")).with_url(hostile("https://example.org/"))
}

fn timeline() -> Timeline {
    let mut builder = Timeline::builder();
    builder.set_title(hostile("title"));
    let [a, b, c] = ["a", "b", "c"].map(|key| {
        let actor = Actor::new(hostile(key)).with_note(hostile("note"));
        builder.add_actor(actor.with_name("en", hostile("name")).with_name("ar", HOSTILE))
    });
    let organ = builder.add_actor(Actor::new(hostile("organ")).part_of(a));
    let scale = || ScaleName::from(hostile("scale"));
    let mut last = None;
    for day in 1..=6 {
        let (by, on) = if day % 2 == 1 { (organ, b) } else { (b, a) };
        let when = format!("2024-04-0{day}");
        let attack = match day {
            3 => Event::attack((), when, Means::Drone).with_candidate(by, 60).with_candidate(c, 30),
            _ => Event::attack(by, when, Means::Drone),
        };
        let attack = attack
            .against(on)
            .with_key(hostile(&format!("attack{day}")))
            .with_text(hostile("text"))
            .at(hostile("place"))
            .with_code(Code::new(Vocabulary::Cameo, hostile("190")))
            .with_reasoned_level(scale(), day, hostile("reason"))
            .with_confidence(80)
            .with_report(report(c, b));
        let event = builder.add_event(attack);
        if let Some(last) = last {
            let link = Link::new(event, Relation::RetaliatesFor, last).asserted_by(c);
            builder.add_link_draft(link.with_report(report(c, a)));
        }
        let facts = [
            Assertion::that(Fact::Attribution).naming(by).in_words(hostile("fact")),
            Assertion::that(Fact::Killed).amounting_to(Amount::in_words(hostile("many"))),
            Assertion::that(Fact::Launched).amounting_to(Amount::exactly(3).worded(hostile("3"))),
            Assertion::denial(Fact::Attribution).naming(on),
        ];
        let said = facts.into_iter().fold(Statement::about(event), Statement::asserting);
        let claim = Event::statement(c, format!("2024-04-0{day}T12:00Z"), SpeechAct::Condemn);
        let claim = claim.with_key(hostile(&format!("claim{day}"))).with_statement(said);
        builder
            .add_event(claim.against(by).with_text(hostile("claim")).with_report(report(organ, b)));
        let demand = Pattern::new().by(on).of_kind(EventKind::Attack).answering(event);
        let patterns = if day % 2 == 0 {
            [demand.with_min_level(scale(), 1), Pattern::new().by(by).against(on)]
        } else {
            [demand, Pattern::new().by(by).in_words(hostile("or else"))]
        };
        let [condition, consequence] = patterns;
        let said = Statement::about(event).on_condition(Conditional::new(condition, consequence));
        let threat = Event::statement(by, format!("2024-04-0{day}T13:00Z"), SpeechAct::Threaten);
        let threat = threat.with_key(hostile(&format!("threat{day}"))).with_statement(said);
        let threat = threat.against(on).with_text(hostile("threat"));
        let threat = builder.add_event(threat.with_report(Report::coder().with_words(HOSTILE)));
        builder.add_link(event, Relation::About, threat);
        last = Some(event);
    }
    let talks = Event::action(c, "2024-04-03T14:00Z", ActionKind::Meeting).against(b);
    builder.add_event(talks.with_key(hostile("talks")).with_text(hostile("talks")));
    builder.build().unwrap()
}

fn query() -> Query {
    let scale = named(hostile("scale"), |_| None);
    let query = Query::escalation().on(scale).max_gap(TimeDelta::days(7)).trend(Trend::Any);
    query.first(Predicate::place(hostile("place")))
}

fn chains<'t>(timeline: &'t Timeline, language: &str) -> Chains<'t> {
    let view = timeline.view().filter(hostile("filter"), |_| true);
    view.in_language(language).chains(&query()).unwrap()
}

#[test]
fn explanations_and_reactions_are_safe() {
    let timeline = timeline();
    let mut count = 0;
    for language in ["en", "ar", "fr"] {
        for chain in chains(&timeline, language).maximal() {
            assert_safe("explanation", &chain.explain().to_string());
            assert_safe("reactions", &chain.reactions().to_string());
            let off_ramps = chain.off_ramps();
            assert_safe("off-ramps", &off_ramps.to_string());
            for off_ramp in &off_ramps.off_ramps {
                assert_safe("off-ramp", &off_ramp.to_string());
                let followed = off_ramp.followed.as_ref().map(ToString::to_string);
                assert_safe("what followed", &followed.unwrap_or_default());
            }
            count += 1;
        }
    }
    assert!(count > 0);
}

#[test]
fn explanations_read_from_a_file_are_safe() {
    let timeline = timeline();
    let mut explanation = chains(&timeline, "en").longest().unwrap().explain();
    explanation.scale = HOSTILE.to_owned();
    explanation.not_covered = vec![HOSTILE.to_owned()];
    for tally in &mut explanation.view_steps {
        tally.step = HOSTILE.to_owned();
    }
    for step in &mut explanation.steps {
        let texts = || vec![HOSTILE.to_owned()];
        (step.event, step.when) = (HOSTILE.to_owned(), HOSTILE.to_owned());
        (step.code, step.says, step.reports) = (Some(HOSTILE.to_owned()), texts(), texts());
        (step.counted_as, step.candidates, step.repeats) = (texts(), texts(), texts());
        (step.disputed, step.carries_out) = (texts(), texts());
    }
    let written = serde_json::to_string(&explanation).unwrap();
    let read: escalade::explain::Explanation = serde_json::from_str(&written).unwrap();
    assert_eq!(read, explanation);
    assert_safe("explanation", &read.to_string());
}

#[test]
fn claims_evidence_and_threats_are_safe() {
    let timeline = timeline();
    for event in timeline.events() {
        let claims = timeline.claims(event.id()).unwrap();
        assert_safe("claims", &claims.to_string());
        assert_safe("evidence", &timeline.evidence(event.id()).unwrap().to_string());
        assert_safe("event", &event.to_string());
        assert_safe("event", &format!("{event:?}"));
        if let Some(code) = event.event_type().code() {
            assert_safe("code", &code.to_string());
        }
    }
    for language in ["en", "ar"] {
        let threats = timeline.view().in_language(language).threats(&query()).unwrap();
        assert!(!threats.threats.is_empty());
        assert_safe("threats", &threats.to_string());
    }
    assert_safe("amount", &Amount::in_words(HOSTILE).to_string());
    assert_safe("scale", &ScaleName::from(HOSTILE.to_owned()).to_string());
}

#[test]
fn queries_summaries_and_view_steps_are_safe() {
    let timeline = timeline();
    assert_safe("summary", &chains(&timeline, "en").summary().to_string());
    let blocs = Blocs::new([BlocMember::new(hostile("a"), hostile("bloc"))]).unwrap();
    let scale = || named(hostile("scale"), |_| None);
    let predicates = [
        Predicate::code(Vocabulary::Cameo, HOSTILE),
        Predicate::sources([HOSTILE]),
        Predicate::targets([HOSTILE]),
        !Predicate::parties([HOSTILE]).and(Predicate::place(HOSTILE)),
        Predicate::at_least(scale(), 1.0).or(Predicate::at_most(scale(), 2.0)),
        Predicate::reported_by(HOSTILE),
        Predicate::named(HOSTILE, |_| true),
    ];
    for predicate in predicates {
        assert_safe("predicate", &predicate.to_string());
        let query = query().last(predicate.clone()).unless(predicate.clone()).crosses(HOSTILE);
        assert_safe("query", &query.to_string());
        assert_safe("step", &ViewStep::Only { predicate }.to_string());
    }
    let keys = || vec![HOSTILE.to_owned(), HOSTILE.to_owned()];
    let steps = [
        ViewStep::Of { actors: keys() },
        ViewStep::ReportedBy { reporter: HOSTILE.to_owned() },
        ViewStep::Supposing { event: HOSTILE.to_owned(), by: keys() },
        ViewStep::Supposing { event: HOSTILE.to_owned(), by: Vec::new() },
        ViewStep::Filter { name: HOSTILE.to_owned() },
    ];
    for step in &steps {
        assert_safe("step", &step.to_string());
    }
    let view = timeline.view().filter(HOSTILE, |_| true).onsets(
        TimeDelta::days(1),
        &scale(),
        &Granularity::State,
    );
    for tally in view.tallies() {
        assert_safe("tally", &tally.to_string());
    }
    let week = TimeDelta::days(7);
    for granularity in [Granularity::State, Granularity::Bloc(blocs)] {
        let episodes = timeline.view().phases(week, &scale(), &granularity, 0).unwrap();
        assert!(!episodes.is_empty());
        for episode in episodes {
            assert_safe("episode", &episode.to_string());
        }
    }
}

fn assert_error_safe(error: &Error) {
    assert_safe("error", &error.to_string());
    assert_safe("error", &format!("{error:?}"));
    for issue in error.issues() {
        assert_safe("issue", &issue.to_string());
        assert_safe("location", &issue.location().to_string());
    }
}

#[test]
fn errors_are_safe() {
    assert_error_safe(&HOSTILE.parse::<When>().unwrap_err());
    let io = read::open(format!("/no/such/{}", HOSTILE.replace('/', ""))).unwrap_err();
    assert_error_safe(&io);
    let timeline = timeline();
    let near = format!("{}x", hostile("a"));
    let steps = [
        ViewStep::Of { actors: vec![near.clone()] },
        ViewStep::ReportedBy { reporter: near.clone() },
        ViewStep::Supposing { event: near.clone(), by: vec![near.clone()] },
        ViewStep::Filter { name: HOSTILE.to_owned() },
    ];
    for step in steps {
        assert_error_safe(&timeline.view_from_steps(&[step]).unwrap_err());
    }
    let unknown = query().first(Predicate::sources([near]));
    assert_error_safe(&timeline.chains(&unknown).unwrap_err());
    assert_error_safe(&timeline.chains(&query().crosses(HOSTILE)).unwrap_err());
    let mut builder = Timeline::builder();
    for _ in 0..2 {
        let actor = builder.add_actor(Actor::new(hostile("a")));
        builder.add_event(Event::attack(actor, HOSTILE, Means::Drone).with_key(hostile("e")));
    }
    assert_error_safe(&builder.build().unwrap_err());
}

#[test]
fn messages_about_files_are_safe() {
    let text = HOSTILE.replace(['\n', '\r', '\0'], "");
    let files = [
        format!(
            "2006-07-12\tLBN\tISR\t{text}\n2006-07-13\tISR{text}\tLBN\t190\n{text}\tISR\tLBN\t1\n"
        ),
        format!("date,source,target,{text}\n{text},{text},{text},{text}\n"),
        format!("{{\"{text}\": [{{\"{text}\": 1}}]}}").replace(char::is_control, "\\u001b"),
        format!("{{\"events\": [{{\"when\": \"{text}\"}}]}}").replace(char::is_control, "\\u009b"),
        text.clone(),
    ];
    let lenient = Options::new().bad_records(BadRecords::Skip { at_most: usize::MAX });
    for file in &files {
        for options in [Options::new(), lenient.clone()] {
            match options.read(&hostile("file"), file.as_bytes()) {
                Ok(reading) => assert_safe("read report", &reading.report.to_string()),
                Err(error) => assert_error_safe(&error),
            }
        }
    }
    let mut report = lenient.read(&hostile("file"), files[0].as_bytes()).unwrap().report;
    assert!(report.skipped > 0 && !report.unknown_codes.is_empty());
    report.decisions.push(HOSTILE.to_owned());
    report.replaced_aliases.insert(HOSTILE.to_owned(), 1);
    assert_safe("read report", &report.to_string());
}

#[test]
fn pictures_are_safe() {
    let timeline = timeline();
    let chains = chains(&timeline, "en");
    let formats: [(&str, Box<dyn Render>); 12] = [
        ("text", Box::new(Text::new())),
        ("narrow text", Box::new(Text::new().width(60))),
        ("flowchart", Box::new(Mermaid::flowchart())),
        ("timeline", Box::new(Mermaid::timeline())),
        ("dot", Box::new(Dot::default())),
        ("graphml", Box::new(GraphMl::default())),
        ("hops in gexf", Box::new(Gexf::hops())),
        ("actors in gexf", Box::new(Gexf::actors())),
        ("ladder", Box::new(Svg::ladder())),
        ("lanes", Box::new(Svg::lanes().width(480))),
        ("dyads", Box::new(Svg::dyads())),
        ("page", Box::new(Html::new())),
    ];
    for language in ["en", "ar"] {
        let pictures = [
            Picture::events(&chains),
            Picture::hops(&chains),
            Picture::chains(&chains, chains.maximal().take(3)),
        ];
        for picture in pictures.map(|picture| picture.in_language(language)) {
            for (name, format) in &formats {
                assert_safe(name, &format.render_to_string(&picture));
            }
            let json = JsonGraph::default().render_to_string(&picture);
            assert_safe("json", &json);
            assert!(!json.contains(['\u{2068}', '\u{2069}']), "isolates are escaped");
            let graph: serde_json::Value = serde_json::from_str(&json).unwrap();
            assert_eq!(graph["graph"]["label"], hostile("title"), "texts are unchanged");
        }
    }
}

#[test]
fn names_from_right_to_left_stay_isolated_in_pictures() {
    let mut builder = Timeline::builder();
    let [a, b] = [("IRN", "الجمهورية الإسلامية الإيرانية"), ("ISR", "ישראל")]
        .map(|(key, name)| builder.add_actor(Actor::new(key).with_name("ar", name)));
    for (day, by, on) in [(1, a, b), (2, b, a)] {
        let when = format!("2024-04-0{day}");
        let scale = ScaleName::from("kahn");
        builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(scale, day));
    }
    let timeline = builder.build().unwrap();
    let query = Query::escalation().on(escalade::scale::Kahn).max_gap(TimeDelta::days(7));
    let chains = timeline.chains(&query).unwrap();
    let picture = Picture::hops(&chains).in_language("ar").titled("ישראל");
    for svg in [Svg::ladder(), Svg::lanes(), Svg::dyads()] {
        let svg = svg.render_to_string(&picture);
        assert!(!svg.contains('\u{FFFD}') && svg.contains("\u{2068}ישראל\u{2069}"), "{svg}");
        assert_safe("svg", &svg);
    }
    let page = Html::new().render_to_string(&picture);
    assert!(!page.contains('\u{FFFD}'));
}

#[test]
fn tables_are_safe_unless_they_are_verbatim() {
    let timeline = timeline();
    let chains = chains(&timeline, "en");
    let picture = Picture::chains(&chains, chains.maximal());
    for table in [Csv::chains(), Csv::dyads()] {
        assert_safe("table", &table.render_to_string(&picture));
    }
    let table = Csv::chains().verbatim();
    let table = table.render_to_string(&Picture::chains(&chains, chains.longest()));
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let column = reader.headers().unwrap().iter().position(|name| name == "text").unwrap();
    let texts: Vec<_> = reader.records().map(|row| row.unwrap()[column].to_owned()).collect();
    assert!(texts.iter().all(|text| *text == hostile("text")) && !texts.is_empty());
}

#[test]
fn json_of_answers_escapes_control_characters() {
    let timeline = timeline();
    let chains = chains(&timeline, "en");
    let chain = chains.longest().unwrap();
    let event = chain.events().next().unwrap().id();
    let answers = [
        serde_json::to_string(&chain.explain()),
        serde_json::to_string(&chain.reactions()),
        serde_json::to_string(&chain.off_ramps()),
        serde_json::to_string(&chains.summary()),
        serde_json::to_string(&timeline.claims(event).unwrap()),
        serde_json::to_string(&timeline.evidence(event).unwrap()),
        serde_json::to_string(&timeline.view().threats(&query()).unwrap()),
        serde_json::to_string(&timeline),
    ];
    for json in answers.map(Result::unwrap) {
        let _: serde_json::Value = serde_json::from_str(&json).unwrap();
        // serde_json escapes those below U+0020.
        assert!(!json.contains(|letter| letter < ' '), "{json}");
    }
}
