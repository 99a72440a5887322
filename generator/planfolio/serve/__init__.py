"""Serving: the site on this machine, built again as files change, with the open pages told what became of it."""

from __future__ import annotations

import errno
import gc
import threading
import webbrowser
from collections.abc import Callable, Collection
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

from planfolio.findings import Refusal, say
from planfolio.frozen import frozen
from planfolio.obstacles import reason
from planfolio.project import Project
from planfolio.serve.background import Background
from planfolio.serve.handler import SEARCH, Handler
from planfolio.serve.news import News, Problem
from planfolio.serve.watching import edits
from planfolio.write import recorded

__all__ = ["Outcome", "PortRefused", "Problem", "edits", "serve"]

Rebuild = Callable[[Collection[Path], Collection[str]], "Outcome"]


class PortRefused(Refusal):
    """Nothing can be served on the port: another program listens there, or the system reserves it."""


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
    handler = partial(Handler, news=news, content=content, changed=changed, directory=str(project.output))
    server = _listening(port, handler)  # before the first build, which takes a while: whoever comes early waits for it
    first = rebuild((), ())
    news.tell((), first.problems)
    gc.freeze()  # the site as it was read holds nothing in circles, and looking for them in all of it takes seconds
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


def _listening(port: int, handler: Callable[..., Handler]) -> ThreadingHTTPServer:
    """A server that has its port, and answers once it is told to serve. Raises `PortRefused`."""
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        taken = say("已被占用", "it is taken")
        raise PortRefused(
            say(
                "端口 {port} 用不了：{why}；用 --port 另选",
                "port {port} cannot be used: {why}; choose another with --port",
                port=port,
                why=taken if error.errno == errno.EADDRINUSE else reason(error),
            )
        ) from None
    server.daemon_threads = True
    return server


def _telling(project: Project, news: News) -> Callable[[], None]:
    """Tells, when it is called, what of the search index has changed from now on; pages are made by themselves."""
    before = recorded(project.output).items()

    def tell() -> None:
        changed = (path for path, _ in before ^ recorded(project.output).items() if path.startswith(SEARCH))
        # What lies in a folder of its own is named for what it holds.
        news.tell({path for path in changed if path.count("/") == SEARCH.count("/")})

    return tell
