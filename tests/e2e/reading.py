"""What a test reads off the screen 'Step by hand'."""

from __future__ import annotations


def table(page):
    """The numbers of the table, without step and pre-activations, and without what they were before a change."""
    return page.locator(".lv-steps tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('td:not(.pre)')].map(cell => cell.firstChild.textContent))"
    )


def where(page):
    return page.locator(".lv-controls .where").inner_text()


def equation(page):
    return page.locator(".lv-now .math").inner_text()
