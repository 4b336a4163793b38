/** How a generated module writes the type of an input: `float32("BatchSize", 3, 224, 224)`. */
import type { ElementType } from "../ops/operation.ts";
import type { Dimension } from "./graph.ts";

export interface InputType {
  readonly element: ElementType;
  /** Strings are run dimensions; `-1` takes any size. */
  readonly shape: readonly Dimension[];
}

export function float32(...shape: readonly Dimension[]): InputType {
  return { element: "float32", shape };
}

export function int32(...shape: readonly Dimension[]): InputType {
  return { element: "int32", shape };
}
