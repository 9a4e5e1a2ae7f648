//! For terminals.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{
    Picture, Render,
    plain::shown,
    scene::{Mark, Scene, Tie, TieKind},
};
use crate::model::Level;

/// Swim lanes for a terminal: time down the page, a lane for each actor, levels as bars, and below each
/// event what it may answer, with `←` for what somebody declares, `⇠` for what a rule infers and `⇐` for
/// the threat or announcement that it carries out.
///
/// As many actors have a lane as there is room for, those that do most first. No line is wider than said.
/// There is no colour unless asked for, as where the output is a terminal.
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
    /// 80 columns, without colour.
    pub fn new() -> Self {
        Self { width: 80, coloured: false }
    }

    /// How many columns there are, at least 60.
    pub fn width(mut self, columns: usize) -> Self {
        self.width = columns;
        self
    }

    /// Colours each actor, by the 256 colours of ANSI terminals. Marks differ as well.
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

/// Of the palette of drawings, the nearest of 256 colours; bold stands for black or white.
const COLOURS: [&str; 5] = ["38;5;32", "38;5;166", "38;5;36", "1", "38;5;175"];
const MARKS: [char; 8] = ['●', '■', '▲', '◆', '▼', '○', '□', '△'];
/// How wide a lane and a bar are.
const LANE: usize = 9;
const BAR: usize = 8;

impl Render for Text {
    fn render(&self, picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()> {
        let scene = Scene::of(picture);
        let page = Page::new(self, &scene);
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

struct Page<'a, 'p, 't> {
    text: &'a Text,
    scene: &'a Scene<'p, 't>,
    width: usize,
    /// How wide dates are.
    dates: usize,
    /// How many actors have a lane.
    lanes: usize,
    /// In tenths.
    greatest: i32,
}

impl<'a, 'p, 't> Page<'a, 'p, 't> {
    fn new(text: &'a Text, scene: &'a Scene<'p, 't>) -> Self {
        let width = text.width.max(60);
        let dates = scene.marks.iter().map(|mark| when(mark).width()).max().unwrap_or(0);
        // Words have a third of the line at least.
        let room = (width - width / 3).saturating_sub(dates + BAR + 8) / LANE;
        let levels = scene.marks.iter().filter_map(|mark| mark.level);
        let greatest = levels.max().map_or(0, Level::tenths);
        Self {
            text,
            scene,
            width,
            dates,
            lanes: room.clamp(1, scene.parties.len().max(1)),
            greatest,
        }
    }

    fn head(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", cut(&self.scene.title(), self.width))?;
        let mut line = String::new();
        for word in self.scene.described().split(' ') {
            if !line.is_empty() && line.width() + 1 + word.width() > self.width {
                writeln!(out, "{}", cut(&line, self.width))?;
                line.clear();
            }
            line += if line.is_empty() { "" } else { " " };
            line += word;
        }
        writeln!(out, "{}\n", cut(&line, self.width))?;
        let parties = self.scene.parties.iter().take(self.lanes);
        let names: Vec<_> = parties.map(|party| heading(&shown(&party.name))).collect();
        let high = names.iter().map(Vec::len).max().unwrap_or(0);
        for row in 0..high {
            let mut line = " ".repeat(self.dates + 2);
            for (nth, name) in names.iter().enumerate() {
                // Names stand on the lanes: those of fewer lines begin further down.
                let part = (row + name.len()).checked_sub(high).map_or("", |at| name[at].as_str());
                let before = (LANE - 1 - part.width()) / 2;
                let after = LANE - before - part.width();
                let part = self.painted(&isolated_here(part), Some(nth));
                line += &format!("{}{part}{}", " ".repeat(before), " ".repeat(after));
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        let more = self.scene.parties.len().saturating_sub(self.lanes);
        if more > 0 {
            writeln!(out, "{}({more} more have no lane)", " ".repeat(self.dates + 2))?;
        }
        Ok(())
    }

    fn event(&self, out: &mut dyn Write, mark: &Mark<'t>) -> io::Result<()> {
        let date = when(mark);
        let level = mark.level.map_or(String::new(), |level| level.to_string());
        let what = format!("{}, {}", Scene::what(mark), shown(&mark.event.label()));
        let without_lane = mark.by.iter().chain(&mark.on).any(|party| *party >= self.lanes);
        let unknown = mark.by.is_empty();
        let words = if without_lane || unknown {
            format!("{}: {what}", self.scene.who(mark))
        } else {
            what
        };
        let doubt = if mark.disputed { "?" } else { "" };
        let line = format!(
            "{date}{}  {}{} {level:>4}{doubt:<2}{}",
            " ".repeat(self.dates - date.width()),
            self.lanes_of(mark),
            self.painted(&self.bar(mark), mark.by.first().copied()),
            cut(&words, self.width - self.words_at()),
        );
        writeln!(out, "{}", line.trim_end())
    }

    fn tie(&self, out: &mut dyn Write, tie: &Tie) -> io::Result<()> {
        let sign = match tie.kind {
            TieKind::Declared => '←',
            TieKind::Inferred => '⇠',
            TieKind::CarriesOut => '⇐',
        };
        let earlier = shown(&self.scene.marks[tie.from].event.label()).into_owned();
        let sure = tie.sure.map_or(String::new(), |sure| format!(", {sure}"));
        let words = format!("{sign} {earlier}: {}{sure}", tie.why());
        let words = cut(&words, self.width - self.words_at());
        writeln!(out, "{}{words}", " ".repeat(self.words_at()))
    }

    /// The column at which words begin.
    fn words_at(&self) -> usize {
        self.dates + 2 + self.lanes * LANE + BAR + 7
    }

    fn bar(&self, mark: &Mark<'_>) -> String {
        let share = match mark.level {
            Some(level) if self.greatest > 0 => {
                f64::from(level.tenths().max(0)) / f64::from(self.greatest)
            }
            _ => 0.0,
        };
        let eighths = (share * BAR as f64 * 8.0).round() as usize;
        let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
        let bar = "█".repeat(eighths / 8) + parts[eighths % 8];
        let room = BAR - bar.chars().count();
        bar + &" ".repeat(room)
    }

    /// A mark in the lane of each source, a line from the first to the last lane that takes part, a head in
    /// the lane of each target.
    fn lanes_of(&self, mark: &Mark<'_>) -> String {
        let column = |lane: usize| lane * LANE + (LANE - 1) / 2;
        let mut cells = vec![(' ', None); self.lanes * LANE];
        for lane in 0..self.lanes {
            cells[column(lane)].0 = '│';
        }
        let has_lane = |party: &&usize| **party < self.lanes;
        let by: Vec<_> = mark.by.iter().filter(has_lane).copied().collect();
        let on: Vec<_> = mark.on.iter().filter(has_lane).copied().collect();
        let all = || by.iter().chain(&on).copied();
        if let (Some(first), Some(last), false) = (all().min(), all().max(), by.is_empty()) {
            for cell in &mut cells[column(first)..=column(last)] {
                let line = if cell.0 == '│' { '┼' } else { '─' };
                *cell = (line, by.first().copied());
            }
        }
        for party in &on {
            let from = by.first().copied().unwrap_or(0);
            let head = if *party >= from { '►' } else { '◄' };
            let head = if mark.mutual { MARKS[party % MARKS.len()] } else { head };
            cells[column(*party)] = (head, by.first().copied());
        }
        for party in &by {
            cells[column(*party)] = (MARKS[party % MARKS.len()], Some(*party));
        }
        let mut line = String::new();
        for run in cells.chunk_by(|a, b| a.1 == b.1) {
            let text: String = run.iter().map(|(letter, _)| *letter).collect();
            line += &self.painted(&text, run[0].1);
        }
        line
    }

    fn painted(&self, text: &str, party: Option<usize>) -> String {
        match party {
            Some(party) if self.text.coloured => {
                format!("\u{1B}[{}m{text}\u{1B}[0m", COLOURS[party % COLOURS.len()])
            }
            _ => text.to_owned(),
        }
    }
}

/// A name in lines that fit a lane, three at most.
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

/// A name that was cut, closed off where it runs from right to left.
fn isolated_here(name: &str) -> String {
    super::plain::isolated(name).into_owned()
}

/// As it was written, unless that is long.
fn when(mark: &Mark<'_>) -> String {
    let written = mark.event.when().to_string();
    if written.len() <= 17 {
        return written;
    }
    let day = mark.event.earliest().format("%Y-%m-%d");
    let wide = (mark.event.latest() - mark.event.earliest()).num_days() >= 1;
    if wide {
        format!("{day}…")
    } else {
        mark.event.earliest().format("%Y-%m-%dT%H:%MZ").to_string()
    }
}

/// As much of a text as there are columns for.
fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    let (mut used, mut isolates) = (1, 0);
    for letter in text.chars() {
        used += letter.width().unwrap_or(0);
        if used > columns {
            break;
        }
        isolates += i32::from(letter == '\u{2068}') - i32::from(letter == '\u{2069}');
        kept.push(letter);
    }
    kept.push('…');
    kept.extend((0..isolates).map(|_| '\u{2069}'));
    kept
}
