//! Cells and names that have several meanings, of which the user must choose one.

use crate::error::{Error, ErrorKind, Issue, Issues, Location};

/// What is asked of the user about a cell or a name that has several meanings.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Question {
    /// What would be allowed.
    pub(super) allowed: &'static str,
    /// How the user states the meaning.
    pub(super) remedy: &'static str,
}

pub(super) const NOBODY: Question = Question {
    allowed: "an actor: one actor of this name would join the events of all that nobody identified",
    remedy: "say that it means nobody with `Options::missing`, on the command line --missing Unknown, or that it is one actor with an alias of the word to itself, `Options::alias`, on the command line --alias",
};
pub(super) const ROUNDED_ID: Question = Question {
    allowed: "an id with all its digits: this one is rounded, so that several events may share it",
    remedy: "write ids as text, or read the file without ids, with `Options::without_ids`, on the command line --no-ids",
};
pub(super) const ROUNDED_NUMBER: Question = Question {
    allowed: "a number with all its digits: this one is rounded, so that rows that it joins or tells apart may be mixed up",
    remedy: "write it as a whole number, not in scientific notation",
};

/// The questions about the files read so far, each with its first place and a count.
#[derive(Default)]
pub(super) struct Questions {
    asked: Vec<Asked>,
}

struct Asked {
    file: String,
    column: String,
    question: &'static Question,
    count: u64,
    issue: Issue,
}

impl Questions {
    /// Asks about `count` cells of a column, on line 0 if the line of the first is unknown. Each question is asked
    /// once for each file and column.
    pub(super) fn ask(
        &mut self,
        question: &'static Question,
        (file, line): (&str, u64),
        column: &str,
        got: &[u8],
        count: u64,
    ) {
        let mut place = Location::in_file(file);
        if line > 0 {
            place = place.at_line(line);
        }
        self.ask_at(question, file, &place, column, got, count);
    }

    /// Like [`ask`](Self::ask), at any place in the file.
    pub(super) fn ask_at(
        &mut self,
        question: &'static Question,
        file: &str,
        place: &Location,
        column: &str,
        got: &[u8],
        count: u64,
    ) {
        for asked in &mut self.asked {
            if asked.question == question && asked.column == column && asked.file == file {
                asked.count = asked.count.saturating_add(count);
                return;
            }
        }
        let got = String::from_utf8_lossy(got);
        let issue = Issue::new(column, got, question.allowed, question.remedy).within(place);
        let (file, column) = (file.to_owned(), column.to_owned());
        self.asked.push(Asked { file, column, question, count, issue });
    }

    /// Returns an error if something was asked.
    pub(super) fn check(&mut self) -> Result<(), Error> {
        let mut issues = Issues::default();
        for Asked { count, issue, .. } in std::mem::take(&mut self.asked) {
            let issue = match count.saturating_sub(1) {
                0 => issue,
                others => {
                    let allowed = format!("{} ({others} more such cells)", issue.allowed());
                    let location = issue.location().clone();
                    Issue::new(location, issue.got(), allowed, issue.remedy())
                }
            };
            issues.push(issue);
        }
        issues.check(ErrorKind::Input)
    }
}
