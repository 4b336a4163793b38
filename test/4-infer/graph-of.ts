/** A diagram -> the graph that its module describes, as lines for tables of tests. */
import { compile, type CompileOptions } from "../../src/compile.ts";
import { describeProgram } from "../../src/5-emit/describe-program.ts";
import type { Graph } from "../../src/runtime/graph.ts";

/** `nodes` are node statements without labels' quotes: `conv: Conv2D [K=3]`; `edges` as DOT has them. */
export function draw(name: string, nodes: readonly string[], edges: string): string {
  const statements = nodes.map((node) => {
    const [id, label] = [node.slice(0, node.indexOf(":")), node.slice(node.indexOf(":") + 1).trim()];
    return `  "${id}" [label="${label}"]`;
  });
  return `digraph ${name} {\n${statements.join("\n")}\n  ${edges}\n}\n`;
}

/** Throws where the diagram does not compile; the last digraph is the model. */
export function graphOf(text: string, options: Readonly<Record<string, number>> = {}, compileOptions: CompileOptions = {}): Graph {
  const { models, diagnostics } = compile([{ path: "t.dot", text }], compileOptions);
  const program = models.at(-1)?.program;
  if (program === undefined) throw new Error(diagnostics.map(({ rule, message }) => `${rule}: ${message.en}`).join("\n"));
  return describeProgram(program, options);
}

/** `path = operation(inputs) shape`, with n for what is bound at run. */
export function showGraph(graph: Graph): readonly string[] {
  const paths = new Map([...graph.inputs.map(({ value, name }) => [value, name] as const), ...graph.nodes.map(({ value, path }) => [value, path] as const)]);
  return graph.nodes.map(({ path, operation, inputs, type }) =>
    `${path} = ${operation.name}(${inputs.map((input) => paths.get(input)).join(", ")}) ${type.shape.map((size) => (Number.isNaN(size) ? "n" : size)).join("x")}`);
}

/** The rules of what is reported, in order. */
export function rulesOf(text: string, options: CompileOptions = {}): readonly string[] {
  return compile([{ path: "t.dot", text }], options).diagnostics.map(({ severity, rule }) => `${severity} ${rule}`);
}
