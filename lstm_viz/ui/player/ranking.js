// Which clamp changes the last hidden state most: all of them, ranked by the server on demand.

import { given, shown, subscript } from "./numbers.js";
import { hold } from "./edit.js";
import { h, say } from "./dom.js";

export class Ranking {
  constructor(run, lab) {
    const { text } = run.meta;
    Object.assign(this, { lab, text, key: null });
    this.count = h("p", { class: "note" });
    this.head = h("th", { scope: "col" });
    this.rows = h("tbody");
    this.node = h("details", { class: "lv-ranking", ontoggle: () => { if (this.node.open) this.#ask(); else lab.leave(); } },
      h("summary", { text: text.ranking }), this.count,
      h("div", { class: "lv-scroll lv-table", role: "region", tabindex: "0", "aria-label": text.ranking },
        h("table", {}, h("thead", {}, h("tr", {}, ...[text.clamp, text.heldAt].map((title) => h("th", { scope: "col", text: title })), this.head, h("th", { scope: "col", text: text.tryIt }))), this.rows)));
  }

  #ask() { if (!this.run.meta.ranking && this.run.frontier === Infinity && !this.node.closest("[hidden]")) this.lab.ask("ranking"); }

  update(run, decimals) {
    this.run = run;
    if (this.node.open) this.#ask();
    const { ranking } = run.meta, { text } = this, secret = run.frontier !== Infinity;
    say(this.head, text.changeOf.replace("{h}", `h${subscript(run.steps)}`));
    say(this.count, secret ? text.rankingLater : ranking ? text[ranking.all > ranking.first.length ? "ranked" : "rankedAll"].replace("{n}", ranking.all).replace("{k}", ranking.first.length) : "");
    const key = secret ? null : ranking;
    if (key === this.key) return;
    if (!secret && !key) return; // the former ranking stands until the new one comes
    this.key = key;
    this.rows.replaceChildren(...(key ? ranking.first.map((effect) => this.#row(effect, run, decimals)) : []));
  }

  #row({ signal, unit, step, value, change, changed_unit: changed }, run, decimals) {
    const { text } = this, several = run.units > 1;
    const of = several ? `[${unit + 1}]` : "", where = step === null ? text.everyStep : text.stepOnly.replace("{t}", step + 1);
    const sign = change > 0 ? "+" : "";
    const clamp = { signal, unit: unit + 1, step: step === null ? null : step + 1, value };
    const name = `${signal}${of}, ${where}`;
    return h("tr", { class: `s-${signal}` }, h("th", { scope: "row" }, h("i", { text: signal }), `${of}, ${where}`), h("td", { text: given(value, decimals) }),
      h("td", { text: `${sign}${shown(change, decimals)}${several ? ` (h[${changed + 1}])` : ""}` }),
      h("td", {}, h("button", { type: "button", class: "lv-button", text: text.hold, "aria-label": `${text.hold}: ${name}`,
        onclick: () => this.lab.change((draft) => hold(draft, clamp, run.steps)) })));
  }
}
