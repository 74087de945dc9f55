"""Text as XML writes it. Python's own `xml.sax.saxutils` says the same, and takes a third of a small run to import."""

from __future__ import annotations


def escape(text: str) -> str:
    """Text for between tags."""
    return text.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;")


def quoteattr(text: str) -> str:
    """An attribute's value with quotes around it, of the kind that the text itself does not hold."""
    text = escape(text).replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")
    if '"' not in text:
        return f'"{text}"'
    return f"'{text}'" if "'" not in text else f'"{text.replace(chr(34), "&quot;")}"'


def unescape(text: str) -> str:
    """What was written as text or in an attribute."""
    if "&" not in text:
        return text
    for written, meant in {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}.items():
        text = text.replace(written, meant)
    return text
