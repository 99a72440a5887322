"""Servers: `planfolio serve` in a process of its own, asked over HTTP and followed as a browser follows it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse
from math import nan
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import urlencode, urljoin

from tests.bench import runs
from tests.bench.runs import Failed

LONGEST = 1800
"""Seconds after which a server that does not answer is given up."""
PATIENCE = 10
"""Seconds that it has to end what it runs in the background."""
_SECONDS_BETWEEN = 0.01
_SHARE_AT_REST = 0.1
"""What a server may use of a processor and be at rest all the same."""
_PARTS = re.compile(r'<(?:link rel="stylesheet" href|script src)="([^"]+)"')
_OWN = "/_planfolio/"
"""Where the server's own files are, of which no page consists."""
_EDITION = re.compile(r'data-edition="([^"]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that is open in a browser. `path` is that in the site, as is that of each of its `parts`, itself the first of them."""

    path: str
    edition: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that runs. What it is asked for in vain raises Failed."""

    port: int
    process: subprocess.Popen[bytes]
    log: IO[bytes]
    seconds_to_start: float = 0  # until it had answered with the home page

    def get(self, path: str) -> str:
        """What is at a path of the site."""
        address = f"/{path.removesuffix('index.html')}"
        with closing(self._connection()) as connection, self._in_time(address):
            connection.request("GET", address)
            answer = connection.getresponse()
            text = answer.read().decode()
        if answer.status != 200:
            raise self.failed(f"status {answer.status} of {address}")
        return text

    def open(self, path: str) -> Page:
        """A page, loaded with its styles and scripts."""
        text = self.get(path)
        edition = _EDITION.search(text)
        if edition is None:
            raise self.failed(f"{path} does not follow the site")
        parts = [urljoin(path, part) for part in _PARTS.findall(text) if not part.startswith(_OWN)]
        for part in parts:
            self.get(part)
        return Page(path=path, edition=edition[1], parts=(path, *parts))

    @contextmanager
    def followed(self, page: Page) -> Iterator[Callable[[str], None]]:
        """Hear what changes, as the script of an open page does; what is given waits until a path may have changed."""
        asked = urlencode([("since", page.edition), *(("path", part) for part in page.parts)])
        address = f"{_OWN}changes?{asked}"
        with closing(self._connection()) as connection:
            with self._in_time(address):
                connection.request("GET", address)
                stream = connection.getresponse()
            self._next(stream, address)  # which is what it was asked for: from now on it is told
            yield partial(self._hear, stream, address)

    def rest(self, seconds: float) -> None:
        """Wait for so long, and until for so long neither the server nor what it runs in the background was at work."""
        end, before = time.monotonic() + LONGEST, nan
        while True:
            now = runs.used(self.process.pid)
            if abs(now - before) < _SHARE_AT_REST * seconds:
                return
            if time.monotonic() > end:
                raise self.failed(f"still at work in the background after {LONGEST} s")
            before = now
            time.sleep(seconds)

    def failed(self, why: str) -> Failed:
        """Why it is of no use any more, with what it said itself."""
        status = self.process.poll()
        ended = "" if status is None else f"; the server ended with status {status}"
        self.log.seek(0)
        return Failed(f"{why}{ended}: {self.process.args!r}\n{self.log.read().decode(errors='replace')}")

    def _connection(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)

    @contextmanager
    def _in_time(self, address: str) -> Iterator[None]:
        try:
            yield
        except TimeoutError:
            raise self.failed(f"no answer within {LONGEST} s to {address}") from None
        except (OSError, HTTPException) as error:
            raise self.failed(f"no answer to {address} ({error!r})") from None

    def _hear(self, stream: HTTPResponse, address: str, path: str) -> None:
        while (changed := self._next(stream, address)) is not None and path not in changed:
            pass

    def _next(self, stream: HTTPResponse, address: str) -> list[str] | None:
        """The paths of the next news, None where all may have changed."""
        end = time.monotonic() + LONGEST
        with self._in_time(address):
            for line in stream:  # a server without news says every now and then that it is there
                if line.startswith(b"data: "):
                    changed: list[str] | None = json.loads(line.removeprefix(b"data: "))["changed"]
                    return changed
                if time.monotonic() > end:
                    raise TimeoutError
        raise self.failed(f"no more news of {address}")


@contextmanager
def serving(command: Sequence[str | Path]) -> Iterator[Server]:
    """A server that has answered once. It is ended whatever happens."""
    with TemporaryFile() as log:
        port = _free_port()
        start = time.perf_counter()
        process = runs.started((*command, "--port", str(port)), log)
        try:
            server = Server(port=port, process=process, log=log)
            _wait(server)
            server.get("index.html")
            yield replace(server, seconds_to_start=time.perf_counter() - start)
        finally:
            _end(process)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _wait(server: Server) -> None:
    """Until somebody listens."""
    end = time.monotonic() + LONGEST
    while True:
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", server.port)):
            return
        if server.process.poll() is not None or time.monotonic() > end:
            raise server.failed(f"nobody listens on port {server.port}")
        time.sleep(_SECONDS_BETWEEN)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.send_signal(signal.SIGINT)  # as Ctrl+C does: what runs in the background is ended in order
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
    finally:
        with suppress(ProcessLookupError):  # it left nothing behind
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
