// Beliefs that are often met and wrong: a card in the operation where each arises, with an experiment on the present run
// that refutes it. The words come from ui/cards.py.

import { h, mark, say } from "./dom.js";
import { hold } from "./edit.js";
import { keyOf } from "./lab.js";
import { given, shown } from "./numbers.js";
import { PACKED } from "./run.js";
import { named } from "./symbols.js";
import { filled } from "./words.js";

const GATES = ["f", "i", "g", "o"];

const isZero = (text) => !/[1-9]/.test(text);
const differ = (one, other, decimals) => !isZero(shown(one - other, decimals));
const plain = (x) => Number(x.toFixed(12)); // 0.8 − 1 as people write it

/** A number's name, with its place where there are several. */
const numbered = (name, width, k) => (width === 1 ? name : `${name}[${k + 1}]`);

/** The column of x that stands beside h of the unit, as if the two were to be added. */
const beside = (run, unit) => Math.min(unit, run.features - 1);

/** The gate that weighs x and h of the unit most differently; undefined if none does visibly. */
function unequal({ run, t, unit, decimals }) {
  const weights = (gate) => [run.weight("W", gate, unit, beside(run, unit)), run.weight("U", gate, unit, unit)];
  const apart = (gate) => { const [w, u] = weights(gate); return Math.abs(w - u); };
  const able = GATES.filter((gate) => !run.held(gate, t, unit) && differ(...weights(gate), decimals));
  return able.sort((one, other) => apart(other) - apart(one))[0];
}

/** A weight of the unit's output gate that counts at two steps at least, those whose number is not 0; undefined if none does. */
function counting({ run, unit, decimals }) {
  const steps = Array.from({ length: run.steps }, (_, t) => t);
  const places = (kind, path, width) => Array.from({ length: width }, (_, column) =>
    ({ kind, column, width, count: steps.filter((t) => !isZero(run.text(`${path}:${column}`, t, unit, decimals))).length }));
  const best = (found) => found.sort((one, other) => other.count - one.count).find(({ count }) => count > 1);
  return best(places("W", "x", run.features)) ?? best(places("U", "h-", run.units));
}

/**
 * By operation: `fits(at)` where the experiment can be made, `edit(draft, at)` makes it, `seen(at, from)` gives the places of
 * its sentence that are not paths, or null where it would show nothing. `at` is {run, t, unit, decimals}, `from` the run before.
 */
export const EXPERIMENTS = {
  concat: {
    fits: (at) => !at.run.held("h", at.t - 1, at.unit) && unequal(at) !== undefined,
    edit(draft, { run, t, unit }) {
      const column = beside(run, unit), former = run.at("h", t - 1, unit), by = former > 0 ? 1 : -1; // h stays within −1 and 1
      draft.sequence[t][column] = plain(run.at("x", t, column) + by);
      if (t === 0) draft.state.h[unit] = plain(former - by);
      else hold(draft, { signal: "h", unit: unit + 1, step: t, value: former - by }, run.steps);
    },
    seen(at, from) {
      const { run, t, unit, decimals } = at, column = beside(run, unit);
      const moved = (which) => [`x:${column}`, `h-:${unit}`].map((path) => which.text(path, t, unit, decimals));
      const [[xWas, hWas], [xNow, hNow]] = [from, run].map(moved);
      const changed = (name) => differ(run.at(name, t, unit), from.at(name, t, unit), decimals);
      const signal = GATES.find(changed) ?? GATES.map((gate) => `a_${gate}`).find(changed); // saturated: before it is squashed
      return signal === undefined ? null : {
        x: numbered("x", run.features, column), h: numbered("h", run.units, unit), xWas, hWas, xNow, hNow,
        signal: run.meta.names[signal], before: from.text(signal, t, unit, decimals), now: run.text(signal, t, unit, decimals),
      };
    },
  },
  f: {
    fits: ({ run, t, unit, decimals }) => !run.held("f", t, unit) && !run.held("c", t, unit) && !isZero(run.text("c-", t, unit, decimals)),
    edit: (draft, { run, t, unit }) => hold(draft, { signal: "f", unit: unit + 1, step: t + 1, value: 1 }, run.steps),
    seen: () => ({}),
  },
  i: {
    fits: ({ run, t, unit }) => !run.held("i", t, unit) && !Number.isNaN(run.at("half_open", t, 1)),
    edit(draft, { run, t }) { draft.sequence[t][run.at("half_open", t, 0)] = run.at("half_open", t, 1); },
    seen: () => ({}),
  },
  o: {
    fits: (at) => !at.run.held("o", at.t, at.unit) && counting(at) !== undefined,
    edit(draft, at) {
      const { kind, column } = counting(at), weight = at.run.weight(kind, "o", at.unit, column);
      const row = PACKED.indexOf("o") * at.run.units + at.unit;
      draft.weights[{ W: "weight_ih", U: "weight_hh" }[kind]][row][column] = plain(weight > 0 ? weight - 1 : weight + 1); // towards 0: less saturated
    },
    seen({ run, t, unit, decimals }, from) {
      const { kind, column, width } = counting({ run: from, unit, decimals });
      const changed = (name) => Array.from({ length: run.steps }, (_, step) => differ(run.at(name, step, unit), from.at(name, step, unit), decimals));
      const count = (steps) => steps.filter(Boolean).length, signal = count(changed("o")) > 1 ? "o" : "a_o"; // saturated: before σ
      const steps = changed(signal), weight = (which) => given(which.weight(kind, "o", unit, column), decimals);
      return count(steps) < 2 ? null : {
        weight: numbered(`${kind}_o`, width, column), old: weight(from), new: weight(run), signal: run.meta.names[signal], n: count(steps), T: run.steps,
        later: steps.indexOf(true) < t, // what reaches an earlier step is no weight of this one
      };
    },
  },
  h: {
    fits: ({ run, t, unit, decimals }) => !run.held("o", t, unit) && !run.held("h", t, unit)
      && !isZero(run.text("c", t, unit, decimals)) && !isZero(run.text("h", t, unit, decimals)),
    edit: (draft, { run, t, unit }) => hold(draft, { signal: "o", unit: unit + 1, step: t + 1, value: 0 }, run.steps),
    seen: () => ({}),
  },
};

export class Cards {
  /** `options.cards.tried`, the newest experiment, outlives a rebuild; `pause()` is called before one is made. */
  constructor(lab, { cards, predict }, pause) {
    Object.assign(this, { lab, state: cards, predict, pause });
    this.claim = h("p");
    this.button = h("button", { type: "button", class: "lv-button", onclick: () => this.#press() });
    this.node = h("div", { class: "lv-belief" }, this.claim, this.button);
    this.seen = h("p", { class: "seen", role: "status" });
  }

  update(run, t, operation, unit, decimals) {
    const { code } = run.meta.operations[operation], card = run.meta.cards[code], at = { run, t, unit, decimals, code };
    this.at = at;
    this.#settle();
    this.made = this.#isMade();
    const experiment = EXPERIMENTS[code], predicts = this.predict.mode !== "off"; // it would give answers away
    const offered = card !== undefined && !predicts && (this.made || experiment.fits(at));
    const values = offered && this.made ? experiment.seen(at, this.state.tried.from) : null;
    this.node.hidden = !offered;
    const sentence = values === null ? "" : this.#sentence(values.later ? card.later : card.seen, values);
    if (this.seen.textContent !== sentence) this.seen.replaceChildren(...named(sentence, run.meta.names));
    if (!offered) return;
    const { text } = run.meta, label = this.made ? text.putBack : text.tryCard;
    say(this.claim, card.claim);
    say(this.button, label);
    mark(this.button, "aria-label", this.made ? label : `${label}: ${card.edit}`);
    mark(this.button, "title", this.made ? null : card.edit);
    this.button.hidden = this.made && !this.#leadsBack();
  }

  #sentence(template, values) {
    const { run, t, unit, decimals } = this.at, { from } = this.state.tried;
    return template.replace(/\{([^}]+)\}/g, (place, name) =>
      (name in values ? values[name] : name.startsWith("was ") ? filled(from, `{${name.slice(4)}}`, t, unit, decimals) : filled(run, place, t, unit, decimals)));
  }

  #press() {
    const { lab, at, at: { run, t, unit, code } } = this;
    if (lab.busy) return;
    if (this.made) { lab.undo(); return; }
    this.pause();
    this.state.tried = { code, t, unit, from: run, before: keyOf(lab.document), after: null };
    lab.change((draft) => EXPERIMENTS[code].edit(draft, at));
  }

  /** The answer to an experiment has come: it is made if it is the one thing that changed. */
  #settle() {
    const { lab, state, state: { tried } } = this;
    if (tried === null || tried.after !== null || lab.busy) return;
    const key = keyOf(lab.document);
    state.tried = key !== tried.before && this.#leadsBack() ? { ...tried, after: key } : null;
  }

  #leadsBack() { return this.lab.past.length > 0 && keyOf(this.lab.past.at(-1)) === this.state.tried.before; }

  /** Whether the present numbers are those of the experiment that belongs to this place. */
  #isMade() {
    const { state: { tried }, at } = this;
    return tried !== null && tried.after !== null && ["code", "t", "unit"].every((name) => tried[name] === at[name]) && keyOf(this.lab.document) === tried.after;
  }
}
