// The learner's own numbers: what is sent to the server at each edit, what came back, and the ways back (undo, redo, ghost).
// The server computes; nothing is shown that it has not confirmed.

const PATIENCE = 6000; // milliseconds until a message counts as lost
const MOST_STEPS_BACK = 200;

/** The numbers of a document as one text, without the place, the notes and the predictions. */
function keyOf(document) {
  const { view, notes, predictions, ...numbers } = document;
  return JSON.stringify(numbers);
}

export class Lab {
  #send;
  #tell;
  #id = 0;
  #waiting = null; // {id, kind, gesture}: at most one message is on its way, the next one waits here:
  #queued = null;
  #timer = null;
  #key = null;
  #gesture = null; // that of the newest confirmed edit
  #asks = [];

  /** `send(message)` hands a message to the server; `tell()` says that something but the run has changed. */
  constructor(send, tell) {
    this.#send = send;
    this.#tell = tell;
    Object.assign(this, { document: null, past: [], future: [], ghost: null, error: null, lost: false, kind: null, opened: null });
  }

  get busy() { return this.#waiting !== null; }
  get draft() { return structuredClone(this.#queued?.lab ?? this.#waiting?.lab ?? this.document); }

  /** Ask for the run of changed numbers; edits of one `gesture` (a drag, the typing in one field) are one step back. */
  change(edit, gesture = Symbol("edit")) {
    const lab = this.draft;
    edit(lab);
    this.#post({ kind: "edit", gesture, lab });
  }

  undo() { if (this.past.length && !this.busy) this.#post({ kind: "undo", lab: this.past.at(-1) }); }
  redo() { if (this.future.length && !this.busy) this.#post({ kind: "redo", lab: this.future.at(-1) }); }
  reset() { this.#post({ kind: "reset", reset: true }); }
  open(text) { this.#post({ kind: "open", open: text }); }
  showUnit(unit) { this.#post({ kind: "unit", unit: unit + 1 }); }

  /** Ask for something that is only computed on demand ('ranking', 'scripts'), from now on with every run. */
  ask(what) {
    if (this.#asks.includes(what)) return;
    this.#asks.push(what);
    this.#post({ kind: "ask" });
  }

  /** It is no longer wanted. */
  leave(what) { this.#asks = this.#asks.filter((name) => name !== what); }

  dismissGhost() {
    this.ghost = null;
    this.#tell();
  }

  /** A run has arrived after `former`: keep what leads back, and send what has been waiting. */
  receive(run, former) {
    const { answer, error, document } = run.meta.lab, key = keyOf(document);
    const asked = this.#waiting?.id === answer ? this.#waiting : null;
    if (asked) { this.#settle(); this.kind = asked.kind; }
    this.opened = asked?.kind === "open" && !error ? run.meta.lab.opened : null;
    this.error = asked || key === this.#key ? error : null;
    if (this.#key !== null && key !== this.#key) this.#step(asked, run, former);
    this.#key = key;
    this.document = document;
    this.#next();
  }

  #step(asked, run, former) {
    const same = asked?.gesture !== undefined && asked.gesture === this.#gesture;
    this.#gesture = asked?.gesture ?? null;
    if (asked?.kind === "undo") { this.past.pop(); this.future.push(this.document); }
    else if (asked?.kind === "redo") { this.future.pop(); this.past.push(this.document); }
    else if (!same) {
      this.past = [...this.past, this.document].slice(-MOST_STEPS_BACK);
      this.future = [];
    }
    if (!same) this.ghost = comparable(former, run) ? former : null;
  }

  #post(message) {
    if (this.#waiting) {
      // The latest state of the numbers is enough; what else was asked for in between is kept.
      this.#queued = message.lab || message.reset || message.open !== undefined ? message : { ...this.#queued, ...message };
      return;
    }
    this.#waiting = { ...message, id: (this.#id += 1) };
    this.lost = false;
    const { kind, gesture, ...content } = this.#waiting;
    this.#timer = setTimeout(() => { this.lost = true; this.kind = kind; this.#settle(); this.#queued = null; this.#tell(); }, PATIENCE);
    this.#send({ ...content, asks: this.#asks });
  }

  #settle() {
    clearTimeout(this.#timer);
    this.#waiting = null;
  }

  #next() {
    if (this.#waiting || !this.#queued) return;
    const message = this.#queued;
    this.#queued = null;
    this.#post(message);
  }
}

/** Whether two runs have the same places, so that one may stand as the ghost of the other. */
const comparable = (former, run) =>
  former !== null && former.meta.example === run.meta.example && former.units === run.units && former.features === run.features;
