// What the symbols mean: the list of them, and the words among them that a sentence names.

import { ofColumn, ofEntry } from "./signals.js";
import { h } from "./dom.js";

const WRITTEN_OUT = ["σ", "tanh"]; // what a calculator needs, and what stands in no equation of a step

export function symbols({ entries, equations }) {
  const formula = (key) => Object.assign(h("div", { class: "formula" }), { innerHTML: equations[key] }); // made by our server from our templates
  const rows = Object.entries(entries).map(([key, { symbol, name, meaning, range }]) => h("div", { "data-signal": ofEntry(key) },
    h("dt", {}, h("i", { text: symbol })), h("dd", {}, h("b", { text: name }), ` · ${meaning} `, h("span", { class: "range", text: range && `(${range})` }), WRITTEN_OUT.includes(key) ? formula(key) : "")));
  return h("div", { class: "lv-symbols", tabindex: "0" }, h("dl", {}, ...rows));
}

const NAMED = ["f", "i", "g", "o", "c", "h"];

/** `text` with the names of signals in it as elements of their own, which light and have a tip. */
export function named(text, names) {
  const signals = Object.fromEntries(NAMED.map((signal) => [names[signal], signal]));
  return text.split(new RegExp(`(${Object.keys(signals).join("|")})`)).map((part) => (
    signals[part] ? h("span", { class: `term s-${signals[part]}`, "data-signal": ofColumn(signals[part]), text: part }) : part));
}
