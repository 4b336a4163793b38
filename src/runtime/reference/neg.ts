/** ops/neg. */
import { elementwise } from "./elementwise.ts";

export const neg = /* @__PURE__ */ elementwise((x) => -x);
