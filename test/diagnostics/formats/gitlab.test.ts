import { expect, test } from "vitest";
import { gitlabReport } from "../../../src/diagnostics/formats/gitlab.ts";
import { sample } from "./samples.ts";

interface Issue {
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: unknown;
}

test("columns count characters, paths are relative, weights are GitLab's", () => {
  const [first, second, third] = JSON.parse(gitlabReport(sample)) as [Issue, Issue, Issue];
  expect(first).toEqual({
    type: "issue",
    check_name: "claim-mismatch",
    description: "50% of `bad`, at: <once> & \"twice\"\ufffd\ufffd[31m]]>",
    content: { body: expect.stringMatching(/\nhelp: Write it here\n/) },
    categories: ["Bug Risk"],
    severity: "major",
    fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
    location: { path: "graphs/宽 net.dot", positions: { begin: { line: 2, column: 5 }, end: { line: 2, column: 8 } } },
    other_locations: [{ path: "blocks/block.dot", positions: { begin: { line: 2, column: 3 }, end: { line: 2, column: 7 } } }],
  });
  expect([second.severity, third.severity]).toEqual(["info", "minor"]);
  expect(second.location).toEqual({ path: "graphs/宽 net.dot", positions: { begin: { line: 3, column: 3 }, end: { line: 4, column: 2 } } });
});

test("fingerprints differ among findings", () => {
  const issues = JSON.parse(gitlabReport(sample)) as readonly Issue[];
  expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(3);
});
