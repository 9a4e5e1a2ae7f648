//! Swim lanes for a terminal.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{
    picture::Picture,
    renderer::Render,
    scene::{Mark, Scene, Tie, TieKind},
};
use crate::{
    model::Level,
    safe_text::{end_isolates, isolated, on_one_line},
};

/// Swim lanes for a terminal: time runs down the page, each actor has a lane, and levels are bars.
///
/// Below each event are the events that it may respond to: `←` marks a declared link, `⇠` a hop that a rule
/// infers, and `⇐` the threat or announcement that the event carries out according to a link. If it does so by rule
/// alone, that is said beside `⇠`.
///
/// The actors with the most events get a lane, as far as there is room. No line is wider than
/// [`width`](Self::width). There is no colour unless the picture is [`coloured`](Self::coloured).
///
/// ```
/// use {chrono::TimeDelta, escalade::{Query, read::Options}};
/// use escalade::render::{Picture, Render, Text};
///
/// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// assert_eq!(Text::new().width(72).render_to_string(&Picture::hops(&chains)), "\
/// Timeline
/// 2 events from 2006-07-12 to 2006-07-13, severity on the goldstein scale;
/// 0 answers declared and 1 inferred. An answer is a candidate response,
/// not a cause.
///
///             Lebanon   Israel
/// 2006-07-12      ●────────►    █████▋      7  threaten, #0
/// 2006-07-13      ◄────────■    ████████   10  attack, #1
///                                              ⇠ #0: retaliation
/// ");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[must_use]
pub struct Text {
    width: usize,
    coloured: bool,
}

impl Default for Text {
    fn default() -> Self {
        Self::new()
    }
}

impl Text {
    /// Creates a picture of 80 columns, without colour.
    pub fn new() -> Self {
        Self { width: 80, coloured: false }
    }

    /// Sets the width in columns. Less than 60 counts as 60.
    pub fn width(mut self, columns: usize) -> Self {
        self.width = columns;
        self
    }

    /// Colours each actor, with the 256 colours of ANSI terminals. The shapes of marks differ as well.
    ///
    /// ```
    /// use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// use escalade::render::{Picture, Render, Text};
    ///
    /// # let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// # let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
    /// let drawn = |text: Text| text.render_to_string(&Picture::hops(&chains)).contains('\u{1B}');
    /// assert_eq!((drawn(Text::new()), drawn(Text::new().coloured())), (false, true));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn coloured(mut self) -> Self {
        self.coloured = true;
        self
    }
}

/// The colours of the palette, as the nearest of 256 colours. Bold stands for black or white.
const COLOURS: [&str; 5] = ["38;5;32", "38;5;166", "38;5;36", "1", "38;5;175"];
const SHAPES: [char; 8] = ['●', '■', '▲', '◆', '▼', '○', '□', '△'];
/// Width of a lane in columns.
const LANE: usize = 9;
/// Width of the longest bar in columns.
const BAR: usize = 8;

impl Render for Text {
    fn render(&self, picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()> {
        let scene = Scene::of(picture);
        let page = TextPage::new(self, &scene);
        page.head(out)?;
        let mut ties = scene.ties.iter().peekable();
        for (nth, mark) in scene.marks.iter().enumerate() {
            page.event(out, mark)?;
            while let Some(tie) = ties.next_if(|tie| tie.to == nth) {
                page.tie(out, tie)?;
            }
        }
        Ok(())
    }
}

struct TextPage<'a, 'p, 't> {
    text: &'a Text,
    scene: &'a Scene<'p, 't>,
    width: usize,
    /// Width of the column of dates.
    date_width: usize,
    /// Number of actors that have a lane.
    lanes: usize,
    /// The highest level, in tenths.
    max_level: i64,
}

impl<'a, 'p, 't> TextPage<'a, 'p, 't> {
    fn new(text: &'a Text, scene: &'a Scene<'p, 't>) -> Self {
        let width = text.width.max(60);
        let date_width = scene.marks.iter().map(|mark| when(mark).width()).max().unwrap_or(0);
        // Words get at least a third of the line.
        let lanes = (width - width / 3).saturating_sub(date_width + BAR + 8) / LANE;
        let levels = scene.marks.iter().filter_map(|mark| mark.level);
        let max_level = levels.max().map_or(0, Level::tenths);
        Self {
            text,
            scene,
            width,
            date_width,
            lanes: lanes.clamp(1, scene.parties.len().max(1)),
            max_level,
        }
    }

    fn head(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", cut(&self.scene.title(), self.width))?;
        let mut line = String::new();
        for word in self.scene.description().split(' ') {
            if !line.is_empty() && line.width() + 1 + word.width() > self.width {
                writeln!(out, "{}", cut(&line, self.width))?;
                line.clear();
            }
            line += if line.is_empty() { "" } else { " " };
            line += word;
        }
        writeln!(out, "{}\n", cut(&line, self.width))?;
        let parties = self.scene.parties.iter().take(self.lanes);
        let names: Vec<_> = parties.map(|party| heading(&on_one_line(&party.name))).collect();
        let height = names.iter().map(Vec::len).max().unwrap_or(0);
        for row in 0..height {
            let mut line = " ".repeat(self.date_width + 2);
            for (nth, name) in names.iter().enumerate() {
                // Names are aligned at the bottom: names of fewer lines begin further down.
                let part =
                    (row + name.len()).checked_sub(height).map_or("", |at| name[at].as_str());
                let before = (LANE - 1 - part.width()) / 2;
                let after = LANE - before - part.width();
                let part = self.coloured(&isolated(part), Some(nth));
                line += &format!("{}{part}{}", " ".repeat(before), " ".repeat(after));
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        let more = self.scene.parties.len().saturating_sub(self.lanes);
        if more > 0 {
            writeln!(out, "{}({more} more without a lane)", " ".repeat(self.date_width + 2))?;
        }
        Ok(())
    }

    fn event(&self, out: &mut dyn Write, mark: &Mark<'t>) -> io::Result<()> {
        let date = when(mark);
        let level = mark.level.map_or(String::new(), |level| level.to_string());
        let act = format!("{}, {}", Scene::act_in_words(mark), isolated(&mark.event.label()));
        let without_lane = mark.by.iter().chain(&mark.on).any(|party| *party >= self.lanes);
        // The lanes do not show all actors of the event, or show others that stand for them, so the line names
        // them.
        let words = if without_lane || mark.by.is_empty() || mark.has_stand_in {
            format!("{}: {act}", self.scene.actors_in_words(mark))
        } else {
            act
        };
        let doubt = if mark.disputed { "?" } else { "" };
        let line = format!(
            "{date}{}  {}{} {level:>4}{doubt:<2}{}",
            " ".repeat(self.date_width - date.width()),
            self.lanes_of(mark),
            self.coloured(&self.bar(mark), mark.by.first().copied()),
            cut(&words, self.words_width()),
        );
        writeln!(out, "{}", line.trim_end())
    }

    fn tie(&self, out: &mut dyn Write, tie: &Tie) -> io::Result<()> {
        let sign = match tie.kind {
            TieKind::Declared => '←',
            TieKind::Inferred | TieKind::CarriesOutByRule => '⇠',
            TieKind::CarriesOut => '⇐',
        };
        let earlier = self.scene.marks[tie.from].event.label();
        let confidence = tie.confidence.map_or(String::new(), |percent| format!(", {percent}"));
        let words = format!("{sign} {}: {}{confidence}", isolated(&earlier), tie.why());
        let words = cut(&words, self.words_width());
        writeln!(out, "{}{words}", " ".repeat(self.words_column()))
    }

    /// Returns the width of the column of words. A long date leaves it little, but never none.
    fn words_width(&self) -> usize {
        self.width.saturating_sub(self.words_column()).max(1)
    }

    /// Returns the column at which words begin.
    fn words_column(&self) -> usize {
        self.date_width + 2 + self.lanes * LANE + BAR + 7
    }

    /// Returns the level of an event as a bar, in eighths of a column. Levels below 0 have no bar.
    fn bar(&self, mark: &Mark<'_>) -> String {
        let share = match mark.level {
            Some(level) if self.max_level > 0 => {
                level.tenths().max(0) as f64 / self.max_level as f64
            }
            _ => 0.0,
        };
        let eighths = (share * BAR as f64 * 8.0).round() as usize;
        let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
        let bar = "█".repeat(eighths / 8) + parts[eighths % 8];
        let padding = BAR - bar.chars().count();
        bar + &" ".repeat(padding)
    }

    /// Returns the lanes at an event: a mark in the lane of each source, an arrowhead in the lane of each
    /// target, and a line between them.
    fn lanes_of(&self, mark: &Mark<'_>) -> String {
        let column = |lane: usize| lane * LANE + (LANE - 1) / 2;
        let mut cells = vec![(' ', None); self.lanes * LANE];
        for lane in 0..self.lanes {
            cells[column(lane)].0 = '│';
        }
        let has_lane = |party: &&usize| **party < self.lanes;
        let by: Vec<_> = mark.by.iter().filter(has_lane).copied().collect();
        let on: Vec<_> = mark.on.iter().filter(has_lane).copied().collect();
        let both = || by.iter().chain(&on).copied();
        if let (Some(first), Some(last), false) = (both().min(), both().max(), by.is_empty()) {
            for cell in &mut cells[column(first)..=column(last)] {
                let line = if cell.0 == '│' { '┼' } else { '─' };
                *cell = (line, by.first().copied());
            }
        }
        for party in &on {
            let from = by.first().copied().unwrap_or(0);
            let head = if *party >= from { '►' } else { '◄' };
            let head = if mark.mutual { SHAPES[party % SHAPES.len()] } else { head };
            cells[column(*party)] = (head, by.first().copied());
        }
        for party in &by {
            cells[column(*party)] = (SHAPES[party % SHAPES.len()], Some(*party));
        }
        let mut line = String::new();
        for run in cells.chunk_by(|a, b| a.1 == b.1) {
            let text: String = run.iter().map(|(letter, _)| *letter).collect();
            line += &self.coloured(&text, run[0].1);
        }
        line
    }

    fn coloured(&self, text: &str, party: Option<usize>) -> String {
        match party {
            Some(party) if self.text.coloured => {
                format!("\u{1B}[{}m{text}\u{1B}[0m", COLOURS[party % COLOURS.len()])
            }
            _ => text.to_owned(),
        }
    }
}

/// Breaks a name into at most three lines that fit in a lane.
fn heading(name: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in name.split(' ').filter(|word| !word.is_empty()) {
        let is_last = lines.len() == 3;
        match lines.last_mut() {
            Some(line) if is_last || line.width() + 1 + word.width() < LANE => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| cut(line, LANE - 1)).collect()
}

/// Returns the time of an event as it was recorded, or a shorter form if it is longer than 17 characters.
fn when(mark: &Mark<'_>) -> String {
    let when = mark.event.when().to_string();
    if when.len() <= 17 {
        return when;
    }
    let day = mark.event.earliest().format("%Y-%m-%d");
    let is_vague = (mark.event.latest() - mark.event.earliest()).num_days() >= 1;
    if is_vague {
        format!("{day}…")
    } else {
        mark.event.earliest().format("%Y-%m-%dT%H:%MZ").to_string()
    }
}

/// Returns the start of a text that fits in `columns`, with an ellipsis if it is cut off.
fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    // The ellipsis takes one column.
    let mut used = 1;
    for letter in text.chars() {
        used += letter.width().unwrap_or(0);
        if used > columns {
            break;
        }
        kept.push(letter);
    }
    kept.push('…');
    end_isolates(&mut kept);
    kept
}
