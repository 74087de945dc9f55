"""What `pve` does to read the answers in a Word file, and nothing else: no lock, no assessment, no report."""

import gc
import sys
from pathlib import Path

from pve_gen.readers.wordanswers import read_word_answers


def main(document: str, requirements: str) -> None:
    known = dict.fromkeys(Path(requirements).read_text("utf-8").split(), "requirement")
    response = read_word_answers(Path(document).read_bytes(), known)
    assert [one.answer for one in response.answers] == ["meets"] * len(known), response.findings[:3]


gc.set_threshold(2_000_000, 50, 100)  # as `pve` itself does
main(*sys.argv[1:])
gc.freeze()
