"""Shuffles events and counts retaliation hops of one to seven days, in numpy.

shuffles.py FILE NULL SHUFFLES, where FILE has a day, a source and a target in each line. Prints the seconds that
the shuffles take, without reading.
"""

import sys
import time

import numpy as np

path, null, shuffles = sys.argv[1], sys.argv[2], int(sys.argv[3])
rows = [line.rstrip("\n").split("\t") for line in open(path, encoding="utf-8")]
rows = [row for row in rows if row[1] != row[2]]
days = np.array([int(row[0]) for row in rows])
days -= days.min()
numbers = {key: nth for nth, key in enumerate(sorted({key for row in rows for key in row[1:]}))}
source = np.array([numbers[row[1]] for row in rows], dtype=np.int64)
target = np.array([numbers[row[2]] for row in rows], dtype=np.int64)
span = int(days.max()) + 1
width = span + 16
forward = (source * len(numbers) + target) * width
backward = (target * len(numbers) + source) * width
random = np.random.default_rng(0)


def hops(days):
    keys = np.sort(forward + days)
    looked_up = backward + days
    upto = np.searchsorted(keys, looked_up - 1, side="right")
    return int((upto - np.searchsorted(keys, looked_up - 7, side="left")).sum())


def shuffled():
    if null == "timestamps":
        return random.permutation(days)
    if null == "uniform":
        return random.integers(0, span, len(days))
    block = int(null.split("=")[1])
    start = days // block * block
    return random.integers(start, np.minimum(start + block, span))


begin = time.perf_counter()
for _ in range(shuffles):
    hops(shuffled())
print(time.perf_counter() - begin)
