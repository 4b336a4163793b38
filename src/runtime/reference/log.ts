/** ops/log. */
import { elementwise } from "./elementwise.ts";

export const log = /* @__PURE__ */ elementwise(Math.log);
