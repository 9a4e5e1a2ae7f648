//! Rows of other forms as delimited text.

use std::io::{self, BufRead, Read};

use super::super::peek::HEAD_BYTES;

/// The rows of a table in another form than delimited text.
pub(in super::super) trait RowSource {
    /// Writes the next row; returns `false` if there is none.
    fn write_next(&mut self, row: &mut RowWriter) -> bool;
}

/// Rows as text: fields between quotes and commas, the first of which is the place of the row in the file.
#[derive(Default)]
pub(in super::super) struct RowWriter {
    text: Vec<u8>,
}

impl RowWriter {
    /// Begins a row at a line of the file and, in a list, with its index there. The header has line 0.
    pub(in super::super) fn begin(&mut self, line: u64, index: Option<u64>) {
        if line > 0 {
            self.text.extend_from_slice(line.to_string().as_bytes());
        }
        if let Some(index) = index {
            self.text.push(b' ');
            self.text.extend_from_slice(index.to_string().as_bytes());
        }
    }

    /// Adds a cell to the row.
    pub(in super::super) fn cell(&mut self, text: &str) {
        self.text.push(b',');
        if text.is_empty() {
            return;
        }
        self.text.push(b'"');
        for byte in text.bytes() {
            if byte == b'"' {
                self.text.push(b'"');
            }
            self.text.push(byte);
        }
        self.text.push(b'"');
    }

    /// Ends the row.
    pub(in super::super) fn end(&mut self) {
        self.text.push(b'\n');
    }
}

/// An input of delimited text that is written while it is read. Holds about [`HEAD_BYTES`] and the last row.
pub(in super::super) struct RowText<'r> {
    rows: &'r mut dyn RowSource,
    written: RowWriter,
    start: usize,
}

impl<'r> RowText<'r> {
    pub(in super::super) fn new(rows: &'r mut dyn RowSource) -> Self {
        Self { rows, written: RowWriter::default(), start: 0 }
    }
}

impl Read for RowText<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let read = available.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for RowText<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.written.text.len() {
            self.written.text.clear();
            self.start = 0;
            // As much as of any file, since its first bytes show how the rest is to be read.
            while self.written.text.len() < HEAD_BYTES && self.rows.write_next(&mut self.written) {}
        }
        Ok(&self.written.text[self.start..])
    }

    fn consume(&mut self, count: usize) {
        self.start = (self.start + count).min(self.written.text.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Countdown(u64);

    impl RowSource for Countdown {
        fn write_next(&mut self, row: &mut RowWriter) -> bool {
            let Some(left) = self.0.checked_sub(1) else { return false };
            self.0 = left;
            row.begin(left, (left == 1).then_some(7));
            row.cell("a \"b\"\n,");
            row.cell("");
            row.end();
            true
        }
    }

    #[test]
    fn cells_are_read_as_they_were_written() {
        let mut text = String::new();
        RowText::new(&mut Countdown(3)).read_to_string(&mut text).expect("memory can be read");
        let row = |place: &str| format!("{place},\"a \"\"b\"\"\n,\",\n");
        assert_eq!(text, row("2") + &row("1 7") + &row(""));
    }
}
