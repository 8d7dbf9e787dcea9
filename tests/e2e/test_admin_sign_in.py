"""The first login, from `make admin` on, and all later ones, in a browser."""

import os
import re
import subprocess
import sys
from base64 import b32decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django_otp.oath import totp
from playwright.sync_api import Page, ViewportSize, expect

from scripts import serving
from scripts.local import ROOT

PASSWORD = "a long and quiet evening"
NAMES = ("anna", "ben", "cleo", "dora")
ACCOUNTS = f"[User.objects.create_superuser(name, password={PASSWORD!r}) for name in {NAMES!r}]"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site on which some people have an account and no second factor yet."""
    folder: Path = tmp_path_factory.mktemp("site")
    port = serving.free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "scripts.scratch_settings",
        "SCRATCH_FOLDER": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'openness.sqlite3'}",
        "SECRET_KEY": "only-for-a-site-that-lives-for-a-minute",
        "SITE_URL": url,
        "LOG_LEVEL": "ERROR",
    }
    for step in (["migrate"], ["collectstatic", "--noinput"], ["shell", "-c", ACCOUNTS]):
        subprocess.run([sys.executable, "manage.py", *step], cwd=ROOT, env=environment, check=True, capture_output=True)
    server = serving.start(environment=environment, host="127.0.0.1", port=port, workers=1)
    try:
        serving.wait_until_answers(url=f"{url}/healthz", server=server)
        yield url
    finally:
        serving.stop(server)


@pytest.fixture(scope="session")
def base_url(site: str) -> str:
    """What Playwright puts before a path."""
    return site


def give_password(page: Page, name: str, password: str = PASSWORD) -> None:
    """Fill in the first form by keyboard and send it."""
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def shown_for(page: Page) -> str:
    """The code of a device that was set up with the key on the page."""
    return f"{totp(b32decode(page.locator('.key').inner_text().replace(' ', ''))):06d}"


def set_up(page: Page) -> list[str]:
    """Confirm the key on the page; the backup codes."""
    page.locator("[name=new_code]").fill(shown_for(page))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return [code.replace(" ", "") for code in page.locator(".codes code").all_inner_texts()]


def looks_right(page: Page, axe: Axe) -> None:
    """Nothing scrolls sideways, and no rule of accessibility is broken."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    found = axe.run(page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []


@pytest.mark.parametrize(
    ("name", "locale", "viewport", "colour_scheme"),
    [
        ("anna", "de-DE", {"width": 360, "height": 740}, "light"),
        ("ben", "en-GB", {"width": 1440, "height": 900}, "dark"),
    ],
)
def test_first_login_by_keyboard_sets_up_the_second_factor(
    page: Page, axe: Axe, name: str, locale: str, viewport: ViewportSize, colour_scheme: str
) -> None:
    page.goto("/admin/openness/vendor/")
    looks_right(page, axe)
    give_password(page, name)
    expect(page).to_have_url(re.compile("/admin/login/set-up/$"))
    looks_right(page, axe)
    assert page.locator("svg.qr path").evaluate("path => path.getBBox().width > 20")

    codes = set_up(page)
    assert len(set(codes)) == 10
    looks_right(page, axe)
    with page.expect_download() as download:
        page.locator("a[download]").click()
    assert download.value.path().read_text().split() == codes

    page.locator("a.button").press("Enter")
    expect(page).to_have_url(re.compile("/admin/openness/vendor/$"))
    page.goto("/admin/second-factor/")
    looks_right(page, axe)
    page.goto("/admin/second-factor/add/")
    looks_right(page, axe)
    page.goto("/admin/axes/accesslog/")
    assert name in page.locator("#result_list").inner_text()

    page.locator("#logout-form button").press("Enter")
    page.goto("/admin/")
    give_password(page, name)
    expect(page).to_have_url(re.compile("/admin/login/code/$"))
    looks_right(page, axe)
    page.keyboard.type(codes[0])
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/admin/$"))


@pytest.mark.parametrize(("locale", "javascript"), [("en-GB", False)])
def test_login_works_without_javascript(page: Page, locale: str, javascript: bool) -> None:
    page.goto("/admin/")
    page.locator("[name=username]").fill("cleo")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    set_up(page)
    page.locator("a.button").click()

    expect(page).to_have_url(re.compile("/admin/$"))


@pytest.mark.parametrize("locale", ["en-GB"])
def test_guessing_ends_at_a_page_that_says_how_long(page: Page, faults: list[str], axe: Axe, locale: str) -> None:
    for _ in range(5):
        page.goto("/admin/login/")
        give_password(page, "dora", "wrong")

    expect(page.get_by_role("alert")).to_have_text("Too many failed attempts to sign in.")
    looks_right(page, axe)
    faults.clear()
