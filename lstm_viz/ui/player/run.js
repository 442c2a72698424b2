// One run: the trace's arrays with names. It looks numbers up and multiplies two of them; it computes nothing else.

import { given, shown } from "./numbers.js";

const HIDDEN = "?";
export const PACKED = ["i", "f", "g", "o"]; // blocks of the packed weights, in PyTorch's order

export class Run {
  constructor(arrays, meta) {
    this.arrays = arrays;
    this.meta = meta;
    [this.steps, this.features] = arrays.x.shape;
    this.units = arrays.h0.shape[0];
    this.ghost = null; // the run before the last change, for comparison
    this.frontier = Infinity; // positions (t · operations + operation) from here on are still to be predicted
    this.owner = { y: "h", ledger: "c" }; // signal → the operation that computes it
    for (const { code, signals } of meta.operations) for (const signal of signals) this.owner[signal] = this.owner[`slope_${signal}`] = code;
  }

  /** The step whose state step `t` takes: the one before, or in a direction that runs backwards the one behind. */
  former(t) { return this.meta.reverse ? t + 1 : t - 1; }

  /** Signal `name` of `unit` at step `t` (from 0); t = −1, or behind the last step, is the initial state. */
  at(name, t, unit) {
    if (name === "y") return this.arrays.y.data[t];
    if (name === "ledger") return this.arrays.ledger.data[t * (this.steps + 1) + unit]; // of the shown unit: `unit` is the source
    if (t < 0 || t >= this.steps) return this.arrays[`${name}0`].data[unit];
    return this.arrays[name].data[t * this.arrays[name].shape[1] + unit];
  }

  /** All numbers of `name` at step `t`. */
  vector(name, t) {
    const width = t < 0 ? this.units : this.arrays[name].shape[1];
    return Array.from({ length: width }, (_, k) => this.at(name, t, k));
  }

  /** Weight of `gate` of `unit`: kind 'W' (column = feature), 'U' (column = unit) or 'b'. */
  weight(kind, gate, unit, column = 0) {
    const array = this.arrays[{ W: "weight_ih", U: "weight_hh", b: "bias" }[kind]];
    const width = array.shape[1] ?? 1;
    return array.data[(PACKED.indexOf(gate) * this.units + unit) * width + column];
  }

  /**
   * The number that a place in an equation names, at step t (from 0) of a unit:
   * 'f' 'a_f' 'tanh_c' 'y' signals · 'x:2' feature 2 · 'h-:1' unit 1 one step before · 'c-' this unit one step before ·
   * 'W_f:2' 'U_f:1' 'b_f' weights · 'V:1' output weight, 'b_y' its bias · 'f*c-' a product of two.
   */
  number(path, t, unit) {
    if (path.includes("*")) return path.split("*").map((p) => this.number(p, t, unit)).reduce((a, b) => a * b);
    const [name, column] = path.split(":");
    const [, kind, gate] = /^([WUb])_([ifgo])$/.exec(name) ?? [];
    if (kind) return this.weight(kind, gate, unit, Number(column ?? 0));
    if (name === "b_y") return this.arrays.output_bias.data[0];
    if (name === "V") return this.arrays.output.data[Number(column ?? 0)];
    const back = name.endsWith("-");
    return this.at(back ? name.slice(0, -1) : name, back ? this.former(t) : t, column === undefined ? unit : Number(column));
  }

  /** A heading with the unit it is about, where there are several. */
  titled(text, unit) {
    return this.units === 1 ? text : `${text} · ${this.meta.text.unit.replace("{k}", unit + 1).replace("{K}", this.units)}`;
  }

  /** The number behind `path` as it is shown: the one place where a number of the run becomes visible text. */
  text(path, t, unit, decimals) {
    if (this.hidden(path, t)) return HIDDEN;
    return (this.isGiven(path, t) ? given : shown)(this.number(path, t, unit), decimals);
  }

  /** Whether the number behind `path` is still to be predicted. */
  hidden(path, t) {
    if (this.frontier === Infinity || /^([WUb]_|V|x)/.test(path)) return false;
    if (path.includes("*")) return this.hidden("c", t); // products are part of the cell state's operation
    const name = path.split(":")[0], back = name.endsWith("-"), operations = this.meta.operations;
    const operation = operations.findIndex(({ code }) => code === this.owner[back ? name.slice(0, -1) : name]);
    return (back ? t - 1 : t) * operations.length + operation >= this.frontier;
  }

  /** Whether signal `name` is held at a value instead of computed. */
  held(name, t, unit) {
    const clamp = this.arrays[`clamp.${name}`];
    return clamp !== undefined && t >= 0 && !Number.isNaN(clamp.data[t * this.units + unit]);
  }

  /** Which equation of operation `code` counts: its own, or that of a held signal. */
  form(code, t, unit) { return this.held(code, t, unit) ? `held.${code}` : code; }

  /** What stood there in the run before, and by how much it has changed; null where nothing visible has, or may be seen. */
  was(path, t, unit, decimals) {
    const { ghost } = this;
    if (ghost === null || t >= ghost.steps || this.hidden(path, t)) return null;
    const change = this.number(path, t, unit) - ghost.number(path, t, unit), text = shown(Math.abs(change), decimals);
    if (!/[1-9]/.test(text)) return null;
    return { text: shown(ghost.number(path, t, unit), decimals), change: `${change < 0 ? "\u2212" : "+"}${text}` };
  }

  /** A signal in the run before, for drawing; NaN where there is none, or where it may not be seen. */
  ghostAt(name, t) {
    return t >= this.ghost.steps || this.hidden(name, t) ? NaN : this.ghost.at(name, t, this.meta.unit);
  }

  /** All numbers of `name` at step t, or one step before ('h-'), as a list in brackets; a single one stands alone. */
  list(name, t, decimals, most = Infinity) {
    const width = name === "x" ? this.features : this.units;
    const texts = Array.from({ length: width }, (_, k) => this.text(`${name}:${k}`, t, k, decimals));
    return bracket(texts, most);
  }

  /** Whether the path names something the user gave (input, weight, initial state), not something computed. */
  isGiven(path, t) {
    const first = t === (this.meta.reverse ? this.steps - 1 : 0);
    return /^([WUb]_|V|x)/.test(path) || (first && /^[hc]-(:\d+)?$/.test(path));
  }
}

/** Texts side by side: one alone, several in brackets, no more than `most` of them. */
export function bracket(texts, most = Infinity) {
  return texts.length === 1 ? texts[0] : `[${texts.slice(0, most).join(", ")}${texts.length > most ? ", …" : ""}]`;
}
