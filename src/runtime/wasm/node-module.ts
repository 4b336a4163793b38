/** Built-in modules of Node's by their names at run time, so that nothing refers a browser's bundle to them. Undefined elsewhere. */
interface NodeModules {
  readonly "node:buffer": typeof import("node:buffer");
  readonly "node:os": typeof import("node:os");
  readonly "node:worker_threads": typeof import("node:worker_threads");
  readonly "node:zlib": typeof import("node:zlib");
}

export function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined {
  return globalThis.process?.getBuiltinModule?.(name) as NodeModules[Name] | undefined;
}
