// What is being computed: the seven operations, the worked equation, its products, and one sentence.

import { Curve } from "./curve.js";
import { Equation, fill, products } from "./equation.js";
import { given, shown, subscript } from "./numbers.js";
import { ofOperation } from "./signals.js";
import { named } from "./symbols.js";
import { sentence } from "./words.js";
import { empty, few } from "./asking.js";
import { h, mark, say } from "./dom.js";

export class Now {
  constructor(run, options, onOperation, predict, cards) {
    const text = run.meta.text;
    this.state = options.predict;
    this.chips = run.meta.operations.map(({ code, symbol, title }, k) =>
      h("button", { type: "button", class: `operation s-${code === "concat" ? "x" : code}`, "data-signal": ofOperation(code), "aria-label": title, onclick: () => onOperation(k) }, symbol));
    this.title = h("h2");
    this.math = h("div", { class: "lv-scroll math", role: "region", tabindex: "0", "aria-label": text.equation });
    this.equation = new Equation(this.math);
    this.words = h("p", { class: "words" });
    this.curve = new Curve(run);
    this.was = h("p", { class: "was" });
    this.note = h("p", { class: "note" });
    this.list = h("tbody");
    this.details = h("details", { class: "products", open: options.products, ontoggle: () => { options.products = this.details.open; } }, h("summary"),
      h("div", { class: "lv-scroll", role: "region", tabindex: "0", "aria-label": text.products }, h("table", {}, this.list)));
    this.node = h("section", { class: "lv-now" },
      h("div", { class: "operations", role: "group", "aria-label": text.operations }, ...this.chips),
      h("div", { class: "heading" }, this.title, this.was), this.math, predict.given, h("div", { class: "lv-explain" }, this.words, cards.seen, this.curve.svg, this.curve.said), cards.node, predict.node, this.details, this.note);
  }

  update(run, t, operation, unit, decimals) {
    const { code, title } = run.meta.operations[operation];
    this.chips.forEach((chip, k) => {
      mark(chip, "aria-current", k === operation ? "step" : null);
      mark(chip, "data-when", k < operation ? "past" : k === operation ? "now" : "next");
    });
    const asks = run.hidden(code, t), bare = asks && empty(this.state.mode, t);
    mark(this.node, "data-asks", bare ? "empty" : asks ? "" : null);
    mark(this.node, "data-predicts", this.state.mode === "off" ? null : "");
    say(this.title, run.titled(title, unit));
    this.math.classList.toggle("dense", run.features + run.units > 2); // products in two lines
    this.equation.update(run, code, t, unit, decimals, bare);
    const was = code === "concat" ? null : run.was(code, t, unit, decimals);
    say(this.was, was === null ? "" : run.meta.text.was.replace("{was}", was.text).replace("{change}", was.change));
    this.spoken = sentence(run, code, t, unit, decimals);
    if (this.words.textContent !== this.spoken) this.words.replaceChildren(...named(this.spoken, run.meta.names));
    this.curve.update(run, code, t, unit, decimals);
    const terms = products(run, code, t, unit);
    say(this.note, run.meta.text.rounded.replace("{n}", decimals));
    this.details.hidden = run.features + run.units === 2 || (bare && few(run)); // two products stand in the equation itself
    this.#list(run, code, terms, t, unit, decimals, bare);
  }

  #list(run, gate, terms, t, unit, decimals, bare) {
    say(this.details.firstChild, terms.length ? run.meta.text.allProducts.replace("{n}", terms.length) : run.meta.text.noProducts);
    if (!terms.length) { this.list.replaceChildren(); return; }
    const cell = (text, signal) => h("td", { class: signal ? `s-${signal}` : "", text });
    const rows = terms.map(({ weight, number, symbol, step, column }) => h("tr", {},
      h("th", { scope: "row", class: `s-${symbol}` }, h("i", { text: symbol }), `${subscript(step + 1)}[${column + 1}]`),
      cell(given(weight, decimals)), cell("×"),
      cell(bare ? "" : (symbol === "x" || step < 0 ? given : shown)(number, decimals), symbol), cell("="), cell(bare ? "" : shown(weight * number, decimals))));
    const last = (label, path) => h("tr", {}, h("th", { scope: "row", text: label }), cell(""), cell(""), cell(""), cell("="),
      cell(fill(run, `=${path}`, t, unit, decimals)));
    this.list.replaceChildren(...rows, last(run.meta.text.bias, `b_${gate}`), last(run.meta.text.sum, `a_${gate}`));
  }
}
