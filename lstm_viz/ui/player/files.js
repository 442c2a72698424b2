// The lab file: the learner's numbers, predictions and notes, to keep and to open again; and the same run as a script.

import { copy } from "./clipboard.js";
import { download } from "./csv.js";
import { h, say } from "./dom.js";
import { Action, Group } from "./groups.js";

const MOST_BYTES = 1_000_000; // as lstm_viz/lab_text.py
const MOST_NOTES = 20_000; // characters, as lstm_viz/lab_files.py
const MOST_PREDICTIONS = 2_000;
const SCRIPTS = { lstm_viz: "lstm_by_hand.py", torch: "lstm_by_hand_torch.py" };

/** The text of a lab file: a line for each part, every number with all its digits. */
export function labFile(document, predictions, notes, view) {
  const parts = Object.entries({ ...document, predictions: predictions.slice(-MOST_PREDICTIONS), notes, view });
  return `{\n${parts.map(([name, part]) => ` ${JSON.stringify(name)}: ${JSON.stringify(part)}`).join(",\n")}\n}\n`;
}

export class Files {
  /** `options` {notes, predict: {history}} outlives every rebuild. */
  constructor(run, lab, options) {
    const { text } = run.meta;
    Object.assign(this, { lab, options, text });
    this.input = h("input", { type: "file", accept: ".json,application/json", hidden: true, onchange: () => this.#read() });
    this.saving = new Action(text.saveLab, text.saveLabHelp, () => download("lstm-lab.json", this.#file(), "application/json"));
    this.opening = new Action(text.openLab, text.openLabHelp, () => this.input.click());
    this.group = new Group(text.labFile, this.saving, this.opening);
    this.notes = h("textarea", { rows: 4, "aria-label": text.notes, maxlength: MOST_NOTES, oninput: () => { options.notes = this.notes.value; } });
    this.notes.value = options.notes;
    this.group.node.append(this.input);
    this.opening.button.after(this.group.status); // in sight wherever the button is
    this.writing = new Group(text.notes);
    this.writing.node.replaceChild(this.notes, this.writing.status);
    const script = (name, help) => {
      const saving = new Action(text[`script_${name}`], help, () => download(SCRIPTS[name], this.run.meta.scripts[name], "text/x-python"));
      const copying = h("button", { type: "button", class: "lv-button", text: text.copyScript, "aria-label": `${text.copyScript}: ${text[`script_${name}`]}`,
        onclick: async () => { if (this.run.meta.scripts) this.scripts.tell((await copy(this.run.meta.scripts[name])) ? text.copied : text.copyRefused); } });
      saving.node.prepend(h("div", { class: "row" }, saving.button, copying));
      return saving;
    };
    this.actions = [script("lstm_viz", text.scriptHelp), script("torch", text.scriptTorchHelp)];
    this.scripts = new Group(text.asPython, ...this.actions);
  }

  update(run, t, operation, unit, decimals) {
    Object.assign(this, { run, view: { step: t + 1, operation: run.meta.operations[operation].code, unit: unit + 1, decimals } });
    if (!run.meta.scripts && !this.group.node.closest("[hidden]")) this.lab.ask("scripts");
    for (const action of this.actions) action.wait(run.meta.scripts ? "" : this.text.scriptsComing);
    if (this.notes !== document.activeElement) this.notes.value = this.options.notes;
    this.#report(run.meta.lab.answer);
  }

  /** What became of a file is said once: what is said after it stays. */
  #report(answer) {
    const { lab, options, text } = this, news = lab.lost ? !this.lost : answer !== options.answered;
    if (lab.kind === "open" && news) say(this.group.status, lab.lost ? text.lost : lab.error ?? text.opened);
    this.lost = lab.lost;
    if (!lab.lost) options.answered = answer;
  }

  #file() { return labFile(this.lab.document, this.options.predict.history, this.options.notes, this.view); }

  async #read() {
    const [file] = this.input.files;
    this.input.value = ""; // so that the same file can be chosen again
    if (!file) return;
    say(this.group.status, "");
    if (file.size > MOST_BYTES) { say(this.group.status, this.text.labTooLarge.replace("{size}", (Math.ceil(file.size / 1e5) / 10).toFixed(1))); return; }
    try {
      this.lab.open(new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer()));
    } catch { say(this.group.status, this.text.labNotText); }
  }
}
