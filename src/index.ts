/** The public API of the compiler: diagrams in, programs, modules and diagnostics out. Touches no file. */
import type { RootGraphModel } from "ts-graphviz";
import { fromModel } from "./1-read/from-model.ts";
import { compile as compileFiles, type CompileOptions, type CompileResult } from "./compile.ts";
import type { SourceFile } from "./ir/source.ts";

/**
 * Compiles every model that the input holds. Text is read as a file `input.dot`; a graph that was built with
 * ts-graphviz is read as the DOT that it prints. Throws an `OptionError` for options that the input does not fit,
 * and for nothing that a diagram can contain.
 */
export function compile(input: string | SourceFile | readonly SourceFile[] | RootGraphModel, options: CompileOptions = {}): CompileResult {
  return compileFiles(toFiles(input), options);
}

function toFiles(input: Parameters<typeof compile>[0]): readonly SourceFile[] {
  if (typeof input === "string") return [{ path: "input.dot", text: input }];
  if (isFiles(input)) return input;
  return ["text" in input ? input : fromModel(input)];
}

function isFiles(input: Exclude<Parameters<typeof compile>[0], string>): input is readonly SourceFile[] {
  return Array.isArray(input);
}

export { OptionError, type CompiledModel, type CompileOptions, type CompileResult } from "./compile.ts";
export type { AppliedFix, Diagnostic, Edit, Fix, Language, Message, Related, Severity } from "./diagnostics/diagnostic.ts";
export type { SourceFile, Span } from "./ir/source.ts";
export type { Program } from "./ir/program.ts";
export { emitDeclarations, emitModule, type EmitOptions } from "./5-emit/typescript/emit-typescript.ts";
export { describeProgram } from "./5-emit/describe-program.ts";
export { emitOnnx, type OnnxFile, type OnnxOptions } from "./5-emit/onnx/emit-onnx.ts";
