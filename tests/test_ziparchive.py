"""Packages from strangers: limits that are counted, not believed."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile
import zlib
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pve_gen import ziparchive
from pve_gen.ziparchive import ArchiveError, content_of, deflated, pack, read_parts


def package(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(ArchiveError) as error:
        read_parts(data)
    return str(error.value)


def lying_about_size(data: bytes, size: int) -> bytes:
    """The same package, whose headers name another unpacked size."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = changed.find(signature)
        changed[at + offset : at + offset + 4] = struct.pack("<I", size)
    return bytes(changed)


def test_the_parts_come_out_as_they_went_in() -> None:
    assert read_parts(package(("a.xml", b"x"), ("b/c.xml", b"y" * 5000))) == {"a.xml": b"x", "b/c.xml": b"y" * 5000}


def test_an_honest_part_may_be_pressed_a_hundred_times_smaller() -> None:
    content = b"".join(b"<w:p>regel %d</w:p>" % (number % 700) for number in range(100_000))
    assert read_parts(package(("a.xml", content)))["a.xml"] == content


REFUSED = {
    "a bomb": (package(("a.xml", b"\0" * 30_000_000)), "holds a part that unpacks to more than it should: 'a.xml'"),
    "a large part": (
        package(("a.xml", bytes(range(256)) * 160_000), method=zipfile.ZIP_STORED),
        "holds a part that unpacks to more than it should: 'a.xml'",
    ),
    "a bomb that lies": (
        lying_about_size(package(("a.xml", b"\0" * 30_000_000)), 10),
        "is damaged or protected with a password (BadZipFile)",
    ),
    "a way out": (package(("../../etc/passwd", b"x")), "holds a part with an unsafe name: '../../etc/passwd'"),
    "an absolute name": (package(("/etc/passwd", b"x")), "holds a part with an unsafe name: '/etc/passwd'"),
    "a drive": (package(("C:x", b"x")), "holds a part with an unsafe name: 'C:x'"),
    "names that differ in case": (package(("a.xml", b"x"), ("A.XML", b"y")), "holds the part 'A.XML' twice"),
    "too many parts": (package(*((f"{number}.xml", b"") for number in range(2001))), "holds more than 2000 parts"),
    "not a zip": (b"hello", "is damaged or protected with a password (BadZipFile)"),
    "nothing": (b"", "is damaged or protected with a password (BadZipFile)"),
}


@pytest.mark.parametrize(("data", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_to_be_trusted_is_refused_in_one_sentence(data: bytes, message: str) -> None:
    assert refusal(data) == message


def test_the_same_part_twice_is_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = package(("a.xml", b"x"), ("a.xml", b"y"))
    assert refusal(data) == "holds the part 'a.xml' twice"


def test_parts_that_share_their_bytes_are_refused() -> None:
    data = bytearray(package(("a.xml", b"x" * 100), ("b.xml", b"y" * 100)))
    second = data.rfind(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<I", 0)  # the second entry points at the first one's bytes
    assert refusal(bytes(data)) == "holds parts that overlap"


def test_a_part_with_a_password_is_refused() -> None:
    data = bytearray(package(("a.xml", b"x")))
    data[data.find(b"PK\x01\x02") + 8] |= 1
    data[data.find(b"PK\x03\x04") + 6] |= 1
    assert refusal(bytes(data)) == "is damaged or protected with a password (RuntimeError)"


def test_all_parts_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ziparchive, "MAX_TOTAL", 1000)
    assert refusal(package(("a.xml", b"x" * 600), ("b.xml", b"y" * 600))) == "holds a part that unpacks to more than it should: 'b.xml'"


@given(st.data())
def test_a_damaged_package_gives_parts_or_one_sentence(data: st.DataObject) -> None:
    broken = bytearray(package(("a.xml", b"x" * 300), ("b.xml", b"<y/>")))
    for _ in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ArchiveError):
        assert isinstance(read_parts(bytes(broken[: data.draw(st.integers(0, len(broken)))])), dict)


CREATED = datetime(2026, 11, 26, 13, 45, 31, tzinfo=UTC)
PARTS = {"word/één.xml": b"<a/>" * 5_000, "[Content_Types].xml": b"<Types/>", "_rels/.rels": b"<Relationships/>", "leeg": b""}


@given(st.lists(st.lists(st.binary(max_size=60), max_size=3), max_size=4))
def test_a_part_that_was_deflated_in_pieces_is_what_these_are_together(pieces: list[list[bytes]]) -> None:
    packed = pack({**PARTS, "word/document.xml": [deflated(some) for some in pieces]}, CREATED)
    assert read_parts(packed)["word/document.xml"] == b"".join(b"".join(some) for some in pieces)
    assert zipfile.ZipFile(io.BytesIO(packed)).testzip() is None


def test_a_large_part_in_pieces_has_the_right_crc() -> None:
    texts = ["".join(f"<w:p>Eis {number}: één § ‘logboek’</w:p>" for number in range(some)).encode() for some in (1, 20_000, 300)]
    packed = pack({**PARTS, "word/document.xml": [deflated([text]) for text in texts]}, CREATED)
    assert zlib.crc32(b"".join(texts)) == zipfile.ZipFile(io.BytesIO(packed)).getinfo("word/document.xml").CRC
    assert read_parts(packed)["word/document.xml"] == b"".join(texts)


def test_a_package_is_what_python_reads_in_it() -> None:
    package = zipfile.ZipFile(io.BytesIO(pack(PARTS, CREATED)))
    assert package.namelist() == ["[Content_Types].xml", "_rels/.rels", "leeg", "word/één.xml"]
    assert {name: package.read(name) for name in package.namelist()} == PARTS
    assert {(entry.date_time, entry.create_system, entry.external_attr >> 16, entry.compress_type) for entry in package.infolist()} == {
        ((2026, 11, 26, 13, 45, 30), 3, 0o644, zipfile.ZIP_DEFLATED)
    }


def test_a_package_tells_the_hash_of_what_is_in_it_however_it_is_packed() -> None:
    early, late = (pack(PARTS, datetime(year, 1, 1, tzinfo=UTC)) for year in (2025, 2026))
    assert early != late
    told = "".join(
        f"{name}\0{len(PARTS[name])}\0{zlib.crc32(PARTS[name]):08x}\n"
        for name in ("[Content_Types].xml", "_rels/.rels", "leeg", "word/één.xml")
    )
    assert content_of(early) == content_of(late) == sha256(told.encode()).hexdigest()
