// Reads a chart from standard input with Mermaid's own parser, and tells what it found.
const { JSDOM } = require("jsdom");
const { pathToFileURL } = require("url");
const { window } = new JSDOM("<!doctype html><body></body>");
globalThis.window = window;
globalThis.document = window.document;
(async () => {
  const { default: mermaid } = await import(pathToFileURL(require.resolve("mermaid")));
  const text = require("fs").readFileSync(0, "utf8");
  mermaid.initialize({ securityLevel: "strict" });
  const { diagramType } = await mermaid.parse(text);
  const told = { kind: diagramType };
  const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
  if (diagramType.startsWith("flowchart")) {
    told.nodes = diagram.db.getVertices().size;
    told.edges = diagram.db.getEdges().length;
  }
  console.log(JSON.stringify(told));
})().catch((problem) => { console.error(problem.message); process.exit(1); });
