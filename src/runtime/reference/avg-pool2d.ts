/** ops/avgPool2d. */
import { pooling } from "./pooling.ts";

export const avgPool2d = /* @__PURE__ */ pooling({ start: 0, step: (sum, x) => sum + x, end: (sum, area) => sum / area });
