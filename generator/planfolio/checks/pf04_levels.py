"""达到要求的级别。

规则包可以要求公开课、论文、课题、奖励、称号或成果达到某一级别：国家、省、市、县、学区、校，从高到低。达到或高于要求的才算；
有条目而都低于要求的，写明哪一条、是什么级别、要求什么级别。没有写级别的条目可能够，也可能不够，不能判断。

错：要求县级以上公开课 1 节，档案里只有一节校级的。
对：有一节县级的，或市级的。
--
The level claimed is the level required.

A pack may ask that open lessons, papers, projects, awards, honours or deliverables reach a level: national, provincial,
city, county, district, school, from high to low. What reaches it or is higher counts. Where all entries are below, the
finding names the entry, its level and the level asked for. An entry that states no level may do or not: it cannot be told.

Wrong: an open lesson of county level or higher is asked for, and the only one is of the school.
Right: there is one of the county, or of the city.
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.judgement import judged
from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Severity

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Outcome]:
    yield from judged(subject)
