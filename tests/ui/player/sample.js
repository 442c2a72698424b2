// A run small enough to check by eye: two steps, two units, one feature.

import { Run } from "/player/run.js";

const SIGNALS = { concat: ["x"], c: ["c"], h: ["tanh_c", "h"] };
const array = (shape, ...data) => ({ shape, data: Float64Array.from(data) });

export function sample({ output = false, bias = false } = {}) {
  const arrays = {
    x: array([2, 1], 1, -2), h0: array([2], 0, 0.5), c0: array([2], 0, 0),
    f: array([2, 2], 0.25, 0.5, 0.75, 1), i: array([2, 2], 0.5, 0.5, 0.5, 0.5), g: array([2, 2], -0.5, 0.5, 0.25, 0),
    o: array([2, 2], 0.5, 0.5, 0.996, 0.5), c: array([2, 2], 0.125, 2, 3, 4), h: array([2, 2], 0.1, 0.2, 0.3, 0.4),
    tanh_c: array([2, 2], 0.1, 0.2, 0.3, 0.4),
    a_f: array([2, 2], 1, 2, 3, 4), a_i: array([2, 2], 1, 2, 3, 4), a_g: array([2, 2], 1, 2, 3, 4), a_o: array([2, 2], 1, 2, 3, 4),
    weight_ih: array([8, 1], 1, 2, 3, 4, 5, 6, 7, 8), // rows i1 i2 f1 f2 g1 g2 o1 o2
    weight_hh: array([8, 2], ...Array.from({ length: 16 }, (_, k) => k / 4)),
    bias: array([8], -1, -2, -3, -4, -5, -6, -7, -8),
  };
  if (output) Object.assign(arrays, { output: array([2], 4, 4), y: array([2], 1.2, 2.8) });
  if (bias) arrays.output_bias = array([1], -0.25);
  for (const [code, early, wrong] of [["f", [0.2501, 0.7503], [0.9, 0.65]], ["i", [0.5, 0.5], [0.6, 0.6]], ["g", [-0.5, 0.25], [1, 1]],
    ["c", [0.125, 3], [7, 8]], ["o", [0.5, 0.996], [0.1, 0.1]], ["h", [0.1, 0.3], [0.2, 0.9]]]) {
    arrays[`early.${code}`] = array([2], ...early);
    arrays[`mistake.${code}.no-bias`] = array([2], ...wrong);
  }
  const mistakes = Object.fromEntries("figcoh".split("").map((code) => [code, ["no-bias"]]));
  const operations = ["concat", "f", "i", "g", "c", "o", "h"].map((code) => ({ code, title: code, symbol: code, signals: SIGNALS[code] ?? [`a_${code}`, code] }));
  const sentences = {
    f: { "": "keeps {f%} % of {c-}: {f*c-}", empty: "nothing yet ({f%} %)" },
    g: { "": "{g}, {i%} %: {i*g}" },
    c: { "": "{f*c-} and {i*g} make {c}", first: "new {i*g}", beyond: "{f*c-} and {i*g} make {c}, beyond 1" },
    concat: { "": "{x[]} with {h-[]}: {count}" },
    h: { "": "{h}", output: "{h} gives {y}" },
  };
  return new Run(arrays, { operations, sentences, mistakes, text: { predictFirst: "predict" }, unit: 0, decimals: 4 });
}
