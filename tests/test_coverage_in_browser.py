"""The page of norms and requirements, in a browser: for everyone to use, to search both ways, and without asking for anything."""

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

from conftest import ROOT
from test_html_in_browser import CHROMIUM, DESKTOP, PHONE, TAGS

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

PAGES = {
    "nl.html": ("nl", ["examples/zaaksysteem/tender.yaml"]),
    "en.html": ("en", ["examples/bomenbeheer/tender.yaml"]),
    "alles.html": ("nl", []),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `nl.html` and `en.html`, each of a tender, and `alles.html` of the whole catalogue."""
    folder = tmp_path_factory.mktemp("coverage")
    for name, (language, tender) in PAGES.items():
        words = [*(str(ROOT / path) for path in tender), "--lang", language, "-q", "--out", str(folder / name)]
        subprocess.run([sys.executable, "-m", "pve_gen", "coverage", *words], check=True)
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
    assert set(asked) <= {(pages / name).as_uri() for name in PAGES}


LOOKS = [("nl.html", "light", DESKTOP), ("nl.html", "dark", PHONE), ("en.html", "light", PHONE), ("alles.html", "dark", DESKTOP)]


@pytest.mark.parametrize(("name", "scheme", "viewport"), LOOKS, ids=["nl-desktop", "nl-dark-phone", "en-phone", "whole-dark-desktop"])
def test_axe_finds_no_barrier(name: str, scheme: str, viewport: dict[str, int], visit: Visit) -> None:
    page = visit(name, color_scheme=scheme, viewport=viewport)
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response
    assert len(found["passes"]) > 20  # it did look
    assert [(rule["id"], [node["html"] for node in rule["nodes"][:3]]) for rule in found["violations"]] == []


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_page_never_scrolls_sideways(width: int, visit: Visit) -> None:
    page = visit(viewport={"width": width, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_word_finds_clauses_and_requirements(visit: Visit) -> None:
    page = visit()
    expect(page.get_by_role("status")).to_have_text("500 bepalingen en eisen")
    page.get_by_label("Zoek in normen en eisen").fill("BIO2 5.17.01")
    expect(page.get_by_role("status")).to_have_text("7 van 500 getoond")
    expect(page.locator("tr[data-kind]:visible th")).to_have_text(
        ["BIO2 5.17.01", "AUTH-01", "AUTH-02", "AUTH-03", "AUTH-05", "AUTH-06", "AUTH-10"]
    )


def test_a_status_and_a_norm_leave_only_what_has_both(visit: Visit) -> None:
    page = visit()
    page.get_by_label("Norm of thema").select_option("BIO2")
    page.get_by_label("Stand").select_option("Niet in deze aanbesteding (17)")
    expect(page.locator("tr[data-kind]:visible")).to_have_count(6)
    page.get_by_role("button", name="Alles tonen").click()
    expect(page.locator("tr[data-kind]:visible")).to_have_count(500)


def test_a_clause_leads_to_its_requirement_and_back_also_without_script(visit: Visit) -> None:
    page = visit(java_script_enabled=False)
    page.locator("tr", has_text="BIO2 8.15.02").first.get_by_role("link", name="LOG-07").click()
    row = page.locator("tr", has=page.locator("#LOG-07"))
    expect(row).to_be_in_viewport()
    row.get_by_role("link", name="BIO2 8.15.02").click()
    expect(page.locator("tr[id='bio2-1.3--8.15.02']")).to_be_in_viewport()


def test_what_is_filtered_away_comes_back_for_a_link_to_it(visit: Visit) -> None:
    page = visit()
    page.get_by_label("Stand").select_option("Alleen eisen (132)")
    row = page.locator("tr", has=page.locator("#LOG-07"))
    row.get_by_role("link", name="BIO2 8.15.02").click()
    expect(page.locator("tr[id='bio2-1.3--8.15.02']")).to_be_in_viewport()


def test_every_link_leads_somewhere(visit: Visit) -> None:
    for name in PAGES:
        missing = visit(name).evaluate(
            "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => decodeURIComponent(a.hash.slice(1)))"
            ".filter(id => !document.getElementById(id))"
        )
        assert missing == []


def test_on_paper_every_part_is_there(visit: Visit) -> None:
    from pypdf import PdfReader

    page = visit(viewport=PHONE)
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    written = "\n".join(sheet.extract_text() for sheet in sheets)
    for said in ("Wat de standen betekenen", "BIO2 8.15.02", "STD-07", "Inhoudsopgave"):
        assert said in written
    assert "Naar de normen en eisen" not in written
