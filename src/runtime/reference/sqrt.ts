/** ops/sqrt. */
import { elementwise } from "./elementwise.ts";

export const sqrt = /* @__PURE__ */ elementwise(Math.sqrt);
