/** PyTorch's numbers, which the reference kernels are held to, hold for the WASM kernels too, in both layouts and on any number of threads. */
import { describe, expect, test } from "vitest";
import { operations } from "../../../src/ops/index.ts";
import { goldenCases } from "../../reference/golden-cases.ts";
import { expectClose } from "../reference/run-kernel.ts";
import { bits } from "./conv2d-case.ts";
import { operationRequest } from "./operation-request.ts";
import { runPoisoned } from "./run-poisoned.ts";
import { supportedVariants } from "./supported-variants.ts";

describe.each(operations.map(({ operation }) => operation))("$name", (operation) => {
  test.each(goldenCases(operation))("$title", async ({ attributes, inputs, parameters, output }) => {
    const call = { operation, attributes, inputs, parameters: Object.fromEntries(parameters.map(({ name, data }) => [name, data])) };
    for (const variant of supportedVariants) for (const blocked of [false, true]) {
      const results = await Promise.all([1, 2, 3].map((threads) => runPoisoned(operationRequest(call, blocked), threads, variant)));
      expectClose({ data: results[0]!.y, shape: output.shape }, output);
      for (const { y, strayWrites } of results) {
        expect(bits(y)).toEqual(bits(results[0]!.y));
        expect(strayWrites).toBe(false);
      }
    }
  });
});
