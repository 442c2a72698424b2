"""Picture every page in both languages and themes at four widths, with a contact sheet: `python3 dev.py shots`."""

from __future__ import annotations

import argparse
import html
import tempfile
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

import dev
from tests.browser import chromium_running, serving, settle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser

HOME = "step"
LANGUAGES = {"en": "en-US", "zh": "zh-CN"}
THEMES = ("light", "dark")
SIZES = ((390, 844), (768, 1024), (1280, 800), (1920, 1080))
THUMB = 360
STATES = {  # what a page can show besides its beginning, by page
    HOME: {
        "numbers": "view=edit&t=2&op=f",
        "units": "view=units&preset=torch&units=3&unit=2&t=2&op=i",
        "ledger": "view=ledger&t=3&op=c",
        "lab": "view=lab&t=4&op=h",
        "predict": "predict=faded&t=2&op=i",
        "trained": "preset=next_number&t=4&op=h",
    },
    "gates": {
        "playing": "source=sunspots&t=120&order=input&unit=5",
        "others": "source=walk&t=90&panels=lines,distribution,saturation,curve,ledger,c&pins=3,7&op=c",
        "table": "source=columns",
        "large": "source=co2&hidden=128",
        "trained": "source=probe&model=passengers",
    },
    "train": {
        "digits": "task=digits&layers=2&bidirectional=yes",
        "passengers": "task=passengers",
        "copy": "task=copy",
    },
    "compare": {
        "layers": "layers=2&bidirectional=yes&hidden=4&steps=12&layer=2&way=reverse&view=gradients&t=5",
        "broken": "bug=swapped&t=2",
        "slope": "bug=slope&model=copy&steps=14&view=gradients&t=14&dtype=float32",
    },
}


@dataclass(frozen=True)
class Shot:
    """One picture: what it shows, and the files it makes (the window, and the whole page)."""

    page: str
    language: str
    theme: str
    width: int
    height: int
    state: str = ""  # a key of STATES[page]

    @property
    def path(self) -> str:
        query = f"&{STATES[self.page][self.state]}" if self.state else ""
        return f"{'/' if self.page == HOME else f'/{self.page}'}?lang={self.language}{query}"

    @property
    def row(self) -> str:
        return "-".join(part for part in (self.page, self.state, self.language, self.theme) if part)

    @property
    def name(self) -> str:
        return f"{self.row}-{self.width}"


def pages() -> list[str]:
    """The pages by name, the home page first."""
    found = sorted(path.stem for path in (dev.ROOT / "pages").glob("*.py"))
    return sorted(found, key=lambda name: name != HOME)


def take(browser: Browser, base: str, shots: Sequence[Shot], out: Path) -> None:
    """Picture the window and the whole page of each; `shots` share language and theme, and so a context."""
    context = browser.new_context(
        color_scheme="dark" if shots[0].theme == "dark" else "light",
        locale=LANGUAGES[shots[0].language],
        reduced_motion="reduce",
    )
    page = context.new_page()
    for shot in shots:
        page.set_viewport_size({"width": shot.width, "height": shot.height})
        page.goto(base + shot.path)
        settle(page)
        page.screenshot(path=out / f"{shot.name}.png", animations="disabled")
        # Streamlit scrolls inside its main section, so that 'full page' is a taller window.
        needed = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({"width": shot.width, "height": min(max(needed, shot.height), 8000)})
        settle(page)
        page.screenshot(path=out / f"{shot.name}-full.png", animations="disabled")
        print(shot.name, flush=True)
    context.close()


def write_index(shots: Sequence[Shot], out: Path) -> None:
    """A page with every picture, each a link to the whole page."""
    figures = "".join(
        f'<figure><a href="{html.escape(shot.name)}-full.png"><img src="{html.escape(shot.name)}.png" width="{THUMB}"'
        f' alt=""></a><figcaption>{html.escape(shot.name)}</figcaption></figure>'
        for shot in shots
    )
    style = "body{font:14px sans-serif;display:flex;flex-wrap:wrap;gap:12px;background:#888}figure{margin:0}"
    head = f"<!doctype html><html lang=en><meta charset=utf-8><title>Contact sheet</title><style>{style}</style>"
    (out / "index.html").write_text(head + figures, "utf-8")


def write_sheet(shots: Sequence[Shot], out: Path) -> Path:
    """One picture of all windows: a row for each page, language and theme, a column for each width."""
    rows = list(dict.fromkeys(shot.row for shot in shots))
    columns = list(dict.fromkeys(shot.width for shot in shots))
    tall = max(THUMB * shot.height // shot.width for shot in shots)
    sheet = Image.new("RGB", (len(columns) * (THUMB + 12), len(rows) * (min(tall, 500) + 30)), "#888888")
    pen = ImageDraw.Draw(sheet)
    for shot in shots:
        left = columns.index(shot.width) * (THUMB + 12)
        top = rows.index(shot.row) * (min(tall, 500) + 30)
        with Image.open(out / f"{shot.name}.png") as picture:
            picture.thumbnail((THUMB, 500))
            sheet.paste(picture.convert("RGB"), (left, top + 20))
        pen.text((left, top + 4), shot.name, fill="black")
    path = out / "contact-sheet.png"
    sheet.save(path)
    return path


def main() -> None:
    """Take all pictures, or those of one page."""
    parser = argparse.ArgumentParser(prog="dev.py shots", description=__doc__)
    parser.add_argument("--page", choices=pages(), help="one page only")
    parser.add_argument("--out", type=Path, default=dev.ROOT / "shots", help="the folder, made if need be")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    names = [chosen.page] if chosen.page else pages()
    states = [(name, state) for name in names for state in ("", *STATES.get(name, {}))]
    shots = [
        Shot(name, lang, theme, *size, state)
        for (name, state), lang, theme, size in product(states, LANGUAGES, THEMES, SIZES)
    ]
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "log.txt") as server,
        chromium_running() as browser,
    ):
        for language, theme in product(LANGUAGES, THEMES):
            alike = [shot for shot in shots if (shot.language, shot.theme) == (language, theme)]
            take(browser, server.url, alike, chosen.out)
    write_index(shots, chosen.out)
    print(f"{write_sheet(shots, chosen.out)}\n{chosen.out / 'index.html'}")


if __name__ == "__main__":
    main()
