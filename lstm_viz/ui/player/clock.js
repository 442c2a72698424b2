// Where the player stands. Everything drawn is a pure function of one whole number, `index` = t · operations + operation,
// so that going backwards costs nothing and cannot differ from going forwards.

export const INTERVAL = 1400; // milliseconds per operation at speed 1
const FRAME = 16; // milliseconds: nothing is shown more often

/** Where `action` leads from `index`, in a run of `steps` steps of `operations` operations each. */
export function moved(index, action, steps, operations) {
  const last = steps * operations - 1;
  const within = (next) => (next >= 0 && next <= last ? next : index);
  switch (action) {
    case "first": return 0;
    case "last": return last;
    case "next": return Math.min(index + 1, last);
    case "previous": return Math.max(index - 1, 0);
    case "nextStep": return within(index + operations);
    case "previousStep": return within(index - operations);
    default: throw new Error(`unknown action ${action}`);
  }
}

export class Clock {
  #listeners = [];
  #timer = null;

  constructor(steps, operations, interval = INTERVAL) {
    this.interval = interval;
    this.resize(steps, operations);
    this.index = 0;
    this.speed = 1;
    this.limit = Infinity; // nobody goes beyond it
  }

  resize(steps, operations) {
    Object.assign(this, { steps, operations });
    this.index = Math.min(this.index ?? 0, this.end);
  }

  get last() { return this.steps * this.operations - 1; }
  get end() { return Math.min(this.last, this.limit ?? Infinity); }
  get t() { return Math.floor(this.index / this.operations); } // from 0
  get operation() { return this.index % this.operations; }
  get playing() { return this.#timer !== null; }

  onChange(listener) { this.#listeners.push(listener); }

  go(index) {
    this.index = Math.max(0, Math.min(index, this.end));
    this.#tell();
  }

  move(action) { this.pause(); this.go(moved(this.index, action, this.steps, this.operations)); }
  goTo(t, operation = this.operation) { this.pause(); this.go(t * this.operations + operation); }

  toggle() { if (this.playing) this.pause(); else this.play(); }

  play() {
    if (this.index === this.end) {
      if (this.end < this.last) return;
      this.index = 0; // from the end, play starts again
    }
    this.#schedule();
    this.#tell();
  }

  pause() {
    if (!this.playing) return;
    this.stop();
    this.#tell();
  }

  /** Pause without telling anyone. */
  stop() {
    clearTimeout(this.#timer);
    this.#timer = null;
  }

  setSpeed(speed) {
    this.speed = speed;
    if (this.playing) { clearTimeout(this.#timer); this.#schedule(); }
  }

  #schedule() {
    const each = this.interval / this.speed, stride = Math.ceil(FRAME / each); // faster than frames: several at once
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.index + stride < this.end) this.#schedule();
      this.go(this.index + stride);
    }, each * stride);
  }

  #tell() { for (const listener of this.#listeners) listener(this); }
}
