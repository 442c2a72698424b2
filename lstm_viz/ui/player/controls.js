// The bar of 'Step by hand': where we stand, and every way to move.

import { h, mark, say } from "./dom.js";
import { CopyLink, Moves, speeds } from "./moves.js";

export class Controls {
  /** `copyLink()` says whether it was copied. */
  constructor(run, clock, predicting, onPredict, copyLink, present) {
    const text = run.meta.text;
    this.text = text;
    this.clock = clock;
    this.moves = new Moves(text, clock, ["first", "previousStep", "previous"], ["next", "nextStep", "last"]);
    this.where = h("p", { class: "where" });
    this.scrub = h("input", {
      type: "range", class: "scrub", min: 0, max: clock.last, step: 1, "aria-label": text.scrub,
      oninput: () => { clock.pause(); clock.go(Number(this.scrub.value)); },
    });
    const link = new CopyLink(text, async () => {
      const copied = this.run.meta.lab.edited ? text.copiedExample : text.copied;
      return (await copyLink()) ? copied : text.copyFailed;
    });
    const predict = h("input", { type: "checkbox", role: "switch", checked: predicting, onchange: () => onPredict(predict.checked) });
    this.node = h("div", { class: "lv-controls", role: "group", "aria-label": text.controls },
      h("h1", { text: text.title }),
      this.moves.node,
      this.where,
      h("label", { class: "lv-check", title: text.predictHelp }, predict, text.predict),
      speeds(text, clock),
      link.button,
      link.told,
      present,
      (this.along = h("div", { class: "along" }, this.scrub)));
  }

  update(run, t, operation) {
    const clock = this.clock, text = this.text;
    this.run = run;
    const where = text.where.replace("{t}", t + 1).replace("{T}", run.steps).replace("{operation}", run.meta.operations[operation].title);
    say(this.where, where);
    this.scrub.max = clock.last;
    this.scrub.value = clock.index;
    mark(this.scrub, "aria-valuetext", where);
    this.moves.update(clock);
  }
}
