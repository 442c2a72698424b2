import { products } from "/player/equation.js";
import { fill } from "/player/equation.js";
import { csvText } from "/player/csv.js";
import { sentence } from "/player/words.js";
import { sample } from "./sample.js";
import { deepEqual, equal } from "./assert.js";

export function test_paths_name_the_numbers_of_a_step() {
  const run = sample();
  equal(run.number("f", 1, 0), 0.75);
  equal(run.number("x:0", 1, 0), -2);
  equal(run.number("c-", 1, 1), 2);
  equal(run.number("h-:1", 0, 0), 0.5, "before the first step stands the initial state");
  equal(run.number("f*c-", 1, 0), 0.75 * 0.125);
}

export function test_weights_are_found_in_the_packed_order_of_pytorch() {
  const run = sample();
  deepEqual(["i", "f", "g", "o"].map((gate) => run.number(`W_${gate}:0`, 0, 1)), [2, 4, 6, 8]);
  deepEqual(["i", "f", "g", "o"].map((gate) => run.number(`b_${gate}`, 0, 0)), [-1, -3, -5, -7]);
  equal(run.number("U_f:1", 0, 0), 5 / 4); // row 2 (f of unit 1), column 1
}

export function test_places_are_filled_as_people_write_them() {
  const run = sample();
  equal(fill(run, "t", 1, 0, 4), "2");
  equal(fill(run, "t-1", 1, 0, 4), "1");
  equal(fill(run, "x:0", 1, 0, 4), "(−2)");
  equal(fill(run, "=x:0", 1, 0, 4), "−2");
  equal(fill(run, "f", 1, 0, 4), "0.7500");
  equal(fill(run, "c-", 0, 0, 4), "0", "the initial state is given, not computed");
}

export function test_the_bias_of_an_output_is_a_number_that_is_given() {
  const run = sample({ output: true, bias: true });
  equal(fill(run, "b_y", 1, 0, 4), "(−0.25)");
  equal(run.isGiven("b_y", 1), true);
  run.frontier = 0;
  equal(run.hidden("b_y", 1), false, "it is not to be predicted");
}

export function test_a_direction_that_runs_backwards_takes_its_state_from_the_step_behind() {
  const run = sample();
  run.meta.reverse = true;
  equal(run.number("c-", 0, 1), 4);
  equal(run.number("h-:1", 1, 0), 0.5, "behind the last step stands the initial state");
  equal(run.number("f*c-", 0, 0), 0.25 * 3);
  equal(fill(run, "t-1", 0, 0, 4), "2");
  equal([run.isGiven("h-", 1), run.isGiven("h-", 0)].join(), "true,false");
}

export function test_products_are_all_inputs_then_all_units() {
  const rows = products(sample(), "o", 1, 1);
  deepEqual(rows.map(({ weight, number }) => [weight, number]), [[8, -2], [14 / 4, 0.1], [15 / 4, 0.2]]);
  deepEqual(products(sample(), "c", 1, 1), []);
}

export function test_sentences_fit_their_numbers() {
  const run = sample();
  equal(sentence(run, "f", 0, 0, 4), "nothing yet (25 %)");
  equal(sentence(run, "f", 1, 0, 2), "keeps 75 % of 0.13: 0.09");
  equal(sentence(run, "g", 0, 0, 2), "−0.50, 50 %: −0.25");
  equal(sentence(run, "c", 0, 0, 2), "new −0.25");
  equal(sentence(run, "c", 1, 0, 2), "0.09 and 0.13 make 3.00, beyond 1");
  equal(sentence(run, "concat", 0, 0, 2), "1 with [0, 0.5]: 3");
  equal(sentence(run, "concat", 1, 0, 2), "−2 with [0.10, 0.20]: 3");
  equal(sentence(run, "h", 1, 0, 2), "0.30");
  equal(sentence(sample({ output: true }), "h", 1, 0, 2), "0.30 gives 2.80");
}

export function test_the_file_has_every_unit_and_every_digit() {
  const [head, first, second] = csvText(sample({ output: true })).trim().split("\r\n").map((line) => line.split(","));
  equal(head.length, first.length);
  deepEqual(head.slice(0, 4), ["t", "x", "a_f[1]", "a_f[2]"]);
  equal(Number(second[head.indexOf("o[1]")]), 0.996);
  equal(Number(second[head.indexOf("y")]), 2.8);
}

export function test_a_list_of_one_stands_alone() {
  const run = sample();
  equal(run.list("x", 1, 2), "−2");
  equal(run.list("h-", 1, 2), "[0.10, 0.20]");
  equal(run.list("h", 0, 1, 1), "[0.1, …]");
}
