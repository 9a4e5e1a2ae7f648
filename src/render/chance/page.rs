//! A comparison with chance as a web page.

use std::io::{self, Write};

use maud::{Markup, html};

use super::picture::ChancePicture;
use crate::{
    chance::{Comparison, DyadComparison, Statistic},
    render::sheet::write_page,
    safe_text::on_one_line,
};

impl ChancePicture<'_> {
    /// Returns the picture as a web page: one file, which makes no network requests, with the picture and tables
    /// of all numbers.
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use escalade::{Query, chance::NullModel, read::Options, render::ChancePicture};
    ///
    /// # let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(2)))?;
    /// let comparison = chains.against(&NullModel::Rotations).shuffles(99).by_dyad().compare()?;
    /// let page = ChancePicture::of(&comparison).titled("<Two> dyads").to_html();
    /// assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<h1>&lt;Two&gt; dyads</h1>"));
    /// assert!(page.contains("<bdi>LBN</bdi> → <bdi>ISR</bdi>"));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn to_html(&self) -> String {
        let mut out = Vec::new();
        // Writing to memory does not fail.
        let _ = self.write_html(&mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    /// Writes the picture as a web page.
    ///
    /// # Errors
    ///
    /// Fails if `out` fails.
    pub fn write_html(&self, out: &mut dyn Write) -> io::Result<()> {
        write_page(out, &self.title(), &|out| {
            self.write(out, false)?;
            let comparison = self.comparison;
            write!(out, "{}", numbers(comparison).into_string())?;
            if let Some(curve) = self.curve {
                let curve = html! {
                    table {
                        caption { "Hops and chains where days are redrawn within blocks" }
                        (heads("days of a block, answer"))
                        @for point in curve.points() {
                            (row(&format!("{}, hops", point.days), &point.hops))
                            (row(&format!("{}, chains", point.days), &point.chains))
                        }
                    }
                };
                write!(out, "{}", curve.into_string())?;
            }
            write!(out, "{}", dyads(comparison).into_string())?;
            if let Some(lags) = comparison.lags() {
                let lags = html! {
                    table {
                        caption { "Responses by lag" }
                        (heads("days after"))
                        @for (lag, statistic) in lags.all().lags.iter().enumerate() { (row(&lag.to_string(), statistic)) }
                    }
                };
                write!(out, "{}", lags.into_string())?;
            }
            let end = html! {
                p {
                    "p is the share of arrangements, the data among them, with at least as many. A low p shows timing that \
                     the null model does not keep; it does not show that one event caused another."
                }
            };
            write!(out, "{}", end.into_string())
        })
    }
}

/// The columns of a [`row`] after its name.
const COLUMNS: [&str; 8] =
    ["observed", "mean", "2.5%", "97.5%", "ratio", "p", "p, 95% interval", "p, two-sided"];

fn heads(first: &str) -> Markup {
    html! {
        thead { tr {
            th scope="col" { (first) }
            @for name in COLUMNS { th scope="col" { (name) } }
        } }
    }
}

fn short(value: f64) -> String {
    if value == f64::MIN {
        "none".to_owned()
    } else if value.abs() >= 1e15 {
        format!("{value:.3e}")
    } else {
        format!("{}", (value * 100.0).round() / 100.0)
    }
}

fn row(name: &str, statistic: &Statistic) -> Markup {
    html! { tr { td { (name) } (cells(statistic)) } }
}

fn cells(statistic: &Statistic) -> Markup {
    let ((low, high), (from, to)) = (statistic.band(), statistic.p_interval());
    let ratio = statistic.ratio().filter(|_| !statistic.is_rank_only());
    html! {
        td { (short(statistic.observed())) }
        td { (short(statistic.mean())) @if statistic.is_rank_only() { " (heavy tail: interpret p)" } }
        td { (short(low)) }
        td { (short(high)) }
        td { @if let Some(ratio) = ratio { (format!("{ratio:.3}")) } }
        td { (format!("{:.4}", statistic.p())) }
        td { (format!("{from:.4} to {to:.4}")) }
        td { (format!("{:.4}", statistic.p_two_sided())) }
    }
}

fn numbers(comparison: &Comparison) -> Markup {
    html! {
        table {
            caption { "All events" }
            (heads("answer"))
            (row("hops", comparison.hops()))
            (row("chains", comparison.chains()))
            @if let Some(longest) = comparison.longest() { (row("longest", longest)) }
            @if let Some(rise) = comparison.greatest_rise() { (row("greatest rise", rise)) }
            @for of_length in comparison.by_len() {
                (row(&format!("chains of {} events", of_length.events), &of_length.chains))
            }
            @for of_rule in comparison.by_rule() { (row(of_rule.rule.as_str(), &of_rule.hops)) }
        }
    }
}

fn dyads(comparison: &Comparison) -> Markup {
    let Some(dyads) = comparison.by_dyad() else { return html! {} };
    let q = |q: Option<f64>| q.map_or(String::new(), |q| format!("{q:.4}"));
    html! {
        @for (answer, statistic) in [
            ("hops", (|dyad| &dyad.hops) as fn(&DyadComparison) -> &Statistic),
            ("chains", |dyad| &dyad.chains),
        ] {
            table {
                caption { (dyads.len()) " dyads tested: " (answer) " that end in each" }
                thead { tr {
                    th scope="col" { "dyad" }
                    th scope="col" { "events" }
                    @for name in COLUMNS { th scope="col" { (name) } }
                    th scope="col" { "q, Benjamini and Hochberg" }
                    th scope="col" { "q, Benjamini and Yekutieli" }
                } }
                @for dyad in dyads {
                    tr {
                        td { bdi { (on_one_line(&dyad.source)) } " → " bdi { (on_one_line(&dyad.target)) } }
                        td { (dyad.events) }
                        (cells(statistic(dyad)))
                        td { (q(statistic(dyad).q_bh())) }
                        td { (q(statistic(dyad).q_by())) }
                    }
                }
            }
        }
    }
}
