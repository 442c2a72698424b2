import { action, backOrForth, occupied } from "/player/keys.js";
import { address } from "/player/link.js";
import { equal } from "./assert.js";

const press = (key, more = {}) => action({ key, ...more });

export function test_keys_have_their_actions() {
  equal(press("ArrowRight"), "next");
  equal(press("ArrowRight", { shiftKey: true }), "nextStep");
  equal(press("ArrowLeft"), "previous");
  equal(press(" "), "toggle");
  equal(press("Home"), "first");
  equal(press("End"), "last");
  equal(press("Enter"), "ask");
  equal(press("r"), null);
}

export function test_keys_of_the_browser_stay_its_own() {
  for (const held of ["ctrlKey", "metaKey", "altKey"]) equal(press("ArrowLeft", { [held]: true }), null);
}

export function test_a_field_keeps_its_own_keys() {
  const box = document.createElement("div");
  box.innerHTML = '<input type="text"><button>b</button><select></select><p>text</p><div role="radiogroup"><button>r</button></div>';
  const [text, button, select, p, group] = box.children;
  equal(occupied(text, "ArrowRight"), true);
  equal(occupied(text, " "), true);
  equal(occupied(select, "ArrowRight"), true);
  equal(occupied(button, " "), true);
  equal(occupied(button, "ArrowRight"), false);
  equal(occupied(group.firstChild, "ArrowRight"), true);
  equal(occupied(p, "ArrowRight"), false);
  equal(occupied(document, " "), false);
  for (const [node, takes] of [[text, true], [button, true], [select, true], [p, false]]) equal(occupied(node, "Enter"), takes);
}

export function test_an_empty_answer_field_leaves_the_arrows_to_the_player() {
  const field = document.createElement("input");
  Object.assign(field, { type: "text", id: "lv-guess" });
  equal(occupied(field, "ArrowLeft"), false);
  field.value = "0.5";
  equal(occupied(field, "ArrowLeft"), true);
}

export function test_the_address_holds_every_field_and_keeps_what_is_not_ours() {
  const url = address({ seq: "1, 2 & <3>", preset: "golden" }, 2, "f", "http://localhost/step?embed=true&t=1");
  equal(url.searchParams.get("seq"), "1, 2 & <3>");
  equal(url.searchParams.get("t"), "3");
  equal(url.searchParams.get("op"), "f");
  equal(url.searchParams.get("embed"), "true");
}

export function test_undo_and_redo_have_the_keys_of_every_program() {
  const key = (name, more) => backOrForth({ key: name, ctrlKey: true, ...more });
  equal(key("z"), "undo");
  equal(key("Z", { shiftKey: true }), "redo");
  equal(key("y"), "redo");
  equal(backOrForth({ key: "z", metaKey: true }), "undo");
  equal(backOrForth({ key: "z" }), null);
  equal(key("z", { altKey: true }), null);
}
