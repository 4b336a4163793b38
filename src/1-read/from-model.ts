/** A graph that a program built with ts-graphviz -> a text that `readDiagrams` reads, so that models take the road of files. */
import { toDot, type RootGraphModel } from "ts-graphviz";
import type { SourceFile } from "../ir/source.ts";

/** Places in reports about it are those of the printed text, under the name `<model>`. */
export function fromModel(model: RootGraphModel): SourceFile {
  return { path: "<model>", text: toDot(model) };
}
