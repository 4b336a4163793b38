import { expect, test } from "vitest";
import { githubReport } from "../../../src/diagnostics/formats/github.ts";
import { finding, request, sample, spanOf } from "./samples.ts";

/** A command as GitHub's runner reads it: escapes of properties, then those of data. */
function readCommand(line: string) {
  const [, name, properties, data] = /^::(\w+) (.*?)::(.*)$/.exec(line)!;
  const unescape = (text: string) => text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
  const values = properties!.split(",").map((property) => property.split("=") as [string, string]);
  return { name, data: unescape(data!), ...Object.fromEntries(values.map(([key, value]) => [key, unescape(value.replaceAll("%3A", ":").replaceAll("%2C", ","))])) };
}

test("a finding is one command, whatever its texts hold", () => {
  const [first, second, third, ...others] = githubReport(sample).split("\n");
  expect(readCommand(first!)).toEqual({
    name: "error", file: "graphs/宽 net.dot", line: "2", endLine: "2", col: "6", endColumn: "9", title: "dot2model claim-mismatch",
    data: `50% of \`bad\`, at: <once> & "twice"\ufffd\ufffd[31m]]>
blocks/block.dot:2:3: Here in the block
how the size came about:
graphs/宽 net.dot:3:3: second gives 7
graphs/宽 net.dot:2:6: bad claims 8
help: Write it in the block (changes what the network computes)
help: Write it here
help: Think again`,
  });
  expect(second).toBe("::notice file=graphs/宽 net.dot,line=3,endLine=4,title=dot2model missing-comma::It is wrong.");
  expect(third).toBe("::warning file=blocks/block.dot,line=2,endLine=2,col=3,endColumn=7,title=dot2model repeated-instance::It is wrong.");
  expect(others).toEqual([""]);
});

test("paths and percent signs are escaped as each part of a command asks", () => {
  const file = { path: "a,b:100%\n::error::x.dot", text: "x" };
  const report = githubReport(request([finding(spanOf(file, "x"), { message: { en: "100%0A\r\nis: it, really", zh: "" } })]));
  expect(report).toBe("::error file=a%2Cb%3A100%25%0A%3A%3Aerror%3A%3Ax.dot,line=1,endLine=1,col=1,endColumn=2,title=dot2model claim-mismatch::100%250A\ufffd is: it, really\n");
});
