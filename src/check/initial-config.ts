/** The config file that `init` writes: every setting, those that change nothing until somebody wants them as comments. */

export const initialConfig = `{
  // What dot2model checks, and how: docs/cli.md, "The config file". Paths and globs are relative to this file.
  "$schema": "./node_modules/dot2model/schema/dot2model.config.schema.json",

  // How much a rule weighs: off, note, warning or error. \`dot2model explain\` lists the rules.
  "rules": {
    // "implied-output": "off",
    // "repeated-instance": "error",
  },

  // Check how networks are built as well: missing activations, useless biases and the like.
  "design": false,

  // Limits that every model keeps: params, macs, weightBytes, peakActivationBytes.
  "budgets": [
    // "params<=12M",
    // "macs<=2G",
  ],

  // Other settings for some of the files; where several fit, the last one counts.
  "overrides": [
    // { "files": ["sketches/**"], "rules": { "no-output": "off" } },
  ],

  // What is passed over where a folder or a glob is checked. node_modules and hidden folders always are.
  "ignore": [
    // "test/fixtures",
  ],

  // The digraph that a word in a label stands for.
  "blocks": {
    // "UpConvBlock": "CAEUpConvBlock",
  },

  // Files and folders in which blocks are looked for after all other places.
  "library": [
    // "diagrams/blocks",
  ],

  // Values of sizes where a diagram has them.
  "dimensions": {
    // "VocabSize": 30000,
  },

  // Further words for layers.
  "synonyms": {
    // "Downsample": "MaxPool2D",
  },

  // Findings that are known and not reported. \`dot2model check --update-baseline\` writes the file.
  // "baseline": "dot2model.baseline.json",
}
`;
