"""What our values are made of: classes as strict as frozen dataclasses, defined in a tenth of their time; lists of them that take no room."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, wraps
from typing import Generic, ParamSpec, TypeVar, overload

from msgspec import Struct, field
from msgspec.structs import asdict as as_dict
from msgspec.structs import replace

__all__ = ["Lazily", "Struct", "as_dict", "field", "keep_what_is_made", "kept", "replace"]

P = ParamSpec("P")
S = TypeVar("S")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
_KEPT = 1_024  # of a function

_keeps = False


def keep_what_is_made() -> None:
    """From now on, every function that is `kept` keeps what it made last: for a run with many tenders, which ask most alike."""
    global _keeps  # noqa: PLW0603 - one process, one run
    _keeps = True


def kept(function: Callable[P, T]) -> Callable[P, T]:
    """The same function of values that can be keys. A run with one tender makes each thing once, and would only keep it for nothing."""
    keeping = lru_cache(_KEPT)(function)

    @wraps(function)
    def made(*values: P.args, **named: P.kwargs) -> T:
        return keeping(*values, **named) if _keeps else function(*values, **named)  # type: ignore[arg-type]  # keys, says who decorates

    return made


class Lazily(Sequence[T_co], Generic[T_co]):
    """A list of values that are made of others, each when it is asked for, and not kept: all of them at once could be larger than memory likes."""

    __slots__ = ("_make", "_of")

    def __init__(self, make: Callable[[S], T_co], of: Sequence[S]) -> None:
        self._make, self._of = make, of

    def __len__(self) -> int:
        return len(self._of)

    def __iter__(self) -> Iterator[T_co]:
        return map(self._make, self._of)

    @overload
    def __getitem__(self, place: int) -> T_co: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T_co]: ...
    def __getitem__(self, place: int | slice) -> T_co | Sequence[T_co]:
        return Lazily(self._make, self._of[place]) if isinstance(place, slice) else self._make(self._of[place])
