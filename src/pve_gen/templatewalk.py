"""Walks through all tags of a template in their order, and knows at each which loops are open.

Nothing is rendered, so that a branch that no tender reaches is read too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from jinja2 import nodes

from pve_gen.findings import did_you_mean
from pve_gen.templateexpression import AUTOCORRECT, Expression, parsed
from pve_gen.templatenames import LOOP, TOP, UNKNOWN, Value, usual_loops
from pve_gen.templateremark import Remark
from pve_gen.values import Struct
from pve_gen.wordsource import Source
from pve_gen.wordtags import Tag

_WORDS = ("if", "elif", "else", "endif", "for", "endfor")
_BEGIN = re.compile(r"(?:(?:p|tr|tc|r)\s+)?(\w+)(?:\s+(\w+)\s+in\s)?", re.IGNORECASE)
_CAPITAL_LEVEL = re.compile(r"(P|T[Rr]|T[Cc]|R)\s+")
_OVER = re.compile(r"\sin\s+(\w+)((?:\.\w+)*)")
_DOTTED = re.compile(r"([A-Za-z_]\w*)\.(\w+)")
_IF, _ENDIF, _FOR, _ENDFOR = "\x01% if true %\x02", "\x01% endif %\x02", "\x01% for x in x %\x02", "\x01% endfor %\x02"


class Use(Struct, frozen=True):
    """A value that is shown: in which part, inside which loops (numbered over the whole template)."""

    path: str
    part: str
    loops: tuple[int, ...]


class Loop(Struct, frozen=True):
    """A loop: over which list, and what it calls one of it."""

    path: str
    name: str


class Names(Struct, frozen=True):
    """All that a template shows, its loops by number, and what is wrong with its tags."""

    uses: tuple[Use, ...]
    loops: Mapping[int, Loop]
    remarks: tuple[Remark, ...]


def names_of(sources: Mapping[str, Source]) -> Names:
    """Every name in the tags of these parts, held against what a programme has; refused tags are read as far as that goes."""
    loops = {name: loop for name, (_value, loop) in usual_loops().items()}
    for tag in (tag for source in sources.values() for tag in source.tags):
        begin = _BEGIN.match(tag.inner)
        if begin and begin[1] == "for" and begin[2] and not tag.refused:
            loops.setdefault(begin[2], tag.inner)
    walk = _Walk(loops)
    for part, source in sources.items():
        walk.through(part, source.tags)
    return Names(tuple(walk.uses), walk.loops, tuple(dict.fromkeys(walk.remarks)))


class _Frame(Struct):
    """A loop or condition that is open; `value` is None where it has no variable, or no longer after `else`."""

    word: str
    tag: Tag
    name: str = ""
    value: Value | None = None
    number: int = 0


class _Walk:
    def __init__(self, makes: Mapping[str, str]) -> None:
        self.makes = makes  # of the name of one of a list, the loop that it belongs to
        self.uses: list[Use] = []
        self.loops: dict[int, Loop] = {}
        self.remarks: list[Remark] = []
        self.part = ""
        self.tag = Tag("", None, "")
        self.frames: list[_Frame] = []
        self.assumed: list[tuple[_Frame, int]] = []  # loops that are not there, and inside how many they would be

    def through(self, part: str, tags: Sequence[Tag]) -> None:
        """The tags of one part."""
        self.part, self.frames, self.assumed = part, [], []
        for tag in tags:
            self.tag = tag
            try:
                self._meet(tag)
            except RecursionError:
                self._say("template-tag", "this tag holds too much", "a tag names one value, such as {{ tender.title }}")
        if not any(tag.refused for tag in tags):  # an end that was refused is not missing
            for frame in self.frames:
                self._never_ends(frame)

    def _meet(self, tag: Tag) -> None:
        if tag.refused or self._begins_with_a_capital():
            self._recover()
        elif tag.source.startswith("\x01{"):
            self._output()
        elif tag.source.startswith("\x01%"):
            self._statement(tag.inner.split(maxsplit=1)[0])

    def _say(self, rule: str, message: str, hint: str = "") -> None:
        self.remarks.append(Remark(rule=rule, part=self.part, paragraph=self.tag.paragraph, message=message, hint=hint))

    # ── tags ──

    def _output(self) -> None:
        expression = self._expression()
        match parsed(self.tag.source, self._say):
            case [nodes.Output(nodes=[node])]:
                expression.printed(node, self.tag.level)
                self._assume(expression.outside)
                self.uses += [Use(path, self.part, self._loops()) for path in expression.shown]
            case _:
                self._recover()

    def _statement(self, word: str) -> None:
        source = self.tag.source
        match word:
            case "if":
                expression = self._expression()
                for node in parsed(source + _ENDIF, self._say):
                    expression.of(node.test)
                self._assume(expression.outside)
                self._open("if")
            case "elif":
                expression = self._expression()
                for node in parsed(_IF + source + _ENDIF, self._say):
                    expression.of(node.elif_[0].test)
                self._middle(word)
            case "else":
                self._nothing_more(_IF + source + _ENDIF, word)
                self._middle(word)
            case "for":
                self._for(parsed(source + _ENDFOR, self._say), self._expression())
            case "endif":
                self._nothing_more(_IF + source, word)
                self._end(word)
            case "endfor":
                self._nothing_more(_FOR + source, word)
                self._end(word)
            case _:
                self._say("template-tag", f"`{word}` is not something a tag can do", did_you_mean(word, _WORDS))

    def _nothing_more(self, source: str, word: str) -> None:
        """Reads a tag that is no more than its word, where it is more."""
        if self.tag.inner != word:
            parsed(source, self._say)

    def _for(self, found: Sequence[nodes.For], expression: Expression) -> None:
        items = self._meant() if not found else UNKNOWN
        for node in found:
            items = expression.items(node.iter)
        self._assume(expression.outside)
        self._open("for", items)
        for node in found:
            if node.test:
                self._expression().of(node.test)

    def _assume(self, outside: Mapping[str, Value]) -> None:
        """Takes a loop that is missing for granted from here on, so that it is told once and not at every name that needs it."""
        for name, value in outside.items():
            number = len(self.loops) + 1
            self.loops[number] = Loop(value.path.removesuffix("[]"), name)
            self.assumed.append((_Frame("for", self.tag, name, value, number), len(self.frames)))

    def _open(self, word: str, items: Value | None = None) -> None:
        """A loop over `items`, or a condition, begins."""
        begin = _BEGIN.match(self.tag.inner)
        name = (begin and begin[2]) or ""
        number = len(self.loops) + 1 if items else 0
        if items:
            self.loops[number] = Loop(items.path.removesuffix("[]"), name)
        self.frames.append(_Frame(word, self.tag, name, items, number))

    def _middle(self, word: str) -> None:
        if not self.frames or (word == "elif" and self.frames[-1].word == "for"):
            self._say("template-tag", f"`{word}` stands outside a condition", "write {% if … %} before it, or remove it")
        elif self.frames[-1].word == "for":
            self.frames[-1].value = None

    def _end(self, word: str) -> None:
        begins = word.removeprefix("end")
        self.assumed = [(frame, depth) for frame, depth in self.assumed if depth < len(self.frames)]
        if not any(frame.word == begins for frame in self.frames):
            hint = f"write {{% {begins} … %}} before it, or remove it"
            self._say("template-tag", f"`{word}` ends a {_KINDS[begins]} that did not begin", hint)
            return
        while self.frames[-1].word != begins:
            self._never_ends(self.frames.pop())
        self.frames.pop()

    def _never_ends(self, frame: _Frame) -> None:
        self.tag = frame.tag
        hint = f"write {{%{frame.tag.level or ''} end{frame.word} %}} where it ends"
        self._say("template-tag", f"this {_KINDS[frame.word]} does not end", hint)

    # ── tags that AutoCorrect changed, or that cannot be read ──

    def _begins_with_a_capital(self) -> bool:
        """Whether AutoCorrect made `{%P for` of `{%p for`, or `{% For` of `{% for`."""
        word = self.tag.inner.split(maxsplit=1)[0] if self.tag.inner else ""
        if level := _CAPITAL_LEVEL.match(self.tag.inner):
            brace = "{{" if self.tag.source.startswith("\x01{") else "{%"
            self._say("template-tag", f"`{brace}{level[1]}` does not begin a tag", f"{AUTOCORRECT}: write `{brace}{level[1].lower()}`")
        elif self.tag.source.startswith("\x01%") and word.lower() in _WORDS and word not in _WORDS:
            self._say("template-tag", f"`{word}` is not something a tag can do", f"{AUTOCORRECT}: write `{word.lower()}`")
        else:
            return False
        return True

    def _recover(self) -> None:
        """What cannot be read still begins or ends something, and shows what it names: no remark for what only follows from it."""
        begin = _BEGIN.match(self.tag.inner)
        word = begin[1].lower() if begin else ""
        if word in {"if", "for"}:
            self._open(word, self._meant() if word == "for" else None)
        elif word in {"endif", "endfor"} and self.frames:
            self.frames.pop()
        here = self._here()
        for name, field in _DOTTED.findall(self.tag.inner):
            if field in (owner := here.get(name.lower(), UNKNOWN)).fields:
                self.uses.append(Use(owner.field(field).path, self.part, self._loops()))

    def _meant(self) -> Value:
        """One of the list that a loop means, as far as its words tell."""
        found = _OVER.search(self.tag.inner)
        value = self._here().get(found[1], UNKNOWN) if found else UNKNOWN
        for name in found[2].split(".")[1:] if found else ():
            value = value.field(name) if name in value.fields else UNKNOWN
        return value.item() if value.sort == "list" else UNKNOWN

    # ── where the walk is ──

    def _loops(self) -> tuple[int, ...]:
        return tuple(frame.number for frame in [*self.frames, *(frame for frame, _depth in self.assumed)] if frame.word == "for")

    def _here(self) -> dict[str, Value]:
        """Every name that can be used here, the innermost loop's first."""
        here: dict[str, Value] = {}
        for frame in reversed(self.frames):
            if frame.value and frame.name:
                here.setdefault(frame.name, frame.value)
        for frame, _depth in self.assumed:
            here.setdefault(frame.name, frame.value or UNKNOWN)
        if self._loops():
            here.setdefault("loop", LOOP)
        for name, value in _top().items():
            here.setdefault(name, value)
        return here

    def _expression(self) -> Expression:
        return Expression(self._here(), self.makes, self._say)


@cache
def _top() -> dict[str, Value]:
    """The names that can be used everywhere."""
    return {name: TOP.field(name) for name in TOP.fields}


_KINDS = {"if": "condition", "for": "loop"}
