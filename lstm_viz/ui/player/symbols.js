// What the symbols mean.

import { h } from "./dom.js";

export function symbols(glossary) {
  return h("div", { class: "lv-symbols" },
    h("dl", {}, ...glossary.flatMap(([symbol, meaning]) => [h("div", {}, h("dt", {}, h("i", { text: symbol })), h("dd", { text: meaning }))])));
}
