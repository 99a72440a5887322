"""Web pages: what is wrong with a site as built. Links and anchors that lead nowhere, pictures without words, heavy pages."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import field
from difflib import get_close_matches
from functools import cached_property
from html import unescape
from pathlib import Path
from posixpath import join, normpath
from sys import intern
from typing import Any, NamedTuple
from urllib.parse import unquote

from planfolio.catalog import Catalog, Item
from planfolio.findings import Finding, Message, Place, Rule, Severity, Span, say
from planfolio.frozen import frozen
from planfolio.inventory import Artifacts, Standing

LARGEST_HTML = 500_000
LARGEST_PAGE = 2_000_000
"""Bytes. At 1.6 Mbit/s, a phone with a weak signal, they take two and a half and ten seconds."""


def _rule(code: str, title: Message, manual: Message) -> Rule:
    return Rule(code=code, severity=Severity.WARNING, title=title, manual=manual, about_data=True)


BROKEN_LINK = _rule(
    "WB01",
    say("链接或图片没有去处", "A link or picture that leads nowhere"),
    say(
        """生成的网页上，站内的链接和图片要指向本站有的页面或文件。链接可以写网址，也可以写另一份文档的文件；图片放在文档旁边。
站外的链接不检查，程序不联网。位置是源文件里写这个链接的地方；源文件里没有写的，是版式的毛病，会说明是哪个版式。
只有 `planfolio build` 检查网页，`planfolio check` 不检查。

错：文件名少一个字母。

    承办单位是[示例学校](../organisations/demo-scool.yaml)。

对：

    承办单位是[示例学校](../organisations/demo-school.yaml)。
""".strip(),
        """Links and pictures inside the site lead to pages or files that the site has. A link names an address or another
document's file; a picture lies beside the document. Links to other sites are not followed: nothing leaves the machine.
The place is where a source writes the link; what no source writes is a fault of a layout, which is named.
Only `planfolio build` looks at pages, `planfolio check` does not.

Wrong: the file's name is a letter short.

    The host is [our school](../organisations/demo-scool.yaml).

Right:

    The host is [our school](../organisations/demo-school.yaml).
""".strip(),
    ),
)
BROKEN_ANCHOR = _rule(
    "WB02",
    say("链接的锚点不存在", "A link to an anchor that there is not"),
    say(
        """链接里 `#` 后面的锚点，要在所指的页面上。标题的锚点就是它的文字：去掉标点，空格变成连字符；标题改了，锚点也跟着变。

错：

    ## 二、考核办法

    满 60 分合格，见[考核](#考核)。

对：

    ## 二、考核办法

    满 60 分合格，见[考核](#二考核办法)。
""".strip(),
        """What stands behind `#` in a link is an anchor of the page to which it leads. A heading's anchor is its words in small
letters, without punctuation, joined by hyphens; it changes with the heading.

Wrong:

    ## 2. How we assess

    Sixty points pass, see [assessment](#how-we-assess).

Right:

    ## 2. How we assess

    Sixty points pass, see [assessment](#2-how-we-assess).
""".strip(),
    ),
)
NO_WORDS = _rule(
    "WB03",
    say("图片没有替代文字", "A picture without alternative text"),
    say(
        """看不见图的人靠替代文字知道图上是什么，检索也靠它。写在方括号里，说图上的内容，不写“图片”二字。
正文里空着的方括号总算缺：只作装饰的图放到版式里，那里写 `alt=""` 就表示装饰。

错：

    报名按下图办理。

    ![](flow.png)

对：

    报名按下图办理。

    ![报名、审核、开班三步流程](flow.png)
""".strip(),
        """Who cannot see a picture learns from its alternative text what it shows, and so does search. It stands in the brackets
and says what is there to see. Empty brackets in a text always count as missing: a mere ornament belongs in a layout, where
`alt=""` says that it is one.

Wrong:

    Registration goes as follows.

    ![](flow.png)

Right:

    Registration goes as follows.

    ![Registration, review and start in three steps](flow.png)
""".strip(),
    ),
)
TOO_HEAVY = _rule(
    "WB04",
    say("网页太大", "A page that is too heavy"),
    say(
        f"""一份文档的网页，HTML 不超过 {LARGEST_HTML // 1000} KB，连同页上的图片不超过 {LARGEST_PAGE // 1000} KB（压缩前，1 KB = 1000 字节）。
手机信号差时约每秒 200 KB，两者分别要等 2.5 秒和 10 秒。程序生成的清单和报告不在此列。

错：页上放一张 3800 KB 的照片原图

对：照片先缩到 1600 像素宽，约 300 KB；原图另作附件
""".strip(),
        f"""The page of a document has at most {LARGEST_HTML // 1000} KB of HTML, and {LARGEST_PAGE // 1000} KB with the pictures that it shows
(before compression; 1 KB = 1000 bytes). A phone with a weak signal loads about 200 KB a second: two and a half and ten
seconds. Generated lists and reports are not judged.

Wrong: a photo of 3800 KB on the page, as the camera took it

Right: the photo scaled down to 1600 pixels, about 300 KB; the original as an attachment
""".strip(),
    ),
)
RULES = (BROKEN_LINK, BROKEN_ANCHOR, NO_WORDS, TOO_HEAVY)
_BY_CODE = {rule.code: rule for rule in RULES}


class Webpage(NamedTuple):
    """A page: its address from the site's root, its file, what leads back to the root, its layout, and the key of the document
    that it shows."""

    address: str
    path: str
    root: str
    layout: str
    document: str | None


@frozen(kw_only=True)
class Written:
    """A link or picture of a source: its address on the page and as written, the file that it would name beside the
    document, a picture's alternative text, and its place."""

    address: str
    source: str
    file: str
    at: Place
    is_picture: bool
    text: str


@frozen(kw_only=True, slots=False)
class Site:
    """The paths of all files of a site, those that are yet to be made among them.

    `base` is the path below which the site lies on its host, with a slash at both ends; None where that is not known.
    """

    paths: frozenset[str]
    base: str | None = None

    @cached_property
    def told_by(self) -> str:
        """What tells it from another site: its paths, and where it lies."""
        return hashlib.sha256("\n".join((self.base or "", *sorted(self.paths))).encode()).hexdigest()

    @cached_property
    def reached(self) -> frozenset[str]:
        """Every address from the root that leads to a file."""
        return self.paths | {path.removesuffix("index.html") for path in self.paths if _is_index(path)}


def _is_index(path: str) -> bool:
    return path == "index.html" or path.endswith("/index.html")


# --- reading pages ----------------------------------------------------------------------------------------------------
#
# A page is searched twice in haste, for addresses and for ids, which takes a tenth of the time of an HTML parser. Text may
# look like an attribute, and a school's own layouts may be written otherwise, so what seems wrong is looked at with care.

_ADDRESS = re.compile(r' (?:href|src|action)="([^"]*)"')
_ID = re.compile(r' id="([^"]*)"')
_LINK = re.compile(
    r'<(?:a|area|form|iframe|img|link|script|source)(?:\s+[^\s"<>=]+(?:="[^"]*")?)*?\s+(?:href|src|action)="([^"]*)"'
)
_ANY_ID = re.compile(r"""\sid\s*=\s*["']?([^\s"'>]+)""")
_IMAGE = re.compile(r'<img((?:\s+[^\s"<>=]+(?:="[^"]*")?)*)\s*/?>')
_ATTRIBUTE = re.compile(r'([^\s"=]+)(?:="([^"]*)")?')
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.\-]*:|//", re.IGNORECASE)


class _Fault(NamedTuple):
    """What is wrong with one address on one page; `target` is where it leads from the site's root, `anchors` what is there."""

    rule: Rule
    page: Webpage
    address: str
    target: str
    fragment: str = ""
    anchors: frozenset[str] = frozenset()
    is_ornament: bool = False  # a picture of a layout that says so


class Look(NamedTuple):
    """What one page shows of itself: its bytes, what is wrong on it, the links to anchors that are yet to be followed, its own
    anchors as they are written, and its pictures, each as its address on the page and its file."""

    page: Webpage
    size: int
    faults: tuple[_Fault, ...]
    anchors: tuple[_Fault, ...]
    ids: frozenset[str]
    pictures: tuple[tuple[str, str], ...]


def in_short(look: Look) -> tuple[int, tuple[Any, ...]]:
    """A look at a page as plain values, without the page and its own anchors: its bytes, and the rest, in which many are alike."""
    faults, anchors = (
        tuple([(one.rule.code, *one[2:5], one.is_ornament) for one in faults]) for faults in (look.faults, look.anchors)
    )
    return look.size, (faults, anchors, look.pictures)


def in_full(page: Webpage, size: int, rest: Sequence[Any]) -> Look:
    """The look at a page of which `in_short` made plain values. Raises LookupError, TypeError or ValueError for others."""
    faults, anchors, pictures = rest
    return Look(page, size, _faults(page, faults), _faults(page, anchors), frozenset(), tuple(map(_pair, pictures)))


def _faults(page: Webpage, rows: Iterable[Sequence[Any]]) -> tuple[_Fault, ...]:
    return tuple(
        [_Fault(_BY_CODE[code], page, one, other, anchor, is_ornament=mere) for code, one, other, anchor, mere in rows]
    )


def _pair(picture: Sequence[str]) -> tuple[str, str]:
    address, path = picture
    return address, path


def leads(look: Look) -> tuple[str, ...]:
    """The links of a page to anchors of other pages, each as a line: its address, where it leads from the root, the anchor."""
    return tuple(["\t".join(one[2:5]) for one in look.anchors])


def target_of(lead: str) -> str:
    """Where such a link leads from the root."""
    return lead.split("\t")[1]


def following(look: Look, leads: Iterable[str]) -> Look:
    """The look with these links among those that are yet to be followed."""
    parts = (lead.split("\t") for lead in leads)
    again = (_Fault(BROKEN_ANCHOR, look.page, address, target, anchor) for address, target, anchor in parts)
    return look._replace(anchors=tuple({one.address: one for one in (*look.anchors, *again)}.values()))


def look(site: Site, page: Webpage, content: bytes) -> Look:
    """Look at one page of a site."""
    html = _plain(content)
    ids = frozenset(_ID.findall(html))
    broken: list[_Fault] = []
    anchors: list[_Fault] = []
    for fault in _suspects(site, page, html, ids):
        (anchors if fault.rule is BROKEN_ANCHOR else broken).append(fault)
    links = _links(html) if broken else frozenset()
    pictures = _IMAGE.findall(html) if "<img" in html else []
    return Look(
        page=page,
        size=len(content),
        faults=(*(fault for fault in broken if fault.address in links), *_wordless(site, page, pictures)),
        anchors=tuple(anchors),
        ids=ids,
        pictures=tuple(_shown(site, page, pictures)),
    )


def followed(looks: Sequence[Look]) -> list[Look]:
    """The looks at several pages without the links among them that lead to an anchor that is there. Their own anchors are left
    out: of all pages of a large site they are many."""
    ids = {one.page.address: one.ids for one in looks}
    none = frozenset[str]()
    return [
        one._replace(
            anchors=tuple(fault for fault in one.anchors if fault.fragment not in ids.get(fault.target, none)), ids=none
        )
        for one in looks
    ]


def _plain(content: bytes) -> str:
    """A page without comments."""
    html = content.decode()
    return _COMMENT.sub("", html) if "<!--" in html else html


def _links(html: str) -> frozenset[str]:
    """Every address in the tags of a page: what only looks like one in its text is none."""
    return frozenset(map(unescape, _LINK.findall(html)))


def _suspects(site: Site, page: Webpage, html: str, ids: frozenset[str]) -> Iterator[_Fault]:
    """Links that seem broken, and every link to an anchor that is not seen on the page itself."""
    root, reached = page.root, site.reached
    for found in dict.fromkeys(_ADDRESS.findall(html)):
        if found.startswith(root) and found[len(root) :] in reached:
            continue  # nearly all links, told without taking them apart
        address = unescape(found)
        target = _target(site, page, address)
        if target is None:
            continue
        if target not in reached:
            yield _Fault(BROKEN_LINK, page, address, target)
        elif (fragment := _fragment(address)) and not (target == page.address and fragment in ids):
            # Most stand on every page.
            yield _Fault(BROKEN_ANCHOR, page, intern(address), intern(target), intern(fragment))


def _wordless(site: Site, page: Webpage, pictures: Iterable[str]) -> Iterator[_Fault]:
    """Pictures without words."""
    for attributes in dict.fromkeys(pictures):
        given = dict(_ATTRIBUTE.findall(attributes))
        if not unescape(given.get("alt", "")).strip():
            address = unescape(given.get("src", ""))
            target = _target(site, page, address)
            yield _Fault(NO_WORDS, page, address, address if target is None else target, is_ornament="alt" in given)


def _shown(site: Site, page: Webpage, pictures: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The pictures that are files of the site."""
    for address in dict.fromkeys(unescape(dict(_ATTRIBUTE.findall(one)).get("src", "")) for one in pictures):
        target = _target(site, page, address)
        if target in site.paths and target:
            yield address, target


def _target(site: Site, page: Webpage, address: str) -> str | None:
    """Where an address leads from the site's root; None for what is not inside the site, or cannot be known to be.

    A folder's slash may be missing: hosts add it.
    """
    if _ELSEWHERE.match(address):
        return None
    path = unquote(address.partition("#")[0].partition("?")[0])
    if not path:
        return page.address
    if path.startswith("/"):
        if site.base is None or not f"{path}/".startswith(site.base):
            return None
        path = path[len(site.base) :]
        folder = ""
    else:
        folder = page.address.rpartition("/")[0]
    target = normpath(join(folder, path)) if folder or path else "."
    if target.startswith(".."):
        return None
    if target == ".":
        return ""
    is_folder = path.endswith(("/", "/.", "/..")) or path in (".", "..")
    return f"{target}/" if is_folder or (target not in site.reached and f"{target}/" in site.reached) else target


def _fragment(address: str) -> str:
    """The anchor that an address names, none for the top; what stands behind `:~:` is for the browser."""
    fragment = unquote(address.partition("#")[2].partition(":~:")[0])
    return "" if fragment.lower() == "top" else fragment


# --- who can mend it --------------------------------------------------------------------------------------------------


def check(
    looks: Sequence[Look],
    files: Artifacts,
    catalog: Catalog,
    *,
    written: Callable[[Item], Iterable[Written]],
    reported: Collection[str],
    last: Path = Path(),
) -> list[Finding]:
    """What is wrong with the pages of a site, which are among its `files`; those that stand are in the folder of the `last` site.
    Files in `reported` have a finding of their own, so a link to them has none.

    A finding stands where a source writes the link, as `written` tells; what no source writes is one finding for a layout.
    """
    sources = _Sources(written)
    content = _Content(files, last)
    findings: list[Finding] = []
    unexplained: dict[tuple[str, str, str], list[_Fault]] = {}
    for fault in (*(fault for one in looks for fault in one.faults), *_without_anchors(looks, content)):
        item = catalog.items.get(fault.page.document or "")
        origins = [one for one in sources.of(item, fault.address) if _explains(one, fault)] if item else []
        findings += [_of_source(fault, one, item) for one in origins if item and one.file not in reported]
        if not origins and not fault.is_ornament:
            unexplained.setdefault((fault.rule.code, fault.target, fault.fragment), []).append(fault)
    findings += [_of_layouts(faults) for faults in unexplained.values()]
    for one in looks:
        item = catalog.items.get(one.page.document or "")
        if item is not None:
            findings += _weight(one, content, item, sources)
    return findings


def _without_anchors(looks: Iterable[Look], content: _Content) -> Iterator[_Fault]:
    """The links whose anchor is not on the page to which they lead."""
    by_target: dict[str, list[_Fault]] = {}
    for one in looks:
        for fault in one.anchors:
            by_target.setdefault(fault.target, []).append(fault)
    for target, faults in by_target.items():
        html = content.html(target)
        if {fault.fragment for fault in faults} <= set(_ID.findall(html)):
            continue
        anchors = frozenset(map(unescape, _ANY_ID.findall(html)))
        for fault in faults:
            if html and fault.fragment not in anchors and fault.address in _links(content.html(fault.page.address)):
                yield fault._replace(anchors=anchors)


@frozen
class _Content:
    """What is in the files of a site, wherever that is kept; `last` is the folder of those that stand."""

    files: Artifacts
    last: Path

    def html(self, address: str) -> str:
        """The page at an address; nothing for a file that is no page."""
        path = address if address in self.files else f"{address}index.html"
        if path not in self.files or not path.endswith(".html"):
            return ""
        content = self._at(path)
        return _plain(content.read_bytes() if isinstance(content, Path) else content)

    def size(self, path: str) -> int:
        content = self._at(path)
        return content.stat().st_size if isinstance(content, Path) else len(content)

    def _at(self, path: str) -> bytes | Path:
        content = self.files[path]
        return self.last / path if isinstance(content, Standing) else content


@frozen(slots=False)
class _Sources:
    """The links and pictures of documents, read once and only where something is wrong."""

    written: Callable[[Item], Iterable[Written]]
    read: dict[str, dict[str, list[Written]]] = field(default_factory=dict)

    def of(self, item: Item, address: str) -> list[Written]:
        """Those of a document that have this address on its page."""
        if item.key not in self.read:
            found = self.read[item.key] = {}
            for one in self.written(item):
                found.setdefault(one.address, []).append(one)
        return self.read[item.key].get(address, [])


def _explains(written: Written, fault: _Fault) -> bool:
    """Whether one that has the fault's address has its fault."""
    return fault.rule is not NO_WORDS or (written.is_picture and not written.text.strip())


def _of_source(fault: _Fault, written: Written, item: Item) -> Finding:
    if fault.rule is NO_WORDS:
        message = say(
            "图片“{written}”没有替代文字", "the picture “{written}” has no alternative text", written=written.source
        )
        fix = say(
            "在方括号里写一句话，说图上是什么：![……]({written})",
            "say in the brackets what it shows: ![…]({written})",
            written=written.source,
        )
    elif fault.rule is BROKEN_ANCHOR:
        message = say(
            "链接“{written}”的锚点“{anchor}”，页面 {page} 上没有",
            "the page {page} has no anchor “{anchor}”, to which the link “{written}” leads",
            written=written.source,
            anchor=fault.fragment,
            page=_named(fault.target),
        )
        fix = _anchor_fix(fault)
    elif written.is_picture:
        message = say(
            "没有图片“{written}”：本站没有 {target}",
            "there is no picture “{written}”: the site has no {target}",
            written=written.source,
            target=fault.target,
        )
        fix = say(
            "把图片放到文档的 index.md 旁边（一份文档一个文件夹），文件名写得一样",
            "put it beside the document's index.md (in a folder of its own) and write its name just so",
        )
    else:
        names_source = written.file.startswith("content/") and written.file.endswith((".md", ".yaml"))
        message = say(
            "链接“{written}”没有去处：{missing}",
            "the link “{written}” leads nowhere: {missing}",
            written=written.source,
            missing=say("没有文件 {file}", "there is no file {file}", file=written.file)
            if names_source
            else say("本站没有 {target}", "the site has no {target}", target=fault.target),
        )
        fix = say(
            "改正网址，或写另一份文档的文件（例如 ../plans/<id>.md），或删去链接",
            "correct the address, name the other document's file (../plans/<id>.md, say), or remove the link",
        )
    return _finding(fault.rule, written.at, message, fix, item.key)


def _anchor_fix(fault: _Fault) -> Message:
    near = get_close_matches(fault.fragment, sorted(fault.anchors), 1, 0.6)
    if near:
        return say("是不是“#{near}”？", "did you mean “#{near}”?", near=near[0])
    return say(
        "打开那一页，从目录或标题复制锚点；不需要就删去 # 及其后面的部分",
        "copy the anchor from that page's contents or heading, or remove # and what follows",
    )


def _of_layouts(faults: list[_Fault]) -> Finding:
    """One finding for all pages on which an address is wrong that no source writes."""
    first = min(faults, key=lambda fault: fault.page.address)
    values = {
        "layouts": sorted({fault.page.layout for fault in faults}),
        "address": first.address,
        "target": _named(first.target),
        "anchor": first.fragment,
        "count": len({fault.page.address for fault in faults}),
    }
    message = {
        BROKEN_LINK.code: say(
            "版式 {layouts} 里的链接“{address}”没有去处：本站没有 {target}（{count} 页如此）",
            "a link of the layout {layouts}, “{address}”, leads nowhere: the site has no {target} (pages: {count})",
            **values,
        ),
        BROKEN_ANCHOR.code: say(
            "版式 {layouts} 里的链接“{address}”：页面 {target} 上没有锚点“{anchor}”（{count} 页如此）",
            "a link of the layout {layouts}, “{address}”: the page {target} has no anchor “{anchor}” (pages: {count})",
            **values,
        ),
        NO_WORDS.code: say(
            "版式 {layouts} 里的图片“{address}”没有替代文字（{count} 页如此）",
            "a picture of the layout {layouts}, “{address}”, has no alternative text (pages: {count})",
            **values,
        ),
    }[first.rule.code]
    fix = say(
        "改 layouts/ 里的版式；没有自己的版式，就请把这一条报告给维护者",
        "mend the layout in layouts/; if you have none of your own, report this to the maintainers",
    )
    return _finding(first.rule, Place(f"site/{first.page.path}", (), Span(1, 1, 1, 1)), message, fix, None)


def _named(address: str) -> str | Message:
    """An address for readers."""
    return address or say("首页", "home")


def _finding(rule: Rule, at: Place, message: Message, fix: Message, document: str | None) -> Finding:
    return Finding(
        code=rule.code,
        severity=rule.severity,
        at=at,
        document=document,
        message=message,
        why=rule.manual,
        fix=fix,
    )


# --- weight -----------------------------------------------------------------------------------------------------------


def _weight(page: Look, content: _Content, item: Item, sources: _Sources) -> Iterator[Finding]:
    if page.size > LARGEST_HTML:
        message = say(
            "这一页的 HTML 有 {size}，上限 {limit}，多 {excess}",
            "the page has {size} of HTML; {limit} is the limit, {excess} less",
            **_figures(page.size, LARGEST_HTML),
        )
        fix = say("分成几份文档，或把长表改成附件", "divide it into several documents, or make long tables attachments")
        yield _finding(TOO_HEAVY, item.at("title"), message, fix, item.key)
    pictures = {address: content.size(path) for address, path in page.pictures if path in content.files}
    whole = page.size + sum(pictures.values())
    if pictures and whole > LARGEST_PAGE:
        largest = max(sorted(pictures), key=lambda address: pictures[address])
        at = next((one.at for one in sources.of(item, largest)), item.at("title"))
        message = say(
            "这一页连图片共 {size}，上限 {limit}，多 {excess}；最大的一张 {largest}",
            "the page has {size} with its pictures; {limit} is the limit, {excess} less; the largest has {largest}",
            largest=_kilobytes(pictures[largest]),
            **_figures(whole, LARGEST_PAGE),
        )
        fix = say(
            "把图片缩到 1600 像素宽以内再放上来，原图另作附件",
            "scale pictures down to 1600 pixels and keep originals as attachments",
        )
        yield _finding(TOO_HEAVY, at, message, fix, item.key)


def _figures(size: int, limit: int) -> dict[str, str]:
    return {"size": _kilobytes(size), "limit": _kilobytes(limit), "excess": _kilobytes(size - limit)}


def _kilobytes(count: int) -> str:
    return f"{-(-count // 1000)} KB"
