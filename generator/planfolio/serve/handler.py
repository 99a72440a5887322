"""Handler: files of the site over HTTP, and what keeps open pages up to date, which nothing written to site/ has."""

from __future__ import annotations

import json
import queue
import re
import select
from collections.abc import Callable, Collection
from contextlib import suppress
from html import escape
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from planfolio.admin import FOLDER
from planfolio.findings import Refusal
from planfolio.serve.news import News

_OWN = "/_planfolio/"
_HERE = Path(__file__).parent
_FILES = {
    f"{_OWN}{name}": (_HERE / name, kind) for name, kind in (("live.js", "text/javascript"), ("live.css", "text/css"))
}
_BREATH = 15
"""Seconds after which a silent connection says that it is there."""
_HERE_ALONE = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]+)?", re.IGNORECASE)
_ELSEWHERE = (
    "只在本机查看，网址用 http://127.0.0.1 或 http://localhost 开头，端口不变 / "
    "the site is shown on this machine alone: open it as http://127.0.0.1 or http://localhost with the same port"
)
SEARCH = "pagefind/"
"""Where the search index is, which nobody makes for a single page."""


class Handler(SimpleHTTPRequestHandler):
    """Files of the site; pages get the script that hears of changes."""

    def __init__(
        self,
        *args: object,
        news: News,
        directory: str,
        content: Callable[[str], bytes | Path | None] = lambda path: None,
        changed: Callable[[Collection[str]], Collection[str]] = lambda paths: (),
    ) -> None:
        """`content` gives what is at a path of the site as it is now, `changed` those of the paths at which it gave something else
        the last time; what it does not have is taken from the directory."""
        self.news, self.content, self.changed = news, content, changed
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]  # what the server passes on

    def parse_request(self) -> bool:
        """Whether there is anything to answer: not under another name, which another website may have found for this machine
        to read what is not public."""
        if not super().parse_request():
            return False
        if _HERE_ALONE.fullmatch(self.headers.get("Host") or "") is None:
            self.send_error(403, explain=_ELSEWHERE)
            return False
        return True

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = parse_qs(address.query)
        asked = {name: values[-1] for name, values in query.items()}
        if address.path in _FILES:
            file, kind = _FILES[address.path]
            self._send(file.read_bytes(), f"{kind}; charset=utf-8")
        elif address.path == f"{_OWN}problems":
            self._send(self.news.problems(asked.get("document", "")).encode(), "application/json")
        elif address.path == f"{_OWN}changes":
            self._stream(self.headers.get("Last-Event-ID") or asked.get("since", ""), frozenset(query.get("path", ())))
        else:
            self._page()

    def _page(self) -> None:
        path = Path(self.translate_path(self.path))
        name = self._name(path)
        if not name.startswith(SEARCH) and self._is_made(name):
            return
        edition = self.news.edition  # before the page is read: what comes after is told
        if path.is_dir() and self.path.partition("?")[0].endswith("/"):
            path = path / "index.html"
        # A form is left open: its own saving changes a source, and what is not saved would go with the page.
        if path.suffix == ".html" and path.is_file() and path.parent.name != FOLDER.strip("/"):
            self._send(_live(path.read_bytes(), edition), "text/html; charset=utf-8")
        elif not path.exists():
            self._send(_live(self._missing(), edition), "text/html; charset=utf-8", 404)
        else:
            super().do_GET()

    def _name(self, path: Path) -> str:
        """The path in the site of one in the directory."""
        is_folder = self.path.partition("?")[0].endswith("/") or path == Path(self.directory)
        return (path / "index.html" if is_folder else path).relative_to(self.directory).as_posix()

    def _is_made(self, name: str) -> bool:
        """Send what is made at the path, if anything is."""
        self.news.tell(self.changed([name]))  # a page that nobody saw meanwhile may be of an earlier save
        edition = self.news.edition
        try:
            content = self.content(name)
            if content is None and not name.endswith("index.html") and self.content(f"{name}/index.html") is not None:
                self.send_response(301)
                self.send_header("Location", f"{urlsplit(self.path).path}/")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return True
        except Refusal as hindrance:  # there is no last good page
            self._send(_live(_told(hindrance), edition), "text/html; charset=utf-8", 500)
            return True
        if content is None:
            return False
        content = content if isinstance(content, bytes) else content.read_bytes()
        if name.endswith(".html") and name != f"{FOLDER}index.html":
            content = _live(content, edition)
        self._send(content, self._kind(name))
        return True

    def _kind(self, name: str) -> str:
        kind = self.guess_type(name)
        return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind == "application/json" else kind

    def _missing(self) -> bytes:
        with suppress(Refusal):
            content = self.content("404.html")
            if isinstance(content, bytes):
                return content
        missing = Path(self.directory) / "404.html"
        return missing.read_bytes() if missing.is_file() else b"404"

    def _send(self, content: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def end_headers(self) -> None:
        # Two edits of a second have one Last-Modified.
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def _stream(self, edition: str, paths: frozenset[str]) -> None:
        try:
            with self.news.listening(lambda: () if self._is_gone() else paths) as listener:
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.end_headers()
                self.news.tell(self.changed(paths))  # a rebuild made what was watched then
                while True:
                    told = self.news.since(edition)
                    edition = told["edition"]
                    self.wfile.write(f"id: {edition}\ndata: {json.dumps(told)}\n\n".encode())
                    self.wfile.flush()
                    while not _heard(listener):
                        self.wfile.write(b": still here\n\n")
                        self.wfile.flush()
        except OSError:
            pass  # the page was closed

    def _is_gone(self) -> bool:
        """Whether who listens has hung up: nothing else is to be read from it."""
        return bool(select.select([self.connection], [], [], 0)[0])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Requests are not worth a line."""


def _heard(listener: queue.SimpleQueue[None]) -> bool:
    try:
        listener.get(timeout=_BREATH)
    except queue.Empty:
        return False
    return True


def _told(hindrance: Refusal) -> bytes:
    """A page in place of one that cannot be made."""
    return (
        f'<!doctype html><meta charset="utf-8"><title>500</title><body><p>{escape(str(hindrance))}</p></body>'.encode()
    )


def _live(page: bytes, edition: str) -> bytes:
    """The page with the script, at its end."""
    tag = f'<script src="{_OWN}live.js" data-edition="{edition}" defer></script>'.encode()
    before, end, after = page.rpartition(b"</body>")
    return before + tag + end + after if end else page + tag
