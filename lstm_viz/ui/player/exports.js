// Take it with you: the present step as text to paste, the whole example as a sheet of paper.

import { copy } from "./clipboard.js";
import { h } from "./dom.js";
import { Files } from "./files.js";
import { Action, Group } from "./groups.js";
import { address } from "./link.js";
import { print, sheet } from "./sheet.js";
import { latex, markdown } from "./texts.js";

export class Exports {
  constructor(run, lab, options) {
    const { text } = run.meta;
    const copyAs = (write) => async () => {
      const { run, t, unit, decimals } = this.now;
      this.copying.tell((await copy(write(run, t, unit, decimals, this.#href(), this.#note()))) ? text.copied : text.copyRefused);
    };
    const printed = (answers) => () => {
      const { run, unit, decimals } = this.now;
      print(sheet(run, unit, decimals, answers, `${this.#note()} ${this.#href()}`.trim()));
    };
    this.blank = new Action(text.printBlank, text.printBlankHelp, printed(false));
    this.answers = new Action(text.printAnswers, text.printAnswersHelp, printed(true));
    this.copying = new Group(text.copyStep, new Action(text.copyMarkdown, text.copyMarkdownHelp, copyAs(markdown)), new Action(text.copyLatex, text.copyLatexHelp, copyAs(latex)));
    this.printing = new Group(text.print, this.blank, this.answers);
    this.files = new Files(run, lab, options);
    this.node = h("div", { class: "lv-lab" }, this.files.group.node, this.files.scripts.node, this.files.writing.node, this.copying.node, this.printing.node);
  }

  update(run, t, operation, unit, decimals) {
    this.now = { run, t, operation, unit, decimals };
    this.files.update(run, t, operation, unit, decimals);
    this.blank.wait(run.frontier === Infinity || run.units === 1 ? "" : run.meta.text.printBlankWait);
    this.answers.wait(run.frontier === Infinity ? "" : run.meta.text.printAnswersWait);
  }

  #href() {
    const { run, t, operation } = this.now;
    return address(run.meta.query, t, run.meta.operations[operation].code, window.location.href).href;
  }

  /** What the address does not hold. */
  #note() { return this.now.run.meta.lab.edited ? this.now.run.meta.text.ownNumbers : ""; }
}
