"""The Chromium that the browser tests run in: the system's, else Debian's, else Playwright's own.

`make browser` runs this file; the tests only ask for `chromium_path()`.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk")


def chromium_path() -> Path | None:
    """Return the system's Chromium or Chrome, or None where Playwright's own is to be used."""
    found = (shutil.which(name) for name in NAMES)
    return next((Path(path) for path in found if path and _starts(Path(path))), None)


def install() -> None:
    """Install a Chromium where the system has none. Asks for no password."""
    if chromium_path():
        return
    _apt_get("update")
    if not (_apt_get("install", "--no-install-recommends", *PACKAGES) and chromium_path()):
        _install_playwright_chromium()


def _starts(path: Path) -> bool:
    # Ubuntu's packages hold a stub that asks for the snap, and the snap sees no temporary profile.
    if "snap" in path.resolve().parts:
        return False
    return _succeeds([str(path), "--version"], quiet=True)


def _apt_get(action: str, *arguments: str) -> bool:
    if not shutil.which("apt-get"):
        return False
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    return _succeeds([*as_root, "apt-get", action, "--yes", "-qq", *arguments], quiet=False)


def _install_playwright_chromium() -> None:
    playwright = [sys.executable, "-m", "playwright", "install"]
    # The libraries it is linked with come from apt too, so a run without apt's rights installs the browser alone.
    if not _succeeds([*playwright, "--with-deps", "chromium"], quiet=True):
        subprocess.run([*playwright, "chromium"], check=True)


def _succeeds(command: Sequence[str], *, quiet: bool) -> bool:
    output = subprocess.DEVNULL if quiet else sys.stderr
    try:
        return subprocess.run(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL).returncode == 0
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    install()
