//! Records in Windows-1252 or ISO 8859-1 in files that do not state their encoding.
//!
//! Most records of such a file are ASCII, and others may be UTF-8. So each record that is not UTF-8 is decoded on its own,
//! if two tests find no other encoding:
//!
//! 1. Rules about sequences of letters and symbols exclude encodings of Asia, of Cyrillic, of Mac OS and of DOS.
//! 2. Frequencies of letters, those that browsers use (`chardetng`), exclude encodings of central Europe, of Turkish and of
//!    the Baltic, in which the same bytes are other letters. Frequencies need several words, so that they are counted over
//!    the file.
//!
//! The second test needs eight different words, or a letter of Icelandic, whose bytes are frequent letters of other
//! languages. Below that, text is read as Windows-1252 and the report has the first such text. But if an encoding of
//! central Europe is more likely, and names or keys of actors would have other letters in it, the user must state the
//! encoding, since an actor with another name is another actor. Of 118 single names of western Europe, one is refused for
//! this reason; of 61 single names of central Europe whose letters differ, 45 are.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_8859_2, WINDOWS_1250, WINDOWS_1252};

use super::{bytes::split, interner::Interner, questions::Question};

pub(super) const ENCODING: Question = Question {
    allowed: "text in UTF-8, or clearly in Windows-1252: in the encoding of other languages its bytes are other letters, which are more likely",
    remedy: "state the encoding with `Options::encoding`, on the command line --encoding: windows-1252 for the languages of western Europe, windows-1250 for those of central Europe, windows-1254 for Turkish, windows-1257 for the Baltic ones",
};

/// The least number of different words with letters beyond ASCII for which frequencies of letters are reliable.
const LEAST_WORDS: usize = 8;

/// What the records of a file that are not UTF-8 show of its encoding.
pub(super) struct EncodingEvidence {
    detector: EncodingDetector,
    /// The words with letters beyond ASCII, as texts in Windows-1252.
    words: Interner,
}

/// What the bytes of a record show.
pub(super) enum Western {
    /// Text in the encoding of this name: Windows-1252, or ISO 8859-1 if no byte is a letter or sign of Windows-1252 alone.
    Named(&'static str),
    /// Text in Windows-1252, or more likely in another encoding.
    Unclear,
    /// No text in Windows-1252.
    No,
}

impl EncodingEvidence {
    /// Collects what the lines at the beginning of a file show.
    pub(super) fn of_head(head: &[u8]) -> Self {
        let detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        let mut evidence = Self { detector, words: Interner::default() };
        for line in split(head, b'\n') {
            evidence.add(line);
        }
        evidence
    }

    /// Adds a text, unless it is UTF-8.
    fn add(&mut self, text: &[u8]) {
        if std::str::from_utf8(text).is_err() {
            self.detector.feed(text, false);
            self.detector.feed(b"\n", false);
            for word in text.split(|byte| byte.is_ascii() && !byte.is_ascii_alphabetic()) {
                if !word.is_ascii() && self.words.texts.len() < LEAST_WORDS {
                    self.words.intern(&letters(WINDOWS_1252, word));
                }
            }
        }
    }

    /// Returns the encoding of a record that is not UTF-8, by its fields and the records before it. Some fields are names
    /// or keys of actors.
    pub(super) fn encoding(
        &mut self,
        fields: &mut dyn Iterator<Item = &[u8]>,
        is_of_actor: &dyn Fn(usize) -> bool,
    ) -> Western {
        let mut name = "ISO 8859-1";
        let (mut text, mut of_actors) = (Vec::new(), Vec::new());
        for (nth, field) in fields.enumerate() {
            match single_byte_encoding(field) {
                None => return Western::No,
                Some(of_field) if of_field != name => name = "Windows-1252",
                Some(_) => {}
            }
            text.extend_from_slice(field);
            text.push(b'\n');
            if is_of_actor(nth) {
                of_actors.extend_from_slice(field);
                of_actors.push(b'\n');
            }
        }
        self.add(&text);
        let likely = self.detector.guess(None, Utf8Detection::Deny);
        if self.words.texts.len() < LEAST_WORDS && !text.iter().any(|byte| is_icelandic(*byte)) {
            let is_central = likely == WINDOWS_1250 || likely == ISO_8859_2;
            text = if is_central { of_actors } else { Vec::new() };
        }
        // Encodings have letters in common: only those that differ matter.
        match likely == WINDOWS_1252 || letters(likely, &text) == letters(WINDOWS_1252, &text) {
            true => Western::Named(name),
            false => Western::Unclear,
        }
    }
}

/// Returns `true` for ð, þ, ý and their capitals, which few languages of western Europe have. Their bytes are frequent
/// letters of Turkish and Croatian.
fn is_icelandic(byte: u8) -> bool {
    matches!(byte, 0xd0 | 0xdd | 0xde | 0xf0 | 0xfd | 0xfe)
}

fn letters(encoding: &'static Encoding, text: &[u8]) -> String {
    encoding.decode_without_bom_handling(text).0.into_owned()
}

/// Returns the encoding that the bytes of a text allow: ISO 8859-1, or Windows-1252 if it has bytes that ISO 8859-1
/// has no letters for. Returns `None` if the text is in neither.
///
/// Texts in the Latin alphabet have few letters beyond ASCII: hardly ever three in a row, or two that are a word of
/// their own. In their words, symbols stand neither between letters nor before them, and capitals are not
/// among small letters. A text that breaks these rules is in another encoding, such as Shift JIS, Windows-1251 or
/// Mac OS Roman, which no byte shows for certain.
fn single_byte_encoding(text: &[u8]) -> Option<&'static str> {
    const MOST_IN_A_ROW: usize = 3;
    let (mut in_a_row, mut name) = (0, "ISO 8859-1");
    // The length of the current word, and whether it has ASCII letters.
    let (mut word, mut has_ascii) = (0_usize, false);
    for (nth, byte) in text.iter().enumerate() {
        let before = if nth == 0 { b' ' } else { text[nth - 1] };
        let after = text.get(nth + 1).copied().unwrap_or(b' ');
        in_a_row = if byte.is_ascii() { 0 } else { in_a_row + 1 };
        if in_a_row > MOST_IN_A_ROW {
            return None;
        }
        // Second bytes of letters in Shift JIS.
        let is_trail = matches!(byte, b'{' | b'~' | b'^' | b'@' | b'\\' | b'`' | b'|');
        if is_trail && !before.is_ascii() {
            return None;
        }
        if is_letter(*byte) {
            word += 1;
            has_ascii |= byte.is_ascii();
        } else {
            if word > 1 && !has_ascii {
                return None;
            }
            (word, has_ascii) = (0, false);
        }
        let (is_after, is_before) = (is_letter(before), is_letter(after));
        match *byte {
            // Windows-1252 leaves these undefined.
            0x81 | 0x8d | 0x8f | 0x90 | 0x9d => return None,
            // Capital letters.
            0x8a | 0x8c | 0x8e | 0x9f | 0xc0..=0xd6 | 0xd8..=0xde => {
                if before.is_ascii_lowercase() {
                    return None;
                }
                if byte < &0xa0 && is_after && after.is_ascii_lowercase() {
                    return None;
                }
            }
            // Quotes and signs that stand before words.
            0x82 | 0x84 | 0x8b | 0x91 | 0x93 | 0xa1 | 0xa3 | 0xab | 0xbf if is_after => {
                return None;
            }
            0x82 | 0x84 | 0x8b | 0x91 | 0x93 | 0x80 | 0xa1 | 0xa3 | 0xa7 | 0xa9 | 0xab | 0xbf
            // Apostrophes, dashes, blanks and points that may stand between letters.
            | 0x92 | 0x96 | 0x97 | 0xa0 | 0xad | 0xb4 | 0xb7 => {}
            // Other symbols.
            0x83..=0x9b | 0xa2..=0xbe | 0xd7 | 0xf7 if is_before && *byte != 0x9a => return None,
            _ => {}
        }
        if matches!(byte, 0x80..=0x9f) {
            name = "Windows-1252";
        }
    }
    if word > 1 && !has_ascii { None } else { Some(name) }
}

/// Returns `true` for the letters of Windows-1252.
fn is_letter(byte: u8) -> bool {
    match byte {
        0x8a | 0x8c | 0x8e | 0x9a | 0x9c | 0x9e | 0x9f => true,
        0xc0..=0xff => !matches!(byte, 0xd7 | 0xf7),
        _ => byte.is_ascii_alphabetic(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_show_the_encoding() {
        for (text, expected) in [
            (&b"M\xe9xico"[..], Some("ISO 8859-1")),
            (b"\x93Mali\x94 \x96", Some("Windows-1252")),
            (b"a\x81", None),
            ("привет".as_bytes(), None),
            (b"C\xf4te d\x92Ivoire", Some("Windows-1252")),
            (b"1914\x961918, \xc9tat 5\xb0 \x80 20 \xabM\xfcller\xbb\x85", Some("Windows-1252")),
            (b"S\xe3o Tom\xe9, \xd6sterreich, \xe0 Gen\xe8ve", Some("ISO 8859-1")),
            (b"ma\xeftre, \x8aibenik, \x8epa", Some("Windows-1252")),
            // Windows-1251, Mac OS Roman, Shift JIS, Windows-1250, DOS.
            (b"\xcf\xf0\xe8\xe2\xe5\xf2", None),
            (b"(\xcc\xe8\xf0)", None),
            (b"M\x8exico", None),
            (b"Bogot\x87 (capital)", Some("Windows-1252")),
            (b"Mal\x87ga", None),
            (b"\x93\xfa\x96{", None),
            (b"\x83J\x83i", None),
            (b"Wa\xb3\xeasa", None),
            (b"Wa\xb3sa", None),
            (b"M\x82xico", None),
        ] {
            assert_eq!(single_byte_encoding(text), expected, "{text:?}");
        }
    }

    /// Returns how each record of a file of these names in an encoding is read: `w` as Windows-1252, `=` so and
    /// rightly, since the letters are the same, `?` not before the user states the encoding, `-` as a bad record.
    fn read(names: &[&str], encoding: &'static Encoding) -> String {
        read_as(names, encoding, 2)
    }

    /// Like [`read`], where the field of this index is the name of an actor. The names are in field 1.
    fn read_as(names: &[&str], encoding: &'static Encoding, of_actor: usize) -> String {
        let mut records = Vec::new();
        for name in names {
            records.push(encoding.encode(name).0);
        }
        let mut evidence = EncodingEvidence::of_head(&records.join(&b'\n'));
        let mut found = String::new();
        for (name, record) in names.iter().zip(&records) {
            let fields: [&[u8]; 2] = [b"2024-04-13", record];
            found.push(match evidence.encoding(&mut fields.into_iter(), &|nth| nth == of_actor) {
                Western::Named(_) if letters(WINDOWS_1252, record) == **name => '=',
                Western::Named(_) => 'w',
                Western::Unclear => '?',
                Western::No => '-',
            });
        }
        found
    }

    #[test]
    fn names_of_western_europe_are_read() {
        let names = ["Côte d’Ivoire", "Bogotá", "México", "São Tomé", "Malmö", "Réunion"];
        assert_eq!(read(&names, WINDOWS_1252), "======");
        for name in names {
            assert_eq!(read(&[name], WINDOWS_1252), "=", "{name}");
        }
    }

    #[test]
    fn a_few_names_of_actors_in_central_europe_are_not_taken_for_western_ones() {
        use encoding_rs::WINDOWS_1250;
        for names in [
            &["Děčín"][..],
            &["Łódź", "Częstochowa"],
            &["Kovačević"],
            &["Peć", "Milošević"],
            &["Košice", "Trenčín"],
            &["Székesfehérvár", "Győr", "Erdő"],
        ] {
            let found = read_as(names, WINDOWS_1250, 1);
            assert!(found.contains('?') && !found.contains('w'), "{names:?}: {found}");
        }
        assert_eq!(read_as(&["Kovačević"], WINDOWS_1250, 2), "w", "no actor: reported");
        for name in [
            "España",
            "A Coruña",
            "Genève",
            "Besançon",
            "Première Armée",
            "São Paulo",
            "Nações",
            "Tromsø",
            "Århus",
            "Forlì",
            "Perù",
            "Münster",
            "Großbritannien",
            "Île-de-France",
            "Ñuble",
            "Angoulême",
            "København",
        ] {
            assert_eq!(read_as(&[name], WINDOWS_1252, 1), "=", "{name}");
        }
    }

    #[test]
    fn letters_of_other_languages_are_not_taken_for_western_ones() {
        use encoding_rs::{IBM866, WINDOWS_1250, WINDOWS_1251, WINDOWS_1254, WINDOWS_1257};
        let found = |names: &[&str], encoding| {
            let found = read(names, encoding);
            assert!(!found.contains('w'), "{names:?}: {found}");
        };
        let czech =
            "Jičín Plzeň Třebíč Děčín Český Vyškov Žďár Kolín Břeclav Kroměříž Náchod Písek";
        let croatian =
            "Čakovec Đakovo Požega Šibenik Varaždin Vukovar Županja Knežević Ivanić Brač";
        let turkish = ["Erdoğan", "Şırnak", "Diyarbakır", "İstanbul"];
        let lithuanian =
            "Šiauliai Klaipėda Panevėžys Trakų Kėdainiai Biržų Rokiškis Telšių Utenėlė Širvintų";
        found(&czech.split(' ').collect::<Vec<_>>(), WINDOWS_1250);
        found(&croatian.split(' ').collect::<Vec<_>>(), WINDOWS_1250);
        found(&lithuanian.split(' ').collect::<Vec<_>>(), WINDOWS_1257);
        found(&turkish, WINDOWS_1254);
        let cyrillic = ["Москва", "Киев", "Уфа", "Орел"];
        assert_eq!(read(&cyrillic, WINDOWS_1251), "----");
        found(&cyrillic[..2], IBM866);
    }
}
