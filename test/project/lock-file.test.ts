/** What `npm ci` asks of the lock file: every dependency of every package is in it, those of other platforms too. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Locked {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

test.each(["package-lock.json", "kernels/package-lock.json"])("%s is whole", (file) => {
  const { packages } = JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), "utf8")) as { readonly packages: Readonly<Record<string, Locked>> };
  const missing = Object.entries(packages).flatMap(([path, { dependencies, devDependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter((name) => !found(packages, path, name)).map((name) => `${path || "the project"} needs ${name}`));
  expect(missing).toEqual([]);
});

/** As Node looks for it: beside what is inside the package, then further out. */
function found(packages: Readonly<Record<string, Locked>>, path: string, name: string): boolean {
  for (let folder = path; ; folder = folder.slice(0, Math.max(folder.lastIndexOf("/node_modules/"), 0))) {
    if (Object.hasOwn(packages, `${folder === "" ? "" : `${folder}/`}node_modules/${name}`)) return true;
    if (folder === "") return false;
  }
}
