//! Comparisons with chance as tables.

use super::{
    batches::Batches,
    columns::{Col, Kind},
    table::Table,
};
use crate::chance::{Comparison, Statistic};

/// The columns of a statistic, after those that say which number it is about.
macro_rules! with_statistic {
    ($($column:expr,)*) => {
        &[
            $($column,)*
            Col::maybe("observed", Kind::F64, "", "the number of the data; missing for the rise of no chain"),
            Col::new("mean", Kind::F64, "", "the mean of the shuffles"),
            Col::new("sd", Kind::F64, "", "the standard deviation of the shuffles"),
            Col::maybe("ratio", Kind::F64, "1", "observed by mean"),
            Col::new("median", Kind::F64, "", "the median of the shuffles"),
            Col::new("band_low", Kind::F64, "", "the 2.5% quantile of the shuffles"),
            Col::new("band_high", Kind::F64, "", "the 97.5% quantile of the shuffles"),
            Col::new("p", Kind::F64, "1", "the share of arrangements with a number at least as great"),
            Col::maybe("p_less", Kind::F64, "1", "the share with a number at most as great"),
            Col::new("p_two_sided", Kind::F64, "1", "the two-sided p"),
            Col::new("p_low", Kind::F64, "1", "the lower end of the 95% interval of p"),
            Col::new("p_high", Kind::F64, "1", "the upper end of the 95% interval of p"),
            Col::maybe("q_bh", Kind::F64, "1", "the q value of Benjamini and Hochberg"),
            Col::maybe("q_by", Kind::F64, "1", "the q value of Benjamini and Yekutieli"),
            Col::new("shuffles", Kind::U64, "1", "the number of shuffles"),
            Col::new("rank_only", Kind::Bool, "", "whether mean, sd and ratio say little, as the tail is heavy"),
        ]
    };
}
pub(super) use with_statistic;

/// Adds the columns of a statistic.
pub(super) fn add_statistic(statistic: &Statistic, table: &mut Table) {
    let (band_low, band_high) = statistic.band();
    let (p_low, p_high) = statistic.p_interval();
    table.f64(Some(statistic.observed()).filter(|observed| *observed != f64::MIN));
    table.f64(Some(statistic.mean()));
    table.f64(Some(statistic.sd()));
    table.f64(statistic.ratio());
    table.f64(Some(statistic.median()));
    table.f64(Some(band_low));
    table.f64(Some(band_high));
    table.f64(Some(statistic.p()));
    table.f64(statistic.p_less());
    table.f64(Some(statistic.p_two_sided()));
    table.f64(Some(p_low));
    table.f64(Some(p_high));
    table.f64(statistic.q_bh());
    table.f64(statistic.q_by());
    table.u64(Some(statistic.shuffles()));
    table.bool(Some(statistic.is_rank_only()));
}

const NUMBERS: &[Col] = with_statistic! {
    Col::new("number", Kind::Text, "", "`hops`, `chains`, `longest` or `greatest_rise`"),
    Col::maybe("length", Kind::U64, "1", "of chains of this many events only"),
    Col::maybe("rule", Kind::Text, "", "of hops by this rule only"),
};

/// Returns the numbers of a comparison with chance as a table with a row for each: hops, chains, and those of the
/// longest chain, the greatest rise, each length and each rule that were asked for.
///
/// ```
/// use {chrono::TimeDelta, escalade::{Query, arrow, chance::NullModel, read::Options}};
///
/// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// let comparison = chains.against(&NullModel::Levels).shuffles(9).compare()?;
/// let batch = arrow::comparison(&comparison).next().unwrap().unwrap();
/// assert_eq!(batch.num_rows(), 2, "hops and chains");
/// # Ok::<(), escalade::Error>(())
/// ```
pub fn comparison(comparison: &Comparison) -> Batches<'_> {
    let mut rows: Vec<(&str, Option<u64>, Option<&str>, &Statistic)> =
        vec![("hops", None, None, comparison.hops()), ("chains", None, None, comparison.chains())];
    rows.extend(comparison.longest().map(|statistic| ("longest", None, None, statistic)));
    let rise = comparison.greatest_rise();
    rows.extend(rise.map(|statistic| ("greatest_rise", None, None, statistic)));
    for of_length in comparison.by_len() {
        rows.push(("chains", Some(of_length.events as u64), None, &of_length.chains));
    }
    for of_rule in comparison.by_rule() {
        rows.push(("hops", None, Some(of_rule.rule.as_str()), &of_rule.hops));
    }
    let mut rows = rows.into_iter();
    Batches::new(NUMBERS, move |table| {
        let Some((number, length, rule, statistic)) = rows.next() else { return false };
        table.text(Some(number));
        table.u64(length);
        table.text(rule);
        add_statistic(statistic, table);
        true
    })
}

const DYADS: &[Col] = with_statistic! {
    Col::new("source", Kind::Text, "", "the key of the source"),
    Col::new("target", Kind::Text, "", "the key of the target"),
    Col::new("events", Kind::U64, "1", "events of the dyad that take part"),
    Col::new("number", Kind::Text, "", "hops or chains"),
};

/// Returns the dyads of a comparison with chance as a table with two rows for each: its hops and its chains. Without
/// dyads in the comparison there is no row.
///
/// ```
/// use {chrono::TimeDelta, escalade::{Query, arrow, chance::NullModel, read::Options}};
///
/// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// let comparison = chains.against(&NullModel::Levels).shuffles(9).by_dyad().compare()?;
/// let dyads = comparison.by_dyad().unwrap().len();
/// let rows: usize = arrow::comparison_by_dyad(&comparison).map(|batch| batch.unwrap().num_rows()).sum();
/// assert_eq!(rows, 2 * dyads);
/// # Ok::<(), escalade::Error>(())
/// ```
pub fn comparison_by_dyad(comparison: &Comparison) -> Batches<'_> {
    let dyads = comparison.by_dyad().unwrap_or_default();
    let mut rows =
        dyads.iter().flat_map(|dyad| [(dyad, "hops", &dyad.hops), (dyad, "chains", &dyad.chains)]);
    Batches::new(DYADS, move |table| {
        let Some((dyad, number, statistic)) = rows.next() else { return false };
        table.text(Some(&dyad.source));
        table.text(Some(&dyad.target));
        table.u64(Some(dyad.events));
        table.text(Some(number));
        add_statistic(statistic, table);
        true
    })
}
