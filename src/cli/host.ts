/** The machine as the commands see it: the program passes the real one, tests pass theirs. */
import type nodeFs from "node:fs";

export interface Host {
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Results. */
  readonly stdout: Output;
  /** Everything else. */
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that paths are relative to. */
  readonly cwd: string;
  readonly fs: typeof nodeFs;
  /** The folder for files that are gone when a command ends. */
  readonly temporaryFolder: string;
  /** Aborted when the user ends the command. */
  readonly signal: AbortSignal;
  /** Of the whole machine. */
  readonly memoryBytes: number;
  /** Of dot2model. */
  readonly version: string;
  /** The address from which a module that `run` emits imports the runtime. */
  readonly runtime: string;
  /** The folder with the runtime in one file. */
  readonly standaloneFolder: string;
}

export interface Output {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Whether colours go to a stream: FORCE_COLOR first, then NO_COLOR, then whether it is a terminal. */
export function hasColor({ env }: Pick<Host, "env">, output: Output): boolean {
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  return output.isTTY === true && env["TERM"] !== "dumb";
}

/** The columns of a stream; undefined where it is no terminal, or one that does not know them and says 0. */
export function widthOf({ columns }: Output): number | undefined {
  return columns === 0 ? undefined : columns;
}
