/** What scans, noise and shared parameters record; `run-scan.test.ts` holds what they compute. */
import { describe, expect, test } from "vitest";
import type { Graph } from "../../src/runtime/graph.ts";
import {
  add, describe as describeModel, featureMap, float32, input, lastState, linear, matmul, ModelError, parameter, parameterOf, randn, relu, scan, sigmoid, transpose,
  type Net, type Value,
} from "../../src/runtime/index.ts";
import { defineWith } from "./tiny-models.ts";

const graphOf = (statements: (net: Net) => Record<string, Value>): Graph => describeModel(defineWith(statements), {});

function refusal(statements: (net: Net) => Record<string, Value>): string {
  try {
    graphOf(statements);
  } catch (error) {
    if (error instanceof ModelError) return error.message;
    throw error;
  }
  return "nothing refused";
}

const sequence = (net: Net, width = 3) => input(net, "inp", float32("BatchSize", "SeqLen", width));

/** σ(X[t] @ W + H[t-1] @ U + b), a node for each operation. */
function cell(net: Net, x: Value, H: Value): Value {
  const W = parameter(net, "W", { shape: [3, 4] });
  const claimed = featureMap(net, "X", x, { shape: ["BatchSize", 3] });
  const fromInput = matmul(net, "xw", claimed, W);
  const U = parameter(net, "U", { shape: [4, 4] });
  const fromState = matmul(net, "hu", H, U);
  const b = parameter(net, "b", { shape: [4] });
  return sigmoid(net, "h", add(net, "sum", add(net, "xwb", fromInput, b), fromState));
}

const rnn = (net: Net, x: Value, id = "rnn1", state: Value | readonly (number | string)[] = ["BatchSize", 4]) =>
  scan(net, id, { x }, { H: state }, (step, { x: each }, { H }) => {
    const h = cell(step, each, H);
    return { output: h, states: { H: h } };
  });

describe("a scan", () => {
  test("keeps in its step what depends on the state, and does the rest for all steps or once", () => {
    const { nodes, inputs, outputs, parameters } = graphOf((net) => ({ oup: rnn(net, sequence(net)) }));
    expect(nodes.map(({ path, type }) => [path, type.shape])).toEqual([
      ["rnn1.W", [3, 4]], ["rnn1.X", [NaN, NaN, 3]], ["rnn1.xw", [NaN, NaN, 4]], ["rnn1.U", [4, 4]], ["rnn1.b", [4]], ["rnn1.xwb", [NaN, NaN, 4]], ["rnn1", [NaN, NaN, 4]],
    ]);
    const { body } = nodes.at(-1)!;
    expect(body!.nodes.map(({ path, type }) => [path, type.shape])).toEqual([["rnn1.hu", [NaN, 4]], ["rnn1.sum", [NaN, 4]], ["rnn1.h", [NaN, 4]]]);
    expect(body!.sequences.map(({ all }) => all)).toEqual([nodes.find(({ path }) => path === "rnn1.xwb")!.value]);
    expect(inputs.map(({ name, shape, default: byDefault }) => [name, shape, byDefault])).toEqual([["inp", ["BatchSize", "SeqLen", 3], undefined], ["rnn1.H", ["BatchSize", 4], "zeros"]]);
    expect(outputs.map(({ name, state }) => [name, state])).toEqual([["oup", undefined], ["rnn1.H", true]]);
    expect(parameters.map(({ name }) => name)).toEqual(["rnn1.W", "rnn1.U", "rnn1.b"]);
  });

  test("lists what its steps read of the graph around among its inputs", () => {
    const { nodes } = graphOf((net) => ({ oup: rnn(net, sequence(net)) }));
    const paths = new Map(nodes.map(({ value, path }) => [value, path]));
    expect(nodes.at(-1)!.inputs.map((value) => paths.get(value))).toEqual(["rnn1.xwb", undefined, "rnn1.U"]);
  });

  test("starts a state from a value where the diagram has one", () => {
    const { inputs, outputs } = graphOf((net) => ({ oup: rnn(net, sequence(net), "rnn1", input(net, "h0", float32("BatchSize", 4))) }));
    expect(inputs.map(({ name }) => name)).toEqual(["inp", "h0"]);
    expect(outputs.map(({ name }) => name)).toEqual(["oup", "rnn1.H"]);
  });

  test("in turns of a repeat has the turns' paths", () => {
    const { inputs, parameters } = graphOf((net) => {
      let value = rnn(net, sequence(net));
      for (let i = 0; i < 2; i++) {
        value = scan(net.scope("rest"), String(i), { x: value }, { H: ["BatchSize", 4] }, (step, { x }, { H }) => {
          const h = relu(step, "h", add(step, "sum", linear(step, "fc", x, { inFeatures: 4, outFeatures: 4 }), H));
          return { output: h, states: { H: h } };
        });
      }
      return { oup: value };
    });
    expect(inputs.map(({ name }) => name)).toEqual(["inp", "rnn1.H", "rest.0.H", "rest.1.H"]);
    expect(parameters.map(({ name }) => name).slice(3)).toEqual(["rest.0.fc.weight", "rest.0.fc.bias", "rest.1.fc.weight", "rest.1.fc.bias"]);
  });

  test("gives its last state as a value", () => {
    const { nodes } = graphOf((net) => {
      const first = rnn(net, sequence(net));
      return { oup: rnn(net, sequenceOf(net, "second"), "rnn2", lastState(net, first, "H")), first };
    });
    const [first, second] = nodes.filter(({ body }) => body !== undefined);
    expect(second!.body!.states[0]!.first).toBe(first!.body!.states[0]!.last);
  });

  test("refuses what is no sequence, states that change, and values that leave the step", () => {
    expect(refusal((net) => ({ y: rnn(net, input(net, "x", float32(3))) }))).toBe("Broken, rnn1: x (3) has no axis 1 of steps.");
    expect(refusal((net) => ({ y: scan(net, "s", {}, {}, () => ({ output: undefined as never, states: {} })) }))).toBe("Broken, s: a scan needs a sequence to go over.");
    expect(refusal((net) => ({
      y: scan(net, "s", { a: input(net, "a", float32("N", 2, 3)), b: input(net, "b", float32("N", 5, 3)) }, {}, (_net, { a }) => ({ output: a, states: {} })),
    }))).toBe("Broken, s: axis 1 of a is 2, and that of b is 5; sequences must have equally many steps.");
    expect(refusal((net) => ({ y: rnn(net, sequence(net), "rnn1", ["BatchSize", 1]) }))).toBe(
      "Broken, rnn1.hu: axis 1 of rnn1.H (?, 1) is 1, and axis 0 of rnn1.U (4, 4) is 4; they must be equal.");
    expect(refusal((net) => ({
      y: scan(net, "s", { x: sequence(net) }, { H: ["BatchSize", 4] }, (_net, { x }) => ({ output: x, states: { H: x } })),
    }))).toBe("Broken, s: the state H is float32 (?, 4) before a step and float32 (?, 3) after it; it must stay as it is.");
    expect(refusal((net) => ({
      y: scan(net, "s", { x: sequence(net) }, { H: ["BatchSize", 4] }, (_net, { x }) => ({ output: x, states: {} as never })),
    }))).toBe('Broken, s (its step): the state "H" is missing.');
    let stray: Value | undefined;
    expect(refusal((net) => {
      scan(net, "s", { x: sequence(net) }, {}, (_net, { x }) => ({ output: (stray = x), states: {} }));
      return { y: relu(net, "r", stray!) };
    })).toBe("Broken, r: an input was made by another net, or inside of a scan.");
  });

  test("refuses inputs and scans of its step", () => {
    expect(refusal((net) => ({ y: scan(net, "s", { x: sequence(net) }, {}, (step) => ({ output: input(step, "i", float32(1)), states: {} })) }))).toBe(
      "Broken, s.i: a scan's step has no inputs of its own.");
    expect(refusal((net) => ({ y: scan(net, "s", { x: sequence(net) }, {}, (step, { x }) => ({ output: rnn(step, x), states: {} })) }))).toBe(
      "Broken, s.rnn1: a scan inside of a scan's step is not supported.");
  });

  test("an output of a state's name is refused", () => {
    expect(refusal((net) => ({ "rnn1.H": rnn(net, sequence(net)) }))).toBe('Broken: there is an output "rnn1.H", and a scan\'s state of that name.');
    expect(refusal((net) => ({ y: lastState(net, rnn(net, sequence(net)), "h") }))).toBe('Broken, rnn1: there is no state "h", the nearest is "H".');
  });
});

const sequenceOf = (net: Net, id: string) => input(net, id, float32("BatchSize", "SeqLen", 3));

describe("noise", () => {
  test("is an input with a default, and in a step a sequence of them", () => {
    const { inputs } = graphOf((net) => {
      const eps = randn(net.scope("sample"), "eps", { shape: ["BatchSize", 4] });
      const noisy = scan(net, "s", { x: sequence(net) }, {}, (step, { x }) => ({ output: add(step, "y", x, randn(step, "e", { shape: ["BatchSize", 3] })), states: {} }));
      return { eps, noisy };
    });
    expect(inputs.slice(0, 1).concat(inputs.slice(2)).map(({ name, shape, default: byDefault }) => [name, shape, byDefault])).toEqual([
      ["sample.eps", ["BatchSize", 4], "normal"], ["s.e", ["BatchSize", "SeqLen", 3], "normal"],
    ]);
  });

  test("in a step needs a length that has a name or a number", () => {
    const noisy = (net: Net, x: Value) => ({ y: scan(net, "s", { x }, {}, (step, { x: each }) => ({ output: add(step, "y", each, randn(step, "e", { shape: [1] })), states: {} })) });
    expect(refusal((net) => noisy(net, input(net, "x", float32("N", -1, 1))))).toBe(
      'Broken, s: noise is drawn for each step, and axis 1 of "x" has no name that tells how many there are.');
    expect(graphOf((net) => noisy(net, input(net, "x", float32("N", 7, 1)))).inputs[1]!.shape).toEqual([1, 7]);
  });
});

describe("a shared parameter", () => {
  test("is one parameter, used twice", () => {
    const { nodes, parameters } = graphOf((net) => {
      const fc = linear(net, "fc", input(net, "x", float32("N", 2)), { inFeatures: 2, outFeatures: 3 });
      return { y: matmul(net, "back", fc, parameterOf(net, "w", fc, "weight")), z: transpose(net, "t", parameterOf(net, "w2", fc, "weight")) };
    });
    expect(parameters.map(({ name }) => name)).toEqual(["fc.weight", "fc.bias"]);
    expect(nodes.map(({ parameters: own }) => own.map(({ name, shared }) => [name, shared]))).toEqual([
      [["fc.weight", undefined], ["fc.bias", undefined]], [["fc.weight", true]], [], [["fc.weight", true]], [],
    ]);
  });

  test("is found from within a scan's step, and not where there is none", () => {
    const { nodes } = graphOf((net) => {
      const fc = linear(net, "fc", sequence(net), { inFeatures: 3, outFeatures: 3 });
      return { y: scan(net, "s", { fc }, {}, (step, { fc: x }) => ({ output: matmul(step, "y", x, parameterOf(step, "w", fc, "weight")), states: {} })) };
    });
    expect(nodes.map(({ path }) => path)).toEqual(["fc", "s.w", "s.y", "s"]);
    expect(refusal((net) => ({ y: parameterOf(net, "w", linear(net, "fc", input(net, "x", float32(2)), { inFeatures: 2, outFeatures: 3 }), "wieght") }))).toBe(
      'Broken, w: there is no parameter of fc "wieght", the nearest is "weight".');
    expect(refusal((net) => ({ y: parameterOf(net, "w", input(net, "x", float32(2)), "weight") }))).toBe('Broken, w: there is no parameter of x "weight".');
  });
});
