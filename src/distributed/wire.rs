//! A connection to another process.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpStream},
    sync::Arc,
};

use timely::communication::allocator::zero_copy::stream::Stream;

use super::health::Health;

/// A connection to another process that notes when it ends.
pub(super) struct Wire {
    stream: TcpStream,
    process: usize,
    health: Arc<Health>,
}

impl Wire {
    pub(super) fn new(stream: TcpStream, process: usize, health: Arc<Health>) -> Self {
        Self { stream, process, health }
    }

    fn noted<T>(&self, result: io::Result<T>) -> io::Result<T> {
        if let Err(problem) = &result
            && problem.kind() != io::ErrorKind::Interrupted
        {
            self.health.lose(self.process, &problem.to_string());
        }
        result
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let result = self.stream.read(buffer);
        if matches!(result, Ok(0)) {
            // Also at the end of a successful run. Only a failed run looks at it.
            self.health.lose(self.process, "it ended before the answer was complete");
        }
        self.noted(result)
    }
}

impl Write for Wire {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let result = self.stream.write(buffer);
        self.noted(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

impl Stream for Wire {
    fn try_clone(&self) -> io::Result<Self> {
        Ok(Self::new(self.stream.try_clone()?, self.process, Arc::clone(&self.health)))
    }

    fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()> {
        self.stream.set_nonblocking(nonblocking)
    }

    fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.stream.shutdown(how)
    }
}
