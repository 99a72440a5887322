"""Serving: what is watched, what is told to open pages, what runs beside, and what is said on the terminal."""

from __future__ import annotations

import json
import os
import queue
import re
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPResponse
from http.server import ThreadingHTTPServer
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from planfolio import serve as server
from planfolio.cli.build import Wishes
from planfolio.cli.serve import Rebuilding, index
from planfolio.cli.settings import Settings
from planfolio.findings import Language
from planfolio.project import open_project
from planfolio.render import LayoutError
from planfolio.serve import Outcome, background
from planfolio.serve.background import Background
from planfolio.serve.handler import Handler
from planfolio.serve.news import News, Problem
from planfolio.serve.watching import edits
from planfolio.write import publish, target
from tests import mishaps
from tests.sites import plan, write_site

WRONG = Problem(message="wrong", text="--> a.md:1:1", document="plans/a")

# --- watching -------------------------------------------------------------------------------------------------------------


def watched(folder: Path) -> queue.SimpleQueue[Collection[Path]]:
    """What is told of the folder, once it is watched."""
    told: queue.SimpleQueue[Collection[Path]] = queue.SimpleQueue()

    def watch() -> None:
        for changed in edits(folder):
            told.put(changed)

    threading.Thread(target=watch, daemon=True).start()
    while told.empty():
        (folder / "first").write_text(str(time.monotonic_ns()))
        time.sleep(0.1)
    with suppress(queue.Empty):
        while True:
            told.get(timeout=0.2)
    return told


def test_files_that_are_saved_together_are_one_edit(tmp_path: Path) -> None:
    told = watched(tmp_path)

    for name in "abc":
        (tmp_path / name).write_text("new")

    assert [path.name for path in told.get(timeout=10)] == ["a", "b", "c"]
    with pytest.raises(queue.Empty):
        told.get(timeout=0.2)


def test_what_is_saved_during_a_build_comes_right_after(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    folders = edits(tmp_path)
    assert [path.name for path in next(folders)] == []  # from now on nothing is missed
    threading.Timer(0.3, partial((tmp_path / "a").write_text, "new")).start()
    assert [path.name for path in next(folders)] == ["a"]

    (tmp_path / "b").write_text("new")  # nobody is asking now: a build runs
    time.sleep(0.1)

    assert [path.name for path in next(folders)] == ["b"]


# --- news -----------------------------------------------------------------------------------------------------------------


def test_a_page_hears_of_all_that_changed_since_it_was_made() -> None:
    news = News()
    opened = news.edition
    news.tell(["a/index.html"])
    news.tell(["b.css"], (WRONG,))

    told = news.since(opened)

    assert told["changed"] == ["a/index.html", "b.css"]
    assert told["problems"]
    assert news.since(told["edition"])["changed"] == []


def test_a_page_of_another_server_or_long_ago_is_loaded_anew() -> None:
    news = News()
    opened = news.edition
    for turn in range(200):
        news.tell([f"{turn}"])

    assert news.since(opened)["changed"] is None
    assert news.since("another-0")["changed"] is None
    assert news.since("")["changed"] is None


def test_what_is_watched_is_what_those_consist_of_who_listen() -> None:
    news = News()

    with news.listening(lambda: {"a", "b"}), news.listening(lambda: ()), news.listening(lambda: {"b", "c"}):
        assert news.watched == {"a", "b", "c"}
    assert news.watched == frozenset()


def test_what_changes_nothing_is_no_news() -> None:
    news = News()
    news.tell(["a"], (WRONG,))

    with news.listening() as listener:
        news.tell([], (WRONG,))
        news.tell([])

        assert listener.empty()
        news.tell([], ())
        assert not listener.empty()


def test_problems_of_the_page_shown_come_first_and_the_rest_is_counted() -> None:
    news = News()
    news.tell([], (*(Problem(message=f"{n}", document="plans/other") for n in range(40)), WRONG))

    told = json.loads(news.problems("plans/a"))

    assert told["count"] == 41
    assert [problem["message"] for problem in told["shown"]] == ["wrong", *map(str, range(19))]
    assert json.loads(news.problems(""))["shown"][0]["message"] == "0"


# --- over HTTP ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[HTTPConnection]:
    for path in ("index.html", "404.html", "bare.html", "admin/index.html"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(f"<p>{path}" if path == "bare.html" else f"<body>{path}</body>")
    (tmp_path / "style.css").write_text("p {}")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, news=News(), directory=str(tmp_path))) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield HTTPConnection("127.0.0.1", server.server_port)
        server.shutdown()


def got(asked: HTTPConnection, path: str, **headers: str) -> tuple[int, str]:
    asked.request("GET", path, headers=headers)
    answer = asked.getresponse()
    content = answer.read().decode()
    assert answer.headers["Cache-Control"] == "no-store"
    asked.close()
    return answer.status, content


@pytest.mark.parametrize(
    ("path", "status", "is_live"),
    [
        ("/", 200, True),
        ("/index.html?q=1", 200, True),
        ("/bare.html", 200, True),
        ("/gone/", 404, True),  # there in a moment, maybe
        ("/admin/", 200, False),
        ("/style.css", 200, False),
    ],
)
def test_pages_hear_of_changes_and_the_form_does_not(
    asked: HTTPConnection, path: str, status: int, is_live: bool
) -> None:
    found = got(asked, path)

    assert (found[0], "/_planfolio/live.js" in found[1]) == (status, is_live)


def test_pages_are_made_where_they_can_be_and_else_taken_from_the_site(tmp_path: Path) -> None:
    (tmp_path / "pagefind").mkdir()
    (tmp_path / "pagefind" / "search.json").write_text("{}")
    (tmp_path / "sheet.csv").write_text("a,b")

    def content(path: str) -> bytes | Path | None:
        if path == "broken/index.html":
            raise LayoutError("layouts/plan.html", 3, "<b>")
        made = {"a/index.html": b"<body>made</body>", "a/data.json": b"[]", "404.html": b"<body>none</body>"}
        return tmp_path / "sheet.csv" if path == "a/sheet.csv" else made.get(path)

    handler = partial(Handler, news=News(), content=content, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        asked = HTTPConnection("127.0.0.1", server.server_port)

        assert got(asked, "/a/")[1].startswith("<body>made<script")
        assert got(asked, "/a?q=1")[0] == 301
        assert got(asked, "/a/data.json") == (200, "[]")
        assert got(asked, "/a/sheet.csv") == (200, "a,b")
        assert got(asked, "/pagefind/search.json") == (200, "{}")
        assert got(asked, "/none/")[1].startswith("<body>none")
        status, page = got(asked, "/broken/")
        assert (status, "layouts/plan.html:3" in page, "&lt;b&gt;" in page) == (500, True, True)
        server.shutdown()


# --- open pages -----------------------------------------------------------------------------------------------------------

PAGE = "plans/p/index.html"


@contextmanager
def listening(url: str, since: str, *paths: str) -> Iterator[HTTPResponse]:
    """An open page, of which the first news are still to be read."""
    query = "".join(f"&path={path}" for path in paths)
    page = HTTPConnection(url, timeout=20)
    page.request("GET", f"/_planfolio/changes?since={since}{query}")
    answer = page.getresponse()
    yield answer
    answer.close()
    page.close()


def heard(page: HTTPResponse) -> dict[str, Any]:
    """The next news; a connection that says no more than that it is there has none."""
    while not (line := page.readline()).startswith(b"data: "):
        assert line.startswith((b"id: ", b"\n"))
    told: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
    return told


@dataclass(frozen=True)
class Written:
    """A site that somebody writes, with its address."""

    source: Path
    rebuild: Rebuilding
    news: News
    url: str

    def save(self, title: str) -> None:
        self.source.write_text(draft("hours: 12").replace("示例方案", title), "utf-8")
        self.rebuild((self.source,), self.news.watched)

    def open(self) -> str:
        """The rebuild of which the page is that a browser gets."""
        found = re.search('data-edition="(.*?)"', got(HTTPConnection(self.url), f"/{PAGE}")[1])
        assert found
        return found[1]


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Written]:
    write_site(tmp_path, {"plans/p.md": draft("hours: 12")})
    rebuild, news = rebuilding(tmp_path), News()
    rebuild((), ())
    handler = partial(
        Handler, news=news, content=rebuild.content, changed=rebuild.changed, directory=str(tmp_path / "site")
    )
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        http.daemon_threads = True  # an open page is not waited for
        threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
        yield Written(tmp_path / "content/plans/p.md", rebuild, news, f"127.0.0.1:{http.server_port}")
        http.shutdown()


def test_a_page_that_is_opened_first_is_no_news(written: Written) -> None:
    edition = written.news.edition

    assert written.open() == written.open() == written.news.edition == edition


def test_a_page_that_is_shown_again_hears_of_a_save_that_nobody_saw(written: Written) -> None:
    opened = written.open()
    written.save("改名的示例方案")

    with listening(written.url, opened, PAGE) as page:
        assert heard(page)["changed"] == [PAGE]


def test_a_page_that_is_shown_again_hears_of_what_another_tab_got_meanwhile(written: Written) -> None:
    opened = written.open()
    written.save("改名的示例方案")
    again = written.open()

    with listening(written.url, opened, PAGE) as page, listening(written.url, again, PAGE) as other:
        assert heard(page)["changed"] == [PAGE]
        assert heard(other)["changed"] == []


def test_an_open_page_hears_of_what_another_tab_finds_changed(written: Written) -> None:
    opened = written.open()
    with listening(written.url, opened) as page:
        heard(page)
        written.save("改名的示例方案")

        written.open()

        assert heard(page)["changed"] == [PAGE]


def test_a_page_is_watched_until_it_is_closed(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planfolio.serve.handler._BREATH", 600)
    with listening(written.url, written.open(), PAGE, "style.css") as page:
        heard(page)
        assert written.news.watched == {PAGE, "style.css"}

    while written.news.watched:
        time.sleep(0.01)


def test_a_search_index_is_not_asked_of_the_site(tmp_path: Path) -> None:
    (tmp_path / "pagefind").mkdir()
    (tmp_path / "pagefind" / "search.json").write_text("{}")
    asked_for = list[str]()

    def content(path: str) -> None:
        asked_for.append(path)

    def changed(paths: Collection[str]) -> Collection[str]:
        asked_for.extend(paths)
        return ()

    handler = partial(Handler, news=News(), content=content, changed=changed, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()

        assert got(HTTPConnection("127.0.0.1", http.server_port), "/pagefind/search.json") == (200, "{}")
        http.shutdown()

    assert asked_for == []


def test_a_page_that_is_opened_during_a_rebuild_is_compared_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "edits", lambda *folders: iter([[tmp_path / "a.md"]]))
    now = {"a/index.html": False}
    opened = list[HTTPResponse]()
    urls = list[str]()
    pages = ExitStack()

    def rebuild(edited: Collection[Path], watched: Collection[str]) -> Outcome:
        if edited:
            assert watched == frozenset()
            opened.append(pages.enter_context(listening(urls[0], "", *now)))
            heard(opened[0])
            now["a/index.html"] = True
        return Outcome(changed=frozenset())

    with pages:
        server.serve(
            open_project(write_site(tmp_path, {})),
            rebuild,
            lambda path: None,
            lambda paths: {path for path in paths if now[path]},
            lambda: None,
            port=0,
            open_browser=False,
            announce=lambda url: urls.append(url.split("/")[2]),
        )

        assert heard(opened[0])["changed"] == ["a/index.html"]


@pytest.mark.parametrize("path", ["/", "/style.css", "/gone/", "/_planfolio/problems", "/_planfolio/live.js"])
@pytest.mark.parametrize("host", ["evil.example:8000", "127.0.0.1.evil.example", "localhost@evil.example:8000", ""])
def test_other_websites_are_shown_nothing(asked: HTTPConnection, path: str, host: str) -> None:
    status, page = got(asked, path, Host=host)

    assert (status, "<body>index.html" in page, "http://localhost" in page) == (403, False, True)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "LocalHost", "[::1]:8000"])
def test_this_machine_is_shown_everything(asked: HTTPConnection, host: str) -> None:
    assert got(asked, "/style.css", Host=host) == (200, "p {}")
    assert got(asked, "/_planfolio/problems", Host=host) == (200, '{"count": 0, "shown": []}')


# --- in the background ----------------------------------------------------------------------------------------------------


def slow(mark: Path) -> None:
    with mark.open("a") as file:
        file.write("begun ")
    try:
        time.sleep(60 if mark.with_name("slow").exists() else 0)
    except KeyboardInterrupt:
        with mark.open("a") as file:
            file.write("given up ")
        raise


def waits(mark: Path, for_text: str) -> None:
    while not mark.exists() or mark.read_text() != for_text:
        time.sleep(0.02)


def calm(mark: Path) -> None:
    mark.write_text(str(os.nice(0)))


def test_work_gives_way_to_whom_somebody_waits_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "_REST", 0.05)
    monkeypatch.setattr(background, "get_context", lambda name: get_context("fork"))
    done = threading.Event()
    work = Background(partial(calm, tmp_path / "mark"), lambda: done.set)

    work.start()

    assert done.wait(20)
    work.stop()
    assert int((tmp_path / "mark").read_text()) == min(19, os.nice(0) + 10)


def test_work_is_given_up_and_begun_again_never_twice_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "_REST", 0.05)
    monkeypatch.setattr(
        background, "get_context", lambda name: get_context("fork")
    )  # the browser tests take a whole one
    mark, done = tmp_path / "mark", threading.Event()
    (tmp_path / "slow").touch()
    work = Background(partial(slow, mark), lambda: done.set)

    work.start()
    waits(mark, "begun ")
    work.give_up()
    (tmp_path / "slow").unlink()
    work.start()

    assert done.wait(20)
    work.stop()
    assert mark.read_text() == "begun given up begun "
    work.start()
    time.sleep(0.2)
    work.stop()
    assert mark.read_text() == "begun given up begun "  # it is done


# --- on the terminal ------------------------------------------------------------------------------------------------------


def draft(front: str) -> str:
    return plan(front).replace("published", "draft")


def rebuilding(folder: Path, language: Language = "zh") -> Rebuilding:
    mishaps.plain_layouts(folder)
    return Rebuilding(
        Settings(root=folder, language=language, quiet=False, verbose=False, color=None),
        open_project(folder),
        Wishes(search=False, drafts=True, compare=False),
    )


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines, without clock and seconds."""
    told = capsys.readouterr().err.splitlines()
    return [line.split(" ", 1)[1].rpartition("，")[0] if line[2:3] == ":" else line for line in told]


def test_what_was_saved_before_anything_was_watched_is_seen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_site(tmp_path, {"plans/p.md": draft("hours: 12")}) / "content" / "plans" / "p.md"
    rebuild = rebuilding(tmp_path)
    rebuild((), ())
    assert said(capsys) == ["可以看了"]
    rebuild((), ())
    assert said(capsys) == []
    source.write_text(source.read_text("utf-8").replace("示例方案", "改名的示例方案"), "utf-8")

    rebuild((), ())

    assert said(capsys) == ["可以看了"]
    page = rebuild.content(PAGE)
    assert isinstance(page, bytes)
    assert "改名的示例方案" in page.decode()


def test_of_the_search_index_is_told_what_keeps_its_name(tmp_path: Path) -> None:
    project, news = open_project(write_site(tmp_path, {})), News()
    opened, tell = news.edition, server._telling(project, news)
    files = {"pagefind/search.json": b"{}", "pagefind/12ea/fragment/a.pf_fragment": b"a", "plans/index.html": b"p"}
    publish(files, target(project))

    tell()

    assert news.since(opened)["changed"] == ["pagefind/search.json"]


def test_a_rebuild_is_a_line_and_each_error_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_site(tmp_path, {"plans/p.md": draft("hours: 12")}) / "content" / "plans" / "p.md"
    good = source.read_text("utf-8")
    rebuild = rebuilding(tmp_path)
    rebuild((), ())
    said(capsys)
    assert rebuild((source,), ()).changed == frozenset()
    assert said(capsys) == ["content/plans/p.md → 已更新"]
    rebuild((source,), (PAGE,))
    assert said(capsys) == ["content/plans/p.md → 正在看的网页没有变化"]
    rebuild.changed((PAGE,))
    source.write_text(good.replace("示例方案", "改名的示例方案"), "utf-8")
    assert rebuild((source,), (PAGE,)).changed == frozenset({PAGE})
    assert said(capsys) == ["content/plans/p.md → 正在看的网页有 1 页变了"]

    source.write_text(good.replace("hours", "huors"), "utf-8")
    outcome = rebuild((source, source.with_name("q.md")), ())

    assert [(problem.message, problem.document) for problem in outcome.problems] == [
        ("error[FD01] 没有“huors”这个键", "plans/p")
    ]
    assert said(capsys)[1:3] == ["error[FD01] 没有“huors”这个键", " --> content/plans/p.md:7:1"]
    (tmp_path / "content" / "pages").mkdir()
    (tmp_path / "content" / "pages" / "a.md").write_text("---\ntitle: 示例\n---\n", "utf-8")
    rebuild((source,), ())
    assert said(capsys)[1].endswith("还有 1 个错误")


def test_a_broken_layout_shows_its_line_and_leaves_the_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_site(tmp_path, {})
    rebuild = rebuilding(tmp_path)
    rebuild((), ())
    rebuild.content("index.html")
    (tmp_path / "layouts" / "home.html").write_text("<p>\n{% broken %}\n")

    outcome = rebuild((tmp_path / "layouts" / "home.html",), ("index.html",))

    assert outcome.changed is None
    assert outcome.problems[0].text.splitlines()[2] == "2 | {% broken %}"
    assert "layouts/home.html → 没有换上新站点" in capsys.readouterr().err


def test_what_is_open_before_there_is_a_site_is_told_of_it(tmp_path: Path) -> None:
    write_site(tmp_path, {})
    rebuild = rebuilding(tmp_path)
    foreign = tmp_path / "site" / "foreign.html"
    foreign.parent.mkdir()
    foreign.touch()
    assert rebuild((), ()).changed is None

    foreign.unlink()

    assert rebuild((), ("index.html",)).changed == frozenset({"index.html"})


def test_broken_settings_leave_the_site_and_say_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_site(tmp_path, {})
    rebuild = rebuilding(tmp_path, "en")
    rebuild((), ())
    (tmp_path / "content" / "site.yaml").write_text("title: 示例\ntitel: x\n", "utf-8")

    outcome = rebuild((), ())

    assert outcome.changed is None
    assert "content/site.yaml:2:1" in outcome.problems[0].text
    assert "no new site, the last one stays as it was" in capsys.readouterr().err


def test_the_index_is_published_with_all_pages(tmp_path: Path) -> None:
    write_site(tmp_path, {"plans/p.md": draft("hours: 12")})
    rebuild = rebuilding(tmp_path)
    rebuild((), ())

    index(Settings(tmp_path, "zh", True, False, None), open_project(tmp_path), Wishes(drafts=True, compare=False))

    assert (tmp_path / "site" / "pagefind" / "search.json").is_file()
    assert (tmp_path / "site" / "plans" / "p" / "index.html").read_bytes() == rebuild.content("plans/p/index.html")
