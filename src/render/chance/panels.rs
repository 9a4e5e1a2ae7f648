//! The panels of a picture: the distribution of the shuffles, the curve by length of blocks, and responses by lag.

use std::io;

use super::axes::{Axes, label, ticks};
use crate::{
    chance::{Curve, CurvePoint, LagSeries, Statistic},
    render::xml::Xml,
    safe_text::isolated,
};

/// The number of bars of a distribution.
const BARS: usize = 40;

/// Writes p as text.
fn probability(p: f64) -> String {
    if p >= 0.001 { format!("{p:.3}") } else { format!("{p:.1e}") }
}

/// Writes the distribution of a number over the shuffles, and the number of the data.
pub(super) fn write_distribution(
    xml: &mut Xml<'_>,
    area: [f64; 4],
    name: &str,
    statistic: &Statistic,
    values: &[f64],
) -> io::Result<()> {
    let observed = statistic.observed();
    let (mut least, mut greatest) = (observed, observed);
    for value in values {
        least = least.min(*value);
        greatest = greatest.max(*value);
    }
    let step = ((greatest - least) / BARS as f64).max(1.0);
    let mut bars = vec![0_u64; ((greatest - least) / step) as usize + 1];
    for value in values {
        bars[((value - least) / step) as usize] += 1;
    }
    let most = bars.iter().copied().max().unwrap_or(0) as f64;
    let range = (least, least + bars.len() as f64 * step);
    let axes = Axes::new(area, range, false, (0.0, most.max(1.0)));
    let ratio = statistic.ratio().map_or(String::new(), |ratio| format!(", ratio {ratio:.2}"));
    let words = format!(
        "observed {} (line), mean of {} shuffles {}{ratio}, p {}",
        label(observed),
        statistic.shuffles(),
        label((statistic.mean() * 10.0).round() / 10.0),
        probability(statistic.p())
    );
    let x_ticks = labelled(ticks(range));
    axes.write(
        xml,
        [&format!("{name} of the data and of the shuffles"), &words],
        &x_ticks,
        name,
        "shuffles",
    )?;
    for (nth, count) in bars.iter().enumerate() {
        if *count > 0 {
            let from = least + nth as f64 * step;
            let tooltip = format!("{count} shuffles from {} on", label(from));
            axes.write_bar(xml, (from, from + step), *count as f64, 0.45, &tooltip)?;
        }
    }
    axes.write_line(xml, "t c1 declared", &[(observed, 0.0), (observed, most.max(1.0))])
}

fn labelled(values: Vec<f64>) -> Vec<(f64, String)> {
    let mut ticks = Vec::with_capacity(values.len());
    for value in values {
        ticks.push((value, label(value)));
    }
    ticks
}

/// Writes the ratio by length of blocks, with its band.
pub(super) fn write_curve(
    xml: &mut Xml<'_>,
    area: [f64; 4],
    name: &str,
    curve: &Curve,
    statistic: fn(&CurvePoint) -> &Statistic,
) -> io::Result<()> {
    let (mut line, mut band, mut x_ticks) = (Vec::new(), Vec::new(), Vec::new());
    let (mut least, mut greatest) = (1.0_f64, 1.0_f64);
    for point in curve.points() {
        let (days, statistic) = (f64::from(point.days), statistic(point));
        x_ticks.push((days, point.days.to_string()));
        let Some(ratio) = statistic.ratio() else { continue };
        let (low, high) = statistic.ratio_band();
        let (low, high) = (low.unwrap_or(ratio), high.unwrap_or(ratio));
        line.push((days, ratio));
        band.push((days, (low, high)));
        least = least.min(low).min(ratio);
        greatest = greatest.max(high).max(ratio);
    }
    let (first, last) = match curve.points() {
        [first, .., last] => (f64::from(first.days), f64::from(last.days)),
        [only] => (f64::from(only.days), f64::from(only.days)),
        [] => (1.0, 1.0),
    };
    let room = (greatest - least).max(0.1) * 0.08;
    let range = ((least - room).max(0.0), greatest + room);
    let axes = Axes::new(area, (first, last), true, range);
    let words = match curve.max_gap_days() {
        Some(gap) => format!(
            "{} shuffles each; band: 95% of the shuffles; shaded: blocks below twice the longest gap of {} days, \
             which have little power",
            curve.shuffles(),
            label(gap)
        ),
        None => format!("{} shuffles each; band: 95% of the shuffles", curve.shuffles()),
    };
    let heading = format!("{name}, observed over mean, where days are redrawn within blocks");
    axes.write(
        xml,
        [&heading, &words],
        &x_ticks,
        "length of a block in days (logarithmic)",
        "ratio",
    )?;
    if let Some(gap) = curve.max_gap_days()
        && first < 2.0 * gap
    {
        axes.write_bar(xml, (first, (2.0 * gap).min(last)), range.1, 0.1, "little power")?;
    }
    axes.write_band(xml, 0.25, &band)?;
    axes.write_line(xml, "line", &[(first, 1.0), (last, 1.0)])?;
    axes.write_line(xml, "t c0", &line)?;
    for point in curve.points() {
        let statistic = statistic(point);
        if let Some(ratio) = statistic.ratio() {
            let p = probability(statistic.p());
            let tooltip = format!("{} days: ratio {ratio:.3}, p {p}", point.days);
            axes.write_mark(xml, (f64::from(point.days), ratio), &tooltip)?;
        }
    }
    Ok(())
}

/// Writes the responses by lag, with the band of the shuffles at each lag and that of whole series.
pub(super) fn write_lags(
    xml: &mut Xml<'_>,
    area: [f64; 4],
    name: &str,
    series: &LagSeries,
) -> io::Result<()> {
    let (mut observed, mut mean, mut band, mut envelope) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut greatest = 1.0_f64;
    let mut x_ticks = Vec::new();
    for (nth, (statistic, whole)) in series.lags.iter().zip(&series.envelope).enumerate() {
        let lag = nth as f64;
        observed.push((lag, statistic.observed()));
        mean.push((lag, statistic.mean()));
        band.push((lag, statistic.band()));
        envelope.push((lag, *whole));
        greatest = greatest.max(statistic.observed()).max(whole.1).max(statistic.band().1);
        x_ticks.push((lag, nth.to_string()));
    }
    let last = series.lags.len().saturating_sub(1) as f64;
    let axes = Axes::new(area, (0.0, last), false, (0.0, greatest * 1.05));
    let heading = format!("{name} {}", isolated(&series.label));
    let words = format!(
        "line: data; bands: 95% of shuffles, at a lag and over all; p {}",
        probability(series.p)
    );
    axes.write(xml, [&heading, &words], &x_ticks, "days after", "responses")?;
    axes.write_band(xml, 0.15, &envelope)?;
    axes.write_band(xml, 0.25, &band)?;
    axes.write_line(xml, "line", &mean)?;
    axes.write_line(xml, "t c0", &observed)?;
    for (nth, statistic) in series.lags.iter().enumerate() {
        let (low, high) = statistic.band();
        let tooltip = format!(
            "{nth} days after: {}, shuffles {} to {}, p {}",
            label(statistic.observed()),
            label(low),
            label(high),
            probability(statistic.p())
        );
        axes.write_mark(xml, (nth as f64, statistic.observed()), &tooltip)?;
    }
    Ok(())
}
