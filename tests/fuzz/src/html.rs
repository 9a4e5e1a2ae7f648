//! Texts on a web page.

use std::{collections::BTreeSet, sync::LazyLock};

use chrono::TimeDelta;
use escalade::{
    Actor, Event, Link, Means, Query, Relation, Report, SpeechAct, Statement, Timeline, Trend,
    render::{Html, Picture, Render},
    scale::Kahn,
};
use serde_json::Value;

/// The number of texts of a page.
const TEXTS: usize = 10;

/// Makes a page with the texts of an input, which the byte `1e` separates. The data of the page are read back with these
/// texts in them, no text ends the element of a script, and no element or attribute is there that is not on a page of
/// harmless texts.
pub fn html(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut texts = text.split('\x1e').map(str::to_owned);
    let texts: [String; TEXTS] = std::array::from_fn(|_| texts.next().unwrap_or_default());
    static KNOWN: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        let harmless = std::array::from_fn(|nth| match nth {
            URL => "https://example.org".to_owned(),
            _ => format!("text {nth}"),
        });
        names(&page(&harmless).expect("sound texts"))
    });
    let known = &*KNOWN;
    // Keys that are refused make no page.
    let Some(page) = page(&texts) else { return };
    let unknown: Vec<_> = names(&page).into_iter().filter(|one| !known.contains(one)).collect();
    // Texts that are drawn on several lines, and names in a known language, have these as well.
    assert!(unknown.iter().all(|one| matches!(&**one, "tspan" | "lang" | "dir")), "{unknown:?}");

    let opened = "<script type=\"application/json\" id=\"data\">";
    let (before, data) = page.split_once(opened).expect("the data of the page");
    let (data, after) = data.split_once("</script").expect("the end of the data");
    assert!(!before.contains("<script") && !data.contains('<'));
    assert_eq!((after.matches("<script").count(), after.matches("</script").count()), (1, 1));
    let data: Value = serde_json::from_str(data).expect("JSON");
    let [_, key, language, name, event, text, _, url, words, _] = &texts;
    let actor = &data["actors"][0];
    is_shown(&actor["key"], key);
    let (shown_language, shown_name) = actor["names"].as_object().unwrap().iter().next().unwrap();
    is_shown(&shown_language.as_str().into(), language);
    is_shown(shown_name, name);
    is_shown(&data["events"][0]["label"], event);
    is_shown(&data["events"][0]["text"], text);
    let report = &data["events"][0]["reports"][0];
    let is_web_address = url.starts_with("https://") || url.starts_with("http://");
    match report.get("url") {
        Some(shown) => is_shown(shown, url),
        None => assert!(!is_web_address, "{url}"),
    }
    assert!(report.get("url").is_none() || is_web_address, "{url}");
    // The words are a part of a sentence.
    let shown = report["text"].as_str().unwrap();
    assert!(
        words
            .chars()
            .filter(|letter| letter.is_alphanumeric())
            .all(|letter| shown.contains(letter))
    );
}

/// The place of the address of a report among the texts.
const URL: usize = 7;

fn page(texts: &[String; TEXTS]) -> Option<String> {
    let [title, key, language, name, event, text, place, url, words, note] = texts;
    let mut builder = Timeline::builder();
    builder.set_title(title);
    let by = builder.add_actor(Actor::new(key).with_name(language, name).with_note(note));
    let on = builder.add_actor(Actor::new("another key"));
    let report = Report::by(by).with_words(words).with_url(url);
    let strike = Event::attack(by, "2031-04-01", Means::Drone).against(on).with_level(Kahn, 2);
    let strike = strike.with_key(event).with_text(text).at(place).with_report(report.clone());
    let strike = builder.add_event(strike);
    let reply = Event::attack(on, "2031-04-02", Means::Drone).against(by);
    let reply = builder.add_event(reply.with_reasoned_level(Kahn, 3, note.clone()));
    builder.add_link_draft(Link::new(reply, Relation::RetaliatesFor, strike).with_report(report));
    let denial = Event::statement(by, "2031-05-01", SpeechAct::Deny).with_text(note);
    builder.add_event(denial.with_statement(Statement::about(strike)));
    let timeline = builder.build().ok()?;
    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7)).trend(Trend::Any);
    let chains = timeline.chains(&query).expect("a sound query");
    Some(Html::new().render_to_string(&Picture::chains(&chains, chains.maximal()).titled(title)))
}

/// Asserts that a text is shown letter by letter, but for white space and for letters that are not printed.
fn is_shown(shown: &Value, text: &str) {
    let shown = shown.as_str().unwrap_or_else(|| panic!("{shown} in place of {text:?}"));
    let is_same = |(shown, letter): (char, char)| match shown {
        ' ' => letter.is_whitespace(),
        '\u{fffd}' => !letter.is_alphanumeric() && !letter.is_ascii_punctuation(),
        _ => shown == letter,
    };
    let shown_with_end = shown.chars().chain(['\n']);
    assert!(
        shown.chars().count() == text.chars().count()
            && shown_with_end
                .zip(text.chars().chain(['\n']))
                .all(|pair| pair == ('\n', '\n') || is_same(pair)),
        "{shown:?} in place of {text:?}"
    );
}

/// Returns the names of all elements and attributes.
fn names(page: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut rest = page;
    while let Some((_, tag)) = rest.split_once('<') {
        let mut is_quoted = false;
        let end = tag.find(|letter| {
            is_quoted ^= letter == '"';
            letter == '>' && !is_quoted
        });
        let (tag, after) = tag.split_at(end.unwrap_or(tag.len()));
        // The values of attributes are the parts with odd numbers.
        let outside_quotes = tag.split('"').step_by(2).collect::<Vec<_>>().join(" ");
        let words = outside_quotes.split_whitespace();
        names.extend(words.map(|word| word.trim_end_matches('=').trim_matches('/').to_owned()));
        let is_verbatim = |name: &&str| tag.split_whitespace().next() == Some(name);
        rest = match ["script", "style"].iter().find(|name| is_verbatim(name)) {
            Some(name) => after.split_once(&format!("</{name}")).map_or("", |(_, after)| after),
            None => after,
        };
    }
    names
}
