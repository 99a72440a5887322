"""Environment: the few variables that are read, and those that git and Pagefind are handed. No other module reads any."""

from __future__ import annotations

import os
from pathlib import Path

HOSTS = {
    "NETLIFY": "Netlify",
    "CF_PAGES": "Cloudflare Pages",
    "WORKERS_CI": "Cloudflare Workers",
    "VERCEL": "Vercel",
    "RENDER": "Render",
}
"""The variables by which hosting services say, each in its documentation, that they are building."""
TOKEN = "PLANFOLIO_TOKEN"

_PREFIXES = ("GIT_CONFIG_", "LC_")
_HANDED_ON = {
    "APPDATA", "HOME", "LANG", "LOCALAPPDATA", "PATH", "PATHEXT", "SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR",
    "USERPROFILE", "XDG_CONFIG_HOME",
}  # fmt: skip
"""Where programs and a user's own settings of git are found, where temporary files go, and which language is spoken."""


def is_plain() -> bool:
    """Whether NO_COLOR asks for no colours (no-color.org)."""
    return "NO_COLOR" in os.environ


def is_unwatched() -> bool:
    """Whether CI says that a service runs this, which may do so on a terminal that it made up."""
    return os.environ.get("CI", "") not in ("", "0", "false")


def host() -> str | None:
    """The hosting service that runs this build; None on anybody's own machine."""
    if os.environ.get("GITLAB_CI") and os.environ.get("CI_JOB_NAME") == "pages":
        return "GitLab Pages"
    return next((name for key, name in HOSTS.items() if os.environ.get(key, "") not in ("", "0", "false")), None)


def cache() -> Path | None:
    """Where programs of this user keep what they can make again: XDG_CACHE_HOME, LOCALAPPDATA, or ~/.cache."""
    given = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    try:
        return Path(given) if given else Path.home() / ".cache"
    except RuntimeError:  # a user without a home
        return None


def git_settings() -> tuple[Path, ...]:
    """The files in which this user may have set what git does."""
    if named := os.environ.get("GIT_CONFIG_GLOBAL"):
        return (Path(named),)
    try:
        home = Path.home()
    except RuntimeError:
        return ()
    return home / ".gitconfig", Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "git" / "config"


def token() -> str | None:
    """What `planfolio comment` shows to the forge; None where there is none."""
    return os.environ.get(TOKEN) or None


def for_programs() -> dict[str, str]:
    """What a program that we start may know: no token of the machine that builds, and nothing that leads git elsewhere."""
    return {
        name: value
        for name, value in os.environ.items()
        if name.upper() in _HANDED_ON or name.upper().startswith(_PREFIXES)
    }
