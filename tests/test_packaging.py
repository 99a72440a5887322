"""The package as others get it: what the wheel holds, that it works alone, that the lock is the project's."""

import os
import re
import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
IGNORED = {"__pycache__", ".DS_Store"}
# A fresh interpreter without what this environment or its user adds.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    run(sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", str(folder), cwd=ROOT)
    return next(folder.glob("*.tar.gz"))


def test_the_wheel_holds_the_package_with_its_rule_packs_and_the_layouts(wheel: Path) -> None:
    package = files_below(ROOT / "generator" / "planfolio", "planfolio")
    layouts = files_below(ROOT / "layouts", "planfolio/layouts")
    expected = {*package, *layouts}

    held = {name for name in contents(wheel) if name.startswith("planfolio/")}

    assert expected == held
    assert any(name.startswith("planfolio/packs/") and name.endswith(".yaml") for name in held)
    assert any(name.startswith("planfolio/layouts/") and name.endswith(".html") for name in held)


def test_the_sdist_builds_the_same_wheel(wheel: Path, sdist: Path, tmp_path: Path) -> None:
    rebuilt = build_wheel(sdist, tmp_path)

    assert contents(wheel) == contents(rebuilt)


def test_the_wheel_builds_a_new_site_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    planfolio = install_alone(wheel, tmp_path / "environment")

    run(planfolio, "init", "x", cwd=tmp_path)
    run(planfolio, "-C", "x", "build", cwd=tmp_path)

    assert (tmp_path / "x" / "site" / "index.html").is_file()


def test_the_lock_satisfies_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    wanted = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *(r for e in extras for r in e),
    ]
    locked = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", LOCK, flags=re.MULTILINE))

    missing = [text for text in wanted if not satisfied(Requirement(text), locked)]

    assert missing == []


def test_every_package_in_the_lock_has_hashes_and_no_address() -> None:
    entries = re.split(r"\n(?=[\w.-]+==)", LOCK)[1:]

    without_hash = [entry.split("==")[0] for entry in entries if "--hash=sha256:" not in entry]

    assert without_hash == []
    assert "://" not in LOCK
    assert "-index" not in LOCK


def satisfied(requirement: Requirement, locked: Mapping[str, str]) -> bool:
    version = locked.get(canonicalize_name(requirement.name))
    return version is not None and requirement.specifier.contains(version)


def files_below(folder: Path, prefix: str) -> set[str]:
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {f"{prefix}/{path.as_posix()}" for path in files if not IGNORED.intersection(path.parts)}


def contents(wheel: Path) -> dict[str, bytes]:
    with ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def build_wheel(source: Path, folder: Path) -> Path:
    """Build with the locked hatchling, so that no network is needed."""
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    run(*pip, "--wheel-dir", str(folder), str(source), cwd=folder)
    return next(folder.glob("*.whl"))


def install_alone(wheel: Path, environment: Path) -> str:
    """Install a wheel into a new environment and return its command.

    No network: the distributions that the wheel declares, and no others, are linked from the environment the tests
    run in, where the lock has put them. A dependency that is used but not declared is therefore missing, as it would
    be for a user; and this checkout cannot be found, because planfolio itself is not linked.
    """
    venv.create(environment, with_pip=False, symlinks=True)
    python = str(environment / "bin" / "python")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index", "--no-deps"]
    run(*pip, str(wheel), cwd=environment)
    packages = next((environment / "lib").glob("python*/site-packages"))
    installed = next(iter(distributions(name="planfolio", path=[str(packages)])))
    for entry in {entry for dependency in dependencies(installed, {}).values() for entry in top_level(dependency)}:
        (packages / entry.name).symlink_to(entry)
    return str(environment / "bin" / "planfolio")


def dependencies(package: Distribution, found: dict[str, Distribution]) -> dict[str, Distribution]:
    """Return the distributions a package needs at run time, and those they need, by name."""
    for requirement in map(Requirement, package.requires or []):
        name = canonicalize_name(requirement.name)
        if name not in found and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
            found[name] = distribution(name)
            dependencies(found[name], found)
    return found


def top_level(package: Distribution) -> Iterator[Path]:
    """Yield the entries of site-packages that a distribution owns."""
    names = {file.parts[0] for file in package.files or []} - {"..", "__pycache__"}
    return (Path(str(package.locate_file(name))) for name in sorted(names))


def run(*command: str, cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, env=ENVIRONMENT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
