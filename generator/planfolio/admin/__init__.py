"""Admin: the form in the browser, for a site that asks for one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planfolio.admin.backends import Backend, Unfit, backend
from planfolio.admin.collections import collections, words
from planfolio.admin.engines import ENGINES, Engine, installed, missing, policy
from planfolio.findings import Language, Message, say
from planfolio.frozen import frozen
from planfolio.model.choices import FormEngine
from planfolio.model.sites import Site
from planfolio.publicity import Profile

__all__ = ["FOLDER", "MODULES", "Form", "Unfit", "form", "lacking", "unfit"]

FOLDER = "admin/"
MODULES = "node_modules"
"""Where npm installs engines, beside content/."""

UPLOADS = "uploads"
"""Where an engine puts files that are uploaded: outside of content/, so that none is published unseen."""


@frozen(kw_only=True)
class Form:
    """A site's form: the engine, the origins with which it talks beside this site, and what the page's scripts read."""

    engine: Engine
    origins: str
    config: Mapping[str, Any]
    words: Mapping[str, Any]

    @property
    def policy(self) -> str:
        """The Content-Security-Policy of its page."""
        return policy(self.engine, self.origins)

    def files(self, root: Path, layouts: tuple[Path, ...]) -> dict[str, bytes | Path]:
        """Everything under admin/ but the page: configuration, own scripts (a school's own win), and the engine."""
        found: dict[str, bytes | Path] = {
            f"{FOLDER}{place}": file for place, file in installed(self.engine, root / MODULES)
        }
        for folder in reversed(layouts):
            found |= {f"{FOLDER}{file.name}": file.read_bytes() for file in sorted((folder / "admin").glob("*.js"))}
        return found | {f"{FOLDER}config.json": _json(self.config), f"{FOLDER}words.json": _json(self.words)}


def form(site: Site, language: Language, profile: Profile, base_url: str | None) -> Form | None:
    """The form of a site, or None where it wants none."""
    reached = backend(site) if site.admin else None
    if site.admin is None or not isinstance(reached, Backend):
        return None
    engine = ENGINES[site.admin.engine]
    return Form(
        engine=engine,
        origins=" ".join(reached.origins),
        config={**_config(reached, language, profile, base_url), **_own(site, site.admin.engine, language)},
        words=words(language, profile),
    )


def unfit(site: Site) -> Unfit | None:
    """Why the form that a site asks for cannot be."""
    reached = backend(site) if site.admin else None
    return reached if isinstance(reached, Unfit) else None


def lacking(site: Site, root: Path) -> Message | None:
    """What is to be said where the form's engine is not installed."""
    if site.admin is None:
        return None
    engine = ENGINES[site.admin.engine]
    absent = missing(engine, root / MODULES)
    if not absent:
        return None
    return say(
        "没有生成 admin/ 的表单：{modules}/ 里{packages}。先运行：{command}",
        "the form at admin/ was not built: {modules}/ {packages}. First run: {command}",
        modules=MODULES,
        packages=tuple(
            say("没有 {name} {wanted}", "lacks {name} {wanted}", name=name, wanted=wanted)
            if there is None
            else say(
                "的 {name} 是 {there}，应为 {wanted}",
                "has {name} {there}, not {wanted}",
                name=name,
                there=there,
                wanted=wanted,
            )
            for name, (wanted, there) in absent.items()
        ),
        command=engine.command,
    )


def _config(reached: Backend, language: Language, profile: Profile, base_url: str | None) -> dict[str, Any]:
    """What both engines read. Nothing in it is taken from a document."""
    config: dict[str, Any] = {
        "backend": dict(reached.settings),
        "media_folder": UPLOADS,
        "show_preview_links": False,
        "collections": collections(language, profile),
    }
    if reached.proposes:
        config["publish_mode"] = "editorial_workflow"
    if base_url:
        config["site_url"] = base_url
    return config


def _own(site: Site, engine: FormEngine, language: Language) -> dict[str, Any]:
    """What one engine alone is told. Sveltia learns its language from the page."""
    if engine is FormEngine.SVELTIA:
        return {"app_title": site.title}
    return {"locale": "zh_Hans" if language == "zh" else "en", "local_backend": True}


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
