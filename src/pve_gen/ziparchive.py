"""Zip packages: reads one from a stranger, within limits that are counted, not believed; writes one that is always the same bytes."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from pve_gen.values import Struct

MAX_FILE = 50_000_000
MAX_PARTS = 2_000
MAX_PART = 40_000_000
"""Bytes of a part that is read as a whole."""
MAX_TOTAL = 100_000_000
MAX_RATIO = 200  # honest answer files reach 81
_PIECE = 1 << 17
_GRACE = 1_000_000  # below this many bytes a ratio says nothing
_LOCAL_HEADER = 30
_DIRECTORY_ENTRY = b"PK\x01\x02"
_LEVEL = 3  # of 9: half the work of the usual 6, for a file that is a fifth larger
_ATTRIBUTES = 0o644 << 16  # of every entry in a package of ours
_LOCAL_ENTRY, _DIRECTORY_END = b"PK\x03\x04", b"PK\x05\x06"
_VERSION, _UNIX, _UTF_8 = 20, 3, 1 << 11
_END = b"\x03\0"  # of what is deflated: a last block, with nothing in it
_ALL_ONES = 0xFFFFFFFF
_ZEROS = memoryview(bytes(1 << 16))
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # all that Office writes; zipfile unpacks others without a limit


class ArchiveError(ValueError):
    """The package is damaged, or not what it says; one plain sentence."""


class Package:
    """A package from a stranger: the names of its parts, and each part as often as it is asked for; nothing is kept unpacked.

    All of it raises ArchiveError where the package is not to be trusted.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) > MAX_FILE:
            raise ArchiveError(f"is larger than {MAX_FILE // 1_000_000} MB")
        if data.count(_DIRECTORY_ENTRY) > MAX_PARTS:  # before zipfile makes an object of each
            raise ArchiveError(f"holds more than {MAX_PARTS} parts")
        with _told():
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            _refuse_odd_names(self._zip.infolist())
            self._entries = {entry.filename: entry for entry in self._zip.infolist() if not entry.is_dir()}
            _refuse_overlap(list(self._entries.values()), data, self._zip.start_dir)
        self.sizes: dict[str, int] = {}
        """Name → bytes of each part that was unpacked to its end."""
        self._total = 0

    @property
    def names(self) -> Iterable[str]:
        """Those of all parts, in the order of the package."""
        return self._entries

    def pieces(self, name: str, most: int = MAX_PART) -> Iterator[bytes]:
        """A part of at most so many bytes, counted while it unpacks, since sizes in headers may lie; all parts together have a limit too."""
        entry = self._entries[name]
        limit = min(most, MAX_TOTAL - self._total + self.sizes.get(name, 0))
        if entry.compress_size:
            limit = min(limit, max(_GRACE, entry.compress_size * MAX_RATIO))
        size = 0
        with _told(), self._zip.open(entry) as part:
            while piece := part.read(min(_PIECE, limit + 1 - size)):
                size += len(piece)
                if size > limit:
                    raise ArchiveError(f"holds a part that unpacks to more than it should: {name[:60]!r}")
                yield piece
        if name not in self.sizes:
            self.sizes[name] = size
            self._total += size


def read_parts(data: bytes) -> dict[str, bytes]:
    """Name → content of every part, in the order of the package; ArchiveError where it is not to be trusted."""
    package = Package(data)
    return {name: b"".join(package.pieces(name)) for name in package.names}


@contextmanager
def _told() -> Iterator[None]:
    """All that zipfile raises for a damaged file as one sentence: RuntimeError is a password, NotImplementedError a method."""
    try:
        yield
    except ArchiveError:
        raise
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as problem:
        raise ArchiveError(f"is damaged or protected with a password ({type(problem).__name__})") from None


def _refuse_odd_names(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        if not name:  # for which zipfile itself has no answer
            raise ArchiveError("holds a part without a name")
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
            raise ArchiveError(f"holds a part with an unsafe name: {name[:60]!r}")
        if entry.compress_type not in _METHODS:
            raise ArchiveError(f"holds a part that is packed in a way Office does not use: {name[:60]!r}")
        if name.casefold() in seen:  # which of the two a program shows differs from program to program
            raise ArchiveError(f"holds the part {name[:60]!r} twice")
        seen.add(name.casefold())


def _refuse_overlap(entries: list[zipfile.ZipInfo], data: bytes, size: int) -> None:
    """Entries that share their bytes make a bomb of a small file (CVE-2024-0450)."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise ArchiveError("holds parts that overlap")
        lengths = data[entry.header_offset + _LOCAL_HEADER - 4 : entry.header_offset + _LOCAL_HEADER]
        end = entry.header_offset + _LOCAL_HEADER + sum(struct.unpack("<HH", lengths)) + entry.compress_size
    if end > size:
        raise ArchiveError("holds parts that overlap")


class Deflated(Struct, frozen=True):
    """A piece of a part of a package of ours, deflated: pieces after each other are a part."""

    size: int
    crc: int
    packed: bytes


def deflated(pieces: Iterable[bytes]) -> Deflated:
    """What the pieces make together; none of them is kept."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed, size, crc = io.BytesIO(), 0, 0
    for piece in pieces:
        size, crc = size + len(piece), zlib.crc32(piece, crc)
        packed.write(packer.compress(piece))
    packed.write(packer.flush(zlib.Z_SYNC_FLUSH))  # up to a whole byte, and not the end
    return Deflated(size, crc, packed.getvalue())


def pack(parts: Mapping[str, bytes | Sequence[Deflated]], created: datetime) -> bytes:
    """The package: always the same bytes for the same parts (order, times and attributes are fixed).

    Written here, since zipfile knows no parts that were deflated before: a document is, while it is rendered, so that it need not be in
    memory as a whole. The form is that of APPNOTE.TXT 4.3 (PKWARE), without what only larger packages need.
    """
    first = ["[Content_Types].xml", "_rels/.rels"]
    moment = min(max(created.astimezone(UTC), datetime(1980, 1, 1, tzinfo=UTC)), datetime(2107, 12, 31, tzinfo=UTC))
    day = (moment.year - 1980) << 9 | moment.month << 5 | moment.day  # zip knows no time before or after
    time = moment.hour << 11 | moment.minute << 5 | moment.second // 2
    names = [*first, *sorted(set(parts) - set(first))]
    package: list[bytes] = []
    directory: list[bytes] = []
    start = 0
    for name in names:
        part = parts[name]
        pieces = [deflated([part])] if isinstance(part, bytes) else part
        size, packed = sum(piece.size for piece in pieces), sum(len(piece.packed) for piece in pieces) + len(_END)
        written = name.encode()
        told = (0 if name.isascii() else _UTF_8, zipfile.ZIP_DEFLATED, time, day, _crc(pieces), packed, size, len(written), 0)
        directory += [
            struct.pack("<4s2B5H3L5H2L", _DIRECTORY_ENTRY, _VERSION, _UNIX, _VERSION, *told, 0, 0, 0, _ATTRIBUTES, start),
            written,
        ]
        header = struct.pack("<4s5H3L2H", _LOCAL_ENTRY, _VERSION, *told)
        package += [header, written, *(piece.packed for piece in pieces), _END]
        start += len(header) + len(written) + packed
    end = struct.pack("<4s4H2LH", _DIRECTORY_END, 0, 0, len(names), len(names), sum(map(len, directory)), start, 0)
    return b"".join([*package, *directory, end])


def content_of(package: bytes) -> str:
    """A SHA-256, in hex, over what `unzip -v` tells of the parts of a package of ours: the same where another zlib packs them otherwise."""
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        told = "".join(f"{part.filename}\0{part.file_size}\0{part.CRC:08x}\n" for part in parts.infolist())
    return hashlib.sha256(told.encode()).hexdigest()


def _crc(pieces: Sequence[Deflated]) -> int:
    """The CRC-32 of all that the pieces make together; Python 3.15 has `zlib.crc32_combine` for that.

    A CRC is linear: as many zeros as a piece is long say what becomes of the CRC of what stands before it.
    """
    crc = 0
    for piece in pieces:
        if crc:
            crc ^= _ALL_ONES  # which crc32 does itself, before and after
            for begin in range(0, piece.size, len(_ZEROS)):
                crc = zlib.crc32(_ZEROS[: piece.size - begin], crc)
            crc ^= _ALL_ONES
        crc ^= piece.crc
    return crc
