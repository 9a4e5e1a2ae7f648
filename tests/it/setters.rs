//! Every public setter with values at the ends of its range: none may panic, whatever follows. The list of setters is
//! read from the sources, so that a setter without a test is noticed.

#![allow(clippy::semicolon_if_nothing_returned, reason = "a closure of the table is one call")]

use std::{cell::RefCell, collections::BTreeSet, fs, ops::ControlFlow, path::Path};

use chrono::{NaiveDate, TimeDelta};
use escalade::{
    Actor, ActorId, Event, EventId, EventKind, Level, Means, Predicate, Query, Rank, Relation,
    Rule, Timeline, TimelineBuilder, Trend, View, Vocabulary,
    chain::{Floor, Pairing, Precedence},
    chance::NullModel,
    evidence::{Dempster, Proposition},
    model::MembershipKind,
    read::{
        ActorCodes, BadRecords, Column, Columns, DateOrder, Extra, Format, LeadingZeros, Options,
    },
    render::{ChancePicture, Html, Picture, Render, Svg, Text},
    scale::{Crosswalk, Kahn, QuadClass, named},
    timeline::{BlocMember, Blocs, Field, Granularity, ViewStep},
    watch::{Alarms, AlertRule, Ground, Watch, WatchedQuery},
};

/// Calls a setter with each value, and asks what results.
macro_rules! each {
    ($setter:literal, $values:expr, $call:expr) => {{
        $crate::setters::called($setter);
        for value in $values {
            $call(value);
        }
    }};
}

mod drafts;
mod patterns;
mod processes;

const SPANS: [TimeDelta; 7] = [
    TimeDelta::MIN,
    TimeDelta::seconds(-1),
    TimeDelta::nanoseconds(1),
    TimeDelta::zero(),
    TimeDelta::days(2),
    TimeDelta::days(100_000_000),
    TimeDelta::MAX,
];
const NUMBERS: [usize; 6] = [0, 1, 2, 1 << 40, (1 << 63) + 1, usize::MAX];
const PERCENTS: [i32; 6] = [i32::MIN, -1, 0, 100, 101, i32::MAX];
const UNITS: [f64; 8] =
    [f64::NEG_INFINITY, f64::MIN, -1e14, -0.0, 0.1, 2e14, f64::INFINITY, f64::NAN];
const TENTHS: [i64; 6] = [i64::MIN, -1_000_000_000_000_000, -1, 0, 80, i64::MAX];
const TEXTS: [&str; 9] = [
    "",
    " ",
    "\u{0}",
    "\u{1b}[2J\r\n",
    "a\u{202e}b\u{2028}c",
    "=1+1",
    "</script><svg onload=x>",
    "\u{5d0}\u{300}\u{1f9e8}",
    "a/b|c,d:e;f\"g'h",
];
const DATES: [&str; 9] = [
    "",
    "0000",
    "9999-12-31T23:59:59Z",
    "10000-01-01",
    "2024-02-30",
    "2024-01-01/2023-01-01",
    "[..2024]",
    "2024-13",
    "\u{661}\u{662}",
];

thread_local! {
    static CALLED: RefCell<BTreeSet<&'static str>> = const { RefCell::new(BTreeSet::new()) };
}

/// Notes that a setter is called.
fn called(setter: &'static str) {
    CALLED.with_borrow_mut(|called| called.insert(setter));
}

/// What a draft may refer to: actors and events of the builder, and some of which it knows nothing.
struct Known {
    actors: [ActorId; 2],
    raid: EventId,
    foreign_actor: ActorId,
    foreign_event: EventId,
}

/// Builds a timeline of two actors, a raid, a reply, and what is added; asks all of it if it is valid.
fn with(add: &dyn Fn(&mut TimelineBuilder, &Known)) {
    let mut other = Timeline::builder();
    let far = (0..9).map(|nth| other.add_actor(Actor::new(format!("X{nth}")))).last().unwrap();
    let strike = || Event::attack(far, "2024", Means::Drone);
    let event = (0..9).map(|_| other.add_event(strike())).last().unwrap();
    let mut builder = Timeline::builder();
    let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    let raid = Event::attack(a, "2024-04-01", Means::Drone).against(b).with_level(Kahn, 8);
    let raid = builder.add_event(raid.with_key("raid"));
    let reply = Event::attack(b, "2024-04-03", Means::Drone).against(a).with_level(Kahn, 9);
    builder.add_event(reply.with_key("reply"));
    let known = Known { actors: [a, b], raid, foreign_actor: far, foreign_event: event };
    add(&mut builder, &known);
    match builder.build() {
        Ok(timeline) => ask(&timeline.view(), &query()),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn query() -> Query {
    Query::escalation().on(Kahn).max_gap(TimeDelta::days(7))
}

/// Asks what there is to ask; errors are fine.
fn ask(view: &View<'_>, query: &Query) {
    let _ = (query.to_string(), format!("{query:?}"), serde_json::to_string(query));
    let _ = (serde_json::to_string(view.timeline()), serde_json::to_string(view.steps()));
    let _ = view.threats(query).map(|threats| threats.to_string());
    let Ok(chains) = view.chains(query) else { return };
    let _ = (chains.summary().to_string(), chains.count_by_len(), chains.by_dyad());
    let _ = (chains.pivots().count(), chains.maximal().count(), chains.hops().count());
    let _ = chains.top(Rank::GreatestRise).count();
    for chain in chains.iter().take(10) {
        let _ = (chain.explain().to_string(), chain.off_ramps().to_string());
    }
    for event in view.events() {
        let _ = view.claims(event.id()).map(|claims| claims.to_string());
        for of in [Proposition::Occurred(event.id()), Proposition::Attributed(event.id())] {
            let _ = view.evidence(of).map(|evidence| evidence.to_string());
        }
        let _ = chains.reactions_to(event.id()).map(|reactions| reactions.to_string());
    }
    for picture in [Picture::hops(&chains), Picture::events(&chains)] {
        for format in [&Svg::ladder() as &dyn Render, &Text::new(), &Html::new()] {
            assert!(!format.render_to_string(&picture).is_empty());
        }
    }
}

fn plain() -> Timeline {
    let mut builder = Timeline::builder();
    let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    for (day, level) in (1..).zip([3, 5, 4, 9]) {
        let (by, on) = if day % 2 == 0 { (a, b) } else { (b, a) };
        let strike = Event::attack(by, format!("2024-04-0{day}").as_str(), Means::Drone);
        builder.add_event(strike.against(on).with_level(Kahn, level));
    }
    builder.build().unwrap()
}

fn queries() {
    let timeline = plain();
    let ask = |query: Query| ask(&timeline.view(), &query);
    each!("Query::within", SPANS, |span| ask(query().within(span)));
    each!("Query::min_gap", SPANS, |span| ask(query().min_gap(span)));
    each!("Query::max_gap", SPANS, |span| ask(query().max_gap(span)));
    each!("Query::threats_open_for", SPANS, |span| ask(query().threats_open_for(span)));
    each!("Query::min_len", NUMBERS, |number| ask(query().min_len(number)));
    each!("Query::max_len", NUMBERS, |number| ask(query().max_len(number)));
    let predicates = || {
        let units = UNITS.into_iter().map(|units| Predicate::at_least(Kahn, units));
        let texts = TEXTS.into_iter().map(Predicate::place);
        units.chain(texts).chain([Predicate::acts([]), Predicate::kinds([])])
    };
    each!("Query::first", predicates(), |one| ask(query().first(one)));
    each!("Query::last", predicates(), |one| ask(query().last(one)));
    each!("Query::every", predicates(), |one| ask(query().every(one)));
    each!("Query::unless", predicates(), |one| ask(query().unless(one)));
    each!("Predicate::and", predicates(), |one: Predicate| ask(query().last(one.clone().and(one))));
    each!("Predicate::or", predicates(), |one: Predicate| ask(query().last(one.clone().or(one))));
    each!("Query::crosses", UNITS, |units: f64| ask(query().crosses(units)));
    each!("Query::crosses", TEXTS, |name: &str| ask(query().crosses(name)));
    each!("Query::min_confidence", PERCENTS, |percent: i32| ask(query().min_confidence(percent)));
    each!("Query::min_attribution", PERCENTS, |percent: i32| {
        ask(query().min_attribution(percent))
    });
    each!("Query::deriving", [Dempster], |rule| ask(query().deriving(rule).min_confidence(50)));
    each!("Query::rules", [&[][..], Rule::ALL], |rules: &[Rule]| {
        ask(query().rules(rules.iter().copied()))
    });
    each!("Query::relations", [vec![], vec![Relation::Denies; 3]], |some| {
        ask(query().relations(some))
    });
    each!("Query::trend", UNITS, |units| ask(query().trend(Trend::RisingBy(units))));
    each!("Query::floor", UNITS, |units| ask(query().floor(Floor::At(units))));
    each!("Query::pairing", [Pairing::Nearest], |one| ask(query().pairing(one)));
    each!("Query::precedence", [Precedence::Recorded], |one| ask(query().precedence(one)));
    let member = |text: &str| BlocMember::new(text, text);
    let blocs = |one: BlocMember| Blocs::new([one]).map(Granularity::Bloc);
    each!("Query::granularity", TEXTS, |text| {
        ask(blocs(member(text)).map_or_else(|_| query(), |bloc| query().granularity(bloc)))
    });
    each!("BlocMember::from", DATES, |date| drop(blocs(member("A").from(date))));
    each!("BlocMember::until", DATES, |date| drop(blocs(member("A").until(date))));
    let levels = || TENTHS.map(Level::from_tenths);
    each!("Query::on", levels(), |level| ask(query().on(named("own", move |_| Some(level)))));
    let own = || named("own", |_| Some(Level::from(3)));
    each!("NamedScale::with_conflict_floor", levels(), |level: Level| {
        ask(query().on(own().with_conflict_floor(level)))
    });
    each!("NamedScale::with_threshold", levels(), |level: Level| {
        ask(query().on(own().with_threshold(TEXTS[4], level)).crosses(TEXTS[4]))
    });
    called("Kahn::with_crosswalk");
    ask(query().on(Kahn.with_crosswalk(Crosswalk::default())));
}

fn views() {
    let (timeline, other) = (plain(), plain());
    let ask = |view: View<'_>| ask(&view, &query());
    let view = || timeline.view();
    let actor = timeline.actors().next().unwrap().id();
    let event = timeline.events().next().unwrap().id();
    let mut far = Timeline::builder();
    let far_actor = (0..9).map(|nth| far.add_actor(Actor::new(format!("X{nth}")))).last().unwrap();
    let strike = || Event::attack(far_actor, "2024", Means::Drone);
    let far_event = (0..9).map(|_| far.add_event(strike())).last().unwrap();
    drop(other);
    let of = |actors: Vec<String>| ViewStep::Of { actors };
    each!(
        "WatchedQuery::seen_through",
        [vec!["A"], vec![""], vec!["X8", "A"], vec![]],
        |keys: Vec<&str>| {
            let step = of(keys.into_iter().map(str::to_owned).collect());
            let watched = WatchedQuery::new("", query()).seen_through([step]);
            let _ = (serde_json::to_string(&watched), Watch::new(plain(), [watched]).map(drop));
        }
    );
    each!("AlertRule::quiet", SPANS, |time| {
        let rule = AlertRule::new("", "", Ground::Reaches(2)).quiet(time);
        let watch = Watch::new(plain(), [WatchedQuery::new("", query())]).unwrap();
        let _ = (
            serde_json::to_string(&rule),
            rule.quiet_time(),
            Alarms::new([rule], &watch).map(drop),
        );
    });
    each!("AlertRule::holding_while", NUMBERS, |number| {
        let rule = AlertRule::new("", "", Ground::Reaches(number));
        let rule = rule.holding_while(Ground::Reaches(number / 2));
        let watch = Watch::new(plain(), [WatchedQuery::new("", query())]).unwrap();
        let _ = (serde_json::to_string(&rule), Alarms::new([rule], &watch).map(drop));
    });
    each!("View::unattributed", [event, far_event], |event| ask(view().unattributed(event)));
    each!("View::reported_by", [actor, far_actor], |actor| ask(view().reported_by(actor)));
    each!("View::supposing", [(event, actor), (far_event, far_actor)], |(event, actor)| {
        ask(view().supposing(event, actor))
    });
    each!("View::of", [vec![], vec![actor, far_actor]], |actors| ask(view().of(actors)));
    each!("View::at_least_n_independent_reports", NUMBERS, |number| {
        ask(view().at_least_n_independent_reports(number))
    });
    each!("View::max_lag", SPANS, |span| ask(view().max_lag(span)));
    each!("View::min_mentions", [0, 1, u64::MAX], |number| ask(view().min_mentions(number)));
    each!("View::quad_classes", [vec![], vec![QuadClass::MaterialConflict; 9]], |classes| {
        ask(view().quad_classes(classes))
    });
    each!("View::during", DATES, |date: &'static str| {
        ask(view().during(date..));
        ask(view().during(..date));
        ask(view().during(date..=date));
    });
    each!("View::as_known_at", DATES, |date| ask(view().as_known_at(date)));
    each!("View::in_language", TEXTS, |text| ask(view().in_language(text)));
    each!("View::only", [Predicate::kinds([])], |one| ask(view().only(one)));
    each!("View::filter", TEXTS, |text| ask(view().filter(text, |_| true)));
    each!("View::one_a_day", [vec![], vec![Field::Source; 9]], |some| ask(view().one_a_day(some)));
    each!("View::one_a_day_by", [vec![], vec![Field::Source; 9]], |fields| {
        ask(view().one_a_day_by(fields, &Granularity::Country))
    });
    each!("View::onsets", SPANS, |span| ask(view().onsets(span, &Kahn, &Granularity::State)));
}

const ROWS: &str = "day,who,whom,what,n\n2024-04-01,A,B,190,3\n2024-04-02,B,A,190,4\n";

fn reading() {
    let read = |options: Options| {
        for text in [ROWS, "", "2006-07-01\tLBN\tISR\t138\n"] {
            match options.read("rows", text.as_bytes()) {
                Ok(reading) => ask(&reading.timeline.view(), &query()),
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
    };
    let columns = |change: &dyn Fn(Columns) -> Columns| {
        called("Options::columns");
        let columns = Columns::new("day").source("who").target("whom");
        read(Options::new().columns(change(columns.code("what", Vocabulary::Cameo))));
    };
    let every_column = || {
        let numbers = NUMBERS.map(Column::Number).into_iter();
        numbers.chain(TEXTS.into_iter().map(Column::from))
    };
    macro_rules! column {
        ($($setter:literal $name:ident,)*) => {
            $(each!($setter, every_column(), |column: Column| {
                columns(&|one| one.$name(column.clone()))
            });)*
        };
    }
    column! {
        "Columns::end" end, "Columns::time" time, "Columns::end_time" end_time,
        "Columns::precision" precision, "Columns::source" source, "Columns::target" target,
        "Columns::score" score, "Columns::mutual" mutual, "Columns::killed" killed,
        "Columns::injured" injured, "Columns::confidence" confidence, "Columns::text" text,
        "Columns::place" place, "Columns::id" id,
    }
    each!("Columns::month", every_column(), |column: Column| {
        columns(&|one| one.month(column.clone(), column.clone()))
    });
    each!("Columns::end_month", every_column(), |column: Column| {
        columns(&|one| one.end_month(column.clone(), column.clone()))
    });
    each!("Columns::code", every_column(), |column: Column| {
        columns(&|one| one.code(column.clone(), Vocabulary::Ucdp))
    });
    each!("Columns::level", every_column(), |column: Column| {
        columns(&|one| one.level(column.clone(), TEXTS[4]))
    });
    each!("Columns::date_format", ["", "%", "%Q", "%Y%Y%Y", "%s%f%:::z", "%-%-"], |text: &str| {
        columns(&|one| one.date_format(text))
    });
    each!("Columns::kind_of", TEXTS, |text: &str| {
        columns(&|one| one.kind_of(text, EventKind::Attack))
    });
    each!("Columns::actors", [ActorCodes::Cameo, ActorCodes::Cow, ActorCodes::Own], |codes| {
        columns(&|one| one.actors(codes))
    });
    each!("Columns::separator", ['\0', '\n', '"', ',', 'é', '\u{1f9e8}'], |one: char| {
        columns(&|columns| columns.separator(one))
    });
    each!("Columns::delimiter", ['\0', '\n', '"', ',', 'é', '\u{1f9e8}'], |one: char| {
        columns(&|columns| columns.delimiter(one))
    });
    each!("Columns::header", [true, false], |one| columns(&|columns| columns.header(one)));
    let options = Options::new;
    each!("Options::longest_line", NUMBERS, |number| read(options().longest_line(number)));
    each!("Options::largest_document", [0, 1, u64::MAX], |bytes| {
        read(options().format(Format::Json).largest_document(bytes))
    });
    each!("Options::max_expansion", [0, 1, u32::MAX], |times| read(options().max_expansion(times)));
    each!("Options::interruptible", [ControlFlow::Break(()), ControlFlow::Continue(())], |flow| {
        read(options().interruptible(move |_| flow))
    });
    each!("Options::format", Format::ALL, |format: &Format| read(options().format(*format)));
    each!("Options::bad_records", NUMBERS, |at_most| {
        read(options().bad_records(BadRecords::Skip { at_most }))
    });
    each!("Options::vocabulary", [Vocabulary::Mid], |one| read(options().vocabulary(one)));
    each!("Options::alias", TEXTS, |text: &str| read(options().alias(text, text).alias("A", text)));
    each!("Options::membership", TEXTS, |text: &str| {
        read(options().membership(text, MembershipKind::PartOf, text))
    });
    called("Options::with_known_actors");
    read(options().with_known_actors(&plain()));
    each!("Options::max_lag", SPANS, |span| read(options().max_lag(span)));
    called("Options::keep");
    read(options().keep([Extra::Mentions; 9]));
    each!("Options::covering", DATES, |date: &'static str| {
        if let Ok(window) = escalade::timeline::Window::new(date..) {
            read(options().covering(window));
        }
    });
    // Needs the feature `parquet`.
    called("Options::row_groups_of");
    #[cfg(feature = "parquet")]
    for date in DATES {
        if let Ok(window) = escalade::timeline::Window::new(date..) {
            read(options().row_groups_of(window));
        }
    }
    each!("Options::start_date", [NaiveDate::MIN, NaiveDate::MAX], |day| {
        read(options().start_date(day))
    });
    called("Options::progress");
    read(options().progress(|_| {}));
    each!("Options::date_order", [DateOrder::YearFirst], |one| read(options().date_order(one)));
    each!("Options::leading_zeros", [LeadingZeros::Restore], |one| {
        read(options().leading_zeros(one))
    });
    called("Options::missing");
    read(options().missing(TEXTS));
    each!("Options::encoding", TEXTS, |text: &str| read(options().encoding(text)));
    each!("Options::sheet", TEXTS, |text: &str| read(options().sheet(text)));
    each!("Options::kind_of", TEXTS, |text: &str| {
        read(options().kind_of(text, EventKind::Action))
    });
    each!("Options::alias_file", TEXTS, |text: &str| drop(options().alias_file(text)));
    each!("Options::read_aliases", TEXTS, |text: &str| {
        drop(options().read_aliases(text, text.as_bytes()).map(read))
    });
}

fn chance() {
    let timeline = plain();
    let query = query().trend(Trend::Any);
    let chains = timeline.chains(&query).unwrap();
    let against = || chains.against(&NullModel::Rotations).shuffles(9);
    each!("Against::shuffles", [0, 1, 9], |one| drop(against().shuffles(one).compare()));
    each!("Against::seed", [0, u64::MAX], |seed| drop(against().seed(seed).compare()));
    each!("Against::min_events", [0, u64::MAX], |one| drop(against().min_events(one).compare()));
    each!("Against::lags", [0, 1, u32::MAX], |days| drop(against().lags(days).compare()));
    each!("Against::lag_dyads", NUMBERS, |most| {
        drop(against().lags(3).lag_dyads(most).compare())
    });
    each!("Against::stop_after", [0, 1, u64::MAX], |one| drop(against().stop_after(one).compare()));
    called("Against::progress");
    let stop = |_: u64, _: u64| std::ops::ControlFlow::Break(());
    let _ = against().progress(stop).compare();
    let (comparison, curve) =
        (against().compare().unwrap(), against().sweep_blocks([0, 1, 3, u32::MAX]));
    let draw = |picture: ChancePicture<'_>| picture.write_svg(&mut Vec::new()).unwrap();
    called("ChancePicture::curve");
    if let Ok(curve) = curve {
        draw(ChancePicture::of(&comparison).curve(&curve));
    }
    let picture = || ChancePicture::of(&comparison);
    each!("ChancePicture::titled", TEXTS, |text: &str| draw(picture().titled(text)));
    each!("ChancePicture::width", [0, 1, u32::MAX], |one| draw(picture().width(one)));
}

fn pictures() {
    let timeline = plain();
    let query = query();
    let chains = timeline.chains(&query).unwrap();
    let draw = |format: &dyn Render| drop(format.render_to_string(&Picture::hops(&chains)));
    let forms = || [Svg::ladder(), Svg::lanes(), Svg::dyads()];
    let svg = |change: &dyn Fn(Svg) -> Svg| forms().into_iter().for_each(|one| draw(&change(one)));
    each!("Svg::width", [0, 1, u32::MAX], |pixels| svg(&|one| one.width(pixels)));
    each!("Svg::labels", NUMBERS, |most| svg(&|one| one.labels(most)));
    each!("Svg::lines", NUMBERS, |most| svg(&|one| one.lines(most)));
    each!("Svg::rows", NUMBERS, |most| svg(&|one| one.rows(most)));
    each!("Svg::ids", TEXTS, |text: &str| svg(&|one| one.ids(text)));
    each!("Html::svg", forms(), |svg| draw(&Html::new().svg(svg)));
    each!("Text::width", NUMBERS, |columns| draw(&Text::new().width(columns)));
    let hops = || Picture::hops(&chains);
    let html = |picture: Picture<'_>| drop(Html::new().render_to_string(&picture));
    each!("Picture::titled", TEXTS, |text: &str| html(hops().titled(text)));
    each!("Picture::in_language", TEXTS, |text: &str| html(hops().in_language(text)));
    each!("Picture::at_most", NUMBERS, |most| html(hops().at_most(most)));
}

/// Returns the public setters of the library, as `Type::method`: methods that take the value, an argument at least,
/// and return it; and all that change a `TimelineBuilder`.
fn setters_in(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("bin") {
            setters_in(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            setters_of(&fs::read_to_string(&path).unwrap(), found);
        }
    }
}

fn setters_of(source: &str, found: &mut BTreeSet<String>) {
    let mut of = String::new();
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("impl") && !line.contains(" for ") {
            let rest = line.strip_prefix("impl").unwrap();
            let rest = if rest.starts_with('<') {
                rest.split_once("> ").map_or("", |(_, rest)| rest)
            } else {
                rest.trim()
            };
            of = rest.split(['<', ' ', '{']).next().unwrap_or_default().to_owned();
        }
        let Some(signature) = line.strip_prefix("    pub fn ") else { continue };
        let mut signature = signature.to_owned();
        while !signature.contains('{') {
            signature.push_str(lines.next().unwrap().trim());
            signature.push(' ');
        }
        let name = signature.split(['(', '<']).next().unwrap();
        let takes = ["(self, ", "(mut self, ", "(self,", "(mut self,"];
        let is_setter = takes.iter().any(|taken| signature.contains(taken))
            && (signature.contains("-> Self") || signature.contains("-> Result<Self"));
        let builds = of == "TimelineBuilder" && signature.contains("(&mut self,");
        if is_setter || builds {
            found.insert(format!("{of}::{name}"));
        }
    }
}

#[test]
fn every_public_setter_takes_extreme_values() {
    let drafts = [drafts::drafts, drafts::builders];
    let patterns = [patterns::steps, patterns::motifs, patterns::reach, processes::processes];
    let groups = [queries, views, reading, chance, pictures];
    for group in groups.into_iter().chain(drafts).chain(patterns) {
        group();
    }
    let mut found = BTreeSet::new();
    setters_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    let called: BTreeSet<String> =
        CALLED.with_borrow(|called| called.iter().map(|one| (*one).to_owned()).collect());
    let untested: Vec<_> = found.difference(&called).collect();
    assert!(untested.is_empty(), "without a test here: {untested:#?}");
    assert!(found.len() > 150, "{} setters", found.len());
}
