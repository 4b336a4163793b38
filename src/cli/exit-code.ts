/** How a command ends. The first three are promised to scripts; the last is what shells know of an interruption. */
export const exitCodes = { done: 0, diagram: 1, commandLine: 2, machine: 3, interrupted: 130 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Ends a command with one message, which says what is wrong and what to do. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: ExitCode;

  constructor(fault: "diagram" | "commandLine" | "machine", message: string) {
    super(message);
    this.exitCode = exitCodes[fault];
  }
}

/** What an exception means for the user: the code to end with and the message, which is one line for all but lists. */
export function explainError(error: unknown): { readonly exitCode: ExitCode; readonly message: string } {
  if (!(error instanceof Error)) return internal(String(error));
  if (error instanceof CommandError) return { exitCode: error.exitCode, message: error.message };
  if (isMemoryError(error) || isMemoryError(error.cause)) return { exitCode: exitCodes.machine, message: isMemoryError(error) ? `There is no memory for this: ${error.message}.` : error.message };
  // By name, not by class: the runtime of an emitted module may be another copy.
  if (error.name === "ModelError") return { exitCode: exitCodes.diagram, message: error.message };
  if (error.name === "OptionError") return { exitCode: exitCodes.commandLine, message: error.message };
  if (isSystemError(error)) return { exitCode: exitCodes.machine, message: `${error.path === undefined ? "" : `${error.path}: `}${systemReason(error)}` };
  return internal(error.message);
}

function internal(message: string): { readonly exitCode: ExitCode; readonly message: string } {
  return { exitCode: exitCodes.machine, message: `Internal error: ${message.split("\n", 1)[0]!} (please report this; DEBUG=1 shows where it happened)` };
}

function isMemoryError(error: unknown): boolean {
  return error instanceof Error && error.name === "RangeError" && /allocation failed|array length|out of memory/i.test(error.message);
}

export interface SystemError extends Error {
  readonly code: string;
  readonly path?: string;
}

/** Files too large for a string or a buffer are the machine's as well. */
export function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && "code" in error && typeof error.code === "string" && ("syscall" in error || /^ERR_(FS_|STRING_TOO_LONG)/.test(error.code));
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EACCES: "access is denied",
  EPERM: "access is denied",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is no folder",
  ENOSPC: "the disk is full",
  EROFS: "the disk is read-only",
  ENAMETOOLONG: "its name is too long",
};

export function systemReason({ code, message }: SystemError): string {
  return `${reasons[code] ?? message.split("\n", 1)[0]!} (${code})`;
}
