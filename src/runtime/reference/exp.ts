/** ops/exp. */
import { elementwise } from "./elementwise.ts";

export const exp = /* @__PURE__ */ elementwise(Math.exp);
