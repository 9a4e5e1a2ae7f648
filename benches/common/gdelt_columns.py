"""Reads five columns of a GDELT export with Polars and with DuckDB, on one thread, and prints the least CPU time.

    python -m venv venv && venv/bin/pip install polars duckdb pyarrow
    POLARS_MAX_THREADS=1 venv/bin/python benches/common/gdelt_columns.py FILE [COMMAND]

FILE is an export of 61 columns without a header. COMMAND is a program that reads it too, for the same runs in turn,
such as a build of this crate that reads FILE once.
"""

import resource
import subprocess
import sys
import time

import duckdb
import polars

assert polars.thread_pool_size() == 1, "set POLARS_MAX_THREADS=1"
path, command = sys.argv[1], sys.argv[2:]
# The id, the day, both actors and the code; the score is the sixth column that escalade reads.
columns = [0, 1, 5, 15, 26]
connection = duckdb.connect(config={"threads": 1})
names = ", ".join(f"column{nth:02}" for nth in columns)


def with_polars():
    texts = {f"column_{nth + 1}": polars.String for nth in range(61)}
    return polars.read_csv(
        path, separator="\t", has_header=False, quote_char=None, columns=columns, schema_overrides=texts
    )


def with_duckdb():
    return connection.sql(
        f"select {names} from read_csv('{path}', delim='\t', header=false, quote='', all_varchar=true)"
    ).to_arrow_table()


def cpu(who):
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def once(name, run):
    before, start = cpu(resource.RUSAGE_SELF), time.perf_counter()
    rows = run()
    return cpu(resource.RUSAGE_SELF) - before, time.perf_counter() - start, len(rows)


least = {}
for _ in range(15):
    for name, run in [("polars", with_polars), ("duckdb", with_duckdb)]:
        used, wall, rows = once(name, run)
        least[name] = min(least.get(name, (9e9, 9e9, 0)), (used, wall, rows))
    if command:
        before, start = cpu(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        used, wall = cpu(resource.RUSAGE_CHILDREN) - before, time.perf_counter() - start
        least["command"] = min(least.get("command", (9e9, 9e9, 0)), (used, wall, 0))
for name, (used, wall, rows) in least.items():
    print(f"{name}: {used:.3f} s of CPU, {wall:.3f} s, {rows} rows")
