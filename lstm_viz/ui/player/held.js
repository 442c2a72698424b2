// States that are held: a lab file may hold them, the grid of gates has no field for them. They are named, and can be freed.

import { given } from "./numbers.js";
import { hold } from "./edit.js";
import { h } from "./dom.js";

const STATES = ["c", "h"];

export class Held {
  constructor(run, lab) {
    Object.assign(this, { lab, key: null });
    this.node = h("div", { class: "row also", role: "group", "aria-label": run.meta.text.alsoHeld, hidden: true });
  }

  update(run, decimals) {
    const clamps = run.meta.lab.document.clamps.filter(({ signal }) => STATES.includes(signal)), key = JSON.stringify([clamps, decimals]);
    if (key === this.key) return;
    this.key = key;
    this.node.hidden = clamps.length === 0;
    const places = [...new Set(clamps.map(({ signal, unit }) => `${signal}:${unit}`))];
    this.node.replaceChildren(h("span", { class: "kind", text: run.meta.text.alsoHeld }),
      ...places.map((place) => this.#item(run, clamps.filter(({ signal, unit }) => place === `${signal}:${unit}`), decimals)));
  }

  /** All that one state of one unit is held at, with a button that frees it. */
  #item(run, clamps, decimals) {
    const { text } = run.meta, [{ signal, unit }] = clamps, name = run.units === 1 ? signal : `${signal}[${unit}]`;
    const said = clamps.map(({ step, value }) => `${given(value, decimals)}, ${step === null ? text.everyStep : text.stepOnly.replace("{t}", step)}`).join("; ");
    return h("span", { class: `held s-${signal}` }, h("i", { text: name }), ` = ${said} `,
      h("button", { type: "button", class: "lv-button", text: text.letGo, "aria-label": `${text.letGo}: ${name}`,
        onclick: () => this.lab.change((draft) => hold(draft, { signal, unit, step: null, value: null }, run.steps)) }));
  }
}
