// What is known of a run of training, built up look by look: losses of all updates, and each epoch with its numbers.

export class History {
  constructor() { this.#reset(0); }

  #reset(branch) {
    Object.assign(this, { branch, next: 0, first: 1, losses: [], norms: {}, epochs: [], end: null });
  }

  /** Take an answer of the server, {meta, arrays}; one that belongs elsewhere changes nothing. Says whether more is there. */
  take({ meta, arrays }) {
    if (meta.branch !== this.branch || (meta.since === 0 && meta.next < this.next)) this.#reset(meta.branch);
    if (meta.since > this.next) return true;
    if (meta.since < this.next) return false; // two looks at once
    if (!this.losses.length && meta.first) this.first = meta.first;
    for (const loss of arrays.loss.data) this.losses.push(loss);
    meta.parts.forEach((part, k) => {
      const known = (this.norms[part] ??= []);
      for (let u = k; u < arrays.norms.data.length; u += meta.parts.length) known.push(arrays.norms.data[u]);
    });
    for (const epoch of meta.epochs) {
      const own = `${epoch.number}.`;
      const found = Object.entries(arrays).filter(([name]) => name.startsWith(own)).map(([name, array]) => [name.slice(own.length), array]);
      this.epochs.push({ ...epoch, arrays: Object.fromEntries(found) });
    }
    this.next = meta.next;
    if (meta.end) this.end = meta.end;
    if (meta.status !== "ended") this.end = null;
    return meta.next < meta.total;
  }

  /** Epochs whose state, probe and predictions are kept. */
  get recorded() { return this.epochs.filter((epoch) => epoch.recorded); }

  get last() { return this.epochs.at(-1) ?? null; }

  /** Updates made so far. */
  get updates() { return Math.max(this.first - 1 + this.losses.length, this.last?.updates ?? 0); }

  /** Updates of a whole run of so many epochs, if each further epoch takes `each`: former ones may have taken others. */
  updatesOf(epochs, each) { return Math.max(this.updates, (this.last?.updates ?? 0) + each * (epochs - (this.last?.number ?? 0))); }
}

/** Every `stride`-th of many numbers, so that at most `most` are drawn, with their places from `first` on. */
export function thinned(values, first, most) {
  const stride = Math.max(1, Math.ceil(values.length / most)), x = [], y = [];
  for (let k = 0; k < values.length; k += stride) { x.push(first + k); y.push(values[k]); }
  return { x, y };
}

/** The next round number from m on. */
export function roundedUp(m) {
  if (!(m > 1e-30)) return 1;
  const power = 10 ** Math.floor(Math.log10(m));
  const found = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 20].find((n) => n * power >= m) * power;
  return Number(found.toPrecision(3)); // 6 · 0.1 is 0.6000000000000001
}
