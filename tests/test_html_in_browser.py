"""The HTML page in a browser: for everyone to use, on paper, without JavaScript, and safe whatever a text holds."""

from __future__ import annotations

import io
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from drawnup import drawn_up, small_catalog

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

HOSTILE = [
    "<script>window.ran = 1</script>",
    '"onmouseover="window.ran=1" x="',
    "'><img src=x onerror=window.ran=1>",
    "](javascript:window.ran=1)",
    "</style><script>window.ran=1</script><style>",
    "</title></script></textarea>--><svg onload=window.ran=1>",
    "{{ tender.title }}{% if x %}",
    "&lt;b&gt; R&D",
]

expect.set_options(timeout=30_000)  # milliseconds: a machine that runs every test at once is slow

TITLE = """</style><script>window.ran=1</script>" onmouseover='window.ran=1'"""  # a title is short


class Site:
    """Pages on a server of their own, which keeps what was asked of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.asked = folder, list[str]()
        asked = self.asked

        class Handler(SimpleHTTPRequestHandler):
            def log_message(self, format: str, *words: object) -> None:
                asked.append(self.path)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def address(self, name: str) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/{name}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    (folder / "nl.html").write_text(drawn_up("html"), "utf-8")
    (folder / "en.html").write_text(drawn_up("html", language="en"), "utf-8")
    (folder / "hostile.html").write_text(hostile(tmp_path_factory.mktemp("hostile")), "utf-8")
    site = Site(folder)
    yield site
    site.server.shutdown()
    site.server.server_close()


def hostile(folder: Path) -> str:
    """A page in which every text that people write is hostile."""

    def quoted(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    everything = quoted(" ".join(HOSTILE))
    tender = folder / "tender.yaml"
    tender.write_text(
        "".join(f"{name}: {everything}\n" for name in ("organisation", "title", "reference", "version", "status", "contact", "description"))
        + f"facts:\n  confidentiality: {{value: high, motivation: {everything}}}\n"
        + f"values:\n  NET-01: {{omvang: {everything}}}\n"
        + f"decisions:\n  - {{requirement: NET-02, decision: leave_out, reason: {everything}, role: {everything}}}\n",
        "utf-8",
    )
    catalog = small_catalog(
        folder / "catalog",
        {"title: Gescheiden netwerken": f"title: {quoted(TITLE)}", "what: Een verslag,": "what: '[bron](https://x.example/?\"onx=1)',"},
    )
    theme = catalog / "requirements/network/_theme.yaml"
    theme.write_text(theme.read_text("utf-8").replace("title: Netwerk\n", f"title: {quoted(TITLE)}\n"), "utf-8")
    return drawn_up("html", tender, catalog=catalog)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """Opens a page in a fresh profile. At the end, no page may have complained, or have asked for anything but itself."""
    contexts, complaints, names = [], list[str](), list[str]()
    site.asked.clear()

    def opened(name: str = "nl.html", **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 850}, **options})
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on("request", lambda request: names.append(request.url))
        page.goto(site.address(name))
        contexts.append(context)
        return page

    yield opened
    for context in contexts:
        context.close()
    pages = {site.address(name) for name in ("nl.html", "en.html", "hostile.html")}
    assert complaints == []
    assert {name.partition("#")[0] for name in names} <= pages
    assert {f"http://127.0.0.1:{site.server.server_port}{path}" for path in site.asked} <= pages


def shown(page: Page) -> list[str]:
    """The ids of the requirements that can be seen."""
    ids: list[str] = page.locator(".requirement:visible .number").evaluate_all("all => all.map(number => number.id)")
    return ids


def texts(page: Page) -> dict[str, str]:
    """What every requirement says, by its id."""
    ids = page.locator(".requirement .number").evaluate_all("all => all.map(number => number.id)")
    return dict(zip(ids, page.locator(".requirement").all_text_contents(), strict=True))


# ── For everyone ──

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESKTOP, PHONE = {"width": 1280, "height": 850}, {"width": 360, "height": 740}


# Each pair of language, colours and size once.
LOOKS = [("nl.html", "light", DESKTOP), ("nl.html", "dark", PHONE), ("en.html", "light", PHONE), ("en.html", "dark", DESKTOP)]


@pytest.mark.parametrize(("name", "scheme", "viewport"), LOOKS, ids=["nl-desktop", "nl-dark-phone", "en-phone", "en-dark-desktop"])
def test_axe_finds_no_barrier(name: str, scheme: str, viewport: dict[str, int], visit: Visit) -> None:
    page = visit(name, color_scheme=scheme, viewport=viewport)
    if viewport is PHONE:
        page.locator("summary").click()  # the contents are closed there
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response
    assert len(found["passes"]) > 20  # it did look
    assert [(rule["id"], [node["html"] for node in rule["nodes"][:3]]) for rule in found["violations"]] == []


def test_axe_finds_no_barrier_in_what_a_search_leaves(visit: Visit) -> None:
    page = visit()
    page.fill("#search", "wachtwoord")
    expect(page.get_by_role("status")).to_contain_text(" van ")
    assert [rule["id"] for rule in Axe().run(page).response["violations"]] == []


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_a_page_never_scrolls_sideways(width: int, visit: Visit) -> None:
    page = visit(viewport={"width": width, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.fill("#search", "wachtwoord")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_leads_past_the_cover_to_the_requirements_and_shows_where_it_is(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Naar de eisen")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    first = page.locator(".requirement .number").first
    expect(first).to_be_focused()
    expect(first).to_be_in_viewport()
    assert first.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_the_page_says_its_language_and_has_one_of_each_landmark(visit: Visit) -> None:
    for name, language, search in (("nl.html", "nl-NL", "Zoeken en filteren"), ("en.html", "en-GB", "Search and filter")):
        page = visit(name)
        assert page.locator("html").get_attribute("lang") == language
        landmarks = [page.get_by_role("banner"), page.get_by_role("main"), page.get_by_role("contentinfo"), page.get_by_role("navigation")]
        for landmark in landmarks:
            expect(landmark).to_have_count(1)
        expect(page.get_by_role("search", name=search)).to_be_visible()


# ── Finding ──


@pytest.mark.parametrize("words", ["wachtwoord", "WACHTWOORD  korter", "bio2 5.17", "auth-04", "eenmaal", "knock-out gelijkwaardig"])
def test_search_leaves_what_holds_every_word_and_tells_how_many(words: str, visit: Visit) -> None:
    page = visit()
    total = len(texts(page))

    def plain(text: str) -> str:
        return text.lower().replace("é", "e").replace("ë", "e").replace("ï", "i")

    expected = [id for id, text in texts(page).items() if all(word in plain(text) for word in words.lower().split())]
    assert 0 < len(expected) < total
    page.locator("#search").press_sequentially(words)
    assert shown(page) == expected
    expect(page.get_by_role("status")).to_have_text(f"{len(expected)} van {total} getoond")
    chapters = page.locator(".chapter:visible")
    assert chapters.count() == len({id.split("-")[0] for id in expected})
    expect(page.locator("nav li[data-chapter]:visible")).to_have_count(chapters.count())
    expect(page.locator("#search")).to_be_in_viewport()
    expect(page.locator(".requirement:visible").first).to_be_in_viewport()


def test_when_nothing_is_found_the_page_says_so_and_how_to_go_on(visit: Visit) -> None:
    page = visit()
    everything = shown(page)
    expect(page.get_by_role("status")).to_have_text(f"{len(everything)} eisen, wensen en contractvoorwaarden")
    expect(page.get_by_role("button", name="Alles tonen")).to_be_hidden()
    page.fill("#search", "xyzzy")
    expect(page.get_by_role("status")).to_have_text("Niets gevonden. Kies ‘Alles tonen’ om opnieuw te beginnen.")
    assert shown(page) == []
    page.get_by_role("button", name="Alles tonen").click()
    assert shown(page) == everything
    expect(page.locator("#search")).to_be_focused()
    expect(page.locator("#search")).to_have_value("")


def test_a_kind_and_a_theme_narrow_it_down_together(visit: Visit) -> None:
    page = visit("en.html")
    kinds = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('.requirement')].map(e => [e.querySelector('.number').id, e.dataset.kind]))"
    )
    for kind, label in (("requirement", "Knock-out"), ("wish", "Wish"), ("condition", "Contract condition")):
        ids = [id for id, is_kind in kinds.items() if is_kind == kind]
        page.get_by_label("Kind").select_option(f"{label} ({len(ids)})")
        assert shown(page) == ids
        expect(page.get_by_role("status")).to_have_text(f"{len(ids)} of {len(kinds)} shown")
    page.get_by_label("Theme").select_option("Audit logs")
    assert shown(page) == [id for id, kind in kinds.items() if kind == "condition" and id.startswith("LOG-")] != []


def test_a_link_to_what_is_filtered_away_shows_everything_again(visit: Visit) -> None:
    page = visit()
    everything = shown(page)
    for follow in (
        lambda: page.get_by_role("link", name="Bijlage A Register").click(),
        lambda: page.evaluate("location.hash = '#ENC-01'"),
    ):
        page.fill("#search", "wachtwoord")
        assert shown(page) != everything
        follow()
        page.wait_for_function("document.querySelector('#search').value === ''")
        assert shown(page) == everything
    expect(page.locator("#ENC-01")).to_be_in_viewport()


def test_every_requirement_has_an_address_of_its_own(visit: Visit, site: Site) -> None:
    page = visit("nl.html#AUTH-04")
    expect(page.locator("#AUTH-04")).to_be_in_viewport()
    page.locator("#AUTH-05").click()
    assert page.url == site.address("nl.html#AUTH-05")


def test_a_search_does_not_lead_away_from_the_page(visit: Visit, site: Site) -> None:
    page = visit()
    page.fill("#search", "wachtwoord")
    page.keyboard.press("Enter")
    assert page.url == site.address("nl.html")
    assert len(shown(page)) < len(texts(page))


# ── Without JavaScript, and on paper ──


def test_without_javascript_everything_is_there_and_no_control_that_does_nothing(visit: Visit) -> None:
    page = visit(java_script_enabled=False)
    for control in page.locator("input, select, button").all():
        expect(control).to_be_hidden()
    requirements = page.locator(".requirement")
    assert requirements.count() == page.locator(".requirement:visible").count() > 100
    assert page.locator("section:visible").count() == page.locator("section").count()
    page.get_by_role("link", name="Bijlage E Begrippen").click()
    expect(page.get_by_role("heading", name="Bijlage E Begrippen")).to_be_in_viewport()


def test_on_paper_there_are_no_controls_and_every_requirement_is_there(visit: Visit) -> None:
    from pypdf import PdfReader

    page = visit(viewport=PHONE)  # where the contents are closed on screen
    pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    written = "\n".join(sheet.extract_text() for sheet in pages)
    assert [id for id in texts(page) if id not in written] == []
    assert "Naar de eisen" not in written
    assert "Zoek in de eisen" not in written
    assert "Versleuteling" in pages[1].extract_text()  # the contents
    assert {round(float(sheet.mediabox.width)) for sheet in pages} == {595, 842}  # A4, and A4 on its side for the register
    page.emulate_media(media="print")
    expect(
        page.locator("input:visible, select:visible, button:visible, summary:visible, .skip:visible, [role=status]:visible")
    ).to_have_count(0)


def test_a_selection_on_paper_says_that_it_is_one(visit: Visit) -> None:
    page = visit()
    page.fill("#search", "wachtwoord")
    expect(page.get_by_role("status")).to_contain_text(" van ")
    page.emulate_media(media="print")
    expect(page.get_by_role("status")).to_be_visible()


# ── Safe ──


def test_hostile_texts_are_shown_as_they_are_and_do_nothing(visit: Visit) -> None:
    page = visit("hostile.html")
    everything = " ".join(HOSTILE)
    expect(page.get_by_role("heading", level=1)).to_have_text(everything)
    assert page.title() == f"{everything} – Programma van eisen informatiebeveiliging en privacy"
    for place in (".organisation", "#guide h3 + p", "#weighing tbody tr:first-child td:last-child", ".statement"):
        assert everything in str(page.locator(place).first.text_content()), place
    for place in ("h3 span", ".chapter h2", "#theme option:last-child", "#register td"):
        assert page.locator(place).first.text_content() == TITLE
    for element in page.locator("main *").all()[:400]:
        assert not [name for name in element.evaluate("e => e.getAttributeNames()") if name.startswith("on")]
    assert page.locator("script").count() == page.locator("style").count() == 1
    assert page.locator("img, svg, textarea").count() == 0
    page.mouse.move(300, 200)
    page.fill("#search", "<script>")
    assert shown(page) == ["NET-01"]
    assert page.evaluate("window.ran") is None


def test_even_markup_that_got_in_could_not_run_or_fetch(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    page = context.new_page()
    refused = list[str]()
    page.on("console", lambda message: refused.append(message.text))
    page.goto(site.address("nl.html"))
    site.asked.clear()
    page.evaluate(
        """() => {
          document.body.insertAdjacentHTML('beforeend', '<img src="/x.png" onerror="window.ran=1"><iframe src="/y"></iframe><a id="go" href="javascript:window.ran=1">x</a>');
          const script = document.createElement('script');
          script.textContent = 'window.ran=1';
          document.body.append(script);
          document.getElementById('go').click();
        }"""
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    assert site.asked == []
    assert len([text for text in refused if "Content Security Policy" in text]) >= 4
    context.close()
