import { Links, signalsAt } from "/player/links.js";
import { annotate, ofColumn, ofField, ofGate, ofLine, ofOperation, ofPlace } from "/player/signals.js";
import { deepEqual, equal } from "./assert.js";

const page = (html) => { const root = document.createElement("div"); root.innerHTML = html; document.body.replaceChildren(root); return root; };
const lit = (root) => [...root.querySelectorAll(".lit")].map((node) => node.id);
const over = (node) => node.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));

export function test_every_part_says_what_it_stands_for() {
  equal(ofGate("f"), "f a_f W_f U_f b_f");
  deepEqual(["concat", "c", "h", "o"].map(ofOperation), ["xh x h-", "c", "h tanh_c", "o a_o W_o U_o b_o"]);
  deepEqual(["x:2", "a_f", "f", "h", "c", "y"].map(ofColumn), ["x", "a_f", "f", "h h-", "c c-", "y"]);
  deepEqual(["=a_f", "x:0", "h-:1", "W_f:3", "f*c-", "V:1", "t", "t-1", "k"].map(ofPlace), ["a_f", "x", "h-", "W_f", "f*c-", "V", null, null, null]);
  deepEqual(["W_f:0", "b_o", "hold:g", "x:1:0", "V:0", "h0:0", "c0:0"].map(ofField), ["W_f", "b_o", "g", "t:1", "V", null, "t:-1"]);
  equal(ofLine({ operation: "f", signals: ["f"] }), "f a_f");
  equal(ofLine({ operation: "h", signals: ["tanh_c"] }), "tanh_c");
}

export function test_symbols_in_an_equation_are_named_with_their_step_and_gate() {
  const sub = (base, index) => `<msub><mi>${base}</mi>${index}</msub>`, at = (step) => `<mrow><mn data-n="${step}"></mn></mrow>`;
  const root = page(`<math>${sub("f", at("t"))}${sub("W", "<mi>f</mi>")}${sub("h", at("t-1"))}<msubsup><mi>U</mi><mi>f</mi><mrow><mn data-n="k"></mn></mrow></msubsup>
    ${sub("ŷ", at("t"))}<mi>σ</mi><mi>W</mi><mn data-n="=a_f"></mn></math>`);
  annotate(root);
  deepEqual([...root.querySelectorAll("[data-signal]")].map((node) => node.dataset.signal), ["f", "W_f", "h-", "U_f", "y", "σ", "W_f W_i W_g W_o", "a_f"]);
}

export function test_counterparts_light_and_go_out_also_those_that_come_later() {
  const root = page('<p id="one" data-signal="f a_f"><b id="in">x</b></p><p id="two" data-signal="f"></p><p id="three" data-signal="g"></p><p id="four"></p>');
  const links = new Links(root);
  over(root.querySelector("#in"));
  deepEqual(lit(root), ["one", "two"]);
  root.insertAdjacentHTML("beforeend", '<p id="five" data-signal="a_f"></p>');
  links.relight();
  deepEqual(lit(root), ["one", "two", "five"]);
  over(root.querySelector("#four"));
  deepEqual(lit(root), []);
}

export function test_a_part_inside_another_stands_for_both() {
  const root = page('<p data-signal="t:1"><b id="in" data-signal="f"></b></p>');
  deepEqual([...signalsAt(root.querySelector("#in"), root)], ["f", "t:1"]);
}

export function test_a_list_is_one_tab_stop_and_the_arrows_move_within() {
  const root = page('<div data-roving="vertical"><button id="a" tabindex="0">a</button><button id="b" tabindex="-1">b</button></div>');
  new Links(root);
  const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  root.querySelector("#a").focus();
  press("ArrowDown");
  equal(document.activeElement.id, "b");
  deepEqual([...root.querySelectorAll("button")].map((node) => node.tabIndex), [-1, 0]);
  for (const key of ["ArrowDown", "ArrowRight"]) press(key);
  equal(document.activeElement.id, "b");
  press("ArrowUp");
  equal(document.activeElement.id, "a");
}
