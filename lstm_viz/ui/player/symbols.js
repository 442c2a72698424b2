// What the symbols mean: a short list at the foot of the page.

import { h } from "./dom.js";

export function symbols(glossary, title) {
  return h("section", { class: "lv-symbols" }, h("h2", { text: title }),
    h("dl", {}, ...glossary.flatMap(([symbol, meaning]) => [h("div", {}, h("dt", {}, h("i", { text: symbol })), h("dd", { text: meaning }))])));
}
