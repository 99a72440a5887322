"""Serving: the site on this machine, built again and reloaded as files change."""

from __future__ import annotations

import queue
import threading
import time
import webbrowser
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from watchfiles import watch

from planfolio.admin import FOLDER
from planfolio.findings import Refusal, say
from planfolio.project import Project

RELOAD = b"""const source = new EventSource(new URL("/_planfolio/changes", location.href));
source.onmessage = () => location.reload();
"""
_PATIENCE = 1_000
"""Milliseconds until folders are looked for that may have gone or come."""
_TAG = b'<script src="/_planfolio/reload.js" defer></script></body>'


class PortTaken(Refusal):
    """Another program listens on the port."""


class _Changes:
    """Tells every open page that the site was built anew."""

    def __init__(self) -> None:
        self._listeners: set[queue.SimpleQueue[None]] = set()
        self._guard = threading.Lock()

    def listen(self) -> queue.SimpleQueue[None]:
        listener: queue.SimpleQueue[None] = queue.SimpleQueue()
        with self._guard:
            self._listeners.add(listener)
        return listener

    def leave(self, listener: queue.SimpleQueue[None]) -> None:
        with self._guard:
            self._listeners.discard(listener)

    def tell(self) -> None:
        with self._guard:
            for listener in self._listeners:
                listener.put(None)


class _Handler(SimpleHTTPRequestHandler):
    """Files of the site; HTML gets the reload script, which nothing written to site/ has."""

    def __init__(self, *args: object, changes: _Changes, directory: str) -> None:
        self.changes = changes
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]  # what the server passes on

    def do_GET(self) -> None:
        if self.path == "/_planfolio/reload.js":
            self._send(RELOAD, "text/javascript; charset=utf-8")
        elif self.path == "/_planfolio/changes":
            self._stream()
        else:
            self._page()

    def _page(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.is_dir() and self.path.partition("?")[0].endswith("/"):
            path = path / "index.html"
        # A form is left open: its own saving changes a source, and what is not saved would go with the page.
        if path.suffix == ".html" and path.is_file() and path.parent.name != FOLDER.strip("/"):
            self._send(path.read_bytes().replace(b"</body>", _TAG), "text/html; charset=utf-8")
        elif not path.exists():
            missing = Path(self.directory) / "404.html"
            self._send(missing.read_bytes() if missing.is_file() else b"404", "text/html; charset=utf-8", 404)
        else:
            super().do_GET()

    def _send(self, content: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        listener = self.changes.listen()
        try:
            while True:
                try:
                    listener.get(timeout=15)
                    self.wfile.write(b"data: built\n\n")
                except queue.Empty:
                    self.wfile.write(b": still here\n\n")
                self.wfile.flush()
        except OSError:
            pass  # the page was closed
        finally:
            self.changes.leave(listener)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Requests are not worth a line."""


def serve(
    project: Project, rebuild: Callable[[], int], *, port: int, open_browser: bool, announce: Callable[[str], None]
) -> None:
    """Serve until interrupted. `rebuild` builds the site and says how it ended; the last good site stays on errors."""
    rebuild()
    changes = _Changes()
    try:
        server = ThreadingHTTPServer(
            ("127.0.0.1", port), partial(_Handler, changes=changes, directory=str(project.output))
        )
    except OSError:
        raise PortTaken(
            say("端口 {port} 已被占用，用 --port 另选", "port {port} is taken; choose another with --port", port=port)
        ) from None
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/"
    announce(url)
    if open_browser:
        webbrowser.open(url)
    for _ in edits(project.content, *project.layouts):
        rebuild()
        changes.tell()


def edits(*folders: Path) -> Iterator[None]:
    """Something changed below one of the folders. One that goes is waited for: a checkout may put another in its place, which
    the system does not tell of."""
    is_due = False
    while True:
        seen = _present(folders)
        with suppress(FileNotFoundError):  # it went before it could be watched
            for changed in _watched(seen):
                if changed or is_due:
                    is_due = False
                    yield
                if _present(folders) != seen:
                    is_due = True  # but watched first, so that no change during a build is missed
                    break


def _present(folders: Iterable[Path]) -> dict[Path, int]:
    """The folders that are there, each with what tells it from another in its place."""
    return {folder: folder.stat().st_ino for folder in folders if folder.is_dir()}


def _watched(folders: Collection[Path]) -> Iterator[bool]:
    """Whether something changed, each time that it did and once a second."""
    if folders:
        for changed in watch(*folders, rust_timeout=_PATIENCE, yield_on_timeout=True):
            yield bool(changed)
    while True:
        time.sleep(_PATIENCE / 1000)
        yield False
