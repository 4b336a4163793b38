/** What generated modules and the programs around them import. Nothing here does anything before it is called. */
export { createModel } from "./create-model.ts";
export type { CreateOptions } from "./create-options.ts";
export { defineModel, describe, type ModelDefinition } from "./describe.ts";
export { count, input, Net, size } from "./net.ts";
export { float32, int32, type InputType } from "./input-type.ts";
export * from "./operations.ts";

export type { Explanation, ExplainedStep, LoadOptions, Model, RunOptions } from "./model.ts";
export type { ModelParameter } from "./model-state.ts";
export type { Tensor, TensorInput } from "./tensor.ts";
export type { ByteSink, ByteSource, WeightSource } from "./weights/byte-source.ts";
export { ModelError } from "./model-error.ts";
export { fillIntegers, fillNormal, fillUniform, randomStream, type RandomStream } from "./random/random.ts";

export { reference } from "./reference/backend.ts";
export { wasm } from "./wasm/backend.ts";
export type { Algorithms, Backend, Plan, PlanRequest, PlanStep, TensorData, Threads } from "./backend.ts";
export type { Dimension, Graph, GraphInput, GraphNode, GraphParameter, Value } from "./graph.ts";
export type { ElementType } from "../ops/operation.ts";
