"""The schemas of what users write: they take all that the decoder takes, and refuse what an editor should mark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from planfolio.exports.schema import kind_schemas
from planfolio.findings import Language
from planfolio.model import KINDS
from planfolio.model.records import entries
from planfolio.shelf import opened, shelve
from planfolio.sources import Node, Scalar, Sequence, discover
from tests.sites import plan, write_site
from tests.test_cli import run

ROOT = Path(__file__).parent.parent
SITES = [
    ROOT / "content",
    *(ROOT / "tests" / "precision" / name for name in ("content", "english")),
    *(ROOT / "generator" / "planfolio" / "skeleton" / name / "content" for name in ("zh", "en")),
]


@cache
def validator(kind: str, language: Language = "zh") -> jsonschema.Draft202012Validator:
    schema = kind_schemas(language, {"organisations": {"demo-school": "示例学校"}})[kind]
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def seen(node: Node) -> Any:
    """A source as an editor sees it: YAML 1.2 gives numbers, truth values and nulls, but no dates."""
    if isinstance(node, Sequence):
        return [seen(item) for item in node.items]
    if not isinstance(node, Scalar):
        return {entry.key.text: seen(entry.value) for entry in node.entries}
    if not node.quoted:
        if re.fullmatch(r"|~|null|true|false", node.text):
            return yaml.safe_load(node.text)
        if re.fullmatch(r"\d+(\.\d+)?", node.text):
            return float(node.text) if "." in node.text else int(node.text)
    return node.text


def refused(kind: str, text: str, language: Language = "zh") -> list[str]:
    """Where the schema of a kind refuses a YAML text: the topmost key of each error, "" for the document itself."""
    value = yaml.load(text, Loader=yaml.BaseLoader)
    return [str([*error.absolute_path, ""][0]) for error in validator(kind, language).iter_errors(value)]


def documents() -> Iterator[tuple[str, str, Any]]:
    for site in SITES:
        for file in discover(site).files:
            document, record = opened(file)
            if record is not None and document.root is not None:
                yield f"{site.parent.name}/{file.path}", type(record).KIND, seen(document.root)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_document_that_can_be_read_is_valid(language: Language) -> None:
    errors = [
        f"{path} {error.json_path}: {error.message[:80]}"
        for path, kind, value in documents()
        for error in validator(kind, language).iter_errors(value)
    ]

    assert errors == []


@pytest.mark.parametrize(
    ("slip", "place"),
    [
        ("总课时: 24", ""),
        ("huors: 24", ""),
        ("level: [县]", "level"),
        ("级别: 乡", "级别"),
        ("成文日期: 2025年8月21日", "成文日期"),
        ("issued: 2025-8-21", "issued"),
        ("学时: 约24", "学时"),
        ("学年: 2025", "学年"),
        ("模块: [{学时: 24}]", "模块"),
        ("模块: [{标题: 甲, 方式: 面授}]", "模块"),
        ("考勤: [{含本数: 不}]", "考勤"),
        ("经费: {总额: 两万}", "经费"),
    ],
)
def test_a_slip_is_refused_at_its_place(slip: str, place: str) -> None:
    assert refused("plan", f"标题: 示例方案\ntype: term\n{slip}\n") == [place]


@pytest.mark.parametrize("document", ["类型: 学期方案", "title: 示例方案"])
def test_a_required_key_must_be_there_under_one_of_its_names(document: str) -> None:
    assert refused("plan", document) == [""]


@pytest.mark.parametrize(
    "value",
    ["60", "2天", "90分钟", "1.5小时", "3学分", "6-16学时", "10 ～ 12 学时", "2 Days", "1/2 credit", "4 周"],
)
def test_hours_may_be_written_in_all_the_ways_that_are_read(value: str) -> None:
    assert refused("plan", f"title: 甲\ntype: term\nhours: {value}") == []


@pytest.mark.parametrize("value", ["是", "false", "'true'"])
def test_truth_values_may_be_written_in_both_languages(value: str) -> None:
    assert refused("plan", f"title: 甲\ntype: term\nattendance: {{inclusive: {value}}}") == []


def test_a_digit_for_a_weekday_may_be_a_number_or_a_text() -> None:
    for weekday in (3, "3", "周三", "wednesday"):
        value = {"title": "日程", "sessions": [{"title": "一次", "weekday": weekday}]}

        assert list(validator("schedule").iter_errors(value)) == []


def test_every_example_of_the_registry_is_valid_in_both_languages() -> None:
    for kind in KINDS.values():
        for language in ("zh", "en"):
            properties = kind_schemas(language)[kind.KIND]["$defs"][kind.__name__]["properties"]
            for entry in entries(kind):
                for name in (entry.name, *entry.chinese):
                    for value in properties[name].get("examples", []):
                        errors = validator(kind.KIND, language).iter_errors({name: value})

                        assert [error.json_path for error in errors if error.json_path != "$"] == [], name


@pytest.mark.parametrize(("language", "first", "value"), [("zh", "标题", "项目方案"), ("en", "title", "project")])
def test_keys_and_choices_of_the_language_come_first_with_title_and_description(
    language: Language, first: str, value: str
) -> None:
    definitions = kind_schemas(language)["plan"]["$defs"]
    properties = definitions["Plan"]["properties"]

    assert next(iter(properties)) == first
    assert definitions["PlanType"]["enum"][0] == value
    assert properties["标题"] == properties["title"]
    assert properties["学时"]["title"] == {"zh": "学时 hours", "en": "hours 学时"}[language]
    assert properties["学时"]["description"] == {"zh": "声明的总学时", "en": "Declared total of hours"}[language]


def test_references_offer_what_the_site_has_and_take_what_is_new(tmp_path: Path) -> None:
    sources = discover(write_site(tmp_path, {"plans/p.md": plan("")}) / "content")
    definitions = kind_schemas("zh", shelve(sources).titles)["plan"]["$defs"]

    assert definitions["organisations"]["anyOf"][0]["enum"] == ["demo-school"]
    assert definitions["plans"]["anyOf"][0]["enumDescriptions"] == ["示例方案"]
    assert "cn-2011" in definitions["packs"]["anyOf"][0]["enum"]
    assert refused("plan", "title: 甲\ntype: term\nissuer: just-added") == []


def test_the_schema_of_a_site_names_no_portfolio(tmp_path: Path) -> None:
    write_site(tmp_path, {"portfolios/canary-id.md": "---\nname: 示例金丝雀\norganisation: demo-school\n---\n"})

    told = run("-C", str(tmp_path), "schema")

    assert "demo-school" in told.stdout
    assert "canary-id" not in told.stdout
    assert "金丝雀" not in told.stdout


def test_an_editor_gets_one_file_for_each_kind_in_the_language_of_the_site(tmp_path: Path) -> None:
    write_site(tmp_path, {"site.yaml": "title: Site\nlanguage: en\n"})

    made = run("schema", "-o", ".vscode/planfolio", folder=tmp_path)

    kinds = sorted(kind.KIND for kind in KINDS.values())
    assert made.returncode == 0, made.stderr
    assert sorted(path.stem for path in (tmp_path / ".vscode/planfolio").iterdir()) == kinds
    assert json.loads((tmp_path / ".vscode/planfolio/plan.json").read_text(encoding="utf-8"))["title"] == "Plan"


def test_the_settings_of_the_editor_map_every_kind_to_its_folder() -> None:
    skeleton = ROOT / "generator/planfolio/skeleton/common/dot-vscode"
    own = ROOT / ".vscode"
    schemas = json.loads((own / "settings.json").read_text(encoding="utf-8"))["yaml.schemas"]

    assert {path.stem: str(mapped) for path, mapped in ((Path(p), m) for p, m in schemas.items())}.keys() == {
        kind.KIND for kind in KINDS.values()
    }
    for path, places in schemas.items():
        collection = next(kind.COLLECTION for kind in KINDS.values() if Path(path).stem == kind.KIND)
        for place in [places] if isinstance(places, str) else places:
            assert place.startswith(f"content/{collection or 'site.yaml'}")
    for name in ("settings.json", "extensions.json"):
        assert (own / name).read_bytes() == (skeleton / name).read_bytes()


@pytest.mark.parametrize("word", ["方案", "plans"])
def test_a_kind_has_the_names_that_it_has_elsewhere(word: str) -> None:
    assert run("schema", word).stdout == run("schema", "plan").stdout
