//! A self-contained web page.

use std::io::{self, Write};

use maud::{DOCTYPE, PreEscaped, html};
use serde::{Deserialize, Serialize};

use super::data::PageData;
use crate::{
    render::{
        picture::Picture,
        renderer::Render,
        scene::{Mark, Scene},
        svg::Svg,
    },
    safe_text::on_one_line,
};

/// A self-contained web page: one file, which makes no network requests.
///
/// The page contains an [`Svg`] picture, filters, and a table of all events. The picture can be zoomed and
/// panned. Selecting an event, with the pointer or the keyboard, shows its reports, its claims and the claims
/// about it. Events are filtered by actor, level, confidence and chain. The page follows the light or dark
/// mode of the browser, marks the language and direction of names, works with the keyboard alone, and can
/// be printed.
///
/// Keys in the picture: left and right select the previous and the next event in time, up the event that
/// responds to the selected one, down the event that it responds to; `+`, `-` and `0` zoom; Escape deselects.
///
/// The page shows the same arrows as the picture alone, and all other arrows of the selected event. Events that
/// share a mark are selected one after the other.
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
    /// Creates a page with [`Svg::ladder`].
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the picture of the page. The default is [`Svg::ladder`].
    ///
    /// ```
    /// use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// use escalade::render::{Html, Picture, Render, Svg};
    ///
    /// # let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// # let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
    /// let page = Html::new().svg(Svg::lanes().width(1_200));
    /// assert!(page.render_to_string(&Picture::hops(&chains)).contains("<svg "));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn svg(mut self, svg: Svg) -> Self {
        self.drawing = Some(svg);
        self
    }
}

/// Content security policy. It forbids the page to load any resource.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
/// Options of the confidence filter: least percent, and words. The values are bounds of the confidence terms
/// of the Director of National Intelligence, from "roughly even" up.
const CONFIDENCE_OPTIONS: [(u8, &str); 5] = [
    (0, "any"),
    (50, "50% or not stated"),
    (70, "70% or not stated"),
    (85, "85% or not stated"),
    (95, "95% or not stated"),
];

impl Render for Html {
    fn render(&self, picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()> {
        let scene = Scene::of(picture);
        let data = PageData::of(&scene);
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
            header { h1 { (scene.title()) } p.quiet { (scene.description()) } }
            (filters(&scene, &data))
        };
        write!(out, "{}<main><div id=\"drawing\">", top.into_string())?;
        let drawing = self.drawing.clone().unwrap_or_else(Svg::ladder);
        drawing.on_page().write(&scene, out)?;
        let details = html! {
            aside #details aria-live="polite" aria-label="Details" {
                h2 { "Details" }
                p.quiet { "Point at an event, or move with the arrow keys: left and right to the previous and the next \
                           event, up to a response, down to the event that it responds to." }
            }
        };
        write!(
            out,
            "</div>{}<section class=\"table\" tabindex=\"0\" aria-label=\"Table of events\">",
            details.into_string()
        )?;
        write_table(&scene, &data, out)?;
        write!(out, "</section></main><script type=\"application/json\" id=\"data\">")?;
        // In a script element only `</script` and `<!--` are special; without `<` neither can occur.
        let json = serde_json::to_string(&data)?.replace('<', "\\u003c");
        write!(out, "{json}</script><script>{}</script></body></html>", include_str!("page.js"))?;
        writeln!(out)
    }
}

fn filters(scene: &Scene<'_, '_>, data: &PageData<'_>) -> maud::Markup {
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
                        " " bdi lang=[party.lang.as_deref()] { (on_one_line(&party.name)) }
                        " " span.quiet { "(" (party.acts) ")" }
                    }
                }
            }
            label { "Search " input type="search" name="search" placeholder="key, actor, text, report"; }
            label { "Level at least "
                select name="level" {
                    option value="" { "any" }
                    @for level in &levels { option value=(level) { (level) } }
                }
            }
            label { "Confidence "
                select name="confidence" {
                    @for (percent, words) in CONFIDENCE_OPTIONS { option value=(percent) { (words) } }
                }
            }
            @if !data.chains.is_empty() {
                label { "Chain "
                    select name="chain" {
                        option value="" { "all" }
                        @for (nth, chain) in data.chains.iter().enumerate() {
                            option value=(nth) { (nth + 1) ": " (data.chain_in_words(chain)) }
                        }
                    }
                }
            }
            button type="reset" { "Show all" }
            span.screen {
                button #zoom-in type="button" aria-label="Zoom in" { "+" } " "
                button #zoom-out type="button" aria-label="Zoom out" { "−" } " "
                button #zoom-reset type="button" { "Reset zoom" }
            }
            output #count .quiet { (scene.marks.len()) " events" }
        }
    }
}

/// Writes the table of events, row by row, so that it is not held in memory.
fn write_table(scene: &Scene<'_, '_>, data: &PageData<'_>, out: &mut dyn Write) -> io::Result<()> {
    let head = html! {
        caption { "All events shown, in order of time. Choose a row to find its event in the picture." }
        thead { tr {
            @for name in ["When", "Actors", "Act", "Level", "Confidence", "May respond to"] { th scope="col" { (name) } }
        } }
    };
    write!(out, "<table>{}<tbody>", head.into_string())?;
    for (nth, mark) in scene.marks.iter().enumerate() {
        let row = html! {
            tr data-n=(nth) {
                td.when { (mark.event.when()) }
                td.who { (actors(scene, mark)) }
                td.what {
                    (Scene::act_in_words(mark))
                    @if let Some(text) = mark.event.text() { ": " bdi { (on_one_line(text)) } }
                }
                td.number data-name="level" { @if let Some(level) = mark.level { (level) } }
                td.number data-name="confidence" { @if let Some(percent) = data.events[nth].confidence { (percent) "%" } }
                td.answers data-name="may respond to" {
                    @for (nth, tie) in data.ties_to(nth).iter().enumerate() {
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

fn actors(scene: &Scene<'_, '_>, mark: &Mark<'_>) -> maud::Markup {
    if mark.has_stand_in {
        return html! { (scene.actors_in_words(mark)) };
    }
    let side = |parties: &[usize]| {
        html! {
            @if parties.is_empty() { "unknown" }
            @for (nth, party) in parties.iter().enumerate() {
                @let party = &scene.parties[*party];
                @if nth > 0 { ", " }
                bdi lang=[party.lang.as_deref()] { (on_one_line(&party.name)) }
            }
        }
    };
    html! {
        (side(&mark.by))
        @if !mark.on.is_empty() { (if mark.mutual { " ↔ " } else { " → " }) (side(&mark.on)) }
    }
}
