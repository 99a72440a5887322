"""The machine that measures: processor, cores, memory, system, Python, and how busy it is already."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path


def machine() -> str:
    processor = _found("/proc/cpuinfo", r"model name\s*: (.+)") or platform.processor() or platform.machine()
    kilobytes = _found("/proc/meminfo", r"MemTotal:\s*(\d+)")
    memory = f", {int(kilobytes) / 1024**2:.0f} GiB" if kilobytes else ""
    return f"{processor}, {os.cpu_count()} cores{memory}, {platform.system()}, Python {platform.python_version()}"


def load() -> str:
    """What else was running in the last minute, as the mean number of processes."""
    return f"load {os.getloadavg()[0]:.1f}"


def _found(path: str, pattern: str) -> str | None:
    try:
        found = re.search(pattern, Path(path).read_text(encoding="utf-8"))
    except OSError:
        return None
    return found[1] if found else None
