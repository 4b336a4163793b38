import { expect, test } from "vitest";
import { add, defineModel, describe as record, embedding, float32, input, int32, linear, matmul, type Net, parameterOf, relu, reshape, scan, transpose } from "../../src/runtime/index.ts";
import { summarizeGraph } from "../../src/5-emit/summarize-graph.ts";
import { summaryTable } from "../../src/cli/summary-table.ts";
import { broken, fixture, graph, Workspace } from "./command.ts";

test("the table has a line for each node, blocks indented, and the totals", async () => {
  const workspace = new Workspace({ "article.txt": fixture("article.txt") });
  const { code, stdout, stderr } = await workspace.run(["summary", "article.txt", "--main", "TinyNet"]);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout.replace(/─+/g, "──")).toBe(`TinyNet
──
node        operation   output shape          parameters   MACs
──
inp         input       (BatchSize, 3, 8, 8)           -      -
conv        conv2d      (BatchSize, 4, 8, 8)         112  6,912
convblock1
  conv1     conv2d      (BatchSize, 4, 8, 8)         148  9,216
  relu1     relu        (BatchSize, 4, 8, 8)           -      -
  conv2     conv2d      (BatchSize, 4, 8, 8)         148  9,216
  add       add         (BatchSize, 4, 8, 8)           -      -
  oup       featureMap  (BatchSize, 4, 8, 8)           -      -
convblock2
  conv1     conv2d      (BatchSize, 4, 8, 8)         148  9,216
  relu1     relu        (BatchSize, 4, 8, 8)           -      -
  conv2     conv2d      (BatchSize, 4, 8, 8)         148  9,216
  add       add         (BatchSize, 4, 8, 8)           -      -
  oup       featureMap  (BatchSize, 4, 8, 8)           -      -
pool        avgPool2d   (BatchSize, 4, 1, 1)           -      -
reshape     reshape     (BatchSize, 4)                 -      -
linear      linear      (BatchSize, 7)                35     28
softmax     softmax     (BatchSize, 7)                 -      -
oup         featureMap  (BatchSize, 7)                 -      -
──
parameters             739
MACs                   43,804 (BatchSize=1)
weight bytes           2,956 (2.9 KiB)
peak activation bytes  3,072 (3.0 KiB)
`);
});

test("ResNet18 has torchvision's costs but for its batch norms", async () => {
  const workspace = new Workspace(Object.fromEntries(["resnet18.dot", "resnet18_convblock.dot", "resnet18_downconvblock.dot"].map((name) => [name, graph(name)])));
  const { stdout } = await workspace.run(["summary", "resnet18.dot", "--json", "--batch", "2"]);
  const { models: [model] } = JSON.parse(stdout) as { models: [Record<string, unknown> & { rows: unknown[] }] };
  const { rows, ...totals } = model;
  // 11,689,512 with 20 batch norms of 9,600 numbers in place of 4,800 biases; 1.81 GMACs an image.
  expect(totals).toMatchObject({ model: "ResNet18", runDimensions: { BatchSize: 2 }, parameters: 11_684_712, macs: 2 * 1_814_073_344, weightBytes: 4 * 11_684_712 });
  expect(rows[0]).toEqual({ path: "inp", operation: "input", shape: ["BatchSize", 3, 224, 224], parameters: 0, macs: 0 });
  expect(rows).toContainEqual({ path: "convblock1.conv1", operation: "conv2d", shape: ["BatchSize", 64, 56, 56], parameters: 36_928, macs: 2 * 115_605_504 });
});

test("several models have a table each; a broken one does not keep the others from theirs", async () => {
  const workspace = new Workspace({ "article.txt": fixture("article.txt"), "broken.dot": broken });
  const { code, stdout } = await workspace.run(["summary", "article.txt", "broken.dot", "--set", "NFeature=6"]);
  expect(code).toBe(1);
  expect(stdout.match(/^\w+\n─/gm)).toEqual(["TinyNet\n─", "Plain\n─"]);
});

test("a size that is a multiple of one bound at run says so", () => {
  const definition = defineModel({ format: 1, name: "Odd", describe: (net: Net) => {
    const x = input(net, "输入", float32("BatchSize", "SeqLen", 4));
    const y = linear(net, "fc", relu(net.scope("block"), "relu", x), { inFeatures: 4, outFeatures: 2 });
    return { y, z: reshape(net, "flat", y, { shape: ["BatchSize", -1] }) };
  } });
  const summary = summarizeGraph(record(definition, {}), { BatchSize: 3 });
  expect(summary.rows.map(({ shape }) => shape)).toEqual([["BatchSize", "SeqLen", 4], ["BatchSize", "SeqLen", 4], ["BatchSize", "SeqLen", 2], ["BatchSize", "2*SeqLen"]]);
  expect(summary).toMatchObject({ runDimensions: { BatchSize: 3, SeqLen: 1 }, macs: 3 * 8, parameters: 10 });
  const lines = summaryTable(summary, false).split("\n");
  expect(lines.find((line) => line.startsWith("输入"))).toMatch(/^输入 {4}input {6}\(/);
});

test("a scan's line heads its steps, whose work counts for all of them, and a shared parameter counts once", () => {
  const summary = summarizeGraph(record(defineModel({
    format: 1, name: "Recurrent",
    describe(net: Net) {
      const words = embedding(net, "emb", input(net, "words", int32("BatchSize", "SeqLen")), { numEmbeddings: 7, embeddingDim: 4 });
      const rnn = scan(net, "rnn", { x: words }, { H: ["BatchSize", 4] }, (step, { x }, { H }) => {
        const h = relu(step, "h", add(step, "sum", linear(step, "fc", H, { inFeatures: 4, outFeatures: 4, bias: false }), x));
        return { output: h, states: { H: h } };
      });
      return { scores: matmul(net, "scores", rnn, transpose(net, "t", parameterOf(net, "w", words, "weight"))) };
    },
  }), {}), { BatchSize: 2, SeqLen: 5 });
  expect(summaryTable(summary, false).replace(/─+/g, "──")).toBe(`Recurrent
──
node    operation  output shape            parameters  MACs
──
words   input      (BatchSize, SeqLen)              -     -
rnn
  H     input      (BatchSize, 4)                   -     -
emb     embedding  (BatchSize, SeqLen, 4)          28     -
rnn     scan       (BatchSize, SeqLen, 4)           -     -
  fc    linear     (BatchSize, 4)                  16   160
  sum   add        (BatchSize, 4)                   -     -
  h     relu       (BatchSize, 4)                   -     -
w       parameter  (7, 4)                           -     -
t       transpose  (4, 7)                           -     -
scores  matmul     (BatchSize, SeqLen, 7)           -   280
──
parameters             44
MACs                   440 (BatchSize=2, SeqLen=5)
weight bytes           176 (0.2 KiB)
peak activation bytes  664 (0.6 KiB)
`);
});
