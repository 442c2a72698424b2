// What the learner has typed in this sitting: every try, and what is to be said of all of them.

/** The tries that a lab file knows of: the last one of each question, since it holds no others. */
export const triesOf = (predictions) => predictions.map(({ step, operation, unit, typed, tries, right }) =>
  ({ step, operation, unit, try: Math.max(tries, 1), typed, right: right || (tries > 1 && typed !== "") }));

/** How many were right at the first try; of what was tried and not answered yet, that much is known too. */
export function score(text, { history, tries }) {
  const all = history.length + (tries > 0 ? 1 : 0), right = history.filter((answer) => answer.right).length;
  return all ? text.score.replace("{right}", right).replace("{all}", all) : "";
}

/** Every try as a row of a table; one with nothing typed asked to see the number. */
export function tryTable(tries) {
  const cell = (typed) => `"${typed.replace(/^[=+@\t\r-]/, "'$&").replace(/"/g, '""')}"`; // no formula for a spreadsheet
  const rows = tries.map(({ step, operation, unit, try: number, typed, right }) => [step, operation, unit, number, cell(typed), right ? 1 : 0].join(","));
  return ["step,operation,unit,try,typed,right", ...rows].join("\r\n") + "\r\n";
}
