"""The site: everything the repository tells, as pages that need no network, for every reader and every screen."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright

from conftest import ROOT
from test_html_in_browser import CHROMIUM, DESKTOP, PHONE, TAGS

in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
FRONT = "docs/index.html"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as the command in CONTRIBUTING.md builds it: a link or picture that leads nowhere fails here."""
    place = tmp_path_factory.mktemp("built")
    command = re.search(r"`sphinx-build ([^`]+) build/site`", (ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    assert command
    words = [sys.executable, "-m", "sphinx", *command[1].split(), str(place / "site"), "-d", str(place / "read"), "-q"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return place / "site"


def test_every_document_has_its_page(site: Path) -> None:
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*/README.md"), ROOT / "catalog/README.md"]
    without = [str(path.relative_to(ROOT)) for path in documents if not (site / path.relative_to(ROOT)).with_suffix(".html").exists()]
    assert without == []


def test_a_page_between_dutch_pages_says_that_it_is_english(site: Path) -> None:
    assert '<article lang="en"' in (site / "docs/reference.html").read_text("utf-8")
    assert '<article lang="en"' not in (site / "docs/velden.html").read_text("utf-8")


def test_what_stands_around_a_text_is_dutch(site: Path) -> None:
    guide = (site / "docs/gids/eisen-beheren.html").read_text("utf-8")
    words = ("Op deze bladzijde", "Vorige", "Volgende", "Zoeken", "Naar de inhoud")
    assert [word for word in words if word not in guide] == []
    assert re.findall(r"On this page|Previous|Next|Toggle|Skip to|Back to top", guide) == []


Visit = Callable[..., Page]


@pytest.fixture
def visit(site: Path) -> Iterator[Visit]:
    """Opens a page of the site. At the end, none may have complained, or have asked for anything outside the site."""
    told, asked = list[str](), list[str]()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

        def opened(name: str, **options: object) -> Page:
            page = browser.new_context(**{"viewport": DESKTOP, **options}).new_page()  # type: ignore[arg-type]  # options of playwright by name
            page.on("console", lambda message: told.append(message.text))
            page.on("pageerror", lambda error: told.append(str(error)))
            page.on("request", lambda request: asked.append(request.url))
            page.goto((site / name).as_uri())
            return page

        yield opened
        browser.close()
    assert told == []
    assert [url for url in asked if not url.startswith((site.as_uri(), "data:"))] == []


@in_a_browser
@pytest.mark.parametrize("look", [{"viewport": DESKTOP}, {"viewport": PHONE, "color_scheme": "dark"}], ids=["wide", "narrow and dark"])
@pytest.mark.parametrize("name", [FRONT, "docs/gids/lokaal-aanpassen.html", "docs/reference.html", "docs/namen.html"])
def test_axe_finds_no_barrier_and_nothing_scrolls_sideways(name: str, look: dict[str, object], visit: Visit) -> None:
    page = visit(name, **look)
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "preload": False}
    found = Axe().run(page, options=options).response
    assert len(found["passes"]) > 15  # it did look
    barriers = [(rule["id"], node["html"][:200]) for rule in found["violations"] for node in rule["nodes"]]
    # Two boxes open the drawers; in Furo they must stand beside the page, so in no landmark.
    assert [(rule, html) for rule, html in barriers if (rule, "sidebar-toggle" in html) != ("region", True)] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@in_a_browser
def test_a_word_is_found_without_a_network(visit: Visit) -> None:
    page = visit(FRONT)
    page.get_by_placeholder("Zoeken").fill("huisstijl")
    page.keyboard.press("Enter")
    expect(page.locator("#search-results")).to_contain_text("Lokaal aanpassen")
    expect(page.locator("#search-results")).to_contain_text("bladzijden noemen wat u zoekt")


@in_a_browser
def test_the_keyboard_opens_the_navigation_on_a_phone(visit: Visit) -> None:
    page = visit("docs/gids/lokaal-aanpassen.html", viewport=PHONE)
    drawer = page.get_by_role("link", name="Eisen beheren").first
    expect(drawer).not_to_be_in_viewport()
    page.locator("#__navigation").focus()
    page.keyboard.press("Space")
    expect(drawer).to_be_in_viewport()
