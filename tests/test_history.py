"""History: when each source last changed and who worked on it, as real repositories tell."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from planfolio import git as planfolio_git
from planfolio.git import Revision, previous, revision
from planfolio.history import IGNORED_COMMITS, History, Trace, history
from planfolio.keepsakes import FOLDER

BODY = "".join(f"第 {number} 行\n" for number in range(20))
A, B = "content/plans/a.md", "content/plans/b.md"


class Repository:
    """A repository in which every commit is by somebody on some day of 2026."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, who: str = "示例甲", day: str = "01-01") -> str:
        when = f"2026-{day}T12:00:00+08:00"
        person = {
            f"GIT_{role}_{part}": value
            for role in ("AUTHOR", "COMMITTER")
            for part, value in (("NAME", who), ("EMAIL", f"{who}@example.org"), ("DATE", when))
        }
        found = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env={**os.environ, **person},
            check=True,
            capture_output=True,
        )
        return found.stdout.decode()

    def write(self, path: str, text: str) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    def commit(self, who: str, day: str, **files: str) -> str:
        """Commits all that there is, with `files` (a, b: plans) written before."""
        for name, text in files.items():
            self.write(f"content/plans/{name}.md", text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x", who=who, day=day)
        return self.git("rev-parse", "HEAD").strip()

    def rewrite(self, old: str, new: str) -> str:
        """Puts another commit in place of the last one: as that is written, with one passage changed."""
        written = self.git("cat-file", "commit", "HEAD")
        assert old in written
        self.write(".git/commit", written.replace(old, new))
        commit = self.git("hash-object", "-t", "commit", "-w", ".git/commit").strip()
        self.git("reset", "-q", "--soft", commit)
        return commit


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "r")


def told(found: History) -> dict[str, tuple[str, str]]:
    """Day and authors of each file, short."""
    return {path: (f"{trace.day:%m-%d}", "、".join(trace.authors)) for path, trace in found.traces.items()}


def test_a_file_has_the_day_of_its_last_change_and_all_its_authors(repository: Repository) -> None:
    repository.commit("示例甲", "01-01", a=BODY, b=BODY + "b")
    changed = repository.commit("示例乙", "02-03", a=BODY + "改\n")
    repository.commit("示例丙", "03-04")

    found = history(repository.folder)

    assert found.traces[A] == Trace(commit=changed, day=date(2026, 2, 3), authors=("示例乙", "示例甲"))
    assert told(found)[B] == ("01-01", "示例甲")


def test_a_renamed_file_keeps_its_past_and_what_takes_its_name_begins_anew(repository: Repository) -> None:
    repository.commit("示例甲", "01-01", a=BODY)
    repository.git("mv", A, B)
    repository.commit("示例乙", "01-02")
    repository.commit("示例丙", "01-03", a="另一份方案\n")

    found = told(history(repository.folder))

    assert found[B] == ("01-02", "示例乙、示例甲")
    assert found[A] == ("01-03", "示例丙")


def test_a_copy_is_a_file_of_its_own(repository: Repository) -> None:
    repository.commit("示例甲", "01-01", a=BODY)
    repository.commit("示例乙", "01-02", b=BODY)

    found = told(history(repository.folder))

    assert found == {A: ("01-01", "示例甲"), B: ("01-02", "示例乙")}


def test_a_merge_counts_for_those_who_wrote_and_not_for_who_merged(repository: Repository) -> None:
    repository.commit("示例甲", "01-01", a=BODY)
    repository.git("checkout", "-q", "-b", "other")
    repository.commit("示例乙", "01-02", a=BODY + "改\n")
    repository.git("checkout", "-q", "main")
    repository.git("mv", A, B)
    repository.commit("示例丙", "01-03")
    repository.git("merge", "-q", "--no-ff", "-m", "m", "other", who="示例丁", day="01-04")

    found = told(history(repository.folder))

    assert found[B] == ("01-03", "示例丙、示例乙、示例甲")


def test_names_are_those_of_the_mailmap_and_no_address_is_told(repository: Repository) -> None:
    repository.commit("jia", "01-01", a=BODY)
    repository.write(".mailmap", "示例甲 <jia@example.org>\n")

    found = history(repository.folder)

    assert told(found)[A] == ("01-01", "示例甲")
    assert "@" not in repr(found) + (repository.folder / FOLDER / "history.json").read_text(encoding="utf-8")


def test_a_commit_that_only_changed_the_look_of_files_counts_for_nothing(repository: Repository) -> None:
    repository.commit("示例甲", "01-01", a=BODY)
    look = repository.commit("示例乙", "01-02", a=BODY.replace("第 ", "第"))
    repository.write(IGNORED_COMMITS, f"# 统一空格\n{look}\n")

    found = told(history(repository.folder))

    assert found[A] == ("01-01", "示例甲")


def test_a_file_that_is_far_too_large_is_not_read(repository: Repository) -> None:
    look = repository.commit("示例甲", "01-01", a=BODY)
    repository.write(IGNORED_COMMITS, f"{look}\n")
    with (repository.folder / IGNORED_COMMITS).open("r+b") as file:
        file.truncate(64_000_001)

    found = told(history(repository.folder))

    assert found[A] == ("01-01", "示例甲")


def test_chinese_quoted_and_unreadable_names_of_files_are_followed(repository: Repository) -> None:
    former, present = 'content/plans/x/听课 "表"\t1.csv', "content/plans/x/记录.csv"
    repository.write(former, BODY)
    repository.commit("示例甲", "01-01")
    repository.git("mv", former, present)
    repository.commit("示例乙", "01-02")
    unreadable = "content/plans/x/" + os.fsdecode(b"\xb1\xed.csv")
    repository.write(unreadable, "gbk\n")
    repository.commit("示例丙", "01-03")

    found = told(history(repository.folder))

    assert found[present] == ("01-02", "示例乙、示例甲")
    assert found[unreadable] == ("01-03", "示例丙")


def test_a_site_in_a_folder_of_the_repository_has_paths_from_its_own_root(repository: Repository) -> None:
    repository.write(f"研修/site/{A}", BODY)
    repository.write(A, BODY + "不是这个站点的\n")
    repository.commit("示例甲", "01-01")

    found = history(repository.folder / "研修" / "site")

    assert found.folder == "研修/site/"
    assert told(found) == {A: ("01-01", "示例甲")}


def test_a_name_that_turns_a_line_round_or_has_no_end_is_made_harmless(repository: Repository) -> None:
    repository.commit("示例\u202e甲\u200b" + "长" * 500, "01-01", a=BODY)

    (name,) = history(repository.folder).traces[A].authors

    assert name == "示例甲" + "长" * 57


def test_a_name_with_an_address_or_a_number_in_it_is_none(repository: Repository) -> None:
    for who in ("jia@qq.com", "示例乙 13912345678", "示例丙"):
        repository.commit(who, "01-01", a=BODY + who)

    assert history(repository.folder).traces[A].authors == ("示例丙",)


def test_of_a_shallow_or_partial_clone_nothing_is_told_but_the_folder(repository: Repository, tmp_path: Path) -> None:
    repository.write(f"site/{A}", BODY)
    repository.commit("示例甲", "01-01")
    repository.write(f"site/{A}", BODY + "改\n")
    repository.commit("示例乙", "01-02")
    repository.git("config", "uploadpack.allowFilter", "true")
    for name, how in (("shallow", "--depth=1"), ("partial", "--filter=blob:none")):
        repository.git("clone", "-q", how, repository.folder.as_uri(), str(tmp_path / name))

    found = [history(tmp_path / name / "site") for name in ("shallow", "partial")]

    assert found == [History(folder="site/")] * 2


@pytest.mark.parametrize("setting", ["log.showRoot false", "log.follow true", "diff.renames false"])
def test_what_a_user_has_set_for_git_changes_nothing(repository: Repository, setting: str) -> None:
    repository.git("config", *setting.split())
    repository.commit("示例甲", "01-01", a=BODY)
    repository.git("mv", A, B)
    repository.commit("示例乙", "01-02")

    assert told(history(repository.folder))[B] == ("01-02", "示例乙、示例甲")


def test_a_signed_commit_is_told_without_what_git_says_of_its_signature(repository: Repository) -> None:
    repository.git("config", "log.showSignature", "true")
    first = repository.commit("示例甲", "01-01", a=BODY)
    repository.commit("示例甲", "01-02", a=BODY + "改\n")
    last = repository.rewrite("\n\n", "\ngpgsig -\n\n")

    assert previous(repository.folder) == Revision(first, date(2026, 1, 1))
    assert revision(repository.folder) == Revision(last, date(2026, 1, 2))


def test_of_a_commit_whose_clock_was_wrong_by_millennia_no_day_is_told(repository: Repository) -> None:
    repository.commit("示例甲", "01-01", a=BODY)
    first = repository.rewrite(" 1767240000 ", " 300000000000 ")

    assert revision(repository.folder) == Revision(first, None)
    repository.commit("示例乙", "01-02", a=BODY + "改\n")
    assert previous(repository.folder) == Revision(first, None)


def test_without_a_repository_or_a_commit_nothing_is_told(tmp_path: Path) -> None:
    Repository(tmp_path / "empty")
    (tmp_path / "none").mkdir()

    assert history(tmp_path / "none") == history(tmp_path / "empty") == History()


# --- the cache --------------------------------------------------------------------------------------------------------


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commits for which the log was read."""
    read: list[str] = []
    log: Callable[[Path, str], str | None] = planfolio_git.log

    def counted(root: Path, commit: str) -> str | None:
        read.append(commit)
        return log(root, commit)

    monkeypatch.setattr(planfolio_git, "log", counted)
    return read


def test_the_log_of_a_commit_is_read_once(repository: Repository, passes: list[str]) -> None:
    first = repository.commit("示例甲", "01-01", a=BODY)

    before = [history(repository.folder) for _ in range(2)]
    second = repository.commit("示例乙", "01-02", a=BODY + "改\n")
    after = [history(repository.folder) for _ in range(2)]

    assert before[0] == before[1] != after[0] == after[1]
    assert passes == [first, second]


def test_what_is_kept_stays_out_of_git(repository: Repository) -> None:
    repository.commit("示例甲", "01-01", a=BODY)

    history(repository.folder)

    assert (repository.folder / FOLDER / "history.json").is_file()
    assert repository.git("status", "--porcelain") == ""


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"key": 1}', "[" * 100_000, "\x00"])
def test_a_damaged_cache_is_made_anew(repository: Repository, damage: str) -> None:
    repository.commit("示例甲", "01-01", a=BODY)
    whole = history(repository.folder)
    kept = repository.folder / FOLDER / "history.json"
    sound = kept.read_bytes()
    kept.write_text(damage, encoding="utf-8")

    assert history(repository.folder) == whole
    assert kept.read_bytes() == sound


def test_a_cache_with_the_right_key_and_the_wrong_shape_is_made_anew(repository: Repository) -> None:
    repository.commit("示例甲", "01-01", a=BODY)
    whole = history(repository.folder)
    kept = repository.folder / FOLDER / "history.json"
    kept.write_text(kept.read_text(encoding="utf-8").replace("2026-01-01", "gestern"), encoding="utf-8")

    assert history(repository.folder) == whole


def test_a_cache_that_is_a_link_is_neither_read_nor_written(repository: Repository, tmp_path: Path) -> None:
    repository.commit("示例甲", "01-01", a=BODY)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (repository.folder / FOLDER).symlink_to(elsewhere)

    found = history(repository.folder)

    assert told(found)[A] == ("01-01", "示例甲")
    assert list(elsewhere.iterdir()) == []


def test_a_link_in_the_cache_is_not_followed(repository: Repository, tmp_path: Path) -> None:
    repository.commit("示例甲", "01-01", a=BODY)
    (repository.folder / FOLDER).mkdir()
    for name in (".gitignore", "history.json"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
        (repository.folder / FOLDER / name).symlink_to(tmp_path / name)

    history(repository.folder)

    assert [(tmp_path / name).read_text(encoding="utf-8") for name in (".gitignore", "history.json")] == ["mine"] * 2


def test_where_nothing_can_be_kept_the_history_is_told_all_the_same(repository: Repository) -> None:
    repository.commit("示例甲", "01-01", a=BODY)
    (repository.folder / FOLDER).write_text("a file", encoding="utf-8")

    assert told(history(repository.folder))[A] == ("01-01", "示例甲")
