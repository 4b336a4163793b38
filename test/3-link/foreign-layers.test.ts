/** What is said of layers that dot2model does not have must be true: their formulas compute them. */
import { expect, test } from "vitest";
import { foreignLayer, foreignLayers } from "../../src/3-link/foreign-layers.ts";
import { npyHeader, readNpy } from "../../src/cli/npy.ts";
import { Workspace } from "../cli/command.ts";

const softplus = (x: number) => Math.log(1 + Math.exp(x));
const hardSigmoid = (x: number) => Math.min(Math.max(x + 3, 0), 6) / 6;

const expected: Readonly<Record<string, (x: number) => number>> = {
  LeakyReLU: (x) => (x < 0 ? 0.01 * x : x),
  SiLU: (x) => x / (1 + Math.exp(-x)),
  ReLU6: (x) => Math.min(Math.max(x, 0), 6),
  HardSwish: (x) => x * hardSigmoid(x),
  "Hard sigmoid": hardSigmoid,
  ELU: (x) => (x < 0 ? Math.exp(x) - 1 : x),
  Softplus: softplus,
  Mish: (x) => x * Math.tanh(softplus(x)),
};

test.each(Object.entries(expected))("%s is its formula", async (word, of) => {
  const x = Float32Array.of(-8, -6, -3, -1, 0, 0.5, 3, 6.5, 8);
  const diagram = `digraph Net { x [label="Input [BatchSize, 9]"] act [label="${foreignLayer(word)!.formula}"] y [label="Output [BatchSize, 9]"] x -> act -> y }`;
  const workspace = new Workspace({ "net.dot": diagram, "x.npy": Buffer.concat([npyHeader("float32", [1, 9]), Buffer.from(x.buffer)]) });
  expect((await workspace.run(["run", "net.dot", "--input", "x.npy", "--output", "y.npy"])).stderr).toBe("wrote y.npy\n");
  const y = readNpy(workspace.bytes("y.npy"), "float32").data;
  x.forEach((value, index) => expect(y[index]).toBeCloseTo(of(value), 5));
});

test("each of them has something to draw instead", () => {
  for (const { formula, instead } of foreignLayers) expect(formula ?? instead?.en).toBeTruthy();
  expect(foreignLayer("lstm_2")).toBe(foreignLayer("LSTM"));
  expect(foreignLayer("Relu")).toBeUndefined();
});
