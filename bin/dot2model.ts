#!/usr/bin/env node
import { expectShortRun } from "../src/cli/expect-short-run.ts";
import { main } from "../src/cli/main.ts";
import { nodeHost } from "../src/cli/node-host.ts";

const streams = [process.stdout, process.stderr];
// A reader that has seen enough (`… | head`) ends the command, without a word.
for (const stream of streams) {
  stream.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? process.exitCode : 3));
}
const argv = process.argv.slice(2);
expectShortRun(argv);
process.exitCode = await main(argv, nodeHost());
// When all is written; an end that waits for nothing else saves Node taking its heap down piece by piece.
await Promise.all(streams.map((stream) => new Promise((done) => stream.write("", done))));
process.exit();
