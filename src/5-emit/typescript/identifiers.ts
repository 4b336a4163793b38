/** Names of the user's -> identifiers of generated code: valid, stable, distinct, harmless. The only way from one to the other. */

/** Words that JavaScript or TypeScript keep for themselves, and globals that a name must not hide. */
const reservedWords = `
  arguments any as asserts async await boolean break case catch class const constructor continue debugger declare default delete do
  else enum eval export extends false finally for from function get globalThis if implements import in Infinity instanceof interface
  is keyof let module NaN namespace never new null number object of package private Promise protected public readonly require return
  set static string super switch symbol this throw true try type typeof undefined unique unknown var void while with yield Math Object String
  __proto__ hasOwnProperty prototype
`.trim().split(/\s+/);

/** Gives identifiers within one scope. The same names in the same order get the same identifiers. */
export class Identifiers {
  private readonly taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.taken = new Set([...reservedWords, ...taken]);
  }

  /** A fresh identifier that looks like the name. */
  add(name: string): string {
    const stem = toIdentifier(name);
    let identifier = stem;
    for (let number = 2; this.taken.has(identifier); number++) identifier = `${stem}_${number}`;
    this.taken.add(identifier);
    return identifier;
  }
}

/** Characters that identifiers cannot carry become `_`. */
function toIdentifier(name: string): string {
  const allowed = name.replace(/[^\p{ID_Continue}$]/gu, "_");
  const started = /^[\p{ID_Start}$_]/u.test(allowed) ? allowed : `_${allowed}`;
  return started.length > 200 ? started.slice(0, 200) : started;
}

/** `resNet18ConvBlock` */
export function functionName(digraph: string): string {
  const identifier = toIdentifier(digraph);
  return identifier.replace(/^\p{Lu}+(?=\p{Lu}\p{Ll}|$)|^\p{Lu}/u, (capitals) => capitals.toLowerCase());
}

/** `ResNet18`, also of `resnet-18` (`Resnet18`). */
export function typeName(digraph: string): string {
  const words = digraph.split(/[^\p{ID_Continue}$]+/u).filter((word) => word !== "");
  const joined = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join("");
  return toIdentifier(joined === "" ? "Model" : joined);
}

/** A property name: bare where it is an identifier, a quoted string otherwise (`"__proto__"` must be computed). */
export function propertyKey(name: string): string {
  if (name === "__proto__") return `["__proto__"]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : stringLiteral(name);
}

/** Harmless in source text: no quote, line end, separator or surrogate of the user's stands bare in it. */
export function stringLiteral(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Within a line comment: no line end of any kind. */
export function commentText(text: string): string {
  return stringLiteral(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("\\\\", "\\");
}
