/** ops/sum. */
import { reduction } from "./reduction.ts";

export const sum = /* @__PURE__ */ reduction((sum) => sum);
