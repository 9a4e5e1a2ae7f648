//! A writer of XML elements, on top of quick-xml, which escapes markup.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

use crate::safe_text::on_one_line;

/// A writer of elements. It makes texts and values of attributes safe, then escapes them.
pub(super) struct Xml<'w> {
    writer: Writer<&'w mut dyn Write>,
}

/// The attributes of an element: names and values.
pub(super) type Attributes<'a> = [(&'a str, Cow<'a, str>)];

/// Makes a slice of attributes; a value is any type that implements `Display`.
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

    /// Writes the XML declaration.
    pub(super) fn declare(&mut self) -> io::Result<()> {
        self.writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))
    }

    /// Writes a start tag.
    pub(super) fn open(&mut self, name: &str, attributes: &Attributes<'_>) -> io::Result<()> {
        self.writer.write_event(Event::Start(start(name, attributes)))
    }

    /// Writes an end tag.
    pub(super) fn close(&mut self, name: &str) -> io::Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    /// Writes an element without content.
    pub(super) fn empty(&mut self, name: &str, attributes: &Attributes<'_>) -> io::Result<()> {
        self.writer.write_event(Event::Empty(start(name, attributes)))
    }

    /// Writes an element that contains only text.
    pub(super) fn text(
        &mut self,
        name: &str,
        attributes: &Attributes<'_>,
        text: &str,
    ) -> io::Result<()> {
        self.open(name, attributes)?;
        self.writer.write_event(Event::Text(BytesText::new(&on_one_line(text))))?;
        self.close(name)
    }

    /// Ends the document with a line break.
    pub(super) fn end(&mut self) -> io::Result<()> {
        writeln!(self.writer.get_mut())
    }
}

fn start<'a>(name: &'a str, attributes: &Attributes<'_>) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, &*on_one_line(value)));
    }
    start
}
