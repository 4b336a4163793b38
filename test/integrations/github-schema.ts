/** What GitHub's own parser finds wrong with an action or a workflow: a list of messages with their places. */
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import type { parseAction } from "@actions/workflow-parser/actions/action-parser";
import { build } from "rolldown";

interface Parser {
  readonly NoOperationTraceWriter: typeof NoOperationTraceWriter;
  readonly parseWorkflow: typeof parseWorkflow;
  readonly parseAction: typeof parseAction;
}

const root = new URL("../../", import.meta.url);
const { NoOperationTraceWriter: Trace, parseAction: readAction, parseWorkflow: readWorkflow } = await loadParser();

export function faultsOfAction(content: string): readonly string[] {
  return messages(readAction({ name: "action.yml", content }, new Trace()));
}

export function faultsOfWorkflow(content: string): readonly string[] {
  return messages(readWorkflow({ name: "workflow.yml", content }, new Trace()));
}

function messages({ context }: ReturnType<typeof parseWorkflow>): readonly string[] {
  return context.errors.getErrors().map(({ message }) => message);
}

/** Its modules import JSON as bundlers allow it and Node doesn't. */
async function loadParser(): Promise<Parser> {
  const dist = fileURLToPath(new URL("node_modules/@actions/workflow-parser/dist/", root));
  const entry = `export * from ${JSON.stringify(`${dist}index.js`)}; export { parseAction } from ${JSON.stringify(`${dist}actions/action-parser.js`)};`;
  const plugin = { name: "entry", resolveId: (id: string) => (id === "entry" ? id : undefined), load: (id: string) => (id === "entry" ? entry : undefined) };
  const folder = new URL(`.cache/github-parser-${process.pid}/`, root);
  try {
    const file = fileURLToPath(new URL("parser.mjs", folder));
    await build({ input: "entry", plugins: [plugin], platform: "node", logLevel: "warn", output: { file } });
    return await import(file) as Parser;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
