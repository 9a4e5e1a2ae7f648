//! One page that needs nothing else.

mod data;

use std::io::{self, Write};

use maud::{DOCTYPE, PreEscaped, html};
use serde::{Deserialize, Serialize};

use super::{
    Picture, Render, Svg,
    plain::shown,
    scene::{Mark, Scene},
};
use data::Data;

/// The ladder as a page of its own: one file, which never touches the network.
///
/// It zooms and pans; an event looked at or reached by the keyboard shows its reports, its claims and
/// what was claimed of it; events are filtered by actor, level, how sure they are, and chain; a table
/// stands below. It is light or dark as the reader's screen is, has names with their language and
/// direction, can be used by keyboard alone, and prints.
///
/// Keys, in the drawing: left and right go on in time, up leads to what answers an event, down to what it
/// answers; `+`, `-` and `0` zoom; Escape lets go.
///
/// The page shows the arrows that the drawing would, and the others of an event while it is looked at.
/// Events that share a mark are shown one after the other.
///
/// ```
/// use {chrono::TimeDelta, escalade::{Query, read::Options}};
/// use escalade::render::{Html, Picture, Render};
///
/// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// let page = Html::new().render_to_string(&Picture::hops(&chains).titled("<Two> days"));
/// assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<h1>&lt;Two&gt; days</h1>"));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[must_use]
pub struct Html {
    drawing: Option<Svg>,
}

impl Html {
    /// A page with the ladder.
    pub fn new() -> Self {
        Self::default()
    }

    /// Another drawing in its place, [`Svg::lanes`] for one.
    ///
    /// ```
    /// use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// use escalade::render::{Html, Picture, Render, Svg};
    ///
    /// # let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// # let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
    /// let page = Html::new().drawing(Svg::lanes().width(1_200));
    /// assert!(page.render_to_string(&Picture::hops(&chains)).contains("<svg "));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn drawing(mut self, drawing: Svg) -> Self {
        self.drawing = Some(drawing);
        self
    }
}

/// No request of any kind: what a page could load is forbidden to it besides.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
/// What may be asked of how sure it is, in percent: the words of the DNI, from roughly even up.
const SURE: [(u8, &str); 5] = [
    (0, "any"),
    (50, "50% or not stated"),
    (70, "70% or not stated"),
    (85, "85% or not stated"),
    (95, "95% or not stated"),
];

impl Render for Html {
    fn render(&self, picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()> {
        let scene = Scene::of(picture);
        let data = Data::of(&scene);
        let head = html! {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width,initial-scale=1";
            meta http-equiv="Content-Security-Policy" content=(POLICY);
            title { (scene.title()) }
            style { (PreEscaped(include_str!("page.css"))) }
        };
        write!(
            out,
            "{}<html lang=\"en\"><head>{}</head><body>",
            DOCTYPE.into_string(),
            head.into_string()
        )?;
        let top = html! {
            header { h1 { (scene.title()) } p.quiet { (scene.described()) } }
            (filters(&scene, &data))
        };
        write!(out, "{}<main><div id=\"drawing\">", top.into_string())?;
        let drawing = self.drawing.clone().unwrap_or_else(Svg::ladder);
        drawing.on_page().draw(&scene, out)?;
        let details = html! {
            aside #details aria-live="polite" aria-label="Details" {
                h2 { "Details" }
                p.quiet { "Look at an event, or go from one to the next with the arrow keys: left and right in \
                           time, up to what answers it, down to what it answers." }
            }
        };
        write!(
            out,
            "</div>{}<section class=\"table\" tabindex=\"0\" aria-label=\"Table of events\">",
            details.into_string()
        )?;
        table(&scene, &data, out)?;
        write!(out, "</section></main><script type=\"application/json\" id=\"data\">")?;
        // Within a script element only `</script` and `<!--` could do harm, and neither is left.
        let json = serde_json::to_string(&data)?.replace('<', "\\u003c");
        write!(out, "{json}</script><script>{}</script></body></html>", include_str!("page.js"))?;
        writeln!(out)
    }
}

fn filters(scene: &Scene<'_, '_>, data: &Data<'_>) -> maud::Markup {
    let mut levels: Vec<_> = scene.marks.iter().filter_map(|mark| mark.level).collect();
    levels.sort_unstable();
    levels.dedup();
    html! {
        form #filters aria-label="Filters" {
            fieldset {
                legend { "Actors" }
                @for (nth, party) in scene.parties.iter().enumerate() {
                    label {
                        input type="checkbox" name="actor" value=(nth) checked;
                        " " bdi lang=[party.lang.as_deref()] { (shown(&party.name)) }
                        " " span.quiet { "(" (party.acts) ")" }
                    }
                }
            }
            label { "Level at least "
                select name="level" {
                    option value="" { "any" }
                    @for level in &levels { option value=(level) { (level) } }
                }
            }
            label { "How sure "
                select name="sure" {
                    @for (percent, words) in SURE { option value=(percent) { (words) } }
                }
            }
            @if !data.chains.is_empty() {
                label { "Chain "
                    select name="chain" {
                        option value="" { "all" }
                        @for (nth, chain) in data.chains.iter().enumerate() {
                            option value=(nth) { (nth + 1) ": " (data.chain(chain)) }
                        }
                    }
                }
            }
            button type="reset" { "Show all" }
            span.screen {
                button #closer type="button" aria-label="Zoom in" { "+" } " "
                button #further type="button" aria-label="Zoom out" { "−" } " "
                button #whole type="button" { "Whole" }
            }
            output #count .quiet { (scene.marks.len()) " events" }
        }
    }
}

/// Written row by row.
fn table(scene: &Scene<'_, '_>, data: &Data<'_>, out: &mut dyn Write) -> io::Result<()> {
    let head = html! {
        caption { "All events drawn, in order of time. Choose a row to find it in the drawing." }
        thead { tr {
            @for name in ["When", "Who", "What", "Level", "How sure", "May answer"] { th scope="col" { (name) } }
        } }
    };
    write!(out, "<table>{}<tbody>", head.into_string())?;
    for (nth, mark) in scene.marks.iter().enumerate() {
        let row = html! {
            tr data-n=(nth) {
                td.when { (mark.event.when()) }
                td.who { (who(scene, mark)) }
                td.what { (Scene::what(mark)) @if let Some(text) = mark.event.text() { ": " bdi { (shown(text)) } } }
                td.number data-name="level" { @if let Some(level) = mark.level { (level) } }
                td.number data-name="sure" { @if let Some(sure) = data.events[nth].sure { (sure) "%" } }
                td.answers data-name="may answer" {
                    @for (nth, tie) in data.answered(nth).iter().enumerate() {
                        @if nth > 0 { "; " }
                        (data.events[tie.from].label) " (" (tie.why) ")"
                    }
                }
            }
        };
        write!(out, "{}", row.into_string())?;
    }
    write!(out, "</tbody></table>")
}

fn who(scene: &Scene<'_, '_>, mark: &Mark<'_>) -> maud::Markup {
    let side = |parties: &[usize]| {
        html! {
            @if parties.is_empty() { "unknown" }
            @for (nth, party) in parties.iter().enumerate() {
                @let party = &scene.parties[*party];
                @if nth > 0 { ", " }
                bdi lang=[party.lang.as_deref()] { (shown(&party.name)) }
            }
        }
    };
    html! {
        (side(&mark.by))
        @if !mark.on.is_empty() { (if mark.mutual { " ↔ " } else { " → " }) (side(&mark.on)) }
    }
}
