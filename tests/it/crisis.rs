//! The crisis of April 2024 that the crate ships with: what the founding report states is in it,
//! with its source.

use chrono::TimeDelta;
use escalade::{
    Chains, EventKind, Predicate, Query, Relation, Rule, SpeechAct, Timeline,
    claims::Agreement,
    graph::{Edge, Node},
    model::{Fact, Origin, Outcome},
    reactions::OffRampKind,
    read::{Format, Options},
    scale::{Goldstein, Kahn},
    threats::{ConditionState, ThreatState, Threats},
    timeline::{EventRef, Granularity},
};
use petgraph::visit::EdgeRef;

fn crisis() -> Timeline {
    let document = include_str!("../../examples/data/crisis-2024.json");
    let options = Options::new().format(Format::Json);
    options.read("crisis-2024.json", document.as_bytes()).unwrap().timeline
}

fn event<'t>(timeline: &'t Timeline, key: &str) -> EventRef<'t> {
    timeline.event_by_key(key).unwrap_or_else(|| panic!("no event {key}"))
}

fn keys(timeline: &Timeline, actors: &[escalade::ActorId]) -> Vec<String> {
    actors.iter().map(|actor| timeline.actor(*actor).key().to_owned()).collect()
}

/// Returns the paths of an event's reports: outlet, relays, speakers.
fn paths(event: EventRef<'_>) -> Vec<Vec<String>> {
    let timeline = event.timeline();
    event
        .reports()
        .iter()
        .map(|report| keys(timeline, &report.path()))
        .filter(|path| !path.is_empty())
        .collect()
}

fn labels(chains: &Chains<'_>) -> Vec<String> {
    let labels = |chain: escalade::Chain<'_>| {
        chain.events().map(|event| event.label()).collect::<Vec<_>>().join(" > ")
    };
    chains.maximal().map(labels).collect()
}

fn month() -> Query {
    Query::escalation().on(Kahn).max_gap(TimeDelta::days(30))
}

#[test]
fn every_item_of_the_report_has_the_report_as_its_source() {
    let timeline = crisis();
    let outlet = timeline.actor_by_key("TN").unwrap().id();
    let report = timeline.view().reported_by(outlet);
    for key in [
        "killing",
        "barrage",
        "army-99",
        "call",
        "no-offensive",
        "rejects-any",
        "us-assessment",
        "win",
        "firm-support",
        "regional-war-warning",
        "white-house-statement",
        "white-house-pledge",
        "white-house-praise",
        "white-house-claim",
        "us-interception",
        "biden-condemns",
        "g7-intention",
        "meeting",
        "tn-assessment",
        "tn-appeal",
    ] {
        let event = event(&timeline, key);
        assert!(report.contains(event), "{key} is in the report");
        assert!(paths(event).iter().any(|path| path[0] == "TN"), "{key} has TN as its source");
        assert!(event.text().is_some(), "{key} says what happened");
    }
    assert!(!report.contains(event(&timeline, "isfahan")), "later than the report");
    assert!(!report.contains(event(&timeline, "katz-threat")), "not in the report");
}

#[test]
fn the_killing_is_attributed_with_reservations_and_unclaimed() {
    let timeline = crisis();
    let killing = event(&timeline, "killing");
    assert_eq!(killing.attribution().unwrap().percent(), 70);
    assert_eq!(killing.avowal(), Some(escalade::model::Avowal::Unclaimed));
    assert_eq!(killing.place(), Some("Damascus, Syria"));
    assert_eq!(killing.attack().unwrap().killed().unwrap().least(), Some(16));
    let origins: Vec<_> = killing.reports().iter().map(escalade::Report::origin).collect();
    assert!(origins.contains(&Origin::PublicRecord) && origins.contains(&Origin::Coder));
}

#[test]
fn the_retaliation_is_declared_by_the_report_and_by_iran() {
    let timeline = crisis();
    let (killing, barrage) = (event(&timeline, "killing"), event(&timeline, "barrage"));
    let asserters: Vec<_> = barrage
        .links_out()
        .filter(|(_, link)| link.relation() == Relation::RetaliatesFor && link.to() == killing.id())
        .flat_map(|(_, link)| keys(&timeline, link.asserters()))
        .collect();
    assert_eq!(asserters, ["TN", "IRN-UN"]);
}

#[test]
fn the_message_of_the_call_is_reported_by_cnn_quoting_officials() {
    let timeline = crisis();
    let message = event(&timeline, "no-offensive");
    assert!(paths(message).contains(&vec!["TN".into(), "CNN".into(), "US-OFFICIALS".into()]));
    assert_eq!(keys(&timeline, message.statement().unwrap().addressees()), ["NETANYAHU"]);
    let answered: Vec<_> = message
        .links_out()
        .filter(|(_, link)| link.relation() == Relation::RespondsTo)
        .map(|(_, link)| timeline.event(link.to()).label())
        .collect();
    assert_eq!(answered, ["barrage"]);
    assert!(
        paths(event(&timeline, "rejects-any")).contains(&vec!["TN".into()]),
        "in its own voice"
    );
    assert!(event(&timeline, "call").is_mutual());
}

#[test]
fn claims_about_the_barrage_are_all_kept() {
    let timeline = crisis();
    let barrage = event(&timeline, "barrage").id();
    let mut shares = Vec::new();
    let mut outcomes = Vec::new();
    for statement in timeline.statements_about(barrage).map(|id| timeline.event(id)) {
        for assertion in statement.statement().unwrap().assertions() {
            let by = keys(&timeline, statement.sources()).join(" ");
            match assertion.fact() {
                Fact::ShareIntercepted => {
                    shares.push((by, assertion.amount().unwrap().to_string()));
                }
                Fact::Outcome => outcomes.push((by, assertion.outcome().unwrap())),
                _ => {}
            }
        }
    }
    let claimed = |by: &str, share: &str| (by.to_owned(), share.to_owned());
    assert_eq!(
        shares,
        [claimed("IDF", "99"), claimed("BIDEN", "most"), claimed("BIDEN", "nearly all")]
    );
    assert_eq!(outcomes, [("BIDEN".to_owned(), Outcome::LargelyFailed)]);
}

#[test]
fn conditional_statements_keep_their_condition() {
    let timeline = crisis();
    for (key, act) in [
        ("katz-threat", SpeechAct::Threaten),
        ("iran-mission-threat", SpeechAct::Threaten),
        ("regional-war-warning", SpeechAct::Warn),
    ] {
        let statement = event(&timeline, key);
        assert_eq!(statement.act(), escalade::model::Act::Statement(act));
        let conditional = statement.statement().unwrap().conditional().unwrap();
        assert!(
            conditional.condition().words().is_some()
                && conditional.consequence().words().is_some()
        );
    }
    let warning =
        event(&timeline, "regional-war-warning").statement().unwrap().conditional().unwrap();
    assert_eq!(warning.condition().antecedent(), Some(event(&timeline, "barrage").id()));
}

#[test]
fn the_barrage_answers_the_killing_by_rule_and_by_link() {
    let timeline = crisis();
    let chains = timeline.chains(&month()).unwrap();
    let chain =
        chains.maximal().find(|chain| chain.events().next().unwrap().label() == "killing").unwrap();
    let hop = &chain.hops()[0];
    assert_eq!(hop.rules(), [Rule::Retaliation]);
    assert_eq!(hop.links().len(), 2);
    assert_eq!(chain.confidence().weakest().unwrap().percent(), 70);

    let exact = timeline.chains(&month().granularity(Granularity::Exact)).unwrap();
    let declared =
        exact.maximal().find(|chain| chain.events().next().unwrap().label() == "killing").unwrap();
    assert!(declared.hops()[0].rules().is_empty(), "the commander is not Iran until rolled up");
    assert_eq!(declared.confidence().weakest(), None, "no rule depends on who did it");
}

#[test]
fn the_report_alone_gives_one_chain() {
    let timeline = crisis();
    let outlet = timeline.actor_by_key("TN").unwrap().id();
    let chains = timeline.view().reported_by(outlet).chains(&month()).unwrap();
    assert_eq!(labels(&chains), ["killing > barrage"]);

    // The report has its own link only; the link that Iran's mission asserts is not part of it.
    let chain = chains.maximal().next().unwrap();
    let links = chain.hops()[0].links().to_vec();
    let asserters: Vec<_> =
        links.iter().map(|link| keys(&timeline, timeline.link(*link).asserters())).collect();
    assert_eq!(asserters, [["TN"]]);
    let why = chain.explain().steps[1].why.clone().unwrap();
    assert_eq!(why.links.len(), 1);
    assert!(why.links[0].reports.iter().all(|report| report.starts_with("Transparency News")));
}

#[test]
fn the_report_has_one_wording_of_two() {
    let timeline = crisis();
    let outlet = timeline.actor_by_key("TN").unwrap().id();
    let claim = event(&timeline, "white-house-claim");
    let wordings = |view: escalade::View<'_>| {
        let asserted = view.assertions(claim).map(|said| said.amount().unwrap().to_string());
        asserted.collect::<Vec<_>>()
    };
    assert_eq!(wordings(timeline.view()), ["most", "nearly all"]);
    assert_eq!(wordings(timeline.view().reported_by(outlet)), ["most"]);
}

#[test]
fn with_the_author_of_the_killing_unknown_only_links_keep_the_chain() {
    let timeline = crisis();
    let (killing, barrage) = (event(&timeline, "killing"), event(&timeline, "barrage"));
    let chains = timeline.chains(&month()).unwrap();
    let nameless = chains.without(killing.id()).unwrap();
    let declared = nameless
        .iter()
        .find(|chain| chain.events().map(|event| event.id()).eq([killing.id(), barrage.id()]))
        .unwrap();
    // Iran accuses Israel of the killing, so that the link that its mission asserts is its word too.
    let [link] = declared.hops()[0].links().to_vec()[..] else { panic!("one link is left") };
    assert_eq!(keys(&timeline, timeline.link(link).asserters()), ["TN"]);
    assert!(declared.hops()[0].rules().is_empty());
    assert!(declared.explain().steps[0].sources.is_empty(), "of unknown authorship");
    assert!(!declared.author_dependent_events().iter().any(|event| event.id() == killing.id()));

    // The strike near Isfahan is lower than the barrage: with its author unknown, no chain ends in
    // it.
    let worlds = chains.worlds().unwrap();
    let authors: Vec<_> = worlds
        .iter()
        .filter(|chain| chain.events().next().unwrap().id() == killing.id())
        .filter(|chain| {
            chain.events().next_back().unwrap().id() == barrage.id() && chain.len() == 2
        })
        .map(|chain| {
            chain.events().next().unwrap().attribution().map(escalade::Confidence::percent)
        })
        .collect();
    assert_eq!(authors, [Some(70), None], "Israel, or somebody else, whom a link keeps");
}

#[test]
fn the_barrage_has_two_independent_reports() {
    let timeline = crisis();
    let barrage = event(&timeline, "barrage");
    let evidence = barrage.evidence();
    assert_eq!(evidence.independent(), 2, "the report, and the public record");
    assert_eq!(evidence.confidence(), None, "no credibility is stated");
    let army = event(&timeline, "army-99").evidence();
    assert_eq!((army.independent(), &*army.by_origin[0].origin), (1, "IDF"));
    let twice = timeline.view().at_least_n_independent_reports(2);
    assert!(twice.contains(barrage) && !twice.contains(event(&timeline, "army-99")));
}

#[test]
fn both_attacks_have_the_highest_goldstein_level() {
    let timeline = crisis();
    for key in ["killing", "barrage"] {
        assert_eq!(event(&timeline, key).level(&Goldstein::default()).unwrap().units(), 10.0);
    }
    let chains = timeline.chains(&month().on(Goldstein::default())).unwrap();
    assert!(!labels(&chains).contains(&"killing > barrage".to_owned()));
}

#[test]
fn every_coded_level_has_a_reason() {
    let timeline = crisis();
    for event in timeline.events() {
        for given in event.coders_levels() {
            assert!(given.reason().is_some(), "{} says why it stands so high", event.label());
        }
    }
}

#[test]
fn actors_have_arabic_names() {
    let timeline = crisis();
    for (key, name) in [("IRN", "إيران"), ("ISR", "إسرائيل"), ("USA", "الولايات المتحدة")]
    {
        assert_eq!(timeline.actor_by_key(key).unwrap().name_in("ar"), name);
    }
    let arabic = timeline.view().in_language("ar");
    let chain = arabic.chains(&month()).unwrap().longest().unwrap();
    assert!(chain.explain().to_string().contains("إسرائيل"));
}

#[test]
fn no_event_is_both_a_statement_and_an_attack() {
    let timeline = crisis();
    let statements = timeline.view().only(Predicate::kinds([EventKind::Statement]));
    assert!(
        statements.events().all(|event| event.statement().is_none() || event.attack().is_none())
    );
    let others = Predicate::kinds([EventKind::Attack, EventKind::Action]);
    assert_eq!(statements.len() + timeline.view().only(others).len(), timeline.len());
}

#[test]
fn in_the_graph_a_statement_points_at_its_addressees() {
    let timeline = crisis();
    let graph = timeline.to_graph();
    let message = event(&timeline, "no-offensive").id();
    let node = graph.node_indices().find(|node| graph[*node] == Node::Event(message)).unwrap();
    let labels: Vec<_> = graph
        .edges(node)
        .filter(|edge| *edge.weight() == Edge::Addressee)
        .map(|edge| graph[edge.target()])
        .collect();
    assert_eq!(labels, [Node::Actor(timeline.actor_by_key("NETANYAHU").unwrap().id())]);
}

#[test]
fn claims_about_the_barrage_are_compatible() {
    let timeline = crisis();
    let claims = timeline.claims(event(&timeline, "barrage").id()).unwrap();
    assert!(!claims.is_disputed());
    let share = claims.of(Fact::ShareIntercepted).next().unwrap();
    let said: Vec<_> =
        share.versions.iter().map(|one| one.amount.as_ref().unwrap().to_string()).collect();
    assert_eq!(said, ["99", "most", "nearly all"]);
    assert_eq!(share.agreement(), Some(Agreement::Compatible));
    assert_eq!(
        claims.of(Fact::Outcome).next().unwrap().versions[0].claimed_by[0].by,
        ["Joe Biden"]
    );
}

#[test]
fn the_view_of_the_report_has_only_its_claims() {
    let timeline = crisis();
    let outlet = timeline.actor_by_key("TN").unwrap().id();
    let claims =
        timeline.view().reported_by(outlet).claims(event(&timeline, "barrage").id()).unwrap();
    let share = claims.of(Fact::ShareIntercepted).next().unwrap();
    let said: Vec<_> =
        share.versions.iter().map(|one| one.amount.as_ref().unwrap().to_string()).collect();
    assert_eq!(said, ["99", "most"], "nearly all is the original's");
    assert_eq!(claims.of(Fact::Launched).count(), 0, "the figures are public record");
    assert_eq!(claims.of(Fact::Intent).count(), 0);
}

#[test]
fn each_threat_has_the_expected_outcome() {
    let timeline = crisis();
    let threats = timeline.threats(&month()).unwrap();
    let became = |key: &str| {
        let threat = threats.of(key).unwrap();
        let actions =
            threat.carried_out.iter().map(|one| (&*one.event.event, one.after_seconds / 86_400));
        (threat.state, actions.collect::<Vec<_>>())
    };
    assert_eq!(became("khamenei-vow"), (ThreatState::CarriedOut, vec![("barrage", 11)]));
    assert_eq!(became("katz-threat"), (ThreatState::CarriedOut, vec![("isfahan", 9)]));
    assert_eq!(became("halevi-threat"), (ThreatState::CarriedOut, vec![("isfahan", 4)]));
    for key in ["iran-mission-threat", "regional-war-warning", "biden-dont"] {
        assert_eq!(became(key), (ThreatState::Open, vec![]), "{key}");
    }
    let condition_of = |threats: &Threats, key: &str| {
        let condition = threats.of(key).unwrap().condition.clone().unwrap();
        let by: Vec<_> =
            condition.met_by.iter().map(|condition_of| condition_of.event.event.clone()).collect();
        (condition.state, by)
    };
    assert_eq!(
        condition_of(&threats, "katz-threat"),
        (ConditionState::Met, vec!["barrage".into()])
    );
    for key in ["iran-mission-threat", "regional-war-warning"] {
        let isfahan = (ConditionState::Contested, vec!["isfahan".into()]);
        assert_eq!(condition_of(&threats, key), isfahan, "attributed, and claimed by no one");
    }
    assert!(threats.of("regional-war-warning").unwrap().third_party);

    // A threat alone is no response: on the 15th the warning is still open.
    for day in ["2024-04-15", "2024-04-19"] {
        let before = timeline.view().during(..day).threats(&month()).unwrap();
        assert_eq!(condition_of(&before, "regional-war-warning"), (ConditionState::Open, vec![]));
    }
}

#[test]
fn off_ramps_are_found_where_restraint_was_urged() {
    let timeline = crisis();
    let chains = timeline.chains(&month()).unwrap();
    let chain = chains.maximal().find(|chain| chain.events().next().unwrap().label() == "killing");
    let off_ramps = chain.unwrap().off_ramps().off_ramps;
    let labels: Vec<_> = off_ramps
        .iter()
        .map(|one| (one.kind, one.event.as_ref().map_or("", |event| &*event.event)))
        .collect();
    assert_eq!(
        labels,
        [
            (OffRampKind::Unclaimed, ""),
            (OffRampKind::Concluded, "iran-concluded"),
            (OffRampKind::Restraint, "win"),
            (OffRampKind::Appeal, "tn-appeal"),
        ]
    );
    let next = off_ramps[1].followed.as_ref().unwrap();
    assert_eq!((&*next.event, next.rise.unwrap().units()), ("isfahan", -4.0), "later, and lower");
}

#[test]
fn printed_arabic_names_are_enclosed_in_isolates() {
    let timeline = crisis();
    let barrage = event(&timeline, "barrage").id();
    let arabic = timeline.view().in_language("ar");
    let chain = arabic.chains(&month()).unwrap().longest().unwrap();
    let printed = [
        chain.explain().to_string(),
        chain.reactions().to_string(),
        chain.off_ramps().to_string(),
        arabic.claims(barrage).unwrap().to_string(),
        arabic.threats(&month()).unwrap().to_string(),
    ];
    for text in printed {
        let mut depth = 0;
        let mut isolated = 0;
        for letter in text.chars() {
            match letter {
                '\u{2068}' => depth += 1,
                '\u{2069}' => depth -= 1,
                '\u{600}'..='\u{6FF}' => {
                    assert_eq!(depth, 1, "{text}");
                    isolated += 1;
                }
                '\n' => assert_eq!(depth, 0, "a line ends what it begins"),
                _ => {}
            }
        }
        assert!(isolated > 0 || !text.contains("إ"));
        assert_eq!(depth, 0);
    }
    let english = timeline.chains(&month()).unwrap().longest().unwrap().explain().to_string();
    assert!(!english.contains('\u{2068}'), "nothing to isolate in English");
}

#[test]
fn the_first_document_of_the_documentation_is_read() {
    let text = include_str!("../../src/read/json.md");
    let blocks: Vec<&str> =
        text.split("```json\n").skip(1).map(|block| block.split("```").next().unwrap()).collect();
    assert!(!blocks.is_empty());
    for block in blocks {
        let options = Options::new().format(Format::Json);
        let read = options.read("json.md", block.as_bytes());
        let timeline = read.unwrap_or_else(|error| panic!("{block}\n{error}")).timeline;
        let claim = timeline.events().next_back().unwrap();
        assert_eq!(claim.statement().unwrap().assertions().len(), 1, "one may stand alone");
    }
}

#[test]
fn words_of_the_field_are_taken_or_explained() {
    let read = |fields: &str| {
        let document = format!(
            r#"{{"escalade": 1, "actors": [{{"key": "A"}}], "events": [
                {{"key": "one", "when": "2024", "source": "A", {fields}}}]}}"#
        );
        Options::new().format(Format::Json).read("document", document.as_bytes())
    };
    let likely = read(r#""attack": "rocket", "attribution": "likely""#).unwrap().timeline;
    assert_eq!(event(&likely, "one").attribution().unwrap().percent(), 70);
    for (fields, meant) in [
        (r#""attack": "rockets""#, "`rocket`"),
        (r#""attack": "missile""#, "`ballistic-missile` or `cruise-missile`"),
        (r#""statement": "threat""#, "`threaten`"),
        (r#""action": "riot""#, "`protest`"),
        (r#""action": "sanctions""#, "`sanction`"),
    ] {
        let error = read(fields).unwrap_err();
        assert!(error.issues()[0].remedy().contains(meant), "{fields}: {error}");
    }
}
