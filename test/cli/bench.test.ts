import { expect, test } from "vitest";
import { graph, Workspace } from "./command.ts";

const net = `digraph Net {
  inp  [label="Input [BatchSize, C=3, H=8, W=8]"]
  conv [label="Conv2D [K=3, P=1, In=3, Out=4]"]
  relu [label="Relu"]
  oup  [label="Output [BatchSize, 4, 8, 8]"]
  inp -> conv -> relu -> oup
}
`;

test("--json gives the figures of one model in one line", async () => {
  const workspace = new Workspace({ "net.dot": net });
  const { code, stdout, stderr } = await workspace.run(["bench", "net.dot", "--batch", "2", "--threads", "1", "--runs", "4", "--json"]);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout.split("\n")).toHaveLength(2);
  const figures = JSON.parse(stdout) as Readonly<Record<string, number>>;
  expect(Object.keys(figures)).toEqual(["model", "threads", "batch", "runs", "minMs", "medianMs", "loadMs", "peakMemoryBytes"]);
  expect(figures).toMatchObject({ model: "Net", threads: 1, batch: 2, runs: 4 });
  const { minMs, medianMs, loadMs, peakMemoryBytes } = figures as Record<"minMs" | "medianMs" | "loadMs" | "peakMemoryBytes", number>;
  expect(minMs).toBeGreaterThan(0);
  expect(medianMs).toBeGreaterThanOrEqual(minMs);
  expect(loadMs).toBeGreaterThan(0);
  expect(peakMemoryBytes).toBeGreaterThan(2 ** 20);
});

test("for people it prints the steps with their algorithms, and the figures below", async () => {
  const large = net.replace("H=8, W=8", "H=512, W=512").replace("4, 8, 8", "4, 512, 512");
  const workspace = new Workspace({ "net.dot": large });
  const { code, stdout } = await workspace.run(["bench", "net.dot", "--threads", "2", "--runs", "1"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Net, batch 1, 2 threads\n─+\nstep +operation +algorithm +output shape/);
  expect(stdout).toMatch(/^conv +conv2d\S* +\S[\S ]* +\(1, 4, 512, 512\) +28,311,552 +\d+\.\d{3} +\S+ % +\S+$/m);
  expect(stdout).toMatch(/^fastest run +\S+ ms of 1, \S+ GFLOP\/s\nmedian run +\S+ ms\nload to first result +\S+ ms\npeak memory +[\d,]+ \(\S+ MiB\)\n$/m);
});

test("says where a model is too small for the threads asked for", async () => {
  const workspace = new Workspace({ "net.dot": net });
  const { stdout } = await workspace.run(["bench", "net.dot", "--threads", "2", "--runs", "1"]);
  expect(stdout).toMatch(/^Net, batch 1, 1 thread\n/);
  expect(stdout).toContain("Runs on 1 thread instead of 2: ");
});

test("weights come from a file, which must fit", async () => {
  const workspace = new Workspace({ "net.dot": net, "mlp.dot": graph("mlp.dot") });
  await workspace.run(["run", "net.dot", "--save-weights", "net.safetensors"]);
  expect((await workspace.run(["bench", "net.dot", "--runs", "1", "--weights", "net.safetensors"])).code).toBe(0);
  await workspace.run(["run", "mlp.dot", "--save-weights", "mlp.safetensors"]);
  const { code, stdout, stderr } = await workspace.run(["bench", "net.dot", "--weights", "mlp.safetensors"]);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("conv.weight");
});

test("a model over time is measured at the length that --dim gives", async () => {
  const workspace = new Workspace({ "tagger.dot": graph("sequence_tagger.dot"), "lstm_cell.dot": graph("lstm_cell.dot") });
  const argv = ["bench", "tagger.dot", "--set", "NTag=9", "--batch", "2", "--dim", "SeqLen=5", "--threads", "1", "--runs", "1"];
  const { code, stdout } = await workspace.run(argv);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^SequenceTagger, batch 2, SeqLen 5, 1 thread\n/);
  expect(stdout).toMatch(/^softmax .*\(2, 5, 9\)/m);
  expect(JSON.parse((await workspace.run([...argv, "--json"])).stdout)).toMatchObject({ batch: 2, dimensions: { SeqLen: 5 } });
});

test("a size that no run binds is refused", async () => {
  const workspace = new Workspace({ "net.dot": net });
  expect(await workspace.run(["bench", "net.dot", "--dim", "SeqLen=5"])).toMatchObject({ code: 2, stderr: 'dot2model: Net has no size "SeqLen" that a run binds.\n' });
  expect((await workspace.run(["bench", "net.dot", "--dim", "Foo=5"])).stderr).toBe('dot2model: Net has no size "Foo" that a run binds. Sizes of the diagram are given with --set.\n');
});
