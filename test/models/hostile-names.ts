/** Diagrams whose names would break out of generated code, or collide in it, if they were written as they are. */
import { compile, type Program } from "../../src/index.ts";

/** Valid ids of nodes; `a-b`, `a b` and `a_b` differ only in what identifiers cannot carry. */
const ids: readonly string[] = [
  "__proto__", "constructor", "prototype", "hasOwnProperty", "class", "await", "arguments", "eval", "any", "undefined", "Promise", "Math", "String",
  "net", "nn", "i", "options", "relu", "a-b", "a b", "a_b", "a_b_2", "*/ throw 1 /*", "`${process.exit(3)}`", "\"); process.exit(3); (\"", "'", "back\\slash",
  "line\u2028separator", "paragraph\u2029separator", "\u202egnp", "σ1", "卷积", "𝒳", "1", "-.5",
];

/** Digraphs' names: they become file names, functions and types. */
const digraphs: readonly string[] = ["../../x", "__proto__", "class", "createX", "nn", "𝒳-net", "a\u2028b", "*/"];

const files: readonly string[] = ["a\nthrow 1;.dot", "a\u2028throw 1;.dot", "*/ throw 1;.dot", "`${process.exit(3)}`.dot", "\u202etod.dot"];

/** Names of sizes that the module leaves open: letters only, as labels have them. */
const sizes: readonly string[] = ["__proto__", "constructor", "class", "Math", "net", "nn", "i", "String", "σ"];

const quote = (id: string) => `"${id.replaceAll('"', '\\"')}"`;

/** Each id as a layer in a row, a repeat at its end. */
function row(digraph: string): string {
  const layers = ids.map((id) => `  ${quote(id)} [label="Linear [2, 2]"]`);
  return `digraph ${quote(digraph)} {\n  inp [label="输入\\n[BatchSize, 2]"]\n${layers.join("\n")}\n  repeat [label="Linear x 2\\n[2, 2]"]\n  inp -> ${ids.map(quote).join(" -> ")} -> repeat -> oup\n}`;
}

/** Each id as an output of its own. */
function outputs(): string {
  const nodes = ids.map((id) => `  ${quote(id)} [label="输出\\n[BatchSize, 2]"]\n  first -> ${quote(id)}`);
  return `digraph Outputs {\n  inp [label="输入\\n[BatchSize, 2]"]\n  first [label="Relu"]\n  inp -> first\n${nodes.join("\n")}\n}`;
}

/** Each id as an input of its own. */
function inputs(): string {
  const nodes = ids.map((id) => `  ${quote(id)} [label="输入\\n[BatchSize, 2]"]\n  ${quote(id)} -> join`);
  return `digraph Inputs {\n  join [label="cat(axis=1)"]\n${nodes.join("\n")}\n  join -> oup\n}`;
}

/** A block with the sizes as formals, in a diagram that leaves them open. */
function openSizes(): string {
  const layers = (prefix: string) => sizes.map((size, at) => `  ${prefix}${at} [label="Linear [${at === 0 ? 2 : sizes[at - 1]}, ${size}]"]`).join("\n");
  const chain = sizes.map((_, at) => `l${at}`).join(" -> ");
  return `digraph OpenSizes {\n  inp [label="输入\\n[BatchSize, 2]"]\n${layers("l")}\n  block [label="InnerBlock [${sizes.join(", ")}]"]\n  inp -> ${chain}\n  inp -> block\n}\n`
    + `digraph InnerBlock {\n  inp [label="输入\\n[BatchSize, 2]"]\n${layers("l")}\n  inp -> ${chain} -> oup\n}`;
}

/** The ids as nodes of a cell, its states and parameters called by the names of sizes, run over time. */
function cells(): string {
  const [x, ...others] = ids.filter((id) => !/["\\]/.test(id));
  const nodes = sizes.flatMap((name, at) => [
    `  ${quote(others[3 * at]!)} [label="${name}[t-1] [BatchSize, 2]"]`, `  ${quote(others[3 * at + 1]!)} [label="tanh(X[t] @ ${name}[${name}] + ${name}[t-1] * ${name})"]`,
    `  ${quote(others[3 * at + 2]!)} [label="${name}[t] [BatchSize, 2]"]`, `  ${others.slice(3 * at, 3 * at + 3).map(quote).join(" -> ")} -> sum\n  ${quote(x!)} -> ${quote(others[3 * at + 1]!)}`,
  ]);
  return `digraph Cells {\n  inp [label="输入\\n[BatchSize, SeqLen, 2]"]\n  __proto__ [label="HostileCell x 2"]\n  inp -> __proto__ -> oup\n}\n`
    + `digraph HostileCell {\n  ${quote(x!)} [label="X[t] [BatchSize, 2]"]\n${nodes.join("\n")}\n  sum [label="+"]\n  sum -> last\n  last [label="Y[t] [BatchSize, 2]"]\n}`;
}

/** All of them, compiled: an error in any of the diagrams is the test's own. */
export function compileHostile(): readonly Program[] {
  const texts = [...digraphs.map((name) => ({ path: "row.dot", text: row(name) })), ...files.map((path) => ({ path, text: row("Row") }))];
  return [...texts, ...[outputs(), inputs(), openSizes(), cells()].map((text) => ({ path: "x.dot", text }))].map((source) => {
    const { models: [model], diagnostics } = compile([source]);
    if (model?.program === undefined) throw new Error(diagnostics.map(({ message, span }) => `${message.en} at ${span.file.text.slice(span.start, span.end)}`).join("\n"));
    return model.program;
  });
}
