"""平台、文件和机构写的是正式名称。

常用的平台、政策文件和机构名称写错了字，读者会找不到。只认名录里少数确定的写法，名录在程序包的 checks/data/names.yaml。
同一个名称一份文档只报一次，其余各处列在后面；引号里“误写为……”的例子和代码不算。

错：

    登录全国中小学智慧教育平台学习。

对：

    登录国家中小学智慧教育平台学习。
--
Platforms, policies and organisations go by their right names.

Under a wrong name readers will not find them. Only the few certain forms of the registry count; it is checks/data/names.yaml
in the package. Each name is reported once in a document, with all further places; a form quoted as a mistake is none.

Wrong:

    登录全国中小学智慧教育平台学习。

Right:

    登录国家中小学智慧教育平台学习。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planfolio.checks.prose import Passage, passages
from planfolio.checks.registries import registry
from planfolio.checks.subject import Subject, in_all
from planfolio.findings import Outcome, Related, Severity, say
from planfolio.model import Organisation, Pack, TextPage

SEVERITY = Severity.WARNING

_MOST = 50
_MISTAKE = re.compile(r"(?:误[写作称为]|写[作成]|不[是叫]|并非|错[写作])\S{0,3}$")
_Spot = tuple[Passage, int, int]


def check(subject: Subject) -> Iterator[Outcome]:
    if isinstance(subject.record, (Pack, TextPage, Organisation)):
        return
    text = subject.item.document.text
    for entry in registry("names"):
        wrong = [name for name in entry["wrong"] if name in text]
        if wrong:
            spots = [spot for passage in passages(subject) for spot in _spots(passage, wrong)]
            if spots:
                yield _finding(subject, entry["right"][0], spots)


def _spots(passage: Passage, wrong: list[str]) -> Iterator[_Spot]:
    for match in re.finditer("|".join(map(re.escape, wrong)), passage.text):
        if not _MISTAKE.search(passage.text[max(0, match.start() - 8) : match.start()]):
            yield passage, match.start(), match.end()


def _finding(subject: Subject, right: str, spots: list[_Spot]) -> Outcome:
    passage, start, end = spots[0]
    return subject.finding(
        passage.place(start, end),
        say(
            "“{wrong}”的正式名称是“{right}”{in_all}",
            "the right name of “{wrong}” is “{right}”{in_all}",
            wrong=passage.text[start:end],
            right=right,
            in_all=in_all(len(spots)),
        ),
        fix=say("改成“{right}”", "write “{right}”", right=right),
        related=[
            Related(at=one.place(first, last), message=say("“{text}”", "“{text}”", text=one.text[first:last]))
            for one, first, last in spots[1:_MOST]
        ],
    )
