"""Dockerfile and docker-compose.yml, as far as they can be tried without an engine."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts import serving
from scripts.local import ROOT

_COMPOSE = (ROOT / "docker-compose.yml").read_text()
_DOCKERFILE = (ROOT / "Dockerfile").read_text()


@pytest.fixture
def services() -> dict[str, Any]:
    """The services of docker-compose.yml."""
    return dict(yaml.safe_load(_COMPOSE)["services"])


def _example_environment() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.lstrip("#").split("=", 1) for line in lines if re.match(r"#?[A-Z_]+=", line))


def test_compose_file_demands_what_has_no_safe_default() -> None:
    demanded = set(re.findall(r"\$\{(\w+):\?", _COMPOSE))

    assert demanded == {"SECRET_KEY", "POSTGRES_PASSWORD", "SITE_URL", "ALLOWED_HOSTS"}


def test_example_environment_names_every_variable_and_holds_no_secret() -> None:
    example = _example_environment()

    assert set(example) == set(re.findall(r"\$\{(\w+)", _COMPOSE))
    assert (example["SECRET_KEY"], example["POSTGRES_PASSWORD"]) == ("", "")


def test_compose_web_waits_for_database_and_preparation(services: dict[str, Any]) -> None:
    waits = {name: condition["condition"] for name, condition in services["web"]["depends_on"].items()}

    assert waits == {"db": "service_healthy", "prepare": "service_completed_successfully"}


def test_compose_database_keeps_its_data_and_tells_its_health(services: dict[str, Any]) -> None:
    assert services["db"]["volumes"] == ["database:/var/lib/postgresql"]
    assert services["db"]["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]


def test_compose_site_cannot_write_or_gain_rights(services: dict[str, Any]) -> None:
    for name in ("prepare", "web"):
        service = services[name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_compose_files_of_the_whole_catalogue_lie_on_a_disk_that_the_site_may_write(services: dict[str, Any]) -> None:
    folder = services["web"]["environment"]["BULK_DIR"]

    assert services["web"]["volumes"] == [f"bulk:{folder}"]
    assert not any(folder.startswith(place) for place in services["web"]["tmpfs"])
    assert f"install --directory --owner=openness {folder}\n" in _DOCKERFILE


def test_image_runs_as_an_ordinary_user_and_checks_its_health() -> None:
    _build, final = _DOCKERFILE.split("\nFROM python:3.13-slim\n")

    assert re.findall(r"^USER (\w+)$", final, re.MULTILINE) == ["openness"]
    assert re.search(r"^HEALTHCHECK .*\"scripts\.healthcheck\"]$", final, re.MULTILINE)


def _copied(folder: Path) -> None:
    """Put into `folder` what the build stage copies, so far as .dockerignore lets it through."""
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    stage = _DOCKERFILE.split("\nFROM python:3.13-slim\n")[0]
    for line in re.findall(r"^COPY (.*)$", stage, re.MULTILINE):
        *sources, target = line.split()
        for source in sources:
            assert source in allowed
            if source.endswith("/"):
                shutil.copytree(ROOT / source, folder / target, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
            else:
                (folder / target).mkdir(exist_ok=True)
                shutil.copy(ROOT / source, folder / target)


def test_image_holds_all_that_it_needs(tmp_path: Path) -> None:
    _copied(tmp_path)
    run = {"cwd": tmp_path, "check": True, "env": {"SECRET_KEY": "x"}}

    subprocess.run([sys.executable, "-m", "scripts.messages", "compile"], **run)
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"], **run)

    assert list(tmp_path.glob("locale/de/LC_MESSAGES/*.mo"))
    assert (tmp_path / "var/static/staticfiles.json").exists()


def test_healthcheck_of_a_site_that_answers_succeeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (ROOT / "scripts/healthcheck.py").read_text()
    with serving.scratch_site() as site:
        port = site.rpartition(":")[2]
        (tmp_path / "healthcheck.py").write_text(code.replace("8000", port))
        command = [sys.executable, "healthcheck.py"]

        right = subprocess.run(command, cwd=tmp_path, env={"SITE_URL": site}, check=False)
        foreign = subprocess.run(command, cwd=tmp_path, env={"SITE_URL": "https://other.example"}, check=False)

    assert (right.returncode, foreign.returncode) == (0, 1)
