"""Reads one file of GDELT 2.0 rows with the crate, DuckDB and Polars, each with one thread in a process of
its own, and the crate also with all cores; prints one table.

Fails if the results differ.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

RUNS = 3


def ours(path, *features):
    command = ["cargo", "bench", "--quiet", "--bench", "peers", *features, "--", "read", path]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    who, seconds, megabytes, found = told.strip().split("\t")
    return who, float(seconds), int(megabytes), found


def peer(name, path):
    command = [sys.executable, __file__, path, name]
    environment = os.environ | {"POLARS_MAX_THREADS": "1"}
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    if run.returncode != 0:
        reason = (run.stderr.strip().splitlines() or ["killed"])[-1]
        return name, None, 0, f"failed: {reason[:80]}"
    return json.loads(run.stdout.splitlines()[-1])


def alone(path, name):
    """Runs in that process: returns the median of three runs, and the greatest growth meanwhile."""
    import jobs

    who, read, find = jobs.READING[name]
    __import__(name.split("-")[0])
    before, seconds = memory("VmRSS:"), []
    for _ in range(RUNS):
        rows = None
        start = time.perf_counter()
        rows = read(path)
        seconds.append(time.perf_counter() - start)
    grown = (memory("VmHWM:") - before) // 1000
    print(json.dumps([who, sorted(seconds)[RUNS // 2], grown, find(rows)]))


def memory(name):
    """Returns kilobytes, or zero where the system does not provide them."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)


def main():
    path = sys.argv[1]
    if len(sys.argv) == 3:
        alone(*sys.argv[1:])
        return
    measured = [ours(path), ours(path, "--features", "parallel")]
    measured += [peer(name, path) for name in ("duckdb-read", "polars-read")]
    size = os.path.getsize(path) / 1e6
    print(f"\n{size:,.0f} MB of GDELT 2.0 rows\n")
    print("| program | seconds | MB/s | peak MB | result |")
    print("| --- | ---: | ---: | ---: | --- |")
    for who, seconds, megabytes, found in measured:
        taken = f"{seconds:.2f} | {size / seconds:,.0f} | {megabytes:,}" if seconds else " | | "
        print(f"| {who} | {taken} | {found} |")
    found = {found for _, seconds, _, found in measured if seconds}
    if len(found) > 1:
        sys.exit(f"found: {sorted(found)}")


if __name__ == "__main__":
    main()
