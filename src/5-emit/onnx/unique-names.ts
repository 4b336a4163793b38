/** Names of an ONNX graph's values, all different: the first to ask for a name gets it as it is. */
export class UniqueNames {
  readonly #taken = new Set<string>();
  /** The last number tried for a name, so that many of one name take linear time. */
  readonly #counts = new Map<string, number>();

  take(wanted: string): string {
    // ONNX reads an empty name as "no such input".
    const name = wanted === "" ? "_" : wanted;
    let free = name;
    for (let count = this.#counts.get(name) ?? 0; this.#taken.has(free); ) {
      count += 1;
      free = `${name}_${count}`;
      this.#counts.set(name, count);
    }
    this.#taken.add(free);
    return free;
  }
}
