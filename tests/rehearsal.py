"""A rehearsal, which the server of `mishaps` holds when it starts: each run then finds loaded what every build needs."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import planfolio.changes
import planfolio.search.bundle
import planfolio.serve  # noqa: F401 - loaded for the runs
from planfolio.build import Options, build
from planfolio.project import open_project
from planfolio.reports import forms
from tests import mishaps
from tests.sites import TODAY, plan, write_site

with TemporaryDirectory() as folder:
    site = write_site(Path(folder), {"plans/p.md": plan("hours: 12")})
    mishaps.plain_layouts(site)
    made = build(open_project(site), Options(today=TODAY, search=False))
    for form in forms().values():
        form(made.report)
