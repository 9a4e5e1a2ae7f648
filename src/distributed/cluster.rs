//! [`Cluster`]: the processes that compute an answer together.

use std::{fs, path::Path, time::Duration};

use crate::error::{Error, ErrorKind, Issue, Issues};

/// The processes that compute an answer together, and the worker threads of each.
///
/// All processes are started with the same question and the same list of hosts; each has its own number. Process 0
/// receives the answer. The conventions are those of timely dataflow: a file of hosts has the address of a process in
/// each line, `host:port`, in the order of their numbers.
///
/// ```
/// use escalade::distributed::Cluster;
///
/// let cluster = Cluster::of_processes(0, ["10.0.0.1:2101", "10.0.0.2:2101"])?.with_workers(4);
/// assert_eq!((cluster.processes(), cluster.process(), cluster.workers()), (2, 0, 4));
/// assert!(Cluster::of_processes(2, ["10.0.0.1:2101", "10.0.0.2:2101"]).is_err(), "numbers start from 0");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Cluster {
    process: usize,
    /// The addresses of all processes; empty for one process.
    hosts: Vec<String>,
    workers: usize,
    patience: Duration,
}

/// The greatest number of workers of all processes together.
const MAX_WORKERS: usize = 4_096;

/// How long a process waits for the others at the start, by default.
const PATIENCE: Duration = Duration::from_secs(60);

const LONGEST_PATIENCE: Duration = Duration::from_secs(365 * 86_400);

/// The port of the first process, if no hosts are given.
const FIRST_PORT: usize = 2_101;

impl Cluster {
    /// Returns a cluster of this process alone, with a number of worker threads.
    ///
    /// ```
    /// use escalade::distributed::Cluster;
    ///
    /// assert_eq!(Cluster::of_threads(2).processes(), 1);
    /// ```
    pub fn of_threads(workers: usize) -> Self {
        Self { process: 0, hosts: Vec::new(), workers: workers.max(1), patience: PATIENCE }
    }

    /// Returns a cluster of several processes with one worker each, given this process's number, from 0, and the
    /// address of every process, `host:port`.
    ///
    /// ```
    /// use escalade::distributed::Cluster;
    ///
    /// let hosts = ["10.0.0.1:2101", "10.0.0.2:2101"];
    /// assert_eq!(Cluster::of_processes(1, hosts)?.process(), 1);
    /// let error = Cluster::of_processes(0, ["10.0.0.1:2101", "10.0.0.1:2101"]).unwrap_err();
    /// assert_eq!(error.issues()[0].got(), "10.0.0.1:2101", "two processes at one address");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// No process has this number, there are no hosts, or two are equal.
    pub fn of_processes(
        process: usize,
        hosts: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<Self, Error> {
        let hosts: Vec<String> = hosts.into_iter().map(Into::into).collect();
        let mut issues = Issues::default();
        if process >= hosts.len() {
            let allowed = format!("a number from 0, below the {} processes", hosts.len());
            issues.push(Issue::new("process", process, allowed, "number the processes from 0"));
        }
        let mut sorted: Vec<&String> = hosts.iter().collect();
        sorted.sort_unstable();
        for pair in sorted.windows(2) {
            if pair[0] == pair[1] {
                let remedy = "give each process a port of its own";
                issues.push(Issue::new("hosts", pair[0], "a different address each", remedy));
            }
        }
        for host in &hosts {
            if !host.contains(':') {
                issues.push(Issue::new("hosts", host, "host:port", "add the port"));
            }
        }
        issues.check(ErrorKind::Value)?;
        let hosts = if hosts.len() == 1 { Vec::new() } else { hosts };
        Ok(Self { hosts, process, ..Self::of_threads(1) })
    }

    /// Returns a cluster of several processes on this machine, with ports from 2101.
    ///
    /// ```
    /// use escalade::distributed::Cluster;
    ///
    /// let cluster = Cluster::on_this_machine(1, 2)?;
    /// assert_eq!(cluster.hosts(), ["localhost:2101", "localhost:2102"]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The same as for [`of_processes`](Self::of_processes).
    pub fn on_this_machine(process: usize, processes: usize) -> Result<Self, Error> {
        let host = |nth| format!("localhost:{}", FIRST_PORT + nth);
        Self::of_processes(process, (0..processes.min(MAX_WORKERS)).map(host))
    }

    /// Returns a cluster whose hosts are the first `processes` lines of a file. Empty lines are left out.
    ///
    /// ```
    /// use escalade::distributed::Cluster;
    ///
    /// # let path = std::env::temp_dir().join(format!("escalade-hosts-{}.txt", std::process::id()));
    /// std::fs::write(&path, "10.0.0.1:2101\n10.0.0.2:2101\n").unwrap();
    /// assert_eq!(Cluster::from_file(1, 2, &path)?.hosts().len(), 2);
    /// assert!(Cluster::from_file(1, 3, &path).is_err(), "the file has two lines");
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The file cannot be read or has fewer lines, and the errors of [`of_processes`](Self::of_processes).
    pub fn from_file(
        process: usize,
        processes: usize,
        path: impl AsRef<Path>,
    ) -> Result<Self, Error> {
        let path = path.as_ref();
        let text = fs::read_to_string(path).map_err(|problem| Error::io(path, problem))?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let hosts: Vec<&str> = lines.take(processes).collect();
        if hosts.len() < processes {
            let got = format!("{} addresses", hosts.len());
            let allowed = format!("an address for each of {processes} processes");
            let remedy = format!("add lines to {}", path.display());
            return Err(Error::value(Issue::new("hosts", got, allowed, remedy)));
        }
        Self::of_processes(process, hosts)
    }

    /// Sets the number of worker threads of each process; at least 1, and at most 4,096 in all processes together. It
    /// must be the same in all processes. Each worker holds a share of the events.
    ///
    /// ```
    /// use escalade::distributed::Cluster;
    ///
    /// assert_eq!(Cluster::on_this_machine(0, 2)?.with_workers(3).workers(), 3);
    /// assert_eq!(Cluster::on_this_machine(0, 2)?.with_workers(5_000).workers(), 2_048);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn with_workers(mut self, workers: usize) -> Self {
        self.workers = workers.clamp(1, (MAX_WORKERS / self.processes()).max(1));
        self
    }

    /// Sets how long to wait at the start until all other processes have been reached: at most a year. The default is 60
    /// seconds.
    ///
    /// ```
    /// use std::time::Duration;
    /// use escalade::{ErrorKind, Query, distributed::{Cluster, Input, Question, ask}};
    ///
    /// let cluster = Cluster::of_processes(0, ["localhost:0", "localhost:1"])?;
    /// let cluster = cluster.with_patience(Duration::from_millis(50));
    /// let question = Question::new(Query::escalation().max_gap(chrono::TimeDelta::days(7)));
    /// let error = ask(&cluster, &Input::timelines([]), &question).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Io, "process 1 was never started");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience.min(LONGEST_PATIENCE);
        self
    }

    /// Returns the number of processes.
    ///
    /// ```
    /// use escalade::distributed::Cluster;
    ///
    /// assert_eq!(Cluster::on_this_machine(0, 3)?.processes(), 3);
    /// assert_eq!(Cluster::of_threads(4).processes(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn processes(&self) -> usize {
        self.hosts.len().max(1)
    }

    /// Returns the number of this process, from 0.
    ///
    /// ```
    /// use escalade::distributed::Cluster;
    ///
    /// assert_eq!(Cluster::on_this_machine(2, 3)?.process(), 2);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn process(&self) -> usize {
        self.process
    }

    /// Returns the number of worker threads of each process.
    ///
    /// ```
    /// use escalade::distributed::Cluster;
    ///
    /// assert_eq!(Cluster::on_this_machine(2, 3)?.workers(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// Returns the addresses of the processes; none if there is one process.
    ///
    /// ```
    /// use escalade::distributed::Cluster;
    ///
    /// assert_eq!(Cluster::on_this_machine(1, 2)?.hosts(), ["localhost:2101", "localhost:2102"]);
    /// assert!(Cluster::of_threads(2).hosts().is_empty());
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn hosts(&self) -> &[String] {
        &self.hosts
    }

    pub(super) fn patience(&self) -> Duration {
        self.patience
    }
}
