// The learner's own numbers: what is sent to the server at each edit, what came back, and the ways back (undo, redo, ghost).
// The server computes; nothing is shown that it has not confirmed.

export const PATIENCE = 6000; // milliseconds until a message counts as lost; a late answer still counts
const REST = 250; // milliseconds without a change before what is computed on demand is asked for
const MOST_STEPS_BACK = 200;

/** The numbers of a document as one text, without the place, the notes and the predictions. */
export function keyOf(document) {
  const { view, notes, predictions, ...numbers } = document;
  return JSON.stringify(numbers);
}

export class Lab {
  #send;
  #tell;
  #id = 0;
  #queue = []; // what waits for the message that is on its way: one at a time
  #waiting = null; // {id, kind, gesture}
  #late = null; // the same of a message that counts as lost
  #timer = null;
  #rest = null;
  #key = null;
  #gesture = null; // that of the newest confirmed edit

  /** `send(message)` hands a message to the server; `tell()` says that something but the run has changed. */
  constructor(send, tell) {
    this.#send = send;
    this.#tell = tell;
    Object.assign(this, { document: null, past: [], future: [], ghost: null, error: null, lost: false, kind: null, opened: null });
  }

  get busy() { return this.#waiting !== null || this.#queue.length > 0; }

  /** Ask for the run of changed numbers; edits of one `gesture` (a drag, the typing in one field) are one step back. */
  change(edit, gesture = Symbol("edit")) { this.#post({ kind: "edit", gesture, edit }); }

  undo() { if (this.past.length && !this.busy) this.#post({ kind: "undo", whole: () => this.past.at(-1) }); }
  redo() { if (this.future.length && !this.busy) this.#post({ kind: "redo", whole: () => this.future.at(-1) }); }
  reset() { this.#post({ kind: "reset", reset: true }); }
  open(text) { this.#post({ kind: "open", open: text }); }
  showUnit(unit) { this.#post({ kind: "unit", unit: unit + 1 }); }

  /** Ask, once the numbers are at rest, for something that is only computed on demand: 'ranking', 'scripts'. */
  ask(what) {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => { if (this.busy) this.ask(what); else this.#post({ kind: "ask", asks: [what] }); }, REST);
  }

  /** It is no longer wanted. */
  leave() { clearTimeout(this.#rest); }

  dismissGhost() {
    this.ghost = null;
    this.#tell();
  }

  /** A run has arrived after `former`: keep what leads back, and send what has been waiting. */
  receive(run, former) {
    const { answer, error, document } = run.meta.lab, key = keyOf(document), changed = this.#key !== null && key !== this.#key;
    const asked = [this.#waiting, this.#late].find((message) => message?.id === answer) ?? null;
    if (asked) {
      if (asked === this.#waiting) this.#settle();
      Object.assign(this, { kind: asked.kind, lost: false });
      this.#late = null;
    }
    this.opened = asked?.kind === "open" && !error ? run.meta.lab.opened : null;
    this.error = asked || !changed ? error : null;
    if (changed || ["undo", "redo"].includes(asked?.kind)) {
      const began = this.#step(asked, changed, key);
      if (changed && began) this.ghost = comparable(former, run) ? former : null;
    }
    this.#key = key;
    this.document = document;
    this.#next();
  }

  /** Keep what leads back; whether this is the beginning of a gesture, whose ghost is the run before it. */
  #step(asked, changed, key) {
    const same = asked?.gesture !== undefined && asked.gesture === this.#gesture;
    this.#gesture = asked?.gesture ?? null;
    if (asked?.kind === "undo") { this.past.pop(); if (changed) this.future.push(this.document); }
    else if (asked?.kind === "redo") { this.future.pop(); if (changed) this.past.push(this.document); }
    else if (!same) {
      this.past = [...this.past, this.document].slice(-MOST_STEPS_BACK);
      this.future = [];
    } else if (this.past.length && keyOf(this.past.at(-1)) === key) { // it has ended where it began: no step at all
      this.past.pop();
      this.#gesture = null;
    }
    return !same;
  }

  #post(message) {
    this.#queue.push(message);
    if (!this.#waiting) this.#next();
  }

  #next() {
    if (this.#waiting || !this.#queue.length) return;
    const { kind, gesture, edit, whole, ...content } = this.#queue.shift();
    if (whole) content.lab = whole();
    if (edit) content.lab = this.#edited(edit, gesture);
    this.#waiting = { kind, gesture, id: (this.#id += 1) };
    this.#timer = setTimeout(() => this.#lose(), PATIENCE);
    this.#send({ id: this.#id, ...content });
  }

  /** The confirmed document with an edit, and with those of the same gesture that wait right behind it. */
  #edited(edit, gesture) {
    const draft = structuredClone(this.document);
    edit(draft);
    while (this.#queue[0]?.gesture === gesture) this.#queue.shift().edit(draft);
    return draft;
  }

  #lose() {
    this.#late = this.#waiting;
    this.lost = true;
    this.kind = this.#waiting.kind;
    this.#settle();
    this.#queue = [];
    this.#tell();
  }

  #settle() {
    clearTimeout(this.#timer);
    this.#waiting = null;
  }
}

/** Whether two runs have the same places, so that one may stand as the ghost of the other. */
const comparable = (former, run) =>
  former !== null && former.meta.example === run.meta.example && former.units === run.units && former.features === run.features
  && ["output", "output_bias"].every((name) => (former.arrays[name] === undefined) === (run.arrays[name] === undefined));
