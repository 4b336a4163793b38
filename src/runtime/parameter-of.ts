/** Records another use of a parameter: one storage, however many use it. */
import { parameter } from "../ops/parameter.ts";
import type { GraphNode, GraphParameter, Value } from "./graph.ts";
import { ModelError } from "./model-error.ts";
import { unknownName } from "./named-values.ts";
import { addValue, type Net, type Recording } from "./net.ts";

/** The parameter `name` (PyTorch's own: `weight`) of the layer that gives `layer`, as a tensor. */
export function parameterOf(net: Net, id: string, layer: Value, name: string): Value {
  const { recording } = net;
  const path = net.pathOf(id);
  net.checkValues(path, [layer]);
  const shared = ownParameter(recording, path, layer, name);
  const { shape } = shared.spec;
  const value = addValue(recording, path, { element: "float32", shape });
  recording.nodes.push({
    value: value.index, operation: parameter, path, inputs: [], attributes: { shape }, type: value.type,
    parameters: [{ name: shared.name, spec: { ...shared.spec, name: "" }, shared: true }],
  });
  return value;
}

function ownParameter(recording: Recording, path: string, layer: Value, name: string): GraphParameter {
  const parameters = nodeOf(recording, layer)?.parameters ?? [];
  const found = parameters.find(({ spec }) => spec.name === name);
  if (found !== undefined) return found;
  throw new ModelError(`${recording.model}, ${path}: ${unknownName(`parameter of ${layer.path}`, name, parameters.map(({ spec }) => spec.name))}.`);
}

function nodeOf({ nodes, step }: Recording, layer: Value): GraphNode | undefined {
  return nodes.find(({ value }) => value === layer.index) ?? (step && nodeOf(step.around, layer));
}
