"""What a test reads off the screen 'Step by hand'."""

from __future__ import annotations


def table(page):
    """The cells of the table, without step and pre-activations."""
    return page.locator(".lv-steps tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('td:not(.pre)')].map(cell => cell.textContent))"
    )


def where(page):
    return page.locator(".lv-controls .where").inner_text()


def equation(page):
    return page.locator(".lv-now .math").inner_text()
