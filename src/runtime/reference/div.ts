/** ops/div. */
import { broadcast } from "./broadcast.ts";

export const div = /* @__PURE__ */ broadcast((a, b) => a / b);
