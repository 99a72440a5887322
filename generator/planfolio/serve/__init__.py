"""Serving: the site on this machine, built again as files change, with the open pages told what became of it."""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

from planfolio.findings import Refusal, say
from planfolio.project import Project
from planfolio.serve.background import Background
from planfolio.serve.handler import Handler
from planfolio.serve.news import News, Problem
from planfolio.serve.watching import edits
from planfolio.write import Published, recorded

__all__ = ["Outcome", "PortTaken", "Problem", "edits", "serve"]

Rebuild = Callable[[Collection[Path]], "Outcome"]


class PortTaken(Refusal):
    """Another program listens on the port."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a rebuild ended: what was published, None where the last site stays, and the errors to show."""

    published: Published | None
    problems: tuple[Problem, ...] = ()


def serve(
    project: Project,
    rebuild: Rebuild,
    index: Callable[[], None],
    *,
    port: int,
    open_browser: bool,
    announce: Callable[[str], None],
) -> None:
    """Serve until interrupted. `rebuild`, which is given the files that changed, publishes the pages with the last search index;
    `index`, which runs in a process of its own while nothing is edited, publishes the same pages with a new one."""
    news = News()
    background = Background(index, lambda: _telling(project, news))
    first = rebuild(())
    news.tell((), first.problems)
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, news=news, directory=str(project.output)))
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
    try:
        background.start()
        for changed in edits(project.content, *project.layouts):
            background.give_up()
            outcome = rebuild(changed)
            published = outcome.published or Published()
            paths = (*published.written, *published.removed)
            news.tell(paths, outcome.problems)
            if any(path.endswith(".html") for path in paths):
                background.is_due = True
            background.start()
    finally:
        background.stop()


def _telling(project: Project, news: News) -> Callable[[], None]:
    """Tells, when it is called, what of the site has changed from now on."""
    before = recorded(project.output).items()
    return lambda: news.tell({path for path, _ in before ^ recorded(project.output).items()})
