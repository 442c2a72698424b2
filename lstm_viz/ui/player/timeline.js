// A chip per step: its number, its input, and its three gates as bars.

import { given, percent, subscript } from "./numbers.js";
import { h, mark, reveal } from "./dom.js";

const GATES = ["f", "i", "o"];

export class Timeline {
  constructor(run, onStep) {
    this.chips = Array.from({ length: run.steps }, (_, t) => {
      const bars = GATES.map((gate) => h("span", { class: `bar s-${gate}` }, h("span", { class: "fill" })));
      const input = h("span", { class: "input" });
      const chip = h("button", { type: "button", class: "chip", onclick: () => onStep(t) },
        h("span", { class: "step", text: `x${subscript(t + 1)}` }), input, h("span", { class: "bars" }, ...bars));
      return { chip, input, fills: bars.map((bar) => bar.firstChild) };
    });
    this.node = h("div", { class: "lv-scroll lv-timeline", role: "group", "aria-label": run.meta.text.timeline },
      ...this.chips.map(({ chip }) => chip));
    this.key = null;
  }

  update(run, t, unit, decimals) {
    const key = `${unit}/${decimals}`;
    if (key !== this.key) {
      this.key = key;
      this.chips.forEach(({ chip, input, fills }, step) => {
        const x = run.vector("x", step).map((v) => given(v, decimals));
        input.textContent = x.length === 1 ? x[0] : ""; // several would be cut; diagram and table have them
        const shares = GATES.map((gate, k) => {
          const value = run.at(gate, step, unit);
          fills[k].style.blockSize = `${(value * 100).toFixed(1)}%`;
          return `${gate} ${percent(value)} %`;
        });
        chip.setAttribute("aria-label", `${run.meta.text.step.replace("{t}", step + 1).replace("{T}", run.steps)}, x ${x.join(" ")}, ${shares.join(", ")}`);
      });
    }
    this.chips.forEach(({ chip }, step) => mark(chip, "aria-current", step === t ? "step" : null));
    reveal(this.node, this.chips[t].chip);
  }
}
