"""Runs every job of every peer on one file, each in a process of its own, and prints one table.

Fails if programs find different results for the same job.
"""

import json
import subprocess
import sys
import time
from dataclasses import dataclass

import jobs

MINUTES = 5
"""A peer that takes longer on one job is stopped."""


@dataclass
class Measured:
    job: str
    who: str
    seconds: float | None
    found: str


def ours(path):
    """Yields the results of the crate and of the program written by hand, one job per line."""
    bench = ["cargo", "bench", "--quiet", "--features", "motifs,watch", "--bench", "peers"]
    command = [*bench, "--", "measure", path]
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        job, who, seconds, found = line.split("\t")
        yield Measured(job, who, float(seconds), found)


def peer(name, path):
    """One peer at one job, in a process of its own."""
    command = [sys.executable, __file__, path, name]
    job, who = jobs.ALL[name][:2]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=60 * MINUTES)
    except subprocess.TimeoutExpired:
        return Measured(job, who, None, f"stopped after {MINUTES} minutes")
    if run.returncode != 0:
        reason = (run.stderr.strip().splitlines() or ["killed"])[-1]
        return Measured(job, who, None, f"failed: {reason[:80]}")
    seconds, found = json.loads(run.stdout.splitlines()[-1])
    return Measured(job, who, seconds, found)


def alone(name, path):
    """Inside that process: the median of the runs that five seconds hold, of one at least."""
    prepare, run = jobs.ALL[name][2:]
    rows = prepare(path)
    times = []
    while not times or sum(times) < 5 and len(times) < 9:
        start = time.perf_counter()
        found = run(rows)
        times.append(time.perf_counter() - start)
    print(json.dumps([sorted(times)[len(times) // 2], str(found)]))


def check(measured):
    """Nobody disagrees about what is there."""
    for job in dict.fromkeys(row.job for row in measured):
        found = {row.found for row in measured if row.job == job and row.seconds is not None}
        if job not in jobs.BESIDE and len(found) > 1:
            sys.exit(f"{job}: {sorted(found)}")


def table(measured):
    """One row for each job and doer; the crate is the first at every job of its own."""
    ours = {}
    print("| job | program | seconds | relative to escalade | result |")
    print("| --- | --- | ---: | ---: | --- |")
    for row in measured:
        beside = ours.setdefault(jobs.BESIDE.get(row.job, row.job), row.seconds)
        done = row.seconds is not None
        seconds = f"{row.seconds:.4f}" if done else ""
        ratio = f"{row.seconds / beside:.1f}" if done else ""
        print(f"| {row.job} | {row.who} | {seconds} | {ratio} | {row.found} |")


def main():
    if len(sys.argv) == 3:
        alone(sys.argv[2], sys.argv[1])
        return
    path = sys.argv[1]
    measured = list(ours(path))
    print(f"\n{sum(1 for _ in open(path)) - 1:,} events\n")
    measured += [peer(name, path) for name in jobs.ALL]
    order = list(dict.fromkeys(row.job for row in measured))
    measured.sort(key=lambda row: order.index(row.job))
    table(measured)
    check(measured)


if __name__ == "__main__":
    main()
