import { place, valueAt } from "/player/chart.js";
import { Clock } from "/player/clock.js";
import { UnitRun } from "/player/unit_run.js";
import { equal } from "./assert.js";
import { sample } from "./sample.js";

const TIME = { range: [0.5, 10.5], length: 200, upright: false }, ROWS = { range: [3.5, -0.5], length: 80, upright: true };

export function test_a_step_lies_where_the_axis_has_it() {
  equal(place(TIME, 0.5), 0);
  equal(place(TIME, 10.5), 200);
  equal(place(TIME, 1), 10);
}

export function test_the_first_row_is_on_top_where_the_axis_is_reversed() {
  equal(place(ROWS, -0.5), 0);
  equal(place(ROWS, 3.5), 80);
}

export function test_what_lies_under_a_pixel_is_what_was_placed_there() {
  for (const axis of [TIME, ROWS]) for (const value of [1, 2.5, 3]) equal(valueAt(axis, place(axis, value)).toFixed(9), value.toFixed(9));
}

export function test_a_clock_faster_than_frames_takes_several_steps_at_once() {
  const fast = new Clock(1000, 1, 4), seen = [];
  const three = new Promise((done) => fast.onChange(({ index }) => { if (seen.push(index) === 4) done(); }));
  fast.play();
  return three.then(() => { fast.stop(); equal(seen.join(), "0,4,8,12"); });
}

export function test_the_shown_unit_has_its_own_numbers_and_the_others_those_of_the_panels() {
  const { arrays, meta } = sample(), of = (name) => ({ shape: [2], data: arrays[name].data.filter((_, k) => k % 2 === 1) });
  const rows = (name) => { const width = arrays[name].shape[1] ?? 1; return { shape: [4, ...arrays[name].shape.slice(1)], data: arrays[name].data.filter((_, k) => Math.floor(k / width) % 2 === 1) }; };
  const own = Object.fromEntries(["f", "i", "g", "c", "o", "h", "a_f", "tanh_c"].map((name) => [name, of(name)]));
  const run = new UnitRun({ ...own, x: arrays.x, h0: arrays.h0, c0: arrays.c0, weight_ih: rows("weight_ih"), weight_hh: rows("weight_hh"), bias: rows("bias") }, { ...meta, unit: 1 }, (name, t, unit) => `${name}${t}${unit}`);
  equal(run.at("f", 1, 1), 1);
  equal(run.at("h", 0, 0), "h00");
  equal(run.at("h", -1, 1), 0.5);
  equal(run.weight("W", "f", 1), 4);
  equal(run.weight("b", "o", 1), -8);
  equal(run.number("f*c-", 1, 1), 2);
}
