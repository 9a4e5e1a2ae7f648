"""Reads a graph from standard input, and tells how many nodes and edges it has."""

import io
import json
import sys

import networkx

read = {
    ".graphml": lambda text: networkx.read_graphml(text, force_multigraph=True),
    ".gexf": lambda text: networkx.read_gexf(text, version="1.3"),
}[sys.argv[1]]
graph = read(io.BytesIO(sys.stdin.buffer.read()))
print(json.dumps({"nodes": graph.number_of_nodes(), "edges": graph.number_of_edges()}))
