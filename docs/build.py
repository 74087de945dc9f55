"""Writes the pages that follow from the code: one for each rule of `pve check`, and their list.

`python docs/build.py` writes them in docs/; with a folder, there. A test says when they are stale.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pve_gen.rules import contents, page, read_rules


def build(folder: Path) -> None:
    """Write the pages in `folder`/rules; a page that is left over is taken away."""
    rules = folder / "rules"
    rules.mkdir(parents=True, exist_ok=True)
    pages = {"README.md": contents()} | {f"{rule.id}.md": page(rule) for rule in read_rules().values()}
    for old in rules.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        (rules / name).write_text(text, "utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
