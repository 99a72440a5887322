"""Proposed changes: what a request does is told before it is merged, and no request can change how it is judged.

The teacher's and the attacker's requests go the whole way through the workflows of a new site, on a forge of this machine.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from socket import create_server, socket
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt

from planfolio import baseline
from planfolio import git as history
from planfolio.changes import Changes, Proposal, changes, forms
from planfolio.changes.markdown import LONGEST, MARKER
from planfolio.comments import Discussion, Refused, read
from planfolio.comparison import Comparison, compare
from planfolio.inspection import inspect
from planfolio.model.choices import Forge as ForgeName
from planfolio.project import open_project
from planfolio.reports.markdown_report import plain
from planfolio.sources import discover
from tests.forge import ROBOT, Api, Forge, git, run_actions, served
from tests.sites import TODAY, plan, write_site
from tests.test_handbook import blocks
from tests.test_publicity import Canaries, hidden_site
from tests.test_reports import published

ROOT = Path(__file__).parent.parent
SKELETON = ROOT / "generator" / "planfolio" / "skeleton"
ACTIONS = sorted(
    [
        *SKELETON.glob("forges/*/dot-*/workflows/*.yml"),
        *(ROOT / ".github" / "workflows").glob("*.yml"),
    ]
)
REVIEWS = [path for path in ACTIONS if path.name == "review.yml"]

PACK = (
    "title: 实践过半\ncitation: {title: 示例文件}\n"
    "rules: [{code: H-1, title: 实践不少于一半, check: share, of: units.hours, where: {mode: practice},"
    " at_least_share: {of: units.hours, share: 50%}}]\n"
)
AUTUMN = plan(
    "hours: 24\nmodules:\n  - {title: 讲座, mode: face_to_face, hours: 12}\n"
    "  - {title: 观课, mode: practice, hours: 10}",
    "一、目标\n\n二、内容\n",
)
SITE = {
    "site.yaml": "title: 示例站点\npacks: [half]\n"
    "repository: {forge: github, url: https://github.com/example/site, branch: main}\n",
    "packs/half.yaml": PACK,
    "plans/autumn.md": AUTUMN,
    "plans/spring.md": plan("hours: 8\nmodules: [{title: 甲, mode: practice, hours: 8}]"),
}


def installed(folder: Path, forge: str) -> None:
    """The files that a new site has for a forge and for all."""
    for part in (SKELETON / "forges" / forge, SKELETON / "common"):
        for source in sorted(path for path in part.rglob("*") if path.is_file()):
            place = folder / re.sub(r"(^|/)dot-", r"\1.", str(source.relative_to(part)))
            place.parent.mkdir(parents=True, exist_ok=True)
            text = source.read_text(encoding="utf-8")
            place.write_text(text.replace("@BRANCH@", "main").replace("@PLANFOLIO@", "planfolio"), encoding="utf-8")


@pytest.fixture
def forge(tmp_path: Path) -> Iterator[Forge]:
    api = Api()
    with served(api) as address:
        yield Forge(tmp_path, address, api)


def fork_of(forge: Forge, kind: str = "github") -> Path:
    """A site on the forge, and a fork of it with a branch of its own."""
    site = write_site(forge.folder / "site", SITE)
    installed(site, kind)
    git(site, "init", "-q", "-b", "main")
    git(site, "add", "-A")
    git(site, "commit", "-q", "-m", "first")
    git(forge.folder, "clone", "-q", "--bare", str(site), str(forge.origin))
    git(forge.folder, "clone", "-q", str(forge.origin), str(forge.folder / "fork"))
    git(forge.folder / "fork", "checkout", "-q", "-b", "$(touch${IFS}pwned)")
    return forge.folder / "fork"


def commit(fork: Path) -> None:
    git(fork, "add", "-A", "-f")
    git(fork, "commit", "-q", "-m", "$(touch pwned)")


def context(forge: Forge, number: int) -> dict[str, str]:
    """What the workflows may ask of the event: numbers and hashes, no text of the request."""
    return {
        "github.event.pull_request.number": str(number),
        "github.event.pull_request.head.sha": forge.api.head,
        "github.token": "token",
        "github.server_url": forge.address,
        "vars.PLANFOLIO_PREVIEW": "https://deploy-preview-{number}--example.netlify.app",
    }


def review(forge: Forge) -> Path:
    """The workflow as the main branch has it."""
    return next((forge.folder / "site").glob(".*/workflows/review.yml"))


def accept(folder: Path) -> None:
    """Write a baseline of all that is found."""
    report = inspect(discover(folder / "content"), today=TODAY).report
    (folder / "content/baseline.json").write_text(baseline.written(baseline.begun(report)), encoding="utf-8")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# --- a teacher ----------------------------------------------------------------------------------------------------------


def test_a_teacher_corrects_an_hour_and_the_comment_shows_what_it_does(forge: Forge) -> None:
    fork = fork_of(forge)
    edit(fork / "content/plans/autumn.md", "mode: practice, hours: 10", "mode: practice, hours: 12")
    commit(fork)
    forge.propose(fork, 7)
    forge.api.add(f"我也写得出这个记号\n{MARKER}", "somebody")
    forge.api.add("谢谢", "teacher")

    jobs = run_actions(forge, review(forge), context(forge, 7))

    assert [job.succeeded for job in jobs.values()] == [True, True], jobs["check"].output
    [comment] = [one["body"] for one in forge.api.comments if one["user"]["login"] == ROBOT]
    lines = comment.splitlines()
    assert lines[0] == "**+2 实践；实践不少于一半：≈ 45.5% → 50% ✓ 满足（half H-1）**"
    assert "- 必备部分 4/14，没有变化" in lines
    place = f"https://github.com/example/site/blob/{git(fork, 'rev-parse', 'main')}/content/plans/autumn.md?plain=1#L7"
    assert any(line.startswith("- ➖ **错误** `HR02`") and place in line for line in lines)
    assert "预览：<https://deploy-preview-7--example.netlify.app>" in lines
    assert lines[-1] == MARKER
    assert (forge.folder / "check" / "summary.md").read_text(encoding="utf-8") == comment
    assert forge.api.comments[0]["body"].startswith("我也写得出")
    [shown] = [block for block in blocks("proposals.md") if block.startswith("**")]
    assert shown == re.sub(r"\[(`.*?`)\]\(\S+?\)", r"\1", comment).removesuffix(f"\n{MARKER}\n")
    assert [call for call in forge.api.calls if call[0] != "GET"] == [("POST", "/repos/example/site/issues/7/comments")]


def test_the_same_on_gitea(forge: Forge) -> None:
    fork = fork_of(forge, "gitea")
    edit(fork / "content/plans/autumn.md", "mode: practice, hours: 10", "mode: practice, hours: 8")
    commit(fork)
    forge.propose(fork, 3)
    forge.api.add("好", "gitea-actions")

    jobs = run_actions(forge, review(forge), context(forge, 3))

    assert jobs["check"].steps["新问题 What is new"] == "failure"
    assert "error[HR02]" in jobs["check"].output
    assert forge.api.comments[-1]["body"].startswith("**−2 实践")
    assert ("POST", "/api/v1/repos/example/site/issues/3/comments") in forge.api.calls


def test_the_same_on_gitlab(forge: Forge) -> None:
    fork = fork_of(forge, "gitlab")
    edit(fork / "content/plans/autumn.md", "mode: practice, hours: 10", "mode: practice, hours: 8")
    (fork / "requirements.txt").write_text("evil\n", encoding="utf-8")
    commit(fork)
    head = forge.propose(fork, 5, "merge-requests")
    job = yaml.safe_load((forge.folder / "site/.gitlab-ci.yml").read_text(encoding="utf-8"))["review"]
    values = {
        "CI_PROJECT_ID": "12",
        "CI_MERGE_REQUEST_PROJECT_ID": "12",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_MERGE_REQUEST_IID": "5",
        "CI_COMMIT_SHA": head,
        "CI_API_V4_URL": f"{forge.address}/api/v4",
        "PLANFOLIO_TOKEN": "token",
    }

    done = forge.shell("\n".join(job["script"]), fork, values)

    assert done.returncode == 1, done.stderr
    [issue] = [
        one
        for one in json.loads((fork / "gl-code-quality-report.json").read_text(encoding="utf-8"))
        if one["check_name"] == "HR02"
    ]
    assert issue["location"] == {"path": "content/plans/autumn.md", "lines": {"begin": 7, "end": 7}}
    assert forge.api.comments[0]["body"].splitlines()[2].endswith("：`requirements.txt`")
    assert ("POST", "/api/v4/projects/12/merge_requests/5/notes") in forge.api.calls
    assert "evil" not in (forge.folder / "pip.log").read_text(encoding="utf-8")


def test_without_a_token_the_log_carries_the_same_as_on_gitee(forge: Forge) -> None:
    fork = fork_of(forge, "gitee")
    edit(fork / "content/plans/autumn.md", "mode: practice, hours: 10", "mode: practice, hours: 12")
    commit(fork)
    head = forge.propose(fork, 9)
    pipeline = yaml.safe_load((forge.folder / "site/.workflow/planfolio.yml").read_text(encoding="utf-8"))
    values = {
        "GITEE_BRANCH": "main",
        "GITEE_PULL_ID": "9",
        "GITEE_SOURCE_COMMIT": head,
    }

    done = forge.shell("\n".join(pipeline["stages"][0]["steps"][0]["commands"]), fork, values)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("**+2 实践")
    assert forge.api.calls == []


# --- an attacker --------------------------------------------------------------------------------------------------------

HOSTILE_TITLE = (
    "/approve @example-admin <img src=x onerror=alert(1)> ![x](https://evil.example/x.png) [y](//evil.example) `a` | b"
    " <!-- planfolio --> !1 &2 #3 ::error::x"
)
NAMES = (
    "content/plans/$(touch pwned).md",
    "content/plans/;touch pwned;.md",
    "content/plans/`touch pwned`.md",
    "content/plans/a\n::error::b.md",
    "content/plans/@example-admin <b>x.md",
    "content/plans/--output=pwned.md",
    os.fsdecode(b"content/plans/\xff.md"),
    os.fsdecode(b"\xff.txt"),
)
TOUCHED = (
    ".gitattributes",
    ".github/workflows/review.yml",
    ".gitmodules",
    "content/baseline.json",
    "content/packs/half.yaml",
    "content/site.yaml",
    "layouts/page.html",
    "netlify.toml",
    "package.json",
    "requirements.txt",
    "?.txt",
)


def attack(forge: Forge, fork: Path) -> None:
    """A request that gets its hours wrong and does all it can to be let through, and to do more."""
    content = fork / "content"
    edit(content / "plans/autumn.md", "mode: practice, hours: 10", "mode: practice, hours: 1")
    edit(content / "plans/autumn.md", "title: 示例方案", f"title: {json.dumps(HOSTILE_TITLE)}")
    edit(content / "packs/half.yaml", "share: 50%", "share: 1%")
    edit(content / "site.yaml", "packs: [half]", "minutes_per_hour: 60")
    (fork / ".gitattributes").write_text("content/plans/autumn.md export-ignore -text filter=x\n", encoding="utf-8")
    (fork / ".gitmodules").write_text('[submodule "x"]\npath = content/x\nurl = /tmp\n', encoding="utf-8")
    (fork / "layouts").mkdir()
    for name in ("layouts/page.html", ".github/workflows/review.yml", "netlify.toml", "package.json"):
        (fork / name).write_text("evil\n", encoding="utf-8")
    (fork / "requirements.txt").write_text("evil\n", encoding="utf-8")
    (content / "plans/passwd.md").symlink_to("/etc/passwd")
    (content / "plans/up.md").symlink_to("../../requirements.txt")
    (content / "archive").symlink_to("/etc")
    for name in NAMES:
        (fork / name).write_text("x\n", encoding="utf-8")
    accept(fork)
    assert "HR02" in (content / "baseline.json").read_text(encoding="utf-8")
    commit(fork)
    git(fork, "update-index", "--add", "--cacheinfo", f"160000,{git(fork, 'rev-parse', 'HEAD')},content/plans/sub")
    git(fork, "commit", "-q", "-m", "submodule")


def test_no_request_can_change_its_own_check_nor_do_more_than_be_read(forge: Forge) -> None:
    fork = fork_of(forge)
    attack(forge, fork)
    forge.propose(fork, 7)

    jobs = run_actions(forge, review(forge), context(forge, 7))

    output = jobs["check"].output
    assert jobs["check"].steps["新问题标在改动旁 Annotate what is new"] == "failure"
    assert re.search(
        r"^::error file=content/plans/autumn.md,line=7,.*写 24 学时，明细合计 12 \+ 1 = 13", output, re.MULTILINE
    )
    assert not re.findall(r"^::(?!(?:error|warning|notice) file=)", output, re.MULTILINE)
    [comment] = [one["body"] for one in forge.api.comments]
    lines = comment.splitlines()
    assert lines[0] == "**−9 实践**"
    assert all(f"`{path}`" in lines[2] for path in TOUCHED)
    assert "≈ 45.5% → ≈ 7.7% ✗ 不满足（half H-1）" in comment
    assert "实践不少于一半" in comment
    assert "root:" not in comment + output
    assert not list(forge.folder.rglob("*pwned"))
    own = (forge.folder / "site" / "requirements.txt").read_text(encoding="utf-8")
    assert set((forge.folder / "pip.log").read_text(encoding="utf-8").split("\n")) == {
        "install --quiet -r requirements.txt",
        *own.split("\n"),
        "install --quiet planfolio",
    }


def test_a_comment_quotes_strangers_without_obeying_them(forge: Forge) -> None:
    fork = fork_of(forge)
    attack(forge, fork)

    told = proposed(fork)
    comment = forms()["markdown"](told)

    assert all(forms()[name](told).encode() for name in forms())
    rendered = MarkdownIt("commonmark", {"html": True}).enable(["table"]).render(comment)
    links = set(re.findall(r'(?:href|src)="([^"]*)"', rendered))
    assert all(link.startswith("https://github.com/example/site/blob/") for link in links)
    assert set(re.findall(r"<(\w+)", rendered)) <= {
        *("p", "strong", "ul", "li", "code", "h3", "a", "table", "thead", "tbody", "tr", "th", "td"),
    }
    assert "example-admin" in rendered
    assert not re.search(
        r"@example-admin|evil\.example|!1|&amp;2|#3", re.sub(r"<code>.*?</code>", "", rendered, flags=re.DOTALL)
    )
    assert not re.search(r"^\s*(?:/|@|!|::)", comment, re.MULTILINE)
    assert rendered.count("<!--") == 1


def proposed(fork: Path, **more: Any) -> Changes:
    """What the fork's commit changes, as the main branch judges it."""
    found = looked_at(fork)
    return replace(changes(found.after.report, found.before.report), proposal=Proposal(touched=found.touched, **more))


def looked_at(fork: Path) -> Comparison:
    site = fork.parent / "site"
    git(site, "fetch", "-q", str(fork), "HEAD")
    return compare(open_project(site), "HEAD", today=TODAY, proposed="FETCH_HEAD")


@pytest.mark.parametrize(
    "words", ["!1", "&3", "~label", "$2", "%4", "^x", "[vulnerability:1]", "GH-12", "*iteration:1"]
)
def test_what_forges_turn_into_references_becomes_code(words: str) -> None:
    told = plain(f"见 {words}")

    assert told == f"`见 {words}`"


@pytest.mark.parametrize("words", ["30% 以上", "48%；", "20+20 = 40", "A 级", "5 & 6", "一等奖！"])
def test_ordinary_words_stay_words(words: str) -> None:
    assert "`" not in plain(words)


def test_what_makes_a_change_pass_is_told_first(forge: Forge) -> None:
    fork = fork_of(forge)
    waiver = "waivers: [{code: HR02, reason: 明细 @example-admin 待补, expires: 2099-01-01}]\n"
    edit(fork / "content/plans/autumn.md", "hours: 24\n", f"hours: 30\npacks: [cn-2011]\n{waiver}")
    edit(fork / "content/plans/spring.md", "published", "draft")
    (fork / "content/portfolios").mkdir()
    (fork / "content/portfolios/teacher-a.md").write_text(
        "---\nname: 示例教师甲\norganisation: demo-school\nconsent: {granted: true, date: 2024-09-01, fields: [name, ledger]}\n---\n",
        encoding="utf-8",
    )
    commit(fork)

    told = forms()["markdown"](proposed(fork)).splitlines()

    assert told[0].startswith("**+6 声明；实践不少于一半：≈ 45.5% → — – 未评定（half H-1）")
    assert told[2:6] == [
        "- ⚠️ **新的豁免**：`plans/autumn HR02（有效期至 2099-01-01）明细 @example-admin 待补`",
        "- ⚠️ **不再由这些规则包评定**：`plans/autumn half`",
        "- ⚠️ **退出生效状态，错误只算警告**：`plans/spring 已发布 → 草稿`",
        "- ⚠️ **公开了原来不公开的**：`portfolios/teacher-a ledger name`",
    ]
    assert "教师甲" not in "".join(told)


def test_rules_and_settings_are_those_of_the_checkout(forge: Forge) -> None:
    fork = fork_of(forge)
    edit(fork / "content/packs/half.yaml", "share: 50%", "share: 99%")
    edit(fork / "content/site.yaml", "title: 示例站点", "title：示例站点")
    commit(fork)

    told = proposed(fork)

    assert told.proposal == Proposal(touched=("content/packs/half.yaml", "content/site.yaml"))
    assert (told.documents, told.all_found, told.all_solved) == ((), (), ())
    assert forms()["markdown"](told).startswith("**学时没有变化**\n\n- ⚠️ **这次改动不只是内容")


def test_rules_are_named_before_all_else_that_is_touched(forge: Forge) -> None:
    fork = fork_of(forge)
    for number in range(30):
        (fork / f".a{number}").write_text("x", encoding="utf-8")
    (fork / "content/packs/z.yaml").write_text(PACK, encoding="utf-8")
    commit(fork)

    notice = forms()["markdown"](proposed(fork)).splitlines()[2]

    assert "：`content/packs/z.yaml` `.a0`" in notice
    assert notice.endswith(" 另有 11 处")


def test_a_request_is_compared_with_where_it_parted(forge: Forge) -> None:
    fork = fork_of(forge)
    edit(fork / "content/plans/spring.md", "hours: 8\n", "hours: 9\n")
    commit(fork)
    site = forge.folder / "site"
    edit(site / "content/plans/autumn.md", "hours: 10", "hours: 12")
    git(site, "commit", "-q", "-a", "-m", "meanwhile")

    told = proposed(fork)

    assert [change.document.key for change in told.documents] == ["plans/spring"]


@pytest.mark.parametrize("text", ['{"version": 1, "findings": [', ""])
def test_a_first_baseline_excuses_nothing_that_comes_with_it(forge: Forge, text: str) -> None:
    fork = fork_of(forge)
    edit(fork / "content/plans/spring.md", "hours: 8\n", "hours: 9\n")
    if text:
        (fork / "content/baseline.json").write_text(text, encoding="utf-8")
    else:
        accept(fork)
    commit(fork)

    told = proposed(fork)

    assert {finding.code for finding in told.all_found} == {"HR02"} | ({"WV06"} if text else set())
    assert told.proposal == Proposal(touched=("content/baseline.json",))


def test_a_baseline_may_shrink_in_a_request(forge: Forge) -> None:
    fork = fork_of(forge)
    site = forge.folder / "site"
    accept(site)
    git(site, "add", "-A")
    git(site, "commit", "-q", "-m", "baseline")
    git(fork, "pull", "-q", str(site), "main")
    edit(fork / "content/plans/autumn.md", "hours: 10", "hours: 12")
    accept(fork)  # what is left of it
    commit(fork)

    told = proposed(fork)

    assert told.all_found == ()
    assert {finding.code for finding in told.all_solved} == {"HR02", "HR07"}


def test_ten_thousand_changed_files_make_one_comment_of_readable_length(forge: Forge) -> None:
    fork = fork_of(forge)
    count = 10_000
    stream = "blob\nmark :1\ndata 2\nx\n\ncommit refs/heads/many\ncommitter x <x@example.org> 0 +0000\ndata 0\n"
    stream += "from refs/heads/main\n" + "".join(f"M 100644 :1 content/plans/{number}.txt\n" for number in range(count))
    git(fork, "fast-import", "--quiet", text=stream)
    git(fork, "checkout", "-q", "--force", "many")

    comment = forms()["markdown"](proposed(fork))

    assert len(comment) < LONGEST
    assert f"另有 {count - 20} 条没有列出" in comment
    assert comment.endswith(f"\n{MARKER}\n")


def test_what_does_not_fit_is_counted(forge: Forge) -> None:
    fork = fork_of(forge)
    for number in range(60):
        unit = f"  - {{title: {'长' * 900}, hours: 1}}\n"
        text = plan(f"hours: 9\nmodules:\n{unit * 20}").replace("示例方案", f"{number}" + "长" * 5000)
        (fork / f"content/plans/p-{number}.md").write_text(text, encoding="utf-8")
    commit(fork)

    comment = forms()["markdown"](proposed(fork))

    shown = comment.count("\n### ")
    assert 0 < shown < 60
    assert f"还有 {60 - shown} 份没有列出" in comment
    assert len(comment) <= LONGEST + len(MARKER) + 2


# --- a stranger's objects -----------------------------------------------------------------------------------------------


def tree(fork: Path, *lines: str) -> str:
    return git(fork, "mktree", "--missing", text="".join(f"{line}\n" for line in lines))


def test_large_files_take_no_room_and_names_do_not_leave_the_folder(forge: Forge) -> None:
    fork = fork_of(forge)
    (fork / "large").write_bytes(bytes(60 << 20))
    large, small, link = (
        git(fork, "hash-object", "-w", "large"),
        git(fork, "hash-object", "-w", "requirements.txt"),
        git(fork, "hash-object", "-w", "--stdin", text="/etc"),
    )
    plans = tree(fork, f"100644 blob {large}\tlarge.md", f"120000 blob {link}\taway")
    under = tree(fork, f"100644 blob {small}\tpasswd")
    up = tree(fork, f"040000 tree {under}\t..", f"040000 tree {under}\t.git", f"100644 blob {small}\t{'n' * 300}")
    content = tree(fork, f"040000 tree {plans}\tplans", f"040000 tree {up}\tarchive")
    top = git(fork, "commit-tree", "-m", "x", tree(fork, f"040000 tree {content}\tcontent"))

    with history.checked_out(fork, top) as folder:
        found = sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
        taken = (folder / "content/plans/large.md").stat()
        leads = (folder / "content/plans/away").readlink()

    assert found == ["content", "content/archive", "content/plans", "content/plans/away", "content/plans/large.md"]
    assert taken.st_size == 60 << 20
    assert taken.st_blocks < 100
    assert leads == Path("nowhere")


def test_more_than_anybody_would_read_is_refused(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    fork = fork_of(forge)
    inner = tree(fork, *(f"100644 blob {git(fork, 'hash-object', 'requirements.txt')}\t{name}" for name in range(10)))
    for _ in range(11):
        inner = tree(fork, *(f"040000 tree {inner}\t{name}" for name in range(10)))
    top = git(fork, "commit-tree", "-m", "x", tree(fork, f"040000 tree {inner}\tcontent"))
    monkeypatch.setattr(history, "_LONGEST_ANSWER", 1 << 16)

    with pytest.raises(history.TooMuch), history.checked_out(fork, top):
        pass

    monkeypatch.undo()
    monkeypatch.setattr(history, "MOST_FILES", 1)
    with pytest.raises(history.TooMuch), history.checked_out(fork, "main"):
        pass


def test_the_comment_keeps_what_portfolios_and_internal_documents_keep(forge: Forge) -> None:
    fork = fork_of(forge)
    canaries = Canaries()
    files = hidden_site(canaries)
    rules = {path: text for path, text in files.items() if path.startswith("packs/")}
    write_site(forge.folder / "site", {**SITE, **rules})
    before = {path: text.replace("12", "11") for path, text in files.items() if "plans/" in path or "open" in path}
    write_site(fork, {**SITE, **before})
    git(fork, "checkout", "-q", "-b", "before")
    commit(fork)
    git(forge.folder / "site", "pull", "-q", str(fork), "before")
    write_site(fork, {**SITE, **files})
    commit(fork)

    comment = forms()["markdown"](proposed(fork))

    names = ("id of", "attachment of", "draft", "of-draft")  # names of files, and drafts, which requests are about
    told = {canaries.places[one] for one in re.findall(r"kqz\d{5}x", comment.lower())}
    assert {place for place in told if not place.startswith(names)} == set()
    assert "draft.title" in told
    assert "### portfolios/portfolio-" in comment


# --- the comment --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("speaker", [ROBOT, "shili-laoshi"])
@pytest.mark.parametrize("name", list(ForgeName))
def test_one_comment_is_made_and_then_changed(forge: Forge, name: ForgeName, speaker: str) -> None:
    forge.api.name = speaker
    where = Discussion(forge=name, api=forge.address, repository="example/site", number=1, token="token")
    for body in ("一", "二", f"别人的\n{MARKER}"):
        forge.api.add(body, "somebody")

    made = where.say(f"三\n{MARKER}\n")
    changed = where.say(f"四\n{MARKER}\n")

    assert (made, changed) == (False, True)
    assert [one["body"] for one in forge.api.comments] == ["一", "二", f"别人的\n{MARKER}", f"四\n{MARKER}\n"]


def test_a_request_that_has_moved_on_gets_no_comment_of_its_past(forge: Forge) -> None:
    fork = fork_of(forge)
    forge.api.head = git(fork, "rev-parse", "HEAD")
    (fork / "comment.md").write_text(f"x\n{MARKER}\n", encoding="utf-8")
    command = f"planfolio comment comment.md --forge github --api {forge.address} --repository a/b --number 1 --commit 0000000"

    done = forge.shell(command, fork, {"PLANFOLIO_TOKEN": "token"})

    assert done.returncode == 0
    assert forge.api.comments == []


def test_the_token_follows_no_redirection(forge: Forge) -> None:
    other = Api()
    with served(other) as address:
        forge.api.redirect = f"{address}/elsewhere"
        where = Discussion(forge=ForgeName.GITHUB, api=forge.address, repository="a/b", number=1, token="token")

        with pytest.raises(Refused):
            where.say(f"x\n{MARKER}\n")

    assert other.calls == []


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("garbage\r\n\r\n", "没有答完，或者不是 HTTP"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n[", "没有答完，或者不是 HTTP"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "是 JSON，但不是问的东西"),
        (f"HTTP/1.1 200 OK\r\n\r\n{'[' * 100_000}", "答的不是 JSON"),
        ("HTTP/1.1 200 OK\r\n\r\n<p>", "答的不是 JSON"),
        ("HTTP/1.1 502 Bad Gateway\r\n\r\n", "502"),
    ],
)
def test_a_broken_answer_is_told_as_what_it_is(raw: str, told: str) -> None:
    with create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=answers, args=(server, raw), daemon=True).start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        where = Discussion(forge=ForgeName.GITHUB, api=address, repository="a/b", number=1, token="token")

        with pytest.raises(Refused) as caught:
            where.say(f"x\n{MARKER}\n")

    assert caught.value.message.shown("zh") == f"GET {address}/repos/a/b/issues/1/comments 的回答：{told}"


def answers(server: socket, raw: str) -> None:
    """Gives one answer as it stands, and hangs up."""
    connection, _ = server.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(raw.encode())


@pytest.mark.parametrize("text", ["", "no marker", f"{'x' * 70_000}\n{MARKER}\n", f"{MARKER}\nmore"])
def test_an_artefact_that_is_no_comment_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "comment.md").write_text(text, encoding="utf-8")
    (tmp_path / "link.md").symlink_to("comment.md")

    for name in ("comment.md", "link.md", "missing.md"):
        with pytest.raises(Refused):
            read(tmp_path / name)


# --- the workflows ------------------------------------------------------------------------------------------------------


@cache
def written(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8").replace("@BRANCH@", "main").replace("@PLANFOLIO@", "planfolio")
    found: dict[Any, Any] = yaml.safe_load(text)
    return {"on" if key is True else key: value for key, value in found.items()}  # YAML 1.1 reads `on` as true


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def steps(path: Path) -> Iterator[dict[str, Any]]:
    for job in written(path)["jobs"].values():
        yield from job["steps"]


@pytest.mark.parametrize("path", ACTIONS, ids=name_of)
def test_workflows_are_valid(path: Path) -> None:
    errors = [
        one.message for one in published("https://json.schemastore.org/github-workflow.json").iter_errors(written(path))
    ]

    assert errors == []


@pytest.mark.parametrize("path", ACTIONS, ids=name_of)
def test_workflows_are_careful(path: Path) -> None:
    workflow = written(path)
    checkouts = [step for step in steps(path) if step.get("uses", "").startswith("actions/checkout@")]

    assert workflow["permissions"] in ({}, {"contents": "read"})
    assert "concurrency" in workflow
    assert [step["run"] for step in steps(path) if "${{" in step.get("run", "")] == []
    assert [step["uses"] for step in steps(path) if not step.get("uses", "actions/").startswith("actions/")] == []
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)
    if "pull_request_target" in workflow["on"]:
        assert {step["with"]["ref"] for step in checkouts} == {"main"}
        assert "cache" not in json.dumps(workflow)


@pytest.mark.parametrize("path", REVIEWS, ids=name_of)
def test_reviews_run_what_the_main_branch_has(path: Path) -> None:
    workflow = written(path)
    expressions = set(re.findall(r"\$\{\{ ?(.*?) ?\}\}", path.read_text(encoding="utf-8")))

    assert list(workflow["on"]) == ["pull_request_target"]
    assert {one for one in expressions if "event" in one or "head_ref" in one} == {
        "github.event.pull_request.number",
        "github.event.pull_request.head.sha",
    }
    assert not any("secrets" in one for one in expressions)


def test_on_github_only_the_job_without_the_request_may_write() -> None:
    for path in REVIEWS:
        if "dot-gitea" not in path.parts:
            jobs = written(path)["jobs"]
            assert jobs["check"]["permissions"] == {"contents": "read"}
            assert jobs["comment"]["permissions"]["pull-requests"] == "write"
            assert not any("git " in step.get("run", "") for step in jobs["comment"]["steps"])


def test_the_hook_for_pre_commit_is_the_one_that_new_sites_use() -> None:
    [published_hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    config = yaml.safe_load((SKELETON / "common/dot-pre-commit-config.yaml").read_text(encoding="utf-8"))
    [hook] = config["repos"][0]["hooks"]

    errors = published("https://json.schemastore.org/pre-commit-config.json").iter_errors(config)

    assert [error.message for error in errors] == []
    assert hook["entry"] == "planfolio check --changed HEAD"
    shared = hook.keys() & published_hook.keys()
    assert {key: hook[key] for key in shared} == {key: published_hook[key] for key in shared}
