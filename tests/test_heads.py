"""Heads: what is known of a document without opening it is what the document says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planfolio.frozen import forgetting
from planfolio.heads import SectionsHead, TotalsHead
from planfolio.inspection import Inspection, inspect
from planfolio.lastinspection import keep, recall
from planfolio.model import Plan
from planfolio.model.documents import DocumentRecord
from planfolio.outline import Options, outline
from planfolio.project import open_project
from planfolio.render import Renderer
from planfolio.sources import discover
from planfolio.totals import Totals
from tests.sites import TODAY
from tests.test_comparison import CONTENT


@pytest.fixture(scope="module")
def fresh() -> Inspection:
    return inspect(discover(CONTENT), today=TODAY)


@pytest.fixture
def recalled(fresh: Inspection, tmp_path: Path) -> Inspection:
    keep(tmp_path, fresh, None)
    last = recall(tmp_path, fresh.sources, today=TODAY, revision=None)
    assert last is not None
    return last.inspection


def is_whole(record: DocumentRecord) -> bool:
    return len(vars(record)) == len(type(record).model_fields)


def a_plan(inspection: Inspection) -> Plan:
    return next(
        plan for _, plan in inspection.catalog.records(Plan) if plan.states("modules") and plan.states("period")
    )


def test_a_record_is_opened_for_what_its_head_lacks(recalled: Inspection) -> None:
    plan = a_plan(recalled)
    told = plan.title, plan.status, plan.period, plan.states("modules"), plan.mentoring
    before = is_whole(plan)

    assert all(told[:4])
    assert not before
    assert plan.modules
    assert is_whole(plan)


def test_what_was_opened_is_forgotten_and_found_again(recalled: Inspection) -> None:
    plan = a_plan(recalled)
    with forgetting():
        modules = plan.modules

    assert not is_whole(plan)
    assert plan.modules == modules


def test_heads_of_hours_and_sections_are_those_of_their_documents(fresh: Inspection) -> None:
    for totals in fresh.totals.values():
        assert TotalsHead.of(totals).opened([totals].pop) == totals
    for sections in fresh.evidence.completeness.values():
        assert SectionsHead.of(sections).opened([sections].pop) == sections


def test_sums_are_known_without_their_addends(fresh: Inspection) -> None:
    def nobody_asks() -> Totals:
        raise AssertionError

    totals = next(one for one in fresh.totals.values() if one.units and one.by_mode)
    head = TotalsHead.of(totals).opened(nobody_asks)

    assert (head.judged, head.computed.known, head.has_units) == (totals.judged, totals.computed.known, True)
    assert head.by_mode.keys() == totals.by_mode.keys()


def test_a_site_is_outlined_without_opening_a_plan(recalled: Inspection, tmp_path: Path) -> None:
    shutil.copytree(CONTENT, tmp_path / "content")
    project = open_project(tmp_path)
    outline(project, recalled, recalled.report, Options(today=TODAY, search=False), Renderer(project.layouts))

    assert [item.key for item, plan in recalled.catalog.records(Plan) if is_whole(plan)] == []
