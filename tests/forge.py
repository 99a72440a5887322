"""A forge on this machine: a bare repository, an API that keeps comments, and workflows run step by step as it would.

What is an action there stands here as few lines of Python; every `run:` is the workflow's own, run by bash.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml

from planfolio.project import standard_layouts

ROBOT = "github-actions[bot]"
_PAGE = 2
"""Comments in an answer: as few as can be, so that the next page is asked for."""


@dataclass
class Api:
    """What was asked, and the comments that there are; each belongs to whoever has the token with which it was made, who is
    called `name` here."""

    name: str = ROBOT
    head: str = ""
    comments: list[dict[str, Any]] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    redirect: str | None = None

    def add(self, body: str, author: str) -> None:
        who = {"login": author, "username": author}
        self.comments.append({"id": len(self.comments) + 1, "body": body, "user": who, "author": who})

    def answer(self, method: str, path: str, query: Mapping[str, list[str]], body: Any) -> Any:
        self.calls.append((method, path))
        if path.endswith("/user"):
            return {"login": self.name, "username": self.name}
        if re.search(r"/(?:pulls|merge_requests)/\d+$", path):
            return {"head": {"sha": self.head}, "sha": self.head}
        if method == "POST":
            self.add(body["body"], self.name)
            return self.comments[-1]
        if method in ("PATCH", "PUT"):
            comment = self.comments[int(path.rpartition("/")[2]) - 1]
            comment["body"] = body["body"]
            return comment
        start = (int(query.get("page", ["1"])[0]) - 1) * _PAGE
        return self.comments[start : start + _PAGE]


@contextmanager
def served(api: Api) -> Iterator[str]:
    """The address at which `api` answers."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            parts = urlsplit(self.path)
            if api.redirect:
                api.calls.append((self.command, parts.path))
                self.send_response(302)
                self.send_header("Location", api.redirect)
                self.end_headers()
                return
            answer = json.dumps(api.answer(self.command, parts.path, parse_qs(parts.query), body)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = do_PATCH = do_PUT = _answer  # noqa: N815  # names of the base class

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def git(folder: Path, *arguments: str, text: str | None = None) -> str:
    who = ["-c", "user.name=示例", "-c", "user.email=example@example.org", "-c", "core.autocrlf=false"]
    command = ["git", "-C", str(folder), *who, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, input=text).stdout.strip()


@dataclass
class Forge:
    """One repository with its requests. `folder` holds the bare repository, a clone for each job, and artifacts."""

    folder: Path
    address: str
    api: Api

    @property
    def origin(self) -> Path:
        return self.folder / "origin.git"

    def propose(self, fork: Path, number: int, ref: str = "pull") -> str:
        """Push what `fork` has checked out as a request: the commit."""
        git(fork, "push", "-q", "--force", str(self.origin), f"HEAD:refs/{ref}/{number}/head")
        self.api.head = git(fork, "rev-parse", "HEAD")
        return self.api.head

    def shell(self, script: str, folder: Path, values: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run a script by bash as GitHub does, with `planfolio` and a `pip` that only notes what it is asked for."""
        tools = self.folder / "bin"
        if not tools.exists():
            tools.mkdir()
            generator = Path(standard_layouts()).parent / "generator"
            for name, line in {
                "planfolio": f'PYTHONPATH="{generator}" exec "{sys.executable}" -m planfolio "$@"',
                "pip": f'echo "$@" >> "{self.folder}/pip.log"; case "$*" in *-r*) cat requirements.txt >> "{self.folder}/pip.log";; esac',
                "pip3": 'exec pip "$@"',
            }.items():
                (tools / name).write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
                (tools / name).chmod(0o755)
        environment = {"PATH": f"{tools}:{os.environ['PATH']}", "HOME": str(self.folder), "LANG": "C.UTF-8", **values}
        command = ["bash", "--noprofile", "--norc", "-e", "-c", script]
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@dataclass
class Job:
    """What a job came to."""

    steps: dict[str, str] = field(default_factory=dict)  # outcome by id or name
    output: str = ""
    succeeded: bool = True


def run_actions(forge: Forge, workflow: Path, known: Mapping[str, str]) -> dict[str, Job]:
    """Run a workflow of GitHub's kind. `known` are the values of its expressions; one that is not known is an error."""
    jobs: dict[str, Job] = {}
    values = dict(known)
    written = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    for name, job in written["jobs"].items():
        needed = job.get("needs")
        if needed and values.get(f"needs.{needed}.outputs.told") != "success":
            continue
        folder = forge.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "temp").mkdir(parents=True)
        (folder / "work").mkdir()
        values["runner.temp"] = str(folder / "temp")
        jobs[name] = _run_job(forge, job, folder, values)
        for output, expression in job.get("outputs", {}).items():
            step = re.fullmatch(r"\$\{\{ steps\.(\w+)\.outcome \}\}", expression)
            assert step is not None
            values[f"needs.{name}.outputs.{output}"] = jobs[name].steps.get(step[1], "skipped")
    return jobs


def _run_job(forge: Forge, job: Mapping[str, Any], folder: Path, values: Mapping[str, str]) -> Job:
    told = Job()
    given = {
        "RUNNER_TEMP": str(folder / "temp"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        "GITHUB_API_URL": forge.address,
        "GITHUB_REPOSITORY": "example/site",
    }
    for step in job["steps"]:
        name = step.get("id") or step.get("name") or step.get("uses") or step["run"]
        settings = {key: _filled(value, values) for key, value in step.get("with", {}).items()}
        if not told.succeeded:
            told.steps[name] = "skipped"
            continue
        if "uses" in step:
            _ACTIONS[step["uses"].partition("@")[0]](forge, folder, settings)
        else:
            own = {key: _filled(value, values) for part in (job, step) for key, value in part.get("env", {}).items()}
            done = forge.shell(step["run"], folder / "work", given | own)
            told.output += done.stdout + done.stderr
            told.succeeded = done.returncode == 0
        told.steps[name] = "success" if told.succeeded else "failure"
    return told


def _filled(text: Any, values: Mapping[str, str]) -> str:
    return re.sub(r"\$\{\{ ?([^}]+?) ?\}\}", lambda found: values[found[1]], str(text))


def _checkout(forge: Forge, folder: Path, settings: Mapping[str, str]) -> None:
    branch = settings["ref"]
    git(forge.folder, "clone", "-q", "--branch", branch, str(forge.origin), str(folder / "work"))


def _upload(forge: Forge, folder: Path, settings: Mapping[str, str]) -> None:
    shutil.copyfile(settings["path"], forge.folder / f"{settings['name']}.artifact")


def _download(forge: Forge, folder: Path, settings: Mapping[str, str]) -> None:
    shutil.copyfile(forge.folder / f"{settings['name']}.artifact", Path(settings["path"]) / "comment.md")


_ACTIONS = {
    "actions/checkout": _checkout,
    "actions/setup-python": lambda forge, folder, settings: None,
    "actions/upload-artifact": _upload,
    "actions/download-artifact": _download,
}
