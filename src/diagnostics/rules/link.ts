/** Rules about words, blocks and the graph that a diagram's edges make. */
import type { Message } from "../diagnostic.ts";
import type { RuleTable } from "./rule.ts";
import { reporter } from "./rule.ts";

const list = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(", ");
/** The middle of a long way is left out. */
const wayOf = (ids: readonly string[]) => (ids.length > 12 ? [...ids.slice(0, 8), "…", ...ids.slice(-3)] : ids).join(" -> ");
const listZh = (names: readonly string[]) => names.map((name) => `\`${name}\``).join("、");

export const linkRules = {
  "unknown-layer": {
    severity: "error",
    message: (p: { text: string; nearest: string | undefined; kinds: readonly string[]; digraphs: readonly string[]; isProse: boolean }) => {
      const few = p.digraphs.slice(0, 8);
      const more = few.length < p.digraphs.length ? ", …" : "";
      const [blocks, blocksZh] = few.length === 0
        ? ["A block is a digraph in the same file, the same folder or under --blocks", "块是同一文件、同一文件夹或 --blocks 下的 digraph"]
        : [`Choose a digraph for it with --block WORD=NAME (${list(few)}${more})`, `请用 --block 词=名称 为它指定 digraph（${listZh(few)}${more}）`];
      return p.nearest === undefined
        ? { en: `\`${p.text}\` is neither a layer nor a block${p.isProse ? ": it says what is done, and the operation and its arguments are missing" : ""}. ${blocks}, or write a layer: ${p.kinds.join(", ")}.`, zh: `\`${p.text}\` 既不是层，也不是块${p.isProse ? "：它说明了做什么，但没有写出运算及其参数" : ""}。${blocksZh}，或改写为层：${p.kinds.join("、")}。` }
        : { en: `\`${p.text}\` is neither a layer nor a block. Is \`${p.nearest}\` meant?`, zh: `\`${p.text}\` 既不是层，也不是块。是否想写 \`${p.nearest}\`？` };
    },
  },
  "foreign-layer": {
    severity: "error",
    message: (p: { word: string; formula: string | undefined; instead: Message | undefined }) => ({
      en: `dot2model has no layer \`${p.word}\`. ${p.instead?.en ?? `Write the formula \`${p.formula ?? ""}\`, with the id of the node before it for \`x\``}.`,
      zh: `dot2model 没有 \`${p.word}\` 这个层。${p.instead?.zh ?? `请写公式 \`${p.formula ?? ""}\`，其中 \`x\` 换成前一节点的 id`}。`,
    }),
  },
  "name-before-layer": {
    severity: "error",
    message: (p: { name: string; word: string }) => ({
      en: `A label begins with its layer, \`${p.word}\`, and not with a name: \`${p.name}\` can be the node's id.`,
      zh: `标签以层 \`${p.word}\` 开头，而不是名称：\`${p.name}\` 可作节点的 id。`,
    }),
  },
  "stray-number": {
    severity: "error",
    message: (p: { word: string; number: string; key: string | undefined }) => ({
      en: `A number after \`${p.word}\` is only a name, and must be whole.${p.key === undefined ? ` Write hyperparameters in brackets.` : ` Write \`${p.word} [${p.key}=${p.number}]\`.`}`,
      zh: `\`${p.word}\` 之后的数字只是名称，必须是整数。${p.key === undefined ? `超参数请写在方括号里。` : `请写 \`${p.word} [${p.key}=${p.number}]\`。`}`,
    }),
  },
  "bare-arguments": {
    severity: "error",
    message: (p: { word: string; keys: readonly string[] }) => ({
      en: `Arguments stand behind the word, in brackets: \`${p.word} [${p.keys.length === 0 ? "…" : `${p.keys[0]}=…`}]\`.${p.keys.length === 0 ? "" : ` \`${p.word}\` takes ${list(p.keys)}.`}`,
      zh: `参数写在词后的方括号里：\`${p.word} [${p.keys.length === 0 ? "…" : `${p.keys[0]}=…`}]\`。${p.keys.length === 0 ? "" : `\`${p.word}\` 的键有 ${listZh(p.keys)}。`}`,
    }),
  },
  "text-after-brackets": {
    severity: "error",
    message: (p: { word: string; text: string; isMap: boolean; isArgument: boolean; keys: readonly string[] }) => {
      const takes = p.keys.length === 0 ? "" : ` \`${p.word}\` takes ${list(p.keys)}.`;
      const takesZh = p.keys.length === 0 ? "" : `\`${p.word}\` 的键有 ${listZh(p.keys)}。`;
      const [remedy, remedyZh] = p.isMap
        ? ["Leave it out: an input or output has a shape, and the layers that read it decide on the type of its numbers", "请删去：输入和输出只有形状，数值类型由读取它的层决定"]
        : p.isArgument ? ["Arguments stand within them", "参数写在括号里"] : ["Leave it out, or draw it as a node of its own", "请删去，或另画一个节点"];
      return {
        en: `\`${p.text}\` stands behind the brackets, where the label ends. ${remedy}.${takes}`,
        zh: `\`${p.text}\` 写在括号之后，而标签到括号为止。${remedyZh}。${takesZh}`,
      };
    },
  },
  "several-layers": {
    severity: "error",
    message: (p: { words: readonly string[] }) => ({
      en: `This label names several layers: ${list(p.words)}. A node is one layer; draw each as a node of its own, with edges between them.`,
      zh: `这个标签写了几个层：${listZh(p.words)}。一个节点是一个层；请分别画成节点，并用边相连。`,
    }),
  },
  "map-without-batch": {
    severity: "error",
    message: (p: { text: string; written: string }) => ({
      en: `\`${p.text}\` is neither a layer nor a block. If it names a tensor, its shape begins with \`BatchSize\`, not \`${p.written}\`.`,
      zh: `\`${p.text}\` 既不是层，也不是块。若它是张量的名称，其形状应以 \`BatchSize\` 开头，而不是 \`${p.written}\`。`,
    }),
  },
  "misspelt-label": {
    severity: "warning",
    message: (p: { name: string }) => ({
      en: `Graphviz knows no attribute \`${p.name}\` and shows the node's id instead. Write \`label\`.`,
      zh: `Graphviz 没有属性 \`${p.name}\`，显示的是节点的 id。请写 \`label\`。`,
    }),
  },
  "near-block": {
    severity: "warning",
    message: (p: { word: string; taken: string; near: string; wanted: string }) => ({
      en: `\`${p.word}\` is taken for the digraph \`${p.taken}\`, whose name ends so. This digraph's own would be \`${p.wanted}\`, and \`${p.near}\` is nearly that. Correct the name, or choose with \`--block ${p.word}=NAME\`.`,
      zh: `\`${p.word}\` 取作名称以它结尾的 digraph \`${p.taken}\`。本图自己的块应名为 \`${p.wanted}\`，而 \`${p.near}\` 与之相近。请改正名称，或用 \`--block ${p.word}=名称\` 指定。`,
    }),
  },
  "ambiguous-block": {
    severity: "error",
    message: (p: { word: string; fits: readonly string[] }) => ({
      en: `\`${p.word}\` fits several digraphs: ${list(p.fits)}. Choose with \`--block ${p.word}=NAME\` or the graph attribute \`blocks="${p.word}=NAME"\`.`,
      zh: `\`${p.word}\` 对应多个 digraph：${listZh(p.fits)}。请用 \`--block ${p.word}=名称\` 或图属性 \`blocks="${p.word}=名称"\` 指定。`,
    }),
  },
  "block-not-found": {
    severity: "error",
    message: (p: { word: string; target: string; nearest: string | undefined }) => ({
      en: `\`${p.word}\` is mapped to the digraph \`${p.target}\`, which is nowhere to be found.${p.nearest === undefined ? "" : ` Is \`${p.nearest}\` meant?`}`,
      zh: `\`${p.word}\` 被指定为 digraph \`${p.target}\`，但找不到它。${p.nearest === undefined ? "" : `是否想写 \`${p.nearest}\`？`}`,
    }),
  },
  "recursive-block": {
    severity: "error",
    message: (p: { loop: readonly string[] }) => ({
      en: `A block cannot contain itself: ${wayOf(p.loop)}. Draw a repeat as \`${p.loop[0]} x N\` in another digraph.`,
      zh: `块不能包含自身：${wayOf(p.loop)}。重复请在另一个 digraph 中写作 \`${p.loop[0]} x N\`。`,
    }),
  },
  "duplicate-digraph": {
    severity: "error",
    message: (p: { name: string; other: string }) => ({
      en: `Two different digraphs are called \`${p.name}\`${p.other === p.name ? "" : ` (and \`${p.other}\`, which differs by case alone)`}. Rename one of them.`,
      zh: `两个不同的 digraph 同名 \`${p.name}\`${p.other === p.name ? "" : `（另一个是 \`${p.other}\`，仅大小写不同）`}。请给其中一个改名。`,
    }),
  },
  "repeated-digraph": {
    severity: "note",
    message: (p: { name: string }) => ({
      en: `The digraph \`${p.name}\` stands here again, the same as before; it is taken once.`,
      zh: `digraph \`${p.name}\` 在此重复出现，内容相同；只取一次。`,
    }),
  },
  loop: {
    severity: "error",
    message: (p: { loop: readonly string[] }) => ({
      en: `The edges form a loop: ${wayOf(p.loop)}. Data must flow one way; remove one of these edges, of which this is drawn last.`,
      zh: `这些边构成环：${wayOf(p.loop)}。数据只能单向流动，请删去其中一条边；此处是最后画的一条。`,
    }),
  },
  "undeclared-node": {
    severity: "note",
    message: (p: { id: string; layer: string | undefined }) => ({
      en: `\`${p.id}\` is named in an edge only; it is taken as ${p.layer === undefined ? "a feature map without a shape" : `the layer \`${p.layer}\``}. Declare it to say what it is.`,
      zh: `\`${p.id}\` 只在边中出现，被当作${p.layer === undefined ? "没有形状的特征图" : `层 \`${p.layer}\` `}。请声明它，说明它是什么。`,
    }),
  },
  "unreached-node": {
    severity: "error",
    message: (p: { id: string }) => ({
      en: `No path from an input reaches \`${p.id}\`: it is made of parameters alone, and the same for every input. Draw the edge that is missing.`,
      zh: `没有任何输入能到达 \`${p.id}\`：它只由参数算出，对任何输入都一样。请补上缺少的边。`,
    }),
  },
  "unconnected-node": {
    severity: "warning",
    message: (p: { id: string }) => ({
      en: `No edge joins \`${p.id}\` to anything; it is left out. Draw its edges or remove it.`,
      zh: `\`${p.id}\` 没有任何边相连，已被忽略。请画出它的边，或删去它。`,
    }),
  },
  "repeated-instance": {
    severity: "warning",
    message: (p: { name: string; hasWeights: boolean }) => ({
      en: `Two layers of this diagram are called \`${p.name}\`. They stay two layers${p.hasWeights ? ", each with its own weights" : ""}; number them apart.`,
      zh: `图中有两个层都叫 \`${p.name}\`。它们仍是两个层${p.hasWeights ? "，各有自己的权重" : ""}；请用不同编号。`,
    }),
  },
  "duplicate-edge": {
    severity: "warning",
    message: (p: { from: string; to: string; joins: boolean }) => ({
      en: `The edge ${p.from} -> ${p.to} is drawn twice; ${p.joins ? "both count as operands" : "it counts once"}.`,
      zh: `边 ${p.from} -> ${p.to} 画了两次；${p.joins ? "两条都算作操作数" : "只算一次"}。`,
    }),
  },
  "implied-output": {
    severity: "note",
    message: (p: { id: string }) => ({
      en: `No edge leaves the layer \`${p.id}\`; its result is an output of that name.`,
      zh: `层 \`${p.id}\` 没有出边；它的结果作为同名输出。`,
    }),
  },
  "too-deep": {
    severity: "error",
    message: (p: { most: number }) => ({
      en: `Blocks are nested more than ${p.most} deep here. Draw fewer levels.`,
      zh: `块的嵌套超过 ${p.most} 层。请减少层次。`,
    }),
  },
  "no-output": {
    severity: "error",
    message: (p: { name: string }) => ({
      en: `The digraph \`${p.name}\` holds no layers and gives nothing. Draw nodes and the edges between them.`,
      zh: `digraph \`${p.name}\` 没有任何层，也没有输出。请画出节点和边。`,
    }),
  },
} satisfies RuleTable;

export const reportLink = reporter(linkRules);
