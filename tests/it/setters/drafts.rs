//! The setters of drafts and of the builder.

use escalade::{
    Actor, Attack, Code, Event, EventKind, Level, Link, Means, Relation, Report, SpeechAct,
    Statement, Vocabulary,
    model::{
        ActorKind, Amount, Assertion, Avowal, Conditional, Credibility, Extras, Fact, Membership,
        MembershipKind, Munition, Outcome, Pattern, Reliability,
    },
    scale::Kahn,
};

use super::{DATES, Known, NUMBERS, PERCENTS, SPANS, TENTHS, TEXTS, called, with};

pub(super) fn drafts() {
    let strike = |known: &Known| {
        Event::attack(known.actors[0], "2024-04-05", Means::Drone).against(known.actors[1])
    };
    let event = |change: &dyn Fn(Event, &Known) -> Event| {
        with(&|builder, known| {
            builder.add_event(change(strike(known), known));
        });
    };
    let levels = || TENTHS.map(Level::from_tenths);
    each!("Event::with_key", TEXTS, |text: &str| event(&|one, _| one.with_key(text)));
    each!("Event::with_text", TEXTS, |text: &str| event(&|one, _| one.with_text(text)));
    each!("Event::at", TEXTS, |text: &str| event(&|one, _| one.at(text)));
    each!("Event::with_code", TEXTS, |text: &str| {
        event(&|one, _| one.with_code(Code::new(Vocabulary::Cameo, text)))
    });
    each!("Event::with_score", levels(), |level| event(&|one, _| one.with_score(level)));
    each!("Event::with_level", levels(), |level: Level| event(&|one, _| {
        one.with_level(TEXTS[4], level).with_level(Kahn, level)
    }));
    each!("Event::with_reasoned_level", TEXTS, |text: &str| event(&|one, _| {
        one.with_reasoned_level(Kahn, 3, text.to_owned())
    }));
    each!("Event::with_confidence", PERCENTS, |one: i32| event(&|e, _| e.with_confidence(one)));
    each!("Event::with_attribution", PERCENTS, |one: i32| event(&|e, _| e.with_attribution(one)));
    each!("Event::with_candidate", PERCENTS, |percent: i32| with(&|builder, known| {
        let attack = Event::attack((), "2024-04-05", Means::Drone).against(known.actors[1]);
        let attack = attack.with_candidate(known.foreign_actor, percent);
        builder.add_event(attack.with_candidate(known.actors, percent).with_candidate((), 1));
    }));
    each!("Event::with_avowal", [Avowal::Denied], |one| event(&|event, _| event.with_avowal(one)));
    each!("Event::avowed_on", DATES, |date: &str| event(&|one, _| {
        one.with_avowal(Avowal::Claimed).avowed_on(date)
    }));
    each!("Event::attributed_on", DATES, |date: &str| event(&|one, _| one.attributed_on(date)));
    each!("Event::against", [0, 5_000], |many| event(&|one, known| {
        one.against(vec![known.foreign_actor; many])
    }));
    each!("Event::with_extras", [Extras::default()], |one| event(
        &|event, _| event.with_extras(one)
    ));
    let attack = |change: &dyn Fn(Attack) -> Attack| {
        called("Event::with_attack");
        event(&|one, _| one.with_attack(change(Attack::new())));
    };
    let amounts = || {
        let words = TEXTS.map(|text| Amount::between(9, 1).worded(text));
        let rounded = [0, 1, u64::MAX].map(|number| Amount::between(number, u64::MAX).rounded());
        [Amount::exactly(u64::MAX), Amount::at_least(0)].into_iter().chain(words).chain(rounded)
    };
    called("Amount::rounded");
    called("Amount::worded");
    each!(
        "Attack::killing",
        amounts(),
        |amount: Amount| attack(&|one| one.killing(amount.clone()))
    );
    each!("Attack::injuring", amounts(), |amount: Amount| {
        attack(&|one| one.injuring(amount.clone()))
    });
    each!("Attack::with_outcome", [Outcome::Failed], |of| attack(&|one| one.with_outcome(of)));
    let munition = || Munition::new(Means::Rocket);
    called("Attack::firing");
    each!("Munition::launched", amounts(), |amount: Amount| {
        attack(&|one| one.firing(munition().launched(amount.clone())))
    });
    each!("Munition::intercepted", amounts(), |amount: Amount| {
        attack(&|one| one.firing(munition().intercepted(amount.clone())))
    });
    reports();
    statements();
    let link = |change: &dyn Fn(Link, &Known) -> Link| {
        with(&|builder, known| {
            let reply = builder.event_by_key("reply").unwrap();
            let link = Link::new(reply, Relation::RespondsTo, known.raid);
            builder.add_link_draft(change(link, known));
        })
    };
    each!("Link::with_confidence", PERCENTS, |one: i32| link(&|link, _| link.with_confidence(one)));
    each!("Link::dated", DATES, |date: &str| link(&|link, _| link.dated(date)));
    each!("Link::with_report", [0, 100], |many| link(&|link, _| {
        (0..many).fold(link, |link, _| link.with_report(Report::public_record()))
    }));
    called("Link::asserted_by");
    link(&|link, known| link.asserted_by(known.foreign_actor).asserted_by(known.actors[0]));
    let actor = |change: &dyn Fn(Actor, &Known) -> Actor| {
        with(&|builder, known| {
            builder.add_actor(change(Actor::new("C"), known));
        });
    };
    each!("Actor::with_kind", [ActorKind::Person], |kind| actor(&|one, _| one.with_kind(kind)));
    each!("Actor::with_name", TEXTS, |text: &str| actor(&|one, _| one.with_name(text, text)));
    each!("Actor::with_note", TEXTS, |text: &str| actor(&|one, _| one.with_note(text)));
    called("Actor::part_of");
    actor(&|one, known| one.part_of(known.foreign_actor).part_of(known.actors[0]));
    let membership = |change: &dyn Fn(Membership, &Known) -> Membership| {
        called("Actor::with_membership");
        actor(&|one, known| {
            let membership = Membership::new(MembershipKind::ActsFor, known.actors[0]);
            one.with_membership(change(membership, known))
        });
    };
    each!("Membership::from", DATES, |date: &str| membership(&|one, _| one.from(date)));
    each!("Membership::until", DATES, |date: &str| membership(&|one, _| one.until(date)));
    each!("Membership::with_confidence", PERCENTS, |one: i32| {
        membership(&|membership, _| membership.with_confidence(one))
    });
    called("Membership::asserted_by");
    membership(&|one, known| one.asserted_by(known.foreign_actor));
    called("Membership::with_report");
    membership(&|one, known| one.with_report(Report::by(known.foreign_actor)));
}

fn reports() {
    let report = |change: &dyn Fn(Report, &Known) -> Report| {
        called("Event::with_report");
        with(&|builder, known| {
            let report = change(Report::by(known.actors[0]), known);
            let strike = Event::attack(known.actors[0], "2024-04-05", Means::Drone);
            builder.add_event(strike.with_report(report));
        });
    };
    each!("Report::with_words", TEXTS, |text: &str| report(&|one, _| one.with_words(text)));
    each!("Report::with_url", TEXTS, |text: &str| report(&|one, _| one.with_url(text)));
    each!("Report::dated", DATES, |date: &str| report(&|one, _| one.dated(date)));
    each!("Report::with_extraction", PERCENTS, |one: i32| {
        report(&|report, _| report.with_extraction(one))
    });
    called("Report::with_reliability");
    report(&|one, _| one.with_reliability(Reliability::F));
    called("Report::with_credibility");
    report(&|one, _| one.with_credibility(Credibility::Improbable));
    each!("Report::relaying", [0, 1_000], |many| report(&|one, known| {
        (0..many).fold(one.relaying(known.foreign_actor), |one, _| one.relaying(known.actors[1]))
    }));
    each!("Report::quoting", [0, 1_000], |many| report(&|one, known| {
        (0..many).fold(one, |one, _| one.quoting(known.actors[1]))
    }));
    called("Report::attributing_to");
    report(&|one, known| one.attributing_to([known.foreign_actor, known.actors[0]]));
}

fn statements() {
    let statement = |change: &dyn Fn(Statement, &Known) -> Statement| {
        called("Event::with_statement");
        with(&|builder, known| {
            let said = change(Statement::about(known.raid), known);
            let threat = Event::statement(known.actors[1], "2024-04-02", SpeechAct::Threaten);
            builder.add_event(threat.against(known.actors[0]).with_statement(said));
        });
    };
    each!("Statement::and_about", [0, 1_000], |many| statement(&|one, known| {
        let one = (0..many).fold(one, |one, _| one.and_about(known.raid));
        if many == 0 { one.and_about(known.foreign_event) } else { one }
    }));
    called("Statement::addressed_to");
    statement(&|one, known| one.addressed_to(known.actors[0]));
    statement(&|one, known| one.addressed_to(known.foreign_actor));
    each!("Statement::staying_open_for", SPANS, |span| statement(&|one, _| {
        one.staying_open_for(span)
    }));
    let assertion = |change: &dyn Fn(Assertion, &Known) -> Assertion| {
        called("Statement::asserting");
        for fact in [Fact::Killed, Fact::ShareIntercepted, Fact::Attribution, Fact::Other] {
            statement(&|one, known| one.asserting(change(Assertion::that(fact), known)));
            statement(&|one, known| one.asserting(change(Assertion::denial(fact), known)));
        }
    };
    for amount in [Amount::exactly(u64::MAX), Amount::between(9, 1), Amount::about(u64::MAX)] {
        called("Assertion::amounting_to");
        assertion(&|one, _| one.amounting_to(amount.clone()));
    }
    called("Assertion::by_means");
    assertion(&|one, _| one.by_means(Means::Drone));
    called("Assertion::naming");
    assertion(&|one, known| one.naming(known.foreign_actor));
    called("Assertion::with_outcome");
    assertion(&|one, _| one.with_outcome(Outcome::Foiled));
    each!("Assertion::in_words", TEXTS, |text: &str| assertion(&|one, _| one.in_words(text)));
    each!("Assertion::with_confidence", PERCENTS, |percent: i32| {
        assertion(&|one, _| one.with_confidence(percent))
    });
    each!("Assertion::dated", DATES, |date: &str| assertion(&|one, _| one.dated(date)));
    called("Assertion::with_report");
    assertion(&|one, known| one.with_report(Report::by(known.foreign_actor)));
    let pattern = |change: &dyn Fn(Pattern, &Known) -> Pattern| {
        called("Statement::on_condition");
        statement(&|one, known| {
            let pattern = || change(Pattern::new(), known);
            one.on_condition(Conditional::new(pattern(), pattern()))
        });
        statement(&|one, known| {
            let pattern = || change(Pattern::new(), known);
            one.on_condition(Conditional::unless(pattern(), pattern()))
        });
    };
    each!("Conditional::by", DATES, |date: &str| statement(&|one, _| {
        one.on_condition(Conditional::new(Pattern::new(), Pattern::new()).by(date))
    }));
    each!("Pattern::of_kind", EventKind::ALL, |kind: &EventKind| {
        pattern(&|one, _| one.of_kind(*kind))
    });
    called("Pattern::by");
    pattern(&|one, known| one.by(known.foreign_actor));
    called("Pattern::against");
    pattern(&|one, known| one.against(known.actors[0]));
    for level in TENTHS.map(Level::from_tenths) {
        called("Pattern::with_min_level");
        pattern(&|one, _| one.with_min_level(Kahn, level));
    }
    called("Pattern::answering");
    pattern(&|one, known| one.answering(known.raid));
    pattern(&|one, known| one.answering(known.foreign_event));
    each!("Pattern::in_words", TEXTS, |text: &str| pattern(&|one, _| one.in_words(text)));
}

pub(super) fn builders() {
    each!("TimelineBuilder::set_title", TEXTS, |text: &str| with(&|one, _| one.set_title(text)));
    each!("TimelineBuilder::add_actor", TEXTS, |text: &str| {
        with(&|one, _| {
            one.add_actor(Actor::new(text));
        })
    });
    called("TimelineBuilder::add_membership");
    with(&|one, known| {
        let membership = Membership::new(MembershipKind::PartOf, known.foreign_actor);
        one.add_membership(known.foreign_actor, membership);
    });
    each!("TimelineBuilder::add_event", DATES, |date: &str| {
        with(&|one, _| {
            one.add_event(Event::attack((), date, Means::Drone));
        })
    });
    each!("TimelineBuilder::add_code", TENTHS, |tenths| with(&|one, known| {
        called("TimelineBuilder::add_row");
        let level = Some(Level::from_tenths(tenths));
        let code = one.add_code(Code::new(Vocabulary::Cameo, "190"), level);
        for date in DATES {
            one.add_row(known.actors[0], known.actors[1], date, code);
        }
        one.add_row(known.foreign_actor, None, "2024", code);
    }));
    called("TimelineBuilder::add_report");
    with(&|one, known| one.add_report(known.foreign_event, Report::public_record()));
    called("TimelineBuilder::set_extras");
    with(&|one, known| one.set_extras(known.foreign_event, Extras::default()));
    called("TimelineBuilder::add_link");
    with(&|one, known| {
        one.add_link(known.raid, Relation::RespondsTo, known.foreign_event);
    });
    with(&|one, known| {
        one.add_link(known.raid, Relation::RespondsTo, known.raid);
    });
    called("TimelineBuilder::add_link_draft");
    with(&|one, known| {
        one.add_link_draft(Link::new(known.foreign_event, Relation::Denies, known.raid));
    });
    called("TimelineBuilder::count_unreadable");
    with(&|one, _| (0..3).for_each(|_| one.count_unreadable(u64::MAX)));
    called("TimelineBuilder::reserve");
    with(&|one, _| NUMBERS.into_iter().for_each(|number| one.reserve(number)));
    each!("TimelineBuilder::cover", DATES, |date: &'static str| with(&|one, known| {
        called("TimelineBuilder::cover_actors");
        one.cover(date..);
        one.cover(..=date);
        one.cover_actors(known.foreign_actor, date..date);
    }));
}
