//! The dyad strip: for each directed dyad the greatest level of each day, week, month or year.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use super::{
    Svg,
    axis::Axis,
    sheet::{Entry, MARGIN, SMALL, Sample, Sheet, class_of, look, n, time},
};
use crate::{
    model::Level,
    render::{
        measure::{cut, width},
        plain::isolated,
        scene::{Scene, plural},
        xml::{Xml, attributes},
    },
};

const HIGH: f64 = 30.0;
/// Each cell is at least so wide.
const CELL: f64 = 5.0;
const WORDS: f64 = 190.0;

/// What a dyad came to in a cell of time: its greatest level, and how many events.
type Cell = (Option<Level>, usize);

pub(super) fn draw(svg: &Svg, scene: &Scene<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let start = scene.marks.first().map_or(0, |mark| mark.event.earliest().timestamp());
    let end = scene.marks.last().map_or(start, |mark| mark.event.earliest().timestamp());
    let wide = f64::from(svg.width.max(480));
    let most = ((wide - WORDS - 2.0 * MARGIN) / CELL) as i64;
    let (cells, unit) = Axis::cells((start, end + 1), most);
    let dyads = dyads(scene, &cells);
    let shown = dyads.len().min(svg.rows);
    let levels = dyads.iter().flat_map(|(_, row)| row.values()).filter_map(|(level, _)| *level);
    let top_level = levels.max().filter(|level| level.tenths() > 0);

    let mut notes = vec![format!(
        "Each bar is the greatest level of a {unit}, full height {}; a tick is a {unit} with events at or below 0, or of no level.",
        top_level.map_or("0".to_owned(), |level| level.to_string())
    )];
    if shown < dyads.len() {
        notes.push(format!(
            "{} with fewer events are not drawn.",
            plural(dyads.len() - shown, "dyad")
        ));
    }
    let words =
        format!("greatest level by {unit}, {} scale; the mark tells who acts", scene.scale());
    let legend = vec![vec![Entry::new(Sample::None, words)]];
    let sheet = Sheet::new(svg, scene, legend, &notes);
    let top = sheet.top();
    let bottom = top + shown as f64 * HIGH;
    let span = (cells[0], cells[cells.len() - 1]);
    let axis = Axis::new(span, MARGIN + WORDS, wide - WORDS - 2.0 * MARGIN);

    let mut xml = Xml::new(out);
    sheet.open(&mut xml, scene, bottom + 28.0)?;
    time(&mut xml, &axis, top, bottom, wide - MARGIN)?;
    for (nth, ((by, on), row)) in dyads.iter().take(svg.rows).enumerate() {
        let base = top + (nth + 1) as f64 * HIGH - 3.0;
        let class = class_of(&[*by]);
        let line = format!("M{} {}H{}", n(MARGIN), n(base + 3.0), n(wide - MARGIN));
        xml.leaf("path", attributes! { "class": "row", "d": line })?;
        let place = format!("translate({} {})", n(MARGIN + 6.0), n(base - HIGH / 2.0 + 4.0));
        xml.leaf(
            "path",
            attributes! {
                "class": format!("m {class}"), "transform": place, "d": look(*by).1,
            },
        )?;
        let name = |party: usize| isolated(&scene.parties[party].name).into_owned();
        let dyad = format!("{} → {}", name(*by), name(*on));
        let events: usize = row.values().map(|(_, events)| events).sum();
        let count = format!(" ({events})");
        let room = WORDS - 26.0;
        let lines = match width(&dyad, SMALL) + width(&count, SMALL) <= room {
            true => vec![format!("{dyad}{count}")],
            false => {
                let on = format!("→ {}", name(*on));
                let on = cut(&on, SMALL, room - width(&count, SMALL));
                vec![cut(&name(*by), SMALL, room), format!("{on}{count}")]
            }
        };
        for (nth, line) in lines.iter().enumerate() {
            let y = base - HIGH / 2.0 + 8.0 + (nth as f64 - (lines.len() - 1) as f64 / 2.0) * 12.0;
            let attributes = attributes! { "class": "rung", "x": n(MARGIN + 18.0), "y": n(y) };
            xml.text("text", attributes, line)?;
        }
        for (cell, (level, events)) in row {
            let (left, right) = (axis.x(cells[*cell]), axis.x(cells[cell + 1]));
            let share = match (level, top_level) {
                (Some(level), Some(top)) if level.tenths() > 0 => level.units() / top.units(),
                _ => 0.0,
            };
            let high = (share * (HIGH - 8.0)).max(1.5);
            let bar = format!(
                "M{} {}h{}v{}h-{}z",
                n(left),
                n(base),
                n((right - left - 0.6).max(0.8)),
                n(-high),
                n((right - left - 0.6).max(0.8))
            );
            xml.open("path", attributes! { "class": format!("head {class}"), "d": bar })?;
            let level = level.map_or("no level".to_owned(), |level| format!("at most {level}"));
            let day = crate::model::instant(cells[*cell]).format("%Y-%m-%d");
            let told = format!("{dyad}, {unit} of {day}: {}, {level}", plural(*events, "event"));
            xml.text("title", &[], &told)?;
            xml.close("path")?;
        }
    }
    xml.close("svg")?;
    xml.end()
}

/// Directed dyads, those of most events first, with what each came to in each cell that has any.
fn dyads(scene: &Scene<'_, '_>, cells: &[i64]) -> Vec<((usize, usize), BTreeMap<usize, Cell>)> {
    let mut dyads: BTreeMap<(usize, usize), BTreeMap<usize, Cell>> = BTreeMap::new();
    for mark in &scene.marks {
        let second = mark.event.earliest().timestamp();
        let cell = cells.partition_point(|start| *start <= second).saturating_sub(1);
        for by in &mark.by {
            for on in mark.on.iter().filter(|on| *on != by) {
                let both = if mark.mutual {
                    [Some((*by, *on)), Some((*on, *by))]
                } else {
                    [Some((*by, *on)), None]
                };
                for dyad in both.into_iter().flatten() {
                    let cell = dyads.entry(dyad).or_default().entry(cell).or_default();
                    *cell = (cell.0.max(mark.level), cell.1 + 1);
                }
            }
        }
    }
    let mut dyads: Vec<_> = dyads.into_iter().collect();
    let events =
        |row: &BTreeMap<usize, Cell>| row.values().map(|(_, events)| *events).sum::<usize>();
    dyads.sort_by_key(|(_, row)| std::cmp::Reverse(events(row)));
    dyads
}
