/**
 * A process that runs one model on one engine, at its parent's word. Started with the settings as JSON; says when the first
 * result is there, then answers each `{ milliseconds }` with the times of as many runs as fill them, one at least.
 */
const { engine, ...settings } = JSON.parse(process.argv[2]);
const { prepare } = await import(`./engines/${engine}.mjs`);

/** The same numbers in every process, between -1 and 1. */
function inputOf(shape) {
  let state = 1;
  return Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

try {
  const create = await prepare(settings, inputOf);
  const start = performance.now();
  const { run, notes } = await create();
  const result = await run();
  const loadMs = performance.now() - start;
  process.send({ loadMs, peakMemory: process.resourceUsage().maxRSS * 1024, result: Array.from(result.slice(0, 100)), notes: await notes?.() ?? [] });
  process.on("message", async ({ milliseconds }) => {
    const times = [];
    const begin = performance.now();
    do {
      const before = performance.now();
      await run();
      times.push(performance.now() - before);
    } while (performance.now() - begin < milliseconds);
    process.send({ times, peakMemory: process.resourceUsage().maxRSS * 1024 });
  });
} catch (error) {
  process.send({ failure: String(error?.message ?? error).split("\n")[0] });
  process.disconnect();
}
