//! Comparisons as text.

use std::fmt;

use super::{
    comparison::{Comparison, DyadComparison},
    curve::Curve,
    lags::{LagSeries, Lags},
    statistic::{NONE, Statistic},
};
use crate::{safe_text::isolated, sorting::sorted_order};

/// The number of dyads that a table shows.
const DYADS: usize = 20;

/// The widths of the columns of a table. A negative one aligns its column to the left.
type Widths = &'static [isize];

const STATISTICS: Widths = &[-15, 12, 12, -21, 7, 8, -19, 9];
const OF_DYADS: Widths = &[-20, 6, 6, 9, -13, 6, 8, 8, 8, 9, 9, 8];

/// Returns a number with at most two decimals, and without decimals if it is whole or great.
pub(crate) fn short(value: f64) -> String {
    let magnitude = value.abs();
    let decimals = match value.fract() == 0.0 || magnitude >= 1e6 {
        true => 0,
        false if magnitude >= 100.0 => 1,
        false => 2,
    };
    match value {
        NONE => "none".to_owned(),
        _ if magnitude >= 1e15 => format!("{value:.3e}"),
        _ => format!("{value:.decimals$}"),
    }
}

fn optional(ratio: Option<f64>) -> String {
    match ratio {
        None => "-".to_owned(),
        Some(great) if great >= 10_000.0 => format!("{great:.1e}"),
        Some(ratio) => format!("{ratio:.2}"),
    }
}

/// Returns a p or q with four digits after the point, more if it is smaller.
pub(crate) fn probability(p: f64) -> String {
    if p >= 0.001 || p == 0.0 { format!("{p:.4}") } else { format!("{p:.2e}") }
}

/// A cell of a table. Cells become text in one place, since each temporary string of a row is code for its release.
pub(crate) enum Cell<'a> {
    Text(&'a str),
    Dyad(&'a str, &'a str),
    /// A number of days or events, and the word for it.
    Counted(u64, &'a str),
    Number(f64),
    Numbers((f64, f64)),
    /// The mean, or the median with a star if only ranks count.
    Mean(&'a Statistic),
    /// The ratio, unless only ranks count.
    Ratio(&'a Statistic),
    P(f64),
    Ps((f64, f64)),
    Q(Option<f64>),
}

impl Cell<'_> {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => (*text).to_owned(),
            Self::Dyad(source, target) => [&*isolated(source), " → ", &isolated(target)].concat(),
            Self::Counted(number, word) => number.to_string() + word,
            Self::Number(number) => short(*number),
            Self::Numbers((low, high)) => short(*low) + ".." + &short(*high),
            Self::Mean(of) if of.is_rank_only() => "*".to_owned() + &short(of.median()),
            Self::Mean(of) => short(of.mean()),
            Self::Ratio(of) => optional(of.ratio().filter(|_| !of.is_rank_only())),
            Self::P(p) => probability(*p),
            Self::Ps((low, high)) => probability(*low) + ".." + &probability(*high),
            Self::Q(q) => q.map_or(String::new(), probability),
        }
    }
}

/// Appends the cells of a row.
fn push_cells(out: &mut String, cells: &[Cell<'_>], widths: Widths) {
    let start = out.len();
    for (cell, width) in cells.iter().zip(widths) {
        if out.len() > start {
            out.push_str("  ");
        }
        let text = cell.text();
        let padding = width.unsigned_abs().saturating_sub(text.chars().count());
        if *width < 0 {
            out.push_str(&text);
        }
        for _ in 0..padding {
            out.push(' ');
        }
        if *width > 0 {
            out.push_str(&text);
        }
    }
    out.truncate(out.trim_end().len().max(start));
    out.push('\n');
}

fn push_heads(out: &mut String, names: &[&str], widths: Widths) {
    let mut cells = Vec::with_capacity(names.len());
    for name in names {
        cells.push(Cell::Text(name));
    }
    push_cells(out, &cells, widths);
}

pub(crate) fn push_head(out: &mut String, name: &str) {
    let names =
        [name, "observed", "mean", "2.5%..97.5%", "ratio", "p", "p, 95% interval", "two-sided"];
    push_heads(out, &names, STATISTICS);
}

pub(crate) fn push_row(out: &mut String, name: Cell<'_>, of: &Statistic) {
    let cells = [
        name,
        Cell::Number(of.observed()),
        Cell::Mean(of),
        Cell::Numbers(of.band()),
        Cell::Ratio(of),
        Cell::P(of.p()),
        Cell::Ps(of.p_interval()),
        Cell::P(of.p_two_sided()),
    ];
    push_cells(out, &cells, STATISTICS);
}

/// Appends a number and words.
pub(crate) fn push_number(out: &mut String, number: u64, words: &str) {
    out.push_str(&number.to_string());
    out.push_str(words);
}

// Text is gathered in a string: to write each piece to a formatter takes a branch for its failure.
impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let out = &mut String::new();
        push_number(out, self.events(), " events beside ");
        push_number(out, self.shuffles(), " shuffles, null model ");
        out.push_str(&isolated(self.null()));
        out.push_str(", seed ");
        push_number(out, self.seed(), "\n");
        if self.shuffles() < self.shuffles_wanted() {
            push_number(
                out,
                self.shuffles_wanted(),
                " shuffles were asked for, and not all made\n",
            );
        }
        if self.fixed() > 0 {
            push_number(out, self.fixed(), " events that declared links join are not shuffled\n");
        }
        if self.undated() > 0 {
            push_number(
                out,
                self.undated(),
                " events are not known to the day: models that draw days leave them in place\n",
            );
        }
        out.push('\n');
        push_head(out, "");
        let mut rows =
            vec![(Cell::Text("hops"), self.hops()), (Cell::Text("chains"), self.chains())];
        for (name, statistic) in
            [("longest", self.longest()), ("greatest rise", self.greatest_rise())]
        {
            if let Some(statistic) = statistic {
                rows.push((Cell::Text(name), statistic));
            }
        }
        for of_length in self.by_len() {
            rows.push((Cell::Counted(of_length.events as u64, " events"), &of_length.chains));
        }
        for of_rule in self.by_rule() {
            rows.push((Cell::Text(of_rule.rule.as_str()), &of_rule.hops));
        }
        let mut is_heavy = false;
        for (name, statistic) in rows {
            is_heavy |= statistic.is_rank_only();
            push_row(out, name, statistic);
        }
        if let Some(dyads) = self.by_dyad() {
            is_heavy |= push_dyads(out, dyads, self.shuffles());
        }
        if is_heavy {
            out.push_str(
                "* the median: one shuffle has more than a tenth of the sum of all, so that the mean and the \
                 ratio say little; interpret p\n",
            );
        }
        if let Some(lags) = self.lags() {
            push_lags(out, lags);
        }
        out.push_str(
            "\np is the share of arrangements, the data among them, with at least as many. A low p shows timing \
             that the\nnull model does not keep; it does not show that one event caused another.",
        );
        f.write_str(out)
    }
}

/// Appends the dyads with the least p. Returns `true` if a median stands for the mean in a row.
fn push_dyads(out: &mut String, dyads: &[DyadComparison], shuffles: u64) -> bool {
    let order = sorted_order(dyads.len(), &|a, b| {
        let (a, b) = (&dyads[a].hops, &dyads[b].hops);
        a.p().total_cmp(&b.p()).then(b.observed().total_cmp(&a.observed()))
    });
    let mut found = 0;
    for dyad in dyads {
        found += u64::from(dyad.hops.q_by() <= Some(0.05));
    }
    out.push('\n');
    push_number(out, dyads.len() as u64, " dyads tested; ");
    push_number(
        out,
        found,
        " with more hops than chance at a false discovery rate of 5% (Benjamini and Yekutieli).\nThe least p of ",
    );
    push_number(out, shuffles, " shuffles is ");
    out.push_str(&probability(1.0 / (shuffles + 1) as f64));
    out.push_str(".\n");
    let heads = [
        "dyad",
        "events",
        "hops",
        "mean",
        "2.5%..97.5%",
        "ratio",
        "p",
        "q, BH",
        "q, BY",
        "chains",
        "mean",
        "q, BY",
    ];
    push_heads(out, &heads, OF_DYADS);
    let mut is_heavy = false;
    for nth in order.iter().take(DYADS) {
        let DyadComparison { source, target, events, hops, chains } = &dyads[*nth];
        is_heavy |= chains.is_rank_only();
        let cells = [
            Cell::Dyad(source, target),
            Cell::Counted(*events, ""),
            Cell::Number(hops.observed()),
            Cell::Number(hops.mean()),
            Cell::Numbers(hops.band()),
            Cell::Ratio(hops),
            Cell::P(hops.p()),
            Cell::Q(hops.q_bh()),
            Cell::Q(hops.q_by()),
            Cell::Number(chains.observed()),
            Cell::Mean(chains),
            Cell::Q(chains.q_by()),
        ];
        push_cells(out, &cells, OF_DYADS);
    }
    if dyads.len() > DYADS {
        out.push_str("and ");
        push_number(out, (dyads.len() - DYADS) as u64, " more\n");
    }
    is_heavy
}

fn push_lags(out: &mut String, lags: &Lags) {
    out.push('\n');
    push_head(out, "days after");
    for (lag, statistic) in (0..).zip(&lags.all().lags) {
        push_row(out, Cell::Counted(lag, ""), statistic);
    }
    out.push_str("all lags together: p ");
    out.push_str(&probability(lags.all().p));
    out.push('\n');
    for (words, all) in [("after level ", lags.by_level()), ("responses ", lags.by_dyad())] {
        for series in all {
            push_series(out, words, series);
        }
    }
}

fn push_series(out: &mut String, words: &str, series: &LagSeries) {
    out.push_str(words);
    out.push_str(&isolated(&series.label));
    out.push_str(": p ");
    out.push_str(&probability(series.p));
    let mut before = ", ";
    for lag in &series.lags {
        out.push_str(before);
        out.push_str(&short(lag.observed()));
        out.push('/');
        out.push_str(&short(lag.mean()));
        before = " ";
    }
    out.push('\n');
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let out = &mut String::new();
        let (mut fewest, mut has_power) = (self.shuffles(), true);
        for point in self.points() {
            fewest = fewest.min(point.hops.shuffles());
            has_power &= self.has_power(point);
        }
        out.push_str("days redrawn within blocks, ");
        if fewest < self.shuffles() {
            push_number(out, fewest, " to ");
        }
        push_number(out, self.shuffles(), " shuffles each, seed ");
        push_number(out, self.seed(), "\n");
        for (name, is_of_hops) in [("hops, block", true), ("chains, block", false)] {
            push_head(out, name);
            for point in self.points() {
                let statistic = if is_of_hops { &point.hops } else { &point.chains };
                push_row(out, Cell::Counted(point.days.into(), " days"), statistic);
            }
        }
        if let Some(gap) = self.max_gap_days().filter(|_| !has_power) {
            out.push_str("blocks of less than twice the longest gap (");
            out.push_str(&short(gap));
            out.push_str(" days) have little power\n");
        }
        out.push_str("a ratio that falls as blocks shorten is slow common movement, not answers");
        f.write_str(out)
    }
}

#[cfg(test)]
mod tests {
    use super::{optional, probability, short};

    #[test]
    fn numbers_are_written_shortly() {
        let written: Vec<String> = [0.0, 0.001, 0.0009996, 0.00034, 0.5].map(probability).into();
        assert_eq!(written, ["0.0000", "0.0010", "1.00e-3", "3.40e-4", "0.5000"]);
        let ratios = [None, Some(1.5), Some(9_999.5), Some(10_000.0)].map(optional);
        assert_eq!(ratios, ["-", "1.50", "9999.50", "1.0e4"]);
        let numbers = [2.0, -0.255, 99.99, 100.25, -1e6 - 0.5, 1e15].map(short);
        assert_eq!(numbers, ["2", "-0.26", "99.99", "100.2", "-1000000", "1.000e15"]);
    }
}
