"""Makes docs/images/init.png: `python docs/screens.py`. Drives `pve init` in tmux, and draws what stands on its screen.

Needs tmux, Chromium, and the packages that the tests need.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
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


def screen() -> str:
    """What stands on the screen of a person who answers these questions, with its escape sequences."""
    pve = shutil.which("pve", path=str(Path(sys.executable).parent)) or "pve"
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: value for name, value in os.environ.items() if name not in {"CI", "NO_COLOR"}}
        start = ["tmux", "-L", f"pve-screens-{os.getpid()}", "-f", "/dev/null", "new-session", "-d", "-x", str(WIDTH), "-y", str(HEIGHT)]
        subprocess.run([*start, "-c", folder, pve, "init"], check=True, env=environment)
        try:
            for prompt, answer in ANSWERS:
                wait_for(prompt)
                tmux("send-keys", "-l", answer)
                tmux("send-keys", "Enter")
            wait_for(STOP_AT)
            return tmux("capture-pane", "-e", "-p")
        finally:
            tmux("kill-server")


def draw(content: str, picture: Path) -> None:
    """The screen as a picture, through the SVG that rich makes of it."""
    console = Console(record=True, width=WIDTH, file=StringIO())
    console.print(Text.from_ansi(content.rstrip("\n")))
    svg = console.export_svg(title="pve init", theme=DEFAULT_TERMINAL_THEME)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page(device_scale_factor=1.5)
        page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block; width: 900px }}</style>{svg}")
        page.locator("svg").screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    draw(screen(), HERE / "images" / "init.png")
