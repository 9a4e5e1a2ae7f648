"""Reads a graph from standard input, and tells how many nodes and edges it has."""

import io
import json
import sys

import networkx

# NetworkX supports instants of GEXF under the name of dates only.
text = sys.stdin.buffer.read().replace(b'timeformat="dateTime"', b'timeformat="date"')
read = {
    ".graphml": lambda text: networkx.read_graphml(text, force_multigraph=True),
    ".gexf": lambda text: networkx.read_gexf(text, version="1.3"),
}[sys.argv[1]]
graph = read(io.BytesIO(text))
print(json.dumps({"nodes": graph.number_of_nodes(), "edges": graph.number_of_edges()}))
