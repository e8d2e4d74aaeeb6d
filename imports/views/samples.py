"""A small sample for each shipped profile: the headers it is known by and two rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from imports.profiles import profile_named
from imports.rules.mapping import Profile
from imports.rules.targets import Target

_T = Target
# Real names of Hefei with nothing about them that is not public; codes are left empty.
_VILLAGE: Mapping[_T, str] = {
    _T.NAME: "龙城村",
    _T.ROMAN: "Lóngchéng Cūn",
    _T.KIND: "行政村",
    _T.CATEGORY_NAME: "行政村",
    _T.CATEGORY_CODE: "21610",
    _T.PROVINCE: "安徽省",
    _T.CITY: "合肥市",
    _T.COUNTY: "肥东县",
    _T.TOWNSHIP: "石塘镇",
    _T.DIVISION: "安徽省合肥市肥东县石塘镇",
    _T.SECRECY: "公开",
    _T.STATUS: "现今",
    _T.LISTED: "合肥市肥东县石塘镇龙城村",
    _T.HOUSE_NUMBER: "12",
    _T.STEP_NAMED_ON: "2026-03-02",
    _T.STEP_NAMED_BASIS: "示例〔2026〕1号",
    _T.STEP_LISTED_ON: "2026-04-10",
    _T.STEP_LISTED_BASIS: "示例：国家地名信息库查得",
}
_TOWN: Mapping[_T, str] = {
    _T.NAME: "柘皋镇",
    _T.ROMAN: "Zhègāo Zhèn",
    _T.KIND: "镇",
    _T.CATEGORY_NAME: "镇",
    _T.CATEGORY_CODE: "21500",
    _T.PROVINCE: "安徽省",
    _T.CITY: "合肥市",
    _T.COUNTY: "巢湖市",
    _T.DIVISION: "安徽省合肥市巢湖市",
    _T.SECRECY: "公开",
    _T.STATUS: "现今",
    _T.LISTED: "合肥市巢湖市柘皋镇",
    _T.HOUSE_NUMBER: "12附1",
    _T.POSTCODE: "238062",
    _T.STEP_MAPPED_ON: "2026-05-20",
    _T.STEP_MAPPED_BASIS: "示例：天地图查得",
}
_BRIEF = (
    *(_T.NAME, _T.ALIAS, _T.FORMER, _T.KIND, _T.COUNTY, _T.TOWNSHIP, _T.VILLAGE),
    *(_T.LON, _T.LAT, _T.DATUM, _T.ORIGIN, _T.SECRECY),
)
_TAB_SEPARATED = frozenset({"lp-tsv"})
# What such a file has besides, so that it is known for what it is.
_SPECIAL: Mapping[str, Mapping[str, str]] = {
    "lp-tsv": {"title_source": "示例", "ccodes": "CN", "start": "1912"}
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A file to download: its name and its bytes (UTF-8, with a mark where sheets need it)."""

    file_name: str
    media_type: str
    content: bytes


def sample(name: str) -> Sample | None:
    """The sample of a shipped profile, or None where there is no such profile."""
    profile = profile_named(name)
    if profile is None:
        return None
    if "list" in profile.formats:
        lines = "\n".join(row[_T.LISTED] for row in (_VILLAGE, _TOWN)) + "\n"
        return Sample(f"{name}.txt", "text/plain; charset=utf-8", lines.encode("utf-8-sig"))
    tabs = name in _TAB_SEPARATED
    ending, media_type = (".tsv", "text/tab-separated-values") if tabs else (".csv", "text/csv")
    text = _table(profile, "\t" if tabs else ",")
    return Sample(f"{name}{ending}", f"{media_type}; charset=utf-8", text.encode("utf-8-sig"))


def _table(profile: Profile, delimiter: str) -> str:
    wanted = _BRIEF if profile.name == "generic" else tuple(profile.headers)
    special = _SPECIAL.get(profile.name, {})
    headers = {target: profile.headers[target][0] for target in wanted if target in profile.headers}
    columns = [*headers.values(), *(name for name in special if name not in headers.values())]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=delimiter, lineterminator="\r\n", restval="")
    writer.writeheader()
    for row in (_VILLAGE, _TOWN):
        cells = {header: row.get(target, "") for target, header in headers.items()}
        writer.writerow({**cells, **special})
    return out.getvalue()
