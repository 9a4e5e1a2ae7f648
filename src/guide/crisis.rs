// What the examples of the chapter have in common: each includes this file.

pub use chrono::TimeDelta;
pub use escalade::{
    chain::*, claims::*, evidence::*, explain::*, model::*, reactions::*, scale::*, threats::*, timeline::*, *,
};

/// Returns what one news report states, and only that. Every line has a source.
pub fn the_report() -> TimelineBuilder {
    let mut builder = Timeline::builder();
    builder.set_title("April 2024, according to one news report");

    // 1. Actors: states, their organs and persons in office, a body with members, and news outlets. An
    // organ is part of its state, so a query can count it as the state. A member of the G7 does not count
    // as the G7.
    let state = |key: &str, en: &str, ar: &str| {
        Actor::new(key).with_kind(ActorKind::State).with_name("en", en).with_name("ar", ar)
    };
    let iran = builder.add_actor(state("IRN", "Iran", "إيران"));
    let israel = builder.add_actor(state("ISR", "Israel", "إسرائيل"));
    let usa = builder.add_actor(state("USA", "United States", "الولايات المتحدة"));
    let mut organ = |key: &str, kind, en: &str, ar: &str, whole| {
        let organ = Actor::new(key).with_kind(kind).with_name("en", en).with_name("ar", ar);
        builder.add_actor(organ.part_of(whole))
    };
    let guard =
        organ("IRGC", ActorKind::Military, "Revolutionary Guard", "الحرس الثوري الإيراني", iran);
    let commander =
        organ("COMMANDER", ActorKind::Person, "commander of the Guard", "قائد في الحرس الثوري", guard);
    let army = organ("IDF", ActorKind::Military, "Israeli army", "الجيش الإسرائيلي", israel);
    let netanyahu =
        organ("NETANYAHU", ActorKind::Person, "Benjamin Netanyahu", "بنيامين نتنياهو", israel);
    let biden = organ("BIDEN", ActorKind::Person, "Joe Biden", "جو بايدن", usa);
    let administration =
        organ("US-ADMIN", ActorKind::Government, "US administration", "الإدارة الأمريكية", usa);
    let white_house =
        organ("WHITE-HOUSE", ActorKind::Government, "White House", "البيت الأبيض", administration);
    let forces = organ("US-FORCES", ActorKind::Military, "US forces", "القوات الأمريكية", usa);
    let officials =
        organ("US-OFFICIALS", ActorKind::Government, "US officials", "مسؤولون أمريكيون", administration);
    let official = organ("US-OFFICIAL", ActorKind::Person, "the official", "المسؤول", administration);
    let team = organ("TEAM", ActorKind::Government, "security team", "فريق الأمن القومي", administration);
    let g7 = Actor::new("G7").with_kind(ActorKind::InternationalBody).with_name("en", "G7");
    let g7 = builder.add_actor(g7.with_name("ar", "مجموعة السبع"));
    builder.add_membership(usa, Membership::new(MembershipKind::MemberOf, g7));
    let outlet = |key: &str, en: &str, ar: &str| {
        Actor::new(key).with_kind(ActorKind::NewsOutlet).with_name("en", en).with_name("ar", ar)
    };
    let tn = builder.add_actor(outlet("TN", "Transparency News", "شفافية نيوز"));
    let cnn = builder.add_actor(outlet("CNN", "CNN", "سي إن إن"));

    // Reports: by the outlet in its own voice, or quoting a speaker.
    let own = || Report::by(tn);
    let quoting = |speaker| Report::by(tn).quoting(speaker);
    let reading = |words: &str| Report::coder().with_words(words);

    // 2. A commander was killed in an attack "believed to be" Israeli: an attribution with a hedge. The
    // report gives no date, so the onset is a wide interval. That interval is the coder's reading.
    let killing = builder.add_event(
        Event::attack(israel, "[2024-03-15..2024-04-12]", Means::Unspecified)
            .with_key("killing")
            .against(commander)
            .with_attribution(Dni::Likely)
            .with_reasoned_level(Kahn, 8, "a single blow at one man".to_owned())
            .with_report(own().with_words("believed to be Israeli"))
            .with_report(reading("\"believed to be\" is read as likely; some time before the barrage")),
    );

    // 3. Iran responded with drones and missiles. The report asserts that this is a response, so it becomes
    // a link. The event has no numbers, because those are claims.
    let weapons = [Means::Drone, Means::CruiseMissile, Means::BallisticMissile];
    let barrage = builder.add_event(
        Event::attack(iran, "2024-04-13/2024-04-14", Means::BallisticMissile)
            .with_key("barrage")
            .against(israel)
            .with_text("Iran attacks Israel with drones and missiles from its own territory.")
            .with_reasoned_level(Kahn, 12, "drones and missiles in mass, from state to state".to_owned())
            .with_attack(weapons.map(Munition::new).into_iter().fold(Attack::new(), Attack::firing))
            .with_report(own()),
    );
    let link = Link::new(barrage, Relation::RetaliatesFor, killing);
    builder.add_link_draft(link.asserted_by(tn).with_report(own()));

    // 4. Claims about the barrage. Each statement is an event of its own, which is about the barrage and
    // asserts facts.
    let mut say = |key: &str, source, act, statement: Statement, report: Report| {
        let event = Event::statement(source, "2024-04-14", act).with_key(key).with_statement(statement);
        builder.add_event(event.with_report(report))
    };
    let about = || Statement::about(barrage);
    let share = |amount| Assertion::that(Fact::ShareIntercepted).amounting_to(amount);
    let failed = Assertion::that(Fact::Outcome).with_outcome(Outcome::LargelyFailed);
    say("army-99", army, SpeechAct::Claim, about().asserting(share(Amount::exactly(99))), quoting(army));
    // "Most" is more than half. Words that stand for a range are given that range, so that they can be
    // compared.
    let most = Amount::between(51, 100).worded("most");
    let claim = about().asserting(share(most));
    say("white-house-claim", biden, SpeechAct::Claim, claim, quoting(white_house));
    let assessment = about().addressed_to(netanyahu).asserting(failed);
    say("us-assessment", biden, SpeechAct::Claim, assessment, own());

    // 5. Reactions. The target of a statement and the actor it is addressed to may differ.
    let mut speak = |key: &str, act, target, statement: Statement, report: Report| {
        let event = Event::statement(biden, "2024-04-14", act).with_key(key).against(target);
        builder.add_event(event.with_statement(statement).with_report(report))
    };
    let to_netanyahu = || Statement::new().addressed_to(netanyahu);
    let path = || Report::by(tn).relaying(cnn).quoting(officials);
    let no_part = speak("no-offensive", SpeechAct::Announce, iran, to_netanyahu(), path());
    let win = to_netanyahu().and_about(barrage);
    let win = speak("win", SpeechAct::UrgeRestraint, israel, win, quoting(official));
    let support = to_netanyahu().and_about(barrage);
    let support = speak("firm-support", SpeechAct::PledgeSupport, israel, support, own());
    speak("white-house-pledge", SpeechAct::PledgeSupport, israel, about(), quoting(white_house));
    speak("white-house-praise", SpeechAct::Praise, israel, about(), quoting(white_house));
    speak("biden-condemns", SpeechAct::Condemn, iran, about(), quoting(biden));
    speak("g7-intention", SpeechAct::Announce, g7, about(), quoting(biden));
    let rejects = Event::statement(biden, "2024-04-14", SpeechAct::Reject).with_key("rejects-any");
    builder.add_event(rejects.with_report(own().with_words("rejects any offensive operations")));

    // 6. A conditional warning: if Israel responds, there may be a war. A threat alone would not count as a
    // response.
    let answers = Pattern::new().by(israel).against(iran).answering(barrage);
    let war = Pattern::new().of_kind(EventKind::Attack).with_min_level(Kahn, 13);
    let warning = Conditional::new(
        answers.in_words("Israel answers the Iranian attack in any way"),
        war.in_words("a regional war may break out"),
    );
    builder.add_event(
        Event::statement(administration, "2024-04-14", SpeechAct::Warn)
            .with_key("regional-war-warning")
            .with_statement(about().on_condition(warning))
            .with_report(quoting(administration))
            .with_report(reading("a regional war is read as attacks a rung above the barrage")),
    );

    // 7. Actions: the interceptions, the telephone call in which Biden spoke, and the meeting after it.
    let mut act = |key: &str, source, action, target, when: &str| {
        builder.add_event(
            Event::action(source, when, action).with_key(key).against(target).with_report(own()),
        )
    };
    act("us-interception", forces, ActionKind::Interception, israel, "[2024-04-13..2024-04-14]");
    let call = act("call", biden, ActionKind::Call, netanyahu, "2024-04-14");
    act("meeting", biden, ActionKind::Meeting, team, "2024-04-14");
    for said in [no_part, win, support] {
        builder.add_link(said, Relation::PartOf, call);
    }
    let answer = Link::new(no_part, Relation::RespondsTo, barrage).asserted_by(tn);
    builder.add_link_draft(answer.with_report(path()));

    // 8. Statements of the outlet itself.
    for (key, act) in [("tn-assessment", SpeechAct::Comment), ("tn-appeal", SpeechAct::Appeal)] {
        let voice = Event::statement(tn, "2024-04-14", act).with_key(key).with_statement(Statement::about(barrage));
        builder.add_event(voice.with_report(own()));
    }
    builder
}

/// Returns the timeline of the report together with the public record, from the crate's example data.
pub fn with_the_public_record() -> Result<Timeline, Error> {
    let document =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/crisis-2024.json"));
    let options = read::Options::new().format(read::Format::Json);
    Ok(options.read("crisis-2024.json", document.as_bytes())?.timeline)
}

/// Returns each chain as the labels of its events, separated by ` > `.
pub fn labels<'t>(chains: impl IntoIterator<Item = Chain<'t>>) -> Vec<String> {
    let events = |chain: Chain<'t>| chain.events().map(|event| event.label()).collect::<Vec<_>>();
    chains.into_iter().map(|chain| events(chain).join(" > ")).collect()
}

/// Returns a query for responses within 30 days, on Kahn's ladder.
pub fn month() -> Query {
    Query::escalation().on(Kahn).max_gap(TimeDelta::days(30))
}
