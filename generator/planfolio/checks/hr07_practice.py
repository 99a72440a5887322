"""达到政策规定的实践下限。

有的政策要求实践性课程占一定比例。实践和跟岗的学时与全部学时比较，用交叉相乘，不做除法；学时或方式没有写全、两种可能都有的，不能判断。

错：跟岗 10 学时，不到 24 学时的一半。

    规则包: cn-practice-2013
    模块: [{标题: 专题讲座, 学时: 14, 方式: 集中面授}, {标题: 跟岗实践, 学时: 10, 方式: 跟岗}]

对：

    规则包: cn-practice-2013
    模块: [{标题: 专题讲座, 学时: 12, 方式: 集中面授}, {标题: 跟岗实践, 学时: 12, 方式: 跟岗}]
--
The practice floors of policies are met.

Some policies ask for a share of practice. The hours of practice and shadowing are compared with all hours by
cross-multiplication, never by division; where hours or modes are missing and it could be either way, it cannot be told.

Wrong: 10 of 24 class hours are practice, less than half.

    packs: cn-practice-2013
    modules: [{title: Lectures, hours: 14, mode: face_to_face}, {title: Shadowing, hours: 10, mode: shadowing}]

Right:

    packs: cn-practice-2013
    modules: [{title: Lectures, hours: 12, mode: face_to_face}, {title: Shadowing, hours: 12, mode: shadowing}]
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.judgement import judged
from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Severity

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Outcome]:
    yield from judged(subject)
