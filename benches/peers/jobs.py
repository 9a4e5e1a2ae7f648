"""The queries of each program: the target of an attack attacks, at a higher level, within a week.

A job has a name, a program, a preparation that is not timed (the rows in the program's own memory, or
better), and a timed function.
"""

from functools import partial

WEEK = 7 * 24 * 3600

BESIDE = {
    "actors reached in 9 hops": "actors reached in 10 events",
    "event graph": "links at any level",
}
"""Jobs that only resemble ours, with the job of ours that they are compared with."""

# --- DuckDB: rows in a table in memory

LINK = f"b.src = a.dst and b.ts > a.ts and b.ts <= a.ts + {WEEK} and b.sev > a.sev"

GROUPED = f"""
with recursive ch(len, id, n) as (
  select 1, id, 1::hugeint from ev
  union all
  select any_value(ch.len) + 1, b.id, sum(ch.n)::hugeint
  from ch join ev a on a.id = ch.id join ev b on {LINK}
  where ch.len < 10 group by b.id)
select len, sum(n) from ch where len > 1 group by len order by len
"""

# The links once, not once per length; each week joins with itself and the next.
LINKS = f"""
create or replace table links as
select a.id a, b.id b, b.sev from
  (select *, unnest([ts // {WEEK}, ts // {WEEK} + 1]) as nth from ev) a
  join (select *, ts // {WEEK} as nth from ev) b on a.nth = b.nth and {LINK}
"""

OVER_LINKS = """
with recursive ch(len, id, n) as (
  select 1, id, {one} from ev
  union all
  select any_value(ch.len) + 1, links.b, {more}
  from ch join links on links.a = ch.id where ch.len < 10 group by links.b)
"""

COUNTED = OVER_LINKS.format(one="1::hugeint", more="sum(ch.n)::hugeint") + (
    "select len, sum(n) from ch where len > 1 group by len order by len"
)

WEIGHED = OVER_LINKS.format(one="sev", more="max(ch.n) + any_value(links.sev)") + (
    "select max(n) from ch where len > 1"
)

LISTED = f"""
with recursive ch(ids, last) as (
  select [id], id from ev
  union all
  select list_append(ids, b.id), b.id
  from ch join ev a on a.id = ch.last join ev b on {LINK} where len(ids) < 3)
select count(*) from ch where len(ids) > 1
"""

# The chains that end in one event, from it backward.
BEFORE = f"""
with recursive ch(id, src, ts, sev, n) as (
  select id, src, ts, sev, 1::hugeint from ev where id = ?
  union all
  select a.id, any_value(a.src), any_value(a.ts), any_value(a.sev), sum(ch.n)::hugeint
  from ch join ev a on a.dst = ch.src and a.ts < ch.ts and a.ts >= ch.ts - {WEEK} and a.sev < ch.sev
  group by a.id)
select sum(n) - 1 from ch
"""


def duckdb(threads, path):
    import duckdb

    db = duckdb.connect()
    if threads:
        db.execute(f"set threads = {threads}")
    db.execute(f"create table ev as from read_csv('{path}')")
    return db


def duckdb_by_length(db):
    return by_length(db.execute(GROUPED).fetchall())


def duckdb_over_links(db):
    db.execute(LINKS)
    return by_length(db.execute(COUNTED).fetchall())


def duckdb_total(db):
    db.execute(LINKS)
    return sum(int(count) for _, count in db.execute(COUNTED).fetchall())


def duckdb_links(db):
    db.execute(LINKS)
    return db.execute("select count(*) from links").fetchone()[0]


def duckdb_heaviest(db):
    db.execute(LINKS)
    return db.execute(WEIGHED).fetchone()[0]


def duckdb_list(db):
    return db.execute(LISTED).fetchone()[0]


def duckdb_feed(db):
    """Adds events after all others, one by one, and counts the chains that each makes; see `feed.rs`."""
    events, last = db.execute("select count(*), max(ts) from ev").fetchone()
    chains = 0
    for nth in range(100):
        row = [events + nth, last + 900 * (nth + 1), f"A{nth * 7 % 200}", f"A{(nth * 13 + 1) % 200}", 1 + nth % 10]
        db.execute("insert into ev values (?, ?, ?, ?, ?)", row)
        chains += int(db.execute(BEFORE, [events + nth]).fetchone()[0])
    db.execute("delete from ev where id >= ?", [events])
    return chains


def by_length(rows):
    return " ".join(f"{length}:{int(count)}" for length, count in rows)


# --- Polars: rows in a data frame


def polars(path):
    import polars

    return polars.read_csv(path)


def polars_find(rows):
    from polars import col

    weeks = rows.with_columns(week=col("ts") // WEEK)
    both = weeks.vstack(weeks.with_columns(week=col("week") + 1)).lazy()
    pairs = both.join(weeks.lazy(), left_on=["dst", "week"], right_on=["src", "week"])
    gap = col("ts_right") - col("ts")
    follows = (gap > 0) & (gap <= WEEK) & (col("sev_right") > col("sev"))
    return pairs.filter(follows).select(a="id", b="id_right").collect()


def polars_links(rows):
    return polars_find(rows).height


def polars_by_length(rows):
    from polars import Int128, col, lit

    links = polars_find(rows)
    paths = rows.select(a="id", n=lit(1, Int128))
    found = []
    for length in range(2, 11):
        longer = links.join(paths, on="a").group_by("b").agg(col("n").sum())
        if longer.is_empty():
            break
        found.append((length, longer["n"].sum()))
        paths = longer.rename({"b": "a"})
    return by_length(found)


# --- rustworkx and networkx: the links in a list, found by another program


def pairs(path):
    rows = polars(path)
    return rows.height, polars_find(rows).rows()


def rustworkx_longest(events_and_links):
    import rustworkx

    events, links = events_and_links
    graph = rustworkx.PyDiGraph()
    graph.add_nodes_from(range(events))
    graph.add_edges_from_no_data(links)
    return rustworkx.dag_longest_path_length(graph) + 1


def networkx_longest(events_and_links):
    import networkx

    return networkx.dag_longest_path_length(networkx.DiGraph(events_and_links[1])) + 1


# --- Raphtory: the graph built


def raphtory(path):
    from raphtory import Graph

    graph = Graph()
    for _, ts, src, dst, _ in polars(path).iter_rows():
        graph.add_edge(ts, src, dst)
    return graph


def raphtory_motifs(graph):
    from raphtory import algorithms

    counts = algorithms.global_temporal_three_node_motif(graph, delta=WEEK)
    # 24 motifs of stars, 8 of two actors, 8 of triangles. The second are counted once from each of the two.
    stars, of_two, triangles = counts[:24], counts[24:32], counts[32:]
    return f"{sum(stars) + sum(of_two) // 2 + sum(triangles)} motifs"


def raphtory_reach(graph):
    from raphtory import algorithms

    reached = algorithms.temporally_reachable_nodes(graph, 9, 0, ["A0"])
    return f"{sum(len(hops) > 0 for hops in reached.values())} actors"


# --- Reticula: the temporal network built


def reticula(path):
    import reticula

    edge = reticula.directed_temporal_edge[reticula.int64, reticula.double]
    rows = polars(path).iter_rows()
    edges = [edge(int(src[1:]), int(dst[1:]), float(ts)) for _, ts, src, dst, _ in rows]
    return reticula.directed_temporal_network[reticula.int64, reticula.double](edges)


def reticula_links(network):
    import reticula

    edge = reticula.directed_temporal_edge[reticula.int64, reticula.double]
    within = reticula.temporal_adjacency.limited_waiting_time[edge](dt=WEEK)
    return len(reticula.event_graph(network, within).edges())


# --- Reading: a file of GDELT 2.0 rows, of which five columns are read into memory

READ = {1: "day", 5: "actor1", 15: "actor2", 26: "code", 30: "score"}
"""Columns by number: the date, both actors, the code and the score."""

def duckdb_read(path):
    import duckdb

    db = duckdb.connect()
    db.execute("set threads = 1")
    types = {1: "INTEGER", 30: "DOUBLE"}
    columns = {READ.get(nth, f"c{nth}"): types.get(nth, "VARCHAR") for nth in range(61)}
    db.execute(f"""
        create table events as select {", ".join(READ.values())}
        from read_csv('{path}', delim = '\t', header = false, quote = '', escape = '',
            auto_detect = false, columns = {columns})""")
    return db


def duckdb_found(db):
    rows, missing_actor, tenths = db.execute("""
        select count(*), count(*) filter (actor1 is null or actor2 is null),
            sum(round(score * 10))::bigint from events""").fetchone()
    return f"{rows} rows, {missing_actor} without an actor, {tenths} tenths"


def polars_read(path):
    import polars

    types = {1: polars.Int32, 30: polars.Float64}
    return polars.read_csv(
        path,
        separator="\t",
        has_header=False,
        quote_char=None,
        columns=list(READ),
        schema={f"column_{nth + 1}": types.get(nth, polars.String) for nth in range(61)},
    ).rename({f"column_{nth + 1}": name for nth, name in READ.items()})


def polars_found(rows):
    from polars import col

    missing_actor = rows.filter(col("actor1").is_null() | col("actor2").is_null()).height
    tenths = (rows["score"] * 10).round().cast(int).sum()
    return f"{rows.height} rows, {missing_actor} without an actor, {tenths} tenths"


ONE, ALL_THREADS = partial(duckdb, 1), partial(duckdb, None)

ALL = {
    "duckdb-total": ("count", "DuckDB", ALL_THREADS, duckdb_total),
    "duckdb-grouped": ("count by length", "DuckDB, grouped recursion", ALL_THREADS, duckdb_by_length),
    "duckdb-by-length": ("count by length", "DuckDB, links first", ALL_THREADS, duckdb_over_links),
    "duckdb-one": ("count by length", "DuckDB, links first, one thread", ONE, duckdb_over_links),
    "polars-by-length": ("count by length", "Polars, rounds of joins", polars, polars_by_length),
    "duckdb-heaviest": ("heaviest", "DuckDB, links first", ALL_THREADS, duckdb_heaviest),
    "rustworkx": ("longest", "rustworkx, links given", pairs, rustworkx_longest),
    "networkx": ("longest", "networkx, links given", pairs, networkx_longest),
    "duckdb-links": ("links", "DuckDB", ALL_THREADS, duckdb_links),
    "polars-links": ("links", "Polars", polars, polars_links),
    "duckdb-list": ("list up to 3 events", "DuckDB, recursion", ALL_THREADS, duckdb_list),
    "duckdb-feed": ("100 events, one by one", "DuckDB, recursion from each", ALL_THREADS, duckdb_feed),
    "reticula": ("event graph", "Reticula, links at any level", reticula, reticula_links),
    "motifs": ("motifs of 3 events in a week, ties in order", "Raphtory", raphtory, raphtory_motifs),
    "reach": ("actors reached in 9 hops", "Raphtory", raphtory, raphtory_reach),
}

READING = {
    "duckdb-read": ("DuckDB", duckdb_read, duckdb_found),
    "polars-read": ("Polars", polars_read, polars_found),
}
"""For each program, the timed function and its result."""
