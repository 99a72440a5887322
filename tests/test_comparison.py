"""What a change concerns: looking at the neighbourhood alone finds what looking at everything finds."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from planfolio.build import Options, build
from planfolio.changes import brought, changes
from planfolio.comparison import compare
from planfolio.git import UnknownRevision, commit_of
from planfolio.inspection import inspect
from planfolio.project import open_project
from planfolio.reports.report import Report
from planfolio.sources import discover
from tests.sites import TODAY, plan, write_site

CONTENT = Path(__file__).parent.parent / "content"

Edit = Callable[[Path], object]


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=示例", "-c", "user.email=example@example.org", "-c", "core.autocrlf=false"]
    command = ["git", "-C", str(folder), *who, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def repository(folder: Path) -> Path:
    """`folder` with all that is in it committed."""
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "first")
    return folder


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demonstration")
    shutil.copytree(CONTENT, folder / "content")
    return repository(folder)


def swapped(path: str, old: str, new: str) -> Edit:
    """An edit of one file."""

    def edit(content: Path) -> None:
        text = (content / path).read_text(encoding="utf-8")
        assert old in text
        (content / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def copied(old: str, new: str) -> Edit:
    return lambda content: shutil.copyfile(content / old, content / new)


def removed(path: str) -> Edit:
    return lambda content: (content / path).unlink()


EDITS: dict[str, Edit] = {
    "hours of a unit in a curriculum": swapped("curricula/demo-classroom-inquiry.yaml", "学时: 4", "学时: 9"),
    "a status": swapped("plans/demo-mentoring-2026.md", "status: ", "status: archived # "),
    "a copy is a near-duplicate": copied("plans/zhejiang-3333.md", "plans/zhejiang-copy.md"),
    "an original goes": removed("plans/cultivation-kindergarten.md"),
    "a schedule goes": removed("schedules/demo-autumn-2026.yaml"),
    "a schedule twice: every teacher is wanted twice": copied(
        "schedules/demo-autumn-2026.yaml", "schedules/demo-again.yaml"
    ),
    "an organisation loses its name": swapped("organisations/demo-bureau.yaml", "标题", "标 题"),
    "an organisation goes": removed("organisations/demo-institute.yaml"),
    "a summary goes": removed("archive/science-training-summary.md"),
    "a portfolio twice: every number is used twice": copied("portfolios/teacher-b.md", "portfolios/teacher-h.md"),
    "a slip in a plan": swapped("plans/vocational-2021.md", ": ", "："),
    "a setting": swapped("site.yaml", "每天学时: 6", "每天学时: 8"),
    "a file that is no document": lambda content: (content / "plans" / "旧.doc").write_text("x"),
    "an attachment goes": removed("plans/demo-inquiry-2027/observation-sheet.csv"),
    "nothing": lambda content: None,
}


def whole(folder: Path) -> Report:
    return inspect(discover(folder / "content"), today=TODAY).report


def prints(report: Report) -> Counter[tuple[str, str]]:
    return Counter((finding.at.file, report.fingerprint(finding)) for finding in report.findings)


@pytest.mark.parametrize("name", EDITS)
def test_the_neighbourhood_of_a_change_has_all_that_it_brings(name: str, demonstration: Path) -> None:
    before = whole(demonstration)
    EDITS[name](demonstration / "content")
    after = whole(demonstration)

    found = compare(open_project(demonstration), "HEAD", today=TODAY)

    git(demonstration, "clean", "-qfdx")
    git(demonstration, "checkout", "-q", "--", ".")
    assert prints(brought(found.after.report, found.before.report)) == prints(brought(after, before))
    assert prints(brought(found.before.report, found.after.report)) == prints(brought(before, after))


def test_a_former_address_that_another_claims_is_told_of(tmp_path: Path) -> None:
    claim = "aliases: [plans/old/]"
    folder = repository(write_site(tmp_path, {"plans/a.md": plan(claim), "plans/b.md": plan("hours: 3")}))
    (folder / "content/plans/b.md").write_text(plan(claim), encoding="utf-8")

    found = compare(open_project(folder), "HEAD", today=TODAY)

    assert "RF03" in {finding.code for finding in brought(found.after.report, found.before.report).findings}


@pytest.mark.parametrize("gone", ["a", "b", "c"])
def test_a_text_that_repeats_two_others_is_told_of_whichever_goes(gone: str, tmp_path: Path) -> None:
    text = "".join(map(chr, Random(1).choices(range(0x4E00, 0x9FA5), k=1200)))
    bodies = {
        "a": text[:1000],
        "b": text[120:1120],
        "c": text[60:1060],
    }  # c repeats a and b, which are not alike enough
    folder = repository(
        write_site(tmp_path, {f"plans/{name}.md": plan("", f"\n{body}\n") for name, body in bodies.items()})
    )
    before = whole(folder)
    removed(f"plans/{gone}.md")(folder / "content")
    after = whole(folder)

    found = compare(open_project(folder), "HEAD", today=TODAY)

    assert [finding.document for finding in before.findings if finding.code == "ID08"] == ["plans/c"]
    assert prints(brought(found.after.report, found.before.report)) == prints(brought(after, before))
    assert prints(brought(found.before.report, found.after.report)) == prints(brought(before, after))


PLANS = {
    "plans/one.md": plan(
        "hours: 20\nmodules: [{title: 甲, mode: online, hours: 10}, {title: 乙, mode: practice, hours: 10}]"
    ),
    "plans/two.md": plan("hours: 8\nmodules: [{title: 甲, hours: 8}]", "一、目标\n\n二、内容\n\n三、形式\n"),
    "packs/half.yaml": (
        "title: 实践过半\ncitation: {title: 示例文件}\n"
        "rules: [{code: H-1, title: 实践不少于一半, check: share, of: units.hours, where: {mode: practice},"
        " at_least_share: {of: units.hours, share: 50%}}]\n"
    ),
    "organisations/demo-school.yaml": "title: 示例学校\nkind: school\npacks: [half]\n",
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return repository(write_site(tmp_path, PLANS))


def test_other_documents_are_not_read(small: Path) -> None:
    swapped("plans/two.md", "hours: 8\n", "hours: 9\n")(small / "content")

    found = compare(open_project(small), "HEAD", today=TODAY)

    assert [document.key for document in found.after.report.documents] == ["plans/two"]
    assert found.after.catalog.items["plans/one"].record is None


def test_hours_are_told_by_mode_with_the_share_that_crosses_its_limit(small: Path) -> None:
    swapped("plans/one.md", "mode: online, hours: 10", "mode: online, hours: 15")(small / "content")
    found = compare(open_project(small), "HEAD", today=TODAY)

    told = changes(found.after.report, found.before.report)

    (change,) = told.documents
    assert [(row.key, str(row.gap)) for row in change.hours] == [("planned", "5"), ("online", "5")]
    (verdict,) = change.verdicts
    assert verdict.before is not None
    assert verdict.after is not None
    assert (verdict.before.outcome, verdict.after.outcome) == ("passed", "failed")


def test_a_renamed_document_is_no_new_one(small: Path) -> None:
    (small / "content/plans/two.md").rename(small / "content/plans/second.md")
    found = compare(open_project(small), "HEAD", today=TODAY)

    told = changes(found.after.report, found.before.report)

    (change,) = told.documents
    assert change.kind == "renamed"
    assert change.before is not None
    assert (change.before.key, change.document.key) == ("plans/two", "plans/second")
    assert (told.all_found, told.all_solved) == ((), ())


def test_hours_of_a_document_that_cannot_be_read_are_unknown_not_gone(small: Path) -> None:
    swapped("plans/one.md", "title: ", "title：")(small / "content")
    found = compare(open_project(small), "HEAD", today=TODAY)

    told = changes(found.after.report, found.before.report)

    (change,) = told.documents
    assert change.unread
    assert (change.hours, change.solved) == ((), ())
    assert change.found


def test_sections_that_come_and_go_are_named(small: Path) -> None:
    swapped("plans/two.md", "二、内容", "二、经费")(small / "content")
    found = compare(open_project(small), "HEAD", today=TODAY)

    (change,) = changes(found.after.report, found.before.report).documents

    filled, emptied = change.sections
    assert [section.id for section in filled] == ["budget"]
    assert emptied == ()


def test_an_unknown_revision_is_refused(small: Path) -> None:
    with pytest.raises(UnknownRevision):
        compare(open_project(small), "nowhere", today=TODAY)


def refused(folder: Path, reference: str) -> str:
    """What is said of a revision that there is not."""
    with pytest.raises(UnknownRevision) as refusal:
        commit_of(folder, reference)
    return refusal.value.message.shown("en")


def test_only_a_shallow_checkout_is_to_be_made_whole(small: Path, tmp_path: Path) -> None:
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth=1", small.as_uri(), str(shallow))

    assert refused(shallow, "nowhere").endswith("the checkout is shallow: run git fetch --unshallow first")
    assert refused(small, "nowhere").endswith("git branch -a and git tag list those that it knows")


def test_a_repository_without_a_commit_is_told_so(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")

    assert refused(tmp_path, "HEAD").startswith(f"nothing has been committed in {tmp_path} yet")


def test_a_repository_of_another_user_is_told_from_none(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planfolio.git.for_programs", lambda: {**os.environ, "GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"})

    assert refused(small, "HEAD").endswith(f"run git config --global --add safe.directory {small}")


def test_a_site_below_the_root_of_its_repository_is_compared_too(tmp_path: Path) -> None:
    folder = write_site(tmp_path / "sites" / "one", PLANS)
    repository(tmp_path)
    swapped("plans/two.md", "hours: 8\n", "hours: 9\n")(folder / "content")

    found = compare(open_project(folder), "HEAD", today=TODAY)

    assert [str(document.totals and document.totals.declared) for document in found.before.report.documents] == ["8"]
    assert [str(document.totals and document.totals.declared) for document in found.after.report.documents] == ["9"]


def test_days_that_pass_bring_nothing(small: Path) -> None:
    swapped("plans/one.md", "hours: 20", "hours: 20\nperiod: {start: 2025-03-01, end: 2025-07-01}")(small / "content")
    report = whole(small)
    later = inspect(discover(small / "content"), today=TODAY.replace(day=20)).report

    new = brought(later, report)

    assert "PL04" in {finding.code for finding in report.findings}
    assert new.findings == ()
    assert replace(new, findings=()) == replace(later, findings=())


PORTFOLIO = "---\nname: 示例教师丁\norganisation: demo-school\nconsent: {granted: true, date: 2025-01-01, fields: [name]}\n---\n"
SITE_WITH_SECRETS = {
    **PLANS,
    "plans/hidden.md": plan("hours: 8\nvisibility: internal").replace("示例方案", "示例内部方案"),
    "plans/draft.md": plan("hours: 8").replace("published", "draft").replace("示例方案", "示例草稿方案"),
    "portfolios/teacher-d.md": PORTFOLIO,
    "portfolios/teacher-e.md": PORTFOLIO.replace("丁", "戊"),
}


@pytest.fixture
def told(tmp_path: Path) -> str:
    """The page on changes of a public build after a good many of them, and the names of all files."""
    folder = repository(write_site(tmp_path / "site", SITE_WITH_SECRETS))
    content = folder / "content"
    swapped("plans/one.md", "mode: online, hours: 10", "mode: online, hours: 15")(content)
    swapped("plans/hidden.md", "hours: 8", "hours: 9")(content)
    swapped("plans/draft.md", "hours: 8", "hours: 9")(content)
    swapped("portfolios/teacher-d.md", "granted: true", "granted: false")(content)
    (content / "portfolios/teacher-e.md").unlink()
    (content / "plans/two.md").unlink()
    project = open_project(folder)
    found = compare(project, "HEAD", today=TODAY)
    built = build(project, Options(today=TODAY, search=False, changes=changes(found.after.report, found.before.report)))
    page = built.artifacts["report/changes/index.html"]
    assert isinstance(page, bytes)
    return page.decode()


def test_the_report_tells_what_changed(told: str) -> None:
    assert "+5 网络研修；实践不少于一半：50% → 40% ✗ 不满足（half H-1）" in told
    assert 'href="../../plans/one/"' in told
    assert "删去" in told


@pytest.mark.parametrize(
    "secret", ["教师丁", "教师戊", "teacher-d", "teacher-e", "内部方案", "草稿方案", "plans/hidden", "draft"]
)
def test_the_public_report_tells_no_change_of_what_is_not_public(told: str, secret: str) -> None:
    assert secret not in told
