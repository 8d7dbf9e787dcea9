"""`make screenshots`: the README's picture into docs/, and a gallery of every kind of page into var/screenshots/."""

import argparse
import itertools
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from scripts import browser, lighthouse, serving
from scripts.local import ROOT, VAR

_GALLERY = VAR / "screenshots"
_README_PICTURE = ROOT / "docs" / "screenshot.png"
_LOCALES = {"de": "de-DE", "en": "en-GB"}
_WIDTHS = (360, 768, 1440)
_SCHEMES = ("light", "dark")
_HEIGHT = 900


def _paths(language: str) -> dict[str, str]:
    more = {
        "vendors": f"/{language}/compare/?group=vendor",
        "vendor": f"/{language}/vendors/meta/",
        "licence": f"/{language}/licences/llama-3.1-community/",
        "licences": f"/{language}/licences/",
        "dimensions": f"/{language}/dimensions/",
        "about": f"/{language}/about/",
        "not-found": f"/{language}/models/no-such-model/",
    }
    return {**lighthouse.pages(language=language), **more}


def _take(
    chromium: Browser, url: str, target: Path, *, locale: str, width: int, scheme: str, whole: bool = True
) -> list[str]:
    """Save what `url` looks like; returns what is wrong with it at that width."""
    context = chromium.new_context(
        locale=locale, color_scheme=scheme, viewport={"width": width, "height": _HEIGHT}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(url, wait_until="networkidle")
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=target, full_page=whole)
    is_too_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    context.close()
    return [f"{target.name}: scrolls sideways"] if is_too_wide else []


def _gallery(chromium: Browser, site: str, chosen: list[str]) -> list[str]:
    shutil.rmtree(_GALLERY, ignore_errors=True)
    faults = []
    for language, locale in _LOCALES.items():
        paths = {name: path for name, path in _paths(language).items() if not chosen or name in chosen}
        for (name, path), width, scheme in itertools.product(paths.items(), _WIDTHS, _SCHEMES):
            target = _GALLERY / f"{name}-{width}-{language}-{scheme}.png"
            faults += _take(chromium, site + path, target, locale=locale, width=width, scheme=scheme)
    return faults


def main() -> int:
    """Take all pictures; 1 when a page scrolls sideways."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", help="only these of the gallery: home, compare, model, ...")
    parser.add_argument("--readme", action="store_true", help="only the README's picture")
    chosen = parser.parse_args()
    try:
        with serving.scratch_site() as site, sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=browser.require(), args=browser.arguments())
            if not chosen.pages:
                picture = f"{site}{_paths('en')['compare']}"
                _take(chromium, picture, _README_PICTURE, locale="en-GB", width=1280, scheme="light", whole=False)
                print(_README_PICTURE.relative_to(ROOT))
            faults = [] if chosen.readme else _gallery(chromium, site, chosen.pages)
    except (lighthouse.Failed, serving.Failed, browser.Missing) as failed:
        print(f"make screenshots: {failed}", file=sys.stderr)
        return 1
    print("\n".join([*faults, *([] if chosen.readme else [f"{_GALLERY.relative_to(ROOT)}/"])]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
