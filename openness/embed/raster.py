"""SVG made into PNG, with the fonts of `fonts/` and no others: a picture is the same on every machine."""

import resvg_py

from openness.embed.measuring import FONTS, Face

_FILES = [str(FONTS / f"{face}.ttf") for face in Face]


def png(svg: str, *, scale: int = 1) -> bytes:
    """`svg` as PNG, `scale` pixels for each of its units. Styles for a dark screen do not count."""
    return resvg_py.svg_to_bytes(svg_string=svg, zoom=scale, skip_system_fonts=True, font_files=_FILES)
