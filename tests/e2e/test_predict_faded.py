"""The faded example: step 1 is worked, step 2 has blanks, from step 3 on the learner puts the numbers in."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import axe_violations
from tests.e2e.reading import equation, table, where
from tests.e2e.test_predict import everything

ALL_OF_STEP_2 = ["0.7361", "0.7775", "0.9009", "0.9877", "0.8459", "0.6398"]
ON_THE_WAY = ["1.5640", "1.9280", "2.2919", "0.8554", "2.6559", "0.9318"]  # pre-activations, i·g, tanh c of step 3
ALL_OF_STEP_3 = ["0.8269", "0.8730", "0.9798", "1.6721", "0.9344", "0.8707"]


def shown_of(page, answers):
    said = everything(page)
    return [answer for answer in answers if answer in said]


def type_in(page, answer):
    expect(page.locator("#lv-guess")).to_be_focused()
    page.keyboard.type(answer)
    page.keyboard.press("Enter")
    expect(page.locator("#lv-verdict")).to_have_text("Right.")


def test_switching_to_faded_starts_with_a_worked_step(open_page):
    page = open_page("/?t=3&op=g")
    mode = page.get_by_label("What is asked")
    expect(mode).to_be_hidden()
    page.get_by_role("switch", name="Predict").check()
    mode.select_option("faded")
    assert where(page) == "Step 1 of 4 · concatenate"
    expect(page.locator("#lv-hint")).to_have_text("The faded example starts at step 1.")
    expect(page.locator(".lv-player > [aria-live=polite]")).to_have_text("The faded example starts at step 1.")
    assert table(page)[0] == ["1", "0.6225", "0.6457", "0.6044", "0.3902", "0.6900", "0.2564", "1.0254"]
    assert all(cell == "?" for row in table(page)[1:] for cell in row[1:])
    page.keyboard.press("End")
    assert where(page) == "Step 2 of 4 · forget gate"  # as far as the worked one: it shows, since one is there
    assert shown_of(page, ALL_OF_STEP_2) == ["0.7361"]
    page.wait_for_url("**predict=faded**")


def test_step_2_asks_for_three_and_shows_the_others_worked_when_reached(open_page):
    page = open_page("/?predict=faded")
    for _ in range(7):
        page.keyboard.press("Enter")
    assert where(page) == "Step 2 of 4 · forget gate"
    expect(page.locator("#lv-hint")).to_have_text("Worked for you: follow it, then go on.")
    for k, answers in enumerate([("0.7775",), ("0.9877",), ("0.6398",)]):
        page.keyboard.press("Enter")
        assert shown_of(page, ALL_OF_STEP_2) == ALL_OF_STEP_2[: 2 * k + 1]
        assert "0.2564" in equation(page) or k > 0  # in step 2 the numbers stand in the equation
        type_in(page, answers[0])
        assert shown_of(page, ALL_OF_STEP_2) == ALL_OF_STEP_2[: 2 * k + 2]
        page.keyboard.press("Enter")
    assert where(page) == "Step 3 of 4 · forget gate"
    expect(page.get_by_text("3 of 3 right at the first try")).to_be_visible()


def test_from_step_3_on_the_equation_is_empty_until_it_is_answered(open_page):
    page = open_page("/?predict=faded&t=3&op=f")
    page.keyboard.press("Enter")
    for k, answer in enumerate(ALL_OF_STEP_3):
        bare = page.locator(".lv-now .math")
        assert bare.locator("mtr").count() == 2
        assert not any(character in "0456789." for character in bare.inner_text())  # no more than t and t − 1
        assert shown_of(page, ALL_OF_STEP_3) == ALL_OF_STEP_3[:k]
        assert shown_of(page, ON_THE_WAY) == ON_THE_WAY[:k]  # nor the values on the way
        assert "0.6398" in everything(page)  # what it takes stands in the diagram and the table
        type_in(page, answer)
        assert bare.locator("mtr").count() >= 4
        if k < 3 or k == 4:
            page.keyboard.press("ArrowRight")
            page.keyboard.press("ArrowLeft")
            page.keyboard.press("Enter")
            continue
        page.keyboard.press("Enter")
    assert where(page) == "Step 4 of 4 · forget gate"


def test_the_weights_stand_beside_the_empty_equation(open_page):
    page = open_page("/?predict=faded&t=3&op=g")
    expect(page.locator(".lv-given")).to_contain_text("Wg = 0.7")
    expect(page.locator(".lv-given")).to_contain_text("Ug = 0.3")
    page = open_page("/?predict=faded&t=3&op=f&preset=torch&seq=1,2,3;4,5,6;7,8,9&units=2", tab=page)
    page.get_by_text("All 5 products").click()
    assert "?" not in page.locator(".lv-now .products").inner_text().split("bias")[0]
    rows = page.locator(".lv-now .products tr").evaluate_all("rows => rows.map(row => row.cells[5].textContent)")
    assert rows[:5] == [""] * 5


def test_one_or_two_steps_make_sense(open_page):
    page = open_page("/?predict=faded&seq=1")
    expect(page.locator("#lv-hint")).to_have_text("Step 1 is worked for you; steps that you add are asked.")
    page.keyboard.press("End")
    assert where(page) == "Step 1 of 1 · hidden state"
    page = open_page("/?predict=faded&seq=1,2&t=2&op=h", tab=page)
    page.keyboard.press("Enter")
    page.keyboard.type("0.6398")
    page.keyboard.press("Enter")
    expect(page.locator("#lv-verdict")).to_have_text("Right. Nothing is left to predict.")


def test_a_link_to_a_faded_exercise_is_one(open_page):
    page = open_page("/?predict=faded&lang=zh")
    expect(page.get_by_role("switch", name="先预测")).to_be_checked()
    assert table(page)[1][1] == "?"
    assert axe_violations(page) == []
    for _ in range(8):
        page.keyboard.press("Enter")
    expect(page.get_by_label("输入门 i₂ =")).to_be_focused()
    assert axe_violations(page) == []
    page = open_page("/?predict=sometimes", tab=page)
    expect(page.get_by_text("Predict: found sometimes; expected one of off, all, faded.")).to_be_visible()
    assert table(page)[1][1] == "0.7361"
