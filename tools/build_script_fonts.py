"""Build the fonts of the other scripts of China's signs, as subsets of Noto.

    python -m tools.build_script_fonts FOLDER

FOLDER holds the sources side by side: of Debian's `fonts-noto-core` and `fonts-noto-cjk`, and of
the npm package `@fontsource/noto-sans-mongolian` 5.3 or newer, whose 3.x has the final forms that
Debian's 2.x lost. All are under the SIL Open Font License 1.1. What is built is committed: neither
the running product nor its tests need this tool.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset

from tools.build_fonts import DRAWING_FONTS, KOREAN, ROOT, rename

#: Beside the letters of every script: spaces, digits, marks of line breaking, and the dotted circle
#: by which a sign without its letter is found out.
SHARED = " -0123456789\u200c\u200d\u25cc"


@dataclass(frozen=True, slots=True)
class ScriptFont:
    """One font: the name it ships under, the file it is cut from, the characters it keeps."""

    name: str
    source: str
    characters: str
    style: str = "Bold"
    face: int = 0


def span(*ends: tuple[int, int]) -> str:
    """All characters between these code points."""
    return "".join(chr(code) for first, last in ends for code in range(first, last + 1))


def syllables() -> str:
    """The 2,350 syllables of KS X 1001 and the single letters."""
    cells = (bytes((high, low)) for high in range(0xB0, 0xC9) for low in range(0xA1, 0xFF))
    return "".join(cell.decode("euc_kr", errors="ignore") for cell in cells)


#: Letters of Uyghur, Kazakh and Kyrgyz, with what Arabic words in names bring along.
ARABIC = span((0x0620, 0x0655), (0x0660, 0x066D), (0x0670, 0x0678)) + (
    "پچژڭگڤەۇۆۈۋېىھڧٹډڈکیےۀۅۉ،؛؟"
)
FONTS = (
    ScriptFont("Tibetan", "NotoSerifTibetan-Bold.ttf", span((0x0F00, 0x0FDA))),
    ScriptFont("Arabic", "NotoSansArabic-Bold.ttf", ARABIC),
    ScriptFont(
        "Mongolian",
        "noto-sans-mongolian-mongolian-400-normal.woff2",
        span((0x1800, 0x18AA), (0x202F, 0x202F), (0x11660, 0x1166C)),
        "Regular",
    ),
    ScriptFont("Yi", "NotoSansYi-Regular.ttf", span((0xA000, 0xA4C6)), "Regular"),
    ScriptFont("TaiLe", "NotoSansTaiLe-Regular.ttf", span((0x1950, 0x1974)), "Regular"),
    ScriptFont("NewTaiLue", "NotoSansNewTaiLue-Regular.ttf", span((0x1980, 0x19DF)), "Regular"),
    ScriptFont("Lisu", "NotoSansLisu-Bold.ttf", span((0xA4D0, 0xA4FF))),
    ScriptFont("Korean", "NotoSansCJK-Bold.ttc", syllables(), face=KOREAN),
)


def cut(one: ScriptFont, folder: Path) -> Path:
    """Write the subset with everything that shaping needs: joining, stacks, marks."""
    options = subset.Options()
    options.font_number = one.face
    options.hinting = False
    options.layout_features = ["*"] if one.name != "Korean" else ["ccmp"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["BASE", "DSIG"]
    font = subset.load_font(str(folder / one.source), options, dontLoadGlyphNames=True)
    maker = subset.Subsetter(options)
    maker.populate(unicodes=[ord(char) for char in one.characters + SHARED])
    maker.subset(font)
    font.flavor = None
    rename(font, f"Registry {one.name}", one.style)
    target = DRAWING_FONTS / f"Registry{one.name}-{one.style}.{_ending(font.keys())}"
    subset.save_font(font, str(target), options)
    print(f"{target.stat().st_size:>9,} {target.relative_to(ROOT)}")
    return target


def _ending(tables: Iterable[str]) -> str:
    return "otf" if "CFF " in tables else "ttf"


def main(arguments: Sequence[str] | None = None) -> int:
    """Build every font from the folder of sources."""
    [folder] = sys.argv[1:] if arguments is None else arguments
    for one in FONTS:
        cut(one, Path(folder))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
