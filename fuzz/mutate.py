"""Changes a package as text so that it mostly stays XML: what changes is the tree, not the letters.

A fuzzer that flips bytes spends its time before the parser; what readers of Office files must stand comes after it.
"""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Callable
from copy import deepcopy

from lxml import etree
from targets import joined, sections

_NASTY = (
    "", "0", "-1", "1", "2", "999999999999", "1e9", "NaN", "\u202eabc", "\u200b", "Voldoet", "Akkoord", "EIS-01", "ZZ-99", "pve:EIS-01:answer",
    "pve_EIS_01_answer", "EIS-01=meets", "Antwoord EIS-01", "{{ tender.title }}", "{{r requirement.answer_field }}", "{%p for x in terms %}",
    "{%p endfor %}", "{%tr if true %}", "{%tr endif %}", "{%tc", "%}", "{{", "}}", "{#", "#}", "{{ loop.index }}", "{{ terms|join }}",
    "{% if x is", "A1:XFD1048576", "XFD1048576", "A5", "_x0041_", "_x000D_", "s", "str", "inlineStr", "b", "e", "d", "=1+1", "#REF!", "true", "\n", " ", "\ue000", "x" * 5000,
)  # fmt: skip


def mutated(data: bytes, size: int, seed: int, otherwise: Callable[[bytes, int], bytes]) -> bytes:
    """`data` with one to four changes in the tree of one of its parts; or, one time in six, with letters changed by `otherwise`."""
    chance = random.Random(seed)
    parts = sections(data)
    if not parts or chance.random() < 1 / 6:
        return otherwise(data, size)
    # The first part is the one that matters most.
    name = next(iter(parts)) if chance.random() < 0.6 else chance.choice(list(parts))
    try:
        root = etree.fromstring(parts[name], etree.XMLParser(resolve_entities=False, huge_tree=False))
    except (etree.XMLSyntaxError, ValueError):
        return otherwise(data, size)
    nodes = [node for node in root.iter() if isinstance(node.tag, str)]
    for _ in range(chance.randint(1, 4)):
        with contextlib.suppress(ValueError):  # a name that the parser took and lxml does not make
            _change(root, nodes, chance)
    new = joined({**parts, name: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)})
    return new if len(new) <= size else data


def mutated_json(data: bytes, size: int, seed: int, otherwise: Callable[[bytes, int], bytes]) -> bytes:
    """`data` with one value changed, copied or removed; or, one time in six, with letters changed by `otherwise`."""
    chance = random.Random(seed)
    if chance.random() < 1 / 6:
        return otherwise(data, size)
    try:
        root = json.loads(data)
    except (ValueError, RecursionError):
        return otherwise(data, size)
    node = root
    while isinstance(node, dict | list) and node:
        key = chance.choice(list(node)) if isinstance(node, dict) else chance.randrange(len(node))
        if chance.random() < 0.3 or not isinstance(node[key], dict | list) or not node[key]:
            what = chance.randrange(4)
            if what == 0:
                del node[key]
            elif what == 1 and isinstance(node, list):
                node.append(node[key])
            else:
                node[key] = chance.choice([*_NASTY, None, True, -1, 10**20, 0.5, [], {}, [node[key]], {"id": node[key]}])
            break
        node = node[key]
    new = json.dumps(root, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    return new if len(new) <= size else data


def _change(root: etree._Element, nodes: list[etree._Element], chance: random.Random) -> None:
    one, other = chance.choice(nodes), chance.choice(nodes)
    parent = one.getparent()
    what = chance.randrange(9)
    if what == 0 and parent is not None:
        parent.remove(one)
    elif what == 1 and parent is not None:
        parent.insert(parent.index(one), _copied(one))
    elif what == 2 and one not in other.iterancestors() and one is not other and parent is not None:
        other.insert(chance.randint(0, len(other)), one)
    elif what == 3 and other not in list(one.iter()):
        one.append(_copied(other))
    elif what == 4 and one.attrib:
        one.set(chance.choice(list(one.attrib)), chance.choice(_NASTY))
    elif what == 5 and one.attrib:
        del one.attrib[chance.choice(list(one.attrib))]
    elif what == 6:
        one.tag = other.tag
    elif what == 7:
        one.text = _text(one.text or "", chance)
    elif parent is not None:
        around = etree.Element(other.tag)
        parent.replace(one, around)
        around.append(one)


def _copied(node: etree._Element) -> etree._Element:
    copied = deepcopy(node)  # not written and read again: what it was changed into before need not be XML that can be read
    copied.tail = None
    return copied


def _text(text: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    nasty = chance.choice(_NASTY)
    return chance.choice([nasty, text[:at] + nasty + text[at:], text[:at], text * 2])
