/** Rules about sizes, shapes and claims. */
import type { Message } from "../diagnostic.ts";
import type { RuleTable } from "./rule.ts";
import { reporter } from "./rule.ts";

const some = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(", ");
const someZh = (names: readonly string[]) => names.map((name) => `\`${name}\``).join("、");

export const inferRules = {
  "claim-mismatch": {
    severity: "error",
    message: (p: { claim: Message; found: string; arriving: string }) => ({
      en: `The feature map claims ${p.claim.en}, but ${p.found} arrives: ${p.arriving}.`,
      zh: `特征图声明${p.claim.zh}，但到达的是 ${p.found}：${p.arriving}。`,
    }),
  },
  "claim-rank": {
    severity: "error",
    message: (p: { claimed: string; arriving: string }) => ({
      en: `The feature map claims ${p.claimed}, but a tensor with another number of axes arrives: ${p.arriving}. Flatten, reshape or pool it first, or claim what arrives.`,
      zh: `特征图声明 ${p.claimed}，但到达的张量维数不同：${p.arriving}。请先展平、变形或池化，或改为声明到达的形状。`,
    }),
  },
  "size-mismatch": {
    severity: "error",
    message: (p: { layer: string; key: string; claimed: string; found: string; arriving: string }) => ({
      en: `${p.layer} takes ${p.key}=${p.claimed}, but ${p.found} arrives: ${p.arriving}.`,
      zh: `${p.layer} 需要 ${p.key}=${p.claimed}，但到达的是 ${p.found}：${p.arriving}。`,
    }),
  },
  "reshape-size": {
    severity: "error",
    message: (p: { wanted: string; found: string; arriving: string }) => ({
      en: `A tensor of ${p.found} elements cannot be reshaped to ${p.wanted}: ${p.arriving} arrives (the batch apart).`,
      zh: `${p.found} 个元素的张量不能变形为 ${p.wanted} 个：到达的是 ${p.arriving}（批大小除外）。`,
    }),
  },
  "reshape-batch": {
    severity: "error",
    message: () => ({
      en: "A reshape leaves the batch alone: BatchSize may stand first or be left out, and takes part in no product.",
      zh: "变形不改动批：BatchSize 只能写在最前或省略，不能参与乘积。",
    }),
  },
  rank: {
    severity: "error",
    message: (p: { layer: string; expected: readonly number[]; arriving: string }) => ({
      en: `${p.layer} takes a tensor of ${p.expected.join(" or ")} axes, but ${p.arriving} arrives. Reshape it first.`,
      zh: `${p.layer} 需要 ${p.expected.join(" 或 ")} 维张量，但到达的是 ${p.arriving}。请先变形。`,
    }),
  },
  "inputs-differ": {
    severity: "error",
    message: (p: { layer: string; first: string; second: string; axis: number; sizes: readonly [string, string] }) => ({
      en: `${p.layer} cannot join ${p.first} and ${p.second}: axis ${p.axis} is ${p.sizes[0]} in one and ${p.sizes[1]} in the other. Give both the same size there.`,
      zh: `${p.layer} 无法连接 ${p.first} 与 ${p.second}：第 ${p.axis} 轴一个是 ${p.sizes[0]}，另一个是 ${p.sizes[1]}。请使两者在此轴上相同。`,
    }),
  },
  "kernel-too-large": {
    severity: "error",
    message: (p: { layer: string; kernel: string; available: string; arriving: string }) => ({
      en: `The window of ${p.layer} reaches over ${p.kernel}, but the padded input has only ${p.available}: ${p.arriving} arrives. Make the input larger or the window smaller, or pad more.`,
      zh: `${p.layer} 的窗口为 ${p.kernel}，而填充后的输入只有 ${p.available}：到达的是 ${p.arriving}。请增大输入、减小窗口，或增加填充。`,
    }),
  },
  "padding-too-large": {
    severity: "error",
    message: (p: { layer: string; padding: string; kernel: string }) => ({
      en: `The padding of ${p.layer}, ${p.padding}, is more than half of its window, ${p.kernel}: some windows would see nothing but padding. Pad less, or widen the window.`,
      zh: `${p.layer} 的填充 ${p.padding} 超过窗口 ${p.kernel} 的一半：有的窗口只会看到填充。请减小填充，或增大窗口。`,
    }),
  },
  "open-size": {
    severity: "error",
    message: () => ({
      en: "Only one size may be left open with -1, and none where nothing decides it. Write the others.",
      zh: "只能有一个尺寸写作 -1，且它必须能由别处推出。请写出其余的尺寸。",
    }),
  },
  "indivisible-groups": {
    severity: "error",
    message: (p: { groups: string; size: string; of: string }) => ({
      en: `${p.groups} groups do not divide ${p.of}=${p.size}. Choose a number that divides In and Out.`,
      zh: `分组数 ${p.groups} 不能整除 ${p.of}=${p.size}。请选择能整除 In 与 Out 的数。`,
    }),
  },
  "axis-out-of-range": {
    severity: "error",
    message: (p: { axis: number; arriving: string }) => ({
      en: `There is no axis ${p.axis} in ${p.arriving}. Axes count from 0 in the tensor's order (batch, C, H, W).`,
      zh: `${p.arriving} 中没有第 ${p.axis} 轴。轴按张量顺序（批、C、H、W）从 0 数起。`,
    }),
  },
  "element-type": {
    severity: "error",
    message: (p: { layer: string; expected: "float32" | "int32"; arriving: string }) => p.expected === "int32" ? {
      en: `${p.layer} takes whole numbers, as an input gives them, but ${p.arriving} was computed.`,
      zh: `${p.layer} 需要由输入给出的整数，但到达的 ${p.arriving} 是计算所得。`,
    } : {
      en: `${p.layer} computes with fractions, but ${p.arriving} are whole numbers, indices for an Embedding.`,
      zh: `${p.layer} 以浮点数计算，但到达的 ${p.arriving} 是整数，即 Embedding 的序号。`,
    },
  },
  "input-count": {
    severity: "error",
    message: (p: { layer: string; expected: string; expectedZh: string; found: readonly string[] }) => ({
      en: `${p.layer} takes ${p.expected}, but ${p.found.length === 0 ? "no edge comes in" : p.found.length === 1 ? `only ${some(p.found)} comes in` : `${p.found.length} come in: ${some(p.found)}`}.`,
      zh: `${p.layer} 需要${p.expectedZh}，但${p.found.length === 0 ? "没有边进入" : `有 ${p.found.length} 条边进入：${someZh(p.found)}`}。`,
    }),
  },
  "missing-argument": {
    severity: "error",
    message: (p: { layer: string; key: string; keys: readonly string[]; written: string }) => ({
      en: `${p.layer} needs ${p.key}, which nothing else decides. Write \`${p.written}\`; it takes ${some(p.keys)}.`,
      zh: `${p.layer} 缺少 ${p.key}，且无法由别处推出。请写 \`${p.written}\`；可用的键有 ${someZh(p.keys)}。`,
    }),
  },
  "unknown-key": {
    severity: "error",
    message: (p: { layer: string; key: string; keys: readonly string[]; nearest: string | undefined; isActivation: boolean }) => ({
      en: `${p.layer} has no \`${p.key}\`.${p.nearest === undefined ? "" : ` Is \`${p.nearest}\` meant?`}${p.isActivation ? " Draw the activation as a node of its own, behind this one." : ""} It takes ${p.keys.length === 0 ? "no arguments: remove it" : some(p.keys)}.`,
      zh: `${p.layer} 没有 \`${p.key}\`。${p.nearest === undefined ? "" : `是否想写 \`${p.nearest}\`？`}${p.isActivation ? "请把激活画成此后的单独节点。" : ""}${p.keys.length === 0 ? "它不带参数，请删去" : `可用的键有 ${someZh(p.keys)}`}。`,
    }),
  },
  "surplus-argument": {
    severity: "error",
    message: (p: { layer: string; text: string; keys: readonly string[] }) => ({
      en: `${p.layer} does not take \`${p.text}\` at this position. ${p.keys.length === 0 ? "It takes no arguments." : `Write keys: ${some(p.keys)}.`}`,
      zh: `${p.layer} 在此位置不接受 \`${p.text}\`。${p.keys.length === 0 ? "它不带参数。" : `请写出键：${someZh(p.keys)}。`}`,
    }),
  },
  "repeated-argument": {
    severity: "error",
    message: (p: { key: string }) => ({ en: `\`${p.key}\` is given twice. Keep one.`, zh: `\`${p.key}\` 给了两次，请只留一个。` }),
  },
  "bad-value": {
    severity: "error",
    message: (p: { key: string; wanted: string; wantedZh: string; found: string }) => ({
      en: `${p.key} is ${p.wanted}, not ${p.found}.`,
      zh: `${p.key} 应为${p.wantedZh}，而不是 ${p.found}。`,
    }),
  },
  "unknown-axis": {
    severity: "error",
    message: (p: { key: string }) => ({
      en: `A feature map has no axis \`${p.key}\`. Axes are called W, H and C.`,
      zh: `特征图没有名为 \`${p.key}\` 的轴。轴名为 W、H、C。`,
    }),
  },
  "axis-order": {
    severity: "error",
    message: () => ({
      en: "Named and unnamed axes are mixed so that their order is open. Name all of them but the batch, or none.",
      zh: "有名轴与无名轴混用，顺序不明。除批以外，请全部命名或全部不命名。",
    }),
  },
  "false-equation": {
    severity: "error",
    message: (p: { left: string; leftValue: string; right: string; rightValue: string }) => ({
      en: `This sum is not true: ${p.left} is ${p.leftValue}, not ${p.right}${p.right === p.rightValue ? "" : ` (${p.rightValue})`}.`,
      zh: `这个等式不成立：${p.left} 等于 ${p.leftValue}，而不是 ${p.right}${p.right === p.rightValue ? "" : `（${p.rightValue}）`}。`,
    }),
  },
  "fractional-size": {
    severity: "error",
    message: (p: { text: string; value: string; names: string }) => ({
      en: `${p.text} does not come out whole: it is ${p.value}${p.names === "" ? "" : ` where ${p.names}`}.`,
      zh: `${p.text} 不是整数：${p.names === "" ? "" : `当 ${p.names} 时`}等于 ${p.value}。`,
    }),
  },
  "run-size": {
    severity: "error",
    message: (p: { layer: string; key: string; size: string }) => ({
      en: `${p.layer} needs ${p.key} when the model is created, but ${p.size} is told by the data of each run. Write a number or another name.`,
      zh: `${p.layer} 在创建模型时就需要 ${p.key}，而 ${p.size} 要到每次运行才由数据确定。请写数字或别的名称。`,
    }),
  },
  "size-too-large": {
    severity: "error",
    message: (p: { layer: string }) => ({
      en: `${p.layer} gives a tensor with an axis past 2^53, which no machine holds. Reduce the sizes before it.`,
      zh: `${p.layer} 给出的张量有超过 2^53 的轴，没有机器容得下。请减小之前的尺寸。`,
    }),
  },
  "not-a-size": {
    severity: "error",
    message: (p: { text: string; value: string }) => ({
      en: `A size is a whole number of at least 1; ${p.text === p.value ? `${p.text} is not` : `${p.text} is ${p.value}`}. Write one, or correct the sizes that this one comes from.`,
      zh: `尺寸是至少为 1 的整数；${p.text === p.value ? `${p.text} 不是` : `${p.text} 等于 ${p.value}`}。请写出这样的数，或改正它所依据的尺寸。`,
    }),
  },
  "solved-name": {
    severity: "warning",
    /** Without a value the name is taken for the one meant on its likeness alone. */
    message: (p: { name: string; value: string | undefined; meant: string | undefined }) => (p.value === undefined
      ? { en: `Nothing in this diagram says what \`${p.name}\` is; it is taken for \`${p.meant}\`, which is alike.`, zh: `图中没有说明 \`${p.name}\` 是什么；这里当作相近的 \`${p.meant}\`。` }
      : {
        en: `Nothing else in this diagram says what \`${p.name}\` is; the tensor makes it ${p.value}.${p.meant === undefined ? "" : ` Is \`${p.meant}\` meant?`}`,
        zh: `图中没有别处说明 \`${p.name}\` 是什么；按张量推得 ${p.value}。${p.meant === undefined ? "" : `是否想写 \`${p.meant}\`？`}`,
      }),
  },
  "fixed-option": {
    severity: "warning",
    message: (p: { name: string; value: string }) => ({
      en: `\`${p.name}\` is drawn as open, but it can only be ${p.value} here. Write \`${p.name}(${p.value})\`, or the name here too.`,
      zh: `\`${p.name}\` 画成未定，但这里只能是 ${p.value}。请写 \`${p.name}(${p.value})\`，或在此处也写该名称。`,
    }),
  },
  "open-equation": {
    severity: "warning",
    message: (p: { left: string; right: string }) => ({
      en: `\`${p.left}\` and \`${p.right}\` are drawn as two sizes, but must be equal here. Write one for both, or give the names values.`,
      zh: `\`${p.left}\` 与 \`${p.right}\` 画成两个尺寸，但这里必须相等。请统一写法，或给出名称的值。`,
    }),
  },
  "batch-name": {
    severity: "warning",
    message: (p: { name: string }) => ({
      en: `\`${p.name}\` is taken for the batch. Write \`BatchSize\`, or a name that is less like it if an axis of the data is meant.`,
      zh: `\`${p.name}\` 被当作批。请写 \`BatchSize\`；若指数据的轴，请换一个不相近的名称。`,
    }),
  },
  "channels-last": {
    severity: "warning",
    message: (p: { written: readonly [string, string, string] }) => ({
      en: `Axes without names stand in the order of (N, C, H, W): this is C=${p.written[0]}, H=${p.written[1]}, W=${p.written[2]}. If the channels are last, name the axes: \`H=${p.written[0]}, W=${p.written[1]}, C=${p.written[2]}\`. The tensor is (N, C, H, W) in either case.`,
      zh: `没有名称的轴按 (N, C, H, W) 排列：这里是 C=${p.written[0]}、H=${p.written[1]}、W=${p.written[2]}。若通道在最后，请写出轴名：\`H=${p.written[0]}, W=${p.written[1]}, C=${p.written[2]}\`。无论如何，张量都是 (N, C, H, W)。`,
    }),
  },
  "unread-input": {
    severity: "note",
    message: (p: { layer: string; unread: readonly { readonly isRows: boolean; readonly count: number; readonly of: number }[] }) => ({
      en: `${p.layer} never reads ${p.unread.map(({ isRows, count, of }) => `the last ${count} of ${of} ${isRows ? "rows" : "columns"}`).join(" and ")}: its stride does not come out even. Pad, or choose sizes that fit.`,
      zh: `${p.layer} 从不读取${p.unread.map(({ isRows, count, of }) => ` ${of} ${isRows ? "行" : "列"}中的最后 ${count} ${isRows ? "行" : "列"}`).join("和")}：步幅除不尽。请填充，或选用合适的尺寸。`,
    }),
  },
  "two-values": {
    severity: "error",
    message: (p: { name: string; first: string; second: string }) => ({
      en: `\`${p.name}\` is given two values, ${p.first} and ${p.second}. Keep one.`,
      zh: `\`${p.name}\` 有两个值：${p.first} 与 ${p.second}。请只留一个。`,
    }),
  },
  "set-overrides": {
    severity: "note",
    message: (p: { name: string; drawn: string; set: string }) => ({
      en: `\`${p.name}\` is drawn as ${p.drawn}; --set makes it ${p.set}.`,
      zh: `\`${p.name}\` 画作 ${p.drawn}；--set 把它改为 ${p.set}。`,
    }),
  },
  "index-outside-repeat": {
    severity: "error",
    message: (p: { name: string }) => ({
      en: `\`${p.name}\` is the index of a repeat (\`Layer x N\`), and there is none here. Draw the repeat, or write the size itself.`,
      zh: `\`${p.name}\` 是重复（\`Layer x N\`）的序号，但这里没有重复。请补上重复，或直接写出尺寸。`,
    }),
  },
  "index-name": {
    severity: "warning",
    message: (p: { name: string; meant: string }) => ({
      en: `\`${p.name}\` is the index of this repeat, as any name behind \`#\` is. Is \`${p.meant}\` meant?`,
      zh: `\`${p.name}\` 是这个重复的序号（\`#\` 后的任何名称都是）。是否想写 \`${p.meant}\`？`,
    }),
  },
  "unbound-formal": {
    severity: "error",
    message: (p: { block: string; names: readonly string[] }) => ({
      en: `${p.block} leaves ${some(p.names)} open: no argument, no size that arrives and no name of this diagram gives it. Write \`[${p.names[0]}=…]\`.`,
      zh: `${p.block} 的 ${someZh(p.names)} 未定：没有参数、到达的尺寸或本图的名称给出它。请写 \`[${p.names[0]}=…]\`。`,
    }),
  },
  "argument-mismatch": {
    severity: "error",
    message: (p: { block: string; name: string; given: string; found: string; arriving: string }) => ({
      en: `The call says that ${p.name} of ${p.block} is ${p.given}, but ${p.found} arrives: ${p.arriving}.`,
      zh: `调用中写 ${p.block} 的 ${p.name} 为 ${p.given}，但到达的是 ${p.found}：${p.arriving}。`,
    }),
  },
  "unused-argument": {
    severity: "error",
    message: (p: { block: string; text: string; formals: readonly string[]; nearest: string | undefined }) => ({
      en: `\`${p.text}\` binds nothing in ${p.block}.${p.nearest === undefined ? "" : ` Is \`${p.nearest}\` meant?`} ${p.formals.length === 0 ? "It has no open names: remove the argument." : `Write one of its open names, ${some(p.formals)}, or remove the argument.`}`,
      zh: `\`${p.text}\` 在 ${p.block} 中没有对应的名称。${p.nearest === undefined ? "" : `是否想写 \`${p.nearest}\`？`}${p.formals.length === 0 ? "它没有未定的名称，请删去此参数。" : `请写它的未定名称（${someZh(p.formals)}），或删去此参数。`}`,
    }),
  },
  "block-outputs": {
    severity: "error",
    message: (p: { block: string; outputs: readonly string[]; isCell: boolean }) => (p.isCell ? {
      en: `${p.block} has ${p.outputs.length} ends at \`[t]\` (${some(p.outputs)}); a cell that is used as a layer gives one of them for each step. Let the others lead to that one: draw the edge from what they carry on.`,
      zh: `${p.block} 有 ${p.outputs.length} 个 \`[t]\` 末端（${someZh(p.outputs)}）；作为层使用的单元每一步只给出一个。请让其余的通向那一个：画出从它们继续的边。`,
    } : {
      en: `${p.block} has ${p.outputs.length} outputs (${some(p.outputs)}); a block that is used as a layer has one. Join them inside the block, or draw two blocks.`,
      zh: `${p.block} 有 ${p.outputs.length} 个输出（${someZh(p.outputs)}）；作为层使用的块只能有一个输出。请在块内汇合，或画成两个块。`,
    }),
  },
  "input-shape-missing": {
    severity: "error",
    message: (p: { id: string; remark?: { readonly text: string; readonly shape: string } }) => (p.remark === undefined ? {
      en: `Nothing says what shape the input \`${p.id}\` has. Write it in its label: \`[BatchSize, …]\`.`,
      zh: `没有说明输入 \`${p.id}\` 的形状。请写在标签里：\`[BatchSize, …]\`。`,
    } : {
      en: `Nothing says what shape the input \`${p.id}\` has: \`${p.remark.text}\` is read as a remark. Write it in square brackets, with the batch: \`${p.remark.shape}\`.`,
      zh: `没有说明输入 \`${p.id}\` 的形状：\`${p.remark.text}\` 被当作备注。请用方括号写出，并包括批：\`${p.remark.shape}\`。`,
    }),
  },
  "parameter-shape": {
    severity: "error",
    message: (p: { id: string }) => ({
      en: `The parameter \`${p.id}\` needs a shape whose sizes are known without the data: \`[In, Out]\`.`,
      zh: `参数 \`${p.id}\` 需要不依赖数据的形状：\`[In, Out]\`。`,
    }),
  },
  "claim-inputs": {
    severity: "error",
    message: (p: { id: string; found: readonly string[] }) => ({
      en: `The feature map \`${p.id}\` shows one tensor, but ${p.found.length} come in: ${some(p.found)}. Join them with a node \`+\` or \`cat\`.`,
      zh: `特征图 \`${p.id}\` 表示一个张量，却有 ${p.found.length} 条边进入：${someZh(p.found)}。请用 \`+\` 或 \`cat\` 节点连接。`,
    }),
  },
  "implicit-broadcast": {
    severity: "warning",
    message: (p: { layer: string; first: string; second: string; result: string }) => ({
      en: `${p.layer} joins ${p.first} and ${p.second} by broadcasting to ${p.result}. If that is meant, draw the result as a feature map.`,
      zh: `${p.layer} 把 ${p.first} 与 ${p.second} 广播为 ${p.result}。若有意如此，请把结果画成特征图。`,
    }),
  },
  "dimension-rank": {
    severity: "error",
    message: (p: { layer: string; ranks: readonly number[]; arriving: string }) => ({
      en: `${p.layer} is for tensors of ${p.ranks.join(" or ")} axes, but ${p.arriving} arrives. Write the layer that fits, or reshape it first.`,
      zh: `${p.layer} 用于 ${p.ranks.join(" 或 ")} 维张量，但到达的是 ${p.arriving}。请改用合适的层，或先变形。`,
    }),
  },
  "batch-missing": {
    severity: "error",
    message: (p: { layer: string; arriving: string }) => ({
      en: `${p.layer} averages over a batch, but ${p.arriving} has none. Draw its input as \`[BatchSize, …]\`.`,
      zh: `${p.layer} 需要对批求平均，但 ${p.arriving} 没有批轴。请把输入画作 \`[BatchSize, …]\`。`,
    }),
  },
  "repeat-count": {
    severity: "error",
    message: (p: { count: string; most: number }) => ({
      en: `A layer is repeated a whole number of times, from 0 to ${p.most}; not ${p.count}.`,
      zh: `层的重复次数应为 0 到 ${p.most} 的整数，而不是 ${p.count}。`,
    }),
  },
  "too-many-layers": {
    severity: "error",
    message: (p: { most: number }) => ({
      en: `This model unfolds into more than ${p.most} blocks. Reduce its repeats.`,
      zh: `此模型展开后超过 ${p.most} 个块。请减少重复。`,
    }),
  },
  "reserved-name": {
    severity: "error",
    message: (p: { name: string }) => ({
      en: `An open size of a model cannot be called \`${p.name}\`, which is an option of every generated module. Rename it.`,
      zh: `模型的未定尺寸不能叫 \`${p.name}\`，它是每个生成模块的选项名。请改名。`,
    }),
  },
  "parameter-name": {
    severity: "error",
    message: (p: { name: string }) => ({
      en: `Two parameters would be called \`${p.name}\`. Rename one of the nodes.`,
      zh: `两个参数都会叫 \`${p.name}\`。请给其中一个节点改名。`,
    }),
  },
} satisfies RuleTable;

export const reportInfer = reporter(inferRules);
