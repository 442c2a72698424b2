// The bar of step controls: where we stand, and every way to move. Icons are drawn, since emoji are not glyphs everywhere.

import { h, mark, s, say } from "./dom.js";

const ICONS = {
  first: "M5 4v16M19 5 9 12l10 7z",
  previousStep: "M12 5 4 12l8 7zM20 5l-8 7 8 7z",
  previous: "M16 5 7 12l9 7z",
  play: "M7 4l13 8-13 8z",
  pause: "M6 4h4v16H6zM14 4h4v16h-4z",
  next: "M8 5l9 7-9 7z",
  nextStep: "M4 5l8 7-8 7zM12 5l8 7-8 7z",
  last: "M19 4v16M5 5l10 7-10 7z",
  link: "M9 15l6-6M10.5 6.5l2-2a4.2 4.2 0 0 1 6 6l-2 2M13.5 17.5l-2 2a4.2 4.2 0 0 1-6-6l2-2",
  undo: "M4 9h10a5 5 0 0 1 0 10H8M4 9l5-5M4 9l5 5",
  redo: "M20 9H10a5 5 0 0 0 0 10h6M20 9l-5-5M20 9l-5 5",
};
const SPEEDS = [0.5, 1, 2, 4];
const TOLD = 2500; // milliseconds

export const icon = (name) => s("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, s("path", { d: ICONS[name] }));

export class Controls {
  constructor(run, clock, predicting, onPredict, copyLink, present) {
    const text = run.meta.text;
    this.text = text;
    const button = (action, onclick) =>
      h("button", { type: "button", class: "lv-button icon", "aria-label": text[action], title: text[action], onclick }, icon(action));
    const move = (action) => button(action, () => clock.move(action));
    this.back = ["first", "previousStep", "previous"].map(move);
    this.play = button("play", () => clock.toggle());
    this.play.classList.add("primary");
    this.forth = ["next", "nextStep", "last"].map(move);
    this.where = h("p", { class: "where" });
    this.scrub = h("input", {
      type: "range", class: "scrub", min: 0, max: clock.last, step: 1, "aria-label": text.scrub,
      oninput: () => { clock.pause(); clock.go(Number(this.scrub.value)); },
    });
    const speed = h("select", { "aria-label": text.speed, title: text.speed, onchange: () => clock.setSpeed(Number(speed.value)) },
      ...SPEEDS.map((n) => h("option", { value: n, selected: n === clock.speed, text: `${n}×` })));
    const link = this.link = h("button", { type: "button", class: "lv-button icon line", "aria-label": text.copyLink, title: text.copyLink, onclick: async () => {
      const copied = this.run.meta.lab.edited ? text.copiedExample : text.copied;
      this.#tell((await copyLink()) ? copied : text.copyFailed);
    } }, icon("link"));
    this.told = h("p", { class: "told", role: "status" });
    const predict = h("input", { type: "checkbox", role: "switch", checked: predicting, onchange: () => onPredict(predict.checked) });
    this.node = h("div", { class: "lv-controls", role: "group", "aria-label": text.controls },
      h("h1", { text: text.title }),
      h("div", { class: "moves" }, ...this.back, this.play, ...this.forth),
      this.where,
      h("label", { class: "lv-check", title: text.predictHelp }, predict, text.predict),
      speed,
      link,
      this.told,
      present,
      (this.along = h("div", { class: "along" }, this.scrub)));
    this.clock = clock;
  }

  /** Say below the button, over what lies there, what became of the link: nothing moves for it. */
  #tell(sentence) {
    const { told, link, node } = this;
    clearTimeout(this.timer);
    say(told, sentence);
    const at = link.getBoundingClientRect(), all = node.getBoundingClientRect();
    told.style.insetBlockStart = `${at.bottom - all.top + 4}px`;
    told.style.insetInlineStart = `${Math.max(0, Math.min(at.left - all.left, all.width - told.offsetWidth))}px`;
    this.timer = setTimeout(() => say(told, ""), TOLD);
  }

  update(run, t, operation) {
    const clock = this.clock, text = this.text;
    this.run = run;
    const where = text.where.replace("{t}", t + 1).replace("{T}", run.steps).replace("{operation}", run.meta.operations[operation].title);
    say(this.where, where);
    this.scrub.max = clock.last;
    this.scrub.value = clock.index;
    mark(this.scrub, "aria-valuetext", where);
    // aria-disabled, not disabled: a button that loses the focus at the end of the run would strand the keyboard.
    for (const node of this.back) mark(node, "aria-disabled", clock.index === 0 ? "true" : null);
    for (const node of this.forth) mark(node, "aria-disabled", clock.index === clock.end ? "true" : null);
    mark(this.play, "aria-disabled", clock.index === clock.end && clock.end < clock.last ? "true" : null);
    const playing = clock.playing ? "pause" : "play";
    if (this.play.getAttribute("aria-label") !== text[playing]) {
      this.play.setAttribute("aria-label", text[playing]);
      this.play.title = text[playing];
      this.play.replaceChildren(icon(playing));
    }
  }
}
