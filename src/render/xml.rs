//! Elements and attributes, through quick-xml, which escapes them.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

use super::plain::shown;

/// A writer of elements. Texts and attributes are [shown](shown), then escaped.
pub(super) struct Xml<'w> {
    writer: Writer<&'w mut dyn Write>,
}

/// The attributes of an element.
pub(super) type Attributes<'a> = [(&'a str, Cow<'a, str>)];

/// Attributes, of anything that can be printed.
macro_rules! attributes {
    ($($name:literal: $value:expr),* $(,)?) => {
        &[$(($name, std::borrow::Cow::from($value.to_string()))),*]
    };
}
pub(super) use attributes;

impl<'w> Xml<'w> {
    pub(super) fn new(out: &'w mut dyn Write) -> Self {
        Self { writer: Writer::new_with_indent(out, b' ', 1) }
    }

    pub(super) fn declare(&mut self) -> io::Result<()> {
        self.writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))
    }

    pub(super) fn open(&mut self, name: &str, attributes: &Attributes<'_>) -> io::Result<()> {
        self.writer.write_event(Event::Start(start(name, attributes)))
    }

    pub(super) fn close(&mut self, name: &str) -> io::Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    /// An element without content.
    pub(super) fn leaf(&mut self, name: &str, attributes: &Attributes<'_>) -> io::Result<()> {
        self.writer.write_event(Event::Empty(start(name, attributes)))
    }

    /// An element of text.
    pub(super) fn text(
        &mut self,
        name: &str,
        attributes: &Attributes<'_>,
        text: &str,
    ) -> io::Result<()> {
        self.open(name, attributes)?;
        self.writer.write_event(Event::Text(BytesText::new(&shown(text))))?;
        self.close(name)
    }

    /// The end of the document.
    pub(super) fn end(&mut self) -> io::Result<()> {
        writeln!(self.writer.get_mut())
    }
}

fn start<'a>(name: &'a str, attributes: &Attributes<'_>) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, &*shown(value)));
    }
    start
}
