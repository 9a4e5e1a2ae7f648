//! Results of comparisons: the same whatever the threads, resumed, stopped early; refusals; pictures.

use chrono::TimeDelta;
use escalade::{
    Actor, ErrorKind, Event, Means, Query, Timeline, Trend,
    chance::{NullModel, Record},
    scale::Kahn,
};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// Random events of a few actors over a year. `responds` adds an answer two days after each event.
fn timeline(seed: u64, events: usize, responds: bool) -> Timeline {
    let mut random = Pcg64::seed_from_u64(seed);
    let mut builder = Timeline::builder();
    let actors: Vec<_> =
        (0..5).map(|nth| builder.add_actor(Actor::new(format!("A{nth}")))).collect();
    let first = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
    let mut add = |by: usize, on: usize, day: i64, level: i32| {
        let when = (first + TimeDelta::days(day)).to_string();
        let event = Event::attack(actors[by], when.as_str(), Means::Drone).against(actors[on]);
        builder.add_event(event.with_level(Kahn, level));
    };
    for _ in 0..events {
        let by = random.random_range(0..5);
        let on = (by + random.random_range(1..5)) % 5;
        let (day, level) = (random.random_range(0..360), random.random_range(1..5));
        add(by, on, day, level);
        if responds {
            add(on, by, day + 2, level + 1);
        }
    }
    builder.build().unwrap()
}

fn week() -> Query {
    Query::escalation().on(Kahn).max_gap(TimeDelta::days(7))
}

#[test]
fn resumed_comparisons_are_the_same_to_the_bit() {
    let timeline = timeline(1, 300, false);
    let chains = timeline.chains(&week()).unwrap();
    let null = NullModel::DaysWithin(30);
    let against = |shuffles| {
        chains.against(&null).shuffles(shuffles).seed(9).by_dyad().extremes().by_len().lags(9)
    };
    let whole = against(77).compare().unwrap();
    let mut record: Option<Record> = None;
    for shuffles in [1, 2, 30, 77] {
        let comparison = match &record {
            None => against(shuffles).compare().unwrap(),
            Some(record) => against(shuffles).resume(record).unwrap(),
        };
        let text = serde_json::to_string(comparison.record()).unwrap();
        let read: Record = serde_json::from_str(&text).unwrap();
        assert_eq!(&read, comparison.record());
        record = Some(read);
        if shuffles == 77 {
            assert_eq!(comparison, whole);
        }
    }
    // A prefix of the shuffles is that of fewer shuffles.
    assert_eq!(against(30).compare().unwrap().record().hops(), whole.record().hops()[..30]);
}

#[test]
fn records_of_something_else_are_refused() {
    let (one, other) = (timeline(1, 100, false), timeline(2, 100, false));
    let query = week();
    let (one, other) = (one.chains(&query).unwrap(), other.chains(&query).unwrap());
    let (levels, times) = (NullModel::Levels, NullModel::Timestamps);
    let comparison = one.against(&levels).shuffles(3).compare().unwrap();
    let record = comparison.record();
    let fields = |error: escalade::Error| -> Vec<String> {
        error.issues().iter().map(|issue| issue.location().to_string()).collect()
    };
    let refused = |against: escalade::chance::Against<'_, '_>| {
        fields(against.shuffles(5).resume(record).unwrap_err())
    };
    assert_eq!(refused(one.against(&times)), ["record/null"]);
    assert_eq!(refused(one.against(&levels).seed(1)), ["record/seed"]);
    assert_eq!(refused(one.against(&levels).stop_after(4)), ["record/stop_after"]);
    assert_eq!(refused(one.against(&levels).extremes()), ["record/wanted"]);
    assert_eq!(refused(one.against(&levels).by_dyad()), ["record/wanted"]);
    assert_eq!(refused(other.against(&levels)), ["record/events"]);
}

#[test]
fn settings_out_of_range_are_refused_all_at_once() {
    let timeline = timeline(1, 20, false);
    let chains = timeline.chains(&week().trend(Trend::Any)).unwrap();
    let null = NullModel::Levels;
    let error =
        chains.against(&null).shuffles(0).lags(1_000_000).stop_after(0).compare().unwrap_err();
    assert_eq!((error.kind(), error.issue_count()), (ErrorKind::Query, 4));
    let unbounded = chains.against(&null).by_len().compare().unwrap_err();
    assert_eq!(unbounded.kind(), ErrorKind::Unsupported);
    let rising = timeline.chains(&week()).unwrap();
    let stopping = || rising.against(&null).shuffles(9).stop_after(3);
    assert!(stopping().compare().is_ok());
    let more = [stopping().by_dyad(), stopping().extremes(), stopping().by_len()];
    for against in more.into_iter().chain([stopping().by_rule(), stopping().lags(2)]) {
        assert_eq!(against.compare().unwrap_err().issue_count(), 1);
    }
    assert!(chains.against(&NullModel::DaysWithin(0)).compare().is_err());
    assert!(chains.against(&null).sweep_blocks([30, 0]).is_err());
}

#[test]
fn nothing_to_shuffle_is_no_surprise() {
    let timeline = Timeline::builder().build().unwrap();
    let chains = timeline.chains(&week()).unwrap();
    for null in ["levels", "timestamps", "uniform", "rotations", "days-within=30", "directions"] {
        let null: NullModel = null.parse().unwrap();
        let against = chains.against(&null).shuffles(9).by_dyad().extremes().by_len().lags(3);
        let comparison = against.compare().unwrap();
        let hops = comparison.hops();
        assert_eq!((hops.observed(), hops.mean(), hops.ratio(), hops.p()), (0.0, 0.0, None, 1.0));
        assert_eq!(comparison.by_dyad().unwrap().len(), 0);
        assert!(!comparison.to_string().is_empty());
        assert!(!serde_json::to_string(&comparison).unwrap().is_empty());
    }
}

/// Besag and Clifford (1991): the p of the shuffles up to the one that made the verdict certain.
#[test]
fn shuffles_stop_when_the_verdict_is_certain() {
    let timeline = timeline(3, 300, false);
    let chains = timeline.chains(&week()).unwrap();
    let null = NullModel::Timestamps;
    let stopped = chains.against(&null).shuffles(9_999).stop_after(10).compare().unwrap();
    assert!(stopped.shuffles() < 9_999);
    let all = chains.against(&null).shuffles(stopped.shuffles()).compare().unwrap();
    assert_eq!(stopped.record().hops(), all.record().hops());
    let hops = stopped.hops();
    let at_least = |upto: usize| {
        all.record().hops()[..upto].iter().filter(|count| **count >= hops.observed()).count()
    };
    let last = (1..=stopped.shuffles() as usize).find(|upto| at_least(*upto) == 10).unwrap();
    assert_eq!(hops.p(), 10.0 / last as f64);
    assert_eq!(hops.p_less(), None);
    // Where the data are unusual, all shuffles are made.
    let answered = self::timeline(3, 150, true);
    let chains = answered.chains(&week()).unwrap();
    let comparison = chains.against(&null).shuffles(199).stop_after(10).compare().unwrap();
    assert_eq!((comparison.shuffles(), comparison.hops().p()), (199, 0.005));
}

#[test]
fn progress_may_stop_the_shuffles() {
    let timeline = timeline(1, 50, false);
    let chains = timeline.chains(&week()).unwrap();
    let null = NullModel::Timestamps;
    let stop = |done, all| {
        assert!(done <= all);
        if done >= 10 {
            std::ops::ControlFlow::Break(())
        } else {
            std::ops::ControlFlow::Continue(())
        }
    };
    let comparison = chains.against(&null).shuffles(100_000).progress(stop).compare().unwrap();
    assert!((10..1_000).contains(&comparison.shuffles()));
    assert!(comparison.to_string().contains("100000 shuffles were asked for"));
}

/// The q values are those of the p values of all tested dyads, computed by the definition.
#[test]
fn dyads_are_tested_together() {
    let timeline = timeline(4, 600, true);
    let chains = timeline.chains(&week()).unwrap();
    let null = NullModel::DaysWithin(60);
    let against = || chains.against(&null).shuffles(199).by_dyad();
    let comparison = against().compare().unwrap();
    let dyads = comparison.by_dyad().unwrap();
    let tallies = chains.by_dyad();
    assert_eq!(dyads.len(), 20);
    // The record has the values of each dyad, ascending, with the number of shuffles.
    let record = serde_json::to_value(comparison.record()).unwrap();
    for (dyad, values) in dyads.iter().zip(record["dyads"].as_array().unwrap()) {
        let values = &values["hops"];
        let mut all: Vec<f64> = Vec::new();
        for (value, shuffles) in std::iter::zip(
            values["values"].as_array().unwrap(),
            values["shuffles"].as_array().unwrap(),
        ) {
            let shuffles = shuffles.as_u64().unwrap() as usize;
            all.extend(std::iter::repeat_n(value.as_f64().unwrap(), shuffles));
        }
        // Of 199 shuffles, the values of ranks 5, 100 and 195.
        assert_eq!((dyad.hops.band(), dyad.hops.median()), ((all[4], all[194]), all[99]));
        assert!((dyad.hops.mean() - all.iter().sum::<f64>() / 199.0).abs() < 1e-9);
        let at_least = all.iter().filter(|count| **count >= dyad.hops.observed()).count();
        assert_eq!(dyad.hops.p(), (1 + at_least) as f64 / 200.0);
    }
    let m = dyads.len() as f64;
    let harmonic: f64 = (1..=dyads.len()).map(|k| 1.0 / k as f64).sum();
    for dyad in dyads {
        let is_same = |tally: &&escalade::chain::DyadTally| {
            (tally.source(), tally.target()) == (&*dyad.source, &*dyad.target)
        };
        let tally = tallies.iter().find(is_same).unwrap();
        assert_eq!(dyad.hops.observed(), tally.hops() as f64);
        assert_eq!(dyad.chains.observed(), tally.chains().to_u128().unwrap() as f64);
        assert_eq!(dyad.events, tally.events());
        // The least over all p from this one up of p m / rank, where equal p have the greatest rank.
        let q = |factor: f64| {
            let candidates = dyads.iter().filter(|other| other.hops.p() >= dyad.hops.p());
            let q = candidates.map(|other| {
                let rank = dyads.iter().filter(|third| third.hops.p() <= other.hops.p()).count();
                other.hops.p() * factor * m / rank as f64
            });
            q.fold(1.0, f64::min)
        };
        assert!((dyad.hops.q_bh().unwrap() - q(1.0)).abs() < 1e-12);
        assert!((dyad.hops.q_by().unwrap() - q(harmonic)).abs() < 1e-12);
    }
    assert!(dyads.iter().filter(|dyad| dyad.hops.q_by() <= Some(0.05)).count() > 10, "all answer");
    let needed = against().shuffles_needed(0.05);
    assert_eq!((needed.dyads, needed.benjamini_hochberg), (20, 399));
    let busiest = tallies.iter().map(escalade::chain::DyadTally::events).max().unwrap();
    let few = against().min_events(busiest).compare().unwrap();
    assert!(few.by_dyad().unwrap().len() < 20);
}

/// Answers two days after: at that lag the data are outside the band of every null model that moves days.
#[test]
fn lags_show_when_answers_come() {
    let timeline = timeline(5, 150, true);
    let chains = timeline.chains(&week().trend(Trend::Any)).unwrap();
    let comparison = chains
        .against(&NullModel::DaysWithin(60))
        .shuffles(199)
        .lags(6)
        .lag_dyads(3)
        .by_dyad()
        .compare()
        .unwrap();
    let dyads = comparison.by_dyad().unwrap();
    let found = dyads.iter().filter(|dyad| dyad.hops.q_by() <= Some(0.05)).count();
    let line = format!("\n{} dyads tested; {found} with more hops than chance", dyads.len());
    assert!(found > 1 && comparison.to_string().contains(&line), "{line}\n{comparison}");
    let lags = comparison.lags().unwrap();
    assert_eq!(lags.all().lags.len(), 7);
    let is_above = |nth: usize| {
        let lag = &lags.all().lags[nth];
        lag.observed() > lag.band().1 && lag.observed() > lags.all().envelope[nth].1
    };
    assert!(is_above(2) && lags.all().p <= 0.01);
    assert!([1, 3, 4, 5, 6].iter().filter(|nth| is_above(**nth)).count() == 0);
    let sum = |series: &[escalade::chance::LagSeries]| -> f64 {
        series.iter().map(|series| series.lags[2].observed()).sum()
    };
    assert_eq!(sum(lags.by_level()), lags.all().lags[2].observed());
    assert_eq!(lags.by_dyad().len(), 3);
}

#[test]
fn heavy_tails_are_compared_by_rank() {
    // Long chains among many events: their number varies by orders of magnitude.
    let timeline = timeline(6, 1_500, false);
    let query = week().trend(Trend::Any).max_gap(TimeDelta::days(20));
    let chains = timeline.chains(&query).unwrap();
    let null = NullModel::Timestamps;
    let comparison = chains.against(&null).shuffles(99).compare().unwrap();
    assert!(comparison.chains().is_rank_only() && !comparison.hops().is_rank_only());
    assert!(comparison.to_string().contains("interpret p"));
}

#[cfg(feature = "html")]
#[test]
fn pictures_are_well_formed_and_always_the_same() {
    use escalade::render::ChancePicture;

    let timeline = timeline(7, 150, true);
    let chains = timeline.chains(&week()).unwrap();
    let null = NullModel::DaysWithin(30);
    let against = chains.against(&null).shuffles(99).by_dyad().lags(10).lag_dyads(2);
    let (comparison, curve) =
        (against.compare().unwrap(), against.sweep_blocks([7, 30, 90]).unwrap());
    let picture = || ChancePicture::of(&comparison).curve(&curve).titled("<&\u{202e}>");
    let (svg, html) = (picture().to_svg(), picture().to_html());
    assert_eq!((svg.clone(), html.clone()), (picture().to_svg(), picture().to_html()));
    let mut reader = quick_xml::Reader::from_str(&svg);
    let mut elements = 0;
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Start(_) => elements += 1,
            _ => {}
        }
    }
    assert!(elements > 100);
    for text in ["NaN", "\"inf", " inf", "\u{202e}"] {
        assert!(!svg.contains(text) && !html.contains(text), "{text}");
    }
    assert!(html.contains("A0 → A1") && html.contains("<svg "));
}
