//! Two crises of disputed authors, recorded as documents and with the builder: both give the same timeline, and the
//! answers are those that a reader of the events knows to be true.

use chrono::TimeDelta;
use escalade::{
    Actor, Attack, Chains, Event, EventKind, Link, Means, Query, Rank, Relation, Report, SpeechAct,
    Statement, Timeline, TimelineBuilder, Trend,
    evidence::Proposition,
    model::{
        Act, ActionKind, ActorKind, Amount, Assertion, Avowal, Conditional, Fact, Membership,
        MembershipKind, Munition, Pattern, Wep,
    },
    read::json,
    scale::Kahn,
    threats::ThreatState,
};

fn document(name: &str) -> Timeline {
    let file = format!("{}/tests/data/crises/{name}.json", env!("CARGO_MANIFEST_DIR"));
    json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn query() -> Query {
    Query::escalation().on(Kahn).max_gap(TimeDelta::days(30))
}

fn assert_same(built: &Timeline, document: &Timeline) {
    let [built, document] = [built, document].map(|one| serde_json::to_string_pretty(one).unwrap());
    assert_eq!(built, document);
}

/// Returns the longest chain of any trend, by key.
fn longest(chains: &Chains<'_>) -> Vec<String> {
    let longest = chains.top(Rank::Longest).next().unwrap();
    longest.events().map(|event| event.key().unwrap().to_owned()).collect()
}

/// Rockets by a proxy that denies it, retaliation, the storming of an embassy, a killing, a conditional threat, a
/// missile attack in response, and an airliner shot down, which is denied and then admitted.
fn rockets() -> Timeline {
    let mut builder = Timeline::builder();
    builder.set_title("Baghdad and Ain al-Asad, winter 2019/20");
    let named = |builder: &mut TimelineBuilder, key: &str, kind, name: &str| {
        builder.add_actor(Actor::new(key).with_kind(kind).with_name("en", name))
    };
    let state = ActorKind::State;
    let usa = named(&mut builder, "USA", state, "United States");
    let iran = named(&mut builder, "IRN", state, "Iran");
    let iraq = named(&mut builder, "IRQ", state, "Iraq");
    let ukraine = named(&mut builder, "UKR", state, "Ukraine");
    let canada = named(&mut builder, "CAN", state, "Canada");
    let kh = Actor::new("KH").with_kind(ActorKind::ArmedGroup).with_name("en", "Kataib Hezbollah");
    let patron = Membership::new(MembershipKind::ActsFor, iran);
    let patron = patron.asserted_by(usa).with_confidence(Wep::Likely);
    let in_iraq = Membership::new(MembershipKind::LocatedIn, iraq);
    let kh = builder.add_actor(kh.with_membership(patron).with_membership(in_iraq.clone()));
    let part = |key: &str, kind, name: &str, whole| {
        Actor::new(key).with_kind(kind).with_name("en", name).part_of(whole)
    };
    let person = ActorKind::Person;
    let guards = part("IRGC", ActorKind::Military, "Revolutionary Guards", iran);
    let guards = builder.add_actor(guards);
    let trump = builder.add_actor(part("TRUMP", person, "Donald Trump", usa));
    let khamenei = builder.add_actor(part("KHAMENEI", person, "Ali Khamenei", iran));
    let crowd = Actor::new("crowd").with_kind(ActorKind::Civilians);
    let crowd = crowd.with_name("en", "crowd of militiamen").with_membership(in_iraq);
    let crowd = builder.add_actor(crowd);
    let reuters = builder.add_actor(Actor::new("REUTERS").with_kind(ActorKind::NewsOutlet));

    let rockets = Munition::new(Means::Rocket).launched(Amount::exactly(30));
    let k1 = builder.add_event(
        Event::attack(kh, "2019-12-27", Means::Rocket)
            .with_key("k1")
            .against(usa)
            .with_attribution(Wep::Likely)
            .with_avowal(Avowal::Denied)
            .with_text("Rockets hit the base K-1 near Kirkuk and kill a contractor.")
            .with_attack(Attack::new().firing(rockets).killing(Amount::exactly(1)))
            .with_level(Kahn, 8)
            .with_report(Report::by(reuters).attributing_to(())),
    );
    let accuses = Statement::about(k1).asserting(Assertion::that(Fact::Attribution).naming(kh));
    builder.add_event(
        Event::statement(usa, "2019-12-28", SpeechAct::Accuse)
            .with_key("usa-blames")
            .against(kh)
            .with_statement(accuses)
            .with_level(Kahn, 2),
    );
    let denies = Event::statement(kh, "2019-12-28", SpeechAct::Deny).with_key("kh-denies");
    builder.add_event(denies.with_statement(Statement::about(k1)));
    let strikes = builder.add_event(
        Event::attack(usa, "2019-12-29", Means::AirStrike)
            .with_key("strikes")
            .against(kh)
            .with_avowal(Avowal::Claimed)
            .with_attack(Attack::new().killing(Amount::exactly(25)))
            .with_level(Kahn, 8),
    );
    let storming = builder.add_event(
        Event::action(crowd, "2019-12-31", ActionKind::Protest)
            .with_key("storming")
            .against(usa)
            .with_level(Kahn, 7)
            .with_text("A crowd storms the embassy compound in Baghdad."),
    );
    let killing = builder.add_event(
        Event::attack(usa, "2020-01-03", Means::Drone)
            .with_key("killing")
            .against(iran)
            .with_avowal(Avowal::Claimed)
            .with_text("A drone strike kills Qasem Soleimani.")
            .with_level(Kahn, 12),
    );
    let vow = builder.add_event(
        Event::statement(khamenei, "2020-01-03", SpeechAct::Threaten)
            .with_key("khamenei-vow")
            .against(usa)
            .with_level(Kahn, 4)
            .with_text("Severe revenge awaits."),
    );
    let attack = |by, on| Pattern::new().of_kind(EventKind::Attack).by(by).against(on);
    let condition = "Iran strikes any Americans or American assets";
    let condition = attack(iran, usa).in_words(condition);
    let consequence =
        attack(usa, iran).with_min_level(Kahn, 15).in_words("52 Iranian sites are hit");
    let said = Statement::new().on_condition(Conditional::new(condition, consequence));
    builder.add_event(
        Event::statement(trump, "2020-01-04", SpeechAct::Threaten)
            .with_key("52-sites")
            .against(iran)
            .with_level(Kahn, 5)
            .with_statement(said),
    );
    let launched = Munition::new(Means::BallisticMissile).launched(Amount::between(11, 22));
    let missiles = builder.add_event(
        Event::attack(guards, "2020-01-08T01:34+03:00", Means::BallisticMissile)
            .with_key("missiles")
            .against(usa)
            .with_avowal(Avowal::Claimed)
            .with_attack(Attack::new().firing(launched).killing(Amount::exactly(0)))
            .with_level(Kahn, 13),
    );
    let downing = builder.add_event(
        Event::attack(guards, "2020-01-08T06:15+03:30", Means::Unspecified)
            .with_key("downing")
            .against([ukraine, canada])
            .with_attribution(100)
            .with_attack(Attack::new().killing(Amount::exactly(176)))
            .with_level(Kahn, 8)
            .with_text("Flight PS752 is shot down near Tehran."),
    );
    let about = |key: &str, by, day: &str, act, on: Option<_>, facts: Vec<Assertion>| {
        let said = facts.into_iter().fold(Statement::about(downing), Statement::asserting);
        let event = Event::statement(by, day, act).with_key(key).with_statement(said);
        on.into_iter().fold(event, Event::against)
    };
    let by_iran = Assertion::that(Fact::Attribution).naming(iran);
    let accuse = SpeechAct::Accuse;
    builder.add_event(about(
        "canada-says",
        canada,
        "2020-01-09",
        accuse,
        Some(iran),
        vec![by_iran],
    ));
    let not_by_iran = Assertion::denial(Fact::Attribution).naming(iran);
    let deny = SpeechAct::Deny;
    builder.add_event(about("iran-denies", iran, "2020-01-09", deny, None, vec![not_by_iran]));
    let admission = Assertion::that(Fact::Attribution).naming(guards);
    let intent = Assertion::that(Fact::Intent).in_words("human error");
    let facts = vec![admission, intent];
    builder.add_event(about("iran-admits", iran, "2020-01-11", SpeechAct::Claim, None, facts));
    builder.add_event(
        Event::statement(trump, "2020-01-08T16:00Z", SpeechAct::Announce)
            .with_key("trump-steps-back")
            .against(iran)
            .with_text("Iran appears to be standing down.")
            .with_level(Kahn, 1),
    );
    builder.add_event(
        Event::action(usa, "2020-01-10", ActionKind::Sanction)
            .with_key("sanctions")
            .against(iran)
            .with_level(Kahn, 7),
    );
    let retaliates = |from, to, by| Link::new(from, Relation::RetaliatesFor, to).asserted_by(by);
    builder.add_link_draft(retaliates(strikes, k1, usa));
    builder.add_link(storming, Relation::RespondsTo, strikes);
    let responds = Link::new(killing, Relation::RespondsTo, storming);
    builder.add_link_draft(responds.asserted_by(usa).with_confidence(60));
    builder.add_link_draft(retaliates(missiles, killing, iran));
    builder.add_link(missiles, Relation::CarriesOut, vow);
    builder.build().unwrap()
}

#[test]
fn the_rockets_are_the_same_by_document_and_by_builder() {
    assert_same(&rockets(), &document("rockets"));
}

#[test]
fn the_rockets_are_answered_as_they_happened() {
    let timeline = document("rockets");
    let id = |key: &str| timeline.event_by_key(key).unwrap().id();
    let any = query().trend(Trend::Any);
    let chains = timeline.chains(&any).unwrap();
    assert_eq!(
        longest(&chains),
        ["k1", "strikes", "storming", "killing", "missiles", "trump-steps-back"]
    );
    let explained = chains.longest().unwrap().explain().to_string();
    let hangs_on = "the chain hangs on the word of United States alone: that Kataib Hezbollah did k1, and that \
                    strikes retaliates for k1";
    assert!(explained.contains(hangs_on), "{explained}");
    assert!(explained.contains("those held responsible deny it"));

    let denied = timeline.claims(id("k1")).unwrap();
    let attribution = denied.of(Fact::Attribution).next().unwrap();
    let denials = &attribution.versions[0].denied_by;
    assert_eq!(denials.len(), 1, "the avowal is the statement: {denied}");
    assert_eq!(denials[0].statement.as_deref(), Some("kh-denies"));
    assert!(denied.is_disputed());
    assert!(
        timeline.evidence(id("k1")).unwrap().denials.is_empty(),
        "nobody denies that it occurred"
    );
    let author = timeline.evidence(Proposition::Attributed(id("k1"))).unwrap();
    assert_eq!(author.denials[0].by, ["KH"]);

    assert!(!timeline.claims(id("downing")).unwrap().is_disputed(), "Iran has corrected itself");
    let before = timeline.view().as_known_at("2020-01-10");
    assert!(before.claims(id("downing")).unwrap().is_disputed());

    let reactions = chains.reactions_to(id("killing")).unwrap();
    assert!(!reactions.to_string().contains("canada-says"), "it is about the downing: {reactions}");
    let reactions = chains.reactions_to(id("downing")).unwrap();
    assert!(reactions.to_string().contains("condemned: canada-says"));

    let threats = timeline.threats(&any).unwrap();
    assert_eq!(threats.of("khamenei-vow").unwrap().state, ThreatState::CarriedOut);
    let sites = threats.of("52-sites").unwrap();
    assert_eq!(sites.state, ThreatState::Open);
    assert_eq!(sites.condition.as_ref().unwrap().met_by[0].event.event, "missiles");
}

/// A ramming at sea, shots, an ultimatum and an air raid; a truce that is broken, by whom is disputed; an airliner shot
/// down, of which three stories are told, until one of the tellers admits it; a warning, and its execution.
fn strait() -> Timeline {
    let mut builder = Timeline::builder();
    builder.set_title("The strait, the truce and the airliner");
    let actor = |key: &str, kind, name: &str| Actor::new(key).with_kind(kind).with_name("en", name);
    let state = ActorKind::State;
    let nor = builder.add_actor(actor("NOR", state, "Norland"));
    let sud = builder.add_actor(actor("SUD", state, "Sudland"));
    let military = ActorKind::Military;
    let navy = builder.add_actor(actor("NORNAV", military, "Norland's navy").part_of(nor));
    let guns = builder.add_actor(actor("SUDAF", military, "Sudland's air defence").part_of(sud));
    let patron = Membership::new(MembershipKind::ActsFor, nor).from("2031-05-01").asserted_by(sud);
    let front = actor("FRONT", ActorKind::ArmedGroup, "Straits Front").with_membership(patron);
    let front = front.with_membership(Membership::new(MembershipKind::LocatedIn, sud));
    let front = builder.add_actor(front);
    let med = builder.add_actor(actor("MED", state, "Medland"));
    let un = builder.add_actor(actor("UN", ActorKind::InternationalBody, "United Nations"));
    let minister = actor("NORMIN", ActorKind::Person, "Norland's minister").part_of(nor);
    let minister = builder.add_actor(minister);
    let [wire, gazette] = ["WIRE", "GAZETTE"]
        .map(|key| builder.add_actor(Actor::new(key).with_kind(ActorKind::NewsOutlet)));

    let ramming = builder.add_event(
        Event::action(sud, "2031-05-02T06:10Z", ActionKind::Interception)
            .with_key("ramming")
            .against(navy)
            .with_level(Kahn, 5)
            .with_text("A Sudland cutter rams a Norland frigate."),
    );
    let shots = builder.add_event(
        Event::attack(navy, "2031-05-02T06:40Z", Means::Artillery)
            .with_key("shots")
            .against(sud)
            .with_avowal(Avowal::Claimed)
            .with_level(Kahn, 7)
            .with_attack(Attack::new().killing(Amount::exactly(3))),
    );
    let demand = Pattern::new().of_kind(EventKind::Action).by(nor);
    let demand = demand.in_words("Norland withdraws its frigates");
    let attack = |by, on| Pattern::new().of_kind(EventKind::Attack).by(by).against(on);
    let raid = attack(sud, nor).with_min_level(Kahn, 8);
    let said = Statement::new().on_condition(Conditional::unless(demand, raid).by("2031-05-06"));
    let ultimatum = builder.add_event(
        Event::statement(sud, "2031-05-03", SpeechAct::Ultimatum)
            .with_key("ultimatum")
            .against(nor)
            .with_level(Kahn, 4)
            .with_statement(said),
    );
    let raid = builder.add_event(
        Event::attack(sud, "2031-05-07", Means::AirStrike)
            .with_key("air-raid")
            .against(nor)
            .with_level(Kahn, 9)
            .with_attack(Attack::new().killing(Amount::between(20, 30))),
    );
    builder.add_event(
        Event::action([nor, sud], "2031-05-09", ActionKind::Agreement)
            .with_key("truce")
            .against([nor, sud])
            .mutually()
            .with_text("Ceasefire for thirty days"),
    );
    let shelling = builder.add_event(
        Event::attack((), "2031-05-20", Means::Artillery)
            .with_key("shelling")
            .with_candidate(front, 60)
            .with_candidate(navy, 30)
            .against(sud)
            .with_level(Kahn, 8)
            .with_report(Report::by(wire).attributing_to(front))
            .with_report(Report::by(gazette).attributing_to(navy)),
    );
    let that = |actor| Assertion::that(Fact::Attribution).naming(actor);
    let said = |event, facts: Vec<Assertion>| {
        facts.into_iter().fold(Statement::about(event), Statement::asserting)
    };
    let says = |key: &str, by, day: &str, act, statement| {
        Event::statement(by, day, act).with_key(key).with_statement(statement)
    };
    let accuse = SpeechAct::Accuse;
    let accuses = said(shelling, vec![that(navy)]);
    builder.add_event(says("sud-accuses", sud, "2031-05-20", accuse, accuses).against(nor));
    let deny = SpeechAct::Deny;
    builder.add_event(says("front-denies", front, "2031-05-21", deny, said(shelling, vec![])));
    builder.add_event(says("nor-denies", nor, "2031-05-21", deny, said(shelling, vec![])));
    let downing = builder.add_event(
        Event::attack((), "2031-05-24T14:05Z", Means::Unspecified)
            .with_key("downing")
            .with_candidate(guns, 50)
            .with_candidate(front, 25)
            .with_candidate(navy, 10)
            .against(med)
            .with_level(Kahn, 8)
            .with_attack(Attack::new().killing(Amount::exactly(112)))
            .with_text("An airliner of Medland is shot down over the strait.")
            .at("the strait"),
    );
    let blames = |actor| said(downing, vec![that(actor)]);
    builder.add_event(says("nor-blames", nor, "2031-05-24", accuse, blames(guns)).against(sud));
    builder.add_event(says("sud-blames", sud, "2031-05-25", accuse, blames(front)).against(front));
    let killed = Assertion::that(Fact::Killed).amounting_to(Amount::at_least(110));
    let story = said(downing, vec![that(navy), killed]);
    builder.add_event(says("front-story", front, "2031-05-25", SpeechAct::Claim, story));
    let denial = said(downing, vec![Assertion::denial(Fact::Attribution).naming(guns)]);
    builder.add_event(says("sud-denies", sud, "2031-05-26", deny, denial));
    let sanctions = builder.add_event(
        Event::action(med, "2031-05-30", ActionKind::Sanction)
            .with_key("med-sanctions")
            .against(sud)
            .with_level(Kahn, 7),
    );
    let urges = Event::statement(un, "2031-05-27", SpeechAct::UrgeRestraint).with_key("un-urges");
    builder.add_event(urges.against([nor, sud]));
    let claim = SpeechAct::Claim;
    builder.add_event(says("sud-admits", sud, "2031-06-15", claim, blames(guns)).against(med));
    let apologises =
        says("sud-apologises", sud, "2031-06-15", SpeechAct::Apologise, said(downing, vec![]));
    builder.add_event(apologises.against(med));
    let again = attack(sud, nor).in_words("Sudland attacks again");
    let answer = attack(nor, sud).with_min_level(Kahn, 10);
    let warning = Statement::new().on_condition(Conditional::new(again, answer));
    builder.add_event(
        Event::statement(minister, "2031-05-28", SpeechAct::Warn)
            .with_key("nor-warning")
            .against(sud)
            .with_level(Kahn, 4)
            .with_statement(warning.staying_open_for(TimeDelta::days(10))),
    );
    let blockade = builder.add_event(
        Event::attack(sud, "2031-06-02", Means::Blockade)
            .with_key("blockade")
            .against(nor)
            .with_level(Kahn, 9),
    );
    builder.add_event(
        Event::attack(navy, "2031-06-04", Means::CruiseMissile)
            .with_key("answer")
            .against(sud)
            .with_level(Kahn, 11)
            .with_avowal(Avowal::Claimed)
            .avowed_on("2031-06-05"),
    );
    builder.add_link(shots, Relation::RespondsTo, ramming);
    builder.add_link(raid, Relation::CarriesOut, ultimatum);
    builder.add_link_draft(Link::new(sanctions, Relation::RespondsTo, downing).asserted_by(med));
    let retaliates = Link::new(blockade, Relation::RetaliatesFor, shelling);
    builder.add_link_draft(retaliates.asserted_by(sud).with_confidence(80));
    builder.build().unwrap()
}

#[test]
fn the_strait_is_the_same_by_document_and_by_builder() {
    assert_same(&strait(), &document("strait"));
}

#[test]
fn the_strait_is_answered_as_it_happened() {
    let timeline = document("strait");
    let id = |key: &str| timeline.event_by_key(key).unwrap().id();
    let shelling = timeline.claims(id("shelling")).unwrap();
    assert!(
        shelling.of(Fact::Occurred).next().is_none(),
        "a candidate denies to have done it: {shelling}"
    );
    let versions = &shelling.of(Fact::Attribution).next().unwrap().versions;
    let denied = |nth: usize| {
        let denials = versions[nth].denied_by.iter();
        denials.map(|one| one.statement.clone().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!((denied(0), denied(1)), (vec!["front-denies".into()], vec!["nor-denies".into()]));
    assert!(timeline.evidence(id("shelling")).unwrap().denials.is_empty());
    let author = timeline.evidence(Proposition::Attributed(id("shelling"))).unwrap();
    assert_eq!(author.denials.len(), 1, "of the likeliest candidate, the Front: {author}");

    let downing = timeline.claims(id("downing")).unwrap();
    assert_eq!(downing.conflicts().count(), 3);
    let corrected = downing.facts.iter().flat_map(|fact| &fact.versions).flat_map(|version| {
        version.claimed_by.iter().chain(&version.denied_by).filter(|one| one.corrected_by.is_some())
    });
    let corrected: Vec<_> = corrected.map(|one| one.statement.clone().unwrap()).collect();
    assert_eq!(corrected, ["sud-denies", "sud-blames"]);

    let any = query().trend(Trend::Any);
    let threats = timeline.threats(&any).unwrap();
    let carried_out = |key: &str| threats.of(key).unwrap().carried_out[0].event.event.clone();
    assert_eq!(
        (carried_out("ultimatum"), carried_out("nor-warning")),
        ("air-raid".into(), "answer".into())
    );
    let text = threats.to_string();
    assert_eq!(text.matches("at level 8 on Kahn's scale or above").count(), 1, "{text}");

    let chains = timeline.chains(&any).unwrap();
    let ultimatum = chains.through(id("ultimatum"), Rank::Longest).unwrap();
    let reactions = ultimatum.reactions().to_string();
    assert!(reactions.contains("un-urges") && reactions.contains("truce"), "{reactions}");
    assert!(!reactions.contains("nor-blames"), "it is about the airliner: {reactions}");

    // No chain leads across the truce.
    let truce = escalade::Predicate::acts([Act::Action(ActionKind::Agreement)]);
    let unbroken = timeline.chains(&any.clone().unless(truce)).unwrap();
    assert_eq!(longest(&chains).len(), 6);
    assert_eq!(longest(&unbroken), ["ramming", "shots", "ultimatum"]);
    let first = unbroken.through(id("air-raid"), Rank::Longest).unwrap();
    assert_eq!(first.events().next_back().unwrap().key(), Some("air-raid"));
}

#[cfg(feature = "xml")]
#[test]
fn a_threat_carried_out_by_rule_looks_inferred() {
    use escalade::render::{Dot, JsonGraph, Mermaid, Picture, Render, Svg};

    let timeline = document("strait");
    let chains = timeline.chains(&query().trend(Trend::Any)).unwrap();
    let picture = Picture::hops(&chains);
    let drawn = |format: &dyn Render| format.render_to_string(&picture);
    let json: serde_json::Value = serde_json::from_str(&drawn(&JsonGraph::default())).unwrap();
    let graph = &json["graph"];
    let label = |end: &serde_json::Value| {
        graph["nodes"][end.as_str().unwrap()]["metadata"]["event"].as_str().unwrap().to_owned()
    };
    let carrying = |relation: &str| {
        let edges = graph["edges"].as_array().unwrap().iter();
        let edges = edges.filter(|edge| edge["relation"] == relation);
        edges.map(|edge| (label(&edge["source"]), label(&edge["target"]))).collect::<Vec<_>>()
    };
    let pair = |from: &str, to: &str| vec![(from.to_owned(), to.to_owned())];
    assert_eq!(carrying("carries-out-by-rule"), pair("nor-warning", "answer"));
    assert_eq!(
        carrying("carries-out"),
        pair("ultimatum", "air-raid"),
        "declared, though it fits as well"
    );
    let ladder = drawn(&Svg::ladder());
    assert!(ladder.contains(" carries-out-by-rule front"));
    assert!(ladder.contains("carries one out, by rule alone"));
    assert!(drawn(&Mermaid::flowchart()).contains("-. \"carries out, by rule\" .->"));
    assert!(drawn(&Dot::default()).contains("style=\"bold,dashed\""));
}
