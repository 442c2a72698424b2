// Where the present block stands on its squashing curve, and how steep the curve is there: saturation made visible.

import { h, mark, s, say } from "./dom.js";

const BLOCKS = { f: ["f", "a_f"], i: ["i", "a_i"], g: ["g", "a_g"], o: ["o", "a_o"], h: ["tanh_c", "c"] }; // operation → [squashed, of what]
const WIDTH = 148, HEIGHT = 112;
const BOX = { left: 30, right: 134, top: 8, bottom: 92 };
const TANGENT = 1.6; // half its length along the axis, at most

/** Where the point of operation `code` stands, at the edge if it is beyond the axis; null while its number is hidden. */
export function placed(run, code, t, unit) {
  const [name, of] = BLOCKS[code] ?? [];
  if (name === undefined || run.hidden(name, t) || run.hidden(of, t)) return null;
  const { steepest } = run.meta.curves[name], reach = -run.arrays.curve_z.data[0];
  const [z, value, slope] = [of, name, `slope_${name}`].map((path) => run.number(path, t, unit));
  const beyond = Math.abs(z) > reach ? Math.sign(z) : 0;
  const held = run.held(name, t, unit);
  const state = held ? "held" : beyond ? "beyond" : slope < run.meta.saturated * steepest ? "saturated" : "responds";
  return { z: beyond ? beyond * reach : z, value, slope, beyond, state };
}

export class Curve {
  constructor(run) {
    this.reach = -run.arrays.curve_z.data[0];
    this.axes = s("g");
    this.place = s("g");
    this.slope = ["", ""].map(() => s("text", { class: "slope", "text-anchor": "end" }));
    this.svg = s("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" }, this.axes, this.place, ...this.slope);
    this.said = h("p", { class: "said" });
  }

  update(run, code, t, unit, decimals) {
    const [name, of] = BLOCKS[code] ?? [], at = placed(run, code, t, unit), text = run.meta.text;
    mark(this.svg, "data-off", name === undefined ? "" : null);
    say(this.said, at === null ? "" : text[at.state]);
    if (name === undefined) return;
    if (code !== this.code) this.#axes(run, (this.code = code));
    this.place.replaceChildren(...(at === null ? [] : this.#point(at)));
    const slope = run.text(`slope_${name}`, t, unit, decimals), z = run.text(of, t, unit, decimals);
    const low = at !== null && at.value < (1 + this.bottom) / 2 && at.z > 0; // a held gate may stand where the words would
    this.slope.forEach((node, k) => {
      say(node, k ? slope : text.slope);
      mark(node, "x", String(low ? BOX.left + 48 : WIDTH - 2));
      mark(node, "y", String((low ? BOX.top + 26 : BOX.bottom - 19) + 14 * k));
    });
    mark(this.svg, "aria-label", text.curve.replace("{function}", this.bottom ? "tanh" : "σ").replace("{at}", z).replace("{slope}", slope));
  }

  #x(z) { return (BOX.left + BOX.right) / 2 + (z * (BOX.right - BOX.left)) / 2 / this.reach; }
  #y(value) { return BOX.bottom - ((value - this.bottom) * (BOX.bottom - BOX.top)) / (1 - this.bottom); }

  #axes(run, code) {
    const [name, of] = BLOCKS[code], { kind } = run.meta.curves[name], [letter, gate] = of.split("_");
    this.bottom = kind === "tanh" ? -1 : 0;
    mark(this.svg, "class", `lv-curve s-${code === "h" ? "c" : code}`);
    mark(this.svg, "data-signal", `${name} ${of}`);
    const heights = run.arrays[`curve_${kind}`].data;
    const points = Array.from(run.arrays.curve_z.data, (z, k) => `${this.#x(z).toFixed(1)},${this.#y(heights[k]).toFixed(1)}`).join(" ");
    const axis = (x1, y1, x2, y2) => s("line", { class: "axis", x1, y1, x2, y2 });
    const number = (x, y, text, anchor = "middle") => s("text", { x, y, text, "text-anchor": anchor });
    this.axes.replaceChildren(
      axis(this.#x(0), BOX.top, this.#x(0), BOX.bottom), axis(BOX.left, this.#y(0), BOX.right, this.#y(0)),
      ...[-this.reach, 0, this.reach].map((z) => number(this.#x(z), HEIGHT - 6, String(z).replace("-", "\u2212"))),
      number(BOX.left - 14, BOX.top + 4, "1", "end"), number(BOX.left - 14, BOX.bottom + 4, String(this.bottom).replace("-", "\u2212"), "end"),
      s("text", { class: "letter", x: this.#x(this.reach / 2) - 5, y: HEIGHT - 6 }, s("tspan", { text: letter }), s("tspan", { class: "gate", dy: 3, text: gate ?? "" })),
      s("text", { class: "function", x: BOX.left, y: BOX.top + 10, text: this.bottom ? "tanh" : "σ" }),
      s("polyline", { class: "line", points }));
  }

  /** The tangent, within the box, the point, and an arrow if it is beyond the axis. */
  #point({ z, value, slope, beyond }) {
    const room = (side) => Math.min(TANGENT, this.reach - side * z, slope > 0 ? (side > 0 ? 1 - value : value - this.bottom) / slope : TANGENT);
    const end = (side) => [this.#x(z + side * room(side)), this.#y(value + side * room(side) * slope)].map((place) => place.toFixed(1));
    const [[x1, y1], [x2, y2]] = [end(-1), end(1)], [x, y] = [this.#x(z), this.#y(value)];
    const arrow = s("path", { class: "arrow", d: `M${x + beyond * 7} ${y - 5}l${beyond * 7} 5l${-beyond * 7} 5z` });
    return [s("line", { class: "tangent", x1, y1, x2, y2 }), s("circle", { class: "point", cx: x.toFixed(1), cy: y.toFixed(1), r: 4.5 }), ...(beyond ? [arrow] : [])];
  }
}
