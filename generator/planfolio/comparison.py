"""Comparison: a site beside itself at another revision, as far as what changed between the two concerns it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from planfolio import baseline, git
from planfolio.findings import Language
from planfolio.frozen import frozen
from planfolio.inspection import Inspection, inspect
from planfolio.neighbourhood import narrowed, neighbourhood
from planfolio.project import Project
from planfolio.reports.report import with_findings
from planfolio.sources import BASELINE, Discovery, SourceFile, discover

_MOST_PARTS = 500
"""Files that are asked of git one by one; of more, all of content/ is taken out at once."""


@frozen(kw_only=True, slots=False)
class Comparison:
    """The same documents before and after: those that a change concerns, with what is found in them.

    `touched` are the files of a proposed change that are more than content: rules, settings, whatever makes the site.
    """

    before: Inspection
    after: Inspection
    touched: tuple[str, ...] = ()


def compare(
    project: Project,
    reference: str,
    *,
    today: date,
    revision: str | None = None,
    language: Language | None = None,
    proposed: str | None = None,
) -> Comparison:
    """The site as it is on disk beside itself at a git revision. Raises `git.UnknownRevision`.

    Where a revision is `proposed`, it is that one beside the commit in which it parted from `reference`: content alone is
    taken from either, and both are judged by the settings and rule packs on disk.
    """
    present = discover(project.content)
    touched: tuple[str, ...] = ()
    if proposed is None:
        start, before, after = git.commit_of(project.root, reference), _at(project, reference, present), present
    else:
        start = git.common_ancestor(project.root, reference, proposed)
        revision = git.commit_of(project.root, proposed)
        before, after = (_ruled_by(present, _at(project, commit, present)) for commit in (start, revision))
        beside = (path for path in git.touched(project.root, start, revision) if not _is_content(path))
        touched = tuple(sorted(beside, key=_gravity))
    present_files = set(after.files)
    files = [*after.files, *(file for file in before.files if file not in present_files)]
    found = neighbourhood(files, _altered(before, after))

    former, _ = baseline.read(before.baseline)
    own, unreadable = baseline.read(after.baseline)
    # A site's first baseline covers what it finds, but not what comes with it in one proposal.
    shared, grown = baseline.common(own, former) if former or proposed is None else ((), [])

    def seen(sources: Discovery, commit: str | None, old: baseline.Baseline) -> Inspection:
        sources = sources if proposed is None else replace(sources, baseline=present.baseline)
        inspection = inspect(sources, today=today, language=language, revision=commit, only=found.read, baseline=old)
        return inspection if inspection.broken else replace(inspection, report=narrowed(inspection.report, found))

    now = seen(after, revision, shared)
    slips = grown if proposed is None else [*grown, *unreadable]
    return Comparison(
        before=seen(before, start, former),
        after=replace(now, report=with_findings(now.report, slips)),
        touched=touched,
    )


def _ruled_by(present: Discovery, sources: Discovery) -> Discovery:
    """`sources` with the settings and rule packs of `present` in place of their own."""
    files = [file for file in sources.files if not _rules(file.path)]
    files += [file for file in present.files if _rules(file.path)]
    findings = [one for one in sources.findings if not _rules(one.at.file)]
    findings += [one for one in present.findings if _rules(one.at.file)]
    return replace(sources, files=tuple(sorted(files, key=lambda file: file.path)), findings=tuple(findings))


def _rules(path: str) -> bool:
    """Whether what stands there decides how everything else is judged."""
    return path == "content/site.yaml" or path.startswith("content/packs/")


def _gravity(path: str) -> tuple[bool, bool, str]:
    """Rules and settings first, then layouts: however many other files come with them, they are named."""
    return not path.startswith("content/"), not path.startswith("layouts/"), path


def _is_content(path: str) -> bool:
    """Whether a file is no more than content: no rule, no setting, nothing hidden that git or an editor would obey."""
    is_hidden = any(step.startswith(".") for step in path.split("/"))
    return path.startswith("content/") and path != BASELINE and not _rules(path) and not is_hidden


def _at(project: Project, reference: str, present: Discovery) -> Discovery:
    """What was discovered at `reference`: what is present but for the parts that changed, which git gives back."""
    parts = {_part(path) for path in git.changed(project.root, reference)}
    if not parts:
        return present
    asked = sorted(parts) if len(parts) <= _MOST_PARTS else ("content",)
    with git.checked_out(project.root, reference, asked) as folder:
        old = discover(folder / "content")
    files = [file for file in present.files if _part(file.path) not in parts]
    files += [file for file in old.files if _part(file.path) in parts]
    findings = [one for one in present.findings if _part(one.at.file) not in parts]
    findings += [one for one in old.findings if _part(one.at.file) in parts]
    return Discovery(
        files=tuple(sorted(files, key=lambda file: file.path)),
        findings=tuple(findings),
        baseline=old.baseline if BASELINE in parts else present.baseline,
    )


def _part(path: str) -> str:
    """What is looked at together: a document's folder with all that is in it, else the file alone."""
    return "/".join(path.split("/")[:3])


def _altered(before: Discovery, after: Discovery) -> set[str]:
    """Paths of documents that are new, gone or differ in their source or in the files beside them."""
    old, new = ({file.path: _contents(file) for file in sources.files} for sources in (before, after))
    return {path for path in old.keys() | new.keys() if old.get(path) != new.get(path)}


def _contents(file: SourceFile) -> object:
    return file.raw, [(attachment.name, attachment.size) for attachment in file.attachments]
