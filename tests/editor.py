"""An editor on a document of the demonstration site: what yaml-language-server offers, explains and blames by our schemas.

Run as `make editor`, which fetches the server from npm: it is what the YAML extension of VS Code runs. Not part of the suite,
which needs no npm.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "content" / "schedules" / "demo-autumn-2026.yaml"
SLIPS = """\
标题: 示例日程
方案:\x20
学期: {第一周周一: 2026-9-4, 周数: 20}
课次:
  - 标题: 专题讲座
    方式:\x20
    \x20
  - title: workshop
    mode: lecture
    课时: 4
"""


@dataclass(slots=True)
class Editor:
    """One conversation with the server over its standard streams (Language Server Protocol)."""

    server: subprocess.Popen[bytes]
    root: Path
    settings: dict[str, Any]
    asked: int = 0
    blamed: dict[str, list[Any]] = field(default_factory=dict)

    def open(self, path: Path, text: str) -> list[str]:
        """Show a document with this text to the server: what it blames."""
        address = path.as_uri()
        self.tell(
            "textDocument/didOpen",
            {"textDocument": {"uri": address, "languageId": "yaml", "version": 1, "text": text}},
        )
        while address not in self.blamed:
            self.listen()
        return [
            f"{one['range']['start']['line'] + 1}:{one['range']['start']['character'] + 1} {one['message']}"
            for one in self.blamed.pop(address)
        ]

    def completions(self, path: Path, line: int, column: int) -> list[str]:
        """What is offered at a place; lines and columns start at 1."""
        told = self.ask("textDocument/completion", self.place(path, line, column))
        return [item["label"] for item in (told["items"] if isinstance(told, dict) else told)]

    def hover(self, path: Path, line: int, column: int) -> str:
        told = self.ask("textDocument/hover", self.place(path, line, column))
        return str(told["contents"]["value"]) if told else ""

    def place(self, path: Path, line: int, column: int) -> dict[str, Any]:
        return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line - 1, "character": column - 1}}

    def ask(self, method: str, params: Any) -> Any:
        self.asked += 1
        number = self.asked
        self.send({"id": number, "method": method, "params": params})
        while (told := self.listen()).get("id") != number or "method" in told:
            pass
        assert "error" not in told, told
        return told["result"]

    def tell(self, method: str, params: Any) -> None:
        self.send({"method": method, "params": params})

    def send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.server.stdin is not None
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.server.stdin.flush()

    def listen(self) -> dict[str, Any]:
        """The next message; a question of the server's is answered."""
        assert self.server.stdout is not None
        length = 0
        while (line := self.server.stdout.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            length = int(value) if name == b"Content-Length" else length
        message: dict[str, Any] = json.loads(self.server.stdout.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            self.blamed[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif message.get("method") == "workspace/configuration":
            wanted = [item.get("section", "") for item in message["params"]["items"]]
            self.send({"id": message["id"], "result": [self.section(name) for name in wanted]})
        elif "method" in message and "id" in message:
            self.send({"id": message["id"], "result": None})
        return message

    def section(self, name: str) -> Any:
        """The settings below a name, as an editor nests them."""
        found = {
            key.removeprefix(f"{name}."): value for key, value in self.settings.items() if key.startswith(f"{name}.")
        }
        return found or self.settings.get(name)


@contextmanager
def editor(server: Path, root: Path, settings: dict[str, Any]) -> Iterator[Editor]:
    """An editor that has opened the folder `root`."""
    with subprocess.Popen(
        [str(server), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        talk = Editor(process, root, settings)
        folders = [{"uri": root.as_uri(), "name": "site"}]
        capabilities = {
            "workspace": {"configuration": True, "workspaceFolders": True},
            "textDocument": {
                "completion": {"completionItem": {"documentationFormat": ["markdown", "plaintext"]}},
                "hover": {"contentFormat": ["markdown"]},
            },
        }
        talk.ask(
            "initialize",
            {"processId": None, "rootUri": root.as_uri(), "workspaceFolders": folders, "capabilities": capabilities},
        )
        talk.tell("initialized", {})
        yield talk
        talk.ask("shutdown", None)
        talk.tell("exit", None)


def main(server: Path) -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    text = DOCUMENT.read_text(encoding="utf-8")
    other = DOCUMENT.with_name("not-saved.yaml")
    line = next(number for number, line in enumerate(text.split("\n"), 1) if "休息分钟" in line)
    with editor(server, ROOT, settings) as opened:
        assert opened.open(DOCUMENT, text) == []
        assert "中间休息几分钟" in opened.hover(DOCUMENT, line, 7)

        blamed = opened.open(other, SLIPS)
        assert blamed == [
            "3:13 应为日期，如 2024-09-04",
            "9:11 应为下列之一：集中面授、网络研修、校本研修、实践、跟岗、自学、混合",
            "10:5 Property 课时 is not allowed.",
        ], blamed
        plans = opened.completions(other, 2, 5)
        assert "demo-autumn-2026" in plans, plans
        modes = opened.completions(other, 6, 9)
        assert modes[0] == "集中面授", modes
        assert "face_to_face" in modes, modes
        keys = opened.completions(other, 7, 5)
        assert keys.index("地点") < keys.index("place"), keys
    print(
        f"{server.name}: {DOCUMENT.name} is clean; a wrong copy has {len(blamed)} slips; keys offered: {', '.join(keys)}"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
