"""Every rule has an example that breaks it and one that keeps it.

`rules/<CODE>/` holds `bad.md`, which is a plan, or a folder `bad/` laid out like content/ where the rule is about another
kind of document or about several; `bad.out`, what the rule says there; and `good.md` or `good/`, where it finds nothing,
with `good.out`. What git or an editor would not keep is made when the test runs, see `MADE`. Settings and the organisation demo-school are added unless the example has its own.

In both languages, a golden file has each finding as `line:column severity CODE message`, after the path where the example
is a folder, then why (where the rule's title is not all), what to do, and the places that it names besides; then what
passed and what could not be computed. `pytest --update-goldens` writes them anew. Every sentence that a rule has stands
in one of them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from planfolio.checks import all_checks
from planfolio.findings import Finding, Message, Outcome, Place
from planfolio.inspection import Inspection, inspect
from planfolio.reports.rules import all_rules, rule_of
from planfolio.sources import discover
from tests.messages import PACKAGE, said, sentences
from tests.sites import TODAY, write_site

RULES = Path(__file__).parent / "rules"
CODES = sorted(folder.name for folder in RULES.iterdir())
SPEAKING = [
    *(PACKAGE / "checks").glob("*.py"),
    *(PACKAGE / "verdicts").glob("*.py"),
    *(PACKAGE / "model" / f"{name}.py" for name in ("decode", "extent", "scalars")),
    *(
        PACKAGE / name
        for name in ("catalog/former.py", "catalog/links.py", "inspection.py", "packs/soundness.py", "waivers.py")
    ),
    *(PACKAGE / "sources" / f"{name}.py" for name in ("documents", "files", "names", "privacy", "traps", "tree")),
]


UNHEARD = {
    "是打不开的文件夹", "没有读取权限", "让运行 Planfolio 的人有权读取它",
    "在读到以前不见了", "一边读一边在变", "等改完、存好，再运行一次",
    "网址，如 https://www.example.org/", "以 https:// 或 http:// 开头写全",
    "仓库网页的网址，如 https://gitee.com/example/site", "以 https:// 或 http:// 开头写全，不带用户名、密码和“?”“#”以后的部分",
    "六位十六进制颜色，如 1c4f8c", "写成六位，不用颜色名",
    "与白底的对比度不低于 4.5 的颜色，这一个只有 {contrast}", "换深一些的颜色，链接和按钮上的字才看得清",
    "没有 {path}", "新建 {path}，写上“标题: …”；全新的站点用 planfolio init",
    "{path} 是文件夹，应为文件", "把这个文件夹改名或删去，再新建文件",
    "项", "时刻",
}  # fmt: skip
"""What no example can make every reader hear: to some, root among them, nothing is forbidden; no file goes or changes while it
is read (see test_survival); settings that cannot be read stop every other rule of the example (see test_cli, test_forges and
test_render), and a site lacks them in one way at a time (see test_files); and two units of verdicts stand in the JSON report alone."""


def beyond_limits(content: Path) -> None:
    """Files that are too large, too deep, or of too many parts."""
    (content / "archive").mkdir()
    (content / "archive" / "large.md").write_text(f"---\n标题: 示例文集\n---\n{'研' * 700_000}\n", encoding="utf-8")
    (content / "organisations" / "long.yaml").write_text(f"标题: 示例小学\n{'#' * 1_100_000}\n", encoding="utf-8")
    (content / "organisations" / "many.yaml").write_text(
        f"标题: 示例小学\n标签: [{'甲, ' * 50_000}]\n", encoding="utf-8"
    )
    (content / "archive" / "moved.md").write_text(
        f"---\n标题: 示例文集\n类型: article\n旧地址: [{', '.join(f'a{n}' for n in range(101))}]\n---\n正文。\n",
        encoding="utf-8",
    )
    (content / "schedules").mkdir()
    (content / "schedules" / "long.yaml").write_text(
        "标题: 示例日程\n课次:\n" + "  - {标题: 研修, 周次: 1-50, 星期: 周一, 开始: 9:00}\n" * 101, encoding="utf-8"
    )
    units = "".join(f"  - {{标题: 研修, 对象: 对象{n}}}\n" for n in range(51))
    (content / "curricula").mkdir()
    (content / "curricula" / "wide.yaml").write_text(f"标题: 示例课程\n单元:\n{units}", encoding="utf-8")
    (content / "organisations" / "deep.yaml").write_text(
        f"标题: 示例小学\n标签: {'[' * 26}{']' * 26}\n", encoding="utf-8"
    )
    (content / "plans" / "spring").mkdir(parents=True)
    (content / "plans" / "spring" / "index.md").write_text("---\n标题: 示例方案\n类型: term\n---\n", encoding="utf-8")
    with (content / "plans" / "spring" / "film.gif").open("wb") as film:
        film.truncate(60 * 1024 * 1024)


def no_ordinary_files(content: Path) -> None:
    """A symbolic link, and a pipe."""
    (content / "plans").mkdir()
    (content / "plans" / "linked.md").symlink_to(content / "site.yaml")
    os.mkfifo(content / "plans" / "pipe.md")


def no_settings(content: Path) -> None:
    """A site without site.yaml."""
    (content / "site.yaml").rename(content / "site.yml")


def names_for_this_system(content: Path) -> None:
    """Names that Windows or macOS could not check out, or that show something else than they are, and folders without end."""
    (content / "plans" / "autumn").mkdir(parents=True)
    (content / "plans" / "con.md").touch()
    (content / "plans" / f"{'a' * 101}.md").touch()
    long = content / "pages" / ("a" * 90) / ("b" * 90)
    long.mkdir(parents=True)
    (long / f"{'c' * 30}.md").touch()
    content.joinpath("pages", *"a" * 48).mkdir(parents=True)
    (content / "plans" / "autumn" / "index.md").write_text("---\n标题: 示例方案\n类型: term\n---\n", encoding="utf-8")
    for name in (
        "名单\u202efdp.csv",
        "名单\t甲.csv",
        "名单: 甲.csv",
        "名单 .",
        "nul.csv",
        "名单.csv",
        "A.csv",
        "a.csv",
    ):
        (content / "plans" / "autumn" / name).write_text("单位,人数\n", encoding="utf-8")
    Path(os.fsdecode(bytes(content / "plans" / "autumn") + b"/\xff.csv")).touch()


MADE: Mapping[str, Callable[[Path], None]] = {
    "SX13": beyond_limits,
    "SX18": no_ordinary_files,
    "SX19": names_for_this_system,
    "SX22": no_settings,
}


def example(code: str, name: str, folder: Path) -> Inspection:
    """The inspection of a small site with the example `name` of a rule."""
    content = write_site(folder, {}) / "content"
    source = RULES / code / name
    is_made = name == "bad" and code in MADE
    if is_made:
        MADE[code](content)
    if source.is_dir():
        shutil.copytree(source, content, dirs_exist_ok=True)
    elif not is_made:
        (content / "plans").mkdir()
        shutil.copyfile(source.with_suffix(".md"), content / "plans" / "example.md")
    return inspect(discover(content), today=TODAY)


def found(inspection: Inspection, code: str) -> list[Finding]:
    return [finding for finding in inspection.report.findings if finding.code == code]


def written(inspection: Inspection, code: str) -> Iterator[str]:
    """The lines of a golden file."""
    report = inspection.report
    for finding in found(inspection, code):
        yield f"{spot(inspection, finding.at)} {finding.severity} {finding.code} {finding.message.shown('zh')}"
        yield f"    {finding.message.shown('en')}"
        rule = rule_of(code)
        if finding.why and rule and finding.why not in (rule.title, rule.reason):
            yield from both("why", finding.why)
        if finding.fix:
            yield from both("fix", finding.fix)
        for related in finding.related:
            yield from both(spot(inspection, related.at), related.message)
    for passed in report.passed:
        if passed.code == code:
            yield from both(f"passed {passed.document}", passed.message)
    for unknown in report.not_computable:
        if unknown.code == code:
            yield from both(f"not computable {unknown.document}", unknown.message)


def both(head: str, message: Message) -> Iterator[str]:
    """A message in both languages; once where they are the same."""
    zh, en = message.shown("zh"), message.shown("en")
    yield f"    {head}: {zh}"
    if en != zh:
        yield f"    {' ' * len(head)}  {en}"


def spot(inspection: Inspection, place: Place) -> str:
    span = inspection.report.span(place)
    path = place.file.removeprefix("content/")
    return f"{'' if path == 'plans/example.md' else f'{path}:'}{span.line}:{span.column}"


@cache
def outcomes(code: str, name: str) -> tuple[Outcome, ...]:
    """All that is said of an example, by whichever rule."""
    with TemporaryDirectory() as folder:
        report = example(code, name, Path(folder)).report
    return (*report.findings, *report.passed, *report.not_computable)


@pytest.mark.parametrize("code", CODES)
def test_bad_example_is_found(code: str, tmp_path: Path, update_goldens: bool) -> None:
    golden = RULES / code / "bad.out"
    inspection = example(code, "bad", tmp_path)

    built = "".join(f"{line}\n" for line in written(inspection, code))

    if update_goldens:
        golden.write_text(built, encoding="utf-8")
    assert found(inspection, code)
    assert golden.read_text(encoding="utf-8") == built


@pytest.mark.parametrize("code", CODES)
def test_good_example_is_silent(code: str, tmp_path: Path, update_goldens: bool) -> None:
    golden = RULES / code / "good.out"
    inspection = example(code, "good", tmp_path)

    built = "".join(f"{line}\n" for line in written(inspection, code))

    if update_goldens:
        golden.write_text(built, encoding="utf-8")
    assert found(inspection, code) == []
    assert golden.read_text(encoding="utf-8") == built


@pytest.mark.parametrize("module", sorted(SPEAKING), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_sentence_is_said_in_an_example(module: Path) -> None:
    heard = {sentence for code in CODES for name in ("bad", "good") for sentence in said(outcomes(code, name))}

    unheard = {f"{line}: {sentence}" for sentence, line in sentences(module).items() if sentence not in heard | UNHEARD}

    assert unheard == set()


@pytest.mark.parametrize("code", [check.rule.code for check in all_checks()])
def test_every_check_has_examples(code: str) -> None:
    assert code in CODES


def test_every_example_belongs_to_a_rule() -> None:
    known = {rule.code for rule in all_rules()}

    assert set(CODES) <= known


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.rule.code)
def test_every_check_has_a_manual_in_both_languages(check: object) -> None:
    rule = check.rule  # type: ignore[attr-defined]  # pytest hands parameters over as objects

    manuals = [rule.title.zh, rule.manual.zh, rule.title.en, rule.manual.en]

    assert all(manuals)
    assert "错：" in rule.manual.zh
    assert "Wrong:" in rule.manual.en
