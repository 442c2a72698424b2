import { isolate } from "/player/isolate.js";
import { Presenter, command, enlarged } from "/player/presenter.js";
import { deepEqual, equal } from "./assert.js";

const press = (key, more = {}) => command({ key, ...more });

export function test_numbers_choose_ideas_and_letters_do_one_thing_each() {
  deepEqual(["1", "9", "0", "３"].map((key) => press(key)), [0, 8, 9, 2]);
  deepEqual(["p", "P", "b", ".", "e", "Enter", "?", "？", "Escape"].map((key) => press(key)),
    ["predict", "predict", "blank", "blank", "edit", "answer", "card", "card", "leave"]);
  deepEqual(["PageDown", "PageUp"].map((key) => press(key)), ["next", "previous"]);
  deepEqual(["q", "ArrowRight", " ", "Tab", "F5"].map((key) => press(key)), [null, null, null, null, null]);
}

export function test_keys_of_the_browser_and_of_an_input_method_stay_their_own() {
  for (const held of ["ctrlKey", "metaKey", "altKey", "isComposing"]) equal(press("p", { [held]: true }), null);
}

export async function test_all_beside_a_part_is_inert_until_it_is_given_back() {
  const page = document.createElement("div");
  page.innerHTML = '<header><a href="#">a</a></header><main tabindex="0"><p>beside</p><div><b>it</b></div><p inert>before</p></main>';
  document.body.append(page);
  const [header, main] = page.children, [beside, box, before] = main.children;
  const release = isolate(box.firstChild);
  deepEqual([header, main, beside, box, before].map((node) => node.inert), [true, false, true, false, true]);
  equal(main.tabIndex, -1);
  const late = document.createElement("button");
  main.append(late);
  await new Promise((done) => setTimeout(done));
  equal(late.inert, true);
  release();
  deepEqual([header, main, beside, before, late].map((node) => node.inert), [false, false, false, true, false]);
  equal(main.getAttribute("tabindex"), "0");
  page.remove();
}

export function test_a_chart_grows_in_everything_given_in_pixels_and_in_nothing_else() {
  const spec = { data: [{ y: [1, 2], line: { width: 2, dash: "dot" }, marker: { size: 8 } }], layout: { margin: { l: 36, t: 8 }, xaxis: { range: [0, 1] } } };
  const { data: [line], layout } = enlarged(spec, 1.5);
  deepEqual(line, { y: [1, 2], line: { width: 3, dash: "dot" }, marker: { size: 12 } });
  deepEqual([layout.margin, layout.font.size, layout.xaxis], [{ l: 54, t: 12 }, 19.5, { range: [0, 1] }]);
}

export function test_unmounted_while_presenting_it_gives_the_page_back() {
  const root = document.createElement("div"), beside = document.createElement("p");
  document.body.append(beside, root);
  const text = new Proxy({}, { get: () => "word" });
  const presenter = new Presenter(root, {}, () => {}, () => {});
  root.append(presenter.button(text));
  presenter.adopt({ parts: [], buttons: [], options: { tab: "table" } });
  presenter.enter();
  equal(beside.inert, true);
  equal(root.matches(":popover-open"), true);
  presenter.dispose();
  deepEqual([beside.inert, root.hasAttribute("popover"), root.dataset.idea, root.childElementCount], [false, false, undefined, 1]);
  equal(document.documentElement.className, "");
  equal(presenter.scale, 1);
  for (const node of [beside, root]) node.remove();
}
