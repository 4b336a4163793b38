/** tfjs on its WASM backend: a backend of our models that plans a graph as calls of tfjs. */
import { importPeer, peerFile } from "../peers.mjs";
import { prepare as prepareModel } from "./dot2model.mjs";

export async function prepare(settings, inputOf) {
  const tf = await importPeer("@tensorflow/tfjs-core");
  const { setWasmPaths } = await importPeer("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(peerFile("@tensorflow/tfjs-backend-wasm", "dist/"));
  await tf.setBackend("wasm");
  await tf.ready();
  return prepareModel({ ...settings, backend: tfjsBackend(tf) }, inputOf);
}

/** Images are (N, H, W, C) there, all else is as here. */
function tfjsBackend(tf) {
  return {
    name: "tfjs",
    async plan({ graph, types, parameters }) {
      const steps = graph.nodes.map((node) => ({ node, weights: weightsOf(tf, node, parameters), shape: types[node.value].shape }));
      return {
        steps: [],
        activationBytes: 0,
        threads: 1,
        dispose() {},
        async run(inputs, outputs) {
          const values = new Map();
          const results = tf.tidy(() => {
            for (const [index, { value }] of graph.inputs.entries()) values.set(value, toLast(tf, tf.tensor(inputs[index], types[value].shape)));
            for (const { node, weights, shape } of steps) values.set(node.value, call(tf, node, node.inputs.map((input) => values.get(input)), weights, shape));
            return graph.outputs.map(({ value }) => toFirst(tf, values.get(value)));
          });
          for (const [index, result] of results.entries()) {
            outputs[index].set(result.dataSync());
            result.dispose();
          }
        },
      };
    },
  };
}

function weightsOf(tf, { operation, parameters: declared }, parameters) {
  const weights = Object.fromEntries(declared.map(({ name, spec }) => [spec.name, tf.tensor(parameters.get(name), spec.shape)]));
  if (operation.name === "conv2d") weights.weight = tf.transpose(weights.weight, [2, 3, 1, 0]);
  // Its fused product on WASM gives wrong numbers where it is to transpose.
  if (operation.name === "linear") weights.weight = tf.transpose(weights.weight, [1, 0]);
  return weights;
}

const toLast = (tf, x) => (x.rank === 4 ? tf.transpose(x, [0, 2, 3, 1]) : x);
const toFirst = (tf, x) => (x.rank === 4 ? tf.transpose(x, [0, 3, 1, 2]) : x);
const sides = ([vertical, horizontal] = [0, 0]) => (vertical === 0 && horizontal === 0 ? "valid" : [[0, 0], [vertical, vertical], [horizontal, horizontal], [0, 0]]);

function call(tf, { operation, attributes }, [x, y], { weight, bias, running_mean: mean, running_var: variance }, shape) {
  switch (operation.name) {
    case "conv2d": return tf.fused.conv2d({ x, filter: weight, bias, strides: attributes.stride ?? 1, pad: sides(attributes.padding), dilations: attributes.dilation ?? 1 });
    case "linear": return tf.fused.matMul({ a: x, b: weight, bias });
    case "maxPool2d": return tf.maxPool(x, attributes.kernel, attributes.stride, sides(attributes.padding));
    case "avgPool2d": return tf.avgPool(x, attributes.kernel, attributes.stride, sides(attributes.padding));
    case "batchNorm": return tf.batchNorm(x, mean, variance, bias, weight, attributes.eps ?? 1e-5);
    case "relu": return tf.relu(x);
    case "sigmoid": return tf.sigmoid(x);
    case "tanh": return tf.tanh(x);
    case "softmax": return tf.softmax(x);
    case "add": return tf.add(x, y);
    case "cat": return tf.concat([x, y], x.rank - 1);
    case "upsample": return tf.image.resizeNearestNeighbor(x, shape.slice(2));
    case "reshape":
    case "flatten": return toLast(tf, tf.reshape(toFirst(tf, x), shape));
    case "featureMap":
    case "dropout": return x;
    default: throw new Error(`tfjs is not asked for ${operation.name} here`);
  }
}
