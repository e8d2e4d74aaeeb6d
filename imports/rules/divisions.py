"""Which division a row means: texts at several levels or in one piece, codes, editions, changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from registry.places.rules import COUNTY_LEVELS, is_division
from registry.places.rules.folding import fold
from registry.places.rules.likeness import area_of

# GB/T 2260: the first two digits of a county's code.
_PROVINCES: dict[str, str] = dict(
    pair.split(":")
    for pair in (
        *("11:北京市", "12:天津市", "13:河北省", "14:山西省", "15:内蒙古自治区", "21:辽宁省"),
        *("22:吉林省", "23:黑龙江省", "31:上海市", "32:江苏省", "33:浙江省", "34:安徽省"),
        *("35:福建省", "36:江西省", "37:山东省", "41:河南省", "42:湖北省", "43:湖南省"),
        *("44:广东省", "45:广西壮族自治区", "46:海南省", "50:重庆市", "51:四川省", "52:贵州省"),
        *("53:云南省", "54:西藏自治区", "61:陕西省", "62:甘肃省", "63:青海省"),
        *("64:宁夏回族自治区", "65:新疆维吾尔自治区", "71:台湾省", "81:香港特别行政区"),
        "82:澳门特别行政区",
    )
)
_PROVINCE_CODES = {
    spelt: code for code, name in _PROVINCES.items() for spelt in (name, name.removesuffix("省"))
}
_GENERICS = ("市", "县", "区", "镇", "乡", "街道")
_LINKS = " \t·>-—/／、,，　"


class DivisionLike(Protocol):
    """What the index needs to know of a division."""

    id: str
    scheme: str
    edition: str
    code: str
    name: str
    level: str
    parent_id: str | None
    path: str
    twin_division_id: str | None
    label_lon: float | None
    label_lat: float | None
    valid_to: date | None


Told = tuple[str, dict[str, Any]]
"""A problem without its cell: (code, parameters)."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The division of a row; `division_id` is "" where it could not be told. `rest`: text left."""

    division_id: str
    told: tuple[Told, ...] = ()
    rest: str = ""


@dataclass(slots=True)
class DivisionIndex:
    """All divisions in memory: a few thousand rows, asked a million times.

    `changes`: id of a division that is gone → (id of the one that took its place, year).
    """

    rows: Iterable[DivisionLike]
    changes: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    by_id: dict[str, DivisionLike] = field(default_factory=dict)
    _exact: dict[str, list[str]] = field(default_factory=dict)
    _short: dict[str, list[str]] = field(default_factory=dict)
    _coded: dict[str, list[DivisionLike]] = field(default_factory=dict)
    _areas: dict[tuple[str, tuple[str, str]], str] = field(default_factory=dict)
    _gone: dict[str, list[str]] = field(default_factory=dict)
    _counties: dict[str, str | None] = field(default_factory=dict)
    _longest: int = 0
    _cache: dict[tuple[Any, ...], Resolved] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sort the rows into the tables that are asked."""
        every = list(self.rows)
        self.by_id = {row.id: row for row in every}
        for row in every:
            lead = self.lead(row.id)
            if row.valid_to is not None:
                _note(self._gone, row.name, lead)
                continue
            _note(self._exact, row.name, lead)
            for name in _shorter(row.name):
                _note(self._short, name, lead)
            self._longest = max(self._longest, len(row.name))
            self._coded.setdefault(row.code, []).append(row)
            area = area_of(fold(row.name)) if row.level == "village" else None
            if area is not None:
                parent = self.by_id[lead].parent_id or ""
                self._areas.setdefault((parent, area), lead)

    def lead(self, division_id: str) -> str:
        """The row of a pair of twins that places hang from."""
        return self.by_id[division_id].twin_division_id or division_id

    def under(self, division_id: str, above: str) -> bool:
        """Whether a division is another, or lies in it."""
        return not above or above in self.by_id[division_id].path.split("/")

    def path_ids(self, division_id: str) -> tuple[str, ...]:
        """Ids from the top down to the division itself."""
        return tuple(part for part in self.by_id[division_id].path.split("/") if part)

    def county_of(self, division_id: str) -> str | None:
        """The county or functional zone it lies in, or None above counties."""
        found = self._counties.get(division_id, "")
        if found == "":
            levels = ((one, self.by_id[one].level) for one in self.path_ids(division_id))
            found = next((one for one, level in levels if level in COUNTY_LEVELS), None)
            self._counties[division_id] = found
        return found

    def named(self, name: str) -> tuple[str, ...]:
        """Divisions of today that are called exactly so."""
        return tuple(self._exact.get(name, ()))

    def name_of(self, division_id: str) -> str:
        """The name for messages."""
        row = self.by_id.get(division_id)
        return "" if row is None else row.name

    # --- asking

    def resolve(
        self,
        parts: Sequence[str],
        *,
        code: str = "",
        edition: str = "",
        under: str = "",
    ) -> Resolved:
        """The division that these texts (from the top down, empty ones left out) and code mean.

        `under` is the division the whole file was said to lie in. Answers are kept: a file
        repeats its divisions.
        """
        key = (*parts, "\0", code, edition, under)
        found = self._cache.get(key)
        if found is None:
            if len(self._cache) > 200_000:
                self._cache.clear()
            found = self._cache[key] = self._resolve(parts, code, edition, under)
        return found

    def _resolve(self, parts: Sequence[str], code: str, edition: str, under: str) -> Resolved:
        if not parts:
            return self._by_code(code, edition, under) if code else Resolved(under)
        by_text = self._walk(parts, under)
        if not by_text.division_id:
            by_text = self._then(parts, under) or by_text
        if not code or not by_text.division_id:
            return by_text
        return self._with_code(by_text, code, edition)

    def _then(self, parts: Sequence[str], under: str) -> Resolved | None:
        """What the texts meant in an older list, and what became of it: 巢湖市居巢区 → 巢湖市."""
        current = ""
        for name in self._gone_names(parts):
            known = [one for one in self._gone.get(name, ()) if self.under(one, current)]
            if len(known) != 1:
                return None
            current = known[0]
        if not current:
            return None
        found = self._now("".join(parts), current)
        is_there = found.division_id != current and self.under(found.division_id, under)
        return found if is_there else None

    def _gone_names(self, parts: Sequence[str]) -> Iterator[str]:
        """The names in texts, cut by what divisions that are gone were called."""
        for part in parts:
            rest = part.strip(_LINKS)
            province = next((one for one in _PROVINCE_CODES if rest.startswith(one)), "")
            rest = rest.removeprefix(province).strip(_LINKS)
            while rest:
                names = (rest[:size] for size in range(len(rest), 1, -1))
                name = next((one for one in names if one in self._gone), rest)
                yield name
                rest = rest.removeprefix(name).strip(_LINKS)

    def _walk(self, parts: Sequence[str], under: str) -> Resolved:
        current, told, province = under, list[Told](), ""
        for part in parts:
            text = part.strip(_LINKS)
            if not text:
                continue
            if text in _PROVINCE_CODES:
                province = _PROVINCE_CODES[text]
                continue
            step = self._step(text, current, under)
            told += step.told
            if not step.division_id:
                return Resolved("", tuple(told), step.rest)
            current = step.division_id
        if province and current and not self.by_id[current].code.startswith(province):
            return Resolved("", ((("division_unknown"), {"part": _PROVINCES[province]}),))
        return Resolved(current, tuple(told))

    def _step(self, text: str, current: str, under: str) -> Resolved:
        """One step down from `current`: one name, or several written without a break."""
        known = self._here(text, current)
        if len(known) == 1:
            return self._now(text, known[0])
        if len(known) > 1:
            names = "、".join(self._long_name(one) for one in known[:4])
            return Resolved("", (("division_ambiguous", {"part": text, "choices": names}),))
        above = [one for one in self._exact.get(text, ()) if current and self.under(current, one)]
        if above:
            # 三河镇肥西县: what comes later lies above what came before.
            is_order = above != [current] and current != under
            return Resolved(current, (("division_order", {}),) if is_order else ())
        split = self.split(text, current, under)
        if split.rest or not split.division_id:
            return Resolved("", (*split.told, ("division_unknown", {"part": split.rest or text})))
        return split

    def _here(self, name: str, current: str) -> list[str]:
        """Divisions of this name inside `current`, those that are still there before the gone."""
        found = [one for one in self._exact.get(name, ()) if self.under(one, current)]
        found = found or [one for one in self._short.get(name, ()) if self.under(one, current)]
        if current in found and len(found) > 1:
            found.remove(current)
        best = [one for one in found if one not in self.changes] or found
        best = [one for one in best if self.by_id[one].level != "province"]
        if len(best) > 1:
            top = min(len(self.path_ids(one)) for one in best)
            best = [one for one in best if len(self.path_ids(one)) == top]
        return best

    def _now(self, text: str, division_id: str) -> Resolved:
        """The division of today for one that has gone: 居巢区 → 巢湖市."""
        change = self.changes.get(division_id)
        if change is None or change[0] not in self.by_id:
            return Resolved(division_id)
        now = self.lead(change[0])
        told: Told = ("division_then", {"part": text, "now": self.name_of(now), "year": change[1]})
        return Resolved(now, (told,))

    def split(self, text: str, current: str = "", under: str = "") -> Resolved:
        """Walk into a text without breaks: 合肥市庐江县龙桥镇黄屯老街 → 龙桥镇, rest 黄屯老街.

        What lies above `under`, where the whole file was said to lie, is no wrong order: rows say
        their city and county all the same.
        """
        told: list[Told] = []
        rest = text.strip(_LINKS)
        for name, code in _PROVINCE_CODES.items():
            if code == "34" and rest.startswith(name) and len(rest) > len(name):
                rest = rest.removeprefix(name).strip(_LINKS)
                break
        while rest:
            name = self._prefix(rest, current)
            if not name:
                break
            known = self._here(name, current)
            if len(known) > 1:
                names = "、".join(self._long_name(one) for one in known[:4])
                told.append(("division_ambiguous", {"part": name, "choices": names}))
                return Resolved("", tuple(told), rest)
            if not known and current != under:
                told.append(("division_order", {}))
            elif known:
                step = self._now(name, known[0])
                told += step.told
                current = step.division_id
            rest = rest.removeprefix(name).strip(_LINKS)
        return Resolved(current, tuple(told), rest)

    def _prefix(self, text: str, current: str) -> str:
        """The longest division name that the text begins with and that lies inside or above."""
        for size in range(min(self._longest, len(text)), 1, -1):
            name = text[:size]
            if not name.endswith(_GENERICS) and size < len(text):
                continue
            for one in self._exact.get(name, ()):
                if self.under(one, current) or (current and self.under(current, one)):
                    return name
        return ""

    def _long_name(self, division_id: str) -> str:
        return "".join(self.name_of(one) for one in self.path_ids(division_id)[-2:])

    # --- codes

    def _with_code(self, by_text: Resolved, code: str, edition: str) -> Resolved:
        """What the text says, held against the code; the code may say more than the text."""
        coded = self.coded(code, edition)
        here = by_text.division_id
        if not coded:
            told: Told = ("division_code_unknown", {"part": code})
            return Resolved(here, (*by_text.told, told))
        if any(self.under(one, here) or self.under(here, one) for one in coded):
            deeper = [one for one in coded if self.under(one, here)]
            return Resolved(deeper[0] if len(deeper) == 1 else here, by_text.told)
        params = {"part": code, "there": self._long_name(coded[0]), "here": self._long_name(here)}
        return Resolved(here, (*by_text.told, ("division_code_differs", params)))

    def _by_code(self, code: str, edition: str, under: str) -> Resolved:
        """The division of a code alone: the same code may be two towns in two lists."""
        inside = [one for one in self.coded(code, edition) if self.under(one, under)]
        if len(inside) == 1:
            return Resolved(inside[0])
        if not inside:
            return Resolved("", (("division_unknown", {"part": code}),))
        names = "、".join(self._long_name(one) for one in inside[:4])
        return Resolved("", (("division_ambiguous", {"part": code, "choices": names}),))

    def coded(self, code: str, edition: str = "") -> list[str]:
        """Divisions with this code in any list (or in one edition or scheme), twins joined.

        The zeros that fill a code up to twelve digits do not count.
        """
        rows = self._coded.get(code) or self._coded.get(_zeros_off(code)) or ()
        chosen = (row for row in rows if edition in {"", row.edition, row.scheme})
        return list(dict.fromkeys(self.lead(row.id) for row in chosen))

    def own(self, division_id: str, kind: str, name: str) -> tuple[str, str]:
        """(division, home) of a place of this kind and name that was said to lie in a division.

        A town is its own division: its row says the county, or the town itself. `home` is what
        it lies in; for anything else both are the division that was said.
        """
        here = self.by_id[division_id]
        if here.name == name and is_division(kind, here.level):
            return division_id, here.parent_id or division_id
        for one in self._exact.get(name, ()):
            row = self.by_id[one]
            if row.parent_id == division_id and is_division(kind, row.level):
                return one, division_id
        area = area_of(fold(name))
        if area is not None:
            same = self._areas.get((division_id, area))
            if same is not None and is_division(kind, self.by_id[same].level):
                return same, division_id
            parent = here.parent_id or ""
            if is_division(kind, here.level) and self._areas.get((parent, area)) == division_id:
                return division_id, parent or division_id
        return division_id, division_id

    def home_of(self, division_id: str, kind: str) -> str:
        """What a registered place lies in, for comparing it with a row."""
        row = self.by_id.get(division_id)
        if row is None:
            return division_id
        if is_division(kind, row.level):
            return row.parent_id or division_id
        return division_id


def _note(table: dict[str, list[str]], name: str, division_id: str) -> None:
    known = table.setdefault(name, [])
    if division_id not in known:
        known.append(division_id)


def _shorter(name: str) -> tuple[str, ...]:
    for generic in ("街道", "市", "县", "区"):
        if name.endswith(generic) and len(name) > len(generic) + 1:
            return (name.removesuffix(generic),)
    return ()


def _zeros_off(code: str) -> str:
    """340122106000 → 340122106; 340122000 → 340122."""
    while len(code) > 6 and code.endswith("000"):
        code = code[:-3]
    return code
