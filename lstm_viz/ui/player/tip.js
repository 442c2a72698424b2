// What a symbol is, where it stands: name, meaning, equation, present number and range. Shown while the pointer rests on a term
// or the keyboard is on it, and by a tap; Escape closes it, the pointer may move onto it, and it never lies on its own term.

import { fill } from "./equation.js";
import { subscript } from "./numbers.js";
import { bracket } from "./run.js";
import { entryOf } from "./signals.js";
import { h, say } from "./dom.js";

const TERMS = ".operation, .lv-steps th[data-signal], .lv-units th[data-signal], .lv-now [data-signal]:is(math *, .term), .lv-diagram :is(.label, .block, .node)";
const REST = 350, GRACE = 250; // milliseconds before it opens, and before it closes
const GAP = 8, MOST = 8; // numbers of a list

/** The present numbers of a signal, each as [symbol, text]; none for what has no number of its own. */
export function present(run, signal, t, unit, decimals) {
  const now = subscript(t + 1), before = subscript(t), text = (path) => run.text(path, t, unit, decimals);
  const list = (name, width) => bracket(Array.from({ length: width }, (_, k) => text(`${name}:${k}`)), MOST);
  const [letter, gate] = signal.split("_");
  switch (signal) {
    case "x": return [[`x${now}`, list("x", run.features)]];
    case "h-": return [[`h${before}`, list("h-", run.units)]];
    case "xh": return [...present(run, "x", t, unit, decimals), ...present(run, "h-", t, unit, decimals)];
    case "c-": return [[`c${before}`, text("c-")]];
    case "y": return [[`ŷ${now}`, text("y")]];
    case "V": return [["V", list("V", run.units)]];
    case "f*c-": return [[`f${now}·c${before}`, text(signal)]];
    case "i*g": return [[`i${now}·g${now}`, text(signal)]];
    case "tanh_c": return [[`tanh c${now}`, text(signal)]];
    case "σ": case "tanh": return [];
    default:
      if (!gate) return [[`${signal}${now}`, text(signal)]];
      return [[`${letter}_${gate}`, letter === "W" ? list(signal, run.features) : letter === "U" ? list(signal, run.units) : text(signal)]];
  }
}

/** Of the four sides of `at` the one where a tip of this size covers fewest of `numbers`, all of it in the window; or null. */
export function besides(at, [width, height], [innerWidth, innerHeight], numbers) {
  const within = (from, size, most) => Math.max(GAP, Math.min(from, most - size - GAP));
  const left = within((at.left + at.right - width) / 2, width, innerWidth);
  const tops = [(at.top + at.bottom - height) / 2, at.bottom - height, at.top].map((top) => within(top, height, innerHeight));
  const sides = [{ left, top: at.bottom + GAP }, { left, top: at.top - GAP - height },
    ...tops.map((top) => ({ left: at.right + GAP, top })), ...tops.map((top) => ({ left: at.left - GAP - width, top }))];
  const fits = sides.filter((side) => side.left >= GAP && side.top >= GAP && side.left + width <= innerWidth - GAP && side.top + height <= innerHeight - GAP);
  const covers = (side) => numbers.filter((n) => n.left < side.left + width && n.right > side.left && n.top < side.top + height && n.bottom > side.top).length;
  return fits.reduce((best, side) => (best === null || covers(side) < covers(best) ? side : best), null);
}

export class Tip {
  #timer = null;
  #at = ""; // where the pointer was: an element that comes under a resting pointer opens nothing

  constructor(root, links) {
    Object.assign(this, { root, links, trigger: null });
    this.name = h("p", { class: "name" });
    this.meaning = h("p");
    this.formula = h("p", { class: "formula" });
    this.number = h("p", { class: "number" });
    this.node = h("div", { id: "lv-tip", class: "lv-tip", role: "tooltip", popover: "manual" }, this.name, this.meaning, this.formula, this.number);
    const term = (event) => event.target.closest?.(TERMS);
    const on = (type, act) => root.addEventListener(type, act);
    on("pointermove", (event) => { this.#at = `${event.clientX} ${event.clientY}`; });
    on("pointerover", (event) => {
      if (event.pointerType === "touch" || this.#at === `${event.clientX} ${event.clientY}`) return;
      this.#at = `${event.clientX} ${event.clientY}`;
      if (this.node.contains(event.target)) clearTimeout(this.#timer);
      else this.#soon(term(event));
    });
    on("pointerleave", (event) => { if (event.pointerType !== "touch") this.#soon(null); });
    on("focusin", (event) => { if (event.target.matches(":focus-visible") && term(event) === event.target) this.show(event.target); });
    on("focusout", (event) => { if (event.target === this.trigger) this.hide(); });
    on("click", (event) => { // after what the tap itself does
      if (event.pointerType !== "touch" || this.node.contains(event.target)) return;
      if (term(event)) { this.show(term(event)); this.links.pin(this.trigger); } else this.hide();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.trigger) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      this.hide();
    }, true);
    document.addEventListener("scroll", () => { if (this.trigger) this.#place(); }, { capture: true, passive: true });
  }

  /** At another place in the run the tip closes; with other numbers it says those. */
  update(run, t, operation, unit, decimals) {
    const place = `${t}/${operation}`, moved = place !== this.place;
    Object.assign(this, { place, now: [t, unit, decimals], run });
    clearTimeout(this.#timer);
    if (!this.trigger) return;
    if (moved || !this.root.contains(this.trigger)) this.hide();
    else this.#fill();
  }

  #soon(trigger) {
    clearTimeout(this.#timer);
    if (trigger === this.trigger) return;
    this.#timer = trigger ? setTimeout(() => this.show(trigger), REST) : setTimeout(() => this.hide(), GRACE);
  }

  show(trigger) {
    clearTimeout(this.#timer);
    if (!this.root.contains(trigger)) return;
    if (trigger !== this.trigger) this.hide();
    this.trigger = trigger;
    if (!this.#fill()) { this.trigger = null; return; }
    this.node.showPopover();
    if (trigger.matches("button, [tabindex]")) trigger.setAttribute("aria-describedby", this.node.id);
    this.#place();
  }

  hide() {
    clearTimeout(this.#timer);
    this.links.pin(null);
    if (!this.trigger) return;
    this.trigger.removeAttribute("aria-describedby");
    this.trigger = null;
    if (this.node.matches(":popover-open")) this.node.hidePopover();
    for (const part of this.node.children) part.replaceChildren(); // nothing stays that may have to be predicted later
  }

  /** Say what the trigger stands for; false if nothing is known of it. */
  #fill() {
    const { run, now: [t, unit, decimals] } = this, { entries, equations } = run.meta.glossary;
    const signals = this.trigger.dataset.signal.split(" "), [signal] = signals, entry = entries[entryOf(signal)];
    if (!entry) return false;
    const several = new Set(signals.map(entryOf)).size === 1 && /_/.test(signal) && signals.length > 1; // W of all gates
    this.name.replaceChildren(h("i", { text: entry.symbol }), ` ${entry.name}`);
    say(this.meaning, entry.meaning);
    this.formula.innerHTML = equations[signal] ?? equations[entryOf(signal)] ?? ""; // made by our server from our templates
    const of = /-$/.test(signal) && signals.length === 1 ? t - 1 : t; // of a former state the equation is that of its own step
    if (of < 0) this.formula.replaceChildren(); // it was given
    for (const place of this.formula.querySelectorAll("[data-n]")) place.textContent = fill(run, place.dataset.n, of, unit, decimals);
    const states = signals.filter((name) => entryOf(name) === entryOf(signal)).sort().reverse(); // a state: before, then now
    const numbers = several ? [] : (states.length > 1 && !/_/.test(signal) ? states : [signal]).flatMap((name) => present(run, name, t, unit, decimals));
    const said = numbers.map(([symbol, text]) => { const [letter, gate] = symbol.split("_"); return h("b", {}, h("i", { text: letter }), h("sub", { text: gate ?? "" }), ` = ${text}`); });
    this.number.replaceChildren(...said, entry.range ? h("span", { class: "range", text: `(${entry.range})` }) : "");
    return true;
  }

  /** Beside the trigger, over no number of the diagram if that can be; else below it, or above it where there is more room. */
  #place() {
    const { top, bottom, left, width } = this.trigger.getBoundingClientRect(), { innerWidth, innerHeight } = window;
    if (bottom < 0 || top > innerHeight) { this.hide(); return; }
    const below = innerHeight - bottom - 2 * GAP, above = top - 2 * GAP, { style } = this.node;
    style.maxBlockSize = "";
    const { offsetWidth, offsetHeight } = this.node, diagram = this.trigger.closest(".lv-diagram");
    const numbers = diagram ? [...diagram.querySelectorAll(".label")].filter((label) => label !== this.trigger).map((label) => label.getBoundingClientRect()) : [];
    const free = diagram && besides(this.trigger.getBoundingClientRect(), [offsetWidth, offsetHeight], [innerWidth, innerHeight], numbers);
    if (free) { Object.assign(style, { left: `${free.left}px`, top: `${free.top}px` }); return; }
    const under = offsetHeight <= below || below >= above;
    style.maxBlockSize = `${Math.max(under ? below : above, 0)}px`;
    style.top = `${under ? bottom + GAP : Math.max(top - GAP - Math.min(offsetHeight, above), GAP)}px`;
    style.left = `${Math.max(GAP, Math.min(left + (width - offsetWidth) / 2, innerWidth - offsetWidth - GAP))}px`;
  }
}
