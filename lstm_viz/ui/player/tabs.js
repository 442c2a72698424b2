// Views that share one place: one is open, the others are a key or a click away.

import { h, mark } from "./dom.js";

export class Tabs {
  /** `parts`: [{code, title, node}]; `options.tab` holds the open one's code over every rebuild. */
  constructor(label, parts, options, onOpen) {
    this.parts = parts;
    this.options = options;
    this.buttons = parts.map(({ code, title }, k) => h("button", {
      type: "button", role: "tab", class: "lv-button", text: title, "aria-controls": `lv-tab-${code}`,
      onclick: () => { this.open(code); onOpen(); },
      onmousedown: (event) => event.preventDefault(), // a click leaves the focus, so that the arrow keys go on stepping
      onkeydown: (event) => this.#onKey(event, k),
    }));
    for (const { code, title, node } of parts) {
      for (const [name, value] of Object.entries({ id: `lv-tab-${code}`, role: "tabpanel", "aria-label": title })) mark(node, name, value);
    }
    this.bar = h("div", { class: "lv-bar lv-tab-bar" }, h("div", { role: "tablist", "aria-label": label, class: "lv-bar" }, ...this.buttons));
    this.node = h("section", { class: "lv-tabs" }, this.bar,
      ...parts.map(({ node }) => node));
    this.open(options.tab);
  }

  open(code) {
    this.options.tab = code;
    this.parts.forEach((part, k) => {
      part.node.hidden = part.code !== code;
      mark(this.buttons[k], "aria-selected", part.code === code ? "true" : "false");
      mark(this.buttons[k], "tabindex", part.code === code ? "0" : "-1");
    });
  }

  #onKey(event, k) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.shiftKey) return;
    const to = this.buttons[(k + step + this.buttons.length) % this.buttons.length];
    to.focus();
    to.click();
  }
}
