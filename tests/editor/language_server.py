"""yaml-language-server over its standard input and output, as an editor speaks to it."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

SERVER = Path(__file__).parent / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"


def skip_without_node() -> None:
    """Skip where there is no node; fail where COXED_REQUIRE_BROWSER says that everything must be there."""
    lack = "no node on this machine" if shutil.which("node") is None else "no node packages (make node)"
    if shutil.which("node") is None or not SERVER.exists():
        if os.environ.get("COXED_REQUIRE_BROWSER") == "1":
            pytest.fail(lack)
        pytest.skip(lack)


class Editor:
    """One session: documents that are opened, and questions about places in them (0-based line and column)."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.asked = 0
        self.diagnosed: dict[str, list[dict[str, Any]]] = {}

    def open(self, *paths: Path) -> list[list[dict[str, Any]]]:
        """Open files; return what is wrong with each, once the server has said so."""
        for path in paths:
            text = path.read_text(encoding="utf-8")
            document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
            self.diagnosed.pop(path.as_uri(), None)
            self.tell("textDocument/didOpen", {"textDocument": document})
        while not {path.as_uri() for path in paths} <= self.diagnosed.keys():
            self.take()
        return [self.diagnosed[path.as_uri()] for path in paths]

    def at(self, question: str, path: Path, line: int, column: int) -> Any:
        """The answer to `hover`, `completion`, ... at a place."""
        position = {"line": line, "character": column}
        return self.ask(f"textDocument/{question}", {"textDocument": {"uri": path.as_uri()}, "position": position})

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        """The answer to a request."""
        self.asked += 1
        self.send({"id": self.asked, "method": method, "params": params})
        while (message := self.take()).get("id") != self.asked or "method" in message:
            pass
        return message["result"]

    def tell(self, method: str, params: dict[str, Any]) -> None:
        """Send a notification."""
        self.send({"method": method, "params": params})

    def send(self, message: dict[str, Any]) -> None:
        """Write a message with its length before it."""
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        self.process.stdin.flush()

    def take(self) -> dict[str, Any]:
        """The next message; questions of the server get an empty answer, diagnostics are kept."""
        assert self.process.stdout is not None
        length = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        assert length, "the server has ended"
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnosed[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:
            items = message["params"].get("items") if isinstance(message.get("params"), dict) else None
            self.send({"id": message["id"], "result": [SETTINGS.get(i["section"]) for i in items] if items else None})
        return message


SETTINGS = {"yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}}


@contextmanager
def editor(folder: Path) -> Iterator[Editor]:
    """An editor in a folder, closed afterwards."""
    command = ["node", str(SERVER), "--stdio"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    opened = Editor(process)
    try:
        capabilities = {
            "textDocument": {
                "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
                "hover": {"contentFormat": ["markdown"]},
            },
            "workspace": {"configuration": True},
        }
        opened.ask("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": capabilities})
        opened.tell("initialized", {})
        opened.tell("workspace/didChangeConfiguration", {"settings": SETTINGS})
        yield opened
    finally:
        process.kill()
        process.communicate()
