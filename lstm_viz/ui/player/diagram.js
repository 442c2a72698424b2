// The classic anatomy of the cell, with the live number on every wire. Parts carry the operation that computes them.

import { bracketed, subscript } from "./numbers.js";
import { bracket } from "./run.js";
import { ofGate } from "./signals.js";
import { h, mark, reveal, s, say } from "./dom.js";

const W = 720, H = 404;
const X = { join: 62, f: 144, i: 250, g: 356, o: 466, out: 590, end: 712 };
const Y = { c: 62, inner: 142, out: 196, block: 246, bus: 330, end: 392 };

// [operation, signal (for the colour), path, what it stands for (signals.js)] of each wire, in the order it is drawn
const WIRES = [
  ["concat", "x", `M${X.join} ${Y.end}V${Y.bus}`, "x"],
  ["concat", "h", `M8 ${Y.bus}H${X.join}`, "h-"],
  ["concat", "x", `M${X.join} ${Y.bus}H${X.f}`, "xh x h-"],
  ["f", "x", `M${X.join} ${Y.bus}H${X.f}V${Y.block + 20}`, "xh x h-"],
  ["f", "f", `M${X.f} ${Y.block - 20}V${Y.c + 13}`, "f"],
  ["i", "x", `M${X.join} ${Y.bus}H${X.i}V${Y.block + 20}`, "xh x h-"],
  ["i", "i", `M${X.i} ${Y.block - 20}V${Y.inner}H${X.g - 13}`, "i"],
  ["g", "x", `M${X.join} ${Y.bus}H${X.g}V${Y.block + 20}`, "xh x h-"],
  ["g", "g", `M${X.g} ${Y.block - 20}V${Y.inner + 13}`, "g"],
  ["c", "c", `M8 ${Y.c}H${X.f - 13}`, "c-"],
  ["c", "c", `M${X.f + 13} ${Y.c}H${X.g - 13}`, "f*c-"],
  ["c", "g", `M${X.g} ${Y.inner - 13}V${Y.c + 13}`, "i*g"],
  ["c", "c", `M${X.g + 13} ${Y.c}H${X.end}`, "c"],
  ["o", "x", `M${X.join} ${Y.bus}H${X.o}V${Y.block + 20}`, "xh x h-"],
  ["o", "o", `M${X.o} ${Y.block - 20}V${Y.out}H${X.out - 13}`, "o"],
  ["h", "c", `M${X.out} ${Y.c}V${Y.c + 34}`, "c"],
  ["h", "h", `M${X.out} ${Y.c + 66}V${Y.out - 13}`, "tanh_c"],
  ["h", "h", `M${X.out} ${Y.out + 13}V${Y.bus}H${X.end}`, "h"],
];
const OUTPUT_WIRE = ["h", "x", `M${X.out + 60} ${Y.bus}V${Y.end - 22}`, "y"];

const BLOCKS = [["f", X.f, "σ"], ["i", X.i, "σ"], ["g", X.g, "tanh"], ["o", X.o, "σ"]];
const NODES = [["c", "f", X.f, Y.c, "×", "f*c-"], ["c", "g", X.g, Y.inner, "×", "i*g"], ["c", "c", X.g, Y.c, "+", "c"], ["h", "h", X.out, Y.out, "×", "h"]];

// [operation, signal, x, y, anchor, name and number, from `reader`, what it stands for]; the last of an operation is its result
const LABELS = [
  ["concat", "c", 8, Y.c - 14, "start", (n) => [`c${n.before}`, n("c-")], "c-"],
  ["concat", "h", 8, Y.bus - 12, "start", (n) => [`h${n.before}`, n.run.units === 1 ? n("h-") : n.run.meta.text.numbers.replace("{n}", n.run.units)], "h-"],
  ["concat", "x", X.join + 10, Y.end - 4, "start", (n) => [`x${n.now}`, bracket(n.all("x", 6), 5)], "x"],
  ["concat", "x", X.join + 10, Y.bus + 22, "start", (n) => [n.run.meta.text.joined, bracket(fitting([...n.all("x", 7), ...n.all("h-", 7)]))], "xh x h-"],
  ["f", "f", X.f + 9, Y.block - 40, "start", (n) => [`f${n.now}`, n("f")], "f"],
  ["i", "i", X.i + 9, Y.block - 40, "start", (n) => [`i${n.now}`, n("i")], "i"],
  ["g", "g", X.g + 9, Y.block - 40, "start", (n) => [`g${n.now}`, n("g")], "g"],
  ["o", "o", X.o + 9, Y.out - 10, "start", (n) => [`o${n.now}`, n("o")], "o"],
  ["c", "c", (X.f + X.g) / 2, Y.c - 14, "middle", (n) => [`f${n.now}·c${n.before}`, n("f*c-")], "f*c-"],
  ["c", "g", X.g + 9, Y.c + 44, "start", (n) => [`i${n.now}·g${n.now}`, n("i*g")], "i*g"],
  ["c", "c", X.end, Y.c - 14, "end", (n) => [`c${n.now}`, n("c")], "c"],
  ["h", "h", X.out - 9, Y.c + 96, "end", (n) => [`tanh c${n.now}`, n("tanh_c")], "tanh_c"],
  ["h", "h", X.end, Y.bus - 12, "end", (n) => [`h${n.now}`, n("h")], "h"],
];
const OUTPUT_LABEL = ["h", "x", X.end, Y.end - 4, "end", (n) => [
  `ŷ${n.now} = ${n.run.units === 1 ? `${n("V:0")}·h${n.now}` : "V·h"}${n.run.arrays.output_bias ? ` + ${n.run.units === 1 ? bracketed(n("b_y")) : "b"}` : ""} =`, n("y")], "y V"];

// Where the former number stands, by the label's height: over it where a wire is right below, else under it, but always
// nearer to its own label than to another.
const WAS = { [Y.c - 14]: -16, [Y.bus - 12]: -16, [Y.c + 96]: -15, [Y.out - 10]: 24 };
const MOST = 6, ROOM = 46; // numbers and characters of the joined list
const HELD = { most: 13, width: 58, letter: 0.68 }; // the type of a held gate's number: it fits its block

/** The one number that a label shows, of which there may be a former one; none for a list. */
function shownBy(stands, run) {
  const [path] = stands.split(" ");
  if (path === "xh" || path === "h-" && run.units > 1 || path === "x" && run.features > 1) return null;
  return path === "x" ? "x:0" : path;
}

/** As many of the texts as have room, and that there are more. */
function fitting(texts) {
  let room = ROOM;
  const fits = texts.findIndex((text, k) => k === MOST || (room -= text.length + 2) < 0);
  return fits < 0 ? texts : [...texts.slice(0, fits), "…"];
}

/** The numbers of one step of one unit as texts: n("f"), n.all("x", most), and the step's own index and the one before. */
function reader(run, t, unit, decimals) {
  const n = (path) => run.text(path, t, unit, decimals);
  n.was = (path) => run.was(path, t, unit, decimals);
  n.all = (name, most) => Array.from({ length: Math.min(most, name === "x" ? run.features : run.units) }, (_, k) => n(`${name}:${k}`));
  return Object.assign(n, { run, now: subscript(t + 1), before: subscript(run.former(t) + 1) });
}

export class Diagram {
  constructor(run, onOperation) {
    const output = run.arrays.output !== undefined;
    const codes = run.meta.operations.map((operation) => operation.code);
    this.codes = codes;
    this.names = {}; // of the blocks of the gates
    const svg = this.svg = s("svg", { viewBox: `0 0 ${W} ${H}`, class: "lv-diagram", "aria-hidden": "true" });
    const pick = (code) => ({ onclick: () => onOperation(codes.indexOf(code)) });
    const part = (code, signal, extra = "") => ({ "data-op": code, class: `part s-${signal} ${extra}` });

    svg.append(s("rect", { x: 94, y: 22, width: 584, height: 332, rx: 18, class: "cell-body" }));
    const wires = output ? [...WIRES, OUTPUT_WIRE] : WIRES;
    for (const [code, signal, d] of wires) svg.append(s("path", { ...part(code, signal, "wire"), d, pathLength: 1 }), s("path", { class: "hit", d }));
    svg.append(s("circle", { ...part("concat", "x", "join"), cx: X.join, cy: Y.bus, r: 5 }));
    for (const [code, x, name] of BLOCKS) {
      svg.append(s("g", { ...part(code, code, "block"), ...pick(code) },
        s("rect", { x: x - 32, y: Y.block - 20, width: 64, height: 40, rx: 6 }),
        this.names[code] = s("text", { x, y: Y.block + 6, "text-anchor": "middle", text: name })));
    }
    svg.append(s("g", { ...part("h", "h", "block"), ...pick("h") },
      s("rect", { x: X.out - 32, y: Y.c + 34, width: 64, height: 32, rx: 16 }),
      s("text", { x: X.out, y: Y.c + 55, "text-anchor": "middle", text: "tanh" })));
    for (const [code, signal, x, y, sign] of NODES) {
      svg.append(s("g", { ...part(code, signal, "node"), ...pick(code) },
        s("circle", { cx: x, cy: y, r: 13 }),
        s("text", { x, y: y + 6, "text-anchor": "middle", text: sign })));
    }
    this.labels = (output ? [...LABELS, OUTPUT_LABEL] : LABELS).map(([code, signal, x, y, anchor, content, stands]) => {
      const name = s("tspan", { class: "name" }), value = s("tspan", { class: "value", dx: 5 });
      const was = s("text", { class: "was", x, y: y + (WAS[y] ?? 14), "text-anchor": anchor, text: "" });
      svg.append(s("text", { ...part(code, signal, "label"), ...pick(code), x, y, "text-anchor": anchor }, name, value), was);
      return { content, name, value, was, of: shownBy(stands, run) };
    });
    const labels = output ? [...LABELS, OUTPUT_LABEL] : LABELS, blocks = [...BLOCKS.map(([code]) => [ofGate(code)]), ["tanh_c"]];
    for (const [kind, rows] of Object.entries({ wire: wires, hit: wires, block: blocks, node: NODES, label: labels })) {
      svg.querySelectorAll(`.${kind}`).forEach((node, k) => mark(node, "data-signal", rows[k].at(-1)));
    }
    this.parts = [...svg.querySelectorAll(".part")];
    this.results = Object.fromEntries(codes.map((code) => [code, [...svg.querySelectorAll(`.label[data-op="${code}"]`)].at(-1)]));
    this.node = h("div", { class: "lv-scroll lv-diagram-box", role: "region", tabindex: "0", "aria-label": run.meta.text.diagram }, svg);
  }

  /** `whole`: nothing of the step is still to come. */
  update(run, t, operation, unit, decimals, whole = false) {
    this.svg.classList.toggle("dense", decimals + String(t + 1).length > 6); // long numbers, or steps of two digits
    const n = reader(run, t, unit, decimals);
    for (const { content, name, value, was, of } of this.labels) {
      const [label, number] = content(n), former = of === null ? null : n.was(of);
      say(was, former ? `(${former.text})` : "");
      say(name, label);
      say(value, number);
    }
    for (const [code, node] of Object.entries(this.names)) {
      const held = run.held(code, t, unit);
      mark(node.parentNode, "data-held", held ? "" : null);
      say(node, held ? `=${n(code)}` : code === "g" ? "tanh" : "σ");
      node.style.fontSize = held ? `${Math.min(HELD.most, HELD.width / HELD.letter / node.textContent.length)}px` : "";
    }
    for (const node of this.parts) {
      const at = this.codes.indexOf(node.dataset.op);
      mark(node, "data-when", at < operation ? "past" : at === operation ? "now" : whole ? "past" : "next");
    }
    if (whole && operation === this.shown) return; // it would cost a layout at every frame
    this.shown = operation;
    reveal(this.node, this.results[this.codes[operation]]); // on a narrow screen the diagram scrolls along
  }
}
