"""What `make bench` measures is what it says: edits change what is built, memory counts every process, saves are served."""

from __future__ import annotations

import itertools
import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from planfolio.findings import say
from tests.bench import generators, runs, servers
from tests.bench.generators import Generator
from tests.bench.saves import KINDS, saves
from tests.bench.servers import serving
from tests.bench.tables import Limit, Line, Table
from tests.corpus import SCHOOLS, write_plans


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Generator:
    folder = tmp_path_factory.mktemp("bench")
    write_plans(folder / "documents", 8)
    return generators.planfolio(folder / "site", folder / "documents")


def built(site: Generator) -> dict[str, str]:
    runs.run([*site.command, "--no-search"])
    return {
        path.relative_to(site.root).as_posix(): path.read_text("utf-8") for path in site.root.glob("site/**/*.html")
    }


def test_plans_of_the_corpus_are_in_order_but_for_a_few_sums(site: Generator) -> None:
    report = json.loads(subprocess.run(site.check, capture_output=True, text=True, check=True).stdout)

    found = {(finding["code"], finding["document"]) for finding in report["findings"]}
    assert found == {("HR02", "plans/plan-000007")}
    assert {len(document["hours"]["by_unit"]) for document in report["documents"] if document["kind"] == "plan"} == {8}


def test_each_edit_changes_what_it_says(site: Generator) -> None:
    before = built(site)

    generators.nothing(site, 1)
    generators.body(site, 2)
    generators.hours(site, 3)
    generators.template_of_lists(site, 4)
    generators.template_of_plans(site, 5)
    generators.style(site, 6)
    after = built(site)

    def pages(mark: str) -> set[str]:
        return {path for path in after if mark in after[path] and mark not in before[path]}

    assert pages("第2次补充") == {"site/plans/plan-000006/index.html"}
    assert any(path.startswith("site/report/") for path in pages("plan-000005")), "its sum is no longer right"
    assert len(pages("<p>第4版</p>")) == SCHOOLS
    assert len(pages("<p>第5版</p>")) == 8
    assert "--edition:6" in (site.root / "site" / "assets" / "style.css").read_text("utf-8")


def test_an_edit_of_a_template_takes_the_place_of_the_one_before(site: Generator) -> None:
    for number in (1, 2):
        generators.template_of_plans(site, number)

    text = site.template_of_plans.read_text("utf-8")
    assert ("<p>第1版</p>" in text, "<p>第2版</p>" in text) == (False, True)


def test_a_clean_folder_has_nothing_but_sources(site: Generator) -> None:
    (site.root / "site").mkdir(exist_ok=True)

    site.clean()

    assert {path.name for path in site.root.iterdir()} == {"content", "layouts"}


def test_time_and_memory_are_those_of_all_processes_together(tmp_path: Path) -> None:
    child = "held = bytearray(60 * 2**20)\nheld[::4096] = b'x' * len(held[::4096])\nimport time; time.sleep(1)\nsum(range(2 * 10**6))"
    command = [
        sys.executable,
        "-c",
        f"import subprocess, sys; [one.wait() for one in [subprocess.Popen([sys.executable, '-c', {child!r}]) for _ in '12']]",
    ]

    assert runs.run(command).cpu > 2 * runs.run([sys.executable, "-c", "pass"]).cpu
    assert runs.peak(command) > 120


def test_a_run_that_fails_is_not_measured_and_says_why() -> None:
    with pytest.raises(runs.Failed, match=r"(?s)exit status 2.*no disk"):
        runs.run([sys.executable, "-c", "import sys; sys.stderr.write('no disk'); sys.exit(2)"])


def test_saves_are_timed_from_a_page_to_the_next(site: Generator) -> None:
    with serving(site.serve) as server:
        table = saves(server, site, itertools.count(101), times=1)
        first, *lines = table.lines

    assert first.ours[0] > 0
    assert [line.name for line in lines] == [kind.name for kind in KINDS]
    assert all(0 < line.ours[0] < math.inf and line.limit == Limit(most=0.4, shown="0.4 s") for line in lines)
    assert server.process.poll() is not None


def test_a_save_that_the_page_does_not_show_is_not_measured(site: Generator) -> None:
    generators.body(site, 201)

    with pytest.raises(runs.Failed, match="had “第201次补充” before"), serving(site.serve) as server:
        list(saves(server, site, itertools.count(201), times=1).lines)


def test_a_page_that_is_told_to_look_for_nothing_waits_on(site: Generator) -> None:
    tells_all = "from planfolio.serve import news; news._MOST = 0; from planfolio.cli import main; main()"
    site.clean()  # so that there is news of a search index, before the save

    with serving([sys.executable, "-c", tells_all, *site.serve[3:]]) as server:
        lines = iter(saves(server, site, itertools.count(301), times=1).lines)
        _, body = next(lines), next(lines)

        assert body.ours[0] > 0
        assert "第301次补充" in server.get(f"plans/{generators.plan(site, 301).stem}/index.html")


def python(program: str) -> list[str]:
    """A server in place of Planfolio's, that is asked with `--port` and a number: `port` in its program."""
    return [sys.executable, "-c", f"import signal, socket, sys, time; port = int(sys.argv[2])\n{program}"]


def test_a_server_that_does_not_start_says_why() -> None:
    with pytest.raises(runs.Failed, match=r"(?s)ended with status 1.*no disk"), serving(python("sys.exit('no disk')")):
        pass


def test_a_server_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "LONGEST", 2)
    listens = python("server = socket.create_server(('127.0.0.1', port)); time.sleep(600)")
    sleeps = python("time.sleep(600)")

    with pytest.raises(runs.Failed, match="no answer within 2 s to /:"), serving(listens):
        pass
    with pytest.raises(runs.Failed, match="nobody listens"), serving(sleeps):
        pass


def test_a_server_is_ended_whatever_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "PATIENCE", 0.1)
    stubborn = python(
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "import http.server; http.server.test(http.server.SimpleHTTPRequestHandler, port=port, bind='127.0.0.1')"
    )

    with pytest.raises(KeyboardInterrupt), serving(stubborn) as server:
        raise KeyboardInterrupt

    assert server.process.returncode == -9


def table() -> Table:
    name = say("改一处正文", "one body edited")
    return Table(
        title=say("用时", "seconds"),
        names=("Planfolio", "Hugo"),
        figures=((say("时间", "wall"), 2), (say("CPU", "cpu"), 1)),
        lines=(
            Line(name=name, ours=(0.5, 0.44), theirs=(2, 3), limit=Limit(most=0.6, shown="0.6 s")),
            Line(name=name, ours=(0.7, 0.44), limit=Limit(most=0.6, shown="0.6 s")),
        ),
    )


def test_a_table_shows_figures_ratio_limit_and_whether_it_holds() -> None:
    lines = list(table().text())

    assert [line.split() for line in lines[4:]] == [
        ["one", "body", "edited", "0.50", "0.4", "2.00", "3.0", "0.25", "0.6", "s", "holds"],
        ["one", "body", "edited", "0.70", "0.4", "–", "–", "–", "0.6", "s", "does", "not", "hold"],
    ]
    assert max(map(len, lines)) <= 100


def test_a_table_of_the_handbook_is_markdown_in_chinese() -> None:
    assert list(table().markdown())[1:] == [
        "|  | Planfolio 时间 | Planfolio CPU | Hugo 时间 | Hugo CPU | 倍数 | 限度 | 达到 |",
        "| --- | --: | --: | --: | --: | --: | --: | --- |",
        "| 改一处正文 | 0.50 | 0.4 | 2.00 | 3.0 | 0.25 | 0.6 s | 是 |",
        "| 改一处正文 | 0.70 | 0.4 | – | – | – | 0.6 s | 否 |",
    ]
