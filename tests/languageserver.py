"""yaml-language-server, as VS Code and Neovim use it: its npm package beside this Python, and a client of one screen."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

from conftest import COMMAND

VERSION = "1.25.0"
_HOME = Path(COMMAND).parents[1] / "share" / f"yaml-language-server-{VERSION}"
_PROGRAM = Path("node_modules") / "yaml-language-server" / "bin" / "yaml-language-server"


@cache
def server() -> list[str]:
    """The command that starts the server, which npm installs once; skips the test where that cannot be."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("node is not installed: the editor's language server cannot run")
    if not (_HOME / _PROGRAM).exists():
        _HOME.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_HOME.parent) as folder:  # several tests may come here at once
            command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder]
            done = subprocess.run([*command, f"yaml-language-server@{VERSION}"], capture_output=True, text=True, timeout=200, check=False)
            if done.returncode:
                pytest.skip(f"npm cannot install yaml-language-server here: {done.stderr.strip()[:200]}")
            try:
                os.rename(folder, _HOME)
                os.mkdir(folder)  # for the context manager to remove
            except OSError:
                pass  # another test was first
    return [node, str(_HOME / _PROGRAM), "--stdio"]


class Editor:
    """An editor with one folder open. Positions count from 0, as the protocol does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self._number = 0

    def __enter__(self) -> Editor:
        self._process = subprocess.Popen(server(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.ask("initialize", {"processId": None, "rootUri": self.folder.as_uri(), "capabilities": {}})
        self._send({"method": "initialized", "params": {}})
        yaml = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}
        self._send({"method": "workspace/didChangeConfiguration", "params": {"settings": {"yaml": yaml}}})
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.kill()
        self._process.communicate()

    def open(self, name: str) -> list[str]:
        """Open a file, and give what the editor underlines in it: `line: message`, lines from 1."""
        path = self.folder / name
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": path.read_text("utf-8")}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        while path.as_uri() not in self.diagnostics:
            self._receive()
        return sorted(f"{one['range']['start']['line'] + 1}: {one['message']}" for one in self.diagnostics[path.as_uri()])

    def complete(self, name: str, line: int, character: int) -> list[str]:
        """What may stand there."""
        found = self.ask("textDocument/completion", self._at(name, line, character))
        return [item["label"] for item in found["items"]]

    def hover(self, name: str, line: int, character: int) -> str:
        """What the editor shows when the mouse stands there."""
        text: str = self.ask("textDocument/hover", self._at(name, line, character))["contents"]["value"]
        return text.replace("\\", "")  # it is Markdown; a person does not see the escapes

    def _at(self, name: str, line: int, character: int) -> dict[str, Any]:
        return {"textDocument": {"uri": (self.folder / name).as_uri()}, "position": {"line": line, "character": character}}

    def ask(self, method: str, parameters: dict[str, Any]) -> Any:
        """The server's answer to a request."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": parameters})
        while True:
            message = self._receive()
            if message.get("id") == self._number and "method" not in message:
                return message["result"]

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout
        length = 0
        while (line := self._process.stdout.readline()) not in {b"\r\n", b""}:
            name, _colon, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:  # the server asks for settings, which were sent already
            items = message["params"].get("items", []) if isinstance(message.get("params"), dict) else []
            self._send({"id": message["id"], "result": [None] * len(items) or None})
        return message
