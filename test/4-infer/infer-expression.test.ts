import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { draw, graphOf, rulesOf, showGraph } from "./graph-of.ts";

const two = ["x: X [BatchSize, 8]", "h: H [BatchSize, 4]"];
const edges = "{x h} -> f -> o";

function formula(label: string, output = "Output"): readonly string[] {
  return showGraph(graphOf(draw("G", [...two, `f: ${label}`, `o: ${output}`], edges))).filter((line) => !line.startsWith("o ="));
}

function rules(label: string, nodes: readonly string[] = two, drawn = edges): readonly string[] {
  return rulesOf(draw("G", [...nodes, `f: ${label}`, "o: Output"], drawn));
}

describe("an expression", () => {
  test("is one node for each operation, the last under the node's id; a claim tells what its parameters leave open", () => {
    expect(formula("σ(X @ W[f] + H @ U[f] + b[f])", "[BatchSize, 4]")).toEqual([
      "W.f = parameter() 8x4", "f#1 = matmul(x, W.f) nx4", "U.f = parameter() 4x4", "f#2 = matmul(h, U.f) nx4",
      "f#3 = add(f#1, f#2) nx4", "b.f = parameter() 1x4", "f#4 = add(f#3, b.f) nx4", "f = sigmoid(f#4) nx4",
    ]);
  });

  test("tells a parameter's size from the other side of a sum, transposed or on the left as well", () => {
    expect(formula("X @ W + H")[0]).toBe("W = parameter() 8x4");
    expect(formula("X @ W.T + H").slice(0, 2)).toEqual(["W = parameter() 4x8", "f#1 = transpose(W) 8x4"]);
    expect(formula("W @ X.T + H.T")).toContain("W = parameter() 4x8");
    expect(formula("(1 - H) * (X @ W)").slice(2)).toEqual(["W = parameter() 8x4", "f#2 = matmul(x, W) nx4", "f = mul(f#1, f#2) nx4"]);
  });

  test("takes numbers, and sizes that the diagram writes, as operands", () => {
    expect(formula("sqrt(2) * H + X @ W").slice(0, 3)).toEqual(["f#1 = constant() ", "f#2 = sqrt(f#1) ", "f#3 = mul(f#2, h) nx4"]);
    const graph = graphOf(draw("G", ["x: Input [BatchSize, NIn]", "f: x / sqrt(NIn) - NIn", "o: Output"], "x -> f -> o"), { NIn: 9 });
    expect(graph.nodes.flatMap(({ operation, attributes }) => (operation.name === "constant" ? [attributes["value"]] : []))).toEqual([9, 9]);
  });

  test("shares a parameter with all who write its name", () => {
    const graph = graphOf(draw("G", ["x: X [BatchSize, 4]", "y: X @ W", "f: y @ W", "o: [BatchSize, 4]"], "x -> y -> f -> o"));
    expect(graph.parameters.map(({ name }) => name)).toEqual(["W"]);
  });

  test("under a line that names it is known by that name", () => {
    expect(showGraph(graphOf(draw("G", ["h: H [BatchSize, 4]", "g: Gate\\ntanh(H)", "f: Gate * H", "o: Output"], "h -> {g f}; g -> f -> o")))).toEqual(["g = tanh(h) nx4", "f = mul(g, h) nx4"]);
  });

  test("reads its names from edges first, so that a name drawn twice is decided by them", () => {
    const nodes = ["a: Y [BatchSize, 4]", "t: Tanh", "b: Y [BatchSize, 4]", "f: Y * 2", "o: Output"];
    expect(showGraph(graphOf(draw("G", nodes, "a -> t -> b -> f -> o"))).at(-1)).toMatch(/^f = mul\(b, /);
  });

  test("keeps its parameters and steps apart from nodes of their names", () => {
    const nodes = ["W: X [BatchSize, 4]", "f#1: Y [BatchSize, 4]", "W.f: Z [BatchSize, 4]", "f: X @ W + Y @ W[f] + Z", "o: [BatchSize, 4]"];
    const graph = graphOf(draw("G", nodes, '{W "f#1" "W.f"} -> f -> o'));
    expect(graph.parameters.map(({ name }) => name)).toEqual(["W", "W.f"]);
    const [x, y, z] = graph.inputs.map(({ value }) => value);
    const [w, product, wf, second, sum, whole] = graph.nodes;
    expect([product!.inputs, second!.inputs]).toEqual([[x, w!.value], [y, wf!.value]]);
    expect([sum!.inputs, whole!.inputs]).toEqual([[product!.value, second!.value], [sum!.value, z]]);
  });

  test("keeps its noise apart from noise that a node of its name draws", () => {
    const graph = graphOf(draw("G", ["x: X [BatchSize, 4]", "f: X + randn(BatchSize, 4)", "f.randn: randn(BatchSize, 4)", "s: +", "o: Output"], 'x -> f -> s; "f.randn" -> s -> o'));
    expect(graph.inputs.map(({ name }) => name)).toEqual(["x", "f.randn#", "f.randn"]);
  });

  test("has its missing edge drawn on a line that ends as the file's lines do", () => {
    const text = draw("G", ["x: X [BatchSize, 8]", "t: Tanh", "f: X + t", "o: Output"], "x -> t -> f -> o").replaceAll("\n", "\r\n");
    const [{ edits } = { edits: [] }] = compile([{ path: "t.dot", text }]).diagnostics[0]!.fixes;
    expect(edits.map((edit) => edit.text)).toEqual(["    \"x\" -> \"f\"\r\n"]);
  });

  test("after a mistake in it tells of nothing more", () => {
    expect(rules("σ(W) * H + X @ A")).toEqual(["error parameter-open"]);
    expect(rules("X + H")).toEqual(["error inputs-differ"]);
  });

  test("takes broadcasting in silence of numbers and parameters alone", () => {
    expect(rules("X * v + 1 + H @ W")).toEqual([]);
    expect(rules("X * Mask + X", ["x: X [BatchSize, 8]", "h: Mask [BatchSize, 1]"])).toEqual(["warning implicit-broadcast"]);
  });

  test("shares the weight of a layer whose node comes later in the file", () => {
    const nodes = ["x: Input [BatchSize, 8]", "dec: @ enc.w", "enc: Linear [8, 4]", "o: [BatchSize, 8]"];
    const graph = graphOf(draw("G", nodes, "x -> enc -> dec -> o"));
    expect(showGraph(graph).slice(0, 3)).toEqual(["enc = linear(x) nx4", "dec#1 = parameter() 4x8", "dec = matmul(enc, dec#1) nx8"]);
    expect(graph.parameters.map(({ name }) => name)).toEqual(["enc.weight", "enc.bias"]);
  });

  test("checks the matrix that a product with a weight claims", () => {
    expect(rulesOf(draw("G", ["x: Input [BatchSize, 8]", "enc: Linear [8, 4]", "dec: @ enc.w\\n[4, 9]", "o: Output"], "x -> enc -> dec -> o"))).toEqual(["error claim-mismatch"]);
  });
});

const cell = draw("TanhCell", ["x: X[t] [BatchSize, NIn]", "his: H[t-1] [BatchSize, NOut]", "new: tanh(X[t] @ W + H[t-1] @ U)", "h: H[t] [BatchSize, NOut]"], "{x his} -> new -> h");

describe("a cell", () => {
  const over = (input: string, nodes: readonly string[], drawn: string) => cell + draw("G", [`inp: ${input}`, ...nodes, "o: Output"], drawn);

  test("runs over the second axis, its parameters under its node's id, its states inputs and outputs", () => {
    const graph = graphOf(over("[BatchSize, SeqLen, 8]", ["rnn: TanhCell [NOut=4]"], "inp -> rnn -> o"));
    expect(graph.inputs.map(({ name, shape, default: start }) => [name, shape, start])).toEqual([["inp", ["BatchSize", "SeqLen", 8], undefined], ["rnn.H", ["BatchSize", 4], "zeros"]]);
    expect(graph.outputs.map(({ name }) => name)).toEqual(["o", "rnn.H"]);
    expect(graph.parameters.map(({ name, spec }) => [name, spec.shape])).toEqual([["rnn.W", [8, 4]], ["rnn.U", [4, 4]]]);
  });

  test("takes its first state from an edge", () => {
    const text = cell + draw("G", ["inp: [BatchSize, SeqLen, 8]", "h0: [BatchSize, 4]", "rnn: TanhCell", "o: Output"], "{inp h0} -> rnn -> o");
    expect(graphOf(text).inputs.map(({ name }) => name)).toEqual(["inp", "h0"]);
  });

  test("with all its inputs is one step", () => {
    const text = cell + draw("G", ["inp: [BatchSize, 8]", "h0: [BatchSize, 4]", "rnn: TanhCell", "o: Output"], "{inp h0} -> rnn -> o");
    expect(showGraph(graphOf(text)).some((line) => line.includes("scan"))).toBe(false);
  });

  test("stacks", () => {
    const graph = graphOf(over("[BatchSize, SeqLen, 8]", ["rnn: TanhCell [NOut=4]", "rest: TanhCell x (NLayers-1) [4, 4]"], "inp -> rnn -> rest -> o"), { NLayers: 3 });
    expect(graph.outputs.map(({ name }) => name)).toEqual(["o", "rnn.H", "rest.0.H", "rest.1.H"]);
  });

  test.each([
    ["[BatchSize, 8]", "TanhCell [NOut=4]", ["error cell-sequence"]],
    ["[BatchSize, SeqLen, 3, 8]", "TanhCell [NOut=4]", ["error cell-sequence"]],
    ["[BatchSize, SeqLen, 8]", "TanhCell", ["error unbound-formal"]],
    ["[BatchSize, SeqLen, 8]", "TanhCell [9, 4]", ["error argument-mismatch"]],
  ])("of %s as %s reports %j", (input, label, expected) => {
    expect(rulesOf(over(input, [`rnn: ${label}`], "inp -> rnn -> o"))).toEqual(expected);
  });

  test("gives every state where it stands alone", () => {
    const states = ["x: X[t] [BatchSize, 4]", "hp: H[t-1] [BatchSize, 4]", "cp: C[t-1] [BatchSize, 4]", "nc: C[t-1] + X[t]", "c: C[t]", "nh: tanh(C[t]) * H[t-1]", "h: H[t]"];
    expect(graphOf(draw("Cell", states, "{x cp} -> nc -> c -> nh; hp -> nh -> h")).outputs.map(({ name }) => name)).toEqual(["h", "c"]);
  });

  test("may draw the edge from a state back to its next step", () => {
    expect(rulesOf(cell.replace("}\n", "h -> his\n}\n"))).toEqual([]);
  });
});
