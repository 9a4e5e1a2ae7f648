//! Connecting the processes of a cluster.
//!
//! Each process listens at its own address, connects to those with lower numbers and accepts those with higher ones.
//! Both ends say who they are and what they were asked, so that a process started with other arguments is refused
//! before any event is read. timely's own start-up prints to the standard output and waits without end.

use std::{
    io::{self, Read, Write},
    net::{TcpListener, TcpStream, ToSocketAddrs},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use super::{cluster::Cluster, health::Health, wire::Wire};
use crate::error::{Error, ErrorKind, Issue, Issues};

/// The first bytes of a connection.
const MAGIC: u64 = u64::from_be_bytes(*b"escalad1");

/// The number of 64-bit numbers in a greeting.
const FIELDS: usize = 5;

/// What a process says first.
#[derive(Clone, Copy, PartialEq)]
struct Greeting([u64; FIELDS]);

impl Greeting {
    /// `question` is a hash of all that the processes must agree in.
    fn new(cluster: &Cluster, question: u64) -> Self {
        let (processes, workers) = (cluster.processes() as u64, cluster.workers() as u64);
        Self([MAGIC, cluster.process() as u64, processes, workers, question])
    }

    fn process(self) -> usize {
        self.0[1] as usize
    }

    /// Returns why a process with this greeting cannot work with one with another.
    fn differs(self, other: Self) -> Option<&'static str> {
        if self.0[2] != other.0[2] {
            return Some("another number of processes");
        }
        if self.0[3] != other.0[3] {
            return Some("another number of workers");
        }
        (self.0[4] != other.0[4]).then_some("another question, other files or another version")
    }

    fn write(self, stream: &mut TcpStream) -> io::Result<()> {
        let mut bytes = [0; 8 * FIELDS];
        for (place, field) in bytes.chunks_exact_mut(8).zip(self.0) {
            place.copy_from_slice(&field.to_be_bytes());
        }
        stream.write_all(&bytes)
    }

    fn read(stream: &mut TcpStream) -> io::Result<Self> {
        let mut fields = [0; FIELDS];
        for field in &mut fields {
            let mut bytes = [0; 8];
            stream.read_exact(&mut bytes)?;
            *field = u64::from_be_bytes(bytes);
        }
        match fields[0] {
            MAGIC => Ok(Self(fields)),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

/// Connects this process with all others of its cluster. The entry of this process itself is `None`.
///
/// # Errors
///
/// The address cannot be listened at, a process was not reached in time, or it was asked something else.
pub(super) fn connect(
    cluster: &Cluster,
    question: u64,
    health: &Arc<Health>,
) -> Result<Vec<Option<Wire>>, Error> {
    let own = Greeting::new(cluster, question);
    let deadline = Instant::now() + cluster.patience();
    let host = &cluster.hosts()[cluster.process()];
    let listener = TcpListener::bind(host).map_err(|problem| Error::io(host, problem))?;
    let mut streams: Vec<Option<TcpStream>> = Vec::new();
    streams.resize_with(cluster.processes(), || None);
    for (process, host) in cluster.hosts().iter().enumerate().take(cluster.process()) {
        let mut stream = reach(host, deadline).map_err(|problem| Error::io(host, problem))?;
        let answer = greet(&mut stream, own, deadline);
        let other = answer.map_err(|problem| Error::io(host, problem))?;
        check(own, other, process)?;
        streams[process] = Some(stream);
    }
    listener.set_nonblocking(true).map_err(|problem| Error::io(host, problem))?;
    while let Some(awaited) =
        (cluster.process() + 1..cluster.processes()).find(|process| streams[*process].is_none())
    {
        match listener.accept() {
            Ok((stream, _)) => {
                if let Some((process, stream)) = welcome(stream, own, deadline)? {
                    let entry = streams.get_mut(process).filter(|_| process > cluster.process());
                    if let Some(entry) = entry {
                        *entry = Some(stream);
                    }
                }
            }
            Err(problem) if problem.kind() != io::ErrorKind::WouldBlock => {
                return Err(Error::io(host, problem));
            }
            Err(_) if Instant::now() > deadline => {
                let problem = io::Error::new(io::ErrorKind::TimedOut, "it was not reached in time");
                return Err(Error::io(name(cluster, awaited), problem));
            }
            Err(_) => thread::sleep(Duration::from_millis(5)),
        }
    }
    let mut wires = Vec::new();
    for (process, stream) in streams.into_iter().enumerate() {
        if let Some(stream) = &stream {
            let is_set = stream.set_read_timeout(None).and(stream.set_nodelay(true));
            is_set.map_err(|problem| Error::io(name(cluster, process), problem))?;
        }
        wires.push(stream.map(|stream| Wire::new(stream, process, Arc::clone(health))));
    }
    Ok(wires)
}

/// Returns the name of a process in messages.
pub(super) fn name(cluster: &Cluster, process: usize) -> String {
    match cluster.hosts().get(process) {
        Some(host) => format!("process {process} at {host}"),
        None => format!("process {process}"),
    }
}

/// Connects to an address, again and again until the deadline.
fn reach(host: &str, deadline: Instant) -> io::Result<TcpStream> {
    loop {
        let connected = host.to_socket_addrs().and_then(|addresses| {
            let mut problem = io::ErrorKind::NotFound.into();
            for address in addresses {
                match TcpStream::connect_timeout(&address, left(deadline)) {
                    Ok(stream) => return Ok(stream),
                    Err(other) => problem = other,
                }
            }
            Err(problem)
        });
        match connected {
            Err(_) if Instant::now() < deadline => thread::sleep(Duration::from_millis(20)),
            result => return result,
        }
    }
}

/// Returns the time until the deadline, not zero.
fn left(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(10))
}

/// Sends a greeting and returns that of the other end.
fn greet(stream: &mut TcpStream, own: Greeting, deadline: Instant) -> io::Result<Greeting> {
    stream.set_read_timeout(Some(left(deadline)))?;
    own.write(stream)?;
    Greeting::read(stream)
}

/// Reads the greeting of a process that has connected and answers it. Returns `None` if it is no such process, or
/// ended at once.
///
/// # Errors
///
/// It was asked something else.
fn welcome(
    mut stream: TcpStream,
    own: Greeting,
    deadline: Instant,
) -> Result<Option<(usize, TcpStream)>, Error> {
    // A program that connects by mistake and says nothing does not hold up the others for long.
    let patience = left(deadline).min(Duration::from_secs(5));
    let is_set =
        stream.set_nonblocking(false).and_then(|()| stream.set_read_timeout(Some(patience)));
    let greeting = is_set.and_then(|()| Greeting::read(&mut stream));
    let Ok(other) = greeting else { return Ok(None) };
    if own.write(&mut stream).is_err() {
        return Ok(None);
    }
    check(own, other, other.process())?;
    Ok(Some((other.process(), stream)))
}

fn check(own: Greeting, other: Greeting, process: usize) -> Result<(), Error> {
    let what = match own.differs(other) {
        Some(what) => what,
        None if other.process() != process => "another number of its own",
        None => return Ok(()),
    };
    let place = format!("process {process}");
    let remedy =
        "start all processes with the same program and the same arguments, but for --process";
    let issue = Issue::new(&*place, what, "what this process has", remedy);
    Err(Issues::from(issue).into_error(ErrorKind::Value))
}
