"""Personal data in a source: found, and masked before anything downstream can see it.

A mask keeps the length of what it hides, so lines and columns stay true. Sources: GB 11643 (citizen identity number: 18
characters with a check digit, 15 digits before 1999), ISO/IEC 7812 (Luhn check of card numbers), RFC 5737 and RFC 1122 (documentation and loopback addresses).
"""

from __future__ import annotations

import ipaddress
import re
from bisect import bisect_right
from collections.abc import Iterator

from planfolio.findings import Message, Rule, Severity, say
from planfolio.frozen import frozen

PERSONAL_DATA = Rule(
    code="PL05",
    severity=Severity.ERROR,
    title=say("公开内容里有个人信息", "Personal data in public content"),
    manual=say(
        """\
身份证号（校验位成立，或前面写着“身份证”）、手机号、银行卡号（Luhn 校验成立）、个人邮箱、家庭住址（写明是住址，有路名
和门牌号）和 IP 地址不应公开，草稿和已归档的文档也一样。页面、检索、报告和代码框里都已打码；请从源文件中删去，已提交的还要清理版本历史。文件名里有的，整个文件不读取；
.csv、.txt 附件里有的，附件不发布。办公电话、单位邮箱、单位地址不报；
文档示例网段的地址只有写明是登录地址时才报，下面用的就是这样一个不属于任何人的地址。

错：

    示例教师甲的登录地址：203.0.113.7。

对：

    登录记录由教师发展室保存。""",
        """\
Identity numbers with a valid check digit or called so (身份证), mobile numbers, card numbers that satisfy Luhn, private
e-mail addresses, home addresses (called so, with street and number) and IP addresses do not belong in public, nor in drafts
or the archive. They are masked on pages, in search, report and code frames; remove them from the source, and from the history where already committed. A file with one in its
name is not read, and a .csv or .txt attachment that holds one is not published. Office telephones and an
organisation's own postal and e-mail addresses are fine; addresses of the documentation ranges are reported only where the text calls
them a login address (登录), such as the one below, which is nobody's.

Wrong:

    Sample Teacher A logs in from (登录地址) 203.0.113.7.

Right:

    The office keeps the record of logins.""",
    ),
    about_data=True,
)

_ID_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx](?![0-9A-Za-z])"
)
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_CALLED_ID = re.compile(
    r"(?:身份证件?(?:号码|编号|号)?|(?i:\bidentity (?:card )?number|\bID card(?: number| no\.?)?))[^\n\w]{0,3}[为是]?[^\n\w]{0,3}"
    r"(?=([1-9](?:[ -]?\d){16}[ -]?[0-9Xx](?![0-9A-Za-z]))?)(?=([1-9](?:[ -]?\d){14}(?![0-9A-Za-z]))?)"
)
_ID_SHAPES = (re.compile(rf"\d{{6}}(?:19|20)\d{{2}}{_DAY}\d{{3}}[0-9Xx]"), re.compile(rf"\d{{8}}{_DAY}\d{{3}}"))
"""What is called an identity number is one though a digit was mistyped, or though it has the 15 of those before 1999."""
_BEFORE_MOBILE = r"(?:(?:\+|00)?86[ -]?)?"
_MOBILE = re.compile(
    # A serial number has a letter or digit before its hyphen. Three numbers of a table are no telephone.
    rf"(?<![0-9A-Za-z])(?<![0-9A-Za-z][.\-]){_BEFORE_MOBILE}"
    r"1[3-9]\d(?:[ -]?\d{4}[ -]?\d{4}|\.\d{4}\.\d{4}|-\d{3}-\d{5}| 0\d\d \d{5}|\d-\d{3}-\d{4})(?![0-9A-Za-z])"
)
_CALLED_MOBILE = re.compile(
    r"(?:电话|手机|联系方式|联系人|微信|\b(?i:tel|telephone|mobile|phone))(?:号码?| ?[Nn]o\.?)?[^\n\w+]{0,3}[为是]?[^\n\w+]{0,3}"
    rf"({_BEFORE_MOBILE}1[3-9]\d(?:[ ./_()-]?\d){{8}})(?![0-9A-Za-z])"
)
"""What is called a telephone number is one however its digits are grouped."""
_CARD = re.compile(r"(?<![0-9A-Za-z.])(?=([3-6]\d{3}(?:[ -]?\d{4}){2,3}(?:[ -]?\d{1,4})?)(?![0-9A-Za-z]))")
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9][A-Za-z0-9_.+-]*@(?:vip\.)?(?:qq|foxmail|163|126|yeah|sina|sohu|139|189|gmail|hotmail|outlook|live|yahoo|icloud|aliyun|msn)"
    r"\.(?:com|net|cn|com\.cn)(?![A-Za-z0-9_-])",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?<![0-9A-Za-z.])\d{1,3}(?:\.\d{1,3}){3}(?![0-9A-Za-z]|\.\d)")
_LONG_ADDRESS = re.compile(
    r"(?<![0-9A-Za-z:.])[23][0-9A-Fa-f]{3}:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]{1,24}(?![0-9A-Za-z:]|\.\d)"
)
"""An address of IPv6 that the whole net knows begins with 2 or 3: no time, ratio or number of a device does so in four digits."""
_DOCUMENTATION = tuple(
    map(ipaddress.ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"))
)
_BLANKS = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_ASCII: dict[int, int | str] = {
    **{0xFF01 + offset: 0x21 + offset for offset in range(94)},
    **dict.fromkeys(map(ord, _BLANKS), " "),
    **dict.fromkeys(map(ord, _DASHES), "-"),
}
"""Full-width digits, letters and signs, blanks and dashes of all kinds, which hide nothing from a reader."""
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]|\\(?=[!-/:-@\[-`{-~])")
"""What telephones and chats put between digits, and Pandoc before signs: nobody sees it on a page, and it hides nothing either."""
_NAME_BREAK = re.compile(r"(?<![0-9])[-_]|[-_](?![0-9])")
_QUICK = re.compile(
    r"[0-9@０-９＠](?:(?<=[@＠])|(?<![0-9０-９].)"
    + rf"[ －.．/／_＿()（）{_BLANKS}{_DASHES}-]?\d" * 10
    + r"|[.．](?<=\d.)\d{1,3}[.．]\d{1,3}[.．]\d|[0-9A-Fa-f]{3}:[0-9A-Fa-f]{0,4}:)"
)
"""What stands in every text with personal data, full-width signs and all. Since it begins with a plain set of characters
it is found far faster; of digits in a row only the first is tried, and they are written out, since a repeated group is slow."""

_HOME_SIGNS = ("住", "址", "ome address", "OME ADDRESS")
"""What one of the words holds. A single character is found seven times as fast as a word, and most texts have none."""
_HOME_WORDS = ("住址", "家住", "庭地址", "住地址", "籍地址", "宅地址", "细地址", "ome address", "OME ADDRESS")
"""One of these stands wherever `_HOME` finds anything."""
_HOME = re.compile(
    r"(?:(?<![校位构司公])住址|(?:家庭|居住|户籍|住宅|常住)(?:详细)?地址)(?:[ \t\u3000]*[:为是|][ \t\u3000|]*|[ \t\u3000]+)|家住"
    r"|\b(?:[Hh]ome address|HOME ADDRESS)(?:[ \t]*[:|][ \t|]*| is )"
)
_HOUSE = re.compile(
    r"[^\n的请者须到去或若将可,。;|()<>\"“”]{0,30}?(?:[路街道巷弄里村组苑园城庄屯队]|胡同|小区|社区|家属院|公寓|大厦)"
    r"[^\n的请者须到去或若将可,。;|()<>\"“”]{0,12}?[0-9一二三四五六七八九十百]+(?:-[0-9]+)*(?:号|弄|栋|幢|座|楼|单元|室|组)"
    r"[0-9A-Za-z一二三四五六七八九十号栋幢座楼单元室-]*"
    r"|[0-9]+[A-Za-z]?,? (?:[A-Z][\w'-]* ){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Close|Court)\b[^\n|;]*"
)
"""A street or an estate with a number, and what follows of building, stair and flat. Without those it tells of no house."""

ID_NUMBER = say("身份证号", "identity number")
MOBILE = say("手机号", "mobile number")
CARD = say("银行卡号", "bank card number")
EMAIL = say("个人邮箱", "private e-mail address")
ADDRESS = say("IP 地址", "IP address")
HOME = say("家庭住址", "home address")


@frozen
class Private:
    """A piece of personal data: its kind and where it stands, from `start` up to `end`, counted in code points."""

    kind: Message
    start: int
    end: int


def find(text: str) -> list[Private]:
    """All personal data in `text`, in order, as it is read; what two patterns claim belongs to the first."""
    unseen = [found.start() for found in _UNSEEN.finditer(text)]
    if not unseen:
        return _find(text)
    # How many characters stand before each one of them that is seen.
    before = [place - count for count, place in enumerate(unseen)]
    return [
        Private(one.kind, one.start + bisect_right(before, one.start), one.end + bisect_right(before, one.end - 1))
        for one in _find(_UNSEEN.sub("", text))
    ]


def _find(text: str) -> list[Private]:
    has_numbers, has_homes = _QUICK.search(text), _may_name_homes(text)
    if not has_numbers and not has_homes:
        return []
    text = text.translate(_ASCII)
    found: list[Private] = []
    numbers = (_id_numbers, _called_id_numbers, _cards, _mobiles, _emails, _addresses) if has_numbers else ()
    claimed = bytearray(len(text))
    for private in (one for search in (*numbers, _homes) for one in search(text)):
        if not any(claimed[private.start : private.end]):
            claimed[private.start : private.end] = b"\1" * (private.end - private.start)
            found.append(private)
    return sorted(found, key=lambda private: private.start)


def _may_name_homes(text: str) -> bool:
    return any(sign in text for sign in _HOME_SIGNS) and any(word in text for word in _HOME_WORDS)


def find_in_name(name: str) -> list[Private]:
    """All personal data in a file's name, where hyphens and underscores part words."""
    return find(_NAME_BREAK.sub(" ", name))


def mask(text: str, found: list[Private]) -> str:
    """`text` with each find covered, its first characters and its length kept; `found` is in order."""
    pieces, done = [], 0
    for private in found:
        plain = text[private.start : private.end]
        keep = 3 if plain[0].isdigit() and len(plain) > 8 and private.kind is not HOME else 1
        pieces += [
            text[done : private.start],
            *(c if i < keep or not c.isalnum() else "*" for i, c in enumerate(plain)),
        ]
        done = private.end
    return "".join([*pieces, text[done:]])


def _id_numbers(text: str) -> Iterator[Private]:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    for match in _ID_NUMBER.finditer(text):
        number = match.group().upper()
        total = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))
        if "10X98765432"[total % 11] == number[-1]:
            yield Private(ID_NUMBER, *match.span())


def _called_id_numbers(text: str) -> Iterator[Private]:
    for match in _CALLED_ID.finditer(text):
        for group, shape in enumerate(_ID_SHAPES, 1):
            if shape.fullmatch(re.sub("[ -]", "", match[group] or "")):
                yield Private(ID_NUMBER, *match.span(group))
                break


def _homes(text: str) -> Iterator[Private]:
    """Addresses that are called somebody's home; that of a school, which stands everywhere, is nobody's."""
    for match in _HOME.finditer(text):
        if house := _HOUSE.match(text, match.end()):
            yield Private(HOME, *house.span())


def _cards(text: str) -> Iterator[Private]:
    """Groups of digits, from any group on, that together satisfy Luhn; what follows after a blank may be another number."""
    for match in _CARD.finditer(text):
        start, groups = match.start(), match[1]
        ends = [len(groups), *(found.start() for found in reversed(list(re.finditer("[ -]", groups))))]
        for end in ends:
            if _is_card([int(c) for c in groups[:end] if c.isdigit()]):
                yield Private(CARD, start, start + end)
                break


def _is_card(digits: list[int]) -> bool:
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return 15 <= len(digits) <= 19 and (doubled + sum(digits[::-2])) % 10 == 0


def _mobiles(text: str) -> Iterator[Private]:
    for match in _MOBILE.finditer(text):
        yield Private(MOBILE, *match.span())
    for match in _CALLED_MOBILE.finditer(text):
        yield Private(MOBILE, *match.span(1))


def _emails(text: str) -> Iterator[Private]:
    for match in _EMAIL.finditer(text):
        yield Private(EMAIL, *match.span())


def _addresses(text: str) -> Iterator[Private]:
    for match in (*_ADDRESS.finditer(text), *_LONG_ADDRESS.finditer(text)):
        try:
            address = ipaddress.ip_address(match.group())
        except ValueError:
            continue
        named_as_login = "登录" in text[max(0, match.start() - 12) : match.start()]
        is_numbering = max(address.packed) < 20  # 1.2.3.4 before a heading
        is_documentation = any(address in network for network in _DOCUMENTATION)
        is_of_a_person = not (is_numbering or address.is_reserved or address.is_multicast or is_documentation)
        if not address.is_loopback and (is_of_a_person or named_as_login):
            yield Private(ADDRESS, *match.span())
