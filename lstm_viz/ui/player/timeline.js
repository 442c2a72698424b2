// A chip per step: its number, its input, and its three gates as bars.

import { percent, subscript } from "./numbers.js";
import { h, mark, reveal, say } from "./dom.js";

const GATES = ["f", "i", "o"];

export class Timeline {
  constructor(run, onStep) {
    this.chips = Array.from({ length: run.steps }, (_, t) => {
      const bars = GATES.map((gate) => h("span", { class: `bar s-${gate}`, "data-signal": gate }, h("span", { class: "fill" })));
      const input = h("span", { class: "input", "data-signal": "x" });
      const chip = h("button", { type: "button", class: "chip", tabindex: -1, "data-signal": `t:${t}`, onclick: () => onStep(t) },
        h("span", { class: "step", text: `x${subscript(t + 1)}` }), input, h("span", { class: "bars" }, ...bars));
      const ghosts = bars.map((bar) => bar.appendChild(h("span", { class: "ghost", hidden: true })));
      return { chip, input, ghosts, fills: bars.map((bar) => bar.firstChild) };
    });
    this.node = h("div", { class: "lv-scroll lv-timeline", role: "group", "aria-label": run.meta.text.timeline },
      ...this.chips.map(({ chip }) => chip));
    this.key = null;
  }

  update(run, t, unit, decimals) {
    const key = `${unit}/${decimals}/${run.frontier}`;
    if (key !== this.key) {
      this.key = key;
      this.chips.forEach((chip, step) => this.#fill(chip, run, step, unit, decimals));
    }
    if (t === this.shown) return;
    const focused = this.node.contains(document.activeElement);
    for (const step of [this.shown, t]) {
      if (step === undefined) continue;
      mark(this.chips[step].chip, "aria-current", step === t ? "step" : null);
      mark(this.chips[step].chip, "tabindex", step === t ? "0" : "-1");
    }
    this.shown = t;
    if (focused) this.chips[t].chip.focus({ preventScroll: true });
    reveal(this.node, this.chips[t].chip);
  }

  #fill({ chip, input, fills, ghosts }, run, step, unit, decimals) {
    say(input, run.features === 1 ? run.list("x", step, decimals) : run.meta.text.numbers.replace("{n}", run.features));
    const shares = GATES.map((gate, k) => {
      ghosts[k].hidden = run.was(gate, step, unit, decimals) === null;
      if (!ghosts[k].hidden) ghosts[k].style.insetBlockEnd = `${(run.ghost.at(gate, step, unit) * 100).toFixed(1)}%`;
      if (run.hidden(gate, step)) { fills[k].style.blockSize = 0; return `${gate} ?`; }
      const value = run.at(gate, step, unit);
      fills[k].style.blockSize = `${(value * 100).toFixed(1)}%`;
      return `${gate} ${percent(value)} %`;
    });
    const where = run.meta.text.step.replace("{t}", step + 1).replace("{T}", run.steps);
    mark(chip, "aria-label", `${where}, x ${run.list("x", step, decimals)}, ${shares.join(", ")}`);
  }
}
