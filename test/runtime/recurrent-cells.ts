/** PyTorch's recurrent modules as generated code describes cells: gates with parameters of their own, one node for each operation. */
import { add, createModel, defineModel, float32, input, matmul, mul, parameter, scan, sigmoid, sub, tanh, type CreateOptions, type Model, type ModelDefinition, type Net, type Value } from "../../src/runtime/index.ts";

export type CellName = "rnn" | "lstm" | "gru";
export type RecurrentModel = Model<"x", "output", never, "cell.H" | "cell.C">;

interface Cell {
  readonly states: readonly string[];
  readonly step: (net: Net, x: Value, states: Readonly<Record<string, Value>>) => Readonly<Record<string, Value>>;
}

const features = 3;
const hidden = 4;

/** x @ W[gate] + b[gate] and h @ U[gate] + c[gate]. */
function fromInput(net: Net, gate: string, x: Value): Value {
  const W = parameter(net, `W.${gate}`, { shape: [features, hidden] });
  return add(net, `xW.${gate}.b`, matmul(net, `xW.${gate}`, x, W), parameter(net, `b.${gate}`, { shape: [hidden] }));
}

function fromState(net: Net, gate: string, h: Value): Value {
  const U = parameter(net, `U.${gate}`, { shape: [hidden, hidden] });
  return add(net, `hU.${gate}.c`, matmul(net, `hU.${gate}`, h, U), parameter(net, `c.${gate}`, { shape: [hidden] }));
}

const gate = (net: Net, name: string, x: Value, h: Value) => add(net, name, fromInput(net, name, x), fromState(net, name, h));

const cells: Readonly<Record<CellName, Cell>> = {
  rnn: {
    states: ["H"],
    step: (net, x, { H }) => ({ H: tanh(net, "H", gate(net, "h", x, H!)) }),
  },
  lstm: {
    states: ["H", "C"],
    step(net, x, { H, C }) {
      const [i, f, o] = ["i", "f", "o"].map((name) => sigmoid(net, `${name}.s`, gate(net, name, x, H!)));
      const candidate = tanh(net, "g.t", gate(net, "g", x, H!));
      const c = add(net, "C", mul(net, "kept", f!, C!), mul(net, "new", i!, candidate));
      return { H: mul(net, "H", o!, tanh(net, "C.t", c)), C: c };
    },
  },
  gru: {
    states: ["H"],
    step(net, x, { H }) {
      const [r, z] = ["r", "z"].map((name) => sigmoid(net, `${name}.s`, gate(net, name, x, H!)));
      const candidate = tanh(net, "n.t", add(net, "n", fromInput(net, "n", x), mul(net, "reset", r!, fromState(net, "n", H!))));
      return { H: add(net, "H", mul(net, "new", sub(net, "1-z", 1, z!), candidate), mul(net, "kept", z!, H!)) };
    },
  },
};

/** The cell over (BatchSize, SeqLen, 3), with the parameters' names of test/reference/modules. */
export function defineRecurrent(name: CellName): ModelDefinition {
  const { states, step } = cells[name];
  return defineModel({
    format: 1, name,
    describe(net: Net) {
      const x = input(net, "x", float32("BatchSize", "SeqLen", features));
      const shapes = Object.fromEntries(states.map((state) => [state, ["BatchSize", hidden]]));
      const output = scan(net, "cell", { x }, shapes, (inner, { x: each }, before) => {
        const after = step(inner, each, before);
        return { output: after["H"]!, states: after };
      });
      return { output };
    },
  });
}

export const createRecurrent = (name: CellName, options: CreateOptions = {}): Promise<RecurrentModel> => createModel(defineRecurrent(name), options);
