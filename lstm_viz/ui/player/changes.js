// Undo, redo, and the former run that stands in grey behind the present one.

import { icon } from "./controls.js";
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
    this.node = h("div", { class: "lv-changes", role: "group", "aria-label": text.changes }, this.ghost, this.undo, this.redo);
  }

  update() {
    const { lab } = this;
    this.ghost.hidden = lab.ghost === null;
    mark(this.undo, "aria-disabled", lab.past.length ? null : "true");
    mark(this.redo, "aria-disabled", lab.future.length ? null : "true");
  }
}
