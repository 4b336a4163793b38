/**
 * A reporter of vitest's: the numbers of a whole run in one plain line, `812 passed, 0 failed`, below the summary. A file
 * that cannot be collected and an error outside of tests count as failed.
 */
import type { Reporter } from "vitest/node";

export const closingLine: Reporter = {
  onTestRunEnd(modules, unhandledErrors) {
    const tests = modules.flatMap(({ children }) => [...children.allTests()]);
    const count = (state: "passed" | "failed") => tests.filter((test) => test.result().state === state).length;
    const brokenFiles = modules.filter((module) => module.state() === "failed" && module.errors().length > 0).length;
    const brokenSuites = modules.flatMap(({ children }) => [...children.allSuites()]).filter((suite) => suite.errors().length > 0).length;
    process.stdout.write(`\n${count("passed")} passed, ${count("failed") + brokenFiles + brokenSuites + unhandledErrors.length} failed\n`);
  },
};
