/** ops/sub. */
import { broadcast } from "./broadcast.ts";

export const sub = /* @__PURE__ */ broadcast((a, b) => a - b);
