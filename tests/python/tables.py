"""Tables between escalade and the programs of Python: called by the ignored tests `tables::python::` of `tests/it`.

    tables.py read FOLDER    reads each file of the folder with every library, and prints what it holds as JSON
    tables.py write FOLDER   writes one export of GDELT with every library, in every compression
"""

import json
import pathlib
import sys

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet


def rows_of(table):
    """The rows of an Arrow table, with times as text in UTC."""
    found = []
    for row in table.to_pylist():
        found.append({name: plain(value) for name, value in row.items()})
    return found


def plain(value):
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if hasattr(value, "as_tuple"):
        return str(value)
    return value


def read(path):
    """The same file as each library reads it, as Arrow tables."""
    if path.suffix == ".parquet":
        yield "pyarrow", pyarrow.parquet.read_table(path)
        yield "polars", polars.read_parquet(path).to_arrow()
        yield "duckdb", duckdb.sql(f"select * from '{path}'").to_arrow_table()
        yield "pandas", pyarrow.Table.from_pandas(pandas.read_parquet(path), preserve_index=False)
    else:
        with pyarrow.ipc.open_file(path) as file:
            table = file.read_all()
        yield "pyarrow", table
        yield "polars", polars.read_ipc(path).to_arrow()
        rows = table
        yield "duckdb", duckdb.sql("select * from rows").to_arrow_table()
        yield "pandas", pyarrow.Table.from_pandas(pandas.read_feather(path), preserve_index=False)


def read_all(folder):
    answer = {}
    for path in sorted(folder.iterdir()):
        answer[path.name] = {name: rows_of(table) for name, table in read(path)}
    units = {}
    with pyarrow.ipc.open_file(folder / "hops.arrow") as file:
        for field in file.schema:
            metadata = field.metadata or {}
            units[field.name] = metadata.get(b"unit", b"").decode()
    answer["units"] = units
    print(json.dumps(answer))


EXPORT = {
    "GLOBALEVENTID": [7, 8, 9, 10],
    "SQLDATE": [20060712, 20060713, 20060714, 20060714],
    "Actor1Code": ["LBNREBHEZ", "ISR", "USA", None],
    "Actor2Code": ["ISR", None, "IRN", "ISR"],
    "EventCode": ["190", "042", "010", "0231"],
    "EventRootCode": ["19", "04", "01", "02"],
    "GoldsteinScale": [-10.0, 1.0, 0.4, None],
    "NumMentions": [4, 10, 2, 1],
}


def write_all(folder):
    table = pyarrow.table(EXPORT)
    words = table.set_column(2, "Actor1Code", table["Actor1Code"].dictionary_encode())
    for compression in ["none", "snappy", "zstd"]:
        pyarrow.parquet.write_table(table, folder / f"pyarrow-{compression}.parquet", compression=compression)
    pyarrow.parquet.write_table(words, folder / "pyarrow-words.parquet", row_group_size=2)
    pyarrow.parquet.write_table(table, folder / "pyarrow-plain.parquet", use_dictionary=False, data_page_version="2.0")
    for compression in ["uncompressed", "lz4", "zstd"]:
        pyarrow.feather.write_feather(table, folder / f"pyarrow-{compression}.arrow", compression=compression)
    pyarrow.feather.write_feather(words, folder / "pyarrow-words.arrow", chunksize=2, compression="uncompressed")
    frame = polars.DataFrame(EXPORT)
    for compression in ["uncompressed", "snappy", "zstd"]:
        frame.write_parquet(folder / f"polars-{compression}.parquet", compression=compression)
    for compression in ["uncompressed", "lz4", "zstd"]:
        frame.write_ipc(folder / f"polars-{compression}.arrow", compression=compression)
    frame.with_columns(polars.col("Actor1Code").cast(polars.Categorical)).write_ipc(folder / "polars-words.arrow")
    days = pandas.DataFrame(EXPORT)
    days["SQLDATE"] = pandas.to_datetime(days["SQLDATE"].astype(str))
    days.to_parquet(folder / "pandas-days.parquet")
    days.to_feather(folder / "pandas-days.arrow")
    numbers = pandas.DataFrame(EXPORT).astype({"SQLDATE": "float64", "EventCode": "int64"})
    numbers.to_parquet(folder / "pandas-numbers.parquet")
    rows = table
    for compression in ["snappy", "zstd"]:
        duckdb.sql(f"copy (select * from rows) to '{folder}/duckdb-{compression}.parquet' (format parquet, codec '{compression}')")


if __name__ == "__main__":
    {"read": read_all, "write": write_all}[sys.argv[1]](pathlib.Path(sys.argv[2]))
