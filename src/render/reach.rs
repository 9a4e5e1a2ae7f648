//! A picture of who is drawn in, as a tree that spreads over time.

use std::io::{self, Write};

use crate::{
    chain::{Reach, Reached},
    render::{
        measure::{cut, width},
        sheet::{Sheet, text_of},
        svg::{
            axis::Axis,
            geometry::number,
            sheet::write_time_axis,
            style::{MARGIN, SMALL, colour_and_shape},
        },
        xml::{Xml, attributes},
    },
    safe_text::isolated,
};

/// A picture of who is [drawn in](crate::Chains::reach) by an actor or an event, as SVG or as a web page: a tree that
/// spreads over time.
///
/// Each actor has a row, in the order in which they are reached, with a mark at the event that draws it in: filled if the
/// actor acts, a ring if it is only acted upon. A line leads there from the row of the actor that the chain came from, at
/// the time of the event before. The actor that all begins with has the first row. If the reach is backward, each mark is the
/// act with which an actor began, and its line leads to where the chain went.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, Rule, read::Options, render::ReachPicture};
///
/// let rows = "2006-07-01\tISR\tLBN\t130\n2006-07-03\tLBN\tSYR\t150\n2006-07-12\tSYR\tTUR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let israel = timeline.actor_by_key("ISR").unwrap().id();
/// let query = Query::escalation().rules([Rule::Relay]).max_gap(TimeDelta::days(9));
/// let reach = timeline.chains(&query)?.reach(israel);
/// let drawing = ReachPicture::of(&reach).titled("<Spread>").to_svg();
/// assert!(drawing.starts_with("<svg ") && drawing.contains("&lt;Spread&gt;"));
/// assert!(drawing.contains("TUR, 2006-07-12 (target)"));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct ReachPicture<'a> {
    reach: &'a Reach<'a>,
    title: Option<String>,
    width: u32,
    most: usize,
}

/// The height of a row in pixels.
const ROW: f64 = 22.0;
/// The greatest width of the names of rows.
const NAMES: f64 = 180.0;
/// The space for the time axis.
const BELOW: f64 = 24.0;

impl<'a> ReachPicture<'a> {
    /// Creates a picture.
    pub fn of(reach: &'a Reach<'a>) -> Self {
        Self { reach, title: None, width: 960, most: 200 }
    }

    /// Sets the title.
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets the width in pixels. The default is 960; less than 480 counts as 480, and more than 20,000 as 20,000.
    pub fn width(mut self, pixels: u32) -> Self {
        self.width = pixels;
        self
    }

    /// Sets the greatest number of actors that are drawn, those that are reached first. The default is 200. The
    /// description says how many are not drawn.
    pub fn at_most(mut self, actors: usize) -> Self {
        self.most = actors;
        self
    }

    /// Returns the picture as SVG.
    pub fn to_svg(&self) -> String {
        text_of(&|out| self.write_svg(out))
    }

    /// Writes the picture as SVG.
    ///
    /// # Errors
    ///
    /// Fails if `out` fails.
    pub fn write_svg(&self, out: &mut dyn Write) -> io::Result<()> {
        self.write(out, true)
    }

    /// Writes the picture as a web page: one file, which makes no network requests, with the picture and a table of all
    /// actors and chains.
    ///
    /// # Errors
    ///
    /// Fails if `out` fails.
    #[cfg(feature = "html")]
    pub fn write_html(&self, out: &mut dyn Write) -> io::Result<()> {
        use crate::safe_text::on_one_line;
        use maud::html;

        crate::render::sheet::write_page(out, &self.title(), &|out| {
            self.write(out, false)?;
            let actors = html! {
                table {
                    caption { "All actors" }
                    thead { tr {
                        @for name in ["actor", "when", "role", "events", "by which chain"] { th scope="col" { (name) } }
                    } }
                    @for reached in &self.reach.actors {
                        tr {
                            td { bdi { (on_one_line(&reached.actor)) } }
                            td { (reached.event().when()) }
                            td { (reached.role.as_str()) }
                            td { (reached.earliest.len()) }
                            td { (on_one_line(&way(reached))) }
                        }
                    }
                }
            };
            write!(out, "{}", actors.into_string())
        })
    }

    fn title(&self) -> String {
        let words = if self.reach.is_backward { "Who led to" } else { "Who was drawn in by" };
        self.title.clone().unwrap_or_else(|| format!("{words} {}", isolated(&self.reach.of)))
    }

    /// Describes the picture in words, for readers who do not see it too.
    fn description(&self) -> String {
        let reach = self.reach;
        let (actors, of) = (reach.actors.len(), isolated(&reach.of));
        let mut words = match reach.is_backward {
            false => format!(
                "{of} draws in {actors} actors, by chains that end in {} events.",
                reach.events
            ),
            true => format!(
                "{actors} actors led to {of}, by chains that begin with {} events.",
                reach.events
            ),
        };
        if actors > self.most {
            words += &format!(" The first {} are drawn.", self.most);
        }
        words
    }

    fn write(&self, out: &mut dyn Write, has_title: bool) -> io::Result<()> {
        let (title, description) = (self.title(), self.description());
        let sheet = Sheet {
            prefix: "reach",
            title: &title,
            description: &description,
            width: self.width,
            has_title,
        };
        let tree = Tree::of(self.reach, self.most, sheet.width());
        let height = tree.rows.len() as f64 * ROW + BELOW;
        sheet.write(out, height, &|xml, top| tree.write(xml, top))
    }
}

/// Returns the events of the chain by which an actor was reached first.
fn way(reached: &Reached<'_>) -> String {
    let labels: Vec<String> = reached.earliest.events().map(|event| event.label()).collect();
    labels.join(" > ")
}

/// A row of the tree: an actor, and where it was reached from.
struct ActorRow<'a> {
    name: &'a str,
    /// In Unix seconds; `None` for the first row.
    second: Option<i64>,
    is_filled: bool,
    tooltip: String,
    /// The row that the line comes from, and the time there.
    from: Option<(usize, i64)>,
}

struct Tree<'a> {
    rows: Vec<ActorRow<'a>>,
    axis: Axis,
    right: f64,
}

impl<'a> Tree<'a> {
    fn of(reach: &'a Reach<'a>, most: usize, sheet_width: f64) -> Self {
        let mut rows = vec![ActorRow {
            name: &reach.of,
            second: None,
            is_filled: true,
            tooltip: reach.of.clone(),
            from: None,
        }];
        let drawn = &reach.actors[..reach.actors.len().min(most)];
        for reached in drawn {
            let event = reached.event();
            let chain = &reached.earliest;
            let events = chain.event_list();
            // The event next to it in the chain, and who of its parties was reached by then.
            let next = if reach.is_backward { events[1] } else { events[events.len() - 2] };
            let parties = chain.parties_of(if reach.is_backward { 1 } else { events.len() - 2 });
            let row = drawn.iter().position(|other| {
                let is_before = match reach.is_backward {
                    false => other.event().position() < event.position(),
                    true => other.event().position() > event.position(),
                };
                is_before && other.actor != reached.actor && parties.contains(&other.actor)
            });
            let when = event.when();
            rows.push(ActorRow {
                name: &reached.actor,
                second: Some(event.earliest().timestamp()),
                is_filled: reached.role != crate::chain::Role::Target,
                tooltip: format!(
                    "{}, {when} ({}): {}",
                    isolated(&reached.actor),
                    reached.role.as_str(),
                    way(reached)
                ),
                from: Some((row.map_or(0, |row| row + 1), next.earliest().timestamp())),
            });
        }
        let seconds = rows.iter().flat_map(|row| [row.second, row.from.map(|(_, second)| second)]);
        let (mut start, mut end) = (i64::MAX, i64::MIN);
        for second in seconds.flatten() {
            (start, end) = (start.min(second), end.max(second));
        }
        if start > end {
            (start, end) = (0, 0);
        }
        let names = rows.iter().map(|row| width(row.name, SMALL)).fold(0.0, f64::max).min(NAMES);
        let (left, right) = (MARGIN + names + 14.0, sheet_width - MARGIN - 8.0);
        Self { rows, axis: Axis::new((start, end), left, right - left), right }
    }

    fn write(&self, xml: &mut Xml<'_>, top: f64) -> io::Result<()> {
        let y = |row: usize| top + (row as f64 + 0.5) * ROW;
        let bottom = top + self.rows.len() as f64 * ROW;
        write_time_axis(xml, &self.axis, top, bottom, self.right)?;
        for (nth, row) in self.rows.iter().enumerate() {
            let line = format!("M{} {}H{}", number(MARGIN), number(y(nth)), number(self.right));
            xml.empty("path", attributes! { "class": "row", "d": line })?;
            let name = cut(&isolated(row.name), SMALL, NAMES);
            let attributes =
                attributes! { "class": "tick", "x": number(MARGIN), "y": number(y(nth) - 3.0) };
            xml.text("text", attributes, &name)?;
        }
        for (nth, row) in self.rows.iter().enumerate() {
            let (Some(second), Some((from, at))) = (row.second, row.from) else { continue };
            let [x, start] = [second, at].map(|second| self.axis.x(second));
            let (from_y, to_y) = (y(from), y(nth));
            let (colour, _) = colour_and_shape(from);
            let middle = (x + start) / 2.0;
            let curve = format!(
                "M{} {}C{middle:.1} {} {middle:.1} {} {} {}",
                number(start),
                number(from_y),
                number(from_y),
                number(to_y),
                number(x),
                number(to_y)
            );
            let class = format!("until c{colour}");
            xml.empty("path", attributes! { "class": class, "d": curve })?;
        }
        for (nth, row) in self.rows.iter().enumerate() {
            let x = row.second.map_or(self.axis.left(), |second| self.axis.x(second));
            let (colour, _) = colour_and_shape(nth);
            let class =
                if row.is_filled { format!("m c{colour}") } else { format!("until c{colour}") };
            xml.open(
                "circle",
                attributes! { "class": class, "cx": number(x), "cy": number(y(nth)), "r": 4 },
            )?;
            xml.text("title", &[], &row.tooltip)?;
            xml.close("circle")?;
        }
        Ok(())
    }
}
