/** ops/gelu. */
import { elementwise } from "./elementwise.ts";
import { normalCumulative } from "./normal-distribution.ts";

export const gelu = /* @__PURE__ */ elementwise((x) => x * normalCumulative(x));
