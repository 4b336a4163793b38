/** A compiled program -> the files of one target, in memory: a module, a module with declarations, an ONNX model. */
import path from "node:path";
import { describeProgram } from "../5-emit/describe-program.ts";
import { emitOnnx } from "../5-emit/onnx/emit-onnx.ts";
import { weightBytes } from "../5-emit/summarize-graph.ts";
import { emitDeclarations, emitModule } from "../5-emit/typescript/emit-typescript.ts";
import type { Program } from "../ir/program.ts";
import type { Graph } from "../runtime/graph.ts";
import { allocateState, initializeState, type ModelState } from "../runtime/model-state.ts";
import { loadWeights } from "../runtime/weights/load-weights.ts";
import { CommandError } from "./exit-code.ts";
import { withFile } from "./files.ts";
import type { Host } from "./host.ts";
import { isGeneratedOnnx, isGeneratedText, type OutputFile } from "./output-file.ts";
import { Progress } from "./progress.ts";
import { mebibytes, requireMemory, withWeights } from "./weight-file.ts";

export interface EmitRequest {
  readonly target: "ts" | "js" | "onnx";
  readonly standalone?: true;
  readonly outDir: string;
  readonly weights?: string;
  readonly seed?: number;
}

export const standaloneName = "dot2model-runtime";

/** `name` is that of the files, without an extension. */
export async function emitFiles(program: Program, name: string, request: EmitRequest, host: Host): Promise<readonly OutputFile[]> {
  const { target, standalone, outDir } = request;
  if (target === "onnx") return emitOnnxFiles(program, name, request, host);
  const options = { version: host.version, runtime: standalone ? `./${standaloneName}.js` : "dot2model/runtime" };
  const module = textFile(path.join(outDir, `${name}.${target}`), emitModule(program, { ...options, types: target === "ts" }));
  if (target === "ts") return [module];
  return [module, textFile(path.join(outDir, `${name}.d.ts`), emitDeclarations(program, { ...options, types: true }))];
}

/** The runtime in one file, and its declarations. */
export async function standaloneFiles(outDir: string, host: Host): Promise<readonly OutputFile[]> {
  return Promise.all([`${standaloneName}.js`, `${standaloneName}.d.ts`].map(async (name) => {
    const content = await withFile(path.join(host.standaloneFolder, name), "read", (file) => host.fs.promises.readFile(file, "utf8"), host);
    return textFile(path.join(outDir, name), content);
  }));
}

function textFile(file: string, content: string): OutputFile {
  return { path: file, content, isOurs: isGeneratedText };
}

async function emitOnnxFiles(program: Program, name: string, request: EmitRequest, host: Host): Promise<readonly OutputFile[]> {
  refuseOpenSizes(program, "ONNX states every size", "diagram");
  const graph = describeProgram(program, {});
  const { parameters } = await makeState(graph, request, host);
  const file = path.join(request.outDir, `${name}.onnx`);
  const { model, externalData } = emitOnnx(graph, (parameter) => parameters.get(parameter)!, { producerVersion: host.version, externalDataFile: `${name}.onnx.data` });
  const files: OutputFile[] = [{ path: file, content: model, isOurs: isGeneratedOnnx }];
  if (externalData !== undefined) {
    files.push({ path: path.join(request.outDir, externalData.file), content: externalData.chunks, isOurs: isGeneratedOnnx, markedIn: file });
  }
  return files;
}

/** Sizes that nobody has given a value. */
export function refuseOpenSizes({ name, options }: Program, why: string, fault: "diagram" | "commandLine"): void {
  if (options.length === 0) return;
  const given = options.map((option) => `--set ${option}=…`).join(" ");
  throw new CommandError(fault, `${name} leaves ${options.length === 1 ? "a size" : "sizes"} open, and ${why}. Give ${options.length === 1 ? "it" : "them"} with ${given}`);
}

async function makeState(graph: Graph, { weights, seed = 0 }: EmitRequest, host: Host): Promise<ModelState> {
  requireMemory(weightBytes(graph), `the weights of ${graph.name}`, host);
  const progress = new Progress(host);
  try {
    const state = allocateState(graph, "float32");
    if (weights === undefined) {
      progress.show(`drawing ${mebibytes(weightBytes(graph))} of weights`);
      await initializeState(graph, state, seed, host.signal);
    } else {
      await withWeights(weights, progress, host, (source) => loadWeights(graph.name, source, state, host.signal));
    }
    return state;
  } finally {
    progress.clear();
  }
}
