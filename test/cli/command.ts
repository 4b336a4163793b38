/** Runs the command in this process, in a folder of its own. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { Host } from "../../src/cli/host.ts";
import { main } from "../../src/cli/main.ts";

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Texts by the names of their files. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

const root = new URL("../../", import.meta.url);

export class Workspace {
  readonly folder: string;

  constructor(files: Files = {}) {
    this.folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "dot2model-test-")));
    onTestFinished(() => fs.rmSync(this.folder, { recursive: true, force: true }));
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  write(name: string, content: string | Uint8Array): void {
    const file = path.join(this.folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  }

  read(name: string): string {
    return fs.readFileSync(path.join(this.folder, name), "utf8");
  }

  bytes(name: string): Buffer {
    return fs.readFileSync(path.join(this.folder, name));
  }

  /** All files below the folder, sorted; those of `temporary` are the command's own. */
  list(): readonly string[] {
    return fs.readdirSync(this.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      .map((entry) => path.relative(this.folder, path.join(entry.parentPath, entry.name)).replaceAll("\\", "/")).sort();
  }

  async run(argv: readonly string[], changes: Partial<Host> & { readonly input?: string } = {}): Promise<Outcome> {
    const written = { stdout: "", stderr: "" };
    const { input = "", ...rest } = changes;
    const host: Host = {
      stdin: (async function* () { yield Buffer.from(input); })(),
      stdout: { write: (text) => { written.stdout += text; } },
      stderr: { write: (text) => { written.stderr += text; } },
      env: {},
      cwd: this.folder,
      fs,
      temporaryFolder: this.temporaryFolder(),
      signal: new AbortController().signal,
      memoryBytes: 2 ** 32,
      version: "1.2.3",
      runtime: new URL("src/runtime/index.ts", root).href,
      standaloneFolder: path.join(this.folder, "../no-such-folder"),
      ...rest,
    };
    return { code: await main(argv, host), ...written };
  }

  private temporaryFolder(): string {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dot2model-test-temporary-"));
    onTestFinished(() => {
      const left = fs.readdirSync(folder);
      fs.rmSync(folder, { recursive: true, force: true });
      if (left.length > 0) throw new Error(`The command left ${left.join(", ")} in the temporary folder.`);
    });
    return folder;
  }
}

export function graph(name: string): string {
  return fs.readFileSync(new URL(`graphs/${name}`, root), "utf8");
}

export function fixture(name: string): string {
  return fs.readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");
}

/** A model that compiles, of two layers, open in its input. */
export const small = `digraph Small {
  x [label="input [BatchSize, NFeature]"]
  fc [label="Linear [NFeature, 3]"]
  soft [label="Softmax"]
  y [label="output [BatchSize, 3]"]
  x -> fc -> soft -> y
}
`;

/** One that does not, at line 2. */
export const broken = `digraph Broken {
  x [label="input [BatchSize, 4]"] fc [label="Linera [4, 3]"] y [label="output"]
  x -> fc -> y
}
`;
