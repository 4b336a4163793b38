/** Whole reports as a person sees them on a terminal. */
import { describe, expect, test } from "vitest";
import type { Diagnostic, Fix, Related } from "../../src/diagnostics/diagnostic.ts";
import { renderDiagnostics, renderSummary, type ReportStyle } from "../../src/diagnostics/pretty.ts";
import type { SourceFile, Span } from "../../src/ir/source.ts";

const plain: ReportStyle = { language: "en", color: false };

function fileOf(text: string, path = "net.dot"): SourceFile {
  return { path, text };
}

/** Where the `count`-th `part` stands. */
function at(file: SourceFile, part: string, count = 1): Span {
  let start = -1;
  for (let found = 0; found < count; found++) start = file.text.indexOf(part, start + 1);
  if (start < 0) throw new Error(`"${part}" does not stand ${count} times in ${file.path}`);
  return { file, start, end: start + part.length };
}

function message(text: string) {
  return { en: text, zh: `【${text}】` };
}

function other(span: Span, text: string): Related {
  return { span, message: message(text) };
}

function replace(span: Span, text: string, more: Partial<Fix> = {}): Fix {
  return { title: message(`Write ${text}`), edits: [{ span, text }], preferred: true, ...more };
}

function finding(span: Span, more: Partial<Diagnostic> = {}): Diagnostic {
  return { rule: "claim-mismatch", severity: "error", span, message: message("The sizes differ."), related: [], fixes: [], ...more };
}

function report(diagnostic: Diagnostic, style: Partial<ReportStyle> = {}): string {
  return renderDiagnostics([diagnostic], { ...plain, ...style });
}

const net = fileOf(String.raw`digraph Net {
  inp   [label="Input\n[BatchSize, W=224, H=224, C=3]"]
  conv0 [label="Conv2D\n[K=7, S=2, P=3, In=3, Out=64]"]
  pool0 [label="MaxPool2D\n[K=3, S=2, P=1]"]
  map0  [label="[BatchSize,\nW=55, H=55, C=64]"]
  inp -> conv0 -> pool0 -> map0
}
`);

test("a claim: both ends of the size in one view, the steps between them, and what would put it right", () => {
  const diagnostic = finding(at(net, "55", 2), {
    message: message("The feature map claims H=55, but 56 arrives: (BatchSize, 64, 56, 56)."),
    related: [other(at(net, "pool0"), "56 is made here")],
    trace: [
      other(at(net, "inp"), "inp gives (BatchSize, 3, 224, 224)"),
      other(at(net, "conv0"), "conv0 gives (BatchSize, 64, 112, 112)"),
      other(at(net, "pool0"), "pool0 gives (BatchSize, 64, 56, 56)"),
      other(at(net, "map0"), "map0 claims (BatchSize, 64, 55, 55)"),
    ],
    fixes: [
      { title: message("Write 56 for both"), edits: [{ span: at(net, "55", 1), text: "56" }, { span: at(net, "55", 2), text: "56" }], preferred: true },
      replace(at(net, "P=1"), "P=0", { preferred: false, unsafe: true }),
    ],
  });
  expect(report(diagnostic)).toBe(String.raw`net.dot:5:38: error[claim-mismatch]: The feature map claims H=55, but 56 arrives: (BatchSize, 64, 56, 56).
    4 |   pool0 [label="MaxPool2D\n[K=3, S=2, P=1]"]
      |   ----- 56 is made here
    5 |   map0  [label="[BatchSize,\nW=55, H=55, C=64]"]
      |                                      ^^
  how the size came about:
    2 |    inp gives (BatchSize, 3, 224, 224)
    3 | -> conv0 gives (BatchSize, 64, 112, 112)
    4 | -> pool0 gives (BatchSize, 64, 56, 56)
    5 | -> map0 claims (BatchSize, 64, 55, 55)
  help: Write 56 for both (--fix does this)
    5 -   map0  [label="[BatchSize,\nW=55, H=55, C=64]"]
    5 +   map0  [label="[BatchSize,\nW=56, H=56, C=64]"]
  help: Write P=0 (changes what the network computes)
    4 -   pool0 [label="MaxPool2D\n[K=3, S=2, P=1]"]
    4 +   pool0 [label="MaxPool2D\n[K=3, S=2, P=0]"]

`);
});

test("in Chinese", () => {
  const diagnostic = finding(at(net, "55"), {
    related: [other(at(net, "pool0"), "here")],
    trace: [other(at(net, "inp"), "first"), other(at(net, "map0"), "last")],
    fixes: [replace(at(net, "W=55"), "W=56", { unsafe: true })],
  });
  expect(report(diagnostic, { language: "zh", unsafeFixOptions: "--fix --unsafe-fixes" })).toBe(String.raw`net.dot:5:32: 错误[claim-mismatch]: 【The sizes differ.】
    4 |   pool0 [label="MaxPool2D\n[K=3, S=2, P=1]"]
      |   ----- 【here】
    5 |   map0  [label="[BatchSize,\nW=55, H=55, C=64]"]
      |                                ^^
  尺寸的由来:
    2 |    【first】
    5 | -> 【last】
  建议: 【Write W=56】（会改变网络的计算结果；--fix --unsafe-fixes 会这样做）
    5 -   map0  [label="[BatchSize,\nW=55, H=55, C=64]"]
    5 +   map0  [label="[BatchSize,\nW=56, H=55, C=64]"]

`);
});

test("places and steps in other files are told with their paths", () => {
  const block = fileOf("digraph Block {\n  half [label=\"MaxPool2D [K=2]\"]\n}\n", "blocks/block.dot");
  const diagnostic = finding(at(net, "conv0"), {
    related: [other(at(block, "half"), "here in the block")],
    trace: [other(at(net, "inp"), "inp gives 7"), other(at(block, "half"), "half gives 3.5")],
    fixes: [replace(at(block, "K=2"), "K=1")],
  });
  expect(report(diagnostic)).toBe(String.raw`net.dot:3:3: error[claim-mismatch]: The sizes differ.
    3 |   conv0 [label="Conv2D\n[K=7, S=2, P=3, In=3, Out=64]"]
      |   ^^^^^
  blocks/block.dot:2:3: here in the block
    2 |   half [label="MaxPool2D [K=2]"]
      |   ----
  how the size came about:
    2 |    inp gives 7
      | -> blocks/block.dot:2:3: half gives 3.5
  help: Write K=1 (--fix does this)
  blocks/block.dot:
    2 -   half [label="MaxPool2D [K=2]"]
    2 +   half [label="MaxPool2D [K=1]"]

`);
});

test("a long way is told from its two ends", () => {
  const trace = Array.from({ length: 100 }, (_, index) => other(at(net, "inp"), `step ${index + 1}`));
  expect(report(finding(at(net, "inp"), { trace })).split("\n").slice(3)).toEqual([
    "  how the size came about:",
    "    2 |    step 1", "    2 | -> step 2", "    2 | -> step 3", "    2 | -> step 4",
    "  ... 88 more steps",
    "    2 | -> step 93", "    2 | -> step 94", "    2 | -> step 95", "    2 | -> step 96",
    "    2 | -> step 97", "    2 | -> step 98", "    2 | -> step 99", "    2 | -> step 100",
    "", "",
  ]);
  expect(report(finding(at(net, "inp"), { trace: trace.slice(0, 13) }))).not.toContain("more steps");
});

describe("marks", () => {
  /** The lines of the frame alone. */
  function frameOf(span: Span, related: readonly Related[] = [], width = 100): string {
    return report(finding(span, { related }), { width }).split("\n").slice(1, -2).join("\n");
  }

  test("several on one line: the last message beside its mark, the others below, right to left", () => {
    const file = fileOf(`  a -> b -> c [label="x"]\n`);
    expect(frameOf(at(file, "c"), [other(at(file, "a"), "this is a"), other(at(file, "b"), "this is b")])).toBe(`    1 |   a -> b -> c [label="x"]
      |   -    -    ^
      |   |    |
      |   |    this is b
      |   this is a`);
    expect(frameOf(at(file, "a"), [other(at(file, "b"), "this is b"), other(at(file, "c"), "this is c")])).toBe(`    1 |   a -> b -> c [label="x"]
      |   ^    -    - this is c
      |        this is b`);
  });

  test("that overlap are drawn one below the other, the finding's own first", () => {
    const file = fileOf(`conv [label="Conv2D [K=3]"]\n`);
    expect(frameOf(at(file, "K=3"), [other(at(file, "Conv2D [K=3]"), "the layer")])).toBe(`    1 | conv [label="Conv2D [K=3]"]
      |                      ^^^
      |              ------------ the layer`);
    expect(frameOf(at(file, "K=3"), [other(at(file, "K=3"), "the same place")])).toBe(`    1 | conv [label="Conv2D [K=3]"]
      |                      ^^^
      |                      --- the same place`);
  });

  test("over two or three lines are drawn under each, blank lines apart", () => {
    const file = fileOf(`a [label="one,\n\n   two, three"]\n`);
    expect(frameOf(at(file, `"one,\n\n   two,`))).toBe(`    1 | a [label="one,
      |          ^^^^^
  ...
    3 |    two, three"]
      |    ^^^^`);
    expect(frameOf(at(file, "three"), [other(at(file, `"one,\n\n   two`), "the label")])).toBe(`    1 | a [label="one,
      |          -----
  ...
    3 |    two, three"]
      |    ---  ^^^^^
      |    the label`);
  });

  test("over many lines are drawn under the first and the last", () => {
    const file = fileOf("digraph {\n  a\n  b\n  c\n}\n");
    expect(frameOf({ file, start: 0, end: file.text.length - 1 })).toBe(`    1 | digraph {
      | ^^^^^^^^^
  ...
    5 | }
      | ^`);
  });

  test("that end with a line end do not reach into the next line", () => {
    const file = fileOf("a\r\nb\r\n");
    expect(frameOf({ file, start: 0, end: 3 })).toBe("    1 | a\n      | ^");
  });

  test("under wide characters, in labels with escapes", () => {
    const file = fileOf(String.raw`  输入 [label="输入\n[BatchSize, 宽=8, H=9]"]`);
    expect(frameOf(at(file, "H=9"), [other(at(file, "宽=8"), "宽在这里")])).toBe(String.raw`    1 |   输入 [label="输入\n[BatchSize, 宽=8, H=9]"]
      |                                  ----  ^^^
      |                                  宽在这里`);
  });

  test("messages that do not fit beside their mark stand below, as far left as they must", () => {
    const file = fileOf(`a -> b -> c -> d\n`);
    expect(frameOf(at(file, "a"), [other(at(file, "d"), "0123456789")], 34)).toBe(`    1 | a -> b -> c -> d
      | ^              -
      |                0123456789`);
    expect(frameOf(at(file, "a"), [other(at(file, "d"), "0123456789")], 30)).toBe(`    1 | a -> b -> c -> d
      | ^              -
      |             0123456789`);
  });

  test("whose messages have no room below each other stand alone", () => {
    const file = fileOf(`a -> b -> c -> d\n`);
    expect(frameOf(at(file, "a"), [other(at(file, "c"), "0123456789"), other(at(file, "d"), "0123456789")], 30)).toBe(`    1 | a -> b -> c -> d
      | ^
      |           - 0123456789
      |                -
      |             0123456789`);
  });

  test("far apart on a long line are shown in views of their own, cut around each", () => {
    const file = fileOf(`digraph { first; ${"node; ".repeat(100)} second }`);
    expect(frameOf(at(file, "second"), [other(at(file, "first"), "The first stands here")], 50)).toBe(`    1 | digraph { first; node; node; node; node;…
      |           ----- The first stands here
    1 | … node; node; node; node; node;  second }
      |                                  ^^^^^^`);
  });
});

describe("previews of repairs", () => {
  function previewOf(...edits: readonly [Span, string][]): string {
    const [[span]] = edits as [[Span, string]];
    const fix: Fix = { title: message("Do it"), edits: edits.map(([span, text]) => ({ span, text })), preferred: false };
    const lines = report(finding(span, { fixes: [fix] }), { width: 60 }).split("\n");
    return lines.slice(lines.indexOf("  help: Do it") + 1, -2).join("\n");
  }
  const file = fileOf("digraph {\n  a [x=1]\n  b [x=2]\n  c [x=3]\n}\n");

  test("of an insertion, a deletion, and edits of several lines", () => {
    const { end } = at(file, "x=1");
    expect(previewOf([{ file, start: end, end }, ", y=2"])).toBe("    2 -   a [x=1]\n    2 +   a [x=1, y=2]");
    expect(previewOf([at(file, "  b [x=2]\n"), ""])).toBe("    3 -   b [x=2]");
    expect(previewOf([at(file, "1"), "7"], [at(file, "3"), "9"])).toBe("    2 -   a [x=1]\n    2 +   a [x=7]\n    4 -   c [x=3]\n    4 +   c [x=9]");
    expect(previewOf([at(file, "  c [x=3]"), "  c [x=3]\n  d [x=4]"])).toBe("    5 +   d [x=4]");
  });

  test("that would be long are left out", () => {
    const long = fileOf("a\n".repeat(20));
    expect(previewOf([{ file: long, start: 0, end: 30 }, ""])).toBe("");
    expect(previewOf([at(file, "a"), "b\n".repeat(20)])).toBe("");
    expect(previewOf([at(file, "a"), "b\n"])).not.toBe("");
  });

  test("of long lines are cut around each edit, before and after in line", () => {
    const line = fileOf(`digraph { first [a=1] ${"node; ".repeat(100)}last [b=2] ${"node; ".repeat(100)}}`);
    expect(previewOf([at(line, "1"), "12345"], [at(line, "2"), "3"])).toBe(`    1 - digraph { first [a=1] node; node; node; node; node…
    1 + digraph { first [a=12345] node; node; node; node; …
    1 - …de; node; node; last [b=2] node; node; node; node;…
    1 + …de; node; node; last [b=3] node; node; node; node;…`);
  });

  test("of nothing is nothing", () => {
    expect(report(finding(at(file, "a"), { fixes: [{ title: message("Read the docs"), edits: [], preferred: false }] }))).toMatch(/\n {2}help: Read the docs\n\n$/);
  });
});

test("colour marks the frame, and takes nothing from the text", () => {
  const diagnostic = finding(at(net, "55"), { related: [other(at(net, "pool0"), "here")], trace: [other(at(net, "inp"), "first")], fixes: [replace(at(net, "W=55"), "W=56")] });
  const colored = report(diagnostic, { color: true });
  expect(colored).toContain("\u001b[31m^^\u001b[39m");
  expect(colored.replace(/\u001b\[\d+m/g, "")).toBe(report(diagnostic));
});

test("a summary tells what was found, where, and what --fix would do", () => {
  const fixable = finding(at(net, "55"), { fixes: [replace(at(net, "55"), "56")] });
  const unsafe = finding(at(net, "55"), { severity: "warning", fixes: [replace(at(net, "55"), "56", { unsafe: true })] });
  expect(renderSummary([], 1, "en")).toBe("1 file checked, nothing found.\n");
  expect(renderSummary([], 3, "zh")).toBe("已检查 3 个文件，未发现问题。\n");
  expect(renderSummary([fixable, unsafe], 12, "en")).toBe("1 error, 1 warning in 1 file (12 checked); --fix repairs 1.\n");
  expect(renderSummary([unsafe, finding(at(fileOf("a"), "a"))], 2, "en")).toBe("1 error, 1 warning in 1 file (2 checked).\n");
  expect(renderSummary([fixable, finding(at(fileOf("a", "b.dot"), "a"))], 2, "zh")).toBe("2 个文件中有 2 个错误（共检查 2 个）；--fix 可修复 1 个。\n");
});
