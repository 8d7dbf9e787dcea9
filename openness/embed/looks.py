"""What pictures look like: colours for paper and screen, shapes of levels, and the style sheet of an SVG.

The colours are those of `static/css/openness.css`; a picture stands alone and cannot read them there.
"""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache

_SANS = 'Inter,system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,sans-serif'
_SERIF = '"Openness Serif","Source Serif 4","Iowan Old Style",Charter,Georgia,serif'

LIGHT: Mapping[str, str] = {
    "paper": "#fbfaf8",
    "raised": "#ffffff",
    "sunken": "#f2f0ec",
    "ink": "#1b1f23",
    "muted": "#5a6169",
    "line": "#e0ddd7",
    "accent": "#0b5a6e",
    "open": "#0d6b45",
    "open-soft": "#e3f3ea",
    "partial": "#855300",
    "partial-soft": "#fbefd9",
    "closed": "#a4262c",
    "closed-soft": "#fbe7e5",
    "unknown": "#5a6169",
    "unknown-soft": "#eeedea",
}
DARK: Mapping[str, str] = {
    "paper": "#14171a",
    "raised": "#1c2024",
    "sunken": "#20252a",
    "ink": "#e7e9eb",
    "muted": "#a3abb3",
    "line": "#333a41",
    "accent": "#7cc9db",
    "open": "#6fd3a3",
    "open-soft": "#173427",
    "partial": "#eab959",
    "partial-soft": "#38290f",
    "closed": "#f39a94",
    "closed-soft": "#3d1d1d",
    "unknown": "#a9b1b9",
    "unknown-soft": "#272c31",
}
_COLOURS = {"mixed": ("accent", "sunken"), "ask": ("accent", "sunken"), "not-applicable": ("unknown", "unknown-soft")}

SHAPES: Mapping[str, str] = {
    "open": "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z",
    "partial": "M8 1a7 7 0 0 1 0 14zM8 1a7 7 0 0 0 0 14v-2A5 5 0 0 1 8 3z",
    "closed": "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 2a5 5 0 0 1 2.7.8L3.8 10.7A5 5 0 0 1 8 3z"
    "m0 10a5 5 0 0 1-2.7-.8l6.9-6.9A5 5 0 0 1 8 13z",
    "unknown": "M8 12a1.2 1.2 0 1 0 .01 0zM5 5.6a3 3 0 1 1 4.1 2.8c-.4.2-.3.4-.3 1.4H7.2c0-1.4 0-2.1 1.2-2.7"
    "a1.4 1.4 0 1 0-1.8-1.5z",
    "not-applicable": "M3 7h10v2H3z",
    "ask": "M2 2h12v9H8l-4 4v-4H2z",
    "mixed": "M4 5a3 3 0 1 0 .01 0zM12 4.5a3.5 3.5 0 1 0 .01 0zm0 1.5a2 2 0 1 1-.01 0z",
}
"""The shape of each level or answer, 16 by 16 units; those of the site."""

_FONTS = (
    f"text{{font-family:{_SANS}}}.b{{font-weight:600}}.t{{font-family:{_SERIF};font-weight:600}}"
    ".r{text-anchor:end}.m{text-anchor:middle}"
)


def colour(look: str, *, palette: Mapping[str, str] = LIGHT, soft: bool = False) -> str:
    """The colour of a level's or answer's `look`; the `soft` one lies below it."""
    return palette[_COLOURS.get(look, (look, f"{look}-soft"))[soft]]


@cache
def style(*, theme: str) -> str:
    """The style sheet of an SVG: light, dark, or "auto" for what the reader's system asks for."""
    if theme == "auto":
        return f"{_FONTS}{_rules(LIGHT)}@media (prefers-color-scheme:dark){{{_rules(DARK)}}}"
    return _FONTS + _rules(DARK if theme == "dark" else LIGHT)


def _rules(palette: Mapping[str, str]) -> str:
    fills = {name: palette[name] for name in ("paper", "raised", "sunken", "line", "ink", "muted", "accent")}
    fills |= {f"c-{look}": colour(look, palette=palette) for look in SHAPES}
    fills |= {f"s-{look}": colour(look, palette=palette, soft=True) for look in SHAPES}
    return "".join(f".{name}{{fill:{value}}}" for name, value in fills.items())


@cache
def policy(*, theme: str) -> str:
    """The Content-Security-Policy of an SVG: nothing is loaded, and no style holds but its own."""
    digest = base64.b64encode(hashlib.sha256(style(theme=theme).encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
