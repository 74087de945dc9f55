"""A project's own settings, so that nobody types them each time: `pve.toml`, or `[tool.pve]` in a pyproject.toml, searched upwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pve_gen.findings import PveError, did_you_mean
from pve_gen.incoming import read_at_most
from pve_gen.values import Struct

_LARGEST = 2_000_000
_LONGEST = 4_000  # of a path, on Linux
_KEYS = ("catalog", "overlay", "template")


class Config(Struct, frozen=True, kw_only=True):
    """Settings, with paths as they are from here; `file` is where they stand, None where there are none."""

    file: Path | None = None
    catalog: Path | None = None
    overlay: tuple[Path, ...] = ()
    template: tuple[Path, ...] = ()


def find_config(folder: Path) -> Config:
    """The settings nearest to `folder`, in it or above it; PveError where they are wrong."""
    for place in (folder.resolve(), *folder.resolve().parents):
        if (place / "pve.toml").is_file():
            return _config(place / "pve.toml", _read(place / "pve.toml"))
        if (place / "pyproject.toml").is_file():
            tools = _read(place / "pyproject.toml").get("tool")
            own = tools.get("pve") if isinstance(tools, dict) else None
            if own is not None:
                return _config(place / "pyproject.toml", own)
    return Config()


def _read(file: Path) -> dict[str, Any]:
    import tomllib  # few have settings

    try:
        data = read_at_most(file, _LARGEST)
        if len(data) > _LARGEST:
            raise PveError(f"{file}: is larger than {_LARGEST:,} bytes")
        return tomllib.loads(data.decode("utf-8"))
    except OSError as problem:
        raise PveError(f"{file}: cannot be read: {problem.strerror or problem}") from None
    except RecursionError:
        raise PveError(f"{file}: is nested too deep") from None
    except ValueError as problem:  # also for what is no UTF-8, and for a number of thousands of digits
        raise PveError(f"{file}: is not TOML: {problem}") from None


def _config(file: Path, values: Mapping[str, Any]) -> Config:
    if not isinstance(values, Mapping):
        raise PveError(f"{file}: the settings of pve must be names and values", 'write catalog = "…"')
    for name in values:
        if name not in _KEYS:
            raise PveError(f"{file}: `{name}` is not a setting", did_you_mean(name, _KEYS))
    paths = {name: tuple(_paths(file, name, values[name])) for name in values}
    if len(paths.get("catalog", ())) > 1:
        raise PveError(f"{file}: there is one catalog", "put the others under overlay")
    return Config(
        file=file,
        catalog=next(iter(paths.get("catalog", ())), None),
        overlay=paths.get("overlay", ()),
        template=paths.get("template", ()),
    )


def _paths(file: Path, name: str, value: object) -> Iterable[Path]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) and text for text in texts):
        raise PveError(f"{file}: `{name}` must be a path, or a list of paths", f'write {name} = "…"')
    if any(not text.isprintable() for text in texts):
        raise PveError(f"{file}: `{name}` holds an invisible character", "remove it")
    if any(len(text) > _LONGEST for text in texts):
        raise PveError(f"{file}: `{name}` is too long for a path")
    return (file.parent / text for text in texts)
