/** ops/add. */
import { broadcast } from "./broadcast.ts";

export const add = /* @__PURE__ */ broadcast((a, b) => a + b);
