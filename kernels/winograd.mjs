/**
 * Makes the text of src/f32-winograd-transforms-simd128.ts, which only the compiler sees: the transforms of Winograd convolution for
 * each size that the kernels know, with all sums unrolled. The matrices are those of Toom and Cook, in float64, by exact operations.
 *   y = AT [ (G g) * (BT d) ],  n = m + r - 1 points, the last one at infinity
 * d is n inputs, g a filter of r taps, y m outputs; in two dimensions each is applied to columns, and then to rows.
 */
const s = Math.SQRT2;

/**
 * Finite points: 0 where their number is odd, then pairs of +p and -p, which share their work. Small errors decide which ones; where there are pairs
 * alone, points of few binary digits, whose products float32 holds exactly.
 */
const variants = {
  F2x3: { m: 2, r: 3, points: [0, 1, -1] },
  F4x3: { m: 4, r: 3, points: [0, s / 2, -s / 2, s, -s] },
  F5x3: { m: 5, r: 3, points: [9 / 32, -9 / 32, 7 / 8, -7 / 8, 7 / 4, -7 / 4] },
  F6x3: { m: 6, r: 3, points: [0, 1, -1, 2, -2, 0.5, -0.5] },
  F4x4: { m: 4, r: 4, points: [9 / 32, -9 / 32, 7 / 8, -7 / 8, 7 / 4, -7 / 4] },
  F4x2: { m: 4, r: 2, points: [3 / 8, -3 / 8, 5 / 4, -5 / 4] },
};

function matrices({ m, r, points }) {
  const n = m + r - 1;
  const product = (roots) => roots.reduce((polynomial, root) => {
    const next = Array(polynomial.length + 1).fill(0);
    polynomial.forEach((coefficient, power) => {
      next[power + 1] += coefficient;
      next[power] -= root * coefficient;
    });
    return next;
  }, [1]);
  const others = (index) => points.filter((_, other) => other !== index);
  const powers = (length) => (point) => Array.from({ length }, (_, power) => Array(power).fill(point).reduce((product, factor) => product * factor, 1));
  const last = (length) => Array.from({ length }, (_, index) => (index === length - 1 ? 1 : 0));
  const columns = [...points.map(powers(m)), last(m)];
  return {
    n, m, r, points,
    AT: Array.from({ length: m }, (_, row) => columns.map((column) => column[row])),
    BT: [...points.map((_, index) => [...product(others(index)), 0]), product(points)],
    G: [...points.map((point, index) => {
      const scale = others(index).reduce((result, other) => result * (point - other), 1);
      return powers(r)(point).map((power) => power / scale);
    }), last(r)],
  };
}

const isNear = (a, b) => Math.abs(a - b) < 1e-12;

/** The sum of coefficients times names, as an expression over vectors; `type` is f32x4 or f64x2. */
function sum(type, terms) {
  const present = terms.filter(([coefficient]) => !isNear(coefficient, 0)).sort(([a], [b]) => Number(isNear(b, 1)) - Number(isNear(a, 1)));
  return present.reduce((text, [coefficient, name]) => {
    const factor = Math.abs(coefficient);
    const term = isNear(factor, 1) ? name : `${type}.mul(${type}.splat(${factor}), ${name})`;
    if (text === "") return coefficient > 0 ? term : `${type}.neg(${term})`;
    return `${type}.${coefficient > 0 ? "add" : "sub"}(${text}, ${term})`;
  }, "") || `${type}.splat(0)`;
}

/** Indices of points: those of +p whose -p follows, and all others. */
function pairsOf(points) {
  const pairs = points.flatMap((point, index) => (point !== 0 && isNear(point, -points[index + 1]) ? [index] : []));
  return { pairs, singles: points.flatMap((_, index) => (pairs.includes(index) || pairs.includes(index - 1) ? [] : [index])) };
}

/** d0… to o0…: +p and -p give u + v and u - v. */
function inputLines({ n, points, BT }) {
  const { pairs, singles } = pairsOf(points);
  const named = (row) => row.map((coefficient, index) => [coefficient, `d${index}`]);
  return [
    ...[...singles, n - 1].map((index) => `const o${index} = ${sum("f32x4", named(BT[index]))};`),
    ...pairs.flatMap((index) => {
      const half = (sign) => BT[index].map((coefficient, column) => (coefficient + sign * BT[index + 1][column]) / 2);
      return [
        `const u${index} = ${sum("f32x4", named(half(1)))}, v${index} = ${sum("f32x4", named(half(-1)))};`,
        `const o${index} = f32x4.add(u${index}, v${index}), o${index + 1} = f32x4.sub(u${index}, v${index});`,
      ];
    }),
  ];
}

/** d0… to o0…: +p and -p share their sum and their difference. */
function outputLines({ m, n, points, AT }) {
  const { pairs, singles } = pairsOf(points);
  return [
    ...pairs.map((index) => `const s${index} = f32x4.add(d${index}, d${index + 1}), t${index} = f32x4.sub(d${index}, d${index + 1});`),
    ...Array.from({ length: m }, (_, row) => `const o${row} = ${sum("f32x4", [
      ...singles.map((index) => [AT[row][index], `d${index}`]),
      ...pairs.map((index) => [AT[row][index], `${row % 2 === 0 ? "s" : "t"}${index}`]),
      [AT[row][n - 1], `d${n - 1}`],
    ])};`),
  ];
}

function filterLines({ G }) {
  return G.map((row, index) => `const o${index} = ${sum("f64x2", row.map((coefficient, column) => [coefficient, `d${column}`]))};`);
}

const count = (length) => Array.from({ length }, (_, index) => index);
const indent = (lines, depth) => lines.map((line) => " ".repeat(2 * depth) + line).join("\n");

function loads(length, from, step) {
  return count(length).map((index) => `const d${index} = v128.load(${from}${step === "" ? "" : ` + ${index} * ${step}`});`);
}

/** The outputs of a row, biased, as far as the image goes; `value` gives what is stored of a pixel. */
function pixelStores(m, value) {
  return count(m).map((index) => {
    const store = `v128.store(y, f32x4.pmax(${value(`f32x4.add(o${index}, bias)`, index * 16)}, floor), ${index * 16});`;
    return index === 0 ? store : `if (width > ${index}) ${store}`;
  });
}

function variantText(name, variant) {
  const matrix = matrices(variant);
  const { n, m, r } = matrix;
  const stores = (length, step) => count(length).map((index) => `v128.store(to, o${index}, ${index * step});`);
  const scratchLoads = (length, step) => count(length).map((index) => `const d${index} = v128.load(from, ${index * step});`);
  return `
/** F(${m} x ${m}, ${r} x ${r}): ${n} x ${n} pixels from x on become ${n * n} numbers at \`to\`, one for each \`step\` bytes. */
export function input${name}(x: usize, row: usize, column: usize, to: usize, step: usize, scratch: usize): void {
  let at = scratch;
  for (let j = 0; j < ${n}; j++) {
    const to = at;
${indent(loads(n, "x", "row"), 2)}
${indent(inputLines(matrix), 2)}
${indent(stores(n, n * 16), 2)}
    x += column;
    at += 16;
  }
  let from = scratch;
  for (let i = 0; i < ${n}; i++) {
${indent(scratchLoads(n, 16), 2)}
${indent(inputLines(matrix), 2)}
${indent(count(n).flatMap((index) => [`v128.store(to, o${index});`, "to += step;"]), 2)}
    from += ${n * 16};
  }
}

/**
 * F(${m} x ${m}, ${r} x ${r}): ${n * n} numbers from \`from\` on, one for each \`step\` bytes, become ${m} x ${m} pixels, of which \`height\` x \`width\`
 * are stored at y, with the bias and the residual added, and no less than \`floor\`.
 */
export function output${name}(from: usize, step: usize, scratch: usize, y: usize, yRow: usize, residual: usize, residualRow: usize, bias: v128, floor: v128, height: i32, width: i32): void {
  let at = scratch;
  for (let j = 0; j < ${n}; j++) {
    const to = at;
${indent(loads(n, "from", `${n} * step`), 2)}
${indent(outputLines(matrix), 2)}
${indent(stores(m, n * 16), 2)}
    from += step;
    at += 16;
  }
  from = scratch;
  for (let i = 0; i < height; i++) {
${indent(scratchLoads(n, 16), 2)}
${indent(outputLines(matrix), 2)}
    if (residual) {
${indent(pixelStores(m, (pixel, offset) => `f32x4.add(${pixel}, v128.load(residual, ${offset}))`), 3)}
    } else {
${indent(pixelStores(m, (pixel) => pixel), 3)}
    }
    from += ${n * 16};
    y += yRow;
    residual += residualRow;
  }
}

/** F(${m} x ${m}, ${r} x ${r}): \`count\` columns of ${r} pairs from \`from\` on, one for each \`row\` bytes, become rows of ${n} at \`to\`. */
function filter${name}(from: usize, row: usize, count: i32, to: usize): void {
  for (let j = 0; j < count; j++) {
${indent(loads(r, "from", "row"), 2)}
${indent(filterLines(matrix), 2)}
${indent(stores(n, 16), 2)}
    from += 16;
    to += ${n * 16};
  }
}
${isOfPanels(variant) ? groupsOf(matrix).map((group) => panelText(name, matrix, group)).join("") : ""}`;
}

/** Whether the kernels can transform its weights in each run: not those of phases, nor of tiles that are for images where weights are small. */
function isOfPanels({ m, r }) {
  return r === 3 && (m === 4 || m === 5);
}

/** Rows of frequencies that are made at once. */
function groupsOf({ n, points }) {
  const { pairs, singles } = pairsOf(points);
  return [...singles, n - 1, ...pairs].sort((a, b) => a - b).map((first) => (pairs.includes(first) ? [first, first + 1] : [first]));
}

function panelText(name, matrix, group) {
  const { m, n, r, G } = matrix;
  const columns = count(r).flatMap((j) => {
    const named = (row) => row.map((coefficient, i) => [coefficient, `v128.load(from, ${(i * r + j) * 32})`]);
    return rowLines(group.map((index) => G[index]), group.map((index) => `t${index}_${j}`), named);
  });
  const rows = group.flatMap((index) => {
    const named = (row) => row.map((coefficient, j) => [coefficient, `t${index}_${j}`]);
    return groupsOf(matrix).flatMap((each) => rowLines(each.map((other) => G[other]), each.map((other) => `o${index}_${other}`), named));
  });
  const stores = group.flatMap((index) => count(n).flatMap((other) => [`v128.store(frequency, o${index}_${other});`, "frequency += step;"]));
  return `
/**
 * F(${m} x ${m}, ${r} x ${r}): \`count\` times eight filters side by side, [tap][8], become as many times ${group.length * n} frequencies, from row ${group[0]} on, one of all for
 * each \`step\` bytes.
 */
function panel${name}row${group[0]}(from: usize, count: i32, to: usize, step: usize): i32 {
  const end = from + <usize>count * ${r * r * 32};
  while (from < end) {
    let frequency = to;
${indent([...columns, ...rows, ...stores], 2)}
    from += to & 16 ? ${r * r * 32 - 16} : 16;
    to += 16;
  }
  return ${group.length};
}
`;
}

/** A sum in float32, in multiply-adds where the kernels' variant has them. */
function fusedSum(terms) {
  const present = terms.filter(([coefficient]) => !isNear(coefficient, 0));
  return present.reduce((text, [coefficient, name]) => {
    if (text === "") return isNear(coefficient, 1) ? name : `f32x4.mul(f32x4.splat(${coefficient}), ${name})`;
    return isNear(coefficient, 1) ? `f32x4.add(${text}, ${name})` : `multiplyAdd(f32x4.splat(${coefficient}), ${name}, ${text})`;
  }, "");
}

/** One row of G, or those of +p and -p, which give u + v and u - v where no other point is without its opposite. */
function rowLines([row, negative], [name, other], named) {
  const isMirrored = negative?.every((coefficient, power) => isNear(coefficient, power % 2 === 0 ? row[power] : -row[power]));
  const line = (each, to) => `const ${to} = ${fusedSum(named(each))};`;
  if (!isMirrored) return negative === undefined ? [line(row, name)] : [line(row, name), line(negative, other)];
  const half = (odd) => fusedSum(named(row.map((coefficient, power) => (power % 2 === odd ? coefficient : 0))));
  return [`const u${name} = ${half(0)}, v${name} = ${half(1)};`, `const ${name} = f32x4.add(u${name}, v${name}), ${other} = f32x4.sub(u${name}, v${name});`];
}

/** Gives how many rows of frequencies it has made from \`row\` on. */
function panelChoice() {
  const cases = Object.entries(variants).flatMap(([name, variant], index) => (isOfPanels(variant) ? groupsOf(matrices(variant)).map(([first]) => (
    `case ${index * 8 + first}: return panel${name}row${first}(from, count, to, step);`
  )) : []));
  return `
/** The rows of frequencies from \`row\` on that are made at once; gives how many. */
export function panelTransform(variant: i32, row: i32, from: usize, count: i32, to: usize, step: usize): i32 {
  switch (8 * variant + row) {
${indent(cases, 2)}
    default: return unreachable();
  }
}
`;
}

function choice(name, parameters, call) {
  return `
export function ${name}(variant: i32, ${parameters}): void {
  switch (variant) {
${indent(Object.keys(variants).map((variant, index) => `case ${index}: return ${name.replace("Transform", "")}${variant}(${call});`), 2)}
    default: unreachable();
  }
}
`;
}

export function winogradSource() {
  return `/**
 * The transforms of Winograd convolution, chosen by the variant's number: ${Object.keys(variants).map((name, index) => `${index} ${name}`).join(", ")}. Each works on vectors of four
 * channels, first on columns, into scratch, and then on rows.
 */
import { multiplyAdd } from "./multiply-add";
${choice("inputTransform", "x: usize, row: usize, column: usize, to: usize, step: usize, scratch: usize", "x, row, column, to, step, scratch")}${choice("outputTransform", "from: usize, step: usize, scratch: usize, y: usize, yRow: usize, residual: usize, residualRow: usize, bias: v128, floor: v128, height: i32, width: i32", "from, step, scratch, y, yRow, residual, residualRow, bias, floor, height, width")}${choice("filterTransform", "from: usize, row: usize, count: i32, to: usize", "from, row, count, to")}${panelChoice()}${Object.entries(variants).map(([name, variant]) => variantText(name, variant)).join("")}`;
}
