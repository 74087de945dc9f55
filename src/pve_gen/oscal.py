"""What every OSCAL document of ours is made of: identifiers, properties, markup on one line, and its metadata.

OSCAL is the Open Security Controls Assessment Language of NIST (pages.nist.gov/OSCAL). What has no place of its own in it
stands in properties and parts of our namespace.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pve_gen import __version__

VERSION = "1.2.1"
"""The version of OSCAL that documents name; 1.2.2 changed nothing in the three models that we write."""

NAMESPACE = "https://pve.example/ns/oscal"
"""Of properties and parts that OSCAL itself does not know."""

_ROOT = uuid.uuid5(uuid.NAMESPACE_URL, NAMESPACE)
_NO_TOKEN = re.compile(r"[^\w.-]+")

Json = dict[str, Any]


def identify(*names: str) -> str:
    """The UUID of what these names stand for: always the same (RFC 9562, version 5)."""
    return str(uuid.uuid5(_ROOT, json.dumps(names, ensure_ascii=False)))


def token(text: str) -> str:
    """A text as a token: letters, digits, `.`, `_` and `-`, beginning with a letter."""
    made = _NO_TOKEN.sub("-", text).strip("-.")
    return made if made and (made[0].isalpha() or made[0] == "_") else f"_{made}"


def line(text: str) -> str:
    """A text on one line, as titles and properties hold it."""
    return " ".join(text.split())


def prop(name: str, value: object, **more: str) -> Json:
    """A property that OSCAL knows, such as `label`; `own` makes one of ours. A `class_` is its class."""
    return {"name": name, **{key.rstrip("_"): text for key, text in more.items()}, "value": line(str(value))}


def own(name: str, value: object, **more: str) -> Json:
    """A property of our namespace."""
    return prop(name, value, ns=NAMESPACE, **more)


def moment(created: datetime) -> str:
    """A moment as OSCAL writes it."""
    return created.strftime("%Y-%m-%dT%H:%M:%SZ")


def present(**fields: Any) -> Json:
    """The fields that say something, `_` in their names written as `-`: OSCAL knows no empty text or list."""
    return {name.rstrip("_").replace("_", "-"): value for name, value in fields.items() if value not in ("", [], {}, None)}


def metadata(title: str, version: str, created: datetime, *, props: Iterable[Json] = (), **more: Any) -> Json:
    """The head of a document."""
    return present(
        title=line(title),
        last_modified=moment(created),
        version=line(version) or "0",
        oscal_version=VERSION,
        props=[*props, own("made-by", f"pve {__version__}")],
        **more,
    )


def document(kind: str, body: Mapping[str, Any]) -> Json:
    """A document of a kind (`catalog`, `profile` …), with a UUID of its own that follows from all that it says."""
    said = json.dumps(body, ensure_ascii=False, sort_keys=True)
    return {kind: {"uuid": identify(kind, hashlib.sha256(said.encode()).hexdigest()), **body}}
