"""Record batches by the C data interface: `c_interface.py LIBRARY FILE`, where the library is that of
`tests/c_interface` and the file one of events. Prints `ok` and the number of events."""

import ctypes
import sys

import duckdb
import polars
import pyarrow

from tables import EXPORT

library = ctypes.CDLL(sys.argv[1])
library.escalade_events.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
library.escalade_count.argtypes = [ctypes.c_void_p]
library.escalade_count.restype = ctypes.c_int64


def events(path):
    # A stream is five pointers.
    stream = ctypes.create_string_buffer(5 * ctypes.sizeof(ctypes.c_void_p))
    assert library.escalade_events(path.encode(), ctypes.addressof(stream)) == 0
    return pyarrow.RecordBatchReader._import_from_c(ctypes.addressof(stream))


table = events(sys.argv[2]).read_all()
assert table.num_rows > 0
assert table.schema.field("earliest").metadata[b"unit"] == b"ms"
assert polars.from_arrow(events(sys.argv[2])).height == table.num_rows
reader = events(sys.argv[2])
assert duckdb.sql("select count(*) from reader").fetchall() == [(table.num_rows,)]

stream = ctypes.create_string_buffer(5 * ctypes.sizeof(ctypes.c_void_p))
export = pyarrow.table(EXPORT)
export.to_reader(max_chunksize=3)._export_to_c(ctypes.addressof(stream))
assert library.escalade_count(ctypes.addressof(stream)) == export.num_rows
print("ok", table.num_rows)
