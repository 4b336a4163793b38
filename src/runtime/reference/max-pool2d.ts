/** ops/maxPool2d; Math.max gives NaN as soon as one is among its arguments. */
import { pooling } from "./pooling.ts";

export const maxPool2d = /* @__PURE__ */ pooling({ start: -Infinity, step: Math.max, end: (largest) => largest });
