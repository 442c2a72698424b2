// Undo, redo, and the former run that stands in grey behind the present one.

import { icon } from "./moves.js";
import { h, mark } from "./dom.js";

export class Changes {
  constructor(text, lab) {
    this.lab = lab;
    const button = (name) => h("button", { type: "button", class: "lv-button icon line", "aria-label": text[name], title: text[name], onclick: () => lab[name]() }, icon(name));
    this.undo = button("undo");
    this.redo = button("redo");
    this.ghost = h("button", { type: "button", class: "lv-button", title: text.ghost, text: text.dismissGhost, onclick: () => {
      this.undo.focus(); // the button goes, the focus stays near
      lab.dismissGhost();
    } });
    this.kept = h("button", { type: "button", class: "lv-button", title: text.keptHelp, text: text.kept, hidden: true });
    this.node = h("div", { class: "lv-changes", role: "group", "aria-label": text.changes }, this.kept, this.ghost, this.undo, this.redo);
  }

  /** Offer what was there before a reload. */
  offer(bringBack) {
    this.kept.hidden = false;
    this.kept.addEventListener("click", () => { this.undo.focus(); bringBack(); });
  }

  update() {
    const { lab } = this;
    this.ghost.hidden = lab.ghost === null;
    if (lab.past.length) this.kept.hidden = true; // something else was begun
    mark(this.undo, "aria-disabled", lab.past.length ? null : "true");
    mark(this.redo, "aria-disabled", lab.future.length ? null : "true");
  }
}
