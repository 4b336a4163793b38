/**
 * The text of all modules, TypeScript and JavaScript with its declarations, under the strictest settings that a
 * program around them may have, and both versions of the compiler that are around. Programs that use them wrongly are
 * refused.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { emitDeclarations, emitModule } from "../../src/index.ts";
import { compileGraph, graphs } from "./graph-models.ts";
import { compileHostile } from "./hostile-names.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const strictest = {
  target: "es2023", module: "nodenext", lib: ["es2023", "dom"], types: [], skipDefaultLibCheck: true, noEmit: true,
  strict: true, erasableSyntaxOnly: true, verbatimModuleSyntax: true, isolatedModules: true, allowImportingTsExtensions: true,
  noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noPropertyAccessFromIndexSignature: true, noImplicitOverride: true,
  noImplicitReturns: true, noFallthroughCasesInSwitch: true, noUnusedLocals: true, noUnusedParameters: true, allowUnreachableCode: false,
  paths: { "dot2model/runtime": ["./runtime/src/runtime/index.d.ts"] },
};
const programs = new Map([
  ...graphs.map((graph) => [graph, compileGraph(graph, { fix: true })] as const),
  ...compileHostile().map((program, index) => [`hostile${index}`, program] as const),
]);
const options = { version: "0.0.0", runtime: "dot2model/runtime" };

/** A program around the modules of a folder. */
const consumer = (folder: string, ending: string) => `
import { createLeNet } from "./${folder}/lenet.${ending}";
import { createDenseBlock, type DenseBlockDims } from "./${folder}/densenet_block.${ending}";
const dims: DenseBlockDims = { LayerW: 5, LayerH: 5, LayerIn: 3, NLayers: 2, BNSize: 4, GrowthRate: 3 };
export async function use(image: Float32Array): Promise<number> {
  const lenet = await createLeNet();
  const { oup } = await lenet.run({ inp: image });
  const block = await createDenseBlock({ ...dims, seed: 1 });
  const results = await block.run({ inp: { data: image, shape: [1, 3, 5, 5] } });
  // @ts-expect-error: no such input
  await lenet.run({ image });
  // @ts-expect-error: no such output
  results.output;
  // @ts-expect-error: sizes are required
  await createDenseBlock({ seed: 1 });
  // @ts-expect-error: NLayers is missing
  await createDenseBlock({ LayerW: 5, LayerH: 5, LayerIn: 3, BNSize: 4, GrowthRate: 3 });
  return oup.shape.length + lenet.parameters.length;
}
`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dot2model-test-"));
  const declarations = { rootDir: root, outDir: "runtime", declaration: true, emitDeclarationOnly: true, typeRoots: [join(root, "node_modules/@types")] };
  const runtime = { extends: join(root, "tsconfig.build.json"), compilerOptions: declarations, include: [], files: [join(root, "src/runtime/index.ts")] };
  writeFileSync(join(folder, "runtime.json"), JSON.stringify(runtime));
  expect(tsc("typescript", ["-p", join(folder, "runtime.json")])).toBe("");
  for (const form of ["ts", "js"]) mkdirSync(join(folder, form));
  for (const [name, program] of programs) {
    writeFileSync(join(folder, `ts/${name}.ts`), emitModule(program, { ...options, types: true }));
    writeFileSync(join(folder, `js/${name}.js`), emitModule(program, { ...options, types: false }));
    writeFileSync(join(folder, `js/${name}.d.ts`), emitDeclarations(program, { ...options, types: true }));
  }
  writeFileSync(join(folder, "use-ts.ts"), consumer("ts", "ts"));
  writeFileSync(join(folder, "use-js.ts"), consumer("js", "js"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: strictest, include: ["*.ts", "ts/*.ts", "js/*.ts"] }));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What the compiler complains of. */
function tsc(version: string, args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(root, "node_modules", version, "bin/tsc"), ...args], { encoding: "utf8" });
  return stdout + stderr + (status === 0 || stdout !== "" ? "" : `exit code ${status}`);
}

test.each([["7", "typescript"], ["5.9", "typescript-5.9"]])("TypeScript %s passes modules, declarations and the programs that import them", (_, version) => {
  expect(tsc(version, ["-p", join(folder, "tsconfig.json")])).toBe("");
});

test.each(graphs)("%s: no `any`", (graph) => {
  const program = programs.get(graph)!;
  expect(emitModule(program, { ...options, types: true })).not.toMatch(/\bany\b/);
  expect(emitDeclarations(program, { ...options, types: true })).not.toMatch(/\bany\b/);
});
