"""GeoPackage and Shapefile as tables; the rows come out of the child process."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from imports.readers import archives
from imports.readers.archives import Entry
from imports.readers.child import Child, ready
from imports.readers.encodings import CODECS, ENCODING_NAMES
from imports.readers.faults import unreadable
from imports.readers.headers import unique_names
from imports.readers.sheets import row_of
from imports.readers.table import Fact, Limits, Reading, SourceRow
from registry.core.text import T

_NEEDED: Final = (".shp", ".shx", ".dbf")
_TAKEN: Final = (*_NEEDED, ".prj")
#: A .cpg holds a name or a Windows code page.
_CODE_PAGES: Final = {"65001": "utf-8", "936": "gb18030", "54936": "gb18030", "950": "big5"}
_CPG_BYTES: Final = 64


class LayerTable:
    """One layer of a geographic file."""

    def __init__(
        self,
        path: Path,
        format_: str,
        layer: str,
        limits: Limits,
        *,
        encoding: str = "",
        folder: TemporaryDirectory[str] | None = None,
    ) -> None:
        """Refused: geo_missing, damaged, layer_unknown, no_records and the like.

        `folder` is what the file lies in where it was unpacked; it goes with the table.
        """
        need_geo(format_)
        self.format = format_
        self._limits = limits
        self._folder = folder
        self._job = {
            "decoder": "layers",
            "path": str(path.resolve()),
            "layer": layer,
            "encoding": encoding,
        }
        self._spare: Child | None = Child(self._job, limits)
        opened = self._spare.opened
        if not opened["total"]:
            self._spare.close()
            raise unreadable("no_records")
        self._job["layer"] = opened["layer"]
        self.columns, _ = unique_names([str(name) for name in opened["columns"]])
        self.crs = str(opened["crs"])
        self.total: int | None = int(opened["total"])
        self.facts = _layer_facts(opened)

    def rows(self, after: int = 0) -> Iterator[SourceRow]:
        """The features with a number above `after`."""
        spare, self._spare = self._spare, None
        child = ready(spare, self._job, self._limits)
        for count, raw in enumerate(child.rows(after), start=1):
            if count > self._limits.rows:
                raise unreadable("too_many_rows", limit=self._limits.rows)
            yield row_of(raw, self.columns, self._limits)


def open_shapefile(path: Path, found: list[Entry], reading: Reading, limits: Limits) -> LayerTable:
    """The shapefile in a ZIP: unpacked under a name of our own, with an encoding that is certain.

    Without a .cpg GDAL reads Chinese as Latin rubbish and says nothing; here it is GB 18030.
    """
    need_geo("Shapefile")
    stems = [entry.name[:-4] for entry in found if entry.name.lower().endswith(".shp")]
    stem = _chosen(stems, reading.layer)
    parts = {
        entry.name[len(stem) :].lower(): entry
        for entry in found
        if entry.name.lower().startswith(f"{stem.lower()}.")
    }
    missing = [suffix for suffix in _NEEDED if suffix not in parts]
    if missing:
        raise unreadable("shapefile_incomplete", missing=" ".join(missing))
    with archives.scratch() as folder:
        shp = Path(folder.name) / "layer.shp"
        with archives.opened(path) as archive:
            codec, fact = _encoding(archive, parts.get(".cpg"), reading.encoding)
            for suffix in _TAKEN:
                if suffix in parts:
                    archives.unpack(archive, parts[suffix], shp.with_suffix(suffix), limits)
        table = LayerTable(shp, "shapefile", "", limits, encoding=codec, folder=folder)
    names = [_base(each) for each in stems]
    own = [Fact("layer", T("图层：%(name)s", name=_base(stem)))]
    own += _other_facts([name for name in names if name != _base(stem)])
    table.facts = (*own, fact, *(each for each in table.facts if each.code == "crs"))
    return table


def need_geo(format_: str) -> None:
    """Refused, geo_missing, where the extra `geo` is not installed."""
    if not all(importlib.util.find_spec(name) for name in ("pyogrio", "pyproj")):
        raise unreadable("geo_missing", format=format_)


def _encoding(archive: Any, cpg: Entry | None, wanted: str) -> tuple[str, Fact]:
    if wanted:
        codec = CODECS.get(wanted.strip().lower())
        if codec is None:
            raise unreadable("encoding_name", name=wanted[:40])
        return codec, Fact("encoding", T("文字编码：%(name)s", name=ENCODING_NAMES[codec]))
    if cpg is None:
        return "gb18030", Fact("encoding", T("没有 .cpg 文件，文字按 GB 18030 读取"))
    written = archives.beginning(archive, cpg, _CPG_BYTES).decode("ascii", errors="replace").strip()
    number = "".join(sign for sign in written if sign.isdigit())
    codec = CODECS.get(written.lower()) or _CODE_PAGES.get(number) or _plain_name(written)
    return codec, Fact("encoding", T("文字编码按 .cpg 文件：%(name)s", name=written[:40]))


def _plain_name(written: str) -> str:
    """A name that Python knows too; else it cannot be trusted."""
    import codecs

    try:
        return codecs.lookup(written).name
    except (LookupError, ValueError):
        raise unreadable("encoding_name", name=written[:40]) from None


def _chosen(stems: list[str], wanted: str) -> str:
    if not wanted:
        return min(stems)
    for stem in stems:
        if wanted in {stem, _base(stem)}:
            return stem
    raise unreadable("layer_unknown", name=wanted[:60])


def _base(stem: str) -> str:
    return stem.replace("\\", "/").rpartition("/")[2]


def _layer_facts(opened: dict[str, Any]) -> tuple[Fact, ...]:
    facts = [Fact("layer", T("图层：%(name)s", name=opened["layer"]))]
    facts += _other_facts([name for name in opened["layers"] if name != opened["layer"]])
    crs = str(opened["crs"])
    if not crs:
        facts.append(Fact("crs", T("文件没有写明坐标系，请在导入时选定")))
    elif crs.startswith("EPSG:"):
        facts.append(Fact("crs", T("坐标系：%(name)s", name=crs)))
    else:
        facts.append(Fact("crs", T("坐标系不在 EPSG 目录中：%(name)s", name=crs[:80])))
    return tuple(facts)


def _other_facts(others: list[str]) -> list[Fact]:
    if not others:
        return []
    names = "、".join(name[:60] for name in others[:10])
    text = T("还有 %(n)d 个图层没有读取：%(names)s", n=len(others), names=names)
    return [Fact("other_layers", text)]
