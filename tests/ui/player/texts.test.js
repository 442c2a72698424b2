import { columns, equation, latex, markdown } from "/player/texts.js";
import { Run } from "/player/run.js";
import { sample } from "./sample.js";
import { deepEqual, equal, ok } from "./assert.js";

const LATEX = Object.fromEntries(["concat", "f", "i", "g", "c", "o", "h"].map((code) => [code, `${code}_{⟦t⟧} &= ⟦W_f:0⟧\\cdot ⟦x:0⟧ \\\\\n&= ⟦=f⟧`]));

function run(options) {
  const made = sample(options);
  Object.assign(made.meta, { latex: LATEX });
  Object.assign(made.meta.text, { title: "Title", table: "All", step: "Step {t} of {T}", unit: "unit {k} of {K}", rounded: "with {n}" });
  return made;
}

const cells = (text) => text.split("\n").filter((line) => line.startsWith("|")).map((line) => line.slice(2, -2).split(" | "));

export function test_an_equation_is_filled_for_a_keyboard() {
  equal(equation(run(), "f", 1, 0, 2), "f_{2} &= 3\\cdot (-2) \\\\\n&= 0.75");
}

export function test_a_tiny_given_number_is_a_power_of_ten() {
  const tiny = run();
  tiny.arrays.x.data[1] = -1.5e-9;
  equal(equation(tiny, "f", 1, 0, 2), "f_{2} &= 3\\cdot (-1.5\\cdot 10^{-9}) \\\\\n&= 0.75");
}

export function test_markdown_has_every_equation_and_both_tables() {
  const text = markdown(run({ output: true }), 1, 1, 2, "http://there/");
  equal(text.match(/^\$\$$/gm).length, 14);
  const rows = cells(text);
  const second = ["2", "-2", "1.00", "0.50", "0.00", "4.00", "0.50", "0.40", "2.80"];
  deepEqual(rows[0], ["t", "x", "f", "i", "g", "c", "o", "h", "ŷ"]);
  deepEqual(rows[2], second, "the present step");
  deepEqual(rows.slice(5), [["1", "1", "0.50", "0.50", "0.50", "2.00", "0.50", "0.20", "1.20"], second], "all steps");
  ok(text.startsWith("## Title · Step 2 of 2 · unit 2 of 2\n"));
  ok(text.includes("<http://there/>") && !text.includes("\u2212"));
}

export function test_a_note_stands_before_the_address_and_leaves_it_a_link() {
  ok(markdown(run(), 1, 0, 2, "http://there/", "Not my numbers:").endsWith("\nNot my numbers: <http://there/>\n"));
  ok(latex(run(), 1, 0, 2, "http://there/", "Not my numbers:").includes("\n% Not my numbers: http://there/\n"));
}

export function test_latex_has_words_in_comments_only_and_names_the_unit() {
  const text = latex(run({ output: true }), 1, 1, 2, "http://there/?a=%20");
  const code = text.split("\n").filter((line) => !line.startsWith("%")).join("\n");
  ok(/^[\x20-\x7e\n]*$/.test(code), "ASCII");
  equal((code.match(/\{/g)).length, code.match(/\}/g).length);
  ok(code.includes("$t$ & $x$ & $f^{(2)}$ & $i^{(2)}$"));
  ok(code.includes("$2$ & $-2$ & $1.00$ & $0.50$ & $0.00$ & $4.00$ & $0.50$ & $0.40$ & $2.80$ \\\\"));
  equal(code.match(/\\begin\{align\*\}/g).length, 7);
}

export function test_what_is_still_to_be_predicted_is_not_in_the_text() {
  const asked = run();
  asked.frontier = 7 + 1; // the forget gate of step 2
  equal(equation(asked, "f", 1, 0, 2), "f_{2} &= 3\\cdot (-2) \\\\\n&= ?");
  for (const text of [markdown(asked, 1, 0, 2, ""), latex(asked, 1, 0, 2, "")]) {
    ok(!/0\.75|3\.00|0\.30/.test(text));
    ok(text.includes("0.13"), "the cell state of step 1");
  }
}

export function test_several_features_have_a_column_each() {
  const wide = run();
  const two = new Run({ ...wide.arrays, x: { shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) } }, wide.meta);
  deepEqual(columns(two, 1).map(({ plain }) => plain).slice(0, 3), ["x[1]", "x[2]", "f"]);
}
