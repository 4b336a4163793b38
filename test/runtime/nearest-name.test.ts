import { expect, test } from "vitest";
import { nearestName } from "../../src/runtime/nearest-name.ts";

test.each([
  ["BatchSise", ["BatchSize", "BlockSize"], "BatchSize"],
  ["nclass", ["NFeature", "NClass"], "NClass"],
  ["conv1.wieght", ["conv1.weight", "conv1.bias"], "conv1.weight"],
  ["__proto__", ["proto", "__proto_"], "__proto_"],
])("%s means one of %j: %s", (name, candidates, expected) => {
  expect(nearestName(name, candidates)).toBe(expected);
});

test("a name that is like no other has no nearest", () => {
  expect(nearestName("zebra", ["weight", "bias"])).toBeUndefined();
  expect(nearestName("a", ["b"])).toBeUndefined();
  expect(nearestName("abc", [])).toBeUndefined();
});

test("of two equally near, the first", () => {
  expect(nearestName("conv0", ["conv1", "conv2"])).toBe("conv1");
});

test("long names are not compared", () => {
  const long = "a".repeat(101);
  expect(nearestName(long, [long])).toBeUndefined();
  expect(nearestName("a".repeat(100), [long])).toBeUndefined();
});
