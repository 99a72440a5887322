"""Decisions: what a reviewer can do with a document as it stands."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from planfolio.catalog import Catalog, Item
from planfolio.findings import Finding, Language, NotComputable, Severity, say
from planfolio.model import ArchiveDocument, Organisation, Plan, Portfolio, Schedule
from planfolio.model.choices import Status


class Decision(StrEnum):
    """Where a document stands, from what has to be mended first to what needs nobody any more."""

    BACK = "back"
    OPEN = "open"
    REMARKS = "remarks"
    APPROVE = "approve"
    DRAFT = "draft"
    FILED = "filed"

    def shown(self, language: Language) -> str:
        return NAMES[self].shown(language)


NAMES = {
    Decision.BACK: say("退回", "send back"),
    Decision.OPEN: say("暂不能定", "cannot be judged yet"),
    Decision.REMARKS: say("可批准，附意见", "approve with remarks"),
    Decision.APPROVE: say("可批准", "approve"),
    Decision.DRAFT: say("草稿", "draft"),
    Decision.FILED: say("存档", "on file"),
}
MEANINGS = {
    Decision.BACK: say(
        "有错误没有豁免，或者读不出来。改好再送。",
        "It has errors that are not waived, or cannot be read. Mend it first.",
    ),
    Decision.OPEN: say(
        "没有错误，但学时算不全，或者够不够政策的要求算不出来。算不出来不等于做到了，请编制单位补数。",
        "No errors, but the hours, or whether they meet what policies ask, cannot be computed. Ask for the figures.",
    ),
    Decision.REMARKS: say(
        "没有错误，学时也算得出来；另有警告，或有没法核对的地方。可以批准，意见一并发给编制单位。",
        "No errors, and the hours add up; but there are warnings, or things that could not be checked. Pass them on.",
    ),
    Decision.APPROVE: say(
        "没有错误，没有警告，能算的都算过。写得好不好，仍要人看。",
        "No errors, no warnings, nothing left unchecked. Whether it is any good is still for people to say.",
    ),
    Decision.DRAFT: say("还没有送审，不作结论。", "Not submitted yet, so there is nothing to decide."),
    Decision.FILED: say(
        "已归档或已废止，不再审批。意见留给编下一份的人。",
        "Archived or superseded: nothing to decide. The remarks are for whoever writes the next one.",
    ),
}
"""What the words mean, for who reads the report."""


_DECISIVE = {"HR", "PF"}
"""Families of rules without which nothing can be decided: the hours, and what is asked of them."""


def decide(
    catalog: Catalog, item: Item, findings: Iterable[Finding], unknown: Iterable[NotComputable]
) -> Decision | None:
    """The decision on a document with these findings and open checks; None where there is nothing to approve: an
    organisation; or where not all is before the reader: a portfolio in public, of which a part or no more than a hash is known."""
    record, is_whole = item.record, bool(item.document.digest)
    if isinstance(record, Organisation) or not is_whole:
        return None
    if record is None:
        return Decision.BACK
    weights = {finding.severity for finding in findings if finding.waived is None}
    if (settled := _settled(catalog, item)) is not None:
        return settled
    if Severity.ERROR in weights:
        return Decision.BACK
    families = {one.code[:2] for one in unknown}
    if families & _DECISIVE:
        return Decision.OPEN
    return Decision.REMARKS if families or Severity.WARNING in weights else Decision.APPROVE


def _settled(catalog: Catalog, item: Item) -> Decision | None:
    """What the status decides by itself; a schedule shares that of its plan."""
    record = item.record
    if isinstance(record, ArchiveDocument):
        return Decision.FILED
    if isinstance(record, Schedule):
        plan = catalog.plan_of(item)
        record = plan.record if plan else None
    if not isinstance(record, Plan):
        return None
    if record.status in (Status.ARCHIVED, Status.SUPERSEDED):
        return Decision.FILED
    return Decision.DRAFT if record.status is Status.DRAFT else None


def issuer_of(catalog: Catalog, item: Item) -> str | None:
    """Who answers for a document: its issuer, a schedule's plan's, a teacher's school, an organisation itself."""
    record = item.record
    if isinstance(record, Organisation):
        return item.document.id
    if isinstance(record, Schedule):
        plan = catalog.plan_of(item)
        record = plan.record if plan else None
    if isinstance(record, Portfolio):
        return record.organisation
    issuer = getattr(record, "issuer", None)
    return issuer if isinstance(issuer, str) else None
