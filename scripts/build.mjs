// Compiles bin/ and src/ into dist/ and makes the command executable. Does nothing where the compiler is
// not installed: an installed package carries its dist/ already.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const tsc = `${root}node_modules/typescript/bin/tsc`;
if (!existsSync(tsc)) process.exit(existsSync(`${root}dist/bin/dot2model.js`) ? 0 : 1);
rmSync(`${root}dist`, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [tsc, "-p", `${root}tsconfig.build.json`], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);
chmodSync(`${root}dist/bin/dot2model.js`, 0o755);
