//! [`Input`]: where the events are.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    error::Error,
    read::{Options, ReadReport, Reading},
    timeline::Timeline,
};

/// Where the events are, in parts: files, or timelines in memory. Each part is read by one worker.
///
/// The answer is that of one timeline of all parts, in this order. The parts must have the same format, an actor must
/// have the same memberships in each, and no two parts may have an event with the same key; else there is an error, since
/// one timeline of all parts would combine what no process sees whole. Parts that declare links cannot be used if the
/// query follows links.
///
/// ```
/// use escalade::{distributed::Input, read::Options};
///
/// let input = Input::files(["july.tsv", "august.tsv"], Options::new());
/// assert_eq!(input.parts(), 2);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Input {
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Files(Vec<PathBuf>, Box<Options>),
    Timelines(Vec<Arc<Timeline>>),
}

impl Input {
    /// Returns an input of files, which are read with these options. A worker reads every n-th file, if there are n
    /// workers, one after the other: a file need exist only where it is read.
    ///
    /// ```
    /// use escalade::{ErrorKind, Query, distributed::{Cluster, Input, Question, ask}, read::Options};
    ///
    /// let question = Question::new(Query::escalation().max_gap(chrono::TimeDelta::days(7)));
    /// let missing = Input::files(["no-such-file.tsv"], Options::new());
    /// assert_eq!(ask(&Cluster::of_threads(1), &missing, &question).unwrap_err().kind(), ErrorKind::Io);
    /// ```
    pub fn files(paths: impl IntoIterator<Item = impl AsRef<Path>>, options: Options) -> Self {
        let mut files = Vec::new();
        for path in paths {
            files.push(path.as_ref().to_owned());
        }
        Self { kind: Kind::Files(files, Box::new(options)) }
    }

    /// Returns an input of timelines. A worker uses every n-th of them, if there are n workers.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use escalade::{Timeline, distributed::Input};
    ///
    /// let parts = [Arc::new(Timeline::builder().build()?), Arc::new(Timeline::builder().build()?)];
    /// assert_eq!(Input::timelines(parts).parts(), 2);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn timelines(parts: impl IntoIterator<Item = Arc<Timeline>>) -> Self {
        Self { kind: Kind::Timelines(parts.into_iter().collect()) }
    }

    /// Returns the number of parts.
    ///
    /// ```
    /// use escalade::{distributed::Input, read::Options};
    ///
    /// assert_eq!(Input::files(["a.tsv", "b.tsv", "c.tsv"], Options::new()).parts(), 3);
    /// ```
    pub fn parts(&self) -> usize {
        match &self.kind {
            Kind::Files(paths, _) => paths.len(),
            Kind::Timelines(parts) => parts.len(),
        }
    }

    /// Reads a part.
    pub(super) fn read(&self, part: usize) -> Result<(Arc<Timeline>, ReadReport), Error> {
        match &self.kind {
            Kind::Files(paths, options) => {
                let Reading { timeline, report } = options.open(&paths[part])?;
                Ok((Arc::new(timeline), report))
            }
            Kind::Timelines(parts) => {
                let timeline = Arc::clone(&parts[part]);
                let events = timeline.len() as u64;
                Ok((timeline, ReadReport { events, rows: events, ..ReadReport::default() }))
            }
        }
    }

    /// Returns `true` if repeated keys of events are not an error, since they are kept without meaning.
    pub(super) fn keeps_repeated_keys(&self) -> bool {
        match &self.kind {
            Kind::Files(_, options) => options.keeps_repeated_ids(),
            Kind::Timelines(_) => false,
        }
    }

    /// Returns a hash of what the processes must agree in.
    pub(super) fn hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        match &self.kind {
            Kind::Files(paths, options) => {
                paths.hash(&mut hasher);
                format!("{:?}", options.without_progress()).hash(&mut hasher);
            }
            Kind::Timelines(parts) => parts.len().hash(&mut hasher),
        }
        hasher.finish()
    }
}
