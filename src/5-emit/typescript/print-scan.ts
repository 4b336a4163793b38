/** A cell along the time axis as source text: a call of `nn.scan`, in which the cell is called for one step. */
import type { Call, Scan } from "../../ir/program.ts";
import { propertyKey } from "./identifiers.ts";
import { printProperty, printSize, type Names } from "./print-size.ts";

/** The net and id that the scan is recorded under, and the cell's function, as source text. */
interface ScanPlace {
  readonly net: string;
  readonly id: string;
  readonly cell: string;
}

export function printScan({ inputs, sizes }: Call, scan: Scan, { net, id, cell }: ScanPlace, names: Names): string {
  const given = scan.inputs.filter((input) => input.kind === "sequence" || input.given);
  const valueOf = (input: Scan["inputs"][number]) => names.value(inputs[given.indexOf(input)]!);
  const states = scan.inputs.filter((input) => input.kind === "state");
  const sequences = scan.inputs.flatMap((input) => (input.kind === "sequence" ? [printProperty(input.input, valueOf(input))] : []));
  const starts = states.map((state) => printProperty(state.name, state.given ? valueOf(state) : `[${state.shape.map((size) => printSize(size, names)).join(", ")}]`));
  const parts = scan.inputs.map((input) => (input.kind === "sequence" ? member(names.step, input.input) : member(names.states, input.name)));
  const last = sizes.length === 0 ? [] : [`{ ${sizes.map(({ name, value }) => printProperty(name, printSize(value, names))).join(", ")} }`];
  const isAlone = states.every(({ next }) => next === scan.output);
  const made = (output: string) => (isAlone ? names.made : member(names.made, output));
  const nexts = states.map(({ name, next }) => printProperty(name, made(next)));
  return [
    `nn.scan(${net}, ${id}, { ${sequences.join(", ")} }, { ${starts.join(", ")} }, (net, ${names.step}, ${names.states}) => {`,
    `  const ${names.made} = ${cell}(${["net", ...parts, ...last].join(", ")});`,
    `  return { output: ${made(scan.output)}, states: { ${nexts.join(", ")} } };`,
    "})",
  ].join("\n");
}

function member(object: string, name: string): string {
  const key = propertyKey(name);
  return key.startsWith("[") ? `${object}${key}` : key.startsWith('"') ? `${object}[${key}]` : `${object}.${key}`;
}
