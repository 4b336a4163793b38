/**
 * Makes the text of src/f32-winograd-transforms-simd128.ts, which only the compiler sees: the transforms of Winograd convolution for
 * each size that the kernels know, with all sums unrolled. The matrices are those of Toom and Cook, in float64, by exact operations.
 *   y = AT [ (G g) * (BT d) ],  n = m + r - 1 points, the last one at infinity
 * d is n inputs, g a filter of r taps, y m outputs; in two dimensions each is applied to columns, and then to rows.
 */
const s = Math.SQRT2;

/**
 * Finite points: 0 where their number is odd, then pairs of +p and -p, which share their work. Small errors decide which ones; where there are pairs
 * alone, points of few binary digits, whose products float32 holds exactly. `fused` are the transforms that take the most time: over inputs, they have multiply-adds, where
 * the kernels' variant has them, and code for each pass. Those of all other sizes are the same in both variants, and short, which takes less room.
 */
const variants = {
  F2x3: { m: 2, r: 3, points: [0, 1, -1] },
  F4x3: { m: 4, r: 3, points: [0, s / 2, -s / 2, s, -s] },
  F5x3: { m: 5, r: 3, points: [9 / 32, -9 / 32, 7 / 8, -7 / 8, 7 / 4, -7 / 4] },
  F6x3: { m: 6, r: 3, points: [0, 1, -1, 2, -2, 0.5, -0.5], fused: true },
  F4x4: { m: 4, r: 4, points: [9 / 32, -9 / 32, 7 / 8, -7 / 8, 7 / 4, -7 / 4] },
  F4x2: { m: 4, r: 2, points: [3 / 8, -3 / 8, 5 / 4, -5 / 4] },
};

function matrices({ m, r, points, fused = false }) {
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
  const powers = (length) => (point) => Array.from({ length }, (_, exponent) => power(point, exponent));
  const last = (length) => Array.from({ length }, (_, index) => (index === length - 1 ? 1 : 0));
  const columns = [...points.map((point) => powers(m)(point).map((each) => each * factorOf(points, point, m))), last(m)];
  return {
    n, m, r, points, fused,
    AT: Array.from({ length: m }, (_, row) => columns.map((column) => column[row])),
    BT: [...points.map((_, index) => [...product(others(index)), 0]), product(points)],
    G: [...points.map((point, index) => {
      const scale = others(index).reduce((result, other) => result * (point - other), factorOf(points, point, m));
      return powers(r)(point).map((each) => each / scale);
    }), last(r)],
  };
}

/** In a thread's scratch, behind what a transform's first pass leaves to the second: coefficients in memory, since an engine makes a constant anew at each use. */
const coefficientOffset = 1024;

/** By products, which are the same in every engine; those of `**` are not. */
const power = (base, exponent) => Array(exponent).fill(base).reduce((product, factor) => product * factor, 1);

const isNear = (a, b) => Math.abs(a - b) < 1e-12;

/**
 * A point's powers are taken times this, and its filters divided by it: then its powers are those of its reciprocal, backwards, where that is a point too,
 * and the filters of +p and -p differ in odd powers alone.
 */
function factorOf(points, point, m) {
  const sign = point < 0 && points.length % 2 === 0 ? -1 : 1;
  return Math.abs(point) < 1 && points.some((other) => isNear(other * point, 1)) ? sign / power(Math.abs(point), m - 1) : sign;
}

/** The sum of coefficients times names in float64, as an expression over vectors. */
function exactSum(terms) {
  const present = terms.filter(([coefficient]) => !isNear(coefficient, 0)).sort(([a], [b]) => Number(isNear(b, 1)) - Number(isNear(a, 1)));
  return present.reduce((text, [coefficient, name]) => {
    const factor = Math.abs(coefficient);
    const term = isNear(factor, 1) ? name : `f64x2.mul(f64x2.splat(${factor}), ${name})`;
    if (text === "") return coefficient > 0 ? term : `f64x2.neg(${term})`;
    return `f64x2.${coefficient > 0 ? "add" : "sub"}(${text}, ${term})`;
  }, "") || "f64x2.splat(0)";
}

/** A sum in float32, fused or not; `named` gives a coefficient as a vector. */
function sum(fused, terms, named) {
  const present = terms.filter(([coefficient]) => !isNear(coefficient, 0)).sort(([a], [b]) => Number(isNear(b, 1)) - Number(isNear(a, 1)));
  return present.reduce((text, [coefficient, name]) => {
    const [factor, sign] = [Math.abs(coefficient), coefficient > 0 ? "add" : "sub"];
    if (text === "") return isNear(coefficient, 1) ? name : `f32x4.mul(${named(coefficient)}, ${name})`;
    if (isNear(factor, 1)) return `f32x4.${sign}(${text}, ${name})`;
    return fused ? `${sign === "add" ? "multiplyAdd" : "multiplySubtract"}(${named(factor)}, ${name}, ${text})` : `f32x4.${sign}(${text}, f32x4.mul(${named(factor)}, ${name}))`;
  }, "");
}

/** Indices of points: those of +p whose -p follows, and all others. */
function pairsOf(points) {
  const pairs = points.flatMap((point, index) => (point !== 0 && isNear(point, -points[index + 1]) ? [index] : []));
  return { pairs, singles: points.flatMap((_, index) => (pairs.includes(index) || pairs.includes(index - 1) ? [] : [index])) };
}

/** d0… to o0…: what the others of +p and -p give, u of even powers and v of odd ones, they share: u + pv and u - pv. */
function inputLines({ n, points, fused, BT }, named) {
  const { pairs, singles } = pairsOf(points);
  const line = (row) => sum(fused, row.map((coefficient, index) => [coefficient, `d${index}`]), named);
  return [
    ...[...singles, n - 1].map((index) => `const o${index} = ${line(BT[index])};`),
    ...pairs.flatMap((index) => {
      const [point, row, opposite] = [points[index], BT[index], BT[index + 1]];
      const [u, v] = [row.map((coefficient, power) => (coefficient + opposite[power]) / 2), row.map((coefficient, power) => (coefficient - opposite[power]) / 2 / point)];
      const [o, p] = [point, -point].map((factor) => sum(fused, [[1, `u${index}`], [factor, `v${index}`]], named));
      return [`const u${index} = ${line(u)}, v${index} = ${line(v)};`, `const o${index} = ${o}, o${index + 1} = ${p};`];
    }),
  ];
}

/** d0… to o0…: +p and -p share their sum and their difference. */
function outputLines({ m, n, points, AT }, named) {
  const { pairs, singles } = pairsOf(points);
  return [
    ...pairs.map((index) => `const s${index} = f32x4.add(d${index}, d${index + 1}), t${index} = f32x4.sub(d${index}, d${index + 1});`),
    ...Array.from({ length: m }, (_, row) => `const o${row} = ${sum(false, [
      ...singles.map((index) => [AT[row][index], `d${index}`]),
      ...pairs.map((index) => [AT[row][index], `${isNear(AT[row][index], AT[row][index + 1]) ? "s" : "t"}${index}`]),
      [AT[row][n - 1], `d${n - 1}`],
    ], named)};`),
  ];
}

/** The lines of a transform, in which k0… are the coefficients, and what loads them; those that are not among `values` are added there. */
function withCoefficients(values, linesOf) {
  const used = new Set();
  const lines = linesOf((value) => {
    const known = values.findIndex((other) => isNear(other, value));
    const index = known < 0 ? values.push(value) - 1 : known;
    used.add(index);
    return `k${index}`;
  });
  return { lines, loads: Array.from(used, (index) => `const k${index} = v128.load32_splat(scratch, ${coefficientOffset + 4 * index});`) };
}

function filterLines({ G }) {
  return G.map((row, index) => `const o${index} = ${exactSum(row.map((coefficient, column) => [coefficient, `d${column}`]))};`);
}

const count = (length) => Array.from({ length }, (_, index) => index);
const indent = (lines, depth) => lines.map((line) => " ".repeat(2 * depth) + line).join("\n");

/** The outputs of a row, biased; `value` gives what is stored of a pixel. */
function pixelStores(m, value) {
  return count(m).map((index) => `v128.store(y, f32x4.pmax(${value(`f32x4.add(o${index}, bias)`, index * 16)}, floor), ${index * 16});`);
}

function variantText(name, variant) {
  const matrix = matrices(variant);
  const { n, m, r, fused } = matrix;
  const stores = (length) => count(length).map((index) => `v128.store(at, o${index}, ${index * 16});`);
  const loads = (length, step) => count(length).map((index) => `const d${index} = v128.load(from, ${index * step});`);
  const strides = (lines, address, step) => lines.flatMap((line) => [line, `${address} += ${step};`]);
  const coefficients = [];
  const input = withCoefficients(coefficients, (named) => inputLines(matrix, named));
  const output = withCoefficients(coefficients, (named) => outputLines(matrix, named));
  const numbers = count(n).map((index) => `v128.store(at, o${index});`);
  return `
function coefficients${name}(to: usize): void {
${indent(coefficients.map((value, index) => `store<f32>(to, ${value}, ${index * 4});`), 1)}
}

/** F(${m} x ${m}, ${r} x ${r}): ${n} x ${n} pixels from x on become ${n * n} numbers at \`to\`, one for each \`step\` bytes. */
function input${name}(x: usize, row: usize, column: usize, to: usize, step: usize, scratch: usize): void {
${indent(input.loads, 1)}
${fused ? `  let at = scratch;
  for (let i = 0; i < ${n}; i++) {
    let from = x;
${indent([...loads(n, 16), ...input.lines, ...stores(n)], 2)}
    x += row;
    at += ${n * 16};
  }
  let from = scratch;
  const rowStep = <usize>${n} * step;
  for (let j = 0; j < ${n}; j++) {
    let at = to;
${indent([...loads(n, n * 16), ...input.lines, ...strides(numbers, "at", "rowStep")], 2)}
    from += 16;
    to += step;
  }` : `  let first = scratch, next: usize = 16, between: usize = ${n * 16};
  for (let pass = 0; pass < 2; pass++) {
    for (let i = 0; i < ${n}; i++) {
      let from = x, at = first;
${indent([...strides(count(n).map((index) => `const d${index} = v128.load(from);`), "from", "column"), ...input.lines, ...strides(numbers, "at", "between")], 3)}
      x += row;
      first += next;
    }
    x = scratch;
    row = ${n * 16};
    column = 16;
    first = to;
    next = step;
    between = <usize>${n} * step;
  }`}
}

/**
 * F(${m} x ${m}, ${r} x ${r}): ${n * n} numbers from \`numbers\` on, one for each \`step\` bytes, become ${m} x ${m} pixels at y, with the bias and the
 * residual added, and no less than \`floor\`.
 */
function output${name}(numbers: usize, step: usize, scratch: usize, y: usize, yRow: usize, residual: usize, residualRow: usize, bias: v128, floor: v128): void {
${indent(output.loads, 1)}
  let at = scratch;
  const rowStep = <usize>${n} * step;
  for (let j = 0; j < ${n}; j++) {
    let from = numbers;
${indent([...strides(count(n).map((index) => `const d${index} = v128.load(from);`), "from", "rowStep"), ...output.lines, ...count(m).map((index) => `v128.store(at, o${index}, ${index * n * 16});`)], 2)}
    numbers += step;
    at += 16;
  }
  let from = scratch;
  for (let i = 0; i < ${m}; i++) {
${indent([...loads(n, 16), ...output.lines], 2)}
    if (residual) {
${indent(pixelStores(m, (pixel, offset) => `f32x4.add(${pixel}, v128.load(residual, ${offset}))`), 3)}
      residual += residualRow;
    } else {
${indent(pixelStores(m, (pixel) => pixel), 3)}
    }
    from += ${n * 16};
    y += yRow;
  }
}

/** F(${m} x ${m}, ${r} x ${r}): \`count\` columns of ${r} pairs from \`from\` on, one for each \`row\` bytes, become rows of ${n} at \`to\`. */
function filter${name}(from: usize, row: usize, count: i32, to: usize): void {
  for (let j = 0; j < count; j++) {
    let at = from;
${indent([...strides(count(r).map((index) => `const d${index} = v128.load(at);`), "at", "row"), ...filterLines(matrix), ...count(n).map((index) => `v128.store(to, o${index}, ${index * 16});`)], 2)}
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

const splat = (value) => `f32x4.splat(${value})`;

/** One row of G, or those of +p and -p, which give u + v and u - v. */
function rowLines([row, opposite], [name, other], named) {
  const line = (each) => sum(false, named(each), splat);
  if (opposite === undefined) return [`const ${name} = ${line(row)};`];
  const half = (odd) => line(row.map((coefficient, power) => (power % 2 === odd ? coefficient : 0)));
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

function coefficientChoice() {
  return `
/** Into a thread's scratch, once before any of its inputs and outputs are transformed. */
export function storeCoefficients(variant: i32, scratch: usize): void {
  const to = scratch + ${coefficientOffset};
  switch (variant) {
${indent(Object.keys(variants).map((name, index) => `case ${index}: return coefficients${name}(to);`), 2)}
    default: unreachable();
  }
}
`;
}

export function winogradSource() {
  return `/**
 * The transforms of Winograd convolution, chosen by the variant's number: ${Object.keys(variants).map((name, index) => `${index} ${name}`).join(", ")}. Each works on vectors of four
 * channels, in two passes, the first one into scratch, where \`storeCoefficients\` must have left what they multiply by.
 */
import { multiplyAdd, multiplySubtract } from "./multiply-add";
${choice("inputTransform", "x: usize, row: usize, column: usize, to: usize, step: usize, scratch: usize", "x, row, column, to, step, scratch")}${choice("outputTransform", "from: usize, step: usize, scratch: usize, y: usize, yRow: usize, residual: usize, residualRow: usize, bias: v128, floor: v128", "from, step, scratch, y, yRow, residual, residualRow, bias, floor")}${choice("filterTransform", "from: usize, row: usize, count: i32, to: usize", "from, row, count, to")}${coefficientChoice()}${panelChoice()}${Object.entries(variants).map(([name, variant]) => variantText(name, variant)).join("")}`;
}
