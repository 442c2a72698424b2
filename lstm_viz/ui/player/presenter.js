// Presenter mode: the player fills the window, large enough for the last row, and shows one idea at a time.
// The size is that of the root's font, which presenter.css takes from the window: all that is given in rem grows along.

import { h, mark, s } from "./dom.js";
import { isolate } from "./isolate.js";
import { occupied } from "./keys.js";

const ROOT = document.documentElement;
const USUAL = 16; // pixels: the root's font for which sizes in pixels were chosen
const ENTER = "M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5M4 4l6 6M20 4l-6 6M4 20l6-6M20 20l-6-6";
const LEAVE = "M4 10h6V4M20 10h-6V4M4 14h6v6M20 14h-6v6M10 10 4 4M14 10l6-6M10 14l-6 6M14 14l6 6";
// What may be made smaller where it does not fit, down to which share, after which it scrolls; a long table may scroll downwards.
const SMALLEST = [[".lv-now .math", 0.4], [".lv-tabs .lv-table", 0.6], [".lv-units .maps", 0.6, true], [".lv-symbols", 0.55, true]];
const LIFTS = /^(?:.|Arrow\w+|Page\w+|Home|End|Enter)$/u; // the keys that bring a black screen back

/** What a key does while presenting: a number (which idea), a word, or null. Only there are letters keys (WCAG 2.1.4). */
export function command(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  const key = event.key.normalize("NFKC").toLowerCase(); // Caps Lock, and the full-width letters of a Chinese keyboard
  if (/^\d$/.test(key)) return (Number(key) + 9) % 10; // 1 is the first, 0 the tenth
  return { escape: "leave", p: "predict", enter: "answer", e: "edit", b: "blank", ".": "blank", "?": "card", pagedown: "next", pageup: "previous" }[key] ?? null;
}

/** A Plotly spec with everything that is given in pixels `scale` times as large. */
export function enlarged({ data, layout }, scale) {
  const font = { size: 13 * scale }, { margin } = layout;
  return {
    data: data.map((line) => ({ ...line, line: { ...line.line, width: line.line.width * scale }, marker: { ...line.marker, size: line.marker.size * scale } })),
    layout: {
      ...layout, font, hoverlabel: { ...layout.hoverlabel, font },
      margin: Object.fromEntries(Object.entries(margin).map(([side, size]) => [side, size * scale])),
    },
  };
}

export class Presenter {
  #code = "both"; // the idea on the screen
  #undo = null; // gives the page back; null while not presenting
  #fullscreen = false;
  #fit = 1;
  #furniture = []; // what stands on the screen only while presenting
  #release = null; // gives back what stands beside the player
  #blank = null;
  #card = null;

  /** `redraw` draws the chart again; `announce` says something to a screen reader. */
  constructor(root, clock, redraw, announce) {
    Object.assign(this, { root, clock, redraw, announce });
  }

  get on() { return this.#undo !== null; }

  /** How much larger than usual a size in pixels has to be. */
  get scale() { return this.on ? parseFloat(getComputedStyle(ROOT).fontSize) / USUAL : 1; }

  /** The switch at the end of the controls. */
  button(text) {
    this.text = text;
    this.focused = this.toggle !== undefined && document.activeElement === this.toggle; // a rebuild replaces it
    this.icon = s("path");
    this.toggle = h("button", {
      type: "button", class: "lv-button icon lv-present", "aria-label": text.present, onclick: () => (this.on ? this.leave() : this.enter()),
      onmousedown: (event) => event.preventDefault(), // a click leaves the focus, so that Space goes on playing
    }, s("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, this.icon));
    this.#label();
    return this.toggle;
  }

  /** Take up the parts of the player, which are new after every rebuild. */
  adopt(tabs) {
    this.tabs = tabs;
    this.ideas = [
      ...["both", "picture", "equation", "chart"].map((code) => ({ code, kind: code, title: this.text[`${code}Idea`] })),
      ...tabs.parts.map(({ code, title }) => ({ code, kind: "tab", title })),
    ];
    if (this.on) this.#furnish();
    if (this.focused) this.toggle.focus();
  }

  /** Called after each drawing: an equation or a table wider than its place is made smaller, and stays so: nothing jumps back. */
  update() {
    if (!this.on) return;
    if (this.root.isConnected && !this.root.matches(":popover-open")) this.#rise(); // the player was moved in the page
    for (const [part, least, whole] of SMALLEST) {
      for (const box of this.root.querySelectorAll(part)) {
        const small = () => box.scrollWidth > box.clientWidth || (whole && box.scrollHeight > box.clientHeight);
        while (this.#fit > least && small()) { // by little steps, since smaller words break into fewer lines
          this.#fit = Math.max(least, this.#fit * 0.97);
          this.root.style.setProperty("--fit", this.#fit);
        }
      }
    }
  }

  enter() {
    const scrolled = [], former = this.tabs.options.tab;
    for (let at = this.root; at; at = at.parentElement) scrolled.push([at, at.scrollTop]);
    const leave = () => { if (this.#fullscreen && !document.fullscreenElement) this.leave(); };
    const refit = () => this.#refit(), onKey = (event) => this.#onKey(event);
    window.addEventListener("keydown", onKey, true); // before the document's own listener, which knows of no black screen
    window.addEventListener("resize", refit);
    this.root.addEventListener("change", refit); // more columns
    document.addEventListener("fullscreenchange", leave);
    ROOT.classList.add("lv-presenting");
    mark(this.root, "popover", "manual"); // the top layer: above all else, wherever the player stands in the page
    this.#rise();
    this.#undo = () => {
      document.removeEventListener("fullscreenchange", leave);
      this.root.removeEventListener("change", refit);
      window.removeEventListener("resize", refit);
      window.removeEventListener("keydown", onKey, true);
      for (const name of ["popover", "data-idea", "data-tab"]) mark(this.root, name, null);
      this.root.style.removeProperty("--fit");
      ROOT.classList.remove("lv-presenting");
      this.#release();
      this.#openTab(former);
      for (const [node, top] of scrolled) node.scrollTop = top;
    };
    this.#furnish();
    this.#label();
    this.#fillScreen();
  }

  #rise() {
    this.#release?.();
    this.#release = isolate(this.root);
    this.root.showPopover();
  }

  leave() {
    if (!this.on) return;
    const stranded = this.#furniture.some((node) => node.contains(document.activeElement));
    this.dispose();
    this.#label();
    if (stranded) this.toggle.focus();
    this.redraw();
  }

  /** Give the page back as it was. */
  dispose() {
    if (!this.on) return;
    this.#lift();
    for (const node of this.#furniture.splice(0)) node.remove();
    this.#card = null;
    const undo = this.#undo;
    this.#undo = null;
    undo();
    if (this.#fullscreen && document.fullscreenElement) document.exitFullscreen().catch(() => {});
    this.#fullscreen = false;
  }

  /** Ask for the whole screen too; a browser that refuses leaves us the window. */
  async #fillScreen() {
    try { await ROOT.requestFullscreen?.(); } catch { return; }
    if (!document.fullscreenElement) return;
    this.#fullscreen = true;
    if (!this.on) { document.exitFullscreen().catch(() => {}); return; }
    this.root.hidePopover(); // the document itself has just entered the top layer, above us
    this.root.showPopover();
  }

  #label() {
    mark(this.icon, "d", this.on ? LEAVE : ENTER);
    mark(this.toggle, "aria-pressed", String(this.on));
    mark(this.toggle, "title", this.on ? this.text.leavePresent : this.text.present);
  }

  /** Put the bar of ideas, and whatever else the mode needs, on the (new) screen. */
  #furnish() {
    this.#lift();
    for (const node of this.#furniture) node.remove();
    this.#card = null;
    const button = (name, key, onclick, label = "") => h("button", { type: "button", class: "lv-button", title: name, "aria-label": name, "aria-keyshortcuts": key,
      onclick, onmousedown: (event) => event.preventDefault() }, h("kbd", { "aria-hidden": "true", text: key }), ...(label ? [h("span", { text: label })] : []));
    this.buttons = this.ideas.map(({ code, title }, k) => button(title, k < 10 ? String((k + 1) % 10) : null, () => this.show(code), title));
    const dock = h("div", { class: "lv-dock", role: "group", "aria-label": this.text.ideas }, ...this.buttons, h("span", { class: "gap" }),
      button(this.text.blank, "b", () => this.#blacken()), button(this.text.keyCard, "?", () => this.#toggleCard()));
    this.#furniture = [dock];
    this.root.append(dock);
    this.show(this.ideas.some(({ code }) => code === this.#code) ? this.#code : "both");
  }

  /** Show one idea. */
  show(code) {
    const idea = this.ideas.find((one) => one.code === code);
    if (!idea) return;
    const changed = this.root.dataset.idea !== undefined && code !== this.#code;
    this.#code = code;
    mark(this.root, "data-idea", idea.kind);
    mark(this.root, "data-tab", idea.kind === "tab" ? code : null);
    this.buttons.forEach((button, k) => mark(button, "aria-pressed", String(this.ideas[k] === idea)));
    if (idea.kind === "tab") this.#openTab(code);
    this.#refit();
    if (changed) this.announce(idea.title);
  }

  #openTab(code) {
    const { parts, buttons, options } = this.tabs, k = parts.findIndex((part) => part.code === code);
    if (k >= 0 && options.tab !== code) buttons[k].click();
  }

  #refit() {
    this.#fit = 1;
    this.root.style.setProperty("--fit", 1);
    this.update();
    this.redraw();
  }

  #onKey(event) {
    if (event.defaultPrevented) return;
    const does = command(event), taken = () => { event.preventDefault(); event.stopPropagation(); };
    if (this.#blank) {
      if (event.ctrlKey || event.metaKey || event.altKey || (does !== "leave" && !LIFTS.test(event.key))) return;
      taken();
      return this.#lift();
    }
    if (does === null || (does !== "leave" && occupied(event.composedPath()[0], event.key))) return;
    if (does === "leave" && this.root.querySelector(".lv-tip:popover-open")) return; // a tip closes first, by its own listener
    if (does === "answer") { if (this.root.querySelector(".lv-now[data-predicts]")) this.#withEquation(); return; } // the player's own key
    taken();
    if (event.repeat && does !== "next" && does !== "previous") return;
    if (typeof does === "number") return this.show(this.ideas[does]?.code);
    switch (does) {
      case "leave": return this.#card ? this.#toggleCard() : this.leave();
      case "predict": return this.#predict();
      case "edit": return this.show("edit");
      case "blank": return this.#blacken();
      case "card": return this.#toggleCard();
      default: return this.clock.move(does); // the keys of a pointer with buttons
    }
  }

  #predict() {
    const predict = this.root.querySelector('.lv-controls [role="switch"]');
    predict.click();
    if (predict.checked) this.#withEquation();
  }

  /** The question stands with the equation. */
  #withEquation() { if (this.#code !== "both" && this.#code !== "equation") this.show("both"); }

  #blacken() {
    this.clock.pause();
    const focused = document.activeElement;
    const screen = h("button", { type: "button", class: "lv-blank", "aria-label": this.text.unblank, onclick: () => this.#lift() });
    this.root.append(screen);
    const release = isolate(screen);
    this.#blank = () => { release(); screen.remove(); if (this.root.contains(focused)) focused.focus(); };
    screen.focus();
  }

  #lift() {
    const lift = this.#blank;
    this.#blank = null;
    lift?.();
  }

  #toggleCard() {
    if (this.#card) {
      const { node, focused } = this.#card, inside = node.contains(document.activeElement);
      this.#card = null;
      node.remove();
      if (inside && this.root.contains(focused)) focused.focus();
      return;
    }
    const { text } = this, edit = this.ideas.some(({ code }) => code === "edit");
    const rows = [["→  ←", "keyOperation"], ["Shift + →  ←", "keyStep"], ["Space", "keyPlay"], ["Home  End", "keyEnds"], ["1 … 9", "keyIdeas"], ["p", "keyPredict"],
      ["Enter", "keyAnswer"], ...(edit ? [["e", "keyEdit"]] : []), ["b", "keyBlank"], ["?", "keyCardToggle"], ["Esc", "keyLeave"]];
    const node = h("section", { class: "lv-card-keys", tabindex: "-1", "aria-label": text.keyCard, onclick: () => this.#toggleCard() },
      h("h2", { text: text.keyCard }), h("dl", {}, ...rows.map(([keys, words]) => h("div", {}, h("dt", {}, h("kbd", { text: keys })), h("dd", { text: text[words] })))));
    this.#card = { node, focused: document.activeElement };
    this.#furniture.push(node);
    this.root.append(node);
    node.focus();
  }
}
