/** Definitions as generated modules have them, small enough to compute by hand, and backends that show what they are asked. */
import {
  add, batchNorm, conv2d, createModel, defineModel, featureMap, float32, input, linear, reference, relu, reshape, size,
  type Backend, type CreateOptions, type Model, type ModelDefinition, type Net, type PlanRequest, type Value,
} from "../../src/runtime/index.ts";

export interface TinyNetDims { readonly NClass: number }

function convBlock(net: Net, inp: Value, { BlockC }: { BlockC: number }): Value {
  const conv1 = conv2d(net, "conv1", inp, { inChannels: BlockC, outChannels: BlockC, kernel: [3, 3], padding: [1, 1] });
  const bn = batchNorm(net, "bn", conv1, { numFeatures: BlockC });
  const relu1 = relu(net, "relu1", bn);
  return add(net, "add", relu1, inp);
}

/** Convolution, batch norm and a linear layer over (BatchSize, 3, 4, 4). */
export const TinyNet = /* @__PURE__ */ defineModel({
  format: 1, name: "TinyNet", dims: ["NClass"],
  describe(net: Net, { NClass }: TinyNetDims) {
    const inp = input(net, "inp", float32("BatchSize", 3, 4, 4));
    const convblock1 = convBlock(net.scope("convblock1"), inp, { BlockC: size(inp, 1) });
    const reshape1 = reshape(net, "reshape1", convblock1, { shape: ["BatchSize", 3 * 4 * 4] });
    const linear1 = linear(net, "linear1", reshape1, { inFeatures: 48, outFeatures: NClass });
    const oup = featureMap(net, "oup", linear1, { shape: ["BatchSize", NClass] });
    return { oup };
  },
});

export const createTinyNet = (options: TinyNetDims & CreateOptions): Promise<Model<"inp", "oup">> => createModel(TinyNet, options);

/** One linear layer, 2 -> 3. */
const OneLayer = /* @__PURE__ */ defineModel({
  format: 1, name: "OneLayer",
  describe(net: Net) {
    return { y: linear(net, "fc", input(net, "x", float32("BatchSize", 2)), { inFeatures: 2, outFeatures: 3 }) };
  },
});

export const createOneLayer = (options: CreateOptions = {}): Promise<Model<"x", "y">> => createModel(OneLayer, options);

/** The sum of two inputs of one shape. */
const Sum = /* @__PURE__ */ defineModel({
  format: 1, name: "Sum",
  describe(net: Net) {
    const a = input(net, "a", float32("BatchSize", "Length"));
    const b = input(net, "b", float32("BatchSize", "Length"));
    return { sum: add(net, "sum", a, b) };
  },
});

export const createSum = (options: CreateOptions = {}): Promise<Model<"a" | "b", "sum">> => createModel(Sum, options);

/** A definition around a few statements, for what goes wrong in them. */
export function defineWith(statements: (net: Net) => Record<string, Value>): ModelDefinition {
  return defineModel({ format: 1, name: "Broken", describe: statements });
}

/** The reference backend, with a list of what happens to its plans. */
export function observedBackend(): { backend: Backend; events: string[] } {
  const events: string[] = [];
  const backend: Backend = {
    name: "observed",
    async plan(request: PlanRequest) {
      const label = request.graph.inputs.map(({ value }) => request.types[value]!.shape.join("x")).join();
      events.push(`plan ${label}`);
      const plan = await reference.plan(request);
      return {
        ...plan,
        async run(inputs, outputs, signal) {
          events.push(`start ${label}`);
          await new Promise((resolve) => setTimeout(resolve));
          await plan.run(inputs, outputs, signal);
          events.push(`end ${label}`);
        },
        dispose() {
          events.push(`dispose ${label}`);
          plan.dispose();
        },
      };
    },
  };
  return { backend, events };
}
