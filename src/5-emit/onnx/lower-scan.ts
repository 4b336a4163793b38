/**
 * A scan as ONNX's Scan, its step as the graph in it: the batch comes first in both, the steps are axis 1. And the zeros that
 * states start from, of the batch that arrives, since an ONNX model's inputs cannot be left out.
 */
import type { Graph, GraphNode } from "../../runtime/graph.ts";
import { STEP_AXIS } from "../../runtime/scan-types.ts";
import type { Lowering } from "./lower-graph.ts";
import type { OnnxOperator } from "./onnx-messages.ts";

export function lowerScan(node: GraphNode, lowering: Lowering, lowerNode: (node: GraphNode, lowering: Lowering) => void): void {
  const { valueNames, types, names } = lowering;
  const { path, value, body } = node;
  const { sequences, states, nodes, output } = body!;
  const nameOf = (index: number) => valueNames.get(index)!;
  const nameNew = (index: number, wanted: string): string => {
    if (!valueNames.has(index)) valueNames.set(index, names.take(wanted));
    return nameOf(index);
  };
  const steps: OnnxOperator[] = [];
  const inputs = [
    ...states.map(({ name, before }) => ({ name: nameNew(before, `${path}.${name}.before`), ...types[before]! })),
    ...sequences.map(({ all, each }) => ({ name: nameNew(each, `${nameOf(all)}.each`), ...types[each]! })),
  ];
  for (const inner of nodes) lowerNode(inner, { ...lowering, nodes: steps });
  // Each is a value of the step's own, and none is two: what comes in, or is used twice, is copied.
  const outputs = [...states.map(({ name, after }) => [`${path}.${name}.after`, after] as const), [`${path}.output`, output] as const].map(([wanted, index]) => {
    const name = names.take(wanted);
    steps.push({ name, opType: "Identity", inputs: [nameOf(index)], outputs: [name] });
    return { name, ...types[index]! };
  });
  lowering.nodes.push({
    name: names.take(path),
    opType: "Scan",
    inputs: [...states.map(({ first }) => nameOf(first)), ...sequences.map(({ all }) => nameOf(all))],
    outputs: [...states.map(({ name, last }) => nameNew(last, `${path}.${name}`)), nameNew(value, path)],
    attributes: {
      body: { graph: { name: path, nodes: steps, initializers: [], inputs, outputs } },
      num_scan_inputs: sequences.length,
      scan_input_axes: sequences.map(() => STEP_AXIS),
      scan_output_axes: [STEP_AXIS],
    },
  });
}

/** The states that start at zeros: their inputs' values are made here where another input tells every size. Gives those. */
export function lowerZeros({ inputs }: Graph, { valueNames, names, nodes, initializers }: Lowering): ReadonlySet<number> {
  const given = inputs.filter((input) => input.default === undefined);
  const made = new Set<number>();
  for (const { name, shape, value } of inputs.filter((input) => input.default === "zeros")) {
    const sizes = shape.map((size) => {
      const source = given.find((input) => input.shape.includes(size));
      return typeof size === "number" ? size : source && { input: valueNames.get(source.value)!, axis: source.shape.indexOf(size) };
    });
    if (sizes.some((size) => size === undefined || size === -1)) continue;
    const parts = sizes.map((size, axis): string => {
      const part = names.take(`${name}.size${axis}`);
      if (typeof size === "number") initializers.push({ name: part, element: "int64", shape: [1], data: new Uint8Array(BigInt64Array.of(BigInt(size)).buffer) });
      else nodes.push({ name: part, opType: "Shape", inputs: [size!.input], outputs: [part], attributes: { start: size!.axis, end: size!.axis + 1 } });
      return part;
    });
    const whole = names.take(`${name}.shape`);
    const zeros = names.take(`${name}.zeros`);
    nodes.push({ name: whole, opType: "Concat", inputs: parts, outputs: [whole], attributes: { axis: 0 } });
    nodes.push({ name: zeros, opType: "ConstantOfShape", inputs: [whole], outputs: [zeros] });
    valueNames.set(value, zeros);
    made.add(value);
  }
  return made;
}
