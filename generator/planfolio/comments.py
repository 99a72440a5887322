"""Comments: one on each proposed change, made once and kept up to date. The only module that speaks to a forge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any, NoReturn
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from planfolio.changes.markdown import LONGEST, MARKER
from planfolio.findings import Message, Refusal, say
from planfolio.frozen import frozen
from planfolio.model.choices import Forge

_PAGE = 100
_PATIENCE = 30
"""Seconds for one answer."""


class Refused(Refusal):
    """The forge did not take it, or it is no comment of ours."""


@frozen
class _Dialect:
    """How a forge is spoken to: the paths below its API, what the number of a page's items is called, how a comment is
    changed, and by which names a job's own token speaks where it may not ask who it is."""

    request: str
    comments: str
    comment: str
    page_size: str = "per_page"
    change: str = "PATCH"
    robots: tuple[str, ...] = ()


_ISSUES = ("/repos/{repository}/pulls/{number}", "/repos/{repository}/issues/{number}/comments")
_DIALECTS = {
    Forge.GITHUB: _Dialect(*_ISSUES, "/repos/{repository}/issues/comments/{id}", robots=("github-actions[bot]",)),
    Forge.GITEA: _Dialect(
        *_ISSUES,
        "/repos/{repository}/issues/comments/{id}",
        page_size="limit",
        robots=("gitea-actions", "forgejo-actions"),
    ),
    Forge.GITLAB: _Dialect(
        "/projects/{repository}/merge_requests/{number}",
        "/projects/{repository}/merge_requests/{number}/notes",
        "/projects/{repository}/merge_requests/{number}/notes/{id}",
        change="PUT",
    ),
    Forge.GITEE: _Dialect(
        "/repos/{repository}/pulls/{number}",
        "/repos/{repository}/pulls/{number}/comments",
        "/repos/{repository}/pulls/comments/{id}",
    ),
}


@frozen(kw_only=True)
class Discussion:
    """Where one proposed change is talked about, and the token of whoever speaks there."""

    forge: Forge
    api: str
    repository: str
    number: int
    token: str

    def head(self) -> str | None:
        """The commit that is proposed now."""
        found = self._ask("GET", _DIALECTS[self.forge].request, dict)
        commit = found.get("sha") if self.forge is Forge.GITLAB else found.get("head", {}).get("sha")
        return str(commit) if commit else None

    def say(self, text: str) -> bool:
        """Change our comment into `text`, or make it; True where there was one."""
        dialect = _DIALECTS[self.forge]
        ours = next((one for one in self._comments() if self._is_ours(one)), None)
        if ours is None:
            self._ask("POST", dialect.comments, body=text)
        else:
            self._ask(dialect.change, dialect.comment, id=ours["id"], body=text)
        return ours is not None

    def _comments(self) -> Iterator[dict[str, Any]]:
        """All comments; some forges give them in pages, others all of them every time."""
        dialect = _DIALECTS[self.forge]
        seen: set[int] = set()
        page = 1
        while new := [
            one
            for one in self._ask("GET", dialect.comments, list, **{dialect.page_size: _PAGE, "page": page})
            if one["id"] not in seen
        ]:
            yield from new
            seen.update(one["id"] for one in new)
            page += 1

    def _is_ours(self, comment: dict[str, Any]) -> bool:
        """Whether it has our marker and we wrote it: anybody can write the marker."""
        if not str(comment.get("body") or "").rstrip().endswith(MARKER):
            return False
        author = comment.get("author") or comment.get("user") or {}
        name = author.get("username") or author.get("login")
        return name is not None and (name in _DIALECTS[self.forge].robots or name == self._own_name())

    def _own_name(self) -> str | None:
        try:
            found = self._ask("GET", "/user", dict)
        except Refused:
            return None
        name = found.get("username") or found.get("login")
        return str(name) if name else None

    def _ask(self, method: str, path: str, shape: type = object, /, **values: Any) -> Any:
        """What the API answers, in the shape that is due. Values that the path does not name go into the address, or into the
        body of a change."""
        repository = quote(self.repository, safe="" if self.forge is Forge.GITLAB else "/")
        identifier = values.pop("id", "")
        address = self.api.rstrip("/") + path.format(repository=repository, number=self.number, id=identifier)
        headers = {"Accept": "application/json", "User-Agent": "planfolio"}
        if self.forge is Forge.GITEE:  # which documents the token as a value like any other
            values["access_token"] = self.token
        else:
            name, kind = ("PRIVATE-TOKEN", "") if self.forge is Forge.GITLAB else ("Authorization", "token ")
            headers[name] = kind + self.token
        body = None
        if method == "GET":
            address += f"?{urlencode(values)}" if values else ""
        else:
            body = json.dumps(values).encode()
            headers["Content-Type"] = "application/json"
        request = Request(address, data=body, headers=headers, method=method)
        answer = _answer(request)
        if not isinstance(answer, shape):
            _refuse(request, say("是 JSON，但不是问的东西", "JSON, but not what was asked for"))
        return answer


class _NoRedirect(HTTPRedirectHandler):
    """A token goes where it was meant to go and nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _answer(request: Request) -> Any:
    try:
        with build_opener(_NoRedirect).open(request, timeout=_PATIENCE) as answer:
            assert isinstance(answer, HTTPResponse)
            return json.loads(answer.read() or b"null")
    except HTTPError as error:
        _refuse(request, say("{status}", "{status}", status=error.code))
    except HTTPException:  # which is no OSError
        _refuse(request, say("没有答完，或者不是 HTTP", "broken off, or no HTTP"))
    except OSError as error:
        _refuse(request, say("没有连上：{reason}", "no connection: {reason}", reason=getattr(error, "reason", error)))
    except (ValueError, RecursionError):
        _refuse(request, say("答的不是 JSON", "not JSON"))


def _refuse(request: Request, answer: Message) -> NoReturn:
    address = request.full_url.partition("?")[0]
    raise Refused(
        say(
            "{method} {address} 的回答：{answer}",
            "{method} {address} answered: {answer}",
            method=request.get_method(),
            address=address,
            answer=answer,
        )
    )


def read(path: Path) -> str:
    """The comment in a file that another job has made: an ordinary file with our marker, not too long. Raises `Refused`."""
    if not path.is_symlink() and path.is_file() and path.stat().st_size <= 4 * LONGEST:
        text = path.read_bytes().decode("utf-8", "replace")
        if text.rstrip().endswith(MARKER) and len(text) <= LONGEST + len(MARKER) + 2:
            return text
    if not path.exists():
        raise Refused(say("没有文件 {path}", "there is no file {path}", path=path))
    raise Refused(
        say(
            "{path} 不是 planfolio diff --format markdown 写的评论",
            "{path} is no comment that `planfolio diff --format markdown` wrote",
            path=path,
        )
    )
