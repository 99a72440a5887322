"""Hosting: where what is built reaches the public, and no internal build may go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from planfolio.environment import host
from planfolio.findings import Refusal, say
from planfolio.project import Project


class WouldBePublished(Refusal):
    """An internal build where what is built becomes public."""


def refuse_publishing(project: Project) -> None:
    """Raises `WouldBePublished` where a build of this project, here and to its output, would be published."""
    service = host()
    if service is not None:
        raise WouldBePublished(
            say(
                "这里是 {service} 的构建环境，生成的内容会公开，不能生成内部版本。请在校内的电脑上运行，或去掉 --profile internal",
                "this is a build on {service}, which publishes what it builds: no internal build here. "
                "Run it on a machine of your own, or leave out --profile internal",
                service=service,
            )
        )
    output = project.output.resolve()
    for folder, reason in _published(project.root.resolve()):
        if output == folder or folder in output.parents or output in folder.parents:
            raise WouldBePublished(
                say(
                    "{output} 会被公开（{reason}），内部版本不能写在这里。去掉 -o 就写到 internal/，或者换一个不发布的文件夹",
                    "{output} gets published ({reason}): no internal build goes there. "
                    "Without -o it goes to internal/; or choose a folder that is not published",
                    output=project.output,
                    reason=reason,
                )
            )


def _published(root: Path) -> Iterator[tuple[Path, object]]:
    """The folders that are published: that of public builds, and those named in netlify.toml here or further up."""
    yield root / "site", say("公开版本写在那里", "public builds go there")
    for folder in (root, *root.parents):
        for publish in _netlify(folder / "netlify.toml"):
            place = (folder / publish).resolve()
            yield place, say("{file} 里的 publish", "`publish` in {file}", file=folder / "netlify.toml")


def _netlify(file: Path) -> Iterator[str]:
    """What a netlify.toml publishes in any context, from its folder. One that Netlify cannot read either publishes nothing."""
    import tomllib

    try:
        settings: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    contexts = settings.get("context", {})
    build = settings.get("build", {})
    parts = [build, *(contexts.values() if isinstance(contexts, dict) else ())]
    for part in (one for one in parts if isinstance(one, dict) and isinstance(one.get("publish"), str)):
        base = str(part.get("base", build.get("base", "") if isinstance(build, dict) else ""))
        # Netlify reads both from the repository's root and lets `publish` begin with a slash.
        yield f"{base.strip('/')}/{part['publish'].strip('/')}".strip("/") or "."
