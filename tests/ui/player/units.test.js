import { limits, tone } from "/player/units.js";
import { sample } from "./sample.js";
import { deepEqual, equal } from "./assert.js";

export function test_a_colour_means_the_same_at_every_step() {
  deepEqual(limits(sample()), { weight: 8, x: 2, a: 4, c: 4 });
  const run = sample();
  deepEqual(tone(run, "c", 1, 1, 4), { share: 60, sign: "plus" });
  deepEqual(tone(run, "x:0", 1, 0, 2), { share: 60, sign: "minus" });
  deepEqual(tone(run, "g", 0, 0, 1), { share: 30, sign: "minus" });
  equal(tone(run, "c", 0, 1, 1).share, 60, "never more than full");
}

export function test_a_hidden_number_has_no_colour_and_does_not_stretch_the_scale() {
  const run = sample();
  run.frontier = 7 + 4; // the cell state of step 2
  deepEqual(tone(run, "c", 1, 1, 4), { share: 0, sign: null });
  deepEqual(limits(run), { weight: 8, x: 2, a: 4, c: 2 });
  equal(limits(run).a, 4, "a_f of step 2 is known");
}
