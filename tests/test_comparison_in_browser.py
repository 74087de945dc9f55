"""The page that sets suppliers side by side, in a browser: for everyone to use, on paper, and without asking for anything."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from suppliers import HASTY, STEM, all_three, answered, in_word
from test_html_in_browser import CHROMIUM, DESKTOP, PHONE, TAGS

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `nl.html` and `en.html`, and `zes.html` with six suppliers, of which one has a long name."""
    folder = tmp_path_factory.mktemp("suppliers")
    programme, files = all_three(folder)
    more = [folder / f"{number}.docx" for number in range(3)]
    for path, name in zip(more, ("Vierde BV", "Vijfde BV", "Gemeentelijke Softwareontwikkeling en Beheer Coöperatie U.A."), strict=True):
        path.write_bytes(in_word(folder / "verstuurd", name, answered(programme, HASTY)))
    for name, language, compared in (("nl", "nl", files), ("en", "en", files), ("zes", "nl", [*files, *more])):
        words = [*map(str, compared), "--lock", str(folder / "verstuurd" / f"{STEM}.lock.json"), "--lang", language, "--date", "2026-12-07"]
        command = [sys.executable, "-m", "pve_gen", "compare", *words, "-q", "--out", str(folder / f"{name}.html")]
        subprocess.run(command, check=False)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, pages: Path) -> Iterator[Visit]:
    """Opens a page in a fresh profile. At the end, no page may have complained, or have asked for anything but itself."""
    contexts, complaints, asked = [], list[str](), list[str]()

    def opened(name: str = "nl.html", **options: Any) -> Page:
        context = browser.new_context(**{"viewport": DESKTOP, **options})
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.append(request.url.partition("#")[0]))
        page.goto((pages / name).as_uri())
        contexts.append(context)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
    assert set(asked) <= {(pages / name).as_uri() for name in ("nl.html", "en.html", "zes.html")}


LOOKS = [
    ("nl.html", "light", DESKTOP),
    ("nl.html", "dark", PHONE),
    ("en.html", "light", PHONE),
    ("en.html", "dark", DESKTOP),
    ("zes.html", "light", DESKTOP),
]


@pytest.mark.parametrize(("name", "scheme", "viewport"), LOOKS, ids=["nl-desktop", "nl-dark-phone", "en-phone", "en-dark-desktop", "six"])
def test_axe_finds_no_barrier(name: str, scheme: str, viewport: dict[str, int], visit: Visit) -> None:
    page = visit(name, color_scheme=scheme, viewport=viewport)
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response
    assert len(found["passes"]) > 20  # it did look
    assert [(rule["id"], [node["html"] for node in rule["nodes"][:3]]) for rule in found["violations"]] == []


@pytest.mark.parametrize("name", ["nl.html", "zes.html"])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_page_never_scrolls_sideways(width: int, name: str, visit: Visit) -> None:
    page = visit(name, viewport={"width": width, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_chart_says_what_it_shows_and_its_letters_fit(visit: Visit) -> None:
    page = visit()
    charts = page.get_by_role("img")
    assert [str(chart.get_attribute("aria-label"))[:40] for chart in charts.all()] == [
        "Staafdiagram van het aantal afwijkingen ",
        "Staafdiagram van de punten voor wensen, ",
    ]
    for chart in charts.all():
        outside = chart.evaluate(
            "e => { const box = e.getBoundingClientRect(); return [...e.querySelectorAll('text')].filter(text => {"
            " const own = text.getBoundingClientRect(); return own.left < box.left || own.right > box.right; }).map(text => text.textContent) }"
        )
        assert outside == []


def test_a_knock_out_that_is_not_met_leads_to_the_answers(visit: Visit) -> None:
    page = visit(java_script_enabled=False)
    row = page.locator("#knock-outs tr", has_text="Haastig Software NV")
    row.get_by_role("link", name="ENC-01").click()
    expect(page.locator("article", has=page.locator("#ENC-01"))).to_be_in_viewport()
    expect(page.locator("article", has=page.locator("#ENC-01"))).to_contain_text("TLS 1.3 staat voor volgend jaar in de planning.")


def test_the_keyboard_leads_past_the_cover_to_the_overview(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Naar het overzicht")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Overzicht")).to_be_in_viewport()


def test_every_answer_is_there_and_the_page_runs_nothing(visit: Visit) -> None:
    page = visit()
    assert page.locator("script, img, iframe, link, [style]").count() == 0
    assert page.locator("#everything tbody tr").count() == 132
    assert page.locator("article").count() == 13
    expect(page.locator("#about")).to_contain_text("Dit document wijst geen winnaar aan.")


def test_on_paper_every_part_is_there(visit: Visit) -> None:
    from pypdf import PdfReader

    page = visit(viewport=PHONE)
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    written = "\n".join(sheet.extract_text() for sheet in sheets)
    for said in ("Wat is vergeleken", "Waar de antwoorden verschillen", "Open vragen", "STD-07", "Haastig Software NV"):
        assert said in written
    assert "Naar het overzicht" not in written
    assert {round(float(sheet.mediabox.width)) for sheet in sheets} == {595, 842}
