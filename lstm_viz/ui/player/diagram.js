// The classic anatomy of the cell, with the live number on every wire. Parts carry the operation that computes them.

import { given, shown, subscript } from "./numbers.js";
import { h, mark, reveal, s, say } from "./dom.js";

const W = 720, H = 404;
const X = { join: 62, f: 144, i: 250, g: 356, o: 466, out: 590, end: 712 };
const Y = { c: 62, inner: 142, out: 196, block: 246, bus: 330, end: 392 };

// operation → [signal (for the colour), path] of each wire, in the order it is drawn
const WIRES = [
  ["concat", "x", `M${X.join} ${Y.end}V${Y.bus}`],
  ["concat", "h", `M8 ${Y.bus}H${X.join}`],
  ["concat", "x", `M${X.join} ${Y.bus}H${X.f}`],
  ["f", "x", `M${X.f} ${Y.bus}V${Y.block + 20}`],
  ["f", "f", `M${X.f} ${Y.block - 20}V${Y.c + 13}`],
  ["i", "x", `M${X.f} ${Y.bus}H${X.i}V${Y.block + 20}`],
  ["i", "i", `M${X.i} ${Y.block - 20}V${Y.inner}H${X.g - 13}`],
  ["g", "x", `M${X.i} ${Y.bus}H${X.g}V${Y.block + 20}`],
  ["g", "g", `M${X.g} ${Y.block - 20}V${Y.inner + 13}`],
  ["c", "c", `M8 ${Y.c}H${X.f - 13}`],
  ["c", "c", `M${X.f + 13} ${Y.c}H${X.g - 13}`],
  ["c", "g", `M${X.g} ${Y.inner - 13}V${Y.c + 13}`],
  ["c", "c", `M${X.g + 13} ${Y.c}H${X.end}`],
  ["o", "x", `M${X.g} ${Y.bus}H${X.o}V${Y.block + 20}`],
  ["o", "o", `M${X.o} ${Y.block - 20}V${Y.out}H${X.out - 13}`],
  ["h", "c", `M${X.out} ${Y.c}V${Y.c + 34}`],
  ["h", "h", `M${X.out} ${Y.c + 66}V${Y.out - 13}`],
  ["h", "h", `M${X.out} ${Y.out + 13}V${Y.bus}H${X.end}`],
];
const OUTPUT_WIRE = ["h", "x", `M${X.out + 60} ${Y.bus}V${Y.end - 22}`];

const BLOCKS = [["f", X.f, "σ"], ["i", X.i, "σ"], ["g", X.g, "tanh"], ["o", X.o, "σ"]];
const NODES = [["c", "f", X.f, Y.c, "×"], ["c", "g", X.g, Y.inner, "×"], ["c", "c", X.g, Y.c, "+"], ["h", "h", X.out, Y.out, "×"]];

// [operation, signal, x, y, anchor, label and number at (run, t, unit, format)]
const LABELS = [
  ["concat", "h", 8, Y.bus - 12, "start", (r, t, k, f) => [`h${subscript(t)}`, r.units === 1 ? f("h", t - 1, k) : r.meta.text.numbers.replace("{n}", r.units)]],
  ["concat", "x", X.join + 10, Y.end - 4, "start", (r, t, k, f) => [`x${subscript(t + 1)}`, list(r.vector("x", t), f.given, 5)]],
  ["concat", "x", X.join + 10, Y.bus + 22, "start", (r, t, k, f) => [
    r.meta.text.joined, list([...r.vector("x", t).map(f.given), ...r.vector("h", t - 1).map((v) => (t ? f.shown(v) : f.given(v)))], String, 6)]],
  ["f", "f", X.f + 9, Y.block - 40, "start", (r, t, k, f) => [`f${subscript(t + 1)}`, f("f", t, k)]],
  ["i", "i", X.i + 9, Y.block - 40, "start", (r, t, k, f) => [`i${subscript(t + 1)}`, f("i", t, k)]],
  ["g", "g", X.g + 9, Y.block - 40, "start", (r, t, k, f) => [`g${subscript(t + 1)}`, f("g", t, k)]],
  ["o", "o", X.o + 9, Y.out - 10, "start", (r, t, k, f) => [`o${subscript(t + 1)}`, f("o", t, k)]],
  ["concat", "c", 8, Y.c - 14, "start", (r, t, k, f) => [`c${subscript(t)}`, f("c", t - 1, k)]],
  ["c", "c", (X.f + X.g) / 2, Y.c - 14, "middle", (r, t, k, f) => [`f${subscript(t + 1)}·c${subscript(t)}`, f.shown(r.number("f*c-", t, k))]],
  ["c", "g", X.g + 9, Y.c + 44, "start", (r, t, k, f) => [`i${subscript(t + 1)}·g${subscript(t + 1)}`, f.shown(r.number("i*g", t, k))]],
  ["c", "c", X.end, Y.c - 14, "end", (r, t, k, f) => [`c${subscript(t + 1)}`, f("c", t, k)]],
  ["h", "h", X.out - 9, Y.c + 96, "end", (r, t, k, f) => [`tanh c${subscript(t + 1)}`, f("tanh_c", t, k)]],
  ["h", "h", X.end, Y.bus - 12, "end", (r, t, k, f) => [`h${subscript(t + 1)}`, f("h", t, k)]],
];
const OUTPUT_LABEL = ["h", "x", X.end, Y.end - 4, "end", (r, t, k, f) => [
  `ŷ${subscript(t + 1)} = ${r.units === 1 ? `${f.given(r.arrays.output.data[0])}·h${subscript(t + 1)}` : "V·h"} =`, f("y", t, k)]];

function list(values, format, most) {
  const texts = values.map(format);
  return texts.length === 1 ? texts[0] : `[${texts.slice(0, most).join(", ")}${texts.length > most ? ", …" : ""}]`;
}

export class Diagram {
  constructor(run, onOperation) {
    const output = run.arrays.output !== undefined;
    const codes = run.meta.operations.map((operation) => operation.code);
    this.codes = codes;
    const svg = this.svg = s("svg", { viewBox: `0 0 ${W} ${H}`, class: "lv-diagram", "aria-hidden": "true" });
    const pick = (code) => ({ onclick: () => onOperation(codes.indexOf(code)) });
    const part = (code, signal, extra = "") => ({ "data-op": code, class: `part s-${signal} ${extra}` });

    svg.append(s("rect", { x: 94, y: 22, width: 584, height: 332, rx: 18, class: "cell-body" }));
    const wires = output ? [...WIRES, OUTPUT_WIRE] : WIRES;
    for (const [code, signal, d] of wires) svg.append(s("path", { ...part(code, signal, "wire"), d, pathLength: 1 }));
    svg.append(s("circle", { ...part("concat", "x", "join"), cx: X.join, cy: Y.bus, r: 5 }));
    for (const [code, x, name] of BLOCKS) {
      svg.append(s("g", { ...part(code, code, "block"), ...pick(code) },
        s("rect", { x: x - 32, y: Y.block - 20, width: 64, height: 40, rx: 6 }),
        s("text", { x, y: Y.block + 6, "text-anchor": "middle", text: name })));
    }
    svg.append(s("g", { ...part("h", "h", "block"), ...pick("h") },
      s("rect", { x: X.out - 32, y: Y.c + 34, width: 64, height: 32, rx: 16 }),
      s("text", { x: X.out, y: Y.c + 55, "text-anchor": "middle", text: "tanh" })));
    for (const [code, signal, x, y, sign] of NODES) {
      svg.append(s("g", { ...part(code, signal, "node"), ...pick(code) },
        s("circle", { cx: x, cy: y, r: 13 }),
        s("text", { x, y: y + 6, "text-anchor": "middle", text: sign })));
    }
    this.labels = (output ? [...LABELS, OUTPUT_LABEL] : LABELS).map(([code, signal, x, y, anchor, content]) => {
      const name = s("tspan", { class: "name" }), value = s("tspan", { class: "value", dx: 5 });
      svg.append(s("text", { ...part(code, signal, "label"), ...pick(code), x, y, "text-anchor": anchor }, name, value));
      return { content, name, value };
    });
    this.parts = [...svg.querySelectorAll(".part")];
    this.places = Object.fromEntries([...BLOCKS, ...NODES].map(([code]) => [code, svg.querySelector(`.block[data-op="${code}"], .node[data-op="${code}"]`)]));
    this.places.concat = svg.querySelector(".join");
    this.node = h("div", { class: "lv-scroll lv-diagram-box", role: "region", tabindex: "0", "aria-label": run.meta.text.diagram }, svg);
  }

  update(run, t, operation, unit, decimals) {
    this.svg.classList.toggle("dense", decimals + String(t + 1).length > 6); // long numbers, or steps of two digits
    const format = (name, step, k) =>
      (step < 0 ? given : shown)(run.at(name, step, k), decimals);
    format.shown = (value) => shown(value, decimals);
    format.given = (value) => given(value, decimals);
    for (const { content, name, value } of this.labels) {
      const [label, number] = content(run, t, unit, format);
      say(name, label);
      say(value, number);
    }
    for (const node of this.parts) {
      const at = this.codes.indexOf(node.dataset.op);
      mark(node, "data-when", at < operation ? "past" : at === operation ? "now" : "next");
    }
    reveal(this.node, this.places[this.codes[operation]]); // on a narrow screen the diagram scrolls along
  }
}
