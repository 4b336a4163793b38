/**
 * Pages in Chromium: files served from a folder on this machine, with or without the headers that isolate a page across
 * origins. Where there is no Chromium, tests that need it are left out, but never in CI.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, extname, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };
const isolating = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

const executablePath = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "chromium")).find((file) => existsSync(file));

export const isWithoutChromium = executablePath === undefined && process.env["CI"] === undefined;

export function startChromium(): Promise<Browser> {
  if (executablePath === undefined) throw new Error("there is no chromium on the PATH: Debian's package has that name");
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** Serves the folder, opens its index.html, and gives what the page's script puts into `window.result`; its error is ours. */
export async function resultOfPage<T>(browser: Browser, folder: string, { isolated }: { readonly isolated: boolean }): Promise<T> {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url!, "http://localhost").pathname;
    const file = join(folder, path === "/" ? "index.html" : path);
    if (!existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, { "Content-Type": types[extname(file)] ?? "application/octet-stream", ...(isolated ? isolating : {}) }).end(await readFile(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const page = await browser.newPage();
  try {
    const failed = new Promise<Error>((resolve) => page.on("pageerror", resolve));
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    const result = page.waitForFunction(() => (window as { result?: unknown }).result).then((handle) => handle.jsonValue());
    const first = await Promise.race([result, failed]);
    if (first instanceof Error) throw first;
    return first as T;
  } finally {
    await page.close();
    server.close();
  }
}
