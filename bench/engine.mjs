/**
 * A process that runs one model on one engine, at its parent's word. Started with the settings as JSON; says when the first
 * result is there, then answers each `{ milliseconds }` with the times of as many runs as fill them, one at least.
 */
const { engine, ...settings } = JSON.parse(process.argv[2]);
const { prepare } = await import(`./engines/${engine}.mjs`);

/** The least vocabulary of the models that are measured. */
const vocabulary = 10_000;

/** What drawing inputs has taken, which is no part of a start. */
let drawMs = 0;

/** The same numbers in every process: floats between -1 and 1, or indices of a vocabulary. */
function inputOf(shape, element) {
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const length = shape.reduce((product, size) => product * size, 1);
  const begin = performance.now();
  const numbers = element === "int32" ? Int32Array.from({ length }, () => next() * vocabulary) : Float32Array.from({ length }, () => 2 * next() - 1);
  drawMs += performance.now() - begin;
  return numbers;
}

try {
  const create = await prepare(settings, inputOf);
  const start = performance.now();
  const { run, notes } = await create();
  const result = await run();
  const loadMs = performance.now() - start - drawMs;
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
