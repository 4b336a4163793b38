/** An exception as the user sees it: its message on standard error, never a stack trace unless DEBUG asks for it. */
import { Chalk } from "chalk";
import { printable } from "../diagnostics/printable.ts";
import { exitCodes, explainError, type ExitCode } from "./exit-code.ts";
import { hasColor, type Host } from "./host.ts";

export function sayError(error: unknown, host: Host): ExitCode {
  const { exitCode, message } = host.signal.aborted ? { exitCode: exitCodes.interrupted, message: "Interrupted." } : explainError(error);
  const { red } = new Chalk({ level: hasColor(host, host.stderr) ? 1 : 0 });
  const trace = (host.env["DEBUG"] ?? "") !== "" && error instanceof Error ? `${error.stack}\n` : "";
  host.stderr.write(`${red("dot2model:")} ${printable(message)}\n${printable(trace)}`);
  return exitCode;
}
