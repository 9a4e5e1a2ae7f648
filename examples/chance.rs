//! Compares the retaliation in a file of coded events with chance, under null models that keep more and more:
//! the table in the guide's chapter on chance.
//!
//! ```text
//! cargo run --release --features chance --example chance -- levant.cameo.tsv [SHUFFLES]
//! ```
//!
//! Events are the assaults of a CAMEO file (categories 18 to 20), one a day for each directed dyad of
//! countries, which are the first three letters of actor codes. Any assault by the target within one to seven days
//! is a candidate response.

use chrono::TimeDelta;
use escalade::{
    Predicate, Query, Rule, Trend, Vocabulary,
    chance::NullModel,
    read::Options,
    scale::Flat,
    timeline::{BlocMember, Blocs, Field, Granularity},
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("usage: chance FILE [SHUFFLES]")?;
    let shuffles = arguments.next().map_or(Ok(999), |number| number.parse())?;
    let timeline = Options::new().open(&file)?.timeline;

    let country = |key: &str| key.get(..3).unwrap_or(key).to_owned();
    let keys = timeline.actors().map(|actor| actor.key());
    let countries = keys.map(|key| BlocMember::new(key, country(key)));
    let countries = Granularity::Bloc(Blocs::new(countries)?);
    let assaults = ["18", "19", "20"].map(|code| Predicate::code(Vocabulary::Cameo, code));
    let [first, second, third] = assaults;
    let view = timeline
        .view()
        .only(first.or(second).or(third))
        .one_a_day_by([Field::Source, Field::Target], &countries);
    let query = Query::escalation()
        .on(Flat)
        .rules([Rule::Retaliation])
        .trend(Trend::Any)
        .granularity(countries)
        .min_gap(TimeDelta::days(1))
        .max_gap(TimeDelta::days(7));
    let chains = view.chains(&query)?;
    println!("{} events, {} hops", chains.events().len(), chains.summary().hops());
    println!("{:<16} {:>10} {:>7} {:>8}", "null model", "mean", "ratio", "p");
    let nulls = [NullModel::UniformTimes, NullModel::Timestamps, NullModel::Rotations];
    let blocks = [360, 90, 30, 14].map(NullModel::DaysWithin);
    for null in nulls.into_iter().chain(blocks) {
        let comparison = chains.against(&null).shuffles(shuffles).compare()?;
        let hops = comparison.hops();
        let (ratio, p) = (hops.ratio().unwrap_or(f64::NAN), hops.p());
        println!("{:<16} {:>10.1} {ratio:>7.2} {p:>8.4}", null.to_string(), hops.mean());
    }
    Ok(())
}
