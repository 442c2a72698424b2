// Every number that may be changed, in a grid: weights by gate and by what they weigh, held gates, start state, output weight,
// sequence. One is chosen at a time: it has a slider, and the name of its place in PyTorch's packed weights.

import { given, subscript } from "./numbers.js";
import { h, mark, say } from "./dom.js";
import { Held } from "./held.js";
import { Ranking } from "./ranking.js";
import { PACKED } from "./run.js";
import { typedNumber } from "./marking.js";
import { ofField } from "./signals.js";

const EVERY = "every";
const MOST = 1e6; // as lstm_viz/sequences.py
const VERDICT = "lv-edit-verdict";

export class Edit {
  /** `options.scope` ('every' or 'step') outlives a rebuild; `onUnit(unit)` chooses the unit that is shown. */
  constructor(run, lab, options) {
    Object.assign(this, { lab, options, text: run.meta.text, chosen: null, fields: new Map() });
    const { text } = this;
    this.reset = h("button", { type: "button", class: "lv-button", text: text.reset, onclick: () => lab.reset() });
    this.ranking = new Ranking(run, lab);
    this.held = new Held(run, lab);
    this.name = h("span", { class: "name" });
    this.packed = h("code");
    this.slider = h("input", { type: "range", class: "lv-slider", "aria-label": text.slider, disabled: true,
      oninput: () => this.#slide(this.slider.value), onchange: () => { this.gesture = null; } });
    this.verdict = h("p", { class: "verdict", id: VERDICT, role: "status" });
    this.unit = h("select", { "aria-label": text.unitShown, onchange: () => lab.showUnit(Number(this.unit.value)) },
      ...Array.from({ length: run.units }, (_, k) => h("option", { value: k, text: text.unit.replace("{k}", k + 1).replace("{K}", run.units) })));
    this.scope = h("select", { "aria-label": text.heldScope, title: text.heldScope, onchange: () => { options.scope = this.scope.value; this.#refresh(); } },
      h("option", { value: EVERY, text: text.everyStep }), h("option", { value: "step" }));
    this.scope.value = options.scope;
    this.node = h("div", { class: "lv-edit" },
      h("div", { class: "chosen" }, this.name, this.slider, this.packed), this.verdict,
      this.#weights(run), this.held.node, this.#states(run), this.#sequence(run),
      this.ranking.node, h("div", { class: "row" }, this.reset));
  }

  /** A field for the number at `path`; `name()` says what it is. */
  #field(path, name, low = null) {
    const input = h("input", {
      type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", "data-path": path, "data-signal": ofField(path),
      onfocus: () => this.#choose(path), oninput: () => this.#typing(path), onchange: () => this.#typed(path), onblur: () => { this.#typed(path); this.#refresh(); },
      onkeydown: (event) => this.#onKey(event, path),
    });
    this.fields.set(path, { input, name, low });
    return input;
  }

  #weights(run) {
    const { text } = this, { features, units } = run;
    const cols = (kind, width) => Array.from({ length: width }, (_, k) => `${kind}:${k}`);
    const wide = (symbol, width, k) => (width === 1 ? symbol : `${symbol}[${k + 1}]`);
    const head = h("thead", {},
      h("tr", {}, h("th", { scope: "col", rowspan: 2 }, run.units > 1 ? this.unit : text.gate),
        h("th", { scope: "colgroup", colspan: features }, h("code", { text: "weight_ih_l0" })),
        h("th", { scope: "colgroup", colspan: units }, h("code", { text: "weight_hh_l0" })),
        h("th", { scope: "colgroup" }, h("code", { text: "bias_*" })),
        h("th", { scope: "colgroup" }, this.scope)),
      h("tr", {}, ...cols("W", features).map((_, d) => h("th", { scope: "col" }, h("i", { text: "W" }), " · ", h("i", { text: wide("x", features, d) }))),
        ...cols("U", units).map((_, k) => h("th", { scope: "col" }, h("i", { text: "U" }), " · ", h("i", { text: wide("h", units, k) }))),
        h("th", { scope: "col" }, h("i", { text: "b" })), h("th", { scope: "col", text: text.heldAt })));
    this.slices = new Map();
    const rows = PACKED.map((gate) => {
      const slice = h("code");
      this.slices.set(gate, slice);
      const named = (what) => () => `${run.meta.names[gate]}, ${what}`;
      return h("tr", { class: `s-${gate}` }, h("th", { scope: "row" }, h("i", { text: gate }), " ", slice),
        ...cols("W", features).map((_, d) => h("td", {}, this.#field(`W_${gate}:${d}`, named(text.weightOf.replace("{what}", wide("x", features, d)))))),
        ...cols("U", units).map((_, k) => h("td", {}, this.#field(`U_${gate}:${k}`, named(text.weightOf.replace("{what}", wide("h", units, k)))))),
        h("td", {}, this.#field(`b_${gate}`, named(text.bias))),
        h("td", {}, this.#field(`hold:${gate}`, named(text.heldAt), gate === "g" ? -1 : 0)));
    });
    return h("div", { class: "lv-scroll", role: "region", tabindex: "0", "aria-label": text.weights },
      h("table", { class: "grid" }, head, h("tbody", {}, ...rows)));
  }

  #states(run) {
    const { text } = this, each = (path, letter, title) => Array.from({ length: run.units }, (_, k) => {
      const name = run.units === 1 ? letter : `${letter}[${k + 1}]`;
      return h("label", { class: `s-${path[0] === "V" ? "x" : path[0]}` }, h("i", { text: name }), this.#field(`${path}:${k}`, () => `${title}, ${name}`));
    });
    return h("div", { class: "row", role: "group", "aria-label": text.startState }, h("span", { class: "kind", text: text.startState }),
      ...each("h0", "h₀", run.meta.names.h), ...each("c0", "c₀", run.meta.names.c),
      ...(run.arrays.output ? [h("span", { class: "kind", text: text.output }), ...each("V", "V", text.output)] : []),
      ...(run.arrays.output_bias ? [h("label", { class: "s-x" }, h("i", { text: "b" }), h("sub", { text: "y" }), this.#field("b_y", () => text.outputBias))] : []));
  }

  #sequence(run) {
    const { text } = this;
    const step = (t) => Array.from({ length: run.features }, (_, d) => {
      const name = `x${subscript(t + 1)}${run.features === 1 ? "" : `[${d + 1}]`}`;
      return h("label", { class: "s-x" }, h("i", { text: name }), this.#field(`x:${t}:${d}`, () => `${run.meta.names.x} ${name}`));
    });
    return h("div", { class: "row", role: "group", "aria-label": text.sequence }, h("span", { class: "kind", text: text.sequence }),
      ...Array.from({ length: run.steps }, (_, t) => step(t)).flat());
  }

  update(run, t, operation, unit, decimals) {
    Object.assign(this, { run, t, shownUnit: unit, decimals });
    this.unit.value = unit;
    say(this.scope.options[1], this.text.stepOnly.replace("{t}", t + 1));
    for (const [gate, slice] of this.slices) {
      const block = PACKED.indexOf(gate) * run.units;
      say(slice, `[${block}:${block + run.units}]`);
    }
    const { lab } = this;
    say(this.verdict, lab.kind === "open" ? "" : lab.lost ? this.text.lost : lab.error ?? "");
    this.ranking.update(run, decimals);
    this.held.update(run, decimals);
    this.#refresh();
  }

  /** Write the confirmed numbers into the fields, except where somebody is typing. */
  #refresh() {
    if (!this.run) return;
    const refused = this.lab.kind === "edit" && this.lab.error ? this.sent : null;
    for (const [path, { input, name }] of this.fields) {
      mark(input, "aria-invalid", path === refused ? "true" : null);
      mark(input, "aria-describedby", path === refused ? VERDICT : null);
      const value = this.#value(path), typing = input === document.activeElement;
      mark(input, "aria-label", name());
      mark(input, "data-held", path.startsWith("hold") && value !== null ? "" : null);
      if (!typing) input.value = value === null ? "" : value === undefined ? "…" : given(value, this.decimals);
    }
    this.#showChosen();
  }

  /** The number at `path` of the shown unit; null for a free gate, undefined where steps differ. */
  #value(path) {
    const { run, shownUnit: unit, t } = this, [name, first, second] = path.split(":");
    if (name === "hold") {
      const array = run.arrays[`clamp.${first}`];
      if (!array) return null;
      const values = Array.from({ length: run.steps }, (_, step) => array.data[step * run.units + unit]);
      if (this.options.scope !== EVERY) return Number.isNaN(values[t]) ? null : values[t];
      if (values.every((v) => Number.isNaN(v))) return null;
      return values.every((v) => v === values[0]) ? values[0] : undefined;
    }
    if (name === "x") return run.at("x", Number(first), Number(second));
    if (name === "h0" || name === "c0") return run.arrays[name].data[Number(first)];
    return run.number(path, 0, unit);
  }

  /** Write `value` (a number, or what was typed) into a draft of the lab. */
  #write(draft, path, value) {
    const { run, shownUnit: unit } = this, [name, first, second] = path.split(":");
    const [, kind, gate] = /^([WUb])_([ifgo])$/.exec(name) ?? [];
    const row = PACKED.indexOf(gate) * run.units + unit;
    if (kind === "b") draft.weights.bias[row] = value;
    else if (kind) draft.weights[{ W: "weight_ih", U: "weight_hh" }[kind]][row][Number(first)] = value;
    else if (name === "x") draft.sequence[Number(first)][Number(second)] = value;
    else if (name === "b_y") draft.output_bias = value;
    else if (name === "V") draft.output[Number(first)] = value;
    else if (name === "hold") this.#hold(draft, first, value);
    else draft.state[name[0]][Number(first)] = value;
  }

  #hold(draft, signal, value) {
    const { shownUnit, t } = this, unit = shownUnit + 1;
    const every = this.options.scope === EVERY, own = (clamp) => clamp.signal === signal && clamp.unit === unit;
    hold(draft, { signal, unit, step: every ? null : t + 1, value: value === "" ? null : value }, this.run.steps, own);
  }

  #send(path, value) {
    this.gesture ??= Symbol(path);
    this.sent = path;
    this.lab.change((draft) => this.#write(draft, path, value), this.gesture);
  }

  #choose(path) {
    this.chosen = path;
    this.gesture = null;
    const { input } = this.fields.get(path), value = this.#value(path);
    this.before = input.value = value === null || value === undefined ? "" : String(value).replace("-", "\u2212");
    input.select();
    this.#range(path, value ?? 0);
    this.#showChosen();
  }

  #range(path, value) {
    const { low } = this.fields.get(path);
    const reach = low === null ? Math.min(MOST, Math.max(2, 2 ** Math.ceil(Math.log2(Math.abs(value) * 1.5 || 1)))) : 1;
    Object.assign(this.slider, { min: low ?? -reach, max: reach, step: reach / 200, disabled: false });
  }

  #showChosen() {
    const { chosen, slider } = this;
    if (chosen === null) { say(this.name, this.text.choose); return; }
    const { name } = this.fields.get(chosen), value = this.#value(chosen);
    say(this.name, `${name()} = ${value === null ? this.text.free : value === undefined ? "…" : given(value, this.decimals)}`);
    say(this.packed, this.#place(chosen));
    mark(slider, "aria-label", `${this.text.slider}: ${name()}`);
    if (slider !== document.activeElement || !this.gesture) slider.value = value ?? 0;
  }

  /** Where PyTorch keeps the number, as it is indexed there. */
  #place(path) {
    const [name, column] = path.split(":"), [, kind, gate] = /^([WUb])_([ifgo])$/.exec(name) ?? [];
    if (!kind) return "";
    const row = PACKED.indexOf(gate) * this.run.units + this.shownUnit;
    return kind === "b" ? `bias_ih_l0[${row}] + bias_hh_l0[${row}]` : `${{ W: "weight_ih_l0", U: "weight_hh_l0" }[kind]}[${row}, ${column}]`;
  }

  #slide(value) {
    const { input } = this.fields.get(this.chosen);
    input.value = value.replace("-", "\u2212");
    this.#send(this.chosen, Number(value));
  }

  /** While typing, what is a number already counts at once; what is not may still become one. */
  #typing(path) {
    const { value } = this.fields.get(path).input;
    if (!Number.isFinite(typedNumber(value))) return;
    this.#send(path, value);
    this.before = value; // what is deleted again is another text than the one that was sent
  }

  #typed(path) {
    const { value } = this.fields.get(path).input;
    if (value !== this.before) this.#send(path, value);
    this.before = value;
    this.gesture = null;
  }

  #onKey(event, path) {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === "Enter" && this.lab.lost) this.before = null; // try again
    if (event.key === "Enter") { this.#typed(path); event.preventDefault(); }
    if (!by) return;
    event.preventDefault();
    const { input } = this.fields.get(path), value = typedNumber(input.value || "0");
    if (!Number.isFinite(value)) return;
    const next = Number((value + by * (event.shiftKey ? 1 : 0.1)).toFixed(10));
    input.value = String(next).replace("-", "\u2212");
    this.#typing(path);
  }
}

/**
 * Hold a signal of a unit at `value` (null: free it) at one step (from 1), or at every step (null), in a draft of the lab.
 * One step out of a clamp of every step: the others keep theirs.
 */
export function hold(draft, { signal, unit, step, value }, steps, own = (clamp) => clamp.signal === signal && clamp.unit === unit) {
  const others = draft.clamps.filter((clamp) => !own(clamp));
  let mine = draft.clamps.filter(own);
  if (step === null) mine = [];
  else {
    mine = mine.flatMap((clamp) => (clamp.step === null ? Array.from({ length: steps }, (_, k) => ({ ...clamp, step: k + 1 })) : [clamp]));
    mine = mine.filter((clamp) => clamp.step !== step);
  }
  draft.clamps = [...others, ...mine, ...(value === null ? [] : [{ signal, unit, step, value }])];
}
