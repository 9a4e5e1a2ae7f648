//! Numbers and texts as bytes, in few bytes each.

/// Writes numbers and texts.
#[derive(Default)]
pub(super) struct Writer {
    pub(super) bytes: Vec<u8>,
}

impl Writer {
    /// Writes a number in as many groups of seven bits as it needs.
    pub(super) fn put(&mut self, mut number: u64) {
        while number > 0x7f {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    /// Writes a number of either sign, so that numbers near zero are short.
    pub(super) fn put_signed(&mut self, number: i64) {
        self.put((number.wrapping_shl(1) ^ (number >> 63)) as u64);
    }

    pub(super) fn put_text(&mut self, text: &str) {
        self.put(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    pub(super) fn put_option(&mut self, number: Option<i64>) {
        self.put(u64::from(number.is_some()));
        self.put_signed(number.unwrap_or(0));
    }
}

/// Reads what a [`Writer`] wrote. Beyond the end there are zeros and empty texts.
#[derive(Clone, Copy)]
pub(super) struct Reader<'b> {
    bytes: &'b [u8],
}

impl<'b> Reader<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Returns the number of bytes that are left.
    pub(super) fn left(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        *first
    }

    #[inline]
    pub(super) fn get(&mut self) -> u64 {
        let (mut number, mut shift) = (0_u64, 0_u32);
        loop {
            let byte = self.byte();
            number |= u64::from(byte & 0x7f).wrapping_shl(shift);
            shift += 7;
            if byte < 0x80 || shift > 63 {
                return number;
            }
        }
    }

    #[inline]
    pub(super) fn get_signed(&mut self) -> i64 {
        let number = self.get();
        (number >> 1) as i64 ^ -((number & 1) as i64)
    }

    pub(super) fn text(&mut self) -> String {
        let length = self.get() as usize;
        let (text, rest) = self.bytes.split_at(length.min(self.bytes.len()));
        self.bytes = rest;
        String::from_utf8_lossy(text).into_owned()
    }

    pub(super) fn option(&mut self) -> Option<i64> {
        let is_some = self.get() == 1;
        Some(self.get_signed()).filter(|_| is_some)
    }
}

#[cfg(test)]
mod tests {
    use super::{Reader, Writer};

    #[test]
    fn what_is_written_is_read() {
        let numbers = [0, 1, 127, 128, 1 << 40, u64::MAX - 1, u64::MAX];
        let signed = [0, -1, 1, -64, 64, i64::MIN, i64::MAX, -(1 << 40)];
        let mut writer = Writer::default();
        for number in numbers {
            writer.put(number);
        }
        for number in signed {
            writer.put_signed(number);
            writer.put_option(Some(number));
        }
        writer.put_option(None);
        writer.put_text("إيران");
        let mut reader = Reader::new(&writer.bytes);
        assert_eq!(numbers.map(|_| reader.get()), numbers);
        for number in signed {
            assert_eq!((reader.get_signed(), reader.option()), (number, Some(number)));
        }
        assert_eq!((reader.option(), reader.text().as_str()), (None, "إيران"));
        assert!(reader.is_at_end() && reader.get() == 0 && reader.text().is_empty());
    }
}
