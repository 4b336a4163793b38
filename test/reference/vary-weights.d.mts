/** Moves the weights of a safetensors file away from their initial values, in place. */
export function varyWeights(bytes: Uint8Array, gain: number): void;
