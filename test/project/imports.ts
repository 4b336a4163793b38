/** What the files of src/ and bin/ import, read off their text. */
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";

const root = new URL("../../", import.meta.url);

export interface SourceText {
  /** From the project's root: `src/ir/label.ts`. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  readonly from: string;
  /** A path from the project's root, or a package or built-in module. */
  readonly to: string;
  readonly isLocal: boolean;
  /** Gone once types are stripped. */
  readonly typesOnly: boolean;
}

export const sources: readonly SourceText[] = ["bin", "src"].flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
    .map((file) => posix.join(folder, file.replaceAll("\\", "/")))
    .filter((path) => path.endsWith(".ts"))
    .map((path) => ({ path, text: readFileSync(new URL(path, root), "utf8") })));

const statement = /^(?:import|export)\s+(type\s)?\s*([^"';]*?)\s*from\s*"([^"]+)"|^import\s*()()"([^"]+)"|(?<!typeof )\bimport\(\s*()()"([^"]+)"/gm;

export const imports: readonly Import[] = sources.flatMap(({ path, text }) => {
  const code = text.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, "");
  return [...code.matchAll(statement)].map(([, type, names, ...rest]) => {
    const target = rest.findLast((part) => part !== undefined && part !== "")!;
    const isLocal = target.startsWith(".");
    return { from: path, to: isLocal ? posix.join(posix.dirname(path), target) : target, isLocal, typesOnly: type !== undefined || isAllTypes(names ?? "") };
  });
});

/** `{ type A, type B }` */
function isAllTypes(names: string): boolean {
  const inBraces = /^\{([^}]*)\}$/.exec(names)?.[1]?.split(",").map((name) => name.trim()).filter((name) => name !== "") ?? [];
  return inBraces.length > 0 && inBraces.every((name) => name.startsWith("type "));
}
