/**
 * conv2d as steps: a copy with a zero border where there is padding, then the direct kernel over packed parameters.
 * With `relu`, what the kernel stores is already max(y, 0).
 */
import { extents, pairOf } from "../../ops/attributes.ts";
import { elementCount } from "../../ops/shapes.ts";
import type { PlanRequest, PlanStep } from "../backend.ts";
import type { GraphNode } from "../graph.ts";
import { type Conv2dSizes, packedBias, packedWeight, tapCount, tapOffsets, windowOffsets } from "./pack-conv2d.ts";
import { type Region, type Step, regionOf, stepKind } from "./step.ts";

export function lowerConv2d(request: PlanRequest, node: GraphNode, x: Region, y: Region, relu: boolean): Step[] {
  const [top, left] = pairOf(node.attributes, "padding", 0);
  const sizes = sizesOf(request, node, top, left);
  if (top === 0 && left === 0) return [convolve(request, node, sizes, x, y, relu)];
  const padded = regionOf(sizes.images * sizes.inChannels * sizes.height * sizes.width);
  return [pad(request, node, sizes, x, padded, top, left), convolve(request, node, sizes, padded, y, relu)];
}

function sizesOf({ types }: PlanRequest, { attributes, inputs, value }: GraphNode, top: number, left: number): Conv2dSizes {
  const inputShape = types[inputs[0]!]!.shape;
  const [inChannels, inHeight, inWidth] = inputShape.slice(-3) as [number, number, number];
  const [outChannels, outHeight, outWidth] = types[value]!.shape.slice(-3) as [number, number, number];
  return {
    images: inputShape.length === 4 ? inputShape[0]! : 1,
    groups: Number(attributes["groups"] ?? 1),
    inChannels,
    outChannels,
    height: inHeight + 2 * top,
    width: inWidth + 2 * left,
    outHeight,
    outWidth,
    kernel: extents(attributes, "kernel"),
    stride: pairOf(attributes, "stride", 1),
    dilation: pairOf(attributes, "dilation", 1),
  };
}

function pad({ types }: PlanRequest, node: GraphNode, sizes: Conv2dSizes, x: Region, padded: Region, top: number, left: number): Step {
  const planes = sizes.images * sizes.inChannels;
  const [height, width] = [sizes.height - 2 * top, sizes.width - 2 * left];
  const shape = [...types[node.inputs[0]!]!.shape.slice(0, -2), sizes.height, sizes.width];
  return {
    input: x,
    tables: [],
    parameters: [],
    output: padded,
    record: (address) => [stepKind.pad2d, address(x), address(padded), planes, height, width, top, left],
    report: { path: node.path, operation: "conv2d", algorithm: "pad", shape, macs: 0, parameterCount: 0 },
  };
}

function convolve(request: PlanRequest, node: GraphNode, sizes: Conv2dSizes, x: Region, y: Region, relu: boolean): Step {
  const weight = packedWeight(sizes, () => parameter(request, node, "weight")!);
  const bias = packedBias(sizes, () => parameter(request, node, "bias"));
  const windows = windowOffsets(sizes);
  const taps = tapOffsets(sizes);
  const groupBytes = (sizes.inChannels / sizes.groups) * sizes.height * sizes.width * 4;
  return {
    input: x,
    tables: [windows, taps],
    parameters: [weight, bias],
    output: y,
    record: (address) => [
      stepKind.conv2d, address(x), address(y), address(weight), address(bias), address(windows), address(taps), tapCount(sizes),
      sizes.images, sizes.groups, sizes.outChannels / sizes.groups, sizes.outHeight * sizes.outWidth, groupBytes, relu ? 1 : 0,
    ],
    report: report(request, node, relu),
  };
}

function report({ types }: PlanRequest, { path, operation, inputs, value, attributes, parameters }: GraphNode, relu: boolean): PlanStep {
  const output = types[value]!;
  return {
    path,
    operation: relu ? "conv2d+relu" : "conv2d",
    algorithm: "direct",
    shape: output.shape,
    macs: operation.cost?.(inputs.map((input) => types[input]!), output, attributes).macs ?? 0,
    parameterCount: parameters.reduce((count, { spec }) => count + elementCount(spec.shape), 0),
  };
}

/** The data as it is now of a parameter that the node has; undefined for a bias that it is without. */
function parameter({ parameters }: PlanRequest, node: GraphNode, name: string): Float32Array | undefined {
  const declared = node.parameters.find(({ spec }) => spec.name === name);
  return declared && parameters.get(declared.name);
}
