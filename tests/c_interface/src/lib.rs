//! Record batches between escalade and another language by the C data interface of Arrow, without a file and without
//! a copy. `tests/python/c_interface.py` calls these functions.

use std::ffi::{CStr, c_char};

use arrow_array::{
    RecordBatchIterator, RecordBatchReader,
    ffi_stream::{RecordBatchStreamReader, FFI_ArrowArrayStream},
};
use escalade::read::{self, Options};

/// Writes the events of a file as a stream to `out`. Returns 0, or 1 if the file cannot be read.
///
/// # Safety
///
/// `path` must be a text that ends with a zero byte, and `out` must be writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn escalade_events(
    path: *const c_char,
    out: *mut FFI_ArrowArrayStream,
) -> i32 {
    // SAFETY: the caller passes such a text.
    let path = unsafe { CStr::from_ptr(path) }.to_string_lossy().into_owned();
    let Ok(reading) = read::open(path) else { return 1 };
    let events = reading.timeline.to_record_batches().events;
    let schema = events.schema();
    let batches: Vec<_> = events.collect();
    let stream = FFI_ArrowArrayStream::new(Box::new(RecordBatchIterator::new(batches, schema)));
    // SAFETY: the caller passes a place for a stream.
    unsafe { out.write(stream) };
    0
}

/// Reads a stream as a table of events. Returns the number of events, or -1 if it cannot be read.
///
/// # Safety
///
/// `stream` must be a stream, which is moved from there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn escalade_count(stream: *mut FFI_ArrowArrayStream) -> i64 {
    // SAFETY: the caller passes a stream.
    let Ok(reader) = (unsafe { RecordBatchStreamReader::from_raw(stream) }) else { return -1 };
    let reading = Options::new().read_record_batches("stream", reader);
    reading.map_or(-1, |reading| reading.timeline.len() as i64)
}
