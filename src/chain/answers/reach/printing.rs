//! Reach as text.

use std::fmt;

use super::{reach::Reach, reached::Reached};
use crate::{
    chain::Chain,
    safe_text::{isolated, on_one_line},
    wording::after,
};

fn push_chain(text: &mut String, chain: &Chain<'_>) {
    for (nth, event) in chain.events().enumerate() {
        text.push_str(if nth == 0 { "" } else { " > " });
        text.push_str(&on_one_line(&event.label()));
    }
}

fn push_reached(text: &mut String, reached: &Reached<'_>, is_backward: bool) {
    let (earliest, shortest) = (&reached.earliest, &reached.shortest);
    let when = reached.event().when().to_string();
    let span = match is_backward {
        false => after(earliest.span().num_seconds()),
        true => after(earliest.span().num_seconds()).replacen("after", "before by", 1),
    };
    let role = if is_backward { "began" } else { reached.role.as_str() };
    let events = earliest.len().to_string();
    let parts = [
        &*isolated(&reached.actor),
        ", ",
        &when,
        " (",
        role,
        "), ",
        &span,
        ", ",
        &events,
        " events: ",
    ];
    text.push_str(&parts.concat());
    push_chain(text, earliest);
    if shortest.len() < earliest.len() {
        let events = shortest.len().to_string();
        text.push_str(&["\n  shortest, ", &events, " events: "].concat());
        push_chain(text, shortest);
    }
}

impl fmt::Display for Reach<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = isolated(&self.of);
        let actors = (self.actors.len() as u64).to_string();
        let (starts, events) = (self.starts.to_string(), self.events.to_string());
        let head = match self.is_backward {
            false => [
                &*of,
                " draws in ",
                &actors,
                " actors: chains begin at up to ",
                &starts,
                " events and end in ",
                &events,
            ],
            true => [
                &*of,
                " is drawn in by ",
                &actors,
                " actors: chains end in up to ",
                &starts,
                " events and begin at ",
                &events,
            ],
        };
        let mut text = head.concat();
        for reached in &self.actors {
            text.push('\n');
            push_reached(&mut text, reached, self.is_backward);
        }
        f.write_str(&text)
    }
}
