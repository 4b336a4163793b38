import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { diffModels } from "../../src/diff/diff-models.ts";
import { renderJson } from "../../src/diff/render-json.ts";
import { renderMarkdown } from "../../src/diff/render-markdown.ts";
import { renderPretty } from "../../src/diff/render-pretty.ts";

const diff = (old: string, made: string) => diffModels(compile([{ path: "net.dot", text: old }]).models, compile([{ path: "net.dot", text: made }]).models);

const cell = (kernel: string, more = "") => `digraph Cell { x [label="input [BatchSize, W=BlockW, H=BlockH, C=BlockC]"] conv [label="Conv2D [${kernel}, In=BlockC, Out=BlockC]"] ${more} x -> conv }`;
const net = (layers: string, nodes = "") => `digraph Net { inp [label="input [BatchSize, W=8, H=8, C=4]"] stem [label="Conv2D [K=1, Out=4]"] ${layers} ${nodes} fc [label="Linear [2]"] flat [label="Flatten"] inp -> stem -> s -> flat -> fc }`;
const old = net("s [label=\"Cell x 3\"]") + cell("K=1");
const made = net("s [label=\"Cell x 4\"]").replaceAll("stem", "conv0").replace("Linear [2]", "Linear [2, Bias=false]") + cell("K=3, P=1");

const plain = { language: "en", color: false } as const;

test("a terminal gets a line for each change, turns of a repeat together", () => {
  expect(renderPretty(diff(old, made), plain)).toBe(`Net
  > stem -> conv0  conv2d
  ~ s.[0-2].conv   conv2d: kernel 1x1 -> 3x3, padding 0x0 -> 1x1
  + s.3            block of 1 node
  ~ flat           flatten: input s.2.conv -> s.3.conv
  ~ fc             linear: bias true -> false
weights: breaking, those of the old model do not load into the new
  > stem -> conv0        2 in all
  ~ s.[0-2].conv.weight  (4, 4, 1, 1) -> (4, 4, 3, 3)
  + s.3.conv.weight      (4, 4, 3, 3)
  + s.3.conv.bias        (4)
  - fc.bias              (2)
interface: compatible, what uses the old model can use the new
parameters  594 -> 1,124 (+530)
`);
});

test("Chinese has the same lines", () => {
  expect(renderPretty(diff(old, made), { language: "zh", color: false })).toBe(`Net
  > stem -> conv0  conv2d
  ~ s.[0-2].conv   conv2d: kernel 1x1 -> 3x3, padding 0x0 -> 1x1
  + s.3            块，1 个节点
  ~ flat           flatten: 输入 s.2.conv -> s.3.conv
  ~ fc             linear: bias true -> false
权重：不兼容，旧模型的权重不能载入新模型
  > stem -> conv0        共 2 个
  ~ s.[0-2].conv.weight  (4, 4, 1, 1) -> (4, 4, 3, 3)
  + s.3.conv.weight      (4, 4, 3, 3)
  + s.3.conv.bias        (4)
  - fc.bias              (2)
接口：兼容，使用旧模型的程序可以直接使用新模型
参数量  594 -> 1,124 (+530)
`);
});

test("Markdown gets tables", () => {
  expect(renderMarkdown(diff(old, made), "en")).toBe(`### \`Net\`

|  | node | change |
| --- | --- | --- |
| \`>\` | \`stem -> conv0\` | \`conv2d\` |
| \`~\` | \`s.[0-2].conv\` | \`conv2d: kernel 1x1 -> 3x3, padding 0x0 -> 1x1\` |
| \`+\` | \`s.3\` | \`block of 1 node\` |
| \`~\` | \`flat\` | \`flatten: input s.2.conv -> s.3.conv\` |
| \`~\` | \`fc\` | \`linear: bias true -> false\` |

**weights: breaking**, those of the old model do not load into the new

|  | parameter | change |
| --- | --- | --- |
| \`>\` | \`stem -> conv0\` | \`2 in all\` |
| \`~\` | \`s.[0-2].conv.weight\` | \`(4, 4, 1, 1) -> (4, 4, 3, 3)\` |
| \`+\` | \`s.3.conv.weight\` | \`(4, 4, 3, 3)\` |
| \`+\` | \`s.3.conv.bias\` | \`(4)\` |
| \`-\` | \`fc.bias\` | \`(2)\` |

**interface: compatible**, what uses the old model can use the new

|  | old | new | change |
| --- | --- | --- | --- |
| parameters | \`594\` | \`1,124\` | \`+530\` |
`);
});

test("JSON has every change by itself", () => {
  const report = JSON.parse(renderJson(diff(old, made))) as { readonly models: readonly [{ readonly nodes: readonly { readonly path: string }[]; readonly weights: { readonly renames: unknown } }] };
  expect(report.models[0].nodes.map(({ path }) => path)).toEqual(["conv0", "s.0.conv", "s.1.conv", "s.2.conv", "s.3.conv", "flat", "fc"]);
  expect(report.models[0].nodes[0]).not.toHaveProperty("parts");
  expect(report.models[0].weights.renames).toEqual([{ old: "stem.weight", new: "conv0.weight" }, { old: "stem.bias", new: "conv0.bias" }]);
});

describe("what is alike is told once", () => {
  test("blocks that differ in a number", () => {
    const blocks = (kernel: string) => net("b1 [label=Cell] b2 [label=Cell] b4 [label=Cell] s [label=Relu]").replace("-> s ->", "-> b1 -> b2 -> b4 -> s ->") + cell(kernel);
    expect(renderPretty(diff(blocks("K=1"), blocks("K=3, P=1")), plain).split("\n")[1]).toBe("  ~ b[1-2, 4].conv  conv2d: kernel 1x1 -> 3x3, padding 0x0 -> 1x1");
  });

  test("what comes from the turn before, in every turn", () => {
    const more = "act [label=Relu] conv -> act";
    const lines = renderPretty(diff(old, net("s [label=\"Cell x 3\"]") + cell("K=1", more)), plain).split("\n");
    expect(lines.slice(1, 6)).toEqual(["  + s.[0-2].act   relu", "  ~ s.[1-2].conv  conv2d: input s.[#-1].conv -> s.[#-1].act", "  ~ flat          flatten: input s.2.conv -> s.2.act", "weights: compatible, those of the old model load into the new", "interface: compatible, what uses the old model can use the new"]);
  });

  test("nodes of which the shape alone changed, by their shapes", () => {
    const text = net("s [label=Relu] t [label=Tanh]").replace("-> s ->", "-> s -> t -> u -> v ->").replace("fc [", "u [label=Sigmoid] v [label=Relu] fc [");
    const lines = renderPretty(diff(text, text.replace("W=8", "W=16")), plain).split("\n");
    expect(lines).toContain("  ~ stem, s, t and 2 more  shape (BatchSize, 4, 8, 8) -> (BatchSize, 4, 8, 16)");
  });
});

test("what did not change, came, went or cannot be compared is one line", () => {
  const named = (name: string, label = "Relu") => `digraph ${name} { x [label="input [BatchSize, 4]"] r [label="${label}"] x -> r }`;
  const text = renderPretty(diff(named("A") + named("B") + named("C"), named("A") + named("C", "Rleu") + named("D")), plain);
  expect(text).toBe("A: no change\n\nC: not compared: a side has errors\n\nD: added: there was no such model\n\nB: removed: there is no such model any more\n");
  expect(renderPretty({ changed: false, breaking: false, models: [] }, plain)).toBe("no models on either side\n");
});

test("weights that load once they are renamed are told so", () => {
  expect(renderPretty(diff(old, old.replaceAll("stem", "conv0")), plain)).toContain("weights: breaking, those of the old model load into the new once they are renamed\n");
});

test("hostile names change neither the terminal nor the tables", () => {
  const named = (id: string) => `digraph Net { x [label="input [BatchSize, 4]"] "${id}" [label="Linear [4]"] x -> "${id}" }`;
  const report = diff(named("a"), named("\u001b[31m`|`\n| <b>"));
  expect(renderPretty(report, plain)).not.toContain("\u001b");
  expect(renderPretty(report, plain)).toContain("  > a -> \ufffd[31m`|` | <b>  linear\n");
  expect(renderMarkdown(report, "en")).toContain("| `>` | `` a -> \ufffd[31m`\\|` \\| <b> `` | `linear` |\n");
});

test("colour is for marks and verdicts", () => {
  expect(renderPretty(diff(old, made), { language: "en", color: true })).toContain("\u001b[33m~\u001b[39m");
});
