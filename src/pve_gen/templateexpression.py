"""What one tag of a template says: the value that it gives, the names it shows, and which of them do not exist.

A name that is not there is taken for the one that was likely meant, so that one mistake gives one remark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import TemplateSyntaxError, nodes

from pve_gen.findings import did_you_mean, nearest
from pve_gen.sandbox import ALLOWED_FILTERS, ALLOWED_TESTS
from pve_gen.templatenames import ONE_OF, TEXT, UNKNOWN, Value, usual_loops
from pve_gen.wordsandbox import sandbox
from pve_gen.wordtags import Level

Say = Callable[[str, str, str], None]
"""Takes a rule, what is wrong, and what to do."""

AUTOCORRECT = "Word's AutoCorrect gave it a capital"
_NOT_ALLOWED = re.compile(r"the (filter|test) `(\w+)`")
_ENGINE = {"_xml", "_attribute", "_counted", "_searched", "_picked"}  # filters that the engine itself adds
_LISTS = "name a list, such as chapters or facts"


def parsed(source: str, say: Say) -> list[Any]:
    """The nodes of a piece of Jinja; none, and a remark, where it is no Jinja that a template may use."""
    try:
        return sandbox().parsed(source)
    except TemplateSyntaxError as error:
        message = (error.message or "").splitlines()[0]
    except Exception as error:  # Python's own limits, behind the parser
        message = type(error).__name__
    if unknown := _NOT_ALLOWED.match(message):
        known = ALLOWED_FILTERS if unknown[1] == "filter" else ALLOWED_TESTS
        near = nearest(unknown[2], known)
        say("template-tag", message, f"did you mean `{near[0]}`?" if near else f"there are {', '.join(known)}")
    elif "allowed" in message or "may not" in message or "may stand" in message:
        say("template-tag", message, "a tag names values, repeats and chooses; nothing else")
    else:
        say("template-tag", f"this tag cannot be read: {message}", "a tag names one value, such as {{ tender.title }}")
    return []


class Expression:
    """Reads the expressions of one tag; `here` are the names it may use, the nearest first, `loops` what makes other names.

    `shown` are the paths of what it names; `outside` are names of loops that it uses outside them, with what they likely
    stand for; `guessed` says that there are such names, or misspelt ones.
    """

    def __init__(self, here: Mapping[str, Value], loops: Mapping[str, str], say: Say) -> None:
        self.here, self.loops, self.say = here, loops, say
        self.shown: list[str] = []
        self.outside: dict[str, Value] = {}
        self.guessed = False

    def printed(self, node: nodes.Expr, level: Level | None) -> None:
        """What is between {{ and }}: its value must fit the tag, which is `{{`, `{{r` or `{{p`."""
        attribute = False
        while isinstance(node, nodes.Filter) and node.name in _ENGINE and node.node:
            attribute = attribute or node.name == "_attribute"
            node = node.node
        value = self.of(node)
        if not self.guessed:
            self._fits(node, value, level, attribute)

    def items(self, node: nodes.Node) -> Value:
        """One of what is looped over."""
        while isinstance(node, nodes.Filter) and node.name in _ENGINE and node.node:
            node = node.node
        whole = self.of(node)
        if whole.sort == "list":
            return whole.item()
        if whole.sort != "unknown":
            lists = [f"{written(node)}.{name}" for name in whole.fields if whole.field(name).sort == "list"]
            hint = f"it holds the list {' and '.join(lists)}" if lists else _LISTS
            self.say("template-list", f"`{written(node)}` is not a list, and a loop needs one", hint)
        return UNKNOWN

    def of(self, node: nodes.Node) -> Value:
        """What an expression gives."""
        match node:
            case nodes.Name():
                return self._name(node.name)
            case nodes.Getattr():
                return self._field(node.node, node.attr)
            case nodes.Getitem(arg=nodes.Const(value=str(name))):
                return self._field(node.node, name)
            case nodes.Getitem():
                whole = self.of(node.node)
                return whole.item("0") if whole.sort == "list" else whole
            case nodes.Filter(node=nodes.Expr() as inner):
                return self._filtered(node, inner)
            case nodes.CondExpr():
                self.of(node.test)
                if node.expr2 is None:
                    self.say("template-tag", "an `if` inside a value has no `else`", "write {{ x if y else '' }}")
                return _either([self.of(branch) for branch in (node.expr1, node.expr2) if branch is not None])
            case nodes.And() | nodes.Or():
                return _either([self.of(node.left), self.of(node.right)])
            case nodes.Concat():
                for piece in node.nodes:
                    self._must_be_text(piece, self.of(piece), "be put together with `~`")
            case nodes.Compare():
                self._compare(node)
            case _:
                for child in node.iter_child_nodes():
                    self.of(child)
        return TEXT

    # ── names ──

    def _name(self, name: str) -> Value:
        if name in self.here:
            self.shown.append(self.here[name].path)
            return self.here[name]
        self.guessed = True
        lower = name[:1].lower() + name[1:]
        if lower not in self.here and lower in self.loops:
            hint = f"it is one only from {{% {self.loops[lower]} %}} to {{% endfor %}}"
            self.say("template-name", f"`{name}` is not a name here", hint)
            self.outside[lower] = usual_loops().get(lower, (UNKNOWN, ""))[0]
            return self.outside[lower]
        inside = {f"{group}.{field}": field for group, value in self.here.items() for field in value.fields}
        exact = [path for path, field in inside.items() if field == lower]
        if lower in self.here:
            meant, hint = lower, f"{AUTOCORRECT}: write `{lower}`"
        elif exact:
            meant, hint = exact[0], f"did you mean {' or '.join(f'`{path}`' for path in exact[:3])}?"
        elif near := nearest(name, self.here):
            meant, hint = near[0], f"did you mean `{near[0]}`?"
        elif near := nearest(name, inside.values()):
            meant = next(path for path, field in inside.items() if field == near[0])
            hint = f"did you mean `{meant}`?"
        else:
            meant, hint = "", f"there are {', '.join(name for name in self.here if name != 'loop')}"
        self.say("template-name", f"`{name}` is not a name here", hint)
        group, _dot, field = meant.partition(".")
        value = self.here.get(group, UNKNOWN)
        value = value.field(field) if field else value
        self.shown.append(value.path)
        return value

    def _field(self, owner: nodes.Expr, name: str) -> Value:
        whole = self.of(owner)
        match whole.sort:
            case "unknown":
                return UNKNOWN
            case "list":
                self.say("template-list", f"`{written(owner)}` is a list, and has no `{name}` itself", _repeat(owner, whole))
                return UNKNOWN
            case "text" | "runs" | "paragraphs":
                hint = f"write `{written(owner)}|{name}`" if name in ALLOWED_FILTERS else f"write `{written(owner)}` alone"
                self.say("template-name", f"`{written(owner)}` is a text, and has no `{name}`", hint)
                return whole
        if name not in whole.fields:
            near = nearest(name, whole.fields)
            hint = f"did you mean `{written(owner)}.{near[0]}`?" if near else f"it has {', '.join(whole.fields)}"
            self.say("template-name", f"`{written(owner)}.{name}` does not exist", hint)
            if not near:
                return UNKNOWN
            name = near[0]
        value = whole.field(name)
        self.shown.append(value.path)
        return value

    # ── what is done with a value ──

    def _filtered(self, node: nodes.Filter, inner: nodes.Expr) -> Value:
        for argument in node.args:
            self.of(argument)
        value = self.of(inner)
        match node.name:
            case "length" | "count":
                return TEXT
            case "first" | "last":
                return value.item("0") if value.sort == "list" else value
            case "join":
                if value.sort == "list" and value.item().sort != "text":
                    message = f"what `{written(inner)}` holds is no text, and cannot be joined"
                    self.say("template-list", message, _repeat(inner, value))
                return TEXT
            case "default" | "d":
                return value
            case name if name in _ENGINE:
                return value
        self._must_be_text(inner, value, f"go through `{node.name}`")
        return TEXT

    def _must_be_text(self, node: nodes.Node, value: Value, deed: str) -> None:
        if value.sort in {"runs", "paragraphs"}:
            self.say("template-kind", f"`{written(node)}` is Word content, and cannot {deed}", "only plain text can")
        elif value.sort == "list":
            self.say("template-list", f"`{written(node)}` is a list, and cannot {deed}", _repeat(node, value))
        elif value.sort == "group":
            self.say("template-list", f"`{written(node)}` is a group of values, and cannot {deed}", _one_of(node, value))

    def _compare(self, node: nodes.Compare) -> None:
        left = self.of(node.expr)
        for operand in node.ops:
            right = self.of(operand.expr)
            for value, named, other in ((left, node.expr, operand.expr), (right, operand.expr, node.expr)):
                if operand.op in {"eq", "ne"} and value.choices and isinstance(other, nodes.Const) and other.value not in value.choices:
                    hint = did_you_mean(other.value, value.choices)
                    self.say("template-name", f"`{written(named)}` is never `{other.value}`", hint)

    def _fits(self, node: nodes.Node, value: Value, level: Level | None, attribute: bool) -> None:
        name = written(node)
        match value.sort:
            case "list":
                self.say("template-list", f"`{name}` is a list, not a text", _repeat(node, value))
            case "group":
                self.say("template-list", f"`{name}` is a group of values, not a text", _one_of(node, value))
            case "text" if level:
                message = f"`{name}` is plain text, and {{{{{level} … }}}} takes Word content"
                self.say("template-kind", message, f"write {{{{ {name} }}}}")
            case "runs" | "paragraphs" if attribute:
                self.say("template-kind", f"`{name}` is Word content, and only plain text can stand here", "name a plain text")
            case "runs" if level != "r":
                self.say("template-kind", f"`{name}` is Word content within a paragraph", f"write {{{{r {name} }}}}")
            case "paragraphs" if level != "p":
                hint = f"write {{{{p {name} }}}}, in a paragraph of its own"
                self.say("template-kind", f"`{name}` is Word content of whole paragraphs", hint)


def written(node: nodes.Node | None) -> str:
    """A name as its author wrote it."""
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{written(node.node)}.{node.attr}"
        case nodes.Getitem(arg=nodes.Const(value=place)):
            return f"{written(node.node)}[{place!r}]"
        case nodes.Filter(name=name):
            return written(node.node) if name in _ENGINE else f"{written(node.node)}|{name}"
    return "this"


def _either(values: list[Value]) -> Value:
    return values[0] if len({value.sort for value in values}) == 1 else UNKNOWN


def _repeat(node: nodes.Node, value: Value) -> str:
    name = ONE_OF.get(value.path.rpartition(".")[2], "one")
    return f"repeat a paragraph with {{%p for {name} in {written(node)} %}} and {{%p endfor %}}, or a table row with tr for p"


def _one_of(node: nodes.Node, value: Value) -> str:
    return f"name one of them: {', '.join(f'{written(node)}.{field}' for field in value.fields)}"
