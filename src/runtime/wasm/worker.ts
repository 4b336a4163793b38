/** The module that a browser's worker starts with. */
import { type ThreadPort, serveThread } from "./serve-thread.ts";

serveThread(globalThis as unknown as ThreadPort);
