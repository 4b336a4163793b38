/** Rules about how a network is built, and about what it may cost. The former are told only where they are asked for. */
import type { Message } from "../diagnostic.ts";
import type { RuleTable } from "./rule.ts";
import { reporter } from "./rule.ts";

export type Figure = "params" | "macs" | "weightBytes" | "peakActivationBytes";

export const figures: readonly Figure[] = ["params", "macs", "weightBytes", "peakActivationBytes"];

const figureNames: Readonly<Record<Figure, Message>> = {
  params: { en: "parameters", zh: "参数量" },
  macs: { en: "MACs", zh: "乘加次数" },
  weightBytes: { en: "bytes of weights", zh: "权重字节数" },
  peakActivationBytes: { en: "bytes of activations at once", zh: "激活峰值字节数" },
};

const grouped = (value: number) => value.toLocaleString("en-US");

export const lintRules = {
  "missing-activation": {
    severity: "warning",
    message: (p: { first: string; second: string; turns: boolean }) => ({
      en: `No activation stands between ${p.turns ? `the turns of \`${p.second}\`` : `\`${p.first}\` and \`${p.second}\``}: linear layers in a row can do no more than one. Draw a Relu between them.`,
      zh: `${p.turns ? `\`${p.second}\` 的各次重复` : `\`${p.first}\` 与 \`${p.second}\``} 之间没有激活函数：连续的线性层合起来仍只是一个线性层。请在其间画一个 Relu。`,
    }),
  },
  "repeated-activation": {
    severity: "warning",
    message: (p: { first: string; second: string; turns: boolean }) => ({
      en: p.turns ? `The activation \`${p.second}\` is repeated on its own result. Draw it once.` : `The activation \`${p.second}\` takes what the activation \`${p.first}\` gives. Remove one of them, or draw the layer that is missing between.`,
      zh: p.turns ? `激活函数 \`${p.second}\` 作用于它自己的结果。只画一次即可。` : `激活函数 \`${p.second}\` 的输入就是激活函数 \`${p.first}\` 的结果。请删去其一，或补上其间缺少的层。`,
    }),
  },
  "early-softmax": {
    severity: "warning",
    message: (p: { first: string; second: string; turns: boolean }) => ({
      en: `\`${p.first}\` stands before the last layer: \`${p.second}\` takes its probabilities. Use a Relu inside a network, and a Softmax at its end.`,
      zh: `\`${p.first}\` 不在最后一层之后：它的概率又输入到 \`${p.second}\`。网络内部请用 Relu，Softmax 放在末尾。`,
    }),
  },
  "dropout-before-batch-norm": {
    severity: "warning",
    message: (p: { first: string; second: string; turns: boolean }) => ({
      en: `\`${p.first}\` stands before \`${p.second}\`: what it drops in training changes the variance that the batch norm keeps for later. Move the dropout behind it.`,
      zh: `\`${p.first}\` 在 \`${p.second}\` 之前：训练时的丢弃会改变批归一化所记录的方差。请把 Dropout 移到其后。`,
    }),
  },
  "useless-bias": {
    severity: "warning",
    message: (p: { layer: string; norm: string }) => ({
      en: `The bias of \`${p.layer}\` has no effect: \`${p.norm}\` right after it takes the mean away, the bias with it. Write \`Bias=false\`.`,
      zh: `\`${p.layer}\` 的偏置不起作用：紧接其后的 \`${p.norm}\` 会减去均值，偏置随之消去。请写 \`Bias=false\`。`,
    }),
  },
  "name-depth": {
    severity: "warning",
    message: (p: { name: string; promised: number; found: number }) => ({
      en: `\`${p.name}\` promises ${p.promised} layers with weights, and the drawing holds ${p.found} in a row. Draw the missing ones, or rename it.`,
      zh: `\`${p.name}\` 的名称表示有 ${p.promised} 个带权重的层，而图中依次只有 ${p.found} 个。请补画缺少的层，或改名。`,
    }),
  },
  "name-cell": {
    severity: "warning",
    message: (p: { name: string; named: string; drawn: string; signs: readonly string[] }) => ({
      en: `\`${p.name}\` is called ${p.named}, but what is drawn is ${p.drawn === "LSTM" ? "an" : "a"} ${p.drawn}: it has ${p.signs.map((sign) => `\`${sign}\``).join(", ")}. Rename it.`,
      zh: `\`${p.name}\` 名为 ${p.named}，画的却是 ${p.drawn}：其中有 ${p.signs.map((sign) => `\`${sign}\``).join("、")}。请改名。`,
    }),
  },
  "budget-syntax": {
    severity: "error",
    message: (p: { text: string; figure: string | undefined; nearest: string | undefined }) => (p.figure === undefined
      ? {
        en: `\`${p.text}\` is no budget. Write a figure, <= or >=, and a number, as in \`params<=12M\`; a number may end in k, M, G, T, Ki, Mi, Gi or Ti.`,
        zh: `\`${p.text}\` 不是预算。请写指标、<= 或 >= 和数值，例如 \`params<=12M\`；数值可用 k、M、G、T、Ki、Mi、Gi、Ti 结尾。`,
      }
      : {
        en: `\`${p.figure}\` is no figure that can be limited.${p.nearest === undefined ? ` They are ${figures.join(", ")}.` : ` Is \`${p.nearest}\` meant?`}`,
        zh: `\`${p.figure}\` 不是可以限制的指标。${p.nearest === undefined ? `可用的有 ${figures.join("、")}。` : `是否想写 \`${p.nearest}\`？`}`,
      }),
  },
  "budget-unknown": {
    severity: "warning",
    message: (p: { name: string; budget: string; open: readonly string[]; refusal: string | undefined } | { block: string; budget: string }) => ("block" in p ? {
      en: `\`${p.budget}\` is not held: \`${p.block}\` is a block here, which costs something else at each call. Limit the models that use it.`,
      zh: `未检查 \`${p.budget}\`：\`${p.block}\` 在这里是块，每次调用的开销各不相同。请对使用它的模型设限。`,
    } : {
      en: `Whether \`${p.name}\` keeps \`${p.budget}\` cannot be told${p.refusal === undefined ? `, since sizes are open: ${p.open.join(", ")}. Give them with --set.` : `: ${p.refusal}`}`,
      zh: `无法判断 \`${p.name}\` 是否符合 \`${p.budget}\`${p.refusal === undefined ? `，因为有尺寸未定：${p.open.join("、")}。请用 --set 给出。` : `：${p.refusal}`}`,
    }),
  },
  "budget-exceeded": {
    severity: "error",
    message: (p: { name: string; budget: string; figure: Figure; found: number; limit: number; sizes: string; most: readonly { readonly path: string; readonly amount: number }[] }) => {
      const { en, zh } = figureNames[p.figure];
      const by = Math.abs(p.found - p.limit);
      const percent = 100 * by / p.limit;
      const [share, over] = [p.limit === 0 ? "" : ` (${percent.toFixed(percent < 10 ? 1 : 0)} %)`, p.found > p.limit];
      const most = p.most.map(({ path, amount }) => `${path} ${grouped(amount)}`);
      return {
        en: `\`${p.name}\` has ${grouped(p.found)} ${en}${p.sizes === "" ? "" : ` at ${p.sizes}`}, ${grouped(by)}${share} ${over ? "more" : "fewer"} than the ${grouped(p.limit)} of \`${p.budget}\`.${most.length === 0 ? "" : ` Most are in ${most.join(", ")}.`}`,
        zh: `\`${p.name}\` 的${zh}${p.sizes === "" ? "" : `（${p.sizes}）`}为 ${grouped(p.found)}，比 \`${p.budget}\` 的 ${grouped(p.limit)} ${over ? "多" : "少"} ${grouped(by)}${share}。${most.length === 0 ? "" : `最多的是 ${most.join("、")}。`}`,
      };
    },
  },
} satisfies RuleTable;

export const reportLint = reporter(lintRules);
