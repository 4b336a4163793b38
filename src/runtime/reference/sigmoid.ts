/** ops/sigmoid; e^-x overflows to infinity where the result is 0. */
import { elementwise } from "./elementwise.ts";

export const sigmoid = /* @__PURE__ */ elementwise((x) => 1 / (1 + Math.exp(-x)));
