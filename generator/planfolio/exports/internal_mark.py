"""Internal mark: what says in the folder of an internal build, to people and to git, that it is not for the public."""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.exports.publication import Export, Publication
from planfolio.findings import say

MARKER = "INTERNAL.txt"
_NAME = say("内部版本的标记", "Mark of an internal build")
_WORDS = """\
内部版本，请勿公开。里面有没有授权公开的教师档案和内部文件，不要上传，不要提交到代码仓库。
公开的网站请用 planfolio build 生成，写在 site/。

Internal build, not for the public: it holds portfolios without consent and internal documents. Do not upload or commit it.
The public site is made with `planfolio build` and goes to site/.
"""


def exports(publication: Publication) -> Iterator[Export]:
    """In an internal build, a text that says so, and a .gitignore so that none of it is committed."""
    if publication.profile == "internal":
        for path, words in ((MARKER, _WORDS), (".gitignore", "*\n")):
            yield Export(path=path, page=None, media="text/plain", name=_NAME, write=words.encode)
