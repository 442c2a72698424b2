import { EXPERIMENTS } from "/player/cards.js";
import { sample } from "./sample.js";
import { deepEqual, equal, ok } from "./assert.js";

const clamp = (signal, t, ...data) => ({ [`clamp.${signal}`]: { shape: [2, 2], data: Float64Array.from([NaN, NaN, NaN, NaN].with(t * 2, data[0])) } });

/** A place in the sample, with what the server found for the input gate. */
function at(t, unit, more = {}) {
  const run = sample();
  Object.assign(run.arrays, { half_open: { shape: [2, 2], data: Float64Array.of(0, 7, NaN, NaN) } }, more);
  return { run, t, unit, decimals: 4 };
}
const draft = () => ({
  sequence: [[1], [-2]], weights: { weight_ih: Array.from({ length: 8 }, (_, k) => [k + 1]), weight_hh: Array.from({ length: 8 }, () => [0, 0]) },
  state: { h: [0, 0.5], c: [0, 0] }, clamps: [],
});
function edited(code, place) {
  const made = draft();
  EXPERIMENTS[code].edit(made, place);
  return made;
}

export function test_a_forget_gate_is_held_at_1_where_there_is_something_to_keep() {
  ok(!EXPERIMENTS.f.fits(at(0, 0)), "c is still 0");
  ok(EXPERIMENTS.f.fits(at(1, 0)));
  ok(!EXPERIMENTS.f.fits(at(1, 0, clamp("f", 1, 0.5))) && !EXPERIMENTS.f.fits(at(1, 0, clamp("c", 1, 0.5))));
  deepEqual(edited("f", at(1, 1)), { ...draft(), clamps: [{ signal: "f", unit: 2, step: 2, value: 1 }] });
}

export function test_an_output_gate_is_held_at_0() {
  ok(EXPERIMENTS.h.fits(at(0, 1)));
  ok(!EXPERIMENTS.h.fits(at(0, 0, clamp("o", 0, 0.5))) && !EXPERIMENTS.h.fits(at(0, 0, clamp("h", 0, 0.5))));
  deepEqual(edited("h", at(0, 1)), { ...draft(), clamps: [{ signal: "o", unit: 2, step: 1, value: 0 }] });
}

export function test_one_is_moved_between_x_and_h_so_that_their_sum_stays() {
  deepEqual(edited("concat", at(0, 1)), { ...draft(), sequence: [[2], [-2]], state: { h: [0, -0.5], c: [0, 0] } });
  deepEqual(edited("concat", at(0, 0)), { ...draft(), sequence: [[0], [-2]], state: { h: [1, 0.5], c: [0, 0] } });
  deepEqual(edited("concat", at(1, 1)), { ...draft(), sequence: [[1], [-1]], clamps: [{ signal: "h", unit: 2, step: 1, value: 0.2 - 1 }] });
  ok(!EXPERIMENTS.concat.fits(at(1, 0, clamp("h", 0, 0.5))));
  const alike = at(1, 0);
  alike.run.arrays.weight_hh.data.forEach((_, k, data) => { data[k] = Math.floor(k / 2) + 1; });
  ok(!EXPERIMENTS.concat.fits(alike), "x and h have the same weights: added, they would do the same");
}

export function test_the_input_gate_gets_the_input_that_the_server_found() {
  ok(EXPERIMENTS.i.fits(at(0, 0)));
  ok(!EXPERIMENTS.i.fits(at(1, 0)), "there is none");
  ok(!EXPERIMENTS.i.fits(at(0, 0, clamp("i", 0, 0.5))));
  deepEqual(edited("i", at(0, 0)), { ...draft(), sequence: [[7], [-2]] });
}

export function test_one_weight_of_the_output_gate_is_changed_and_the_steps_are_counted() {
  const made = edited("o", at(1, 1)), expected = draft();
  expected.weights.weight_ih[7][0] = 7;
  deepEqual(made, expected);
  ok(!EXPERIMENTS.o.fits(at(1, 0, clamp("o", 1, 0.5))));
  const from = at(1, 1), now = at(1, 1);
  for (const place of [from, now]) place.run.meta.names = { o: "output gate", a_o: "output gate before σ" };
  equal(EXPERIMENTS.o.seen(now, from.run), null, "nothing has changed");
  now.run.arrays.a_o.data.fill(9);
  deepEqual(EXPERIMENTS.o.seen(now, from.run), { weight: "W_o", old: "8", new: "8", signal: "output gate before σ", n: 2, T: 2, later: true });
  now.run.arrays.o.data.fill(0.1);
  equal(EXPERIMENTS.o.seen({ ...now, t: 0 }, from.run).signal, "output gate");
  equal(EXPERIMENTS.o.seen({ ...now, t: 0 }, from.run).later, false);
}

export function test_where_x_is_0_the_weight_of_h_is_changed() {
  const place = at(1, 0);
  place.run.arrays.x.data.fill(0);
  ok(EXPERIMENTS.o.fits({ ...place, unit: 1 }));
  const made = edited("o", place), expected = draft(); // h of unit 2 is not 0 at both steps; its weight is 13/4
  expected.weights.weight_hh[6][1] = 13 / 4 - 1;
  deepEqual(made, expected);
}
