// Compiles bin/ and src/, bundles the command and makes it executable, bundles the runtime for modules that stand alone, and
// puts all of it in place of dist/ at once, so that nobody meets a half of it. Does nothing where the compiler is not installed:
// an installed package carries its dist/ already.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const tsc = `${root}node_modules/typescript/bin/tsc`;
if (!existsSync(tsc)) process.exit(existsSync(`${root}dist/bin/dot2model.js`) ? 0 : 1);

const built = `${root}.cache/build-${process.pid}`;
try {
  const { status } = spawnSync(process.execPath, [tsc, "-p", `${root}tsconfig.build.json`, "--outDir", built], { stdio: "inherit" });
  if (status !== 0) process.exitCode = status ?? 1;
  else {
    const { bundleCommand } = await import("./bundle-command.mjs");
    await bundleCommand(built);
    chmodSync(`${built}/bin/dot2model.js`, 0o755);
    const { bundleRuntime } = await import("./bundle-runtime.mjs");
    await bundleRuntime(built);
    replaceDist();
  }
} finally {
  rmSync(built, { recursive: true, force: true });
}

function replaceDist() {
  mkdirSync(`${root}.cache`, { recursive: true });
  const old = `${built}-old`;
  if (existsSync(`${root}dist`)) renameSync(`${root}dist`, old);
  renameSync(built, `${root}dist`);
  rmSync(old, { recursive: true, force: true });
}
