"""Backends: how a form reaches the repository, or why it cannot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from planfolio.findings import Message, say
from planfolio.frozen import frozen
from planfolio.model.choices import Forge, FormEngine
from planfolio.model.sites import Admin, Repository, Site

_GITHUB = "github.com"


@frozen(kw_only=True)
class Backend:
    """What engines are told of the repository, and the origins with which the form talks."""

    settings: Mapping[str, Any]
    origins: tuple[str, ...]
    proposes: bool  # whether what is saved becomes a pull request, not a commit


@frozen(kw_only=True)
class Unfit:
    """Why there can be no form: the field to blame, what is wrong with it, and what to do."""

    field: str
    message: Message
    fix: Message


def backend(site: Site) -> Backend | Unfit:
    """The backend of a site that asks for a form."""
    assert site.admin is not None  # or there is no form
    repository = site.repository
    if repository is None or repository.forge is None or repository.url is None:
        return _without_repository()
    if repository.forge is Forge.GITEE:
        return _gitee()
    if "/" not in _path(repository):
        return _not_a_repository(repository.url)
    if site.admin.engine is FormEngine.DECAP and not _signs_in(site.admin, repository.forge):
        return _without_sign_in(repository.forge)
    return _backend(site.admin, repository, repository.forge)


def _backend(admin: Admin, repository: Repository, forge: Forge) -> Backend:
    address = urlsplit(repository.url or "")
    origin = f"{address.scheme}://{address.netloc}"
    root = {
        Forge.GITHUB: "https://api.github.com" if address.netloc == _GITHUB else f"{origin}/api/v3",
        Forge.GITLAB: f"{origin}/api/v4",
        Forge.GITEA: f"{origin}/api/v1",
    }[forge]
    settings: dict[str, Any] = {"name": forge.value, "repo": _path(repository), "branch": repository.branch or "main"}
    if address.netloc != _GITHUB:
        settings["api_root"] = root
    if forge is Forge.GITHUB:
        # Who may not write proposes from a copy of their own, and is asked for no access to private repositories.
        settings |= {"open_authoring": True, "auth_scope": "public_repo"}
        if admin.sign_in:
            settings["base_url"] = admin.sign_in.rstrip("/")
    else:
        settings["base_url"] = (admin.sign_in or origin).rstrip("/")
        if admin.app_id:
            settings |= {"auth_type": "pkce", "app_id": admin.app_id}
    if admin.engine is FormEngine.SVELTIA and not _signs_in(admin, forge):
        settings["auth_methods"] = ["token"]
    origins = {_origin(root), *((_origin(admin.sign_in),) if admin.sign_in else ())}
    return Backend(settings=settings, origins=tuple(sorted(origins)), proposes=forge is not Forge.GITEA)


def _signs_in(admin: Admin, forge: Forge) -> bool:
    """Whether editors can sign in without a token of their own."""
    return bool(admin.sign_in if forge is Forge.GITHUB else admin.app_id)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _path(repository: Repository) -> str:
    """The repository's name on its forge: owner/name."""
    return urlsplit(repository.url or "").path.strip("/").removesuffix(".git")


def _without_repository() -> Unfit:
    return Unfit(
        field="admin",
        message=say(
            "“网上编辑 admin”要有“仓库 repository”的平台和地址，表单才知道存到哪里",
            "“admin” needs the forge and the url of “repository”: the form saves there",
        ),
        fix=say(
            "补上仓库，如 仓库: {平台: github, 地址: https://github.com/example/site}；不用表单就删去“网上编辑”",
            "add it, as in repository: {forge: github, url: https://github.com/example/site}; or delete “admin”",
        ),
    )


def _gitee() -> Unfit:
    return Unfit(
        field="admin",
        message=say(
            "Gitee 上的仓库不能用表单：Sveltia 和 Decap 都不支持 Gitee，填了也存不进去",
            "a repository on Gitee can have no form: neither Sveltia nor Decap can save there",
        ),
        fix=say(
            "删去“网上编辑”，用 Gitee 自己的网页编辑；或把仓库放到 GitHub、GitLab 或 Gitea（Forgejo）",
            "delete “admin” and use Gitee's own editor, or keep the repository on GitHub, GitLab or Gitea (Forgejo)",
        ),
    )


def _not_a_repository(url: str) -> Unfit:
    return Unfit(
        field="repository",
        message=say(
            "仓库的地址是“{url}”，里面没有“所有者/仓库名”",
            "the repository's url is “{url}”, which names no owner and repository",
            url=url,
        ),
        fix=say("写全，如 https://github.com/example/site", "write all of it: https://github.com/example/site"),
    )


def _without_sign_in(forge: Forge) -> Unfit:
    if forge is Forge.GITHUB:
        return Unfit(
            field="admin",
            message=say(
                "Decap 不能用令牌登录 GitHub，要有“登录服务 sign_in”",
                "Decap cannot sign in to GitHub with a token: it needs “sign_in”",
            ),
            fix=say(
                "站点在 Netlify 上就写 登录服务: https://api.netlify.com；否则写自己的登录服务，或换用 sveltia",
                "write sign_in: https://api.netlify.com for a site on Netlify, else your own service; or take sveltia",
            ),
        )
    return Unfit(
        field="admin",
        message=say(
            "Decap 不能用令牌登录 {forge}，要有“应用编号 app_id”",
            "Decap cannot sign in to {forge} with a token: it needs “app_id”",
            forge=forge,
        ),
        fix=say(
            "在平台的“应用”里登记本站（回调地址是 /admin/ 的网址），把应用编号写在这里；或换用 sveltia",
            "register the site as an application of the forge (redirecting to /admin/) and write its id; or take sveltia",
        ),
    )
