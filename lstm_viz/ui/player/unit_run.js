// The run as one unit sees it: its own numbers in full, of the others only what the panels show.

import { PACKED, Run } from "./run.js";

export class UnitRun extends Run {
  /** `others(name, t, unit)` looks a signal of another unit up. */
  constructor(arrays, meta, others) {
    super(arrays, meta);
    this.unit = meta.unit;
    this.others = others;
  }

  at(name, t, unit) {
    if (name === "x" || t < 0 || t >= this.steps) return super.at(name, t, unit);
    return unit === this.unit ? this.arrays[name].data[t] : this.others(name, t, unit);
  }

  /** The weights of the shown unit alone are here: a row a gate. */
  weight(kind, gate, unit, column = 0) {
    const array = this.arrays[{ W: "weight_ih", U: "weight_hh", b: "bias" }[kind]];
    return array.data[PACKED.indexOf(gate) * (array.shape[1] ?? 1) + column];
  }

  /** Inputs that were made or scaled are computed numbers. */
  isGiven(path, t) { return path.startsWith("x") ? this.meta.given : super.isGiven(path, t); }

  held(name, t) {
    const clamp = this.arrays[`clamp.${name}`];
    return clamp !== undefined && t >= 0 && !Number.isNaN(clamp.data[t]);
  }
}
