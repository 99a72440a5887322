"""Engines: the programs that show the form, where npm puts them, and what a page that runs one may do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path

from planfolio.frozen import frozen
from planfolio.model.choices import FormEngine

YAML = ("yaml", "2.9.1")
"""The library with which the form reads and writes sources, whatever the engine."""

_LICENCES = ("LICENSE", "LICENSE.txt")


@frozen(kw_only=True)
class Engine:
    """A program from npm. `files` are patterns below its package, each with the folder below admin/ where they go, or, where
    the place names a file, that file. `script` is the one that a page loads; `policy` what it needs beyond POLICY."""

    package: str
    version: str
    script: str
    files: tuple[tuple[str, str], ...]
    policy: Mapping[str, str] = field(default_factory=dict)

    @property
    def packages(self) -> Mapping[str, str]:
        """What npm installs: packages with their versions."""
        return {self.package: self.version, YAML[0]: YAML[1]}

    @property
    def command(self) -> str:
        """What installs them."""
        return "npm install --save-exact " + " ".join(f"{name}@{version}" for name, version in self.packages.items())


ENGINES = {
    FormEngine.SVELTIA: Engine(
        package="@sveltia/cms",
        version="0.221.1",
        script="sveltia/sveltia-cms.js",
        files=(
            ("dist/sveltia-cms.js", "sveltia/"),
            ("locales/zh-CN.json", "sveltia/locales/"),
            # Their names end in a hash of what is in them.
            ("npm/assets/material-symbols-outlined-*.woff2", "sveltia/fonts/material-symbols-outlined.woff2"),
            ("npm/assets/source-sans-3-*.woff2", "sveltia/fonts/source-sans-3.woff2"),
            ("npm/assets/noto-mono-*.woff2", "sveltia/fonts/noto-mono.woff2"),
            ("npm/assets/*.LICENSE.txt", "sveltia/fonts/"),
            ("LICENSE.txt", "sveltia/"),
        ),
    ),
    FormEngine.DECAP: Engine(
        package="decap-cms",
        version="3.16.3",
        script="decap/decap-cms.js",
        files=(
            ("dist/*decap-cms.js", "decap/"),
            ("dist/*.wasm", "decap/"),
            ("dist/*.LICENSE.txt", "decap/"),
        ),
        # It makes functions of texts (its check of the configuration does), and asks whether decap-server runs here.
        policy={"script-src": "'unsafe-eval'", "connect-src": "http://localhost:8081"},
    ),
}

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # both engines write styles into the page
    "font-src": "'self'",
    "img-src": "'self' data: blob:",
    "connect-src": "'self' data: blob:",
    "form-action": "'none'",
    "base-uri": "'none'",
}
"""The Content-Security-Policy of the form's page, to which the engine's and the forge's own needs are added."""


def policy(engine: Engine, asked: str) -> str:
    """The whole policy of a form that talks to the forge at `asked`, origins with a blank between them."""
    added = {**engine.policy, "connect-src": f"{engine.policy.get('connect-src', '')} {asked}".strip()}
    return "; ".join(f"{name} {value} {added.get(name, '')}".strip() for name, value in POLICY.items())


def installed(engine: Engine, modules: Path) -> Iterator[tuple[str, Path]]:
    """The files of the engine below `modules`, each with its place below admin/."""
    for pattern, place in engine.files:
        for file in sorted((modules / engine.package).glob(pattern)):
            yield (place + file.name if place.endswith("/") else place), file
    library = modules / YAML[0]
    for file in sorted((library / "browser").rglob("*.js")):
        yield f"yaml/{file.relative_to(library / 'browser').as_posix()}", file
    for name in _LICENCES:
        if (library / name).is_file():
            yield f"yaml/{name}", library / name


def missing(engine: Engine, modules: Path) -> Mapping[str, tuple[str, str | None]]:
    """The packages that are not there as they should be: the version that is wanted, and the one that is there."""
    found = {name: _version(modules / name / "package.json") for name in engine.packages}
    return {name: (wanted, found[name]) for name, wanted in engine.packages.items() if found[name] != wanted}


def _version(manifest: Path) -> str | None:
    try:
        told = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return str(told.get("version")) if isinstance(told, dict) else None
