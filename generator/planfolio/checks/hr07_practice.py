"""达到政策规定的实践下限。

有的政策要求实践性课程占一定比例。实践和跟岗的学时与全部学时比较，用交叉相乘，不做除法；学时不全的不能判断。

错：实践不少于一半，60 学时里有 24。
对：60 学时里有 30。
--
The practice floors of policies are met.

Some policies ask for a share of practice. The hours of practice and shadowing are compared with all hours by
cross-multiplication, never by division; where hours are missing it cannot be told.

Wrong: at least half is to be practice, and 24 of 60 class hours are.
Right: 30 of 60 are.
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.judgement import judged
from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Severity

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Outcome]:
    yield from judged(subject)
