/** The worked example of docs/adding-an-operation.md is taken at its word: its two files are imported and used. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { operations, type OperationEntry } from "../../src/ops/index.ts";
import type { LabelForm } from "../../src/ops/label-form.ts";
import type { OnnxForm } from "../../src/ops/onnx-form.ts";
import type { Operation } from "../../src/ops/operation.ts";
import type { Kernel } from "../../src/runtime/reference/kernel.ts";
import { fileOf, generatedFiles } from "../../scripts/generated-files.mjs";

const root = new URL("../../", import.meta.url);
const folder = new URL(".cache/docs-operation/", root);
const page = readFileSync(new URL("docs/adding-an-operation.md", root), "utf8");

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The fence that is marked with the path, as a module whose imports lead to the project's files. */
async function importFence(path: string): Promise<Readonly<Record<string, unknown>>> {
  const source = page.split(`\`\`\`ts ${path}\n`)[1]!.split("\n```")[0]!;
  const absolute = source.replace(/from "(\.[^"]+)"/g, (_, relative: string) => `from ${JSON.stringify(new URL(relative, new URL(path, root)).pathname)}`);
  mkdirSync(folder, { recursive: true });
  const file = new URL(path.replaceAll("/", "-"), folder);
  writeFileSync(file, absolute);
  return await import(/* @vite-ignore */ file.pathname) as Readonly<Record<string, unknown>>;
}

test("the operation's file has what the list takes, and the docs' row is made of it", async () => {
  const made = await importFence("src/ops/leaky-relu.ts");
  const entry: OperationEntry = { operation: made["leakyRelu"] as Operation, label: made["leakyReluLabel"] as LabelForm, onnx: made["leakyReluOnnx"] as OnnxForm };
  expect(operations.map(({ operation }) => operation.name)).not.toContain(entry.operation.name);
  expect(fileOf(entry.operation.name)).toBe("leaky-relu.ts");
  const row = generatedFiles([entry], () => page).get("docs/operations.md")!.split("\n").at(-2);
  expect(row).toBe("| `leakyRelu` | `LeakyRelu`, `Leaky relu` | `Slope` (positional, default 0.01) | `torch.nn.LeakyReLU` | `LeakyRelu` |");
});

test("the kernel computes the formula", async () => {
  const { leakyRelu } = await importFence("src/runtime/reference/leaky-relu.ts") as { readonly leakyRelu: Kernel };
  const run = (attributes: Readonly<Record<string, number>>) => {
    const output = { data: new Float32Array(4), shape: [4] };
    leakyRelu({ inputs: [{ data: Float32Array.of(-2, 0, 3, NaN), shape: [4] }], output, attributes, parameters: {}, scratch: () => new Float64Array() });
    return [...output.data];
  };
  expect(run({ slope: 0.5 })).toEqual([-1, 0, 3, NaN]);
  expect(run({})).toEqual([Math.fround(-0.02), 0, 3, NaN]);
});
