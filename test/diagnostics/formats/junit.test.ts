import { XmlDocument } from "libxml2-wasm";
import { expect, test } from "vitest";
import { junitReport } from "../../../src/diagnostics/formats/junit.ts";
import { finding, request, sample, spanOf } from "./samples.ts";

test("a suite for each file, a case for each finding; errors fail, the rest is told", () => {
  expect(junitReport(sample)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="dot2model" tests="4" failures="1" errors="0">
  <testsuite name="graphs/clean.dot" tests="1" failures="0" errors="0">
    <testcase name="check" classname="graphs/clean"/>
  </testsuite>
  <testsuite name="graphs/宽 net.dot" tests="2" failures="1" errors="0">
    <testcase name="claim-mismatch 2:6" classname="graphs/宽 net">
      <failure type="error" message="50% of \`bad\`, at: &lt;once&gt; &amp; &quot;twice&quot;\ufffd\ufffd[31m]]&gt;">graphs/宽 net.dot:2:6: 50% of \`bad\`, at: &lt;once&gt; &amp; &quot;twice&quot;\ufffd\ufffd[31m]]&gt;
blocks/block.dot:2:3: Here in the block
how the size came about:
graphs/宽 net.dot:3:3: second gives 7
graphs/宽 net.dot:2:6: bad claims 8
help: Write it in the block (changes what the network computes)
help: Write it here
help: Think again</failure>
    </testcase>
    <testcase name="missing-comma 3:3" classname="graphs/宽 net">
      <system-out>graphs/宽 net.dot:3:3: It is wrong.</system-out>
    </testcase>
  </testsuite>
  <testsuite name="blocks/block.dot" tests="1" failures="0" errors="0">
    <testcase name="repeated-instance 2:3" classname="blocks/block">
      <system-out>blocks/block.dot:2:3: It is wrong.</system-out>
    </testcase>
  </testsuite>
</testsuites>
`);
});

test("what fails the check fails here", () => {
  const failures = (failOn: "error" | "warning" | "note") => /failures="(\d)"/.exec(junitReport({ ...sample, failOn }))?.[1];
  expect([failures("error"), failures("warning"), failures("note")]).toEqual(["1", "2", "3"]);
});

test("every character comes through, or its replacement where XML has none", () => {
  const path = `${Array.from({ length: 0x100 }, (_, code) => String.fromCharCode(code)).join("")}\ud800\ufffe\uffff😀.dot`;
  const file = { path, text: "x" };
  using document = XmlDocument.fromString(junitReport(request([finding(spanOf(file, "x"))])));
  const name = document.get("/testsuites/testsuite/@name")!.content;
  expect(name).toBe(path.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\ud800\ufffe\uffff](?![\udc00-\udfff])/g, "\ufffd").replace(/[\t\n]/g, " "));
});
