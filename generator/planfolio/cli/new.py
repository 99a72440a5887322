"""`planfolio new`: a document to fill in, or last year's plan rolled over."""

from __future__ import annotations

import click

from planfolio.cli.desk import Desk
from planfolio.cli.group import planfolio
from planfolio.cli.settings import Settings, project_of, shelf_of
from planfolio.findings import say


@planfolio.command()
@click.argument("kind")
@click.argument("identifier", metavar="ID")
@click.option("--type", "plan_type", metavar="TYPE", help="The plan's type (default: term). 方案类型。")
@click.option("--title", help="Its title. 标题。")
@click.option("--from", "source", metavar="PLAN", help="Roll this plan over to the next year. 由这份方案顺延一年。")
@click.option("--with-schedules", is_flag=True, help="Roll its schedules over too. 连同它的日程一起顺延。")
@click.option(
    "--term-start", metavar="DATE", help="Monday of the new term's first week, where it is known. 新学期第一周的周一。"
)
@click.pass_obj
def new(
    settings: Settings,
    kind: str,
    identifier: str,
    plan_type: str | None,
    title: str | None,
    source: str | None,
    with_schedules: bool,
    term_start: str | None,
) -> None:
    """Write a document to fill in, each key explained; never overwrites. 写一份待填的文档，每个键都有说明；绝不覆盖。

    KIND: plan, curriculum, schedule, portfolio, archive, organisation, pack, page.
    """
    from planfolio.model import Plan

    project = project_of(settings)
    shelf = shelf_of(settings)
    desk = Desk(settings, project, shelf, settings.language or shelf.language)
    model = desk.kind(kind)
    desk.refuse_wrong(model, identifier)
    rolls = [name for name, given in (("--with-schedules", with_schedules), ("--term-start", term_start)) if given]
    if model is not Plan and (plan_type or source):
        desk.stop(say("--type 和 --from 只用于方案", "--type and --from are for plans"))
    if rolls and source is None:
        desk.stop(say("{option} 要和 --from 一起用", "{option} goes with --from", option=rolls[0]))
    if source is not None:
        from planfolio.cli.rolling import roll

        if plan_type or title:
            desk.stop(say("--from 带来类型和标题，不用再写", "--from brings type and title along"))
        roll(desk, identifier, source, with_schedules=with_schedules, term_start=term_start)
        return
    desk.write(model, identifier, desk.plan_type(plan_type), title)
