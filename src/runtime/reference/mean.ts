/** ops/mean. */
import { reduction } from "./reduction.ts";

export const mean = /* @__PURE__ */ reduction((sum, count) => sum / count);
