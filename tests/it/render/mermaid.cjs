// Reads a chart from standard input with Mermaid's own parser, and prints what it found.
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
  const summary = { kind: diagramType };
  const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
  if (diagramType.startsWith("flowchart")) {
    summary.nodes = diagram.db.getVertices().size;
    summary.edges = diagram.db.getEdges().length;
  }
  console.log(JSON.stringify(summary));
})().catch((problem) => { console.error(problem.message); process.exit(1); });
