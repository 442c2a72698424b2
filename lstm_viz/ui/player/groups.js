// The tab 'Lab' is a list of groups: a heading, buttons with a line of explanation each, and a line that says what happened.

import { h, mark, say } from "./dom.js";

let made = 0; // of the explanations, for their ids

/** A button and its explanation; `wait(sentence)` holds the button back and says why, `wait("")` lets it go on. */
export class Action {
  #held = false;

  constructor(label, help, onclick) {
    const id = `lv-help-${(made += 1)}`;
    this.help = help;
    this.button = h("button", { type: "button", class: "lv-button", text: label, "aria-describedby": id, onclick: () => { if (!this.#held) onclick(); } });
    this.note = h("p", { class: "note", id, text: help });
    this.node = h("div", { class: "action" }, this.button, this.note);
  }

  /** aria-disabled, not disabled: the reason can still be reached and read. */
  wait(reason) {
    this.#held = reason !== "";
    mark(this.button, "aria-disabled", this.#held ? "true" : null);
    say(this.note, reason || this.help);
  }
}

export class Group {
  constructor(title, ...actions) {
    this.status = h("p", { class: "status", role: "status" });
    this.node = h("section", { class: "lv-group", "aria-label": title }, h("h2", { text: title }), ...actions.map(({ node }) => node), this.status);
  }

  /** Say what happened, for a while: in a line of its own, so that nothing moves. */
  tell(sentence) {
    clearTimeout(this.timer);
    say(this.status, sentence);
    this.timer = setTimeout(() => say(this.status, ""), 4000);
  }
}
