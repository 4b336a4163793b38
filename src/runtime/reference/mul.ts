/** ops/mul. */
import { broadcast } from "./broadcast.ts";

export const mul = /* @__PURE__ */ broadcast((a, b) => a * b);
