"""Hosting: what hosts and crawlers read at the site's root. Netlify and Cloudflare Pages take `_headers` and `_redirects`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import quote, urlsplit

from planfolio.exports.headers import FOREVER, UNLISTED, headers
from planfolio.exports.publication import Export, Publication
from planfolio.findings import Message, say

MOST, LONGEST = 2_000, 1_000
"""Redirects, and characters in each, that Cloudflare Pages obeys: developers.cloudflare.com/pages/configuration/redirects/"""


def exports(publication: Publication) -> Iterator[Export]:
    """Former addresses have a page that leads on, for hosts that know no redirects; a rule is only the quicker way."""
    yield _file("_headers", say("响应头", "Headers"), partial(_headers, publication))
    if any(page.leads_to is not None for page in publication.pages):
        yield _file("_redirects", say("转址", "Redirects"), partial(_redirects, publication))
    yield _file("robots.txt", say("爬虫须知", "Rules for crawlers"), partial(_robots, publication))
    yield _file(".nojekyll", say("GitHub Pages 照原样发布", "GitHub Pages publishes it as it is"), str)


def _file(path: str, name: Message, write: Callable[[], str]) -> Export:
    return Export(path=path, page=None, media="text/plain", name=name, write=partial(_encoded, write))


def _encoded(write: Callable[[], str]) -> bytes:
    return write().encode()


def _headers(publication: Publication) -> str:
    sent = headers(form=publication.inspection.site.admin is not None) | ({} if publication.is_listed else UNLISTED)
    lines = ["/*", *(f"  {name}: {value}" for name, value in sent.items())]
    return "\n".join((*lines, f"{_root(publication)}pagefind/:folder/*", f"  Cache-Control: {FOREVER}", ""))


def _redirects(publication: Publication) -> str:
    """Longer lines than a host reads, and more, are left out, and a first line says so."""
    root = _root(publication)
    # Netlify shows the page that lies at an address unless it is forced; no other host knows the mark.
    status = "301!" if publication.host == "netlify" else "301"
    rules = [
        f"{root}{quote(page.address)} {root}{quote(page.leads_to)} {status}"
        for page in publication.pages
        if page.leads_to is not None
    ]
    kept = [rule for rule in rules if len(rule) <= LONGEST][:MOST]
    if len(kept) < len(rules):
        told = say(
            "# 共 {all} 个旧地址，主机最多认 {most} 条；未列的 {rest} 个由该处的网页转",
            "# {all} former addresses, of which hosts obey {most}: the pages at the other {rest} lead on",
            all=len(rules),
            most=MOST,
            rest=len(rules) - len(kept),
        )
        kept.insert(0, told.shown(publication.language))
    return "\n".join((*kept, ""))


def _robots(publication: Publication) -> str:
    """Everything may be read, even what is not to be listed: a crawler that is kept out never learns that."""
    lines = ["User-agent: *", "Allow: /"]
    if publication.base and publication.is_listed:
        lines += ["", f"Sitemap: {publication.link('sitemap.xml')}"]
    return "\n".join((*lines, ""))


def _root(publication: Publication) -> str:
    """The path of the site on its host; one slash at its head, since two would begin the name of another host."""
    path = urlsplit(publication.base or "").path
    return quote(re.sub("/+", "/", f"/{path}/"), safe="/%")
