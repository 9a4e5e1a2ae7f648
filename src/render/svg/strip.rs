//! The dyad strip: the greatest level of each directed dyad in each day, week, month or year.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use super::{
    axis::Axis,
    geometry::number,
    legend::{LegendEntry, LegendSymbol},
    settings::Svg,
    sheet::{Sheet, write_time_axis},
    style::{MARGIN, SMALL, colour_and_shape, colour_class},
};
use crate::{
    model::{Level, instant},
    render::{
        measure::{cut, width},
        scene::{Scene, plural},
        xml::{Xml, attributes},
    },
    safe_text::isolated,
};

/// Height of a row in pixels.
const ROW_HEIGHT: f64 = 30.0;
/// Least width of a cell in pixels.
const MIN_CELL_WIDTH: f64 = 5.0;
/// Width of the names of dyads in pixels.
const NAME_WIDTH: f64 = 190.0;

/// The events of a dyad in a cell of time: the greatest level, and the number of events.
type DyadCell = (Option<Level>, usize);

pub(super) fn write_strip(svg: &Svg, scene: &Scene<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let start = scene.marks.first().map_or(0, |mark| mark.event.earliest().timestamp());
    let end = scene.marks.last().map_or(start, |mark| mark.event.earliest().timestamp());
    let sheet_width = svg.sheet_width();
    let plot_width = sheet_width - NAME_WIDTH - 2.0 * MARGIN;
    let (cells, unit) = Axis::cells((start, end + 1), (plot_width / MIN_CELL_WIDTH) as i64);
    let dyads = dyads(scene, &cells);
    let shown = dyads.len().min(svg.rows);
    let levels = dyads.iter().flat_map(|(_, row)| row.values()).filter_map(|(level, _)| *level);
    let top_level = levels.max().filter(|level| level.tenths() > 0);

    let mut notes = vec![format!(
        "Each bar is the greatest level of a {unit}, full height {}; a tick is a {unit} whose events are at or below 0 or have no level.",
        top_level.map_or("0".to_owned(), |level| level.to_string())
    )];
    if shown < dyads.len() {
        notes.push(format!(
            "{} with fewer events are not shown.",
            plural(dyads.len() - shown, "dyad")
        ));
    }
    let words =
        format!("greatest level by {unit}, {} scale; the mark shows who acts", scene.scale());
    let legend = vec![vec![LegendEntry::new(LegendSymbol::None, words)]];
    let sheet = Sheet::new(svg, scene, legend, &notes);
    let top = sheet.top();
    let bottom = top + shown as f64 * ROW_HEIGHT;
    let period = (cells[0], cells[cells.len() - 1]);
    let axis = Axis::new(period, MARGIN + NAME_WIDTH, plot_width);

    let mut xml = Xml::new(out);
    sheet.open(&mut xml, scene, bottom + 28.0)?;
    let right = sheet_width - MARGIN;
    write_time_axis(&mut xml, &axis, top, bottom, right)?;
    for (nth, ((by, on), row)) in dyads.iter().take(svg.rows).enumerate() {
        let base = top + (nth + 1) as f64 * ROW_HEIGHT - 3.0;
        let class = colour_class(&[*by]);
        let line = format!("M{} {}H{}", number(MARGIN), number(base + 3.0), number(right));
        xml.empty("path", attributes! { "class": "row", "d": line })?;
        let (mark_x, mark_y) = (number(MARGIN + 6.0), number(base - ROW_HEIGHT / 2.0 + 4.0));
        xml.empty(
            "path",
            attributes! {
                "class": format!("m {class}"), "transform": format!("translate({mark_x} {mark_y})"),
                "d": colour_and_shape(*by).1,
            },
        )?;
        let name = |party: usize| isolated(&scene.parties[party].name).into_owned();
        let dyad = format!("{} → {}", name(*by), name(*on));
        let events: usize = row.values().map(|(_, events)| events).sum();
        let count = format!(" ({events})");
        let room = NAME_WIDTH - 26.0;
        let lines = match width(&dyad, SMALL) + width(&count, SMALL) <= room {
            true => vec![format!("{dyad}{count}")],
            // Source and target on two lines.
            false => {
                let on = format!("→ {}", name(*on));
                let on = cut(&on, SMALL, room - width(&count, SMALL));
                vec![cut(&name(*by), SMALL, room), format!("{on}{count}")]
            }
        };
        for (nth, line) in lines.iter().enumerate() {
            let middle = base - ROW_HEIGHT / 2.0 + 8.0;
            let y = middle + (nth as f64 - (lines.len() - 1) as f64 / 2.0) * 12.0;
            xml.text(
                "text",
                attributes! { "class": "rung", "x": number(MARGIN + 18.0), "y": number(y) },
                line,
            )?;
        }
        for (cell, (level, events)) in row {
            let (left, right) = (axis.x(cells[*cell]), axis.x(cells[cell + 1]));
            let share = match (level, top_level) {
                (Some(level), Some(top)) if level.tenths() > 0 => level.units() / top.units(),
                _ => 0.0,
            };
            let height = (share * (ROW_HEIGHT - 8.0)).max(1.5);
            // A gap of 0.6 pixels separates bars.
            let width = number((right - left - 0.6).max(0.8));
            let (left, base, height) = (number(left), number(base), number(-height));
            let bar = format!("M{left} {base}h{width}v{height}h-{width}z");
            xml.open("path", attributes! { "class": format!("head {class}"), "d": bar })?;
            let level = level.map_or("no level".to_owned(), |level| format!("at most {level}"));
            let day = instant(cells[*cell]).format("%Y-%m-%d");
            let tooltip = format!("{dyad}, {unit} of {day}: {}, {level}", plural(*events, "event"));
            xml.text("title", &[], &tooltip)?;
            xml.close("path")?;
        }
    }
    xml.close("svg")?;
    xml.end()
}

/// A directed dyad of parties, and its events by index of the cell.
type DyadRow = ((usize, usize), BTreeMap<usize, DyadCell>);

/// Returns the directed dyads, those of the most events first. Cells without events are left out.
fn dyads(scene: &Scene<'_, '_>, cells: &[i64]) -> Vec<DyadRow> {
    let mut dyads: BTreeMap<(usize, usize), BTreeMap<usize, DyadCell>> = BTreeMap::new();
    for mark in &scene.marks {
        let second = mark.event.earliest().timestamp();
        let cell = cells.partition_point(|start| *start <= second).saturating_sub(1);
        for by in &mark.by {
            for on in mark.on.iter().filter(|on| *on != by) {
                let directions = if mark.mutual {
                    [Some((*by, *on)), Some((*on, *by))]
                } else {
                    [Some((*by, *on)), None]
                };
                for dyad in directions.into_iter().flatten() {
                    let cell = dyads.entry(dyad).or_default().entry(cell).or_default();
                    *cell = (cell.0.max(mark.level), cell.1 + 1);
                }
            }
        }
    }
    let mut dyads: Vec<_> = dyads.into_iter().collect();
    let events =
        |row: &BTreeMap<usize, DyadCell>| row.values().map(|(_, events)| *events).sum::<usize>();
    dyads.sort_by_key(|(_, row)| std::cmp::Reverse(events(row)));
    dyads
}
