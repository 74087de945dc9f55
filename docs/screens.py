"""Makes the pictures of terminals in docs/images: `python docs/screens.py`, or with names, `python docs/screens.py check diff`.

Runs `pve` in tmux as a person would, and draws what stands on the screen. Colours, lines and words are those of the program itself.

Needs tmux, Chromium, and the packages that the tests need.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from rich.text import Text

HERE = Path(__file__).parent
WIDTH, HEIGHT = 96, 46
ANSWERS = (
    ("Naam:", "Zaaksysteem met inwonersportaal"),
    ("Omschrijving:", "Medewerkers behandelen er zaken in; inwoners volgen die in een portaal."),
    ("Organisatie:", "Gemeente Voorbeeldstad"),
    ("Kenmerk:", "VBS-2026-0142"),
    ("Persoonsgegevens [", "4"),
    ("Motivering:", "Zaken over jeugdhulp bevatten gegevens over gezondheid."),
    ("Burgerservicenummer [", "j"),
    ("Vertrouwelijkheid [", "3"),
    ("Motivering:", "Wie dit onbevoegd inziet, kan gezinnen blijvend schaden."),
)
STOP_AT = "Integriteit ["
"""What is on the screen when the picture is taken."""

BIDS = "examples/zaaksysteem/inschrijvingen"
LOCK = "verstuurd/programma-van-eisen-vbs-2026-0142.lock.json"
SHOWN: dict[str, tuple[str, int, str]] = {
    "check": ("", 13, "pve check --catalog catalog"),
    "assess": (BIDS, 20, "pve assess zorgvuldig.docx"),
    "compare": (BIDS, 28, "pve compare zorgvuldig.docx slordig.xlsx"),
    "diff": ("examples/zaaksysteem", 16, f"pve diff {LOCK} tender.yaml"),
}
"""Picture → the folder, how many lines it shows from the top, and the command that is typed."""


def tmux(*words: str) -> str:
    """A command to the tmux server of this script."""
    return subprocess.run(["tmux", "-L", f"pve-screens-{os.getpid()}", *words], check=True, capture_output=True, text=True).stdout


def wait_for(prompt: str) -> None:
    """Until the last line on the screen is this question."""
    for _ in range(200):
        lines = [line for line in tmux("capture-pane", "-p").splitlines() if line.strip()]
        if lines and lines[-1].strip().startswith(prompt):
            return
        time.sleep(0.05)
    raise SystemExit(f"pve init did not ask «{prompt}»:\n{tmux('capture-pane', '-p')}")


@contextmanager
def terminal(folder: Path, height: int, *command: str) -> Iterator[None]:
    """A terminal that runs this command in that folder; a person's, so without what a pipeline says in its environment."""
    environment = {name: value for name, value in os.environ.items() if name not in {"CI", "NO_COLOR"}}
    start = ["tmux", "-L", f"pve-screens-{os.getpid()}", "-f", "/dev/null", "new-session", "-d", "-x", str(WIDTH), "-y", str(height)]
    subprocess.run([*start, "-c", str(folder), *command], check=True, env=environment)
    try:
        yield
    finally:
        tmux("kill-server")


def shown(name: str) -> str:
    """The screen of a person who types the command of that picture, in a copy of what it is about."""
    where, lines, command = SHOWN[name]
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        shutil.copytree(HERE.parent / "catalog", folder / "catalog")
        shutil.copytree(HERE.parent / "examples", folder / "examples")
        prepare(name, folder)
        path = f"PATH={Path(sys.executable).parent}:$PATH"
        with terminal(folder / where, 100, "sh", "-c", f"{path}; printf '$ %s\\n' '{command}'; {command}; printf '\\n‹einde›'; sleep 60"):
            for _ in range(1200):
                seen = tmux("capture-pane", "-e", "-p")
                if "‹einde›" in seen:
                    return "\n".join(seen.partition("‹einde›")[0].rstrip().splitlines()[:lines])
                time.sleep(0.1)
    raise SystemExit(f"{command}: did not end")


def prepare(name: str, folder: Path) -> None:
    """What the picture is about: a requirement made vague, a programme that was sent and then changed."""
    if name == "check":
        change(
            folder / "catalog/requirements/incidents/INC-01.yaml",
            "uitsluiten, binnen {meldtermijn} nadat",
            "uitsluiten, zo spoedig mogelijk nadat",
        )
    if name == "diff":
        tender = "examples/zaaksysteem/tender.yaml"
        pve = [sys.executable, "-m", "pve_gen"]
        subprocess.run(
            [*pve, "generate", tender, "--no-page-numbers", "-q", "--out", "examples/zaaksysteem/verstuurd"], cwd=folder, check=True
        )
        change(folder / tender, 'bewaartermijn: "18 maanden"', 'bewaartermijn: "24 maanden"')
        change(folder / tender, "meldtermijn: {value: 8 uur", "meldtermijn: {value: 24 uur")


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    if text.count(old) != 1:
        raise SystemExit(f"{file}: «{old}» stands there {text.count(old)} times")
    file.write_text(text.replace(old, new), "utf-8")


def screen() -> str:
    """What stands on the screen of a person who answers these questions, with its escape sequences."""
    pve = shutil.which("pve", path=str(Path(sys.executable).parent)) or "pve"
    with tempfile.TemporaryDirectory() as folder, terminal(Path(folder), HEIGHT, pve, "init"):
        for prompt, answer in ANSWERS:
            wait_for(prompt)
            tmux("send-keys", "-l", answer)
            tmux("send-keys", "Enter")
        wait_for(STOP_AT)
        return tmux("capture-pane", "-e", "-p")


def draw(content: str, title: str, picture: Path) -> None:
    """The screen as a picture, through the SVG that rich makes of it."""
    console = Console(record=True, width=WIDTH, file=StringIO())
    console.print(Text.from_ansi(content.rstrip("\n")))
    svg = console.export_svg(title=title, theme=DEFAULT_TERMINAL_THEME)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page(device_scale_factor=1.5)
        page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block; width: 900px }}</style>{svg}")
        page.locator("svg").screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    for name in sys.argv[1:] or ["init", *SHOWN]:
        draw(screen() if name == "init" else shown(name), f"pve {name}", HERE / "images" / f"{name}.png")
