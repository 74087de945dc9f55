from __future__ import annotations


class PlainFormat:
    def blocks(self, text: str) -> str:
        return text

    def inline(self, text: str) -> str:
        return text

    def kind_label(self, kind, label):
        return label

    def anchor(self, r):
        return r

    def link(self, r):
        return r

    def links(self, r):
        return ", ".join(r)

    def answer_field(self, r, kind):
        return ""

    def explanation_field(self, r):
        return ""

    def evidence_field(self, r):
        return ""
