"""论文和课题的信息齐全。

论文要有刊物和日期（获奖论文可以没有刊物）；课题要有编号、角色和进展（申报中的和校级的可以没有编号）。一份档案只提示一条。

错：

    # portfolios/example.md
    姓名: 示例教师甲
    论文: {标题: 课堂追问的三个时机, 级别: 市}

对：

    # portfolios/example.md
    姓名: 示例教师甲
    论文: {标题: 课堂追问的三个时机, 刊物: 《示例教育研究》, 日期: 2024-06-15, 级别: 市}
--
Papers and projects have their metadata.

A paper has a journal and a date (one that won an award may do without a journal); a project has a number, a role and a stage
(one proposed or of the school's own may do without a number). There is one note for a portfolio.

Wrong:

    # portfolios/example.md
    name: Sample Teacher A
    papers: {title: Three moments for a second question, level: city}

Right:

    # portfolios/example.md
    name: Sample Teacher A
    papers: {title: Three moments for a second question, journal: Sample Review of Teaching, date: 2024-06-15, level: city}
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.subject import Subject, joined, named
from planfolio.findings import Count, Message, Outcome, Place, Related, Severity, say
from planfolio.model import Portfolio
from planfolio.model.choices import Level, ProjectStage
from planfolio.model.portfolios import Paper, Project

SEVERITY = Severity.NOTE


def check(subject: Subject) -> Iterator[Outcome]:
    portfolio = subject.record
    if not isinstance(portfolio, Portfolio) or not (portfolio.papers or portfolio.projects):
        return
    lacking = [one for one in _entries(subject, portfolio) if one[2]]
    if not lacking:
        yield subject.passed(
            say(
                "{papers} 篇论文、{projects} 项课题的信息都齐全",
                "complete: {papers}, {projects}",
                papers=Count(len(portfolio.papers), "paper"),
                projects=Count(len(portfolio.projects), "project"),
            )
        )
        return
    clauses = [
        say("“{title}”没有写{names}", "“{title}” lacks {names}", title=title, names=names)
        for _, title, names in lacking
    ]
    yield subject.finding(
        lacking[0][0],
        joined(clauses),
        fix=say("补上所缺的", "add what is missing"),
        related=[Related(at=at, message=clause) for (at, _, _), clause in zip(lacking[1:], clauses[1:], strict=True)],
    )


def _entries(subject: Subject, portfolio: Portfolio) -> Iterator[tuple[Place, str, list[Message]]]:
    """Every paper and project, with what it lacks."""
    for index, paper in enumerate(portfolio.papers):
        wanted = ["date"] if paper.award else ["journal", "date"]
        lacks = [named(Paper, name) for name in wanted if not getattr(paper, name)]
        yield subject.at("papers", index, "title"), paper.title, lacks
    for index, project in enumerate(portfolio.projects):
        wanted = ["role", "stage"]
        if project.stage is not ProjectStage.PROPOSED and project.level is not Level.SCHOOL:
            wanted.insert(0, "number")
        lacks = [named(Project, name) for name in wanted if not getattr(project, name)]
        yield subject.at("projects", index, "title"), project.title, lacks
