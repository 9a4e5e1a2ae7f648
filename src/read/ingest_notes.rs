//! What is reported of texts in other encodings, and of the texts by which files write actors.

#[cfg(feature = "csv")]
use super::records::Record;
use super::{actor_registry::ActorNote, ingest::Ingest, questions::NOBODY};
#[cfg(feature = "csv")]
use crate::safe_text::isolated;

impl Ingest<'_> {
    /// Counts a record that was decoded from another encoding than UTF-8.
    #[cfg(feature = "csv")]
    pub(super) fn count_decoded(&mut self, encoding: &'static str, record: &Record) {
        const SHOWN_LETTERS: usize = 60;
        if let Some((_, records, ..)) = self.decoded.iter_mut().find(|(name, ..)| *name == encoding)
        {
            *records += 1;
            return;
        }
        let mut first = String::new();
        for nth in 0..record.len() {
            if !record.field(nth).is_ascii() {
                let text = String::from_utf8_lossy(record.field(nth));
                first.extend(text.chars().take(SHOWN_LETTERS));
                break;
            }
        }
        self.decoded.push((encoding, 1, record.line(), first));
    }

    /// Reports the records of a file that were decoded.
    #[cfg(feature = "csv")]
    pub(super) fn report_decoded(&mut self, file: &str) {
        for (encoding, records, line, first) in std::mem::take(&mut self.decoded) {
            self.note_decision(format!(
                "{file}: {records} records taken as {encoding}, the first on line {line} with «{}»: state the encoding with `Options::encoding`, on the command line --encoding, if it is another",
                isolated(&first)
            ));
        }
    }

    /// Reports what was noted of the texts by which files write actors, with their counts in all files.
    pub(super) fn report_actor_notes(&mut self) {
        self.guesses.begin_file();
        for (note, naming, written, file, line) in std::mem::take(&mut self.actor_notes) {
            let count = self.actors.count(naming, &written);
            let (place, column, written) = ((&*file, line), naming.prefix(), written.as_bytes());
            let what = match note {
                ActorNote::Nobody => {
                    self.questions.ask(&NOBODY, place, column, written, count);
                    continue;
                }
                ActorNote::Normal => {
                    "with other blanks, characters without width or accents apart from their letters taken as the actor without them"
                }
                ActorNote::LooseAccents => {
                    "with accents apart from their letters compared as they are written: the feature `names` composes them"
                }
                ActorNote::UnknownPart => {
                    "with a part that CAMEO does not list, taken as an actor in the country with which the code begins"
                }
                ActorNote::Capitals => "with a code in small letters taken as the code in capitals",
            };
            self.guesses.count_many(what, place, column, written, count);
        }
    }
}
