import { tryTable, triesOf } from "/player/answers.js";
import { asked, question } from "/player/asking.js";
import { Equation } from "/player/equation.js";
import { marked, typedNumber } from "/player/marking.js";
import { Predict } from "/player/predict.js";
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
  equal(verdict("0.7501").kind, "near", "off by one in the last decimal, and not what the rounded numbers give");
  deepEqual(verdict("0.7503", { carry: false }), { kind: "mistake", name: "rounded-early" });
}

export function test_a_known_wrong_answer_has_its_name() {
  deepEqual(verdict("0.65"), { kind: "mistake", name: "no-bias" });
  deepEqual(verdict("0.9", { t: 0 }), { kind: "mistake", name: "no-bias" });
}

export function test_an_unknown_wrong_answer_is_told_its_side_and_how_far_off_but_not_so_that_the_right_one_adds_up() {
  deepEqual(verdict("0.7"), { kind: "off", by: 0.01, high: false });
  deepEqual(verdict("2"), { kind: "off", by: 1, high: true });
  deepEqual(verdict("1.2"), { kind: "off", by: 0.1, high: true });
  deepEqual(verdict("0.7521"), { kind: "off", by: 0, high: true });
  deepEqual(["2", "3", "99"].map((typed) => verdict(typed).by), [1, 1, 1]);
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

export function test_the_faded_example_is_worked_then_has_blanks_then_is_empty() {
  const asks = (t) => ["concat", "f", "i", "g", "c", "o", "h"].filter((code) => asked("faded", t, code)).join("");
  deepEqual([0, 1, 2, 9].map(asks), ["", "ich", "figcoh", "figcoh"]);
}

export function test_what_is_worked_shows_once_the_learner_is_there() {
  const run = sample();
  equal(question(run, 0, "faded"), 8, "f of step 2, since step 1 is worked");
  equal(question(run, 8, "faded", 7), 8);
  equal(question(run, 8, "faded", 8), 9, "i is asked");
  equal(question(run, 9, "faded", 9), 9, "what is asked stays hidden there");
  equal(question(run, 14, "faded"), Infinity);
  equal(question(run, 0, "off"), Infinity);
}

export function test_a_held_gate_is_given_and_so_not_asked_but_stays_hidden_until_one_is_there() {
  const run = sample();
  run.arrays["clamp.i"] = { shape: [2, 2], data: Float64Array.from([NaN, NaN, 0.5, NaN]) }; // of unit 1 at step 2
  equal(question(run, 9, "all", 8), 9);
  equal(question(run, 9, "all", 9), 10);
}

export function test_an_empty_equation_has_its_symbols_and_the_place_of_its_result_only() {
  const run = sample(), node = document.createElement("div"), equation = new Equation(node);
  const row = (inner) => `<mtr><mtd>${inner}</mtd></mtr>`, place = (path) => `<mn data-n="${path}"></mn>`;
  const rows = [row(`f${place("t")}`), row(place("W_f:0")), row(`<mrow class="result">${place("=f")}</mrow>`), row(`<mrow class="result">${place("=h")}</mrow>`)];
  run.meta.equations = { f: `<math><mtable>${rows.join("")}</mtable></math>` };
  run.frontier = 8;
  equation.update(run, "f", 1, 0, 4, true);
  equal(node.textContent, "f2?");
  run.frontier = 9;
  equation.update(run, "f", 0, 0, 4, false);
  equal(node.querySelectorAll("mtr").length, 4, "once it is answered all of it stands there");
}

const TEXT = ["predictFirst", "predictOnly", "predictEmpty", "lookUp", "lookUpRest", "worked", "allDone", "fadedNeedsMore", "check", "giveUp", "goOn", "higher", "same", "lower",
  "directions", "carry", "mode", "modeHelp", "fromHere", "faded", "history", "right", "carried", "rightWay", "wrongWay", "unread", "short", "tooHigh", "tooLow", "near", "fadedStarts", "littleTooHigh", "littleTooLow"];

/** The view on the page, standing at f of step 2 of unit 2, and its state. */
function view(more = {}) {
  const run = sample(), state = { mode: "all", chosen: "all", open: 8, carry: true, history: [], typed: [], ...more };
  const text = Object.fromEntries(TEXT.map((name) => [name, name]));
  Object.assign(run.meta, { mistakeTexts: { "no-bias": "no-bias" }, text: { ...text, question: "{name} {symbol} =", direction: "than {symbol}", unit: "unit {k} of {K}", score: "{right}/{all}" } });
  run.frontier = 8;
  const shows = (operation = 1) => predict.update(run, 1, operation, 1, 4);
  const predict = new Predict(run, state, { onMode() {}, onAnswer() { run.frontier = 9; shows(); }, onNext() { shows(2); } });
  document.body.replaceChildren(predict.node);
  shows();
  const answer = (typed) => { predict.input.value = typed; predict.form.requestSubmit(); };
  return { run, state, predict, shows, answer };
}

export function test_the_question_is_asked_in_words() {
  equal(view().predict.input.labels[0].textContent, "unit 2 of 2, f f₂⁽²⁾ =");
}

export function test_an_answer_is_kept_with_all_that_a_lab_file_needs_counted_from_1() {
  const { state, answer } = view();
  answer("0.2");
  answer("1");
  deepEqual(state.history, [{ step: 2, operation: "f", unit: 2, typed: "1", tries: 2, right: false }]);
  const of = { step: 2, operation: "f", unit: 2 };
  deepEqual(state.typed, [{ ...of, try: 1, typed: "0.2", right: false }, { ...of, try: 2, typed: "1", right: true }], "and each try");
}

export function test_what_is_tried_counts_before_it_is_answered() {
  const { state, predict, answer } = view();
  equal(predict.score.textContent, "", "nothing was tried");
  answer("two");
  equal(state.typed.length, 0, "no number, no try");
  answer("0.2");
  deepEqual([predict.score.textContent, state.typed.length], ["0/1", 1]);
  answer("1");
  deepEqual([predict.score.textContent, state.typed.length], ["0/1", 2]);
}

export function test_what_is_half_typed_outlives_a_rebuild() {
  const { run, state, predict } = view();
  predict.input.value = "0.9";
  predict.input.dispatchEvent(new Event("input"));
  const rebuilt = new Predict(run, state, { onMode() {}, onAnswer() {}, onNext() {} });
  rebuilt.update(run, 1, 1, 1, 4);
  equal(rebuilt.input.value, "0.9");
}

export function test_a_faded_example_that_starts_anew_says_so_at_its_start() {
  const { run, predict } = view({ mode: "faded", restarted: true });
  predict.update(run, 0, 0, 1, 4);
  equal(predict.hint.textContent, "fadedStarts");
  predict.update(run, 0, 1, 1, 4);
  equal(predict.hint.textContent, "worked");
}

export function test_to_ask_to_see_it_is_not_right() {
  const { state, predict } = view();
  predict.form.querySelector(".or > button").click();
  deepEqual(state.history, [{ step: 2, operation: "f", unit: 2, typed: "", tries: 0, right: false }]);
}

export function test_the_focus_goes_from_the_field_to_next_and_back() {
  const { predict, answer } = view();
  predict.focus();
  equal(document.activeElement, predict.input);
  answer("1");
  equal(document.activeElement, predict.next);
  predict.next.click();
  equal(document.activeElement, predict.input);
  equal(predict.input.value, "");
}

export function test_other_numbers_ask_the_question_anew_and_the_same_ones_do_not() {
  const { run, state, predict, shows, answer } = view();
  answer("0.2");
  shows();
  deepEqual([predict.input.value, state.tries], ["0.2", 1]);
  run.arrays.f.data[3] = 0.9;
  shows();
  deepEqual([predict.input.value, state.tries, predict.verdict.textContent], ["", 0, ""]);
}

export function test_the_file_of_answers_has_no_formula_for_a_spreadsheet() {
  const lines = tryTable([{ step: 1, operation: "f", unit: 2, try: 3, typed: '=1+"1"', right: false }]).split("\r\n");
  deepEqual(lines, ["step,operation,unit,try,typed,right", '1,f,2,3,"\'=1+""1""",0', ""]);
}

export function test_of_an_opened_file_the_last_try_of_each_question_is_known() {
  const of = { step: 2, operation: "f", unit: 1 };
  const opened = [["1", 1, true], ["1", 3, false], ["", 0, false], ["", 2, false]].map(([typed, tries, right]) => ({ ...of, typed, tries, right }));
  deepEqual(triesOf(opened).map((row) => [row.try, row.typed, row.right]), [[1, "1", true], [3, "1", true], [1, "", false], [2, "", false]]);
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
