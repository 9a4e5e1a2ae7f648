//! The tables of answers, compared with the answers.

use chrono::TimeDelta;
use escalade::{
    Actor, Code, Query, Rule, Timeline, Trend, Vocabulary, arrow, chain::Floor, read::Options,
};

use super::Texts;

fn small() -> Timeline {
    let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
    Options::new().read("rows", rows.as_bytes()).unwrap().timeline
}

#[test]
fn chains_have_a_row_a_step() {
    let timeline = small();
    let query = Query::escalation().max_gap(TimeDelta::days(10));
    let chains = timeline.chains(&query).unwrap();
    let table = Texts::of(arrow::chains(chains.maximal()));
    let got = table.columns(["chain", "step", "event", "code", "level", "rules", "gap", "rise"]);
    let mut expected = Vec::new();
    for (nth, chain) in chains.maximal().enumerate() {
        let hops = chain.hops();
        for (step, (event, level)) in chain.events().zip(chain.levels()).enumerate() {
            let hop = step.checked_sub(1).map(|before| &hops[before]);
            let rules = hop.map_or(String::new(), |hop| {
                hop.rules().iter().map(|rule| rule.as_str()).collect::<Vec<_>>().join(" ")
            });
            expected.push([
                (nth + 1).to_string(),
                (step + 1).to_string(),
                event.id().index().to_string(),
                event.event_type().code().unwrap().as_str().to_owned(),
                level.units().to_string(),
                format!("[{rules}]"),
                hop.map_or("-".into(), |hop| hop.gap().num_seconds().to_string()),
                hop.map_or("-".into(), |hop| hop.rise().units().to_string()),
            ]);
        }
    }
    assert!(expected.len() >= 3);
    assert_eq!(got.len(), expected.len());
    for (got, expected) in got.iter().zip(&expected) {
        assert_eq!(*got, expected.each_ref().map(String::as_str));
    }
}

#[test]
fn hops_dyads_pivots_and_lengths_are_those_of_the_answers() {
    let timeline = small();
    let query = Query::escalation().max_gap(TimeDelta::days(10)).max_len(9);
    let chains = timeline.chains(&query).unwrap();
    let hops = Texts::of(arrow::hops(&chains, chains.hops()));
    let expected: Vec<_> = chains
        .hops()
        .map(|hop| [hop.from().index().to_string(), hop.to().index().to_string()])
        .collect();
    assert!(!expected.is_empty());
    for (got, expected) in hops.columns(["from", "to"]).iter().zip(&expected) {
        assert_eq!(*got, expected.each_ref().map(String::as_str));
    }
    assert_eq!(hops.rows.len(), expected.len());
    let dyads = Texts::of(arrow::dyads(chains.by_dyad()));
    assert_eq!(dyads.rows.len(), chains.by_dyad().len());
    for (got, dyad) in dyads
        .columns(["source", "target", "events", "hops", "chains", "chains_text"])
        .iter()
        .zip(chains.by_dyad())
    {
        let [events, hops] = [dyad.events(), dyad.hops()].map(|number| number.to_string());
        let count = dyad.chains().to_string();
        assert_eq!(*got, [dyad.source(), dyad.target(), &events, &hops, &count, &count]);
    }
    let pivots = Texts::of(arrow::pivots(chains.pivots()));
    assert_eq!(pivots.rows.len(), chains.pivots().count());
    for (got, pivot) in pivots.columns(["event", "share"]).iter().zip(chains.pivots()) {
        let event = pivot.event().id().index().to_string();
        assert_eq!(*got, [event, pivot.share().to_string()]);
    }
    let counts = chains.count_by_len().unwrap();
    let lengths = Texts::of(arrow::count_by_len(counts.clone()));
    assert_eq!(lengths.rows.len(), counts.len());
    for (got, (length, count)) in lengths.columns(["length", "chains_text"]).iter().zip(&counts) {
        assert_eq!(*got, [length.to_string(), count.to_string()]);
    }
}

/// Counts of few and many digits: the columns that have them.
#[test]
fn counts_beyond_38_digits_are_decimal_text_beside_their_logarithm() {
    for (events, has_decimal, has_text) in
        [(20, true, true), (300, false, true), (3_000, false, false)]
    {
        let mut builder = Timeline::builder();
        let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
        let fight = builder.add_code(Code::new(Vocabulary::Cameo, "190"), None);
        for nth in 0..events {
            let time = chrono::DateTime::from_timestamp(nth, 0).unwrap();
            builder.add_row(a, b, time, fight);
        }
        let timeline = builder.build().unwrap();
        let query = Query::escalation()
            .rules([Rule::Persistence])
            .trend(Trend::Any)
            .floor(Floor::None)
            .max_gap(TimeDelta::days(1));
        let chains = timeline.chains(&query).unwrap();
        let dyads = Texts::of(arrow::dyads(chains.by_dyad()));
        let [[decimal, text, log2]] = dyads.columns(["chains", "chains_text", "chains_log2"])[..]
        else {
            panic!("one dyad")
        };
        assert_eq!((decimal != "-", text != "-"), (has_decimal, has_text), "{events}");
        if has_text {
            assert_eq!(text, chains.count().to_string());
        }
        if has_decimal {
            assert_eq!(text, decimal);
        }
        // All subsets of two or more events.
        assert!((log2.parse::<f64>().unwrap() - events as f64).abs() < 1e-3, "{log2}");
    }
}

#[test]
fn a_long_table_comes_in_several_batches() {
    let mut builder = Timeline::builder();
    let actor = builder.add_actor(Actor::new("A"));
    let fight = builder.add_code(Code::new(Vocabulary::Cameo, "190"), None);
    for nth in 0..70_000 {
        builder.add_row(actor, None, chrono::DateTime::from_timestamp(nth, 0).unwrap(), fight);
    }
    let timeline = builder.build().unwrap();
    let sizes: Vec<_> =
        timeline.to_record_batches().events.map(|batch| batch.unwrap().num_rows()).collect();
    assert_eq!(sizes, [65_536, 4_464]);
    assert_eq!(timeline.to_record_batches().links.count(), 0);
}

#[cfg(feature = "motifs")]
#[test]
fn motifs_and_comparisons_are_those_of_the_answers() {
    use escalade::chance::NullModel;
    let timeline = small();
    let motifs = timeline.motifs(TimeDelta::days(20));
    let table = motifs.table().unwrap();
    let texts = Texts::of(arrow::motifs(&table));
    assert_eq!(texts.rows.len(), 36);
    for (got, (motif, count)) in
        texts.columns(["motif", "least", "most_text"]).iter().zip(table.counts())
    {
        assert_eq!(*got, [motif.to_string(), count.least.to_string(), count.most.to_string()]);
    }
    let compared = motifs.against(&NullModel::Timestamps).shuffles(9).compare().unwrap();
    let texts = Texts::of(arrow::motifs_against(&compared));
    assert_eq!(texts.rows.len(), 36);
    for (got, (motif, statistic)) in
        texts.columns(["motif", "observed", "p"]).iter().zip(compared.motifs())
    {
        let numbers = [statistic.observed(), statistic.p()].map(|number| number.to_string());
        assert_eq!(*got, [&motif.to_string(), &numbers[0], &numbers[1]]);
    }
    let query = Query::escalation().max_gap(TimeDelta::days(10));
    let chains = timeline.chains(&query).unwrap();
    let against = chains.against(&NullModel::Levels).shuffles(9).by_dyad().by_rule().extremes();
    let compared = against.compare().unwrap();
    let texts = Texts::of(arrow::comparison(&compared));
    let numbers: Vec<_> = texts.columns(["number"]).into_iter().flatten().collect();
    assert_eq!(numbers[..4], ["hops", "chains", "longest", "greatest_rise"]);
    assert_eq!(texts.columns(["observed"])[0], [compared.hops().observed().to_string()]);
    let texts = Texts::of(arrow::comparison_by_dyad(&compared));
    assert_eq!(texts.rows.len(), 2 * compared.by_dyad().unwrap().len());
}

#[cfg(feature = "motifs")]
#[test]
fn motifs_of_groups_are_those_of_the_answers() {
    let mut rows = String::new();
    for day in 1..=20 {
        let (by, on) =
            [("LBN", "ISR"), ("ISR", "LBN"), ("ISR", "SYR"), ("SYR", "LBN")][day * 7 % 11 % 4];
        rows.push_str(&format!("2006-07-{day:02}\t{by}\t{on}\t190\n"));
        rows.push_str(&format!("2006-07-{day:02}\tSYR\tISR\t190\n"));
    }
    let timeline = Options::new().read("rows", rows.as_bytes()).unwrap().timeline;
    let motifs = timeline.motifs(TimeDelta::days(9)).ties(escalade::motifs::Ties::Range);
    let dyads = motifs.by_dyad(2).unwrap().top;
    let mut expected = Vec::new();
    for dyad in &dyads {
        for motif in escalade::motifs::Motif::all() {
            let count = dyad.count(motif);
            if count.most > 0 {
                expected.push([
                    dyad.source.clone(),
                    dyad.target.clone(),
                    dyad.triples.to_string(),
                    motif.to_string(),
                    count.least.to_string(),
                    count.most.to_string(),
                ]);
            }
        }
    }
    let names = ["source", "target", "triples_text", "motif", "least", "most_text"];
    let got = Texts::of(arrow::motifs_by_dyad(&dyads));
    assert!(expected.len() > 2 && expected.iter().any(|row| row[4] != row[5]));
    assert_eq!(got.columns(names).len(), expected.len());
    for (got, expected) in got.columns(names).iter().zip(&expected) {
        assert_eq!(*got, expected.each_ref().map(String::as_str));
    }
    let triads = motifs.by_triad(5).unwrap().top;
    let got = Texts::of(arrow::motifs_by_triad(&triads));
    let mut expected = Vec::new();
    for triad in &triads {
        for motif in escalade::motifs::Motif::all().filter(|motif| triad.count(*motif).most > 0) {
            let [a, b, c] = triad.actors.clone();
            expected.push([a, b, c, motif.to_string(), triad.count(motif).least.to_string()]);
        }
    }
    assert!(expected.len() > 2);
    let names = ["actor_1", "actor_2", "actor_3", "motif", "least_text"];
    assert_eq!(got.columns(names).len(), expected.len());
    for (got, expected) in got.columns(names).iter().zip(&expected) {
        assert_eq!(*got, expected.each_ref().map(String::as_str));
    }
}

#[test]
fn reach_and_its_sizes_are_those_of_the_answers() {
    let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tSYR\t150\n2006-07-12\tSYR\tUSA\t190\n\
        2006-07-12\tISR\tUSA\t190\n2006-07-13\tUSA\tLBN\t195\n";
    let timeline = Options::new().read("rows", rows.as_bytes()).unwrap().timeline;
    let query =
        Query::escalation().rules([Rule::Relay]).trend(Trend::Any).max_gap(TimeDelta::days(30));
    let chains = timeline.chains(&query).unwrap();
    let actor = timeline.actor_by_key("LBN").unwrap().id();
    for reach in [chains.reach(actor), chains.reach_into(actor)] {
        let names = [
            "actor",
            "role",
            "event",
            "when",
            "span",
            "length",
            "chain",
            "shortest_length",
            "shortest_chain",
        ];
        let got = Texts::of(arrow::reach(&reach));
        let labels = |chain: &escalade::Chain<'_>| {
            let labels: Vec<String> = chain.events().map(|event| event.label()).collect();
            format!("[{}]", labels.join(" "))
        };
        assert!(reach.actors.len() >= 2);
        assert_eq!(got.rows.len(), reach.actors.len());
        for (got, reached) in got.columns(names).iter().zip(&reach.actors) {
            let (first, shortest) = (&reached.earliest, &reached.shortest);
            let expected = [
                reached.actor.clone(),
                reached.role.as_str().to_owned(),
                reached.event().id().index().to_string(),
                reached.event().when().to_string(),
                first.span().num_seconds().to_string(),
                first.len().to_string(),
                labels(first),
                shortest.len().to_string(),
                labels(shortest),
            ];
            assert_eq!(*got, expected.each_ref().map(String::as_str));
        }
    }
    let sizes = chains.reach_sizes().unwrap();
    let got = Texts::of(arrow::reach_sizes(&sizes));
    assert_eq!(got.rows.len(), sizes.len());
    let names = ["actor", "reaches", "reached_by", "starts", "events", "is_estimated"];
    for (got, size) in got.columns(names).iter().zip(&sizes) {
        let expected = [
            size.actor.clone(),
            size.reaches.to_string(),
            size.reached_by.to_string(),
            size.starts.to_string(),
            size.events.unwrap().to_string(),
            size.is_estimated.to_string(),
        ];
        assert_eq!(*got, expected.each_ref().map(String::as_str));
    }
}
