"""Build the fonts the product ships, as subsets of Noto CJK, and the stylesheet that names them.

    python -m tools.build_fonts            from the names in registry/data

Needs Debian's `fonts-noto-cjk` (SIL Open Font License 1.1). The built files are committed: neither
the running product nor its tests need this tool. It is run again when shipped names gain
characters; a test says when. The subsets carry a family name of their own, as they no longer are
the whole font.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
NOTO = Path("/usr/share/fonts/opentype/noto")
WEB_FONTS = ROOT / "static" / "fonts"
DRAWING_FONTS = ROOT / "registry" / "fonts"
STYLESHEET = ROOT / "static" / "css" / "fonts.css"

#: Faces of Debian's collections. The Korean one has the same Latin letters, but quotes and the
#: middle dot as wide as Latin text wants them; the Chinese one gives them a whole square.
KOREAN, SIMPLIFIED = 1, 2
#: So many of the commonest characters, and the kinds of place, make the slice most pages need.
FIRST = 200
#: The other names' characters lie in so many slices.
PARTS = 3
#: Rare characters that every font shows, whether or not a shipped name has them.
RARE = "烔垾㘵𡌶"
#: Kinds of place and words of seals and plates: beside nearly every name.
GENERICS = (
    "省市县区旗州镇乡村街道路巷弄里坊桥河湖山岗冲圩郢畈店集铺埠渡湾庄营寨屯墩塘坝堰井庙寺庵"
    "千年古城都落甲骨文金红色地名遗产合肥认定民居自治社委会员"
)
#: Names that test a page's patience, and the gazetteer's own words.
PATIENCE = "新疆维吾尔自治区克孜勒苏柯尔克孜自治州阿图什市哈拉峻乡琼哈拉峻村尼壹贰叁肆伍陆柒捌玖拾"

LETTERS = "".join(map(chr, range(0x20, 0x7F)))
ACCENTED = "".join(map(chr, range(0xA1, 0x100))).replace("\u00ad", "") + "ĀāĒēĚěĪīŌōŪūŃńŇň"
TONES = "ǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǸǹḾḿẼẽẾếỀềỂể" + "\u0300\u0301\u0304\u030c"
#: Shared with Chinese punctuation, which keeps its full width: Latin text alone takes these.
QUOTES = "‘’“”—"
SIGNS = "–′″−×±°→←↑↓≤≥≈"
CHINESE_SIGNS = "、。，．：；？！（）《》〈〉「」『』【】〔〕〇﹏～￥％＋－／＝"


@dataclass(frozen=True, slots=True)
class Slice:
    """One web font file: where it is cut from, what it covers, under which family it is used."""

    file: str
    family: str
    source: str
    characters: str
    weight: str = "400"
    face: int = SIMPLIFIED


def names_in(paths: Iterable[Path]) -> Counter[str]:
    """How often each Han character stands in what the tables and JSON files call …name…."""
    found: Counter[str] = Counter()
    for path in paths:
        for key, value in _said(path):
            if "name" in key:
                found.update(c for c in value if is_han(c))
    return found


def _said(path: Path) -> Iterator[tuple[str, str]]:
    """Every text in the file, with the column or key it stands under."""
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".json":
        yield from _texts("", json.loads(text))
        return
    for row in csv.DictReader(text.splitlines()):
        yield from ((key, value) for key, value in row.items() if key and value)


def _texts(key: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for inner, one in value.items():
            yield from _texts(inner, one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(key, one)


def shipped_tables() -> list[Path]:
    """The product's own data files that hold names."""
    data = ROOT / "registry" / "data"
    return sorted([*data.rglob("*.csv"), *data.rglob("*.json")])


def is_han(character: str) -> bool:
    """Whether this is a Chinese character of any Unicode block, or 〇."""
    code = ord(character)
    return (
        character == "〇"
        or 0x3400 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x323AF
    )


def in_gb2312(character: str) -> bool:
    """Whether ordinary Chinese fonts of every device can be trusted to have it."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def gb2312() -> str:
    """All signs and characters of GB/T 2312: levels 1 and 2 and the symbol rows."""
    cells = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    return "".join(cell.decode("gb2312", errors="ignore") for cell in cells)


def traditional() -> str:
    """The common traditional characters: level 1 of Big5. Old books are quoted in them."""
    cells = (
        bytes((high, low))
        for high in range(0xA4, 0xC7)
        for low in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    )
    return "".join(cell.decode("big5", errors="ignore") for cell in cells)


def slices(found: Counter[str]) -> list[Slice]:
    """The web fonts; a later one wins where two cover the same character."""
    characters = set(found) | set(RARE) | set(GENERICS) | set(PATIENCE)
    rare = {c for c in characters if not in_gb2312(c)}
    often = ({c for c, _ in found.most_common(FIRST)} | set(GENERICS)) - rare
    latin = LETTERS + ACCENTED + TONES + SIGNS
    serif, sans, bold = "NotoSerifCJK-Regular", "NotoSansCJK-Regular", "NotoSansCJK-Bold"
    return [
        *_by_rank("names-more", serif, characters - rare - often, found),
        Slice("names-common", "Registry Song", serif, "".join(often)),
        Slice("names-rare", "Registry Song", serif, "".join(rare)),
        Slice("names-latin", "Registry Song", serif, latin, face=KOREAN),
        Slice("text-rare", "Registry Rare", sans, "".join(rare)),
        Slice("text-rare-bold", "Registry Rare", bold, "".join(rare), "600 900"),
        Slice("text-latin", "Registry Latin", sans, latin, face=KOREAN),
        Slice("text-latin-bold", "Registry Latin", bold, latin, "600 900", KOREAN),
        Slice("text-quotes", "Registry Latin Quotes", sans, QUOTES, "100 900", KOREAN),
    ]


def _by_rank(file: str, source: str, characters: set[str], found: Counter[str]) -> list[Slice]:
    """Equal slices, commoner characters together: a page with one of them fetches a third."""
    ranked = sorted(characters, key=lambda c: (-found[c], c))
    size = -(-len(ranked) // PARTS)
    return [
        Slice(
            f"{file}-{n + 1}", "Registry Song", source, "".join(ranked[n * size : (n + 1) * size])
        )
        for n in range(PARTS)
    ]


def cut(one: Slice, target: Path, flavor: str | None = "woff2", *, hinting: bool = False) -> None:
    """Write the subset of one Noto face that has just these characters."""
    options = subset.Options()
    options.flavor = flavor
    options.font_number = one.face
    options.hinting = hinting
    options.layout_features = ["kern", "mark", "ccmp"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["BASE", "DSIG"]
    font = subset.load_font(str(NOTO / f"{one.source}.ttc"), options, dontLoadGlyphNames=True)
    maker = subset.Subsetter(options)
    maker.populate(unicodes=[ord(c) for c in one.characters])
    maker.subset(font)
    rename(font, one.family, "Bold" if one.source.endswith("Bold") else "Regular")
    target.parent.mkdir(parents=True, exist_ok=True)
    subset.save_font(font, str(target), options)
    print(f"{target.stat().st_size:>9,} {target.relative_to(ROOT)}  {len(set(one.characters))}")


def rename(font: TTFont, family: str, style: str) -> None:
    """Give the subset a name of its own; copyright and licence stay as they are."""
    plain = family.replace(" ", "")
    said = {
        1: family,
        2: style,
        3: f"{plain}-{style}",
        4: f"{family} {style}",
        6: f"{plain}-{style}",
    }
    for record in font["name"].names:
        if record.nameID in said:
            record.string = said[record.nameID]
    if "CFF " in font:
        table = font["CFF "].cff
        table.fontNames = [f"{plain}-{style}"]
        top = table.topDictIndex[0]
        top.FullName, top.FamilyName = f"{family} {style}", family


def ranges(characters: Iterable[str]) -> str:
    """The characters as a CSS unicode-range, neighbours joined."""
    spans: list[list[int]] = []
    for code in sorted({ord(c) for c in characters}):
        if spans and code == spans[-1][1] + 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in spans)


def stylesheet(made: Sequence[Slice]) -> str:
    """The @font-face rules; a browser fetches a slice only for a page that has its characters."""
    head = "/* Made by tools/build_fonts.py; do not edit. Fonts: OFL-1.1, ../fonts/OFL.txt */\n"
    return head + "".join(_face(one) for one in made)


def _face(one: Slice) -> str:
    weight = "" if one.weight == "400" else f"font-weight:{one.weight};"
    return (
        f'@font-face{{font-family:"{one.family}";{weight}font-display:swap;'
        f"src:url(../fonts/{one.file}.woff2);unicode-range:{ranges(one.characters)}}}\n"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Build every font and the stylesheet, and say how large each came out."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "names", nargs="*", type=Path, help="CSV or JSON files with the names to cover"
    )
    paths = parser.parse_args(arguments).names or sorted(
        (ROOT / "registry" / "data").rglob("*.csv")
    )
    found = names_in(paths)
    made = slices(found)
    for one in made:
        cut(one, WEB_FONTS / f"{one.file}.woff2")
    STYLESHEET.write_text(stylesheet(made), encoding="utf-8")
    everything = gb2312() + "".join(found) + RARE + LETTERS + ACCENTED + TONES + QUOTES + SIGNS
    for style in ("Regular", "Bold"):
        name = f"RegistrySans-{style}"
        one = Slice(name, "Registry Sans", f"NotoSansCJK-{style}", everything + CHINESE_SIGNS)
        cut(one, DRAWING_FONTS / f"{name}.otf", None, hinting=True)
    old = "".join(sorted({c for c in traditional() if is_han(c)} - set(everything)))
    one = Slice("", "Registry Sans Traditional", "NotoSansCJK-Regular", old)
    # For print alone, where nothing is hinted.
    cut(one, DRAWING_FONTS / "RegistrySansTraditional-Regular.otf", None)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
