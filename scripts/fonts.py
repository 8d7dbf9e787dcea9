# /// script
# requires-python = ">=3.12"
# dependencies = ["brotli", "fonttools"]
# ///
"""Make the fonts of the pictures, and the table their texts are measured by. Run once; the result is committed.

    npm pack inter-ui@4.1.1 @fontsource/source-serif-4@5.3.1    # unpack both
    uv run scripts/fonts.py INTER_DIR SERIF_DIR

Writes `openness/embed/fonts/`: each face as TrueType with the letters of Europe's Latin alphabets, and `advances.json`,
how far each character moves on, in thousandths of the font's size. Source Serif's licence reserves its name, so
what is cut from it is called Openness Serif.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent.parent / "openness" / "embed" / "fonts"
CHARACTERS = [*range(0x20, 0x7F), *range(0xA0, 0x180), *map(ord, "ȘșȚțẞ–—‘’‚“”„†•…‰‹›€™←→−≈≤≥")]
FEATURES = ["kern", "mark", "locl"]
FAMILY, SUBFAMILY, FULL_NAME, POSTSCRIPT = 1, 2, 4, 6
COPYRIGHT, LICENCE = 0, 14


def faces(inter: Path, serif: Path) -> dict[str, tuple[str, int, list[Path]]]:
    """What each face is cut from: family, weight, and the files that hold its characters."""
    parts = [serif / "files" / f"source-serif-4-{part}-600-normal.woff2" for part in ("latin", "latin-ext")]
    return {
        "sans-400": ("Inter", 400, [inter / "web" / "Inter-Regular.woff2"]),
        "sans-600": ("Inter", 600, [inter / "web" / "Inter-SemiBold.woff2"]),
        "serif-600": ("Openness Serif", 600, parts),
    }


def cut(files: list[Path], folder: Path) -> TTFont:
    """The characters of all `files` in one font, without what only hinted or variable text needs."""
    pieces = []
    for number, file in enumerate(files):
        font = TTFont(file)
        options = Options(hinting=False, layout_features=FEATURES, name_IDs=[COPYRIGHT, LICENCE], glyph_names=False)
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=CHARACTERS)
        subsetter.subset(font)
        font.flavor = None
        pieces.append(folder / f"{number}.ttf")
        font.save(pieces[-1])
    return TTFont(pieces[0]) if len(pieces) == 1 else Merger().merge(pieces)


def name(font: TTFont, family: str, weight: int) -> None:
    """Call `font` by its family and weight."""
    style = "Regular" if weight == 400 else "SemiBold"
    names = {FAMILY: family, SUBFAMILY: style, FULL_NAME: f"{family} {style}", POSTSCRIPT: f"{family}-{style}"}
    for key, text in names.items():
        font["name"].setName(text.replace(" ", "") if key == POSTSCRIPT else text, key, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight


def advances(font: TTFont) -> dict[str, int]:
    """How far each character moves on, in thousandths of the size."""
    per_em = font["head"].unitsPerEm
    return {chr(code): round(1000 * font["hmtx"][glyph][0] / per_em) for code, glyph in font.getBestCmap().items()}


def main() -> None:
    """Write the fonts and the table."""
    table = {}
    with TemporaryDirectory() as folder:
        for face, (family, weight, files) in faces(*map(Path, sys.argv[1:])).items():
            font = cut(files, Path(folder))
            name(font, family, weight)
            font.save(TARGET / f"{face}.ttf")
            table[face] = advances(font)
    (TARGET / "advances.json").write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
