/** What generated modules and the programs around them import. Nothing here does anything before it is called. */
export { createModel } from "./create-model.ts";
export type { CreateOptions, StoredWeights } from "./create-options.ts";
export { defineModel, describe, type ModelDefinition } from "./describe.ts";
export { count, input, Net, size } from "./net.ts";
export { float32, int32, type InputType } from "./input-type.ts";
export * from "./operations.ts";
export { parameterOf } from "./parameter-of.ts";
export { randn } from "./randn.ts";
export { lastState, scan, type StepResult } from "./scan.ts";

export type { Explanation, ExplainedStep, LoadOptions, Model, ModelInput, ModelInputs, ModelOutput, RunOptions, StepOptions } from "./model.ts";
export type { ModelParameter } from "./model-state.ts";
export type { Tensor, TensorInput } from "./tensor.ts";
export type { ByteSink, ByteSource, WeightSource } from "./weights/byte-source.ts";
export { ModelError } from "./model-error.ts";
export type { Draws } from "./random/draws.ts";
export { fillIntegers, fillNormal, fillUniform, randomStream, type RandomStream } from "./random/random.ts";

export { reference } from "./reference/backend.ts";
export { wasm, type WasmOptions } from "./wasm/backend.ts";
export type { Algorithms, Backend, MemoryUse, Plan, PlanRequest, PlanStep, StateUpdate, TensorData, Threads } from "./backend.ts";
export type { Dimension, Graph, GraphInput, GraphNode, GraphOutput, GraphParameter, ScanBody, ScanState, Value } from "./graph.ts";
export type { ElementType } from "../ops/operation.ts";
