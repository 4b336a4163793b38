/** The words of the rendered reports, in every language. */
import type { Language, Message } from "../diagnostics/diagnostic.ts";

const words = {
  same: { en: "no change", zh: "没有变化" },
  added: { en: "added: there was no such model", zh: "新增：旧版没有这个模型" },
  removed: { en: "removed: there is no such model any more", zh: "已删除：新版没有这个模型" },
  refused: { en: "not compared: a side has errors", zh: "未比较：有一侧的图有错误" },
  node: { en: "node", zh: "节点" },
  parameter: { en: "parameter", zh: "参数" },
  change: { en: "change", zh: "变化" },
  old: { en: "old", zh: "旧" },
  new: { en: "new", zh: "新" },
  input: { en: "input", zh: "输入" },
  inputs: { en: "inputs", zh: "输入" },
  output: { en: "output", zh: "输出" },
  option: { en: "option", zh: "选项" },
  model: { en: "model", zh: "模型" },
  shape: { en: "shape", zh: "形状" },
  count: { en: "count", zh: "次数" },
  weights: { en: "weights", zh: "权重" },
  interface: { en: "interface", zh: "接口" },
  compatible: { en: "compatible", zh: "兼容" },
  breaking: { en: "breaking", zh: "不兼容" },
  loads: { en: "those of the old model load into the new", zh: "旧模型的权重可以载入新模型" },
  loadsRenamed: { en: "those of the old model load into the new once they are renamed", zh: "旧模型的权重改名后可以载入新模型" },
  doesNotLoad: { en: "those of the old model do not load into the new", zh: "旧模型的权重不能载入新模型" },
  fits: { en: "what uses the old model can use the new", zh: "使用旧模型的程序可以直接使用新模型" },
  doesNotFit: { en: "what uses the old model must change for the new", zh: "使用旧模型的程序须为新模型修改" },
  parameters: { en: "parameters", zh: "参数量" },
  macs: { en: "MACs", zh: "乘加次数" },
  weightBytes: { en: "weight bytes", zh: "权重字节数" },
  peakActivationBytes: { en: "peak activation bytes", zh: "激活峰值字节数" },
  open: { en: "open", zh: "未定" },
  noModels: { en: "no models on either side", zh: "两侧都没有模型" },
} as const satisfies Readonly<Record<string, Message>>;

export function word(key: keyof typeof words, language: Language): string {
  return words[key][language];
}

export function nodesText(count: number, language: Language): string {
  return language === "zh" ? `块，${count} 个节点` : `block of ${count} ${count === 1 ? "node" : "nodes"}`;
}

export function timesText(count: number, language: Language): string {
  if (count === 1) return "";
  return language === "zh" ? `共 ${count} 个` : `${count} in all`;
}

export function moreText(count: number, language: Language): string {
  return language === "zh" ? `等，另有 ${count} 个` : `and ${count} more`;
}

export function moreRowsText(count: number, language: Language): string {
  return language === "zh" ? `… 另有 ${count} 行；--format json 列出全部` : `… ${count} more; --format json lists all`;
}
