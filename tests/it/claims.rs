//! Claims about an event: named cases, and random ones compared value by value as the documentation
//! defines.

use std::collections::BTreeSet;

use escalade::{
    Actor, ActorId, Attack, Event, Link, Means, Relation, Report, SpeechAct, Statement, Timeline,
    claims::{Agreement, Claims},
    model::{ActionKind, Amount, Assertion, Avowal, Fact, Munition, Outcome},
};
use proptest::{
    collection::vec,
    option,
    prelude::{Just, Strategy, any, prop_oneof},
    sample::select,
    test_runner::{TestCaseError, TestRunner},
};

use reference::{FactData, Speaker, reference};

mod reference;

const ACTORS: [&str; 4] = ["A", "B", "B-ARMY", "C"];

/// Adds the actors; the army is an organ of B.
fn actors(builder: &mut escalade::TimelineBuilder) -> Vec<ActorId> {
    let mut actors: Vec<ActorId> = Vec::new();
    for key in ACTORS {
        let actor = Actor::new(key);
        actors.push(builder.add_actor(match key {
            "B-ARMY" => actor.part_of(actors[1]),
            _ => actor,
        }));
    }
    actors
}

/// Returns the claims about a raid of A on B made by assertions of C, one statement each.
fn claimed(assertions: impl IntoIterator<Item = Assertion>) -> Claims {
    let mut builder = Timeline::builder();
    let actors = actors(&mut builder);
    let raid =
        builder.add_event(Event::attack(actors[0], "2024-04-01", Means::Drone).against(actors[1]));
    for assertion in assertions {
        let claim = Event::statement(actors[3], "2024-04-02", SpeechAct::Claim);
        builder.add_event(claim.with_statement(Statement::about(raid).asserting(assertion)));
    }
    builder.build().unwrap().claims(raid).unwrap()
}

fn share(amount: Amount) -> Assertion {
    Assertion::that(Fact::ShareIntercepted).amounting_to(amount)
}

#[test]
fn amounts_that_cannot_both_be_true_conflict() {
    let agreement =
        |first: Amount, second: Amount| claimed([share(first), share(second)]).facts[0].agreement();
    let most = || Amount::at_least(51).worded("most");
    assert_eq!(agreement(Amount::exactly(99), most()), Some(Agreement::Compatible));
    assert_eq!(
        agreement(Amount::exactly(99), Amount::between(0, 60)),
        Some(Agreement::Conflicting)
    );
    assert_eq!(agreement(most(), Amount::between(51, 100)), Some(Agreement::Agreeing));
    assert_eq!(agreement(Amount::exactly(99), Amount::exactly(99)), Some(Agreement::Agreeing));
    assert_eq!(agreement(Amount::exactly(99), Amount::in_words("most")), None, "words alone");
}

#[test]
fn a_denial_conflicts_with_claims_that_it_excludes() {
    let denied = Assertion::denial(Fact::ShareIntercepted).amounting_to(Amount::at_least(51));
    let claims = claimed([share(Amount::exactly(99)), denied.clone(), share(Amount::at_least(40))]);
    let fact = &claims.facts[0];
    let conflicts: Vec<_> =
        fact.conflicts().map(|one| (one.first.version, one.second.version)).collect();
    assert_eq!(conflicts, [(0, 1)], "40 or more may still be 45");
    assert!(claims.is_disputed());
}

#[test]
fn a_foiled_attack_counts_as_failed() {
    let outcome = |outcome| Assertion::that(Fact::Outcome).with_outcome(outcome);
    let agreement =
        |one, other| claimed([outcome(one), outcome(other)]).facts[0].agreement().unwrap();
    assert_eq!(agreement(Outcome::Failed, Outcome::Foiled), Agreement::Compatible);
    assert_eq!(agreement(Outcome::LargelyFailed, Outcome::Succeeded), Agreement::Conflicting);
}

#[test]
fn figures_of_different_means_are_not_compared() {
    let launched = |means, number| {
        let amount = Amount::exactly(number);
        Assertion::that(Fact::Launched).by_means(means).amounting_to(amount)
    };
    let claims = claimed([launched(Means::Drone, 170), launched(Means::CruiseMissile, 30)]);
    assert_eq!(claims.facts.len(), 2);
    assert!(!claims.is_disputed());
}

#[test]
fn an_attack_has_its_own_figures_beside_the_claims() {
    let mut builder = Timeline::builder();
    let actors = actors(&mut builder);
    let drones = Munition::new(Means::Drone).launched(Amount::about(170));
    let attack = Attack::new().firing(drones).killing(Amount::exactly(1));
    let raid = Event::attack(actors[0], "2024-04-01", Means::Drone).with_attack(attack);
    let raid = builder.add_event(raid);
    let claim = Assertion::that(Fact::Killed).amounting_to(Amount::at_least(3));
    let claim = Statement::about(raid).asserting(claim);
    builder.add_event(
        Event::statement(actors[1], "2024-04-02", SpeechAct::Claim).with_statement(claim),
    );
    let claims = builder.build().unwrap().claims(raid).unwrap();
    let killed = claims.of(Fact::Killed).next().unwrap();
    assert!(killed.versions[0].recorded && killed.versions[0].claimed_by.is_empty());
    assert_eq!(killed.versions[1].claimed_by[0].by, ["B"]);
    assert_eq!(killed.agreement(), Some(Agreement::Conflicting));
    assert_eq!(claims.of(Fact::Launched).next().unwrap().means, Some(Means::Drone));
}

#[test]
fn a_link_that_denies_a_statement_denies_what_it_claims() {
    let mut builder = Timeline::builder();
    let actors = actors(&mut builder);
    let raid = builder.add_event(Event::attack(actors[0], "2024-04-01", Means::Drone));
    let accusing =
        Statement::about(raid).asserting(Assertion::that(Fact::Intent).in_words("a massacre"));
    let accusing = builder.add_event(
        Event::statement(actors[1], "2024-04-02", SpeechAct::Accuse).with_statement(accusing),
    );
    let denying = builder.add_event(Event::statement(actors[0], "2024-04-03", SpeechAct::Deny));
    let seconding =
        builder.add_event(Event::statement(actors[3], "2024-04-03", SpeechAct::Comment));
    builder.add_link(denying, Relation::Denies, accusing);
    builder.add_link(seconding, Relation::Corroborates, accusing);
    let disbelieving =
        builder.add_event(Event::statement(actors[3], "2024-04-04", SpeechAct::Deny));
    builder.add_link_draft(Link::new(disbelieving, Relation::Denies, raid));
    let claims = builder.build().unwrap().claims(raid).unwrap();
    let intent = &claims.of(Fact::Intent).next().unwrap().versions[0];
    let by = |claimants: &[escalade::claims::ClaimMade]| {
        claimants.iter().flat_map(|one| one.by.clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        (by(&intent.claimed_by), by(&intent.denied_by)),
        (vec!["B".into(), "C".into()], vec!["A".into()])
    );
    assert_eq!(claims.of(Fact::Intent).next().unwrap().agreement(), Some(Agreement::Conflicting));
    let occurred = &claims.of(Fact::Occurred).next().unwrap().versions[0];
    assert_eq!(by(&occurred.denied_by), ["C"]);
}

#[test]
fn hidden_statements_make_no_claims() {
    let mut builder = Timeline::builder();
    let actors = actors(&mut builder);
    let raid = builder.add_event(Event::attack(actors[0], "2024-04-01", Means::Drone));
    let claim = Statement::about(raid).asserting(share(Amount::exactly(99)));
    builder.add_event(
        Event::statement(actors[1], "2024-04-02", SpeechAct::Claim).with_statement(claim),
    );
    let timeline = builder.build().unwrap();
    assert_eq!(timeline.claims(raid).unwrap().facts.len(), 1);
    assert!(timeline.view().during(.."2024-04-02").claims(raid).unwrap().facts.is_empty());
    let hidden = timeline.view().during("2024-04-02"..).claims(raid).unwrap_err();
    assert_eq!(hidden.issues()[0].got(), raid.to_string());
}

#[test]
fn claims_can_be_written_and_read_back() {
    let claims = claimed([share(Amount::exactly(99)), share(Amount::at_least(51).worded("most"))]);
    let written = serde_json::to_string(&claims).unwrap();
    assert_eq!(serde_json::from_str::<Claims>(&written).unwrap(), claims);
}

/// A fact that is claimed or denied.
#[derive(Clone, Debug, PartialEq)]
struct Raw {
    speaker: usize,
    /// The day of the statement, from 2 April.
    day: usize,
    denied: bool,
    content: Content,
}

#[derive(Clone, Debug, PartialEq)]
enum Content {
    /// The number of killed: least, most, and whether approximate.
    Killed(Option<u64>, Option<u64>, bool),
    Share(Option<u64>, Option<u64>),
    Outcome(Outcome),
    Occurred,
    Authors(BTreeSet<usize>),
    Intent(&'static str),
    /// A denial of the event as a whole, without an assertion; of its authors if `false`, by an assertion that
    /// names none.
    Bare(bool),
}

const OUTCOMES: [Outcome; 5] = [
    Outcome::Succeeded,
    Outcome::PartlySucceeded,
    Outcome::LargelyFailed,
    Outcome::Failed,
    Outcome::Foiled,
];

fn contents() -> impl Strategy<Value = Content> {
    let range = |most: u64| {
        (option::weighted(0.8, 0..=most), option::weighted(0.7, 0..=most)).prop_map(
            |(one, other)| match (one, other) {
                (Some(one), Some(other)) => (Some(one.min(other)), Some(one.max(other))),
                (None, None) => (Some(7), Some(7)),
                bounds => bounds,
            },
        )
    };
    prop_oneof![
        4 => (range(25), any::<bool>()).prop_map(|((least, most), about)| Content::Killed(least, most, about)),
        4 => range(100).prop_map(|(least, most)| Content::Share(least, most)),
        2 => select(&OUTCOMES[..]).prop_map(Content::Outcome),
        1 => Just(Content::Occurred),
        3 => proptest::collection::btree_set(0..ACTORS.len(), 1..3).prop_map(Content::Authors),
        1 => select(&["self-defence", "revenge"][..]).prop_map(Content::Intent),
        2 => any::<bool>().prop_map(Content::Bare),
    ]
}

fn amount(least: Option<u64>, most: Option<u64>, about: bool) -> Amount {
    let written = serde_json::json!({ "least": least, "most": most, "about": about });
    serde_json::from_value(written).unwrap()
}

fn assertion(raw: &Raw, actors: &[ActorId]) -> Assertion {
    let that = |fact| if raw.denied { Assertion::denial(fact) } else { Assertion::that(fact) };
    match &raw.content {
        Content::Killed(least, most, about) => {
            that(Fact::Killed).amounting_to(amount(*least, *most, *about))
        }
        Content::Share(least, most) => {
            that(Fact::ShareIntercepted).amounting_to(amount(*least, *most, false))
        }
        Content::Outcome(outcome) => that(Fact::Outcome).with_outcome(*outcome),
        Content::Occurred => that(Fact::Occurred),
        Content::Authors(named) => {
            named.iter().rev().fold(that(Fact::Attribution), |one, nth| one.naming(actors[*nth]))
        }
        Content::Intent(words) => that(Fact::Intent).in_words(*words),
        Content::Bare(_) => Assertion::denial(Fact::Attribution),
    }
}

fn by_library(raws: &[Raw], avowal: Option<Avowal>) -> Vec<FactData> {
    let mut builder = Timeline::builder();
    let actors = actors(&mut builder);
    let raid = Event::action(actors[0], "2024-04-01", ActionKind::Other).against(actors[1]);
    let raid = builder.add_event(match avowal {
        Some(avowal) => raid.with_avowal(avowal),
        None => raid,
    });
    for raw in raws {
        let day = format!("2024-04-{:02}", raw.day + 2);
        let act = match raw.content {
            Content::Bare(_) => SpeechAct::Deny,
            _ => SpeechAct::Claim,
        };
        let said = match raw.content {
            Content::Bare(true) => Statement::about(raid),
            _ => Statement::about(raid).asserting(assertion(raw, &actors)),
        };
        builder.add_event(Event::statement(actors[raw.speaker], day, act).with_statement(said));
    }
    let claims = builder.build().unwrap().claims(raid).unwrap();
    let sides = claims.facts.iter().map(|fact| {
        let by = |claimants: &[escalade::claims::ClaimMade]| {
            let mut speakers: Vec<Speaker> = Vec::new();
            for one in claimants {
                // The raid is #0.
                let nth = |label: &String| label[1..].parse::<usize>().unwrap() - 1;
                speakers.push((one.by.concat(), one.corrected_by.as_ref().map(nth)));
            }
            speakers
        };
        let versions = fact.versions.iter().map(|one| (by(&one.claimed_by), by(&one.denied_by)));
        let comparisons = fact.comparisons.iter().map(|one| {
            let (first, second) = (one.first, one.second);
            (first.version, first.denied, second.version, second.denied, one.agreement)
        });
        (fact.fact, versions.collect(), comparisons.collect())
    });
    sides.collect()
}

#[test]
fn a_recorded_author_who_denies_it_is_a_conflict() {
    let mut builder = Timeline::builder();
    let actors = actors(&mut builder);
    let raid = builder.add_event(Event::attack(actors[0], "2024-04-01", Means::Drone));
    let denial = Event::statement(actors[0], "2024-04-02", SpeechAct::Deny);
    builder.add_event(denial.with_statement(Statement::about(raid)));
    let claims = builder.build().unwrap().claims(raid).unwrap();
    assert!(claims.conflicts().eq(["attribution: A, and not true: A"]), "{claims}");
}

#[test]
fn a_denial_and_a_later_admission_are_a_correction_in_order() {
    let mut builder = Timeline::builder();
    let actors = actors(&mut builder);
    let raid = builder.add_event(Event::attack(actors[0], "2024-04-01", Means::Drone));
    let said = |day: &str, key: &str, act, assertion: Assertion| {
        let said = Statement::about(raid).asserting(assertion.naming(actors[0]));
        Event::statement(actors[0], day, act).with_key(key).with_statement(said)
    };
    let denial = Assertion::denial(Fact::Attribution);
    builder.add_event(said("2024-04-02", "denial", SpeechAct::Deny, denial));
    let admission = Assertion::that(Fact::Attribution);
    builder.add_event(said("2024-04-04", "admission", SpeechAct::Claim, admission));
    let timeline = builder.build().unwrap();
    let claims = timeline.claims(raid).unwrap();
    assert!(!claims.is_disputed());
    assert_eq!(
        claims.to_string(),
        "claims about #0, 2024-04-01: 1 fact, no conflict\n\
         └─ attribution: agreeing\n   \
         └─ A, as recorded\n      \
         ├─ denied by A (denial, 2024-04-02); corrected by admission\n      \
         └─ claimed by A (admission, 2024-04-04)\n"
    );
    let before = timeline.view().during(.."2024-04-03").claims(raid).unwrap();
    assert!(before.is_disputed(), "the admission was not made yet");
}

#[test]
fn an_avowal_with_a_date_corrects_an_earlier_denial() {
    let claimed = |date: Option<&str>| {
        let mut builder = Timeline::builder();
        let actors = actors(&mut builder);
        let raid =
            Event::attack(actors[0], "2024-04-01", Means::Drone).with_avowal(Avowal::Claimed);
        let raid = builder.add_event(date.into_iter().fold(raid, Event::avowed_on));
        let denial = Event::statement(actors[0], "2024-04-02", SpeechAct::Deny);
        builder.add_event(denial.with_statement(Statement::about(raid)));
        builder.build().unwrap().claims(raid).unwrap().is_disputed()
    };
    assert!(claimed(None) && claimed(Some("2024-04-02")), "which came first is not known");
    assert!(!claimed(Some("2024-04-03")));
}

#[test]
fn claims_agree_or_conflict_as_in_a_comparison_value_by_value() {
    let raw = (0..ACTORS.len(), 0..3_usize, any::<bool>(), contents())
        .prop_map(|(speaker, day, denied, content)| Raw { speaker, day, denied, content });
    let avowal =
        option::weighted(0.3, select(&[Avowal::Claimed, Avowal::Denied, Avowal::Unclaimed][..]));
    let config = crate::random_cases::config(2_000, 6);
    let result = TestRunner::new(config).run(&(vec(raw, 0..9), avowal), |(raws, avowal)| {
        let (expected, library) = (reference(&raws, avowal), by_library(&raws, avowal));
        if expected != library {
            return Err(TestCaseError::fail(format!(
                "by hand {expected:#?}\nby the library {library:#?}"
            )));
        }
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn claims_are_printed_with_who_makes_them_and_how_they_agree() {
    let mut builder = Timeline::builder();
    let actors = actors(&mut builder);
    let [a, b, army, c] = [0, 1, 2, 3].map(|nth| actors[nth]);
    let drones = Munition::new(Means::CruiseMissile)
        .launched(Amount::about(30))
        .intercepted(Amount::between(20, 25).worded("most"));
    let attack = Attack::new()
        .firing(drones)
        .killing(Amount::exactly(1))
        .injuring(Amount::at_least(5))
        .with_outcome(Outcome::PartlySucceeded);
    let raid = Event::attack((), "2024-04-01", Means::CruiseMissile)
        .with_attack(attack)
        .with_text("a raid")
        .with_candidate(a, 60)
        .with_candidate([army, c], 30);
    let raid = builder.add_event(raid.with_key("raid"));
    let mut say = |by: ActorId, day: u32, key: &str, said: Vec<Assertion>| {
        let about = said.into_iter().fold(Statement::about(raid), Statement::asserting);
        let day = format!("2024-04-{day:02}");
        let statement = Event::statement(by, day, SpeechAct::Claim).with_key(key);
        let coder = Report::coder().with_words("as I read it");
        let report = Report::by(c).quoting(b);
        builder.add_event(statement.with_report(report).with_report(coder).with_statement(about))
    };
    let that = Assertion::that;
    let launched =
        |amount| that(Fact::Launched).by_means(Means::CruiseMissile).amounting_to(amount);
    say(
        b,
        2,
        "b-counts",
        vec![
            launched(Amount::exactly(31)).in_words("thirty-one").with_confidence(80),
            that(Fact::Killed).amounting_to(Amount::exactly(2).worded("a couple")),
            that(Fact::Injured).amounting_to(Amount::between(0, 4).worded("few")),
            that(Fact::Intent).in_words("revenge"),
            that(Fact::Attribution).naming(a),
        ],
    );
    say(
        a,
        3,
        "a-denies",
        vec![
            Assertion::denial(Fact::Attribution),
            Assertion::denial(Fact::Intent).in_words("revenge"),
            that(Fact::Outcome).with_outcome(Outcome::Failed),
            that(Fact::Other).in_words("a border was crossed"),
            that(Fact::Injured).amounting_to(Amount::in_words("some")),
        ],
    );
    say(a, 5, "a-admits", vec![that(Fact::Attribution).naming(a), that(Fact::Occurred)]);
    let blaming = that(Fact::Attribution).naming(c).naming(army);
    let own = Report::by(b).dated("2024-04-09");
    say(c, 6, "c-blames", vec![blaming.with_report(own)]);
    let claims = builder.build().unwrap().claims(raid).unwrap();
    assert_eq!(claims.to_string(), include_str!("claims/printed.txt"));
    let unclaimed = |avowal| {
        let mut builder = Timeline::builder();
        let by = builder.add_actor(Actor::new("A"));
        let raid = Event::attack(by, "2024-04-01", Means::Drone).with_avowal(avowal);
        let raid = builder.add_event(raid.avowed_on("2024-04-02").with_attribution(70));
        builder.build().unwrap().claims(raid).unwrap().to_string()
    };
    let head = "claims about #0, 2024-04-01: 1 fact, ";
    assert_eq!(
        unclaimed(Avowal::Unclaimed),
        format!(
            "{head}no conflict; neither claimed nor denied by the actors held responsible\n\
             └─ attribution\n   \
             └─ A, as recorded (70%)\n"
        )
    );
    assert_eq!(
        unclaimed(Avowal::Claimed),
        format!(
            "{head}no conflict\n\
             └─ attribution: agreeing\n   \
             └─ A, as recorded (70%)\n      \
             └─ responsibility claimed by A (2024-04-02)\n"
        )
    );
    assert_eq!(
        unclaimed(Avowal::Denied),
        format!(
            "{head}1 conflict\n\
             └─ attribution: conflicting\n   \
             ├─ A, as recorded (70%)\n   \
             │  └─ denied by A, held responsible (2024-04-02)\n   \
             └─ conflicting: A, and not true: A\n"
        )
    );
}

/// Sources that are simply recorded are no claim, unless something is stated of them or said of who did it.
#[test]
fn recorded_authors_are_a_version_if_anything_is_stated_or_said_of_them() {
    let has_authors = |change: &dyn Fn(Event) -> Event, said: Option<Assertion>, by_known: bool| {
        let mut builder = Timeline::builder();
        let actors = actors(&mut builder);
        let by = if by_known { vec![actors[0]] } else { Vec::new() };
        let raid = builder.add_event(change(Event::attack(by, "2024-04-01", Means::Drone)));
        if let Some(assertion) = said {
            let about = Statement::about(raid).asserting(assertion);
            let claim = Event::statement(actors[1], "2024-04-02", SpeechAct::Claim);
            builder.add_event(claim.with_statement(about));
        }
        let claims = builder.build().unwrap().claims(raid).unwrap();
        claims.of(Fact::Attribution).map(|one| one.versions.len()).sum::<usize>()
    };
    let none: Option<Assertion> = None;
    let plain = |event: Event| event;
    assert_eq!(has_authors(&plain, none.clone(), true), 0);
    assert_eq!(has_authors(&plain, Some(Assertion::that(Fact::Occurred)), true), 0);
    assert_eq!(has_authors(&|event| event.with_attribution(50), none.clone(), true), 1);
    assert_eq!(has_authors(&|event| event.with_avowal(Avowal::Unclaimed), none.clone(), true), 1);
    let denial = Assertion::denial(Fact::Attribution);
    assert_eq!(has_authors(&plain, Some(denial.clone()), true), 1, "those that are recorded");
    assert_eq!(has_authors(&plain, Some(denial), false), 1, "words alone");
    assert_eq!(has_authors(&|event| event.with_avowal(Avowal::Claimed), none, false), 0);
}

/// An avowal is listed beside a statement of the same actors only if that says something else or on another day.
#[test]
fn an_avowal_is_not_listed_beside_a_statement_that_says_the_same() {
    let claims_of = |by: &[usize], speakers: &[usize], date: Option<&str>, denied: bool| {
        let mut builder = Timeline::builder();
        let actors = actors(&mut builder);
        let all = |nths: &[usize]| nths.iter().map(|nth| actors[*nth]).collect::<Vec<_>>();
        let raid = Event::attack(all(by), "2024-04-01", Means::Drone).with_avowal(Avowal::Claimed);
        let raid = builder.add_event(date.into_iter().fold(raid, Event::avowed_on));
        let that = if denied { Assertion::denial } else { Assertion::that };
        let said = by.iter().fold(that(Fact::Attribution), |one, nth| one.naming(actors[*nth]));
        let claim = Event::statement(all(speakers), "2024-04-03", SpeechAct::Claim);
        builder.add_event(claim.with_statement(Statement::about(raid).asserting(said)));
        let claims = builder.build().unwrap().claims(raid).unwrap();
        let version = &claims.of(Fact::Attribution).next().unwrap().versions[0];
        let claimed: Vec<_> = version.claimed_by.iter().map(|one| one.statement.clone()).collect();
        claimed
    };
    let (avowal, statement) = (None, Some("#1".to_owned()));
    let said_alone = std::slice::from_ref(&statement);
    assert_eq!(claims_of(&[0], &[0], None, false), said_alone);
    assert_eq!(claims_of(&[0], &[0, 3], None, false), said_alone);
    assert_eq!(claims_of(&[0, 3], &[0], None, false), [avowal.clone(), statement.clone()]);
    assert_eq!(claims_of(&[0], &[3], None, false), [avowal.clone(), statement.clone()]);
    assert_eq!(claims_of(&[0], &[0], Some("2024-04-03"), false), said_alone);
    for day in ["2024-04-02", "2024-04"] {
        assert_eq!(
            claims_of(&[0], &[0], Some(day), false),
            [avowal.clone(), statement.clone()],
            "{day}"
        );
    }
    assert_eq!(claims_of(&[0], &[0], None, true), [avowal], "it denies what the avowal claims");
}
