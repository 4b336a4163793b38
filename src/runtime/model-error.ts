/** The error that the runtime throws for what its user can put right: an option, an input, a file of weights. */
export class ModelError extends Error {
  override readonly name = "ModelError";
}

const LONGEST = 80;

/** A name from outside as messages show it: in quotes, control characters escaped, clipped. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name);
}

/** `(2, 3, ?)`: a shape as messages show it; NaN is a size that is bound at run, a name stands for itself. */
export function shapeText(shape: readonly (number | string)[]): string {
  return `(${shape.map((dimension) => (Number.isNaN(dimension) ? "?" : dimension)).join(", ")})`;
}
