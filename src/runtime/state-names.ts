/** Names that a model's state has beside those of its parameters. */

/** What PyTorch's batch norm calls its counter; an I64 scalar that inference does not need. */
export const BATCH_COUNTER = "num_batches_tracked";

/** The key of a safetensors header that is no tensor. */
export const RESERVED_NAME = "__metadata__";
