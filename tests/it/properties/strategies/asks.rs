//! Random queries, any term of which may be asked for.

use escalade::{EventKind, Field, Floor, Pairing, Precedence, Rule, Trend, scale::QuadClass};
use proptest::{
    bool::weighted,
    collection::vec,
    option,
    prelude::{Just, Strategy, prop_oneof},
    sample::{select, subsequence},
};

use super::{ACTORS, DAYS, RELATIONS, at_times, dates, percent};
use crate::oracle::{
    drafts::{Ask, Grain, RawStay, ScaleWord, Step},
    drawn::FIELDS,
    terms::{Atom, Terms, Test, What},
    time::{DAY, Moment},
};

pub(crate) fn asks() -> impl Strategy<Value = Ask> {
    let inferring = Rule::ALL.len() - 1;
    let rules = prop_oneof![
        3 => Just(Ask::default().rules),
        1 => Just(vec![Rule::Retaliation, Rule::Persistence]),
        3 => select(&Rule::ALL[..inferring]).prop_map(|rule| vec![rule]),
        1 => Just(vec![Rule::Declared]),
        2 => select(&Rule::ALL[..inferring]).prop_map(|rule| vec![rule, Rule::Declared]),
        4 => subsequence(Rule::ALL, 2..=Rule::ALL.len()),
    ];
    let relations = prop_oneof![
        Just(Ask::default().relations),
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
        (grains(), weighted(0.3)),
        at_times(0.4, floors, Just(Floor::Conflict)),
    );
    let short = select(vec![0, 1, 3600, DAY / 2, DAY - 1, DAY, 2 * DAY]);
    let long = select(vec![2 * DAY, 3 * DAY, 5 * DAY, 500 * DAY]);
    let gaps = (option::weighted(0.2, short.clone()), at_times(0.2, short, long), weighted(0.9));
    let lengths =
        (at_times(0.3, select(vec![3, 4, 5]), Just(2)), option::weighted(0.3, 0..4_usize));
    let scale = select(&ScaleWord::ALL[..]);
    let gaps = (gaps, lengths);
    let view = at_times(0.25, views(), Just(Vec::new()));
    (view, scale, rules, relations, how, gaps, terms()).prop_map(
        |(view, scale, rules, relations, how, (gaps, (min_len, more)), terms)| {
            let (min_gap, max_gap, bounded) = gaps;
            let (trend, pairing, precedence, (granularity, patrons), floor) = how;
            let max_gap = Some(max_gap).filter(|_| bounded);
            let max_len = more.map(|more| min_len + more);
            askable(Ask {
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

/// The same query, made such that it can be asked.
fn askable(mut ask: Ask) -> Ask {
    // Nothing rises on the flat scale.
    if ask.scale == ScaleWord::Flat && ask.trend == Trend::Rising {
        ask.trend = Trend::Any;
    }
    // Only declared hops do without a longest gap.
    if ask.rules != [Rule::Declared] {
        ask.max_gap = ask.max_gap.or(Some(3 * DAY));
    }
    ask.min_gap = ask.min_gap.map(|least| ask.max_gap.map_or(least, |most| least.min(most)));
    ask
}

/// Another query of the same view, of which any terms may differ.
pub(crate) fn others(ask: Ask) -> impl Strategy<Value = Ask> {
    // Some differ in one term alone, others in nearly all of them.
    let odds = select(vec![0.05, 0.2, 0.9]);
    (asks(), odds.prop_flat_map(|odds| vec(weighted(odds), 20))).prop_map(
        move |(drawn, differs)| {
            let mut other = ask.clone();
            let mut differs = differs.into_iter();
            macro_rules! take {
            ($($term:ident).+) => {
                if differs.next().unwrap() {
                    other.$($term).+ = drawn.$($term).+;
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
            take!(terms.within);
            take!(terms.crosses);
            take!(terms.min_confidence);
            take!(terms.min_attribution);
            if differs.next().unwrap() {
                (other.min_len, other.max_len) = (drawn.min_len, drawn.max_len);
            }
            askable(other)
        },
    )
}

/// Terms that narrow what is asked; most queries have none or one of them.
fn terms() -> impl Strategy<Value = Terms> {
    let test = || option::weighted(0.07, test());
    let within = select(vec![0, 1, DAY / 2, DAY, 2 * DAY, 3 * DAY, 5 * DAY]);
    let crosses = select(vec![-5, 10, 11, 20, 30, 70]);
    let share = || option::weighted(0.07, percent());
    let tests = (option::weighted(0.15, self::test()), test(), test(), test());
    let bounds = (option::weighted(0.15, within), option::weighted(0.07, crosses));
    (tests, bounds, share(), share()).prop_map(
        |((unless, first, last, every), (within, crosses), min_confidence, min_attribution)| {
            Terms { unless, first, last, every, within, crosses, min_confidence, min_attribution }
        },
    )
}

fn test() -> impl Strategy<Value = Test> {
    let level = (select(&ScaleWord::ALL[..]), select(vec![-20, 0, 10, 20, 30, 44]));
    // Timelines have two actors at least.
    let keys =
        || vec(0..2, 1..=2).prop_map(|actors| actors.iter().map(|nth| format!("A{nth}")).collect());
    let codes = select(vec!["1", "13", "138", "19", "03", "17"]);
    let what = prop_oneof![
        subsequence(EventKind::ALL, 1..=2).prop_map(What::Kinds),
        codes.prop_map(|code| What::Code(code.to_owned())),
        keys().prop_map(What::By),
        keys().prop_map(What::On),
        keys().prop_map(What::With),
        level.clone().prop_map(|(scale, level)| What::AtLeast(scale, level)),
        level.prop_map(|(scale, level)| What::AtMost(scale, level)),
    ];
    let atom = (weighted(0.8), what).prop_map(|(holds, what)| Atom { holds, what });
    vec(vec(atom, 1..=2), 1..=2).prop_map(Test)
}

/// Views of a few steps, most of which look at several events at once.
fn views() -> impl Strategy<Value = Vec<Step>> {
    vec(step(), 1..=4)
}

/// Queries of which every one is asked of a view.
pub(crate) fn narrowed() -> impl Strategy<Value = Ask> {
    (asks(), views()).prop_map(|(ask, view)| Ask { view, ..ask })
}

fn step() -> impl Strategy<Value = Step> {
    let during = (DAYS, 1..7_i64).prop_map(|(day, days)| {
        Step::During(Moment::Day(day, None), Moment::Day(day + days, None))
    });
    let kinds = subsequence(EventKind::ALL, 1..=2).prop_map(Step::Kinds);
    // Timelines have two actors at least.
    let of = vec(0..2, 1..=2)
        .prop_map(|actors| Step::Of(actors.iter().map(|nth| format!("A{nth}")).collect()));
    let fields = prop_oneof![
        Just(Field::DYAD_AND_CODE.to_vec()),
        subsequence(&FIELDS[..], 1..=FIELDS.len()),
    ];
    let quiet = select(vec![0, DAY - 1, DAY, 3 * DAY, 500 * DAY]);
    let onsets = (quiet, select(&ScaleWord::ALL[..]), grains())
        .prop_map(|(quiet, scale, grain)| Step::Onsets(quiet, scale, grain));
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

/// As whom actors are compared. Blocs may be called as actors are, and hold some that are not there.
fn grains() -> impl Strategy<Value = Grain> {
    let stay = (0..=ACTORS, select(vec!["X", "Y", "A0", "A1"]), dates()).prop_map(
        |(actor, bloc, (from, until))| RawStay {
            actor: format!("A{actor}"),
            bloc: bloc.to_owned(),
            from,
            until,
        },
    );
    prop_oneof![
        Just(Grain::Exact),
        Just(Grain::State),
        Just(Grain::Country),
        vec(stay, 1..=4).prop_map(Grain::Blocs),
    ]
}
