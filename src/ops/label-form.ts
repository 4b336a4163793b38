/** How a diagram's labels write an operation: data alone, read by 2-interpret and 4-infer, never by the runtime. */
import type { AttributeKind } from "./operation.ts";

export interface LabelForm {
  /** What a label may call it, Chinese words among them; case is ignored. Messages use the first. */
  readonly words: readonly string[];
  /** The sign that means it where it stands alone: `+`. */
  readonly operator?: string;
  /** What expressions call it, where it is a function of one tensor: `σ`; case is ignored. */
  readonly functions?: readonly string[];
  /** By the key's spelling in messages (`K`, `In`); case is ignored when reading. */
  readonly keys: Readonly<Record<string, KeySpec>>;
  /** The keys that positional arguments bind, one row for each number of them: `[["Out"], ["In", "Out"]]`. A key of
   * kind `shape` stands alone in its row and takes any number. */
  readonly positional: readonly (readonly string[])[];
  /** Keys in the order of PyTorch's constructor, where that takes more positions: offered to who writes it so. */
  readonly torchOrder?: readonly string[];
  /** The key that a count after the word binds (`UpSample x2`); without it a count repeats the layer. */
  readonly count?: string;
  /** The sign that is probably meant where several tensors arrive at a layer of one. */
  readonly joinedBy?: string;
  /** Takes tensors with a batch alone. */
  readonly batched?: true;
  /** The attributes that are the axes of its `weight`, where an expression may share it: `Embedding.w`. */
  readonly weight?: readonly string[];
  /** What it does to the names of axes: "spatial" ends in (N, C, H, W), "plain" has none, "same" keeps the first input's. */
  readonly axes: "spatial" | "plain" | "same";
  /** Words that take fewer ranks than the operation does, with those that they take: `BatchNorm2D`. */
  readonly ranks?: Readonly<Record<string, readonly number[]>>;
  /** The part that it plays in a network, for rules about how networks are built; one of its own has none. */
  readonly role?: Role;
}

/**
 * "weighted" sums what arrives with learned weights, a layer that depths count; "activation" bends each element;
 * "distribution" makes parts of a whole; "normalization" takes the mean away; "regularization" acts in training alone;
 * "resampling" gives one value for some neighbours, or some for one; "view" orders the same elements anew.
 */
export type Role = "weighted" | "activation" | "distribution" | "normalization" | "regularization" | "resampling" | "view";

export interface KeySpec {
  /** The attribute of the operation that the key's value becomes. */
  readonly attribute: string;
  readonly kind: AttributeKind;
  /** What other libraries call it, in lower case: offered to who writes it so. One that begins with the key needs no mention. */
  readonly elsewhere?: readonly string[];
  /** Taken where the label is silent: a value, or another key's. Without any of these three the key is required. */
  readonly default?: number | boolean;
  readonly sameAs?: string;
  /** Taken from the tensor that arrives: the size of its channel or last axis, or the channel axis's number, or
   * that of the classes (channels where there are spatial axes, else the last), or of the first axis after the batch. */
  readonly arriving?: "channels" | "features" | "channelAxis" | "classAxis" | "firstAxis";
  /** A required size that a claim further on may decide. */
  readonly solved?: true;
}
