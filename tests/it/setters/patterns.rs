//! Setters of motifs, reach and sequences.

use super::*;
use escalade::{
    chain::QueryStep,
    motifs::{Motifs, Ties},
    render::{MotifPicture, ReachPicture},
};

pub(super) fn steps() {
    let timeline = plain();
    let ask = |step: QueryStep| {
        let any = || QueryStep::any_event();
        let query = query().steps([any(), step]);
        if let Ok(chains) = timeline.chains(&query) {
            let _ = (chains.count(), chains.longest().map(|chain| chain.explain().to_string()));
        }
    };
    let step = QueryStep::any_event;
    called("Query::steps");
    for count in [0, 1, 2, 32, 33, 1_000] {
        let query = query().steps(vec![step().repeated().optional(); count]);
        let _ = timeline.chains(&query).map(|chains| chains.count());
    }
    each!("QueryStep::named", TEXTS, |text: &str| ask(step().named(text)));
    each!("QueryStep::min_gap", SPANS, |span| ask(step().min_gap(span)));
    each!("QueryStep::max_gap", SPANS, |span| ask(step().max_gap(span)));
    each!("QueryStep::trend", UNITS, |units| ask(step().trend(Trend::RisingBy(units))));
    each!("QueryStep::rules", [&[][..], Rule::ALL], |rules: &[Rule]| {
        ask(step().rules(rules.iter().copied()))
    });
}

pub(super) fn motifs() {
    let timeline = plain();
    let count = |motifs: Motifs<'_>| {
        let table = motifs.table();
        let _ = (motifs.by_dyad(usize::MAX), motifs.by_triad(0), motifs.shifts());
        table.is_ok()
    };
    let motifs = || timeline.motifs(TimeDelta::MAX);
    for span in SPANS {
        count(timeline.motifs(span));
    }
    each!("Motifs::ties", [Ties::Excluded, Ties::Recorded, Ties::Range], |ties| {
        count(motifs().ties(ties));
    });
    each!("Motifs::floor", UNITS, |units| count(motifs().on(Kahn).floor(Floor::At(units))));
    each!("Motifs::trend", UNITS, |units| count(motifs().on(Kahn).trend(Trend::RisingBy(units))));
    each!("Motifs::granularity", [Granularity::Exact, Granularity::Country], |one| {
        count(motifs().granularity(one));
    });
    each!("Motifs::on", TEXTS, |name: &'static str| count(motifs().on(named(name, |_| None))));
    called("Motifs::among");
    count(motifs().among(&query()));
    let few = timeline.motifs(TimeDelta::days(7));
    let against = || few.against(&NullModel::Rotations).shuffles(2);
    each!("MotifsAgainst::shuffles", [0, 1, u64::MAX], |one| drop(
        against().shuffles(one).compare()
    ));
    each!("MotifsAgainst::seed", [0, u64::MAX], |seed| drop(against().seed(seed).compare()));
    called("MotifsAgainst::progress");
    drop(against().progress(|_, _| std::ops::ControlFlow::Break(())).compare());
    let table = motifs().table().unwrap();
    let draw = |picture: MotifPicture<'_>| {
        picture.write_svg(&mut Vec::new()).unwrap();
        picture.write_html(&mut Vec::new()).unwrap();
    };
    let picture = || MotifPicture::of(&table);
    each!("MotifPicture::titled", TEXTS, |text: &str| draw(picture().titled(text)));
    each!("MotifPicture::width", [0, 1, u32::MAX], |pixels| draw(picture().width(pixels)));
}

pub(super) fn reach() {
    let timeline = plain();
    let chains = timeline.chains(&query().rules([Rule::Relay])).unwrap();
    let reach = chains.reach(timeline.actors().next().unwrap().id());
    let draw = |picture: ReachPicture<'_>| {
        picture.write_svg(&mut Vec::new()).unwrap();
        picture.write_html(&mut Vec::new()).unwrap();
    };
    let picture = || ReachPicture::of(&reach);
    each!("ReachPicture::titled", TEXTS, |text: &str| draw(picture().titled(text)));
    each!("ReachPicture::width", [0, 1, u32::MAX], |pixels| draw(picture().width(pixels)));
    each!("ReachPicture::at_most", NUMBERS, |actors| draw(picture().at_most(actors)));
}
