/** Reads an object of the caller's by known names: own properties alone, each there but for optional ones, none surplus. */
import { ModelError, quoted } from "./model-error.ts";
import { nearestName } from "./nearest-name.ts";

/** The values in the order of `names`, undefined where an optional one is left out. `kind` is what messages call one of them: `input`. */
export function namedValues(owner: string, kind: string, names: readonly string[], given: unknown, isOptional: (index: number) => boolean = () => false): readonly unknown[] {
  if (typeof given !== "object" || given === null) throw new ModelError(`${owner} takes an object with the ${kind}s ${names.join(", ")}.`);
  const values = given as Readonly<Record<string, unknown>>;
  const found = names.map((name) => (Object.hasOwn(values, name) ? values[name] : undefined));
  const missing = names.filter((_, index) => found[index] === undefined && !isOptional(index));
  const surplus = Object.keys(values).filter((name) => !names.includes(name));
  if (missing.length + surplus.length === 0) return found;
  throw new ModelError(`${owner}: ${[
    ...missing.map((name) => `the ${kind} ${quoted(name)} is missing`),
    ...surplus.map((name) => unknownName(kind, name, missing.length > 0 ? missing : names)),
  ].join("; ")}.`);
}

export function unknownName(kind: string, name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return `there is no ${kind} ${quoted(name)}${nearest === undefined ? "" : `, the nearest is ${quoted(nearest)}`}`;
}
