"""The command line as a user meets it: exit statuses, streams, and no traceback ever."""

from __future__ import annotations

import json
import os
import pty
import re
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from planfolio.stages import Stage
from tests.sites import plan, write_site


def run(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """`planfolio` in a process of its own, from `folder`."""
    return subprocess.run(
        [sys.executable, "-m", "planfolio", *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1"},
        timeout=120,
        check=False,
    )


def run_on_a_terminal(*arguments: str, patience: float | None = None, ci: str = "") -> tuple[int, str]:
    """The exit status of `planfolio` on a pseudo-terminal, and all that it shows there; `patience` is how many seconds pass
    before it says what it does."""
    program = f"from planfolio.cli import main, stages; stages.PATIENCE = {patience} or stages.PATIENCE; main()"
    process, screen = pty.fork()
    if process == 0:
        os.execve(sys.executable, [sys.executable, "-c", program, *arguments], {**os.environ, "CI": ci})
    shown = b""
    with suppress(OSError):  # Linux says at the end that the other side is gone
        while piece := os.read(screen, 4096):
            shown += piece
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), shown.decode()


STAGES = "|".join(stage.value.zh for stage in Stage)


def test_a_clean_site_checks_with_status_0(tmp_path: Path) -> None:
    write_site(tmp_path, {"plans/p.md": plan("").replace("published", "draft")})

    checked = run("-C", str(tmp_path), "check")

    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        ("biuld", "没有命令 biuld，是不是 build？", "there is no command biuld; did you mean build?"),
        ("build --draft", "没有选项 --draft，是不是 --drafts？", "there is no option --draft; did you mean --drafts?"),
        ("check --format", "选项 --format 写得不对", "the option --format is not written so"),
        ("check --fail-on xml", "--fail-on 只能是 error、warning、never", "--fail-on is one of error, warning, never"),
        ("build -j 0", "-j 应为整数，至少 1", "-j is a whole number, 1 at least"),
        (
            "serve --port 70000",
            "--port 应为整数，至少 0，至多 65535",
            "--port is a whole number, 0 at least, 65535 at most",
        ),
        ("new plan", "缺少 ID", "ID is missing"),
        ("schema plan x y", "用不着“x y”", "nothing takes “x y”"),
    ],
)
def test_a_slip_in_a_call_is_told_in_the_language_asked_for(words: str, zh: str, en: str) -> None:
    asked = {language: run("--lang", language, *words.split()).stderr for language in ("zh", "en")}
    called = run(*words.split())

    assert (called.returncode, zh in called.stderr, en in called.stderr) == (2, True, True)
    assert {language: (zh in told, en in told) for language, told in asked.items()} == {
        "zh": (True, False),
        "en": (False, True),
    }


@pytest.mark.parametrize("place", ["content/plans/p.md", "content/new.txt", "layouts/plan.html", "README.md"])
@pytest.mark.parametrize("command", [["check", "--format", "json"], ["diff", "HEAD"]])
def test_a_report_takes_the_place_of_nothing_that_people_wrote(tmp_path: Path, place: str, command: list[str]) -> None:
    write_site(tmp_path, {"plans/p.md": plan("")})
    (tmp_path / "README.md").write_text("Ours.\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    refused = run("-C", str(tmp_path), *command, "-o", place)

    assert refused.returncode == 2
    assert f"{place} 是站点自己的文件" in refused.stderr
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


def test_a_report_is_written_over_the_one_of_the_run_before(tmp_path: Path) -> None:
    write_site(tmp_path, {"plans/p.md": plan("").replace("published", "draft")})

    statuses = [run("-C", str(tmp_path), "check", "--format", "markdown", "-o", "report.md").returncode for _ in "12"]

    assert statuses == [0, 0]


def test_every_file_has_a_form(tmp_path: Path) -> None:
    write_site(tmp_path, {})

    refused = run("-C", str(tmp_path), "check", "--format", "json", "-o", "1.json", "-o", "2.txt")

    assert refused.returncode == 2
    assert "-o 有 2 个，--format 只有 1 个" in refused.stderr
    assert not (tmp_path / "1.json").exists()


def test_an_error_ends_with_status_1_and_names_file_line_and_fix(tmp_path: Path) -> None:
    write_site(tmp_path, {"plans/p.md": plan("").replace("term", "trem")})

    checked = run("-C", str(tmp_path), "check")

    assert checked.returncode == 1
    assert "content/plans/p.md:3:7" in checked.stdout
    assert "是不是“term”？" in checked.stdout


@pytest.mark.parametrize(("level", "status"), [("error", 0), ("warning", 1), ("never", 0)])
def test_fail_on_chooses_what_fails(tmp_path: Path, level: str, status: int) -> None:
    draft = plan("hours: 48\nmodules: [{title: 甲, hours: 46}]").replace("published", "draft")
    write_site(tmp_path, {"plans/p.md": draft})

    assert run("-C", str(tmp_path), "check", "--fail-on", level).returncode == status


def test_json_goes_to_stdout_and_nothing_else(tmp_path: Path) -> None:
    write_site(tmp_path, {"plans/p.md": plan("hours: 12")})

    report = json.loads(run("-C", str(tmp_path), "check", "--format", "json").stdout)

    assert report["version"] == 1
    assert report["documents"][1]["hours"]["declared"] == "12"


def test_a_missing_folder_is_one_clear_line(tmp_path: Path) -> None:
    checked = run("-C", str(tmp_path / "nowhere"), "check")

    assert checked.returncode == 2
    assert "nowhere" in checked.stderr
    assert len(checked.stderr.splitlines()) == 1


def test_a_folder_without_content_says_what_to_do(tmp_path: Path) -> None:
    built = run("-C", str(tmp_path), "build")

    assert built.returncode == 2
    assert "planfolio init" in built.stderr


@pytest.mark.parametrize("folder", ["content", "content/plans"])
def test_a_folder_inside_a_site_leads_to_the_sites(tmp_path: Path, folder: str) -> None:
    write_site(tmp_path, {"plans/p.md": plan("")})

    checked = run("-C", folder, "check", folder=tmp_path)

    assert checked.returncode == 2
    assert f"站点的文件夹是 {tmp_path}，" in checked.stderr


def test_no_settings_is_status_2_with_the_finding_alone(tmp_path: Path) -> None:
    write_site(tmp_path, {"plans/p.md": plan("hours: x")})
    (tmp_path / "content" / "site.yaml").unlink()

    checked = run("-C", str(tmp_path), "check", "--format", "json")

    assert checked.returncode == 2
    assert [finding["code"] for finding in json.loads(checked.stdout)["findings"]] == ["SX22"]


def test_a_broken_pack_stops_everything_and_the_last_site_stays(tmp_path: Path) -> None:
    write_site(tmp_path, {"plans/p.md": plan("")})
    assert run("-C", str(tmp_path), "build", "--no-search").returncode == 1
    before = (tmp_path / "site" / "index.html").read_bytes()
    pack = "title: 坏包\ncitation: {title: 示例}\nrules: [{code: A, check: summ, of: units.hours, at_least: 3}]\n"
    write_site(tmp_path, {"packs/bad.yaml": pack})

    built = run("-C", str(tmp_path), "build", "--no-search")
    checked = run("-C", str(tmp_path), "check", "--format", "json")

    assert (built.returncode, checked.returncode) == (2, 2)
    assert {finding["code"] for finding in json.loads(checked.stdout)["findings"]} == {"RP05"}
    assert (tmp_path / "site" / "index.html").read_bytes() == before


def test_strict_does_not_swap_a_site_with_errors_in(tmp_path: Path) -> None:
    write_site(tmp_path, {"plans/p.md": plan("").replace("published", "draft")})
    assert run("-C", str(tmp_path), "build", "--no-search").returncode == 0
    before = sorted((tmp_path / "site").rglob("*"))
    write_site(tmp_path, {"plans/q.md": plan("hours: 约十")})

    built = run("-C", str(tmp_path), "build", "--no-search", "--strict")

    assert built.returncode == 1
    assert sorted((tmp_path / "site").rglob("*")) == before


def test_a_build_counts_all_that_was_found_and_hours_that_are_known(tmp_path: Path) -> None:
    write_site(tmp_path, {"plans/p.md": plan("hours: 约十"), "plans/q.md": plan("")})
    checked = json.loads(run("-C", str(tmp_path), "check", "--format", "json").stdout)["summary"]

    built = run("-C", str(tmp_path), "build", "--no-search")

    assert checked["errors"] > 0 < checked["warnings"]
    assert built.stderr.count("error[") == checked["errors"]
    assert f"{checked['errors']} 个错误，{checked['warnings']} 个警告" in built.stdout
    assert "份文档：" not in built.stderr
    assert "学时不详（1 份方案）" in built.stdout


def test_an_english_site_is_told_in_english_that_it_was_not_swapped_in(tmp_path: Path) -> None:
    write_site(tmp_path, {"site.yaml": "title: Site\nlanguage: en\n", "plans/q.md": plan("hours: some ten")})

    built = run("-C", str(tmp_path), "build", "--no-search", "--strict")

    assert "there are errors: the last site stays as it was" in built.stderr


def test_a_broken_document_becomes_a_page_and_stops_no_other(tmp_path: Path) -> None:
    write_site(tmp_path, {"plans/good.md": plan("hours: 12"), "plans/bad.md": plan("mode: 集中面受")})

    built = run("-C", str(tmp_path), "build", "--no-search")

    assert built.returncode == 1
    assert (tmp_path / "site" / "plans" / "good" / "index.html").is_file()
    assert "mode" in (tmp_path / "site" / "plans" / "bad" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "call", [["explain", "ST01"], ["check", "nowhere.md"], ["diff", "nowhere"], ["build", "-o", "/"]]
)
def test_an_english_site_is_spoken_of_in_english(tmp_path: Path, call: list[str]) -> None:
    write_site(tmp_path, {"site.yaml": "title: Site\nlanguage: en\n"})

    in_english, in_chinese = (run("-C", str(tmp_path), *language, *call) for language in ([], ["--lang", "zh"]))

    assert not re.search("[一-鿿]", in_english.stdout + in_english.stderr)
    assert re.search("[一-鿿]", in_chinese.stdout + in_chinese.stderr)


def test_an_id_as_reports_print_it_leads_to_its_file(tmp_path: Path) -> None:
    write_site(tmp_path, {"plans/p.md": plan("")})

    refused = run("-C", str(tmp_path), "check", "plans/p")

    assert refused.returncode == 2
    assert "没有 plans/p，是不是 content/plans/p.md？" in refused.stderr


@pytest.mark.parametrize("port", ["70000", "-1"])
def test_a_port_that_there_is_not_is_wrong_use(tmp_path: Path, port: str) -> None:
    write_site(tmp_path, {})

    served = run("-C", str(tmp_path), "serve", "--port", port)

    assert served.returncode == 2
    assert "65535" in served.stderr


def test_a_port_that_is_taken_is_told_before_anything_is_built(tmp_path: Path) -> None:
    write_site(tmp_path, {})

    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        served = run("-C", str(tmp_path), "serve", "--port", str(port))

    assert served.returncode == 2
    assert served.stderr.splitlines() == [f"planfolio: 端口 {port} 用不了：已被占用；用 --port 另选"]
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("words", [["chekc"], ["check", "--format", "xml"], ["build", "-o"], ["explain", "XX99"]])
def test_wrong_use_is_status_2_without_a_traceback(tmp_path: Path, words: list[str]) -> None:
    write_site(tmp_path, {})

    called = run("-C", str(tmp_path), *words)

    assert called.returncode == 2
    assert "Traceback" not in called.stderr


def test_a_rule_is_explained_in_both_languages() -> None:
    assert "学时的声明与合计一致" in run("explain", "hr02").stdout
    assert "Declared hours equal the sum of their parts" in run("--lang", "en", "explain", "HR02").stdout


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_new_site_builds_and_is_never_overwritten(tmp_path: Path, language: str) -> None:
    assert run("--lang", language, "init", "school", "--title", "It's: 学校", folder=tmp_path).returncode == 0
    assert run("init", "school", folder=tmp_path).returncode == 2

    built = run("-C", "school", "build", "--drafts", "--no-search", folder=tmp_path)

    assert built.returncode == 0, built.stderr + built.stdout
    assert "It&#39;s: 学校" in (tmp_path / "school" / "site" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["build", "check"])
def test_on_a_terminal_it_says_what_it_does(tmp_path: Path, command: str) -> None:
    write_site(tmp_path, {"plans/p.md": plan("").replace("published", "draft")})

    status, shown = run_on_a_terminal("-C", str(tmp_path), command, patience=1e-9)

    assert status == 0, shown
    assert re.search(rf"\r({STAGES})", shown)
    assert re.search(r"\r +\r(?!.*\r +\r)", shown), "nothing is left of the line"


@pytest.mark.parametrize(
    ("options", "patience", "ci"),
    [([], 3600, ""), (["-q"], 1e-9, ""), ([], 1e-9, "true")],
    ids=["short", "quiet", "ci"],
)
def test_a_short_run_a_quiet_one_and_one_in_ci_do_not_say_what_they_do(
    tmp_path: Path, options: list[str], patience: float, ci: str
) -> None:
    write_site(tmp_path, {"plans/p.md": plan("").replace("published", "draft")})

    status, shown = run_on_a_terminal(*options, "-C", str(tmp_path), "build", patience=patience, ci=ci)

    assert status == 0, shown
    assert not re.search(rf"\r({STAGES})", shown)


def test_timings_are_a_table_of_stages_with_what_was_counted(tmp_path: Path) -> None:
    write_site(tmp_path, {"plans/p.md": plan("").replace("published", "draft")})

    built = run("-C", str(tmp_path), "build", "--no-search", "--timings")

    assert re.search(r"^生成页面 +\d+\.\d{3} +\d+\.\d% +\d+ +[\d .]+$", built.stderr, re.MULTILINE), built.stderr
    assert re.search(r"^内存最多 \d+ MiB", built.stderr, re.MULTILINE)


def test_two_builds_of_the_same_sources_are_the_same_bytes(tmp_path: Path) -> None:
    write_site(
        tmp_path,
        {"plans/p.md": plan("hours: 12", "## 一、目标\n\n正文。\n"), "pages/a/b.md": "---\ntitle: 页\n---\n文\n"},
    )

    for output in ("one", "two"):
        assert run("-C", str(tmp_path), "build", "-o", str(tmp_path / output)).returncode in (0, 1)

    one, two = (
        {p.relative_to(root): p.read_bytes() for p in root.rglob("*") if p.is_file()}
        for root in (tmp_path / "one", tmp_path / "two")
    )
    assert one == two


def test_a_build_killed_at_any_moment_leaves_the_last_good_site(tmp_path: Path) -> None:
    """A loop of real builds, killed after ever longer times; each time the whole site of one build is there."""
    files = {
        f"plans/p{number}.md": plan(f"hours: {number + 1}").replace("published", "archived") for number in range(40)
    }
    write_site(tmp_path, files)
    assert run("-C", str(tmp_path), "build", "--no-search").returncode == 0
    for turn in range(16):
        write_site(tmp_path, {"site.yaml": f"title: 示例第{turn}版\n"})
        process = subprocess.Popen(
            [sys.executable, "-m", "planfolio", "-q", "-C", str(tmp_path), "build", "--no-search"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(0.3 + turn * 0.05)
        process.kill()
        process.wait()

        site = tmp_path / "site"
        listed = set((site / ".planfolio-files").read_text(encoding="utf-8").split("\n"))
        found = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()} - {".planfolio-files"}
        assert found == listed, f"turn {turn}"
        titles = {
            re.search(r"<title>([^<]*)</title>", page.read_text(encoding="utf-8")) for page in site.rglob("index.html")
        }
        assert len({match[1].rpartition("示例")[2] for match in titles if match}) == 1, f"a mixture after turn {turn}"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A site in a real repository, committed once."""
    draft = plan("hours: 24\nmodules: [{title: 甲, hours: 12}, {title: 乙, hours: 12}]").replace("published", "draft")
    write_site(tmp_path, {"plans/p.md": draft})
    git = ["git", "-C", str(tmp_path), "-c", "user.name=示例", "-c", "user.email=demo@example.org"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *words], check=True)
    return tmp_path


def edit(folder: Path, old: str, new: str) -> None:
    source = folder / "content" / "plans" / "p.md"
    source.write_text(source.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_changed_shows_only_what_a_change_brings(repository: Path) -> None:
    edit(repository, "title: 乙, hours: 12", "title: 乙, hours: 10")

    report = json.loads(run("-C", str(repository), "check", "--changed", "HEAD", "--format", "json").stdout)

    assert [finding["code"] for finding in report["findings"]] == ["HR02"]


def test_moved_lines_bring_nothing(repository: Path) -> None:
    edit(repository, "hours: 24", "# 一行注释\nhours: 24")

    report = json.loads(run("-C", str(repository), "check", "--changed", "HEAD", "--format", "json").stdout)

    assert report["findings"] == []


def test_diff_names_hours_and_findings(repository: Path) -> None:
    edit(repository, "title: 乙, hours: 12", "title: 乙, hours: 10")

    told = run("-C", str(repository), "diff", "HEAD").stdout

    assert "计划 24 学时 → 22 学时（−2）" in told
    assert "+ warning[HR02]" in told


def test_diff_speaks_json_and_markdown_with_the_hours_first(repository: Path) -> None:
    edit(repository, "title: 乙, hours: 12", "title: 乙, hours: 10, mode: practice")

    run("-C", str(repository), "diff", "HEAD", "--format", "json", "-o", "d.json", "--format", "markdown", "-o", "d.md")

    told = json.loads((repository / "d.json").read_text(encoding="utf-8"))
    assert told["headline"] == "+10 实践 −12 未写方式"
    assert [finding["code"] for finding in told["new"]] == ["HR02"]
    assert (repository / "d.md").read_text(encoding="utf-8").startswith("**+10 实践 −12 未写方式**\n")


@pytest.mark.parametrize("reference", ["nothing-like-it", "--output=x"])
def test_an_unknown_revision_is_one_clear_line(repository: Path, reference: str) -> None:
    checked = run("-C", str(repository), "diff", "--", reference)

    assert checked.returncode == 2
    assert reference in checked.stderr
    assert not (repository / "x").exists()


def test_paths_are_relative_to_the_sites_folder(tmp_path: Path) -> None:
    write_site(tmp_path / "school", {"plans/p.md": plan("hours: x"), "plans/q.md": plan("hours: y")})

    built = run("-C", "school", "build", "--no-search", "-o", "public", folder=tmp_path)
    checked = run(
        "-C", "school", "check", "content/plans/p.md", "--format", "json", "-o", "report.json", folder=tmp_path
    )

    assert built.returncode == checked.returncode == 1
    assert (tmp_path / "school" / "public" / "index.html").is_file()
    findings = json.loads((tmp_path / "school" / "report.json").read_text(encoding="utf-8"))["findings"]
    assert {finding["path"] for finding in findings} == {"content/plans/p.md"}


@pytest.mark.parametrize("output", [".", "content", "content/site", "layouts", "layouts/site", "..", "plans"])
def test_an_output_among_sources_or_foreign_files_is_refused(tmp_path: Path, output: str) -> None:
    root = write_site(tmp_path / "school", {"plans/p.md": plan("")})
    (root / "plans").mkdir()
    (root / "plans" / "mine.txt").write_text("mine")
    before = sorted(path for path in tmp_path.rglob("*") if not path.name.startswith("."))

    built = run("-C", str(root), "build", "--no-search", "-o", output)

    assert built.returncode == 2
    assert sorted(path for path in tmp_path.rglob("*") if not path.name.startswith(".")) == before


@pytest.mark.parametrize("line", ["base_url: example.org", "base_url: javascript:alert(1)"])
def test_an_address_in_the_settings_that_is_none_stops_with_status_2(tmp_path: Path, line: str) -> None:
    write_site(tmp_path, {"site.yaml": f"title: 示例站点\n{line}\n"})

    checked = run("-C", str(tmp_path), "check")

    assert checked.returncode == 2
    assert "应为网址，如 https://www.example.org/" in checked.stdout
    assert "以 https:// 或 http:// 开头写全" in checked.stdout


def test_a_base_url_that_is_no_address_is_refused(tmp_path: Path) -> None:
    write_site(tmp_path, {})

    built = run("-C", str(tmp_path), "build", "--base-url", "example.org")

    assert built.returncode == 2
    assert "example.org" in built.stderr
    assert not (tmp_path / "site").exists()


def test_a_pack_in_the_settings_that_is_none_is_named(tmp_path: Path) -> None:
    write_site(tmp_path, {"site.yaml": "title: 示例站点\npacks: [cn-2012]\n"})

    checked = run("-C", str(tmp_path), "check")

    assert checked.returncode == 1
    assert "content/site.yaml:2:9" in checked.stdout
    assert "是不是“cn-2011”？" in checked.stdout


def test_global_options_may_stand_behind_the_command(tmp_path: Path) -> None:
    write_site(tmp_path, {})

    assert run("explain", "HR02", "--lang", "en").stdout == run("--lang", "en", "explain", "HR02").stdout
    assert run("check", "-q", "-C", str(tmp_path)).returncode == 0
    assert run("explain", "--", "--lang").returncode == 2


def test_a_path_outside_the_sources_is_refused(tmp_path: Path) -> None:
    write_site(tmp_path, {"plans/p.md": plan("").replace("published", "draft")})
    (tmp_path / "notes.md").write_text("", encoding="utf-8")

    assert run("-C", str(tmp_path), "check", "notes.md").returncode == 2
    assert run("-C", str(tmp_path), "check", "/").returncode == 0
    assert run("-C", str(tmp_path), "check", "content/plans").returncode == 0


def test_a_report_into_a_folder_that_is_not_there_names_the_folder(tmp_path: Path) -> None:
    write_site(tmp_path, {})

    checked = run("-C", str(tmp_path), "check", "-o", "nowhere/report.txt")

    assert checked.returncode == 2
    assert checked.stderr.startswith("planfolio: 没有文件夹 ")
    assert "nowhere" in checked.stderr


def test_an_unknown_code_is_told_the_nearest() -> None:
    explained = run("explain", "hr2")

    assert explained.returncode == 2
    assert "HR02" in explained.stderr


def test_a_comparison_outside_a_repository_says_so(tmp_path: Path) -> None:
    write_site(tmp_path, {})

    compared = run("-C", str(tmp_path), "diff", "HEAD")

    assert compared.returncode == 2
    assert "不在 git 仓库里" in compared.stderr


def test_a_command_that_needs_no_site_loads_nothing_of_it() -> None:
    # `--version` and a build where nothing changed are done before the models would be there.
    loaded = (
        "import sys, planfolio.cli; print(sorted({'pydantic', 'yaml', 'jinja2', 'markdown_it'} & sys.modules.keys()))"
    )
    told = subprocess.run([sys.executable, "-c", loaded], capture_output=True, encoding="utf-8", check=True)

    assert told.stdout.strip() == "[]"
