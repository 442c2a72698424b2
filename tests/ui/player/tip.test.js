import { named, symbols } from "/player/symbols.js";
import { entryOf, ofEntry } from "/player/signals.js";
import { besides, present } from "/player/tip.js";
import { sample } from "./sample.js";
import { deepEqual, equal } from "./assert.js";

const said = (signal, { t = 1, frontier = Infinity } = {}) => present(Object.assign(sample({ output: true }), { frontier }), signal, t, 0, 4);

export function test_a_tip_says_the_present_number_of_its_signal() {
  deepEqual(said("f"), [["f₂", "0.7500"]]);
  deepEqual(said("a_f"), [["a_f", "3.0000"]]);
  deepEqual(said("x"), [["x₂", "−2"]]);
  deepEqual(said("h-"), [["h₁", "[0.1000, 0.2000]"]]);
  deepEqual(said("xh"), [["x₂", "−2"], ["h₁", "[0.1000, 0.2000]"]]);
  deepEqual(said("c-", { t: 0 }), [["c₀", "0"]]);
  deepEqual(said("U_f"), [["U_f", "[1, 1.25]"]]);
  deepEqual(said("b_f"), [["b_f", "−3"]]);
  deepEqual(said("f*c-"), [["f₂·c₁", "0.0938"]]);
  deepEqual(said("V"), [["V", "[4, 4]"]]);
  deepEqual(said("tanh"), []);
}

export function test_a_tip_hides_what_is_to_be_predicted() {
  deepEqual(["f", "a_f", "c", "f*c-", "y", "tanh_c", "h-"].map((signal) => said(signal, { frontier: 8 })[0][1]), ["?", "?", "?", "?", "?", "?", "[0.1000, 0.2000]"]);
}

export function test_a_tip_stands_where_it_covers_fewest_numbers_and_is_whole() {
  const box = (left, top, right, bottom) => ({ left, top, right, bottom });
  const at = box(300, 300, 340, 320), size = [200, 100], room = [800, 600];
  deepEqual(besides(at, size, room, []), { left: 220, top: 328 }, "below");
  deepEqual(besides(at, size, room, [box(300, 350, 340, 360)]), { left: 220, top: 192 }, "above");
  deepEqual(besides(at, size, room, [box(300, 350, 340, 360), box(300, 200, 340, 220)]), { left: 348, top: 260 }, "to the right");
  deepEqual(besides(box(700, 300, 740, 320), size, room, [box(700, 350, 740, 360), box(700, 200, 740, 220)]), { left: 492, top: 260 }, "to the left");
  equal(besides(at, [900, 100], room, []), null, "nowhere whole");
}

export function test_every_signal_has_its_entry() {
  deepEqual(["W_f", "a_o", "c-", "h", "f*c-", "tanh_c", "xh"].map(entryOf), ["W", "a", "c", "h", "f*c-", "tanh_c", "xh"]);
  deepEqual(["W", "h", "σ"].map(ofEntry), ["W_f W_i W_g W_o", "h h-", "σ"]);
}

export function test_signals_named_in_a_sentence_become_terms_and_the_sentence_stays() {
  const names = { f: "forget gate", i: "input gate", o: "output gate", g: "candidate", c: "cell state", h: "hidden state" };
  const node = document.createElement("p");
  node.append(...named("The forget gate keeps 74 % of the old cell state.", names));
  equal(node.textContent, "The forget gate keeps 74 % of the old cell state.");
  deepEqual([...node.children].map((term) => [term.textContent, term.dataset.signal]), [["forget gate", "f"], ["cell state", "c c-"]]);
}

export function test_the_list_of_symbols_writes_out_the_squashing_functions_and_no_other() {
  const entry = { symbol: "s", name: "n", meaning: "m", range: "" };
  const node = symbols({ entries: { f: entry, σ: entry, tanh: entry }, equations: { f: "<math></math>", σ: "<math>1</math>", tanh: "<math>2</math>" } });
  deepEqual([...node.querySelectorAll("dd")].map((dd) => dd.querySelector(".formula")?.textContent ?? ""), ["", "1", "2"]);
}
