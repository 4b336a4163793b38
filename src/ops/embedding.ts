/**
 * embedding: y[..., j] = w[x[...], j]: the row of the weight that each whole number names, from 0
 * Layout: any rank, int32, every number less than the vocabulary. Weight: (vocabulary, width).
 * Shape: the input's and the width. Source: torch.nn.Embedding.
 */
import { numberOf, size } from "./attributes.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { sameOverSteps } from "./over-steps.ts";

export const embedding = {
  name: "embedding",
  arity: 1,
  attributes: {
    numEmbeddings: { kind: "size" },
    embeddingDim: { kind: "size" },
  },
  shape(algebra, inputs, attributes) {
    const { element, shape } = inputs[0]!;
    if (element !== "int32") return { failure: { kind: "element", input: 0, expected: "int32", found: element } };
    return { type: { element: "float32", shape: [...shape, size(algebra, attributes, "embeddingDim")] } };
  },
  overSteps: sameOverSteps,
  parameters(attributes) {
    const shape = [numberOf(attributes, "numEmbeddings"), numberOf(attributes, "embeddingDim")];
    return [{ name: "weight", shape, initialization: { kind: "normal" } }];
  },
} satisfies Operation;

export const embeddingLabel: LabelForm = {
  words: ["Embedding", "Embed", "Word embedding", "Token embedding", "嵌入", "嵌入层", "词嵌入", "词嵌入层", "词向量"],
  keys: {
    Vocabulary: { attribute: "numEmbeddings", kind: "size", elsewhere: ["num_embeddings", "input_dim", "vocab_size"] },
    Width: { attribute: "embeddingDim", kind: "size", elsewhere: ["embedding_dim", "output_dim", "dim"], solved: true },
  },
  positional: [["Vocabulary"], ["Vocabulary", "Width"]],
  weight: ["numEmbeddings", "embeddingDim"],
  axes: "plain",
};

export const embeddingOnnx: OnnxForm = ({ inputs, output, parameter }) =>
  [{ opType: "Gather", inputs: [parameter("weight"), ...inputs], output, attributes: { axis: 0 } }];
