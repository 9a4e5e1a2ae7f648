//! Random queries. Each term may be present.

use escalade::{
    EventKind, Rule, Trend,
    chain::{Floor, Pairing, Precedence},
    scale::QuadClass,
    timeline::Field,
};
use proptest::{
    bool::weighted,
    collection::vec,
    option,
    prelude::{Just, Strategy, prop_oneof},
    sample::{select, subsequence},
};

use super::{ACTORS, DAYS, RELATIONS, percent, period, sometimes};
use crate::oracle::{
    drafts::{RawBlocMember, RawGranularity, RawQuery, ScaleName, Step},
    notation::FIELDS,
    steps::{RawStep, lengths},
    terms::{Atom, Literal, RawPredicate, Terms},
    time::{DAY, Moment},
};

pub(crate) fn queries() -> impl Strategy<Value = RawQuery> {
    let inferring = Rule::ALL.len() - 1;
    let rules = prop_oneof![
        3 => Just(RawQuery::default().rules),
        1 => Just(vec![Rule::Retaliation, Rule::Persistence]),
        3 => select(&Rule::ALL[..inferring]).prop_map(|rule| vec![rule]),
        1 => Just(vec![Rule::Declared]),
        2 => select(&Rule::ALL[..inferring]).prop_map(|rule| vec![rule, Rule::Declared]),
        4 => subsequence(Rule::ALL, 2..=Rule::ALL.len()),
    ];
    let relations = prop_oneof![
        Just(RawQuery::default().relations),
        subsequence(&RELATIONS[..], 1..=RELATIONS.len())
    ];
    let rising_by = select(vec![0.0, 0.7, 1.0, 2.4]).prop_map(Trend::RisingBy);
    let trend = prop_oneof![
        2 => Just(Trend::Rising),
        2 => Just(Trend::NotFalling),
        1 => rising_by,
        3 => Just(Trend::Any),
        1 => Just(Trend::NotRising),
        1 => Just(Trend::Falling),
    ];
    let floors = select(vec![Floor::None, Floor::At(2.0), Floor::At(-3.4), Floor::At(2.1)]);
    let how = (
        trend,
        prop_oneof![3 => Just(Pairing::Any), 1 => Just(Pairing::Nearest)],
        prop_oneof![2 => Just(Precedence::Certain), 1 => Just(Precedence::Recorded)],
        (granularities(), weighted(0.3)),
        sometimes(0.4, floors, Just(Floor::Conflict)),
    );
    let short = select(vec![0, 1, 3600, DAY / 2, DAY - 1, DAY, 2 * DAY]);
    let long = select(vec![2 * DAY, 3 * DAY, 5 * DAY, 500 * DAY]);
    let gaps = (option::weighted(0.2, short.clone()), sometimes(0.2, short, long), weighted(0.9));
    let lengths =
        (sometimes(0.3, select(vec![3, 4, 5]), Just(2)), option::weighted(0.3, 0..4_usize));
    let scale = select(&ScaleName::ALL[..]);
    let gaps = (gaps, lengths);
    let view = sometimes(0.25, views(), Just(Vec::new()));
    (view, scale, rules, relations, how, gaps, terms()).prop_map(
        |(view, scale, rules, relations, how, (gaps, (min_len, more)), terms)| {
            let (min_gap, max_gap, bounded) = gaps;
            let (trend, pairing, precedence, (granularity, patrons), floor) = how;
            let max_gap = Some(max_gap).filter(|_| bounded);
            let max_len = more.map(|more| min_len + more);
            made_valid(RawQuery {
                view,
                scale,
                rules,
                relations,
                trend,
                pairing,
                precedence,
                granularity,
                patrons,
                floor,
                min_gap,
                max_gap,
                min_len,
                max_len,
                terms,
            })
        },
    )
}

/// Changes a query so that it is valid.
pub(crate) fn made_valid(mut raw_query: RawQuery) -> RawQuery {
    // On the flat scale no hop can rise.
    if raw_query.scale == ScaleName::Flat && raw_query.trend == Trend::Rising {
        raw_query.trend = Trend::Any;
    }
    // Rules other than `Declared` need a maximum gap.
    if raw_query.rules != [Rule::Declared] {
        raw_query.max_gap = raw_query.max_gap.or(Some(3 * DAY));
    }
    raw_query.min_gap =
        raw_query.min_gap.map(|least| raw_query.max_gap.map_or(least, |most| least.min(most)));
    make_steps_valid(&mut raw_query);
    raw_query
}

fn make_steps_valid(raw_query: &mut RawQuery) {
    let mut steps = std::mem::take(&mut raw_query.terms.steps);
    if let Some(first) = steps.first_mut() {
        first.after_others = false;
        if !first.repeated {
            let RawStep { test, optional, .. } = first.clone();
            *first = RawStep { test, optional, ..RawStep::default() };
        }
    }
    for step in &mut steps {
        let infers = step.rules.as_ref().is_some_and(|rules| *rules != [Rule::Declared]);
        if infers && raw_query.max_gap.is_none() {
            step.max_gap = step.max_gap.or(Some(3 * DAY));
        }
        let hops = step.of(raw_query);
        if hops.min_gap.zip(hops.max_gap).is_some_and(|(least, most)| least > most) {
            step.min_gap = Some(0);
        }
    }
    let (least, most) = lengths(&steps);
    if let (Some(last), Some(most)) = (steps.last_mut(), most)
        && most < raw_query.min_len
    {
        last.repeated = true;
    }
    raw_query.max_len = raw_query.max_len.map(|most| most.max(least));
    raw_query.terms.steps = steps;
}

/// Returns another query of the same view. Each term may differ.
pub(crate) fn other_queries(raw_query: RawQuery) -> impl Strategy<Value = RawQuery> {
    // Some queries differ in one term only, others in nearly all.
    let odds = select(vec![0.05, 0.2, 0.9]);
    (queries(), odds.prop_flat_map(|odds| vec(weighted(odds), 21))).prop_map(
        move |(draw, differs)| {
            let mut other = raw_query.clone();
            let mut differs = differs.into_iter();
            macro_rules! take {
            ($($term:ident).+) => {
                if differs.next().unwrap() {
                    other.$($term).+ = draw.$($term).+;
                }
            };
        }
            take!(scale);
            take!(rules);
            take!(relations);
            take!(trend);
            take!(pairing);
            take!(precedence);
            take!(granularity);
            take!(patrons);
            take!(floor);
            take!(min_gap);
            take!(max_gap);
            take!(terms.unless);
            take!(terms.first);
            take!(terms.last);
            take!(terms.every);
            take!(terms.steps);
            take!(terms.within);
            take!(terms.crosses);
            take!(terms.min_confidence);
            take!(terms.min_attribution);
            if differs.next().unwrap() {
                (other.min_len, other.max_len) = (draw.min_len, draw.max_len);
            }
            made_valid(other)
        },
    )
}

/// Terms that restrict the chains. Most queries have none or one of them.
fn terms() -> impl Strategy<Value = Terms> {
    let test = || option::weighted(0.07, test());
    let within = select(vec![0, 1, DAY / 2, DAY, 2 * DAY, 3 * DAY, 5 * DAY]);
    let crosses = select(vec![-5, 10, 11, 20, 30, 70]);
    let share = || option::weighted(0.07, percent());
    let tests = (option::weighted(0.15, self::test()), test(), test(), test());
    let bounds = (option::weighted(0.15, within), option::weighted(0.07, crosses));
    // Boxed, so that the values of a query do not fill the stack.
    let steps = sometimes(0.3, vec(query_step(), 1..=3), Just(Vec::new())).boxed();
    (tests, bounds, share(), share(), steps).prop_map(
        |(
            (unless, first, last, every),
            (within, crosses),
            min_confidence,
            min_attribution,
            steps,
        )| {
            Terms {
                unless,
                first,
                last,
                every,
                steps,
                within,
                crosses,
                min_confidence,
                min_attribution,
            }
        },
    )
}

/// Steps of a query. Most of them let many events fill them, so that some chains do.
fn query_step() -> impl Strategy<Value = RawStep> {
    let flags = (weighted(0.5), weighted(0.3), weighted(0.5));
    let rules = subsequence(Rule::ALL, 1..=3);
    let gaps = (
        option::weighted(0.05, select(vec![0, DAY / 2, DAY])),
        option::weighted(0.07, select(vec![0, DAY, 2 * DAY, 5 * DAY])),
    );
    let trend = select(vec![Trend::Rising, Trend::Any, Trend::NotFalling, Trend::Falling]);
    let hops = (option::weighted(0.12, rules), gaps, option::weighted(0.12, trend));
    (option::weighted(0.4, test()), flags, hops).prop_map(
        |(test, (repeated, optional, after_others), (rules, (min_gap, max_gap), trend))| RawStep {
            test,
            repeated,
            optional,
            after_others,
            rules,
            min_gap,
            max_gap,
            trend,
        },
    )
}

fn test() -> impl Strategy<Value = RawPredicate> {
    let level = (select(&ScaleName::ALL[..]), select(vec![-20, 0, 10, 20, 30, 44]));
    // Timelines have at least two actors.
    let keys =
        || vec(0..2, 1..=2).prop_map(|actors| actors.iter().map(|nth| format!("A{nth}")).collect());
    let codes = select(vec!["1", "13", "138", "19", "03", "17"]);
    let what = prop_oneof![
        subsequence(EventKind::ALL, 1..=2).prop_map(Atom::Kinds),
        codes.prop_map(|code| Atom::Code(code.to_owned())),
        keys().prop_map(Atom::By),
        keys().prop_map(Atom::On),
        keys().prop_map(Atom::With),
        level.clone().prop_map(|(scale, level)| Atom::AtLeast(scale, level)),
        level.prop_map(|(scale, level)| Atom::AtMost(scale, level)),
    ];
    let atom = (weighted(0.8), what).prop_map(|(holds, what)| Literal { holds, what });
    vec(vec(atom, 1..=2), 1..=2).prop_map(RawPredicate)
}

/// Views of a few steps. Most of these steps compare events with each other.
fn views() -> impl Strategy<Value = Vec<Step>> {
    vec(step(), 1..=4)
}

/// Queries with fewer restrictions, so that most of them find many chains in a dense timeline.
pub(crate) fn dense_queries() -> impl Strategy<Value = RawQuery> {
    let scales = prop_oneof![3 => Just(ScaleName::Kahn), 1 => select(&ScaleName::ALL[..])];
    (queries(), scales, vec(weighted(0.15), 6)).prop_map(|(query, scale, keeps)| {
        let mut keeps = keeps.into_iter();
        let mut query = RawQuery { scale, ..query };
        macro_rules! mostly {
            ($term:ident, $default:expr) => {
                if !keeps.next().unwrap() {
                    query.$term = $default;
                }
            };
        }
        mostly!(view, Vec::new());
        mostly!(terms, Terms::default());
        mostly!(floor, Floor::None);
        mostly!(min_gap, None);
        mostly!(min_len, 2);
        mostly!(precedence, Precedence::Certain);
        query.max_len = query.max_len.map(|most| most.max(query.min_len));
        made_valid(query)
    })
}

/// Queries that all have a view.
pub(crate) fn view_queries() -> impl Strategy<Value = RawQuery> {
    (queries(), views()).prop_map(|(raw_query, view)| RawQuery { view, ..raw_query })
}

fn step() -> impl Strategy<Value = Step> {
    let during = (DAYS, 1..7_i64).prop_map(|(day, days)| {
        Step::During(Moment::Day(day, None), Moment::Day(day + days, None))
    });
    let kinds = subsequence(EventKind::ALL, 1..=2).prop_map(Step::Kinds);
    // Timelines have at least two actors.
    let of = vec(0..2, 1..=2)
        .prop_map(|actors| Step::Of(actors.iter().map(|nth| format!("A{nth}")).collect()));
    let fields = prop_oneof![
        Just(Field::DYAD_AND_CODE.to_vec()),
        subsequence(&FIELDS[..], 1..=FIELDS.len()),
    ];
    let quiet = select(vec![0, DAY - 1, DAY, 3 * DAY, 500 * DAY]);
    let onsets = (quiet, select(&ScaleName::ALL[..]), granularities())
        .prop_map(|(quiet, scale, raw_granularity)| Step::Onsets(quiet, scale, raw_granularity));
    let written = prop_oneof![
        (0..2).prop_map(|actor| Step::ReportedBy(format!("A{actor}"))),
        (0..4_i64, 0..2_i64).prop_map(|(days, less)| Step::MaxLag((days * DAY - less).max(0))),
        Just(Step::RootEvents),
        (0..7_u64).prop_map(Step::MinMentions),
        subsequence(QuadClass::ALL, 1..=3).prop_map(Step::QuadClasses),
    ];
    prop_oneof![
        2 => during,
        1 => kinds,
        1 => of,
        2 => fields.prop_map(Step::OneADay),
        2 => onsets,
        2 => Just(Step::MergeMutual),
        3 => Just(Step::MergedReports),
        2 => written,
    ]
}

/// Granularities. A bloc may have the name of an actor, and members that are not in the timeline.
fn granularities() -> impl Strategy<Value = RawGranularity> {
    let stay = (0..=ACTORS, select(vec!["X", "Y", "A0", "A1"]), period()).prop_map(
        |(actor, bloc, (from, until))| RawBlocMember {
            actor: format!("A{actor}"),
            bloc: bloc.to_owned(),
            from,
            until,
        },
    );
    prop_oneof![
        Just(RawGranularity::Exact),
        Just(RawGranularity::State),
        Just(RawGranularity::Country),
        vec(stay, 1..=4).prop_map(RawGranularity::Blocs),
    ]
}
