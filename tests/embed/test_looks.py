"""Colours and styles of pictures."""

import base64
import hashlib
import re

import pytest
from django.conf import settings

from openness.embed.looks import DARK, LIGHT, SHAPES, colour, policy, style

CSS = (settings.BASE_DIR / "static" / "css" / "openness.css").read_text()


@pytest.mark.parametrize(("palette", "place"), [(LIGHT, 0), (DARK, 1)])
def test_colours_are_those_of_the_site(palette, place):
    of_the_site = {name: pair[place] for name, *pair in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", CSS)}

    assert {name: of_the_site[name] for name in palette} == dict(palette)


def luminance(colour: str) -> float:
    """As WCAG counts it."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("look", SHAPES)
def test_level_can_be_read_on_its_ground(look, palette):
    dark, light = sorted(luminance(colour(look, palette=palette, soft=soft)) for soft in (False, True))

    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_policy_lets_the_own_style_hold_and_no_other(theme):
    digest = base64.b64encode(hashlib.sha256(style(theme=theme).encode()).digest()).decode()

    assert policy(theme=theme).split("; ")[:2] == ["default-src 'none'", f"style-src 'sha256-{digest}'"]


def test_style_needs_no_escaping():
    assert not set("<>&") & set(style(theme="auto"))
