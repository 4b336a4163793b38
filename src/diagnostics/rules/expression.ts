/** Rules about tensor expressions and recurrent cells. */
import type { RuleTable } from "./rule.ts";
import { reporter } from "./rule.ts";

const list = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(", ");
const listZh = (names: readonly string[]) => names.map((name) => `\`${name}\``).join("、");
const ask = (nearest: string | undefined) => (nearest === undefined ? "" : ` Is \`${nearest}\` meant?`);
const askZh = (nearest: string | undefined) => (nearest === undefined ? "" : `是否想写 \`${nearest}\`？`);

export const expressionRules = {
  "implied-edge": {
    severity: "warning",
    message: (p: { name: string; from: string; to: string }) => ({
      en: `The expression uses \`${p.name}\`, but no edge brings it; the edge ${p.from} -> ${p.to} is taken as drawn. Draw it.`,
      zh: `表达式用到 \`${p.name}\`，但没有边把它带来；按画有边 ${p.from} -> ${p.to} 来读。请画出这条边。`,
    }),
  },
  "ambiguous-name": {
    severity: "error",
    message: (p: { name: string; ids: readonly string[] }) => ({
      en: `Several nodes carry the name \`${p.name}\`: ${list(p.ids)}. Draw the edge from the one that is meant.`,
      zh: `多个节点都叫 \`${p.name}\`：${listZh(p.ids)}。请从所指的那一个画一条边过来。`,
    }),
  },
  "unknown-name": {
    severity: "error",
    message: (p: { name: string; nearest: string | undefined }) => {
      const [time, timeZh] = /\[t(-1)?\]$/i.test(p.name) ? [" Its index is a step in time, and a parameter has another one.", "其下标是时间步；若是参数，请用别的下标。"] : ["", ""];
      return {
        en: `No node carries the name \`${p.name}\`.${p.nearest === undefined ? `${time} Write a name that stands first in a node's label, and draw the edge from it.` : ask(p.nearest)}`,
        zh: `没有节点叫 \`${p.name}\`。${p.nearest === undefined ? `${timeZh}请写某个节点标签开头的名称，并画出来自它的边。` : askZh(p.nearest)}`,
      };
    },
  },
  "own-result": {
    severity: "error",
    message: (p: { name: string; nearest: string | undefined }) => ({
      en: `\`${p.name}\` is made of this expression's own result, so the expression cannot use it.${p.nearest === undefined ? " Write the name of what stands before it." : ask(p.nearest)}`,
      zh: `\`${p.name}\` 是由这个表达式自己的结果得来的，因此表达式不能用它。${p.nearest === undefined ? "请写在它之前的张量的名称。" : askZh(p.nearest)}`,
    }),
  },
  "unused-operand": {
    severity: "warning",
    message: (p: { name: string }) => ({
      en: `An edge brings \`${p.name}\` here, but the expression does not use it. Use it, or remove the edge.`,
      zh: `有一条边把 \`${p.name}\` 带到这里，但表达式没有用到它。请在表达式中使用它，或删去这条边。`,
    }),
  },
  "expression-operands": {
    severity: "error",
    message: (p: { arriving: readonly string[] }) => ({
      en: `The expression uses nothing that arrives${p.arriving.length === 0 ? "" : ` (${list(p.arriving)})`}. Write the names of the tensors in it; a layer is drawn as a node of its own.`,
      zh: `表达式没有用到任何到达的张量${p.arriving.length === 0 ? "" : `（${listZh(p.arriving)}）`}。请在其中写出张量的名称；层要各画成一个节点。`,
    }),
  },
  "unknown-function": {
    severity: "error",
    message: (p: { word: string; isLayer: boolean; nearest: string | undefined; known: readonly string[] }) => ({
      en: `\`${p.word}\` is no function of expressions.${p.isLayer ? " Draw the layer as a node of its own." : p.nearest === undefined ? ` These are: ${p.known.join(", ")}.` : ask(p.nearest)}`,
      zh: `\`${p.word}\` 不是表达式的函数。${p.isLayer ? "请把这个层画成单独的节点。" : p.nearest === undefined ? `可用的有：${p.known.join("、")}。` : askZh(p.nearest)}`,
    }),
  },
  "weight-not-found": {
    severity: "error",
    message: (p: { layer: string; ids: readonly string[] }) => ({
      en: p.ids.length === 0 ? `This diagram has no layer \`${p.layer}\` whose weight could be meant. Write a layer's word, or its node's id.` : `\`${p.layer}\` could be any of ${list(p.ids)}. Write the node's id: \`${p.ids[0]}.w\`.`,
      zh: p.ids.length === 0 ? `本图没有可取其权重的层 \`${p.layer}\`。请写层的名称或其节点的 id。` : `\`${p.layer}\` 可能是 ${listZh(p.ids)} 中的任何一个。请写节点的 id：\`${p.ids[0]}.w\`。`,
    }),
  },
  "weight-missing": {
    severity: "error",
    message: (p: { layer: string }) => ({
      en: `\`${p.layer}\` has no weight matrix that an expression could share: Linear and Embedding have one, drawn once and not repeated.`,
      zh: `\`${p.layer}\` 没有表达式可以共享的权重矩阵：只有画一次、不重复的 Linear 和 Embedding 才有。`,
    }),
  },
  "odd-index": {
    severity: "warning",
    message: (p: { name: string; meant: string }) => ({
      en: `\`${p.name}\` stands among parameters of another index; it is taken as a parameter of its own. Is \`${p.meant}\` meant?`,
      zh: `\`${p.name}\` 与同一式中其他参数的下标不同，被当作另一个参数。是否想写 \`${p.meant}\`？`,
    }),
  },
  "parameter-open": {
    severity: "error",
    message: (p: { name: string }) => ({
      en: `\`${p.name}\` is carried by no node, so it is a parameter, and nothing tells its shape. Say the shape of the result behind the expression, or draw a node \`${p.name}（参数）[…]\`.`,
      zh: `没有节点叫 \`${p.name}\`，因此它是参数，但没有任何地方给出它的形状。请在表达式之后写出结果的形状，或画一个节点 \`${p.name}（参数）[…]\`。`,
    }),
  },
  "zero-division": {
    severity: "error",
    message: () => ({
      en: "This divides by 0, which gives no number. Write what it is to be divided by.",
      zh: "这里除以 0，得不到数。请写出应当除以什么。",
    }),
  },
  "noise-form": {
    severity: "error",
    message: () => ({
      en: "Noise is written `+ 0.5 * randn(shape)`: a number and one randn, added to what arrives.",
      zh: "噪声写作 `+ 0.5 * randn(形状)`：一个数乘以一个 randn，加到到达的张量上。",
    }),
  },
  "state-without-successor": {
    severity: "error",
    message: (p: { name: string; nearest: string | undefined }) => ({
      en: `The state \`${p.name}[t-1]\` is followed by no \`${p.name}[t]\`.${p.nearest === undefined ? ` Call the node that makes it \`${p.name}[t]\`.` : ask(p.nearest)}`,
      zh: `状态 \`${p.name}[t-1]\` 没有后继 \`${p.name}[t]\`。${p.nearest === undefined ? `请把生成它的节点命名为 \`${p.name}[t]\`。` : askZh(p.nearest)}`,
    }),
  },
  "unused-state": {
    severity: "warning",
    message: (p: { name: string }) => ({
      en: `Nothing uses the state \`${p.name}\`. Draw its edges, or remove it.`,
      zh: `没有任何地方用到状态 \`${p.name}\`。请画出它的边，或删去它。`,
    }),
  },
  "state-shape": {
    severity: "error",
    message: (p: { name: string; before: string; after: string }) => ({
      en: `The state \`${p.name}\` changes its shape from one step to the next: ${p.before} becomes ${p.after}. A step must give the state as it took it.`,
      zh: `状态 \`${p.name}\` 的形状逐步改变：${p.before} 变为 ${p.after}。每一步给出的状态必须与接收的形状相同。`,
    }),
  },
  "cell-sequence": {
    severity: "error",
    message: (p: { cell: string; step: string; arriving: string; states: readonly string[] }) => ({
      en: `${p.cell} takes ${p.step} at each step, and ${p.arriving} arrives. Bring a sequence with one axis more, (BatchSize, SeqLen, …), or draw edges from its states as well: ${list(p.states)}.`,
      zh: `${p.cell} 每一步接收 ${p.step}，而到达的是 ${p.arriving}。请送入多一个轴的序列 (BatchSize, SeqLen, …)，或同时画出来自各状态的边：${listZh(p.states)}。`,
    }),
  },
  "cell-in-step": {
    severity: "error",
    message: (p: { cell: string; outer: string }) => ({
      en: `${p.cell} would be run over a sequence within each step of ${p.outer}; a step holds no run of another cell. Run ${p.cell} in the diagram around, before or after ${p.outer}, or bring its states as well, so that it is one step.`,
      zh: `${p.cell} 会在 ${p.outer} 的每一步之内沿一个序列运行；一步之内不能再运行另一个单元。请在外层的图中、在 ${p.outer} 之前或之后运行 ${p.cell}，或同时送入它的各状态，使它只运行一步。`,
    }),
  },
} satisfies RuleTable;

export const reportExpression = reporter(expressionRules);
