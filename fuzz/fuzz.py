"""Fuzzes, guided by coverage (atheris): `python fuzz/fuzz.py --minutes 10 yaml response`, or all targets without names.

Ends with 1 where an input makes one fail, and says how to look at it. Needs `pip install atheris` (Linux, macOS); the rest is in the
environment that `tests/run.py` makes.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAMES = ("yaml", "word_template", "template_check", "text_template", "response", "verify", "package", "lock")
_LAST = re.compile(r"#(\d+).*?cov: (\d+) ft: (\d+) corp: (\d+)/\S+")
_INSIDE = "--inside"  # the process that fuzzes
_SECONDS = 20  # for one input, while every line is counted
_MEGABYTES = 1500  # of the whole process, which keeps what it tried


def main() -> int:
    """Every target one after the other, each in a process of its own; or, with `--input FILE`, one input."""
    if sys.argv[1:2] == [_INSIDE]:
        _fuzz(sys.argv[2], sys.argv[3:])
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("targets", nargs="*", default=NAMES, help=", ".join(NAMES))
    words.add_argument("--minutes", type=float, default=5, help="for each target")
    words.add_argument("--corpus", type=Path, default=Path(tempfile.gettempdir()) / "pve-fuzz", help="where inputs are kept between runs")
    words.add_argument("--input", type=Path, help="only try this file")
    said = words.parse_args()
    if unknown := set(said.targets) - set(NAMES):
        words.error(f"{', '.join(sorted(unknown))}: no such target; there are {', '.join(NAMES)}")
    if said.input:
        sys.path.insert(0, str(HERE))
        from targets import TARGETS

        for name in said.targets:
            TARGETS[name](said.input.read_bytes())
        return 0
    return max(_run(name, said.minutes, said.corpus) for name in said.targets)


def _run(name: str, minutes: float, corpus: Path) -> int:
    sys.path.insert(0, str(HERE))
    from targets import seeds_of

    kept, crashes = corpus / name, corpus / "crashes"
    kept.mkdir(parents=True, exist_ok=True)
    crashes.mkdir(exist_ok=True)
    for seed in seeds_of(name):
        (kept / f"seed-{seed.name}").write_bytes(seed.read_bytes())
    options = [
        f"-max_total_time={int(minutes * 60)}",
        f"-timeout={_SECONDS}",
        f"-rss_limit_mb={_MEGABYTES}",
        "-max_len=120000",
        "-len_control=0",
    ]
    options += [f"-dict={HERE / 'words.dict'}", f"-artifact_prefix={crashes / name}-", "-print_final_stats=1", str(kept)]
    command = [sys.executable, str(HERE / "fuzz.py"), _INSIDE, name, *options]
    log = corpus / f"{name}.log"
    with log.open("w", encoding="utf-8") as file:
        done = subprocess.run(command, stderr=file, stdout=file, check=False)
    lines = log.read_text("utf-8", "replace")
    last = _LAST.findall(lines)
    told = "{} inputs, {} edges and {} features covered, {} inputs kept".format(*last[-1]) if last else "nothing was run"
    sys.stdout.write(f"{name}: {told}, {minutes:g} minutes\n")
    if done.returncode:
        sys.stdout.write(f"{name}: FAILED, see {log}; try it again with: python fuzz/fuzz.py {name} --input {crashes}/{name}-…\n")
    sys.stdout.flush()
    return int(done.returncode != 0)


def _fuzz(name: str, options: list[str]) -> None:
    """Does not return: libFuzzer ends the process."""
    import importlib
    import pkgutil

    import atheris

    import pve_gen

    sys.path.insert(0, str(HERE))
    with atheris.instrument_imports(include=["pve_gen"]):
        import targets

        for module in pkgutil.walk_packages(pve_gen.__path__, "pve_gen."):  # many are imported only where they are needed
            if not module.name.startswith(("pve_gen.cli", "pve_gen.__main__")):
                importlib.import_module(module.name)
    import mutate

    targets.with_small_budget()

    mutated = mutate.mutated if name in targets.IN_SECTIONS else mutate.mutated_json

    def change(data: bytes, size: int, seed: int) -> bytes:
        return mutated(data, size, seed, lambda old, most: bytes(atheris.Mutate(old, most)))

    more = {"custom_mutator": change} if name in (*targets.IN_SECTIONS, "lock") else {}
    atheris.Setup([sys.argv[0], *options], targets.TARGETS[name], **more)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
