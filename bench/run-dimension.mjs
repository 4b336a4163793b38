/** A size that each run binds, by its name: the batch, or the length of the sequences, that of a long sentence. */
export function runDimension(name, batch) {
  return name === "BatchSize" ? batch : 100;
}
