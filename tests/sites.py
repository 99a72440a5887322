"""Small sites for tests: sources written to a folder, and what an inspection makes of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from planfolio.exports import Export, Publication, beside, offered
from planfolio.history import NOTHING, History
from planfolio.inspection import Inspection, inspect
from planfolio.inventory import Artifact, Standing
from planfolio.pages import Composed, Page, Studio, attachments, headed, open_studio
from planfolio.publicity import Profile
from planfolio.reports import Report, redact
from planfolio.sources import discover

TODAY = date(2026, 1, 1)
SITE = "title: 示例站点\n"
SCHOOL = "title: 示例学校\nkind: school\n"


def write_site(folder: Path, files: Mapping[str, str]) -> Path:
    """Write `files` (path below content/ to text) into `folder`, with settings and demo-school unless they are given."""
    sources = {"site.yaml": SITE, "organisations/demo-school.yaml": SCHOOL, **files}
    for path, text in sources.items():
        place = folder / "content" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return folder


def inspected(folder: Path, files: Mapping[str, str]) -> Inspection:
    """The inspection of a site with these files."""
    return inspect(discover(write_site(folder, files) / "content"), today=TODAY)


def composed(
    inspection: Inspection,
    *,
    profile: Profile = "public",
    drafts: bool = False,
    base_url: str | None = None,
    history: History = NOTHING,
) -> list[Page]:
    """The pages of a build, with the report as that build shows it."""
    report = shown_report(inspection, profile=profile, drafts=drafts)
    studio = open_studio(inspection, report, profile=profile, drafts=drafts, base_url=base_url, history=history)
    return faced(studio)


def content_of(artifact: Artifact) -> bytes:
    """What a file of a site holds that was made, and did not stand there before."""
    assert not isinstance(artifact, Standing)
    return artifact if isinstance(artifact, bytes) else artifact.read_bytes()


def faced(studio: Studio) -> list[Page]:
    """The pages of a studio, each with its face."""
    edition, found = studio.edition, Composed(studio)
    publication = Publication(
        edition.inspection, edition.report, found, edition.profile, edition.base_address, drafts=edition.drafts
    )
    return [headed(edition, publication, page, tuple(beside(publication, page))) for page in found]


def attached(inspection: Inspection, *, profile: Profile = "public", drafts: bool = False) -> dict[str, Path]:
    """The files that go with the documents of a build."""
    report = shown_report(inspection, profile=profile, drafts=drafts)
    return attachments(open_studio(inspection, report, profile=profile, drafts=drafts))


def shown_report(inspection: Inspection, *, profile: Profile = "public", drafts: bool = False) -> Report:
    """The report as a build shows it."""
    return inspection.report if profile == "internal" else redact.public(inspection.report, drafts=drafts)


def publication(
    inspection: Inspection,
    *,
    profile: Profile = "public",
    drafts: bool = False,
    base_url: str | None = None,
    stamp: date | None = None,
) -> Publication:
    """What exports are made from in such a build."""
    report = shown_report(inspection, profile=profile, drafts=drafts)
    studio = open_studio(inspection, report, profile=profile, drafts=drafts, base_url=base_url)
    return Publication(inspection, report, Composed(studio), profile, base_url, stamp)


def exported(publication: Publication) -> Iterator[Export]:
    """Every file that a publication offers, on a page or not."""
    for page in publication.pages:
        yield from beside(publication, page)
    yield from offered(publication)


def plan(front: str, body: str = "") -> str:
    """A plan of demo-school with `front` added to its front matter."""
    return f"---\ntitle: 示例方案\ntype: term\nissuer: demo-school\nstatus: published\nissued: 2025-02-20\n{front.strip()}\n---\n{body}"


def rows(content: bytes) -> list[list[str]]:
    """The rows of a table, as a spreadsheet reads them."""
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
