"""Writes a synthetic year of GDELT events in Parquet, or reads five of its columns with DuckDB beside a command.

    python -m venv venv && venv/bin/pip install duckdb numpy pyarrow
    venv/bin/python benches/common/gdelt_parquet.py write year.parquet 10000000
    venv/bin/python benches/common/gdelt_parquet.py read year.parquet COMMAND...

`read` runs DuckDB, with one thread, and COMMAND in turn, each in a process of its own, and prints the least CPU time of
each. COMMAND is a program that reads the file once: the bench `tables` with ESCALADE_BENCH_FILE=year.parquet and
RAYON_NUM_THREADS=1.
"""

import resource
import subprocess
import sys
import time

ROUNDS = 9

# The five columns that an event needs; the score is the sixth that escalade reads.
COLUMNS = "GLOBALEVENTID, SQLDATE, Actor1Code, Actor2Code, EventCode"

# How DuckDB brings them into memory: as an Arrow table, and as a table of its own.
WAYS = {
    "duckdb to Arrow": "connection.sql(query).to_arrow_table()",
    "duckdb to a table": "connection.sql('create table events as ' + query)",
}

COUNTRIES = (
    "USA RUS CHN ISR LBN IRN SYR GBR FRA DEU IND PAK TUR EGY SAU IRQ AFG UKR JPN KOR".split()
    + [f"{chr(65 + nth // 26)}{chr(65 + nth % 26)}X" for nth in range(200)]
)
ROLES = ["", "GOV", "MIL", "COP", "BUS", "MED", "OPP", "REB", "CVL", "EDU", "LEG", "JUD", "UAF", "SPY"]
CODES = {
    "010": 0.0, "020": 3.0, "030": 4.0, "036": 4.0, "040": 1.0, "042": 1.9, "043": 2.8, "046": 7.0, "050": 3.5,
    "051": 3.4, "057": 8.0, "060": 6.0, "070": 7.0, "080": 5.0, "090": -2.0, "100": -5.0, "110": -2.0, "111": -2.0,
    "112": -2.0, "120": -4.0, "130": -4.4, "138": -7.0, "140": -6.5, "141": -6.5, "150": -7.2, "160": -4.0,
    "170": -7.0, "173": -5.0, "180": -9.0, "190": -10.0, "193": -10.0, "195": -10.0, "0211": 3.4, "0231": 6.0,
    "1121": -2.0, "1823": -10.0,
}


def write(path, rows):
    import datetime

    import numpy
    import pyarrow
    import pyarrow.parquet

    random = numpy.random.default_rng(20190101)
    first = datetime.date(2019, 1, 1)
    days = [int((first + datetime.timedelta(days=nth)).strftime("%Y%m%d")) for nth in range(365)]
    actors = [""] + [country + role for country in COUNTRIES for role in ROLES]
    # Zipf's law.
    odds = numpy.cumsum(1 / numpy.arange(1, len(actors) + 1) ** 0.9)
    codes, scores = list(CODES), numpy.array(list(CODES.values()))

    def texts(indices, values):
        indices = pyarrow.array(indices.astype(numpy.int32))
        return pyarrow.DictionaryArray.from_arrays(indices, pyarrow.array(values)).cast(pyarrow.string())

    def parties():
        return texts(numpy.searchsorted(odds, random.random(rows) * odds[-1]), actors)

    code = random.integers(0, len(codes), rows)
    table = pyarrow.table({
        "GLOBALEVENTID": numpy.arange(800_000_000, 800_000_000 + rows),
        "SQLDATE": numpy.array(days, numpy.int32)[numpy.sort(random.integers(0, 365, rows))],
        "Actor1Code": parties(),
        "Actor2Code": parties(),
        "EventCode": texts(code, codes),
        "GoldsteinScale": scores[code],
        "NumMentions": random.integers(1, 50, rows).astype(numpy.int32),
        "AvgTone": random.normal(0, 3, rows),
    })
    pyarrow.parquet.write_table(table, path)


def cpu(who):
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def with_duckdb(path, way):
    """Prints the CPU time of one reading, without that of starting Python."""
    import duckdb

    connection = duckdb.connect(config={"threads": 1})
    query = f"select {COLUMNS} from '{path}'"
    before = cpu(resource.RUSAGE_SELF)
    rows = eval(WAYS[way], {"connection": connection, "query": query})
    used = cpu(resource.RUSAGE_SELF) - before
    assert rows is None or len(rows) > 0
    print(used)


def read(path, command):
    import duckdb

    least = {}
    for _ in range(ROUNDS):
        for way in WAYS:
            arguments = [sys.executable, __file__, "duckdb", path, way]
            run = subprocess.run(arguments, check=True, capture_output=True, text=True)
            least[way] = min(least.get(way, 9e9), float(run.stdout))
        if command:
            before = cpu(resource.RUSAGE_CHILDREN)
            subprocess.run(command, check=True, capture_output=True)
            least["command"] = min(least.get("command", 9e9), cpu(resource.RUSAGE_CHILDREN) - before)
    print(f"DuckDB {duckdb.__version__}, {time.strftime('%Y-%m-%d')}, least of {ROUNDS} runs")
    for name, seconds in least.items():
        print(f"{name}: {seconds:.2f} s of CPU")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["write", path, rows]:
            write(path, int(rows))
        case ["duckdb", path, way]:
            with_duckdb(path, way)
        case ["read", path, *command]:
            read(path, command)
        case _:
            sys.exit(__doc__)
