"""Environment: the few variables that are read, and those that git and Pagefind are handed. No other module reads any."""

from __future__ import annotations

import os

_ASKED = "NO_COLOR"
_PREFIXES = ("GIT_CONFIG_", "LC_")
_HANDED_ON = {
    "APPDATA", "HOME", "LANG", "LOCALAPPDATA", "PATH", "PATHEXT", "SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR",
    "USERPROFILE", "XDG_CONFIG_HOME",
}  # fmt: skip
"""Where programs and a user's own settings of git are found, where temporary files go, and which language is spoken."""


def is_plain() -> bool:
    """Whether NO_COLOR asks for no colours (no-color.org)."""
    return _ASKED in os.environ


def for_programs() -> dict[str, str]:
    """What a program that we start may know: no token of the machine that builds, and nothing that leads git elsewhere."""
    return {
        name: value
        for name, value in os.environ.items()
        if name.upper() in _HANDED_ON or name.upper().startswith(_PREFIXES)
    }
