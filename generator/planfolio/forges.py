"""Forges: the addresses that a site's sources have where their repository is kept.

Where each form of address comes from:

- GitHub: `/edit/`, `/blob/…#L5-L9`, `/commits/`; a Markdown file shows its lines with `?plain=1` only (docs.github.com,
  "Getting permanent links to files"); `/issues/new?title=&body=` ("Creating an issue from a URL query").
- GitLab: the same below `/-/`, ranges as `#L5-9`; `?issue[title]=&issue[description]=` (docs.gitlab.com, "Create an issue",
  "Using a URL with prefilled values").
- Gitea and Forgejo: `/_edit/`, `/src/branch/…?display=source#L5-L9`, `/commits/branch/`; `?title=&body=` (docs.gitea.com and
  forgejo.org, "Issue and Pull Request templates").
- Gitee documents none of these. `/edit/`, `/blob/`, `/commits/` are what its own pages link to, and the edit link of VuePress;
  `#L5-9` is what the editor Zed writes; `?title=&description=` is what openEuler's site sends its readers to.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit

from planfolio.frozen import frozen
from planfolio.model.choices import Forge
from planfolio.model.sites import Repository

_LONGEST_TITLE = 80
"""Characters of a title in an address: a Chinese one takes nine bytes, and a forge refuses addresses of some 8,000."""


@frozen(kw_only=True)
class _Form:
    """How a forge writes its addresses, each from the repository's. `to` stands before the last line of a range; `plain` makes
    it show a Markdown file as written; `at` shows what a commit had, where that is not `show` too; `main` is what it calls the branch of a new repository, `current` what stands for the
    branch that readers see first, where there is such a name."""

    edit: str
    show: str
    history: str
    issue: str
    title: str = "title"
    text: str = "body"
    to: str = "-L"
    plain: str = ""
    at: str | None = None
    main: str = "main"
    current: str | None = None


_FORMS: Mapping[Forge, _Form] = {
    Forge.GITHUB: _Form(
        edit="edit", show="blob", history="commits", issue="issues/new", plain="?plain=1", current="HEAD"
    ),
    Forge.GITLAB: _Form(
        edit="-/edit",
        show="-/blob",
        history="-/commits",
        issue="-/issues/new",
        title="issue[title]",
        text="issue[description]",
        to="-",
        plain="?plain=1",
        current="HEAD",
    ),
    Forge.GITEA: _Form(
        edit="_edit",
        show="src/branch",
        history="commits/branch",
        issue="issues/new",
        plain="?display=source",
        at="src/commit",
    ),
    Forge.GITEE: _Form(
        edit="edit", show="blob", history="commits", issue="issues/new", text="description", to="-", main="master"
    ),
}


@frozen(kw_only=True)
class Hosted:
    """A site's sources on their forge. `folder` leads from the repository's root to the site's: "" or `training/`."""

    forge: Forge
    url: str
    branch: str | None = None
    folder: str = ""

    def edit(self, path: str) -> str:
        """Where a source is edited in the browser. Only a branch can be edited, so that one not named is taken to be main."""
        return self._address(self._form.edit, self.branch or self._form.main, path)

    def show(self, path: str) -> str:
        """Where a source is shown."""
        return self._address(self._form.show, self._seen, path)

    def lines(self, path: str, first: int, last: int | None = None, *, commit: str | None = None) -> str:
        """Where lines of a source are shown, as they are now or as a commit has them."""
        form = self._form
        shown = self._address(form.at or form.show, commit, path) if commit else self.show(path)
        plain = form.plain if path.endswith(".md") else ""
        to = f"{form.to}{last}" if last is not None and last > first else ""
        return f"{shown}{plain}#L{first}{to}"

    def history(self, path: str) -> str:
        """Where the changes of a source are listed."""
        return self._address(self._form.history, self._seen, path)

    def problem(self, title: str, text: str) -> str:
        """Where a problem is reported, with a title and a text to begin with."""
        form = self._form
        short = title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"
        return f"{self.url}/{form.issue}?{urlencode({form.title: short, form.text: text}, quote_via=quote)}"

    @property
    def _form(self) -> _Form:
        return _FORMS[self.forge]

    @property
    def _seen(self) -> str:
        return self.branch or self._form.current or self._form.main

    def _address(self, step: str, branch: str, path: str) -> str:
        return f"{self.url}/{step}/{quote(branch)}/{quote(self.folder + path, errors='surrogateescape')}"


def hosted(repository: Repository | None, folder: str = "") -> Hosted | None:
    """The sources of a site whose settings name a repository; None where they name no address, or no forge and the address
    tells none: a wrong link is worse than none."""
    if repository is None or repository.url is None:
        return None
    url = repository.url.rstrip("/").removesuffix(".git")
    forge = repository.forge or _guessed(url)
    return Hosted(forge=forge, url=url, branch=repository.branch, folder=folder) if forge else None


def _guessed(url: str) -> Forge | None:
    """The forge that a host's name tells; Codeberg runs Forgejo."""
    host = urlsplit(url).hostname or ""
    names = {forge.value: forge for forge in Forge} | {"forgejo": Forge.GITEA, "codeberg": Forge.GITEA}
    return next((forge for name, forge in names.items() if name in host), None)
