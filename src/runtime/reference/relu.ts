/** ops/relu; the comparison is false for NaN, which so stays. */
import { elementwise } from "./elementwise.ts";

export const relu = /* @__PURE__ */ elementwise((x) => (x <= 0 ? 0 : x));
