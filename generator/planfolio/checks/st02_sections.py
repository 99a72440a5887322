"""章节编号不重不漏。

正文各部分的编号（一、二、三……，第一章、第二章……，带编号的标题）要连续，不能用两次。附件等另起的“一、”算新的一组。

错：有两个“四、”。

    三、培训内容
    作业设计。
    四、培训形式
    课例研讨。
    四、培训时间
    九月至十二月。

对：

    三、培训内容
    作业设计。
    四、培训形式
    课例研讨。
    五、培训时间
    九月至十二月。
--
Sections are numbered without gaps or repetition.

The parts of a body (一、二、三…, 第一章、第二章…, numbered headings) follow one another and none comes twice. Where they start
again at one, as in an annex, a new count begins.

Wrong: 四、 (4) comes twice.

    三、培训内容
    作业设计。
    四、培训形式
    课例研讨。
    四、培训时间
    九月至十二月。

Right:

    三、培训内容
    作业设计。
    四、培训形式
    课例研讨。
    五、培训时间
    九月至十二月。
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.gaps import judged
from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Severity

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Outcome]:
    yield from judged(subject, sections=True)
