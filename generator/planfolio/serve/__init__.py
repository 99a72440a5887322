"""Serving: the site on this machine, built again as files change, with the open pages told what became of it."""

from __future__ import annotations

import gc
import threading
import webbrowser
from collections.abc import Callable, Collection
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

from planfolio.findings import Refusal, say
from planfolio.frozen import frozen
from planfolio.project import Project
from planfolio.serve.background import Background
from planfolio.serve.handler import SEARCH, Handler
from planfolio.serve.news import News, Problem
from planfolio.serve.watching import edits
from planfolio.write import recorded

__all__ = ["Outcome", "PortTaken", "Problem", "edits", "serve"]

Rebuild = Callable[[Collection[Path], Collection[str]], "Outcome"]


class PortTaken(Refusal):
    """Another program listens on the port."""


@frozen(kw_only=True)
class Outcome:
    """What became of the site: the watched paths that changed, None where the last site stays, and the errors to show."""

    changed: frozenset[str] | None
    problems: tuple[Problem, ...] = ()


def serve(
    project: Project,
    rebuild: Rebuild,
    content: Callable[[str], bytes | Path | None],
    changed: Callable[[Collection[str]], Collection[str]],
    index: Callable[[], None],
    *,
    port: int,
    open_browser: bool,
    announce: Callable[[str], None],
) -> None:
    """Serve until interrupted. `rebuild` is given the files that were edited and the paths of the site that are open in a browser;
    `content` makes what is at a path as the site is now, and `changed` tells at which of some it gave something else the last
    time; `index`, which runs in a process of its own while nothing is edited, publishes all of it with its search index."""
    news = News()
    background = Background(index, lambda: _telling(project, news))
    first = rebuild((), ())
    news.tell((), first.problems)
    gc.freeze()  # the site as it was read holds nothing in circles, and looking for them in all of it takes seconds
    try:
        handler = partial(Handler, news=news, content=content, changed=changed, directory=str(project.output))
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
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
        for edited in edits(project.content, *project.layouts):
            background.give_up()
            watched = news.watched
            outcome = rebuild(edited, watched)
            news.tell(outcome.changed or (), outcome.problems)
            news.tell(changed(news.watched - watched))  # opened while the site was rebuilt
            background.is_due = background.is_due or outcome.changed is not None
            background.start()
    finally:
        background.stop()


def _telling(project: Project, news: News) -> Callable[[], None]:
    """Tells, when it is called, what of the search index has changed from now on; pages are made by themselves."""
    before = recorded(project.output).items()

    def tell() -> None:
        changed = (path for path, _ in before ^ recorded(project.output).items() if path.startswith(SEARCH))
        # What lies in a folder of its own is named for what it holds.
        news.tell({path for path in changed if path.count("/") == SEARCH.count("/")})

    return tell
