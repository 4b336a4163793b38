/** Graphs built with ts-graphviz take the road of files. */
import { attribute, Digraph, Edge, Node, Subgraph } from "ts-graphviz";
import { expect, test } from "vitest";
import { fromModel } from "../../src/1-read/from-model.ts";
import { labelText } from "../../src/1-read/label-text.ts";
import { readDiagrams } from "../../src/1-read/read-diagrams.ts";

test("a model says the same when it is read", () => {
  const model = new Digraph("My Net", true, { [attribute.rankdir]: "BT" });
  model.attributes.node.set("shape", "box");
  const inp = new Node("inp", { label: '输入\n"quoted" [BatchSize, 3]' });
  const conv = new Node("conv 1", { label: "Conv2D\\n[K=3]" });
  const group = new Subgraph("cluster_0");
  group.addNode(conv);
  model.addNode(inp);
  model.addSubgraph(group);
  model.addEdge(new Edge([inp, conv], { label: "e" }));

  const file = fromModel(model);
  const { diagrams: [diagram], diagnostics } = readDiagrams(file);
  expect(diagnostics).toEqual([]);
  expect(file.path).toBe("<model>");
  expect([diagram?.name, diagram?.strict, diagram?.directed, diagram?.attributes.get("rankdir")?.value.value]).toEqual(["My Net", true, true, "BT"]);
  expect(diagram?.nodes.map((node) => [node.id, labelText(node, diagram)?.value, node.attributes.get("shape")?.value.value])).toEqual([
    ["inp", '输入\n"quoted" [BatchSize, 3]', "box"], ["conv 1", "Conv2D\n[K=3]", "box"]]);
  expect(diagram?.edges.map(({ from, to, attributes }) => [from.id, to.id, attributes.get("label")?.value.value])).toEqual([["inp", "conv 1", "e"]]);
});
