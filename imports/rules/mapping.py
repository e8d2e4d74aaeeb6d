"""Which column of a file fills which field: mappings, and the profiles that find them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from imports.rules.targets import SIGN_FIELDS, Target
from registry.core.errors import Invalid
from registry.core.text import T, Text
from registry.signage.rules.steps import Step

DOORPLATE_PARTS = frozenset({Target.BUILDING.value, Target.POSTCODE.value})
STEP_COLUMNS: dict[Step, tuple[str, str]] = {
    Step.NAMED: (Target.STEP_NAMED_ON.value, Target.STEP_NAMED_BASIS.value),
    Step.LISTED: (Target.STEP_LISTED_ON.value, Target.STEP_LISTED_BASIS.value),
    Step.MAPPED: (Target.STEP_MAPPED_ON.value, Target.STEP_MAPPED_BASIS.value),
}
"""By step: the field of its day and the field of its basis."""
STEP_DAYS = frozenset(on for on, _basis in STEP_COLUMNS.values())
STEP_PARTS = frozenset(basis for _on, basis in STEP_COLUMNS.values()) | {Target.STEP_NOTE.value}
NAMING = frozenset({Target.NAME.value, Target.LISTED.value, Target.SIGN_CODE.value})
"""What says which thing a row is about."""
SIGN_PARTS = frozenset(target.value for target in SIGN_FIELDS)


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """`columns`: target → column of the file; `constants`: target → one value for every row.

    `match_only`: rows are compared with the registry and never become new places.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    match_only: bool = False

    @property
    def of_doorplates(self) -> bool:
        """Whether the rows are house numbers of places and no places themselves."""
        return Target.HOUSE_NUMBER.value in self.columns

    @property
    def of_steps(self) -> bool:
        """Whether the rows are steps that registered names took."""
        return bool(STEP_DAYS & set(self.columns))

    @property
    def of_signs(self) -> bool:
        """Whether the rows are about signs that stand, by their codes."""
        return Target.SIGN_CODE.value in self.columns

    @property
    def of_places(self) -> bool:
        """Whether the rows are places, and may become new ones."""
        return not (self.of_doorplates or self.of_steps or self.of_signs)

    def as_data(self) -> dict[str, Any]:
        """Plain data, as a run and a kept profile store it."""
        return {
            "columns": dict(self.columns),
            "constants": dict(self.constants),
            "match_only": self.match_only,
        }


def mapping_from(data: Mapping[str, Any]) -> ColumnMapping:
    """A mapping from what a run or a kept profile stores."""
    return ColumnMapping(
        columns=dict(data.get("columns") or {}),
        constants=dict(data.get("constants") or {}),
        match_only=bool(data.get("match_only")),
    )


def checked_mapping(mapping: ColumnMapping, columns: Sequence[str]) -> ColumnMapping:
    """The mapping, if it can be used on a file with these columns.

    Raises:
        Invalid: an unknown target or column, a column used twice, or nothing that names a place.
    """
    faults: dict[str, list[Text]] = {}
    known, seen = set(columns), dict[str, str]()
    targets = {target.value for target in Target}
    faults |= _misplaced(mapping, targets)
    for target, column in mapping.columns.items():
        if target not in targets:
            continue
        if column not in known:
            faults[target] = [T("文件里没有“%(column)s”这一列", column=column)]
        elif column in seen:
            faults[target] = [T("“%(column)s”这一列已经用于别的字段", column=column)]
        seen[column] = target
    secrecy = secrecy_column(columns)
    if secrecy is not None and mapping.columns.get(Target.SECRECY.value) != secrecy:
        # Nobody gets around 密级 by leaving its column out.
        faults[Target.SECRECY.value] = [T("“%(column)s”这一列要用作密级", column=secrecy)]
    if not NAMING & set(mapping.columns):
        faults.setdefault(Target.NAME.value, []).append(T("请指明名称在哪一列"))
    if faults:
        raise Invalid(faults)
    return mapping


def _misplaced(mapping: ColumnMapping, targets: set[str]) -> dict[str, list[Text]]:
    """Fields that there are none of, and fields of another kind of list."""
    faults = {
        target: [T("没有这个字段")]
        for target in (*mapping.columns, *mapping.constants)
        if target not in targets
    }
    faults |= _misplaced_of_signs(mapping)
    if not mapping.of_doorplates:
        for target in DOORPLATE_PARTS & set(mapping.columns):
            faults[target] = [T("只有门牌表用得上：请先指明门牌号在哪一列")]
    if not mapping.of_steps:
        for target in STEP_PARTS & {*mapping.columns, *mapping.constants}:
            faults[target] = [T("请先指明命名、入库或上图的日期在哪一列")]
    elif mapping.of_doorplates:
        said = T("一份文件不能既是门牌表又是命名、入库、上图的登记表")
        faults[Target.HOUSE_NUMBER.value] = [said]
    for target in STEP_DAYS & set(mapping.constants):
        faults[target] = [T("日期要逐行写，不能整份文件同一个")]
    return faults


def _misplaced_of_signs(mapping: ColumnMapping) -> dict[str, list[Text]]:
    """Fields of signs in another list, and a register of signs that says nothing of them."""
    said = SIGN_PARTS & set(mapping.columns)
    if not mapping.of_signs:
        words = T("只有标志台账用得上：请先指明标志编码在哪一列")
        return {target: [words] for target in said}
    code = Target.SIGN_CODE.value
    if mapping.of_doorplates or mapping.of_steps:
        return {code: [T("一份文件只能是一种表：标志台账里不能有门牌号，也不能有命名、入库、上图")]}
    if not said:
        return {code: [T("除了编码，请至少指明产权、维护、日期、费用中的一列")]}
    return {}


@dataclass(frozen=True, slots=True)
class Profile:
    """A shipped way of reading one kind of file.

    `headers`: target → the headers it is known by, the usual one first. `signature`: headers that
    only this kind of file has. `formats`: formats of tables that are this kind by themselves.
    """

    name: str
    title: Text
    note: Text
    headers: Mapping[Target, Sequence[str]]
    source_type: str
    source_title: Text
    signature: Sequence[str] = ()
    formats: frozenset[str] = frozenset()
    constants: Mapping[Target, str] = field(default_factory=dict)
    match_only: bool = False
    is_official: bool = False
    licence: str = ""
    ignored: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Detected:
    """How well a profile fits a file: 0 to 100, what was recognised and what was not."""

    profile: Profile
    score: int
    mapping: ColumnMapping
    recognised: tuple[str, ...]
    unused: tuple[str, ...]


_NOISE = re.compile(r"[\s*＊:：()（）\[\]【】_\-./、]+")


@lru_cache(maxsize=4096)
def header_key(header: str) -> str:
    """A header as headers are compared: width, case, spaces, marks and brackets do not count."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", header).casefold())


_SECRECY_HEADERS = frozenset({"保密级别", "保密等级", "定密", "secrecy"})
_SECRECY_WORDS = ("密级", "涉密", "是否保密", "是否秘密", "是否公开")


def secrecy_columns(columns: Sequence[str]) -> tuple[str, ...]:
    """The columns that say how secret a row is, known by their headers whatever the profile.

    Under a heading of two rows (基本信息/密级), with a remark (密级（公开、内部）) or a second time
    (密级 2), or as a question (是否涉密) it is one all the same: what is taken for one by mistake
    keeps a row out, no more.
    """
    keys = ((one, header_key(one)) for one in columns)
    return tuple(
        one
        for one, key in keys
        if any(word in key for word in _SECRECY_WORDS)
        or any(key.endswith(known) for known in _SECRECY_HEADERS)
    )


def secrecy_column(columns: Sequence[str]) -> str | None:
    """The first of the columns that say how secret a row is."""
    return next(iter(secrecy_columns(columns)), None)


def fit(profile: Profile, columns: Sequence[str], table_format: str) -> Detected:
    """How a profile would read a file with these columns."""
    by_key: dict[str, str] = {}
    for column in columns:
        by_key.setdefault(header_key(column), column)
    found: dict[str, str] = {}
    taken: set[str] = set()
    for target, headers in profile.headers.items():
        for header in headers:
            match = by_key.get(header_key(header))
            if match is not None and match not in taken:
                found[target.value] = match
                taken.add(match)
                break
    secrecy = secrecy_column(columns)
    if secrecy is not None and secrecy not in taken:
        found[Target.SECRECY.value] = secrecy
        taken.add(secrecy)
    known = {header_key(header) for header in profile.ignored}
    understood = [column for column in columns if column in taken or header_key(column) in known]
    mapping = ColumnMapping(
        columns=found,
        constants={target.value: value for target, value in profile.constants.items()},
        match_only=profile.match_only,
    )
    return Detected(
        profile=profile,
        score=_score(profile, by_key, len(understood), len(columns), table_format, found),
        mapping=mapping,
        recognised=tuple(column for column in columns if column in taken),
        unused=tuple(column for column in columns if column not in taken),
    )


def _score(
    profile: Profile,
    by_key: Mapping[str, str],
    understood: int,
    total: int,
    table_format: str,
    found: Mapping[str, str],
) -> int:
    if not NAMING & set(found):
        return 0
    signature = [header_key(header) in by_key for header in profile.signature]
    # A profile without a signature of its own is the fallback: it may win, never by a hair.
    marks = 35 * sum(signature) / len(signature) if signature else 12
    share = 60 * understood / max(1, total)
    bonus = 45 if table_format in profile.formats else 0
    return min(100, round(marks + share + bonus))


def detect(
    profiles: Sequence[Profile], columns: Sequence[str], table_format: str
) -> list[Detected]:
    """The profiles that may read a file, the best first."""
    fits = [fit(profile, columns, table_format) for profile in profiles]
    ranked = sorted(fits, key=lambda one: (-one.score, one.profile.name))
    # Of a file that nobody knows nothing is assumed: not that it is a list only to be compared.
    plain = [one for one in ranked if not one.profile.signature]
    return [one for one in ranked if one.score > 0] or plain[:1] or ranked[:1]
