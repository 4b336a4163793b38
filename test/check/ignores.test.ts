/** Comments that ignore findings: what each form covers, and what is wrong with a comment itself. */
import { describe, expect, test } from "vitest";
import { applyPreferredFixes } from "../../src/apply-fixes.ts";
import { checkDiagrams } from "../../src/check/check-diagrams.ts";
import { FileSettings } from "../../src/check/file-settings.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { LineIndex } from "../../src/diagnostics/line-index.ts";

const usual = new FileSettings([{ rules: new Map() }]);

function check(text: string, path = "net.dot", settings = usual): readonly Diagnostic[] {
  return checkDiagrams([{ path, text }], { settings: () => settings });
}

/** `3 unconnected-node`, by line. */
function found(text: string, path?: string, settings?: FileSettings): readonly string[] {
  return check(text, path, settings).map(({ rule, span }) => `${new LineIndex(span.file.text).position(span.start).line} ${rule}`);
}

/** A diagram with a stray node on a line of its own. */
const net = (...lines: readonly string[]) => ["digraph Net {", `  x [label="[BatchSize, 8]"] r [label="Relu"] y [label="Output"] x -> r -> y`, ...lines, "}", ""].join("\n");
const stray = `  s [label="Dropout"]`;
const why = "unconnected-node: drawn later";

test("without a comment it is reported", () => {
  expect(found(net(stray))).toEqual(["3 unconnected-node"]);
});

describe("covers", () => {
  test.each([
    ["the next line", [`  // dot2model-ignore ${why}`, stray]],
    ["the next line, with #", [`# dot2model-ignore ${why}`, stray]],
    ["the next line, in a block comment", [`  /* dot2model-ignore ${why} */`, stray]],
    ["the next statement behind blank lines and other comments", [`  // dot2model-ignore ${why}`, "", "  // a word", "  /* another */", stray]],
    ["its own line", [`${stray} // dot2model-ignore ${why}`]],
    ["its own line, in a block comment before", [`  /* dot2model-ignore ${why} */ s [label="Dropout"]`]],
    ["a label over several lines", ["  // dot2model-ignore unknown-layer, unconnected-node: both", `  s [label="`, `  Nonsense"]`]],
    ["an attribute list over several lines", [`  s [ // dot2model-ignore ${why}`, `    label="Dropout",`, "    shape=box ]"]],
    ["the file", [stray, `  // dot2model-ignore-file ${why}`, `  t [label="Relu"]`]],
    ["a full-width colon and comma", ["  // dot2model-ignore unconnected-node，unknown-layer：later", `  s [label="Nonsense"]`]],
  ])("%s", (_, lines) => {
    expect(found(net(...lines))).toEqual([]);
  });

  test.each([
    ["no further line", [`  // dot2model-ignore ${why}`, `  t [label="[BatchSize, 8]"] x -> t`, stray], ["3 unused-ignore", "5 unconnected-node"]],
    ["no other rule", [`  // dot2model-ignore loop: drawn later`, stray], ["3 unused-ignore", "4 unconnected-node"]],
    ["nothing as a part of a label", [`  s [tooltip="// dot2model-ignore-file ${why}" label="Dropout"]`], ["3 unconnected-node"]],
    ["nothing behind another word", [`  // no-dot2model-ignore ${why}`, stray], ["4 unconnected-node"]],
  ])("%s", (_, lines, expected) => {
    expect(found(net(...lines))).toEqual(expected);
  });

  test("lines that end in CR LF", () => {
    expect(found(net(`  // dot2model-ignore ${why}`, stray, stray.replace(" s", " t")).replaceAll("\n", "\r\n"))).toEqual(["5 unconnected-node"]);
  });
});

describe("in Markdown", () => {
  const fenced = (diagram: string) => `\`\`\`dot\n${diagram}\`\`\`\n`;
  const html = `<!-- dot2model-ignore ${why} -->\n`;

  test("an HTML comment covers the digraph that follows, in its fence or without", () => {
    expect(found(`# Title\n\n${html}${fenced(net(stray))}`, "a.md")).toEqual([]);
    expect(found(`# Title\n\n${html}\n${net(stray)}`, "a.md")).toEqual([]);
    expect(found(`# Title\n\n${html}Some words.\n\n${fenced(net(stray))}`, "a.md")).toEqual(["3 unused-ignore", "9 unconnected-node"]);
    expect(found(`${html}${fenced(net(stray))}\n${fenced(net(stray).replace("Net", "Other"))}`, "a.md")).toEqual(["12 unconnected-node"]);
  });

  test("a comment of DOT counts in a fence", () => {
    expect(found(fenced(net(`  // dot2model-ignore ${why}`, stray)), "a.md")).toEqual([]);
  });

  test("what is shown is no comment", () => {
    const shown = `Write \`// dot2model-ignore rule: why\`, or\n\n\`\`\`html\n${html}\`\`\`\n\n- <!-- dot2model-ignore x: y -->\n\n`;
    expect(found(shown + fenced(net()), "a.md")).toEqual([]);
  });
});

describe("a comment is reported", () => {
  test("where a reason or a rule is missing; it counts all the same", () => {
    expect(found(net("  // dot2model-ignore unconnected-node", stray))).toEqual(["3 ignore-form"]);
    expect(found(net("  // dot2model-ignore unconnected-node:  ", stray))).toEqual(["3 ignore-form"]);
    expect(found(net("  // dot2model-ignore", stray))).toEqual(["3 ignore-form", "4 unconnected-node"]);
  });

  test("where there is no such rule, with the nearest", () => {
    const [first] = check(net("  // dot2model-ignore unconected-node: later", stray));
    expect(first).toMatchObject({ rule: "ignore-unknown-rule", severity: "error" });
    expect(first!.message.en).toContain("`unconnected-node`");
    expect(first!.fixes[0]).toMatchObject({ preferred: true, edits: [{ text: "unconnected-node" }] });
  });

  test("but not where its rule is not checked", () => {
    const design = net("  // dot2model-ignore missing-activation: as in the article", `  t [label="[BatchSize, 8]"] x -> t`);
    expect(found(design)).toEqual([]);
    expect(found(design, "net.dot", new FileSettings([{ rules: new Map(), design: true }]))).toEqual(["3 unused-ignore"]);
    expect(found(net(`  // dot2model-ignore ${why}`, `  x -> y`), "net.dot", new FileSettings([{ rules: new Map([["unconnected-node", "off"]]) }])).filter((finding) => finding.includes("ignore"))).toEqual([]);
  });

  test.each([
    ["a line of its own", net(`  // dot2model-ignore loop: why`, "  // stays"), net("  // stays")],
    ["behind a statement", net(`  x -> r2 -> y2 r2 [label="Relu"]  // dot2model-ignore loop: why`), net(`  x -> r2 -> y2 r2 [label="Relu"]`)],
    ["one of several rules", net(`  // dot2model-ignore loop, unconnected-node: why`, stray), net(`  // dot2model-ignore unconnected-node: why`, stray)],
    ["the last of several rules", net(`  // dot2model-ignore unconnected-node, loop: why`, stray), net(`  // dot2model-ignore unconnected-node: why`, stray)],
    ["all of several rules", net(`  // dot2model-ignore loop, rank: why`), net()],
  ])("and its repair removes it: %s", (_, before, after) => {
    const fixes = applyPreferredFixes(check(before).filter(({ rule }) => rule === "unused-ignore"));
    expect(fixes.files.map(({ text }) => text)).toEqual([after]);
  });
});

test("many comments in a hostile text take linear time", () => {
  const html = "<!-- dot2model-ignore a: b -->\n".repeat(3000) + "digraph{}\n".repeat(3000);
  expect(check(html, "a.md").length).toBeGreaterThan(3000);
  const open = "// dot2model-ignore a: b\na [\n".repeat(3000);
  expect(check(open).length).toBeGreaterThan(3000);
});
