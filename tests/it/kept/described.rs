//! A timeline in words that tell every field apart which the public API shows.

use escalade::{
    Timeline,
    model::{Assertion, Membership, Report, Statement},
};

/// Returns a line for each part of a timeline.
pub(super) fn lines(timeline: &Timeline) -> Vec<String> {
    let mut lines = vec![
        format!("{:?} {:?}", timeline.title(), timeline.unreadable()),
        format!("{:?}", timeline.types()),
    ];
    for actor in timeline.actors() {
        lines.push(format!(
            "{:?} {} {:?} {:?} {:?}",
            actor.id(),
            actor.key(),
            actor.kind(),
            actor.names(),
            actor.note()
        ));
        lines.extend(actor.memberships().iter().map(membership));
    }
    for event in timeline.events() {
        lines.push(format!(
            "{:?} {} {:?} {:?} {} {:?} {:?} {:?} {}",
            event.id(),
            event.position(),
            event.key(),
            event.event_type(),
            event.when(),
            (event.earliest(), event.latest()),
            event.sources(),
            event.targets(),
            event.is_mutual()
        ));
        lines.push(format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            event.coders_levels(),
            event.text(),
            event.place(),
            event.confidence(),
            event.attribution(),
            event.attribution_date(),
            event.candidates(),
            event.avowal(),
            event.avowal_date(),
            event.extras(),
            event.attack()
        ));
        lines.extend(event.reports().iter().map(report));
        lines.extend(event.statement().map(statement));
    }
    for (id, link) in timeline.links() {
        lines.push(format!(
            "{id:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            link.from(),
            link.relation(),
            link.to(),
            link.asserters(),
            link.confidence(),
            link.date()
        ));
        lines.extend(link.reports().iter().map(report));
    }
    for period in timeline.covered() {
        lines.push(format!("{:?} {:?}", period.actors(), period.window()));
    }
    lines
}

fn membership(membership: &Membership) -> String {
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        membership.kind(),
        membership.of(),
        membership.start(),
        membership.end(),
        membership.asserters(),
        membership.reports().iter().map(report).collect::<Vec<_>>(),
        membership.confidence()
    )
}

fn report(report: &Report) -> String {
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        report.origin(),
        report.relays(),
        report.speakers(),
        report.names(),
        report.words(),
        report.url(),
        report.date(),
        report.reliability(),
        report.credibility(),
        report.extraction()
    )
}

fn statement(statement: &Statement) -> String {
    format!(
        "{:?} {:?} {:?} {:?} {:?}",
        statement.addressees(),
        statement.subjects(),
        statement.assertions().iter().map(assertion).collect::<Vec<_>>(),
        statement.open_for(),
        statement.conditional()
    )
}

fn assertion(assertion: &Assertion) -> String {
    format!(
        "{:?} {} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        assertion.fact(),
        assertion.is_denial(),
        assertion.amount(),
        assertion.means(),
        assertion.actors(),
        assertion.outcome(),
        assertion.words(),
        assertion.confidence(),
        assertion.date(),
        assertion.reports().iter().map(report).collect::<Vec<_>>()
    )
}
