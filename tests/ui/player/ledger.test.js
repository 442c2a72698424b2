import { Ledger } from "/player/ledger.js";
import { sample } from "./sample.js";
import { deepEqual, equal } from "./assert.js";

/** The ledger's drawn bars at step t, while everything from `frontier` on is to be predicted. */
function drawn(t, frontier) {
  const run = Object.assign(sample(), { frontier });
  run.arrays.ledger = { shape: [2, 3], data: Float64Array.from([0, 0.125, 0, 0, 1, 2]) };
  run.arrays.ledger_reach = { shape: [2, 2], data: Float64Array.from([0, 0.125, 0, 3]) };
  for (const name of ["madeOf", "stepOnly", "startState"]) run.meta.text[name] = name;
  run.meta.text.unit = "unit {k} of {K}";
  const ledger = new Ledger(run);
  ledger.update(run, t, 5, 0, 4);
  return { widths: ledger.rows.map(({ bar }) => Math.round(parseFloat(bar.style.width))), seen: ledger.svg.style.visibility !== "hidden" };
}

export function test_the_scale_of_the_ledger_is_that_of_the_whole_run() {
  deepEqual(drawn(0, Infinity), { widths: [0, 42, 0], seen: true });
  deepEqual(drawn(1, Infinity), { widths: [0, 333, 667], seen: true });
}

export function test_while_predicting_the_scale_tells_nothing_of_a_later_cell_state() {
  deepEqual(drawn(0, 7 + 4), { widths: [0, 1000, 0], seen: true }, "as far as step 1 reaches");
  equal(drawn(0, 4).seen, false, "nothing may be seen yet");
}
