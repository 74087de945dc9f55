"""What every Office file is held to before anything in it is believed, and the properties that are put in it."""

from __future__ import annotations

import pytest

import wordfile
from pve_gen.officefile import OfficeError, custom_properties, read_office, with_custom_properties
from wordfile import para

RELATIONS, TYPES = "_rels/.rels", "[Content_Types].xml"


def refusal(part: str, content: str) -> str:
    with pytest.raises(OfficeError) as error:
        read_office(wordfile.docx(para("x"), parts={part: content}), "docx")
    return str(error.value)


def test_a_package_whose_lists_are_something_else_is_refused() -> None:
    assert refusal(RELATIONS, "<Relationship/>") == "_rels/.rels: is damaged: it holds no Relationships (save it again)"
    assert refusal(TYPES, "<Types/>") == "[Content_Types].xml: is damaged: it holds no Types (save it again)"
    empty = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    assert refusal(TYPES, empty) == "[Content_Types].xml: is damaged: it holds no Types (save it again)"


def test_properties_are_put_in_whatever_prefix_a_program_gives_its_lists() -> None:
    plain = read_office(wordfile.docx(para("x")), "docx")
    for prefixed in (False, True):
        parts = dict(plain)
        if prefixed:
            for name, root in ((RELATIONS, "Relationships"), (TYPES, "Types")):
                text = parts[name].decode().replace("<", "<p:").replace("<p:/", "</p:").replace("<p:?", "<?").replace("xmlns=", "xmlns:p=")
                assert f"</p:{root}>" in text
                parts[name] = text.encode()
        with_more = with_custom_properties(parts, {"pve-document": "1111"})
        again = read_office(wordfile.docx(parts=with_more), "docx")
        assert custom_properties(again) == {"pve-document": "1111"}
        assert again[RELATIONS].count(b"custom-properties") == again[TYPES].count(b"custom-properties") == 1
