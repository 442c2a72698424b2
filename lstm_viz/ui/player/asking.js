// What is asked for before it is shown, and with how much help. Modes: 'off', 'all' (every number from here on), 'faded'
// (a worked example that fades: step 1 worked, step 2 with blanks, from step 3 on empty).

const BLANKS = ["i", "c", "h"]; // asked in step 2: a gate, after one was shown; what is remembered; what comes out

/** Whether operation `code` of step t (from 0) is hidden until the learner comes to it. */
const covered = (mode, t, code) => code !== "concat" && (mode === "all" || (mode === "faded" && t > 0));

/** Whether it is then asked for; else it is shown, worked. */
export const asked = (mode, t, code) => covered(mode, t, code) && (mode === "all" || t > 1 || BLANKS.includes(code));

/** Whether what is computed at position `index` is asked for; a held signal is given, and so it is not. */
export function asksAt(run, mode, index) {
  const { operations, unit } = run.meta, t = Math.floor(index / operations.length), { code } = operations[index % operations.length];
  return asked(mode, t, code) && !run.held(code, t, unit);
}

/** Whether the learner puts the numbers into the equation too. */
export const empty = (mode, t) => mode === "faded" && t > 1;

/** Whether the weights of a gate are few enough to be given in a line. */
export const few = (run) => run.features + run.units <= 4;

/**
 * The first position from `index` on that is hidden, Infinity if none is, for a learner who stands at `here`: what is
 * worked shows once one is there.
 */
export function question(run, index, mode = "all", here = -1) {
  const operations = run.meta.operations, last = run.steps * operations.length - 1;
  for (; index <= last; index += 1) {
    const t = Math.floor(index / operations.length), { code } = operations[index % operations.length];
    if (covered(mode, t, code) && (index > here || asksAt(run, mode, index))) return index;
  }
  return Infinity;
}
