/** A program -> the `create…` of its module: emitted as JavaScript into a temporary folder, and imported from there. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { emitModule } from "../5-emit/typescript/emit-typescript.ts";
import type { Program } from "../ir/program.ts";
import type { CreateOptions } from "../runtime/create-options.ts";
import type { Model } from "../runtime/model.ts";
import type { Host } from "./host.ts";

export type CreateModel = (options: CreateOptions & Readonly<Record<string, unknown>>) => Promise<Model<string, string>>;

export async function importProgram(program: Program, { fs, temporaryFolder, runtime, version }: Host): Promise<CreateModel> {
  const folder = await fs.promises.mkdtemp(path.join(temporaryFolder, "dot2model-"));
  try {
    const file = path.join(folder, "model.mjs");
    await fs.promises.writeFile(file, emitModule(program, { version, runtime, types: false }));
    const module = await import(/* @vite-ignore */ pathToFileURL(file).href) as Readonly<Record<string, CreateModel>>;
    const [create] = Object.values(module);
    if (create === undefined) throw new Error("the module exports nothing");
    return create;
  } finally {
    await fs.promises.rm(folder, { recursive: true, force: true });
  }
}
