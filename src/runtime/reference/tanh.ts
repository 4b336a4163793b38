/** ops/tanh. */
import { elementwise } from "./elementwise.ts";

export const tanh = /* @__PURE__ */ elementwise(Math.tanh);
