/**
 * What an operation is, for all who deal with operations: 4-infer reads its label and applies its shape rule to
 * symbolic dimensions, 5-emit prints its attributes and its ONNX form, the runtime applies the same shape rule to
 * numbers and makes its parameters. The files of this folder import types only (and this file), so that a bundle
 * with one operation holds nothing of the others.
 */

export type ElementType = "float32" | "int32";

/** The type of a tensor over dimensions `D`: polynomials in 4-infer, numbers in the runtime. */
export interface TensorType<D> {
  readonly element: ElementType;
  readonly shape: readonly D[];
}

/**
 * Arithmetic of dimensions. `undefined` answers "not known yet": sizes bound at run while describing, names that
 * are bound at create while compiling. A shape rule never fails for what is not known.
 */
export interface Algebra<D> {
  readonly constant: (value: number) => D;
  /** A dimension that is bound at run (`BatchSize`). */
  readonly named: (name: string) => D;
  readonly add: (a: D, b: D) => D;
  readonly subtract: (a: D, b: D) => D;
  readonly multiply: (a: D, b: D) => D;
  /** Rounds down. The divisor is a positive number or not known. */
  readonly floorDivide: (a: D, b: D) => D;
  /** Whether two sizes are equal. 4-infer's instance also solves names that nothing else binds. */
  readonly equal: (a: D, b: D) => boolean | undefined;
  /** The number, where it is known. */
  readonly value: (a: D) => number | undefined;
}

/**
 * Kinds of attribute values. A `size` is a whole number of at least 1, an `extent` of at least 0, a `rate` a number
 * from 0 to 1, an `amount` a finite one of at least 0, a `number` any finite one. An `axis` counts from 0, or from the end
 * where negative, and is always known. `sizes` are one or more of them; a `shape` is a whole tensor's.
 */
export type AttributeKind = "size" | "extent" | "rate" | "amount" | "number" | "flag" | "sizePair" | "extentPair" | "sizes" | "shape" | "axis";

export interface AttributeSpec {
  readonly kind: AttributeKind;
  /** Left out of generated code where equal; a required attribute has none. */
  readonly default?: number | boolean | readonly number[];
  /** May be left out, which no value says. */
  readonly optional?: true;
}

/** Attribute values over dimensions `D`. In a `shape`, a string names a dimension bound at run, `-1` what is left. */
export type AttributeValue<D> = D | boolean | string | readonly (D | string)[];
export type Attributes<D> = Readonly<Record<string, AttributeValue<D>>>;

/** Why a shape rule refuses: data, from which 4-infer makes a placed diagnostic and the runtime an error. */
export type Failure<D> =
  /** The tensor's rank is not among those that the operation takes. */
  | { readonly kind: "rank"; readonly input: number; readonly expected: readonly number[]; readonly found: number }
  /** An attribute states the size of an input's axis, and another size arrives. */
  | { readonly kind: "size"; readonly attribute: string; readonly input: number; readonly axis: number; readonly expected: D; readonly found: D }
  /** Two inputs differ at an axis where they must agree. */
  | { readonly kind: "inputs"; readonly inputs: readonly [number, number]; readonly axes: readonly [number, number]; readonly sizes: readonly [D, D] }
  /** The kernel (dilated) is larger than the padded input. */
  | { readonly kind: "kernel"; readonly axis: number; readonly kernel: D; readonly available: D }
  /** An attribute must divide a size and does not. */
  | { readonly kind: "division"; readonly attribute: string; readonly size: D; readonly divisor: D; readonly of: string }
  /** The padding is more than half of the kernel, so that a window could see nothing but padding. */
  | { readonly kind: "padding"; readonly axis: number; readonly padding: D; readonly kernel: D }
  /** A shape leaves the size at an axis open (`-1`) where another is open already, or where none may be. */
  | { readonly kind: "open"; readonly attribute: string; readonly axis: number }
  /** A shape holds another number of elements than the tensor (batch apart, where both have it). */
  | { readonly kind: "elements"; readonly found: D; readonly wanted: D }
  /** The axis is not one of the tensor's. */
  | { readonly kind: "axis"; readonly axis: number; readonly rank: number }
  /** The element type is not one that the operation takes. */
  | { readonly kind: "element"; readonly input: number; readonly expected: ElementType; readonly found: ElementType };

export type ShapeResult<D> = { readonly type: TensorType<D> } | { readonly failure: Failure<D> };

export interface ParameterSpec {
  /** PyTorch's own name, the last part of the parameter's path: `weight`, `running_mean`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly initialization: Initialization;
  /** Saved and loaded, but not learned (running averages). */
  readonly buffer?: true;
}

/** How a parameter starts; PyTorch's defaults. `uniform` draws from [-bound, bound). */
type Initialization =
  | { readonly kind: "uniform"; readonly bound: number }
  | { readonly kind: "normal" }
  | { readonly kind: "constant"; readonly value: number };

/** Work of one run: `macs` are multiply-accumulates, as torchinfo counts them. */
interface Cost {
  readonly macs: number;
}

/** An input as a scan's step sees it; `stepped` where there is another one for each step. */
export interface StepInput {
  readonly type: TensorType<number>;
  readonly stepped: boolean;
}

export interface Operation {
  /** The field's name in camel case: the same in file, generated code, test and docs. */
  readonly name: string;
  /** How many tensors it takes; "many" is one or more, given as an array. */
  readonly arity: 0 | 1 | 2 | "many";
  /** In the order in which generated code spells them out. */
  readonly attributes: Readonly<Record<string, AttributeSpec>>;
  readonly shape: <D>(algebra: Algebra<D>, inputs: readonly TensorType<D>[], attributes: Attributes<D>) => ShapeResult<D>;
  /** Its parameters, in PyTorch's order; an operation without leaves this out. */
  readonly parameters?: (attributes: Attributes<number>) => readonly ParameterSpec[];
  /** Work for one run at the given numeric types; an operation without multiplications leaves this out. */
  readonly cost?: (inputs: readonly TensorType<number>[], output: TensorType<number>, attributes: Attributes<number>) => Cost;
  /**
   * How one call does the work of all steps of a scan at once: its attributes for inputs that have an axis of steps
   * behind the first one, or undefined where it cannot. An operation that never can leaves this out.
   */
  readonly overSteps?: (inputs: readonly StepInput[], attributes: Attributes<number>) => Attributes<number> | undefined;
  /** In training it draws random numbers, others for each step of a scan; in evaluation its output is its input. */
  readonly draws?: true;
  /** Saved as `num_batches_tracked` (I64 0) beside its buffers, as PyTorch's batch norm has it. */
  readonly countsBatches?: true;
}
