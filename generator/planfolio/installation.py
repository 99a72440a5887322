"""Installation: from where this Planfolio was installed, as pip is told to install it again."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution
from urllib.parse import urlsplit, urlunsplit

from planfolio import __version__


def requirement() -> str:
    """What a requirements.txt says: an address of git or of an archive where it came from one, else the version.

    A folder or file of this computer means nothing elsewhere, so that the version stands for it.
    """
    try:
        origin = distribution("planfolio").read_text("direct_url.json")
    except PackageNotFoundError:
        origin = None
    return requirement_of(origin)


def requirement_of(origin: str | None) -> str:
    """The requirement for an installation with this `direct_url.json` (PEP 610), None for one from an index."""
    told = json.loads(origin) if origin else {}
    address = _public(str(told.get("url", "")))
    if not address.startswith(("http://", "https://", "ssh://")):
        return f"planfolio=={__version__}"
    folder = f"#subdirectory={told['subdirectory']}" if told.get("subdirectory") else ""
    if "vcs_info" in told:
        source = told["vcs_info"]
        return f"planfolio @ {source['vcs']}+{address}@{source['commit_id']}{folder}"
    return f"planfolio @ {address}{folder}"


def _public(address: str) -> str:
    """The address without a password."""
    parts = urlsplit(address)
    user, _, host = parts.netloc.rpartition("@")
    kept = f"{user}@{host}" if user and ":" not in user and parts.scheme == "ssh" else host
    return urlunsplit(parts._replace(netloc=kept))
