import { marked, question, typedNumber } from "/player/predict.js";
import { sentence } from "/player/words.js";
import { fill } from "/player/equation.js";
import { sample } from "./sample.js";
import { deepEqual, equal } from "./assert.js";

const verdict = (typed, { code = "f", t = 1, decimals = 4, carry = true } = {}) => marked(sample(), code, t, 0, decimals, typed, carry);

export function test_numbers_are_read_as_people_type_them() {
  deepEqual(["0.5", "0,5", "−1", " ０．２５ ", "1/4", ".5", "1e-2"].map(typedNumber), [0.5, 0.5, -1, 0.25, 0.25, 0.5, 0.01]);
  for (const typed of ["", "two", "1/0", "1 2", "0x10", "NaN", "1_0", "--1"]) equal(Number.isNaN(typedNumber(typed)), true, typed);
}

export function test_a_right_answer_is_right_within_the_decimals_shown() {
  equal(verdict("0.75").kind, "right"); // all its digits
  equal(verdict("0.75004").kind, "right");
  equal(verdict("0.7521").kind, "off");
}

export function test_rounded_numbers_count_only_if_the_learner_says_so() {
  equal(verdict("0.7503").kind, "carried");
  equal(verdict("0.7501").kind, "carried", "off by one in the last decimal");
  deepEqual(verdict("0.7503", { carry: false }), { kind: "mistake", name: "rounded-early" });
}

export function test_a_known_wrong_answer_has_its_name() {
  deepEqual(verdict("0.65"), { kind: "mistake", name: "no-bias" });
  deepEqual(verdict("0.9", { t: 0 }), { kind: "mistake", name: "no-bias" });
}

export function test_an_unknown_wrong_answer_is_told_by_how_much() {
  deepEqual(verdict("0.7"), { kind: "off", by: "0.0500", high: false });
  deepEqual(verdict("2"), { kind: "off", by: "1.2500", high: true });
  equal(verdict("two").kind, "unread");
}

export function test_too_few_decimals_are_no_mistake() {
  equal(verdict("1.00", { code: "o" }).kind, "short"); // 0.996
  equal(verdict("1", { code: "o" }).kind, "off", "without decimals it is a guess");
}

export function test_the_joined_list_is_never_asked_for() {
  const run = sample();
  equal(question(run, 0), 1);
  equal(question(run, 5), 5);
  equal(question(run, 7), 8);
  equal(question(run, 14), Infinity);
}

export function test_what_is_to_be_predicted_is_hidden_and_nothing_before_it() {
  const run = sample({ output: true });
  run.frontier = 7 + 4; // the cell state of step 2
  for (const path of ["c", "tanh_c", "h", "o", "a_o", "y", "f*c-", "i*g", "ledger:0"]) equal(run.hidden(path, 1), true, path);
  for (const path of ["x:0", "f", "a_f", "g", "c-", "h-:1", "W_o:0", "b_o", "V:0"]) equal(run.hidden(path, 1), false, path);
  for (const path of ["c", "h", "o", "y"]) equal(run.hidden(path, 0), false, `${path} of the step before`);
  equal(fill(run, "c", 1, 0, 4), "?");
  equal(fill(run, "c", 0, 0, 4), "0.1250");
  equal(sentence(run, "c", 1, 0, 4), "predict");
}
