"""Every recipe of the API's page does what it says, run as it stands against a real site."""

import csv
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Page, expect

from openness.api.recipes import PLACE, RECIPES
from tests.e2e.blog import Blog, served

NODE = compute_driver_executable()[0]
"""Playwright brings its own, so that there is always one."""

BY_ENDING = {"sh": ["sh"], "py": [sys.executable], "mjs": [str(NODE)]}


def source(file: str, site: str) -> str:
    [recipe] = [one for one in RECIPES if one.file == file]
    return recipe.code(site=site)


def run(file: str, site: str, folder: Path) -> str:
    """What the recipe prints when it is saved and started."""
    path = folder / file
    path.write_text(source(file, site), encoding="utf-8")
    command = [*BY_ENDING[path.suffix.removeprefix(".")], str(path)]
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONWARNINGS": "error", "COLUMNS": "200"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_every_recipe_is_run_here_and_names_the_site() -> None:
    text = Path(__file__).read_text(encoding="utf-8")

    assert [one.file for one in RECIPES if f'"{one.file}"' not in text] == []
    assert [one.file for one in RECIPES if PLACE not in one.code(site=PLACE)] == []


def test_curl_fetches_once_and_then_only_what_changed(site: str, tmp_path: Path) -> None:
    first = run("if-changed.sh", site, tmp_path)
    before = (tmp_path / "licences.json").read_text()
    second = run("if-changed.sh", site, tmp_path)

    assert (first, second) == ("The licences changed: licences.json is new.\n", "Nothing changed.\n")
    assert before == (tmp_path / "licences.json").read_text()
    assert before.startswith('{"data":')
    assert '"slug": "apache-2.0"' in before.replace('":"', '": "')


def test_pandas_lists_all_free_models(site: str, tmp_path: Path) -> None:
    lines = run("free-models.py", site, tmp_path).splitlines()

    assert lines[0].split() == ["name", "vendor", "released", "licence"]
    assert any(line.startswith("apache-2.0 ") for line in lines)


def test_pandas_tells_the_clauses_for_a_plan(site: str, tmp_path: Path) -> None:
    counts, _blank, clauses = run("may-i.py", site, tmp_path).partition("Name: count, dtype: int64\n")

    assert {"yes-if"} <= {line.split()[0] for line in counts.splitlines()} <= {"permission", "yes", "yes-if"}
    assert next(csv.DictReader(clauses.splitlines()))["licence"] == "llama-3.1-community"


def test_duckdb_counts_over_the_tables(site: str, tmp_path: Path) -> None:
    text = run("tables.py", site, tmp_path)

    assert [word for word in ("vendor", "models", "open_weights", "10 rows") if word not in text] == []


def test_duckdb_counts_over_the_api(site: str, tmp_path: Path) -> None:
    text = run("query.py", site, tmp_path)

    assert [word for word in ("year", "models", "commercial_use_open", " 2024 ") if word not in text] == []


def test_node_follows_the_pages_and_tells_errors(site: str, tmp_path: Path) -> None:
    first, *errors = run("all.mjs", site, tmp_path).splitlines()

    assert first.startswith('Changes of licences: {"added":')
    assert (len(errors), errors[1].partition(":")[0]) == (2, "weights")


@pytest.fixture
def blog() -> Iterator[Blog]:
    """A blog on another origin."""
    with served() as blog:
        yield blog


@pytest.fixture
def hosts(site: str, blog: Blog) -> set[str]:
    """The reader of a blog asks it and us, and nobody else."""
    return {urlsplit(site).netloc, urlsplit(blog.address).netloc}


def test_page_of_another_origin_lists_models(page: Page, site: str, blog: Blog) -> None:
    page.goto(blog.publish(source("browser.html", site)))

    expect(page.locator("#models a").first).to_have_attribute("href", re.compile(rf"^{site}/en/models/"))


def test_page_of_another_origin_follows_the_pages_and_tells_errors(
    page: Page, site: str, blog: Blog, faults: list[str]
) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "log" else None)

    with page.expect_console_message(lambda message: message.text.startswith("Bad request")):
        page.goto(blog.publish(f'<script type="module">{source("all.mjs", site)}</script>'))

    assert [text.partition(":")[0] for text in said] == ["Changes of licences", "Bad request\nweights"]
    faults.clear()  # the console also names the request that was answered 400
