//! What pictures show, and that nothing in them overlaps or is cut off.

use escalade::{
    Timeline,
    render::{Picture, Render, Svg, Text},
};
use quick_xml::events::{BytesStart, Event};
use unicode_width::UnicodeWidthStr;

use super::scenes::{answers, crisis, of_crisis, war};

/// A text in a picture, with its position.
struct Label {
    x: f64,
    y: f64,
    anchor: String,
    size: f64,
    text: String,
}

/// The labels and the marks of events by their elements, the curves of the arrows between them, and
/// the size of the picture.
struct Drawing {
    labels: Vec<Label>,
    marks: Vec<(f64, f64, f64)>,
    arrows: Vec<[(f64, f64); 4]>,
    size: (f64, f64),
    lines: usize,
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.try_get_attribute(name).unwrap()?;
    Some(found.value.into_owned())
}

fn number(start: &BytesStart<'_>, name: &str) -> f64 {
    attribute(start, name).unwrap().parse().unwrap()
}

fn read(svg: &str) -> Drawing {
    let mut reader = quick_xml::Reader::from_str(svg);
    let mut drawing = Drawing {
        labels: Vec::new(),
        marks: Vec::new(),
        arrows: Vec::new(),
        size: (0.0, 0.0),
        lines: 0,
    };
    let mut in_text = false;
    let mut in_mark = false;
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return drawing,
            Event::Start(start) if start.name().as_ref() == "svg" => {
                drawing.size = (number(&start, "width"), number(&start, "height"));
            }
            Event::Start(start) if start.name().as_ref() == "g" => in_mark = true,
            Event::End(end) if end.name().as_ref() == "g" => in_mark = false,
            Event::Start(start) if start.name().as_ref() == "text" => {
                let class = attribute(&start, "class").unwrap();
                let size = match class.as_str() {
                    "title" => 17.0,
                    "note" | "tick" | "rung" | "rung name" => 11.0,
                    _ => 12.0,
                };
                in_text = true;
                let anchor = attribute(&start, "text-anchor").unwrap_or_default();
                let (x, y) = (number(&start, "x"), number(&start, "y"));
                drawing.labels.push(Label { x, y, anchor, size, text: String::new() });
            }
            Event::Text(text) if in_text => {
                drawing.labels.last_mut().unwrap().text += &text;
            }
            Event::GeneralRef(_) if in_text => {
                drawing.labels.last_mut().unwrap().text.push('.');
            }
            Event::End(end) if end.name().as_ref() == "text" => in_text = false,
            Event::Start(start) if attribute(&start, "marker-end").is_some() => {
                drawing.lines += 1;
                drawing.arrows.push(curve(&attribute(&start, "d").unwrap()));
            }
            Event::Empty(empty) if in_mark => {
                let transform = attribute(&empty, "transform").unwrap();
                let (place, scale) = transform.split_once(") scale(").unwrap_or((&transform, "1)"));
                let place = place.trim_start_matches("translate(").trim_end_matches(')');
                let (x, y) = place.split_once(' ').unwrap();
                let scale: f64 = scale.trim_end_matches(')').parse().unwrap();
                drawing.marks.push((x.parse().unwrap(), y.parse().unwrap(), 4.5 * scale));
            }
            _ => {}
        }
    }
}

/// `M0 0C1 1 2 2 3 3`.
fn curve(path: &str) -> [(f64, f64); 4] {
    let numbers: Vec<f64> = path
        .split(['M', 'C', ' '])
        .filter(|number| !number.is_empty())
        .map(|number| number.parse().unwrap())
        .collect();
    std::array::from_fn(|nth| (numbers[2 * nth], numbers[2 * nth + 1]))
}

/// Returns the labels that arrows cross, with characters of a width in font sizes.
fn crossed(drawing: &Drawing, character: f64) -> Vec<&str> {
    let crosses = |[a, b, c, d]: &[(f64, f64); 4], [left, top, right, bottom]: [f64; 4]| {
        (0..=400).any(|nth| {
            let (t, u) = (f64::from(nth) / 400.0, 1.0 - f64::from(nth) / 400.0);
            let mix = |a: f64, b: f64, c: f64, d: f64| {
                u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d
            };
            let (x, y) = (mix(a.0, b.0, c.0, d.0), mix(a.1, b.1, c.1, d.1));
            left < x && x < right && top < y && y < bottom
        })
    };
    let is_crossed =
        |label: &&Label| drawing.arrows.iter().any(|arrow| crosses(arrow, wide(label, character)));
    drawing.labels.iter().filter(is_crossed).map(|label| label.text.as_str()).collect()
}

/// Width of a character in font sizes, slightly smaller than in the narrowest of common fonts.
const NARROW: f64 = 0.45;
/// About the width of a character in the widest of common fonts.
const WIDE: f64 = 0.62;

/// Returns a box around a text in a narrow font.
fn bounds(label: &Label) -> [f64; 4] {
    wide(label, NARROW)
}

fn wide(label: &Label, character: f64) -> [f64; 4] {
    let wide = label.text.width() as f64 * label.size * character;
    let left = match label.anchor.as_str() {
        "end" => label.x - wide,
        "middle" => label.x - wide / 2.0,
        _ => label.x,
    };
    [left, label.y - label.size * 0.75, left + wide, label.y]
}

fn overlap(a: [f64; 4], b: [f64; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

fn check(name: &str, drawing: &Drawing) {
    let (width, height) = drawing.size;
    assert!(drawing.labels.len() > 5, "{name}: hardly a label");
    let boxes: Vec<_> = drawing.labels.iter().map(bounds).collect();
    for (label, [left, top, right, bottom]) in drawing.labels.iter().zip(&boxes) {
        let fits = *left >= 0.0 && *top >= 0.0 && *right <= width && *bottom <= height;
        assert!(fits, "{name}: «{}» is cut off", label.text);
    }
    for (nth, (label, a)) in drawing.labels.iter().zip(&boxes).enumerate() {
        for (other, b) in drawing.labels[nth + 1..].iter().zip(&boxes[nth + 1..]) {
            assert!(!overlap(*a, *b), "{name}: «{}» is on «{}»", label.text, other.text);
        }
        for (x, y, radius) in &drawing.marks {
            let mark = [x - radius, y - radius, x + radius, y + radius];
            assert!(!overlap(*a, mark), "{name}: «{}» is on the mark at {x} {y}", label.text);
        }
    }
    for (nth, a) in drawing.marks.iter().enumerate() {
        for b in &drawing.marks[nth + 1..] {
            let near = (a.0 - b.0).abs().max((a.1 - b.1).abs());
            assert!(
                near >= a.2.min(b.2) * 1.8,
                "{name}: marks at {} {} and {} {}",
                a.0,
                a.1,
                b.0,
                b.1
            );
        }
    }
}

fn drawing_of(timeline: &Timeline, days: i64, svg: &Svg) -> Drawing {
    let chains = timeline.chains(&answers(days)).unwrap();
    read(&svg.render_to_string(&Picture::hops(&chains)))
}

#[test]
fn nothing_overlaps_or_is_cut_off() {
    let timeline = crisis();
    let chains = of_crisis(&timeline);
    for (name, picture) in [("hops", Picture::hops(&chains)), ("events", Picture::events(&chains))]
    {
        for width in [480, 960, 1_600] {
            for svg in [Svg::ladder(), Svg::lanes(), Svg::dyads()] {
                let svg = svg.width(width);
                check(&format!("{name} {width} {svg:?}"), &read(&svg.render_to_string(&picture)));
            }
            let arabic = picture.clone().in_language("ar");
            check(name, &read(&Svg::ladder().width(width).render_to_string(&arabic)));
        }
    }
}

#[test]
fn arrows_do_not_cross_labels() {
    let timeline = crisis();
    let chains = of_crisis(&timeline);
    let april = read(&Svg::ladder().render_to_string(&Picture::hops(&chains)));
    assert_eq!((april.arrows.len(), crossed(&april, WIDE)), (11, Vec::new()));
    // Of many labels, at least half are clear; the others are above the arrows, with a halo.
    let fortnight = drawing_of(&war(200, 14), 3, &Svg::ladder());
    let crossed = crossed(&fortnight, NARROW).len();
    assert!(fortnight.arrows.len() == 16 && crossed <= 16, "{crossed}");
}

#[test]
fn crowded_timelines_have_no_overlaps() {
    for (events, days) in [(200, 14), (600, 30), (5_000, 40)] {
        let timeline = war(events, days);
        for svg in [Svg::ladder(), Svg::lanes(), Svg::dyads()] {
            check(&format!("{events} {svg:?}"), &drawing_of(&timeline, 3, &svg));
        }
    }
}

#[test]
fn pictures_state_what_they_leave_out() {
    let timeline = war(1_000, 20);
    let chains = timeline.chains(&answers(3)).unwrap();
    let svg = Svg::ladder().labels(5).lines(7).render_to_string(&Picture::hops(&chains));
    let drawing = read(&svg);
    assert!(drawing.marks.len() > 50, "{} marks", drawing.marks.len());
    // Notes are wrapped to the width.
    let notes: Vec<_> = drawing.labels.iter().map(|label| label.text.as_str()).collect();
    let notes = notes.join(" ");
    let events = Picture::hops(&chains).shown_events().count();
    assert!(notes.contains(&format!("5 of {events} events are labelled")));
    assert!(notes.contains("Events of one actor, level and time share a mark."));
    let hops = chains.summary().hops();
    // Of the seven lines, some may lead to what carries out a threat.
    let hidden = notes.split(" hops of less rise are not shown").next().unwrap();
    let hidden: u64 = hidden.rsplit(' ').next().unwrap().parse().unwrap();
    assert!((hops - 7..=hops).contains(&hidden), "{hidden} of {hops}");
    assert!(drawing.lines <= 7 + 3, "seven, and the lines of the legend");

    let few = Picture::hops(&chains).at_most(3);
    assert!(Text::new().render_to_string(&few).contains(&format!("{} more hops", hops - 3)));
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let timeline = crisis();
    let chains = of_crisis(&timeline);
    for width in [60, 80, 132] {
        for picture in [Picture::hops(&chains), Picture::events(&chains).in_language("ar")] {
            let text = Text::new().width(width).render_to_string(&picture);
            let longest = text.lines().map(UnicodeWidthStr::width).max().unwrap();
            assert!(longest <= width, "{longest} of {width}");
        }
    }
}
