"""Units: stages, modules and courses, nested to any depth."""

from __future__ import annotations

from planfolio.model.choices import Category, Mode
from planfolio.model.documents import Period
from planfolio.model.records import OrganisationName, Record, field, many
from planfolio.model.scalars import Boolean, Hours, Text


class Instructor(Record):
    """Who teaches."""

    name: Text | None = field(
        "姓名", "授课人；可写角色，如“县外专家”", "The person, or a role such as “outside expert”", example="示例讲师甲"
    )
    organisation: OrganisationName | None = field("单位", "授课人的单位", "Where they work", example="demo-school")
    title: Text | None = field("职称 标题 名称", "职称或头衔", "Academic or professional title", example="特级教师")


class Unit(Record):
    """A stage, module or course. Its hours are declared, or the sum of its units' hours."""

    id: Text | None = field(
        "代号", "日程和先修引用它时用", "By which schedules and prerequisites refer to it", example="m1"
    )
    title: Text = field("标题 名称", "单元的名称", "The unit's name", example="师德专题", required=True)
    audience: tuple[Text, ...] = many(
        "对象",
        "只给某些对象时写；不同对象的单元不相加",
        "For whom; units for different audiences are alternatives",
        example="班主任",
    )
    hours: Hours | None = field("学时", "学时数，可带单位", "Amount of hours, with or without a unit", example="2天")
    mode: Mode | None = field("方式", "培训方式", "How it is taught", example="face_to_face")
    category: Category | None = field("类别", "内容类别", "What it is about", example="ethics")
    required: Boolean | None = field("必修", "是否必修", "Whether it is compulsory", example="是")
    period: Period | None = field("起止", "起止日期", "From when to when")
    duration: Text | None = field(
        "时长", "原文的说法，不取数字", "As the text puts it; no figure is taken from it", example="约半年"
    )
    place: Text | None = field("地点", "在哪里", "Where", example="报告厅")
    instructors: tuple[Instructor, ...] = many("授课人", "由谁授课", "Who teaches")
    forms: tuple[Text, ...] = many("形式", "用到的培训形式", "Forms of training used", example="专题讲座")
    contents: tuple[Text, ...] = many("内容", "讲到的培训内容", "Contents taught", example="师德师风")
    theme: Text | None = field("主题", "研修主题", "The theme")
    units: tuple[Unit, ...] = many("下级", "下一级单元", "Units below it")
    assessed_by: tuple[Text, ...] = many(
        "考核项目", "由哪些考核项目考核", "Titles of the components that assess it", example="教学设计"
    )
