"""What people send on the pages of importing: facts of a file, its mapping, decisions, papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from imports.rules.notice import Notice
from imports.rules.outcome import Decision
from imports.rules.targets import Target
from registry.core.errors import Invalid
from registry.core.forms import (
    Blank,
    Form,
    Line,
    OptionalLine,
    Prose,
    Query,
    Wrong,
    clean_line,
    clean_prose,
)
from registry.core.ids import is_id
from registry.core.paging import LONGEST_CURSOR
from registry.core.text import T, Text
from registry.heritage.rules import ListKind
from registry.heritage.rules.candidates import LIST_LABELS
from registry.sources.rules import SourceType

MOST_LIST_CHARS = 200_000


def _id(value: str) -> str:
    if not is_id(value):
        raise Wrong(T("请从列出的选项中选择"))
    return value


def _web_address(value: str) -> str:
    text = clean_line(value)
    if text and not text.startswith(("https://", "http://")):
        raise Wrong(T("网址以 https:// 或 http:// 开头"))
    return text


Id = Annotated[str, AfterValidator(_id)]
RowVersion = Annotated[int, Field(ge=1)]
Short = Annotated[str, StringConstraints(max_length=120), AfterValidator(clean_line)]


class FileForm(Form):
    """`POST /imports`: where the rows of a file belong, and who says what is in it."""

    division_id: Annotated[Id | None, Blank] = None
    source_title: Annotated[OptionalLine, StringConstraints(max_length=200)] = ""
    source_type: Annotated[SourceType | None, Blank] = None
    source_holder: OptionalLine = ""
    source_url: Annotated[str, StringConstraints(max_length=1000), AfterValidator(_web_address)] = (
        ""
    )
    source_licence: OptionalLine = ""
    source_accessed_on: Annotated[date | None, Blank] = None


class ListForm(FileForm):
    """`POST /imports/new/list`: a pasted list, one name a line."""

    text: Annotated[Prose, StringConstraints(max_length=MOST_LIST_CHARS)]


def _known_list(value: str) -> str:
    if value and value not in LIST_LABELS:
        raise Wrong(T("请从列出的选项中选择"))
    return value


class CandidatesForm(Form):
    """`POST /imports/new/candidates`: the notice of a list, and the list where it is pasted.

    `list_key` is one of the lists known here, or empty where `list_name` says another in words.
    """

    kind: ListKind
    title: Annotated[Line, StringConstraints(max_length=200)]
    document_no: Annotated[OptionalLine, StringConstraints(max_length=60)] = ""
    issuer: Annotated[OptionalLine, StringConstraints(max_length=120)] = ""
    published_on: date
    ends_on: Annotated[date | None, Blank] = None
    url: Annotated[str, StringConstraints(max_length=1000), AfterValidator(_web_address)] = ""
    list_key: Annotated[str, AfterValidator(_known_list)] = ""
    list_name: Annotated[OptionalLine, StringConstraints(max_length=40)] = ""
    heritage_class: Annotated[OptionalLine, StringConstraints(max_length=60)] = ""
    batch: Annotated[OptionalLine, StringConstraints(max_length=60)] = ""
    text: Annotated[
        str, StringConstraints(max_length=MOST_LIST_CHARS), AfterValidator(clean_prose)
    ] = ""

    def notice(self) -> Notice:
        """The notice, for one of the lists that are known or for one named in words.

        Raises:
            Invalid: no list or two; an end before the beginning.
        """
        faults: dict[str, list[Text]] = {}
        if bool(self.list_key) == bool(self.list_name):
            faults["list_key"] = [T("请选一个名录，或者只写名录的名称")]
        if self.ends_on is not None and self.ends_on < self.published_on:
            faults["ends_on"] = [T("截止日不能早于开始日")]
        if faults:
            raise Invalid(faults)
        own = self.model_dump(exclude={"list_key", "list_name", "text"})
        return Notice(list_key=self.list_key or self.list_name, **own)


class RunsQuery(Query):
    """`GET /imports`."""

    after: Annotated[str, StringConstraints(max_length=LONGEST_CURSOR)] | None = None


class RowsQuery(Query):
    """`GET /imports/<id>`: which rows to show."""

    outcome: Literal["create", "update", "unchanged", "conflict", "rejected", "done"] | None = None
    after: Annotated[str, StringConstraints(max_length=LONGEST_CURSOR)] | None = None


class DownloadQuery(Query):
    """`GET /imports/<id>/problems.csv`."""

    encoding: Literal["utf-8", "gb18030"] = "utf-8"


class PaperForm(Form):
    """`POST /imports/<id>/paper`: 解密依据."""

    number: Annotated[Line, StringConstraints(max_length=120)]
    issuer: Annotated[Line, StringConstraints(max_length=120)]


class ReasonForm(Form):
    """`POST /imports/<id>/undo`: why a run is taken back."""

    reason: Line


def _choice(value: str) -> str:
    word, _, place_id = value.partition(":")
    if word not in {Decision.CREATE, Decision.USE, Decision.SKIP}:
        raise Wrong(T("请从列出的选项中选择"))
    if (word == Decision.USE) != bool(place_id) or (place_id and not is_id(place_id)):
        raise Wrong(T("请选定一个地名"))
    return value


class DecisionForm(Form):
    """`POST /imports/<id>/rows/<number>`: what a person says of a row in conflict.

    `choice` is a decision, or `use:<place>`; `alike` extends it to the rows in the same case.
    """

    choice: Annotated[str, StringConstraints(max_length=40), AfterValidator(_choice)]
    alike: bool = False

    @property
    def decision(self) -> Decision:
        """What was decided."""
        return Decision(self.choice.partition(":")[0])

    @property
    def place_id(self) -> str | None:
        """The place that was chosen, for `use`."""
        return self.choice.partition(":")[2] or None


class KeepProfileForm(Form):
    """The name under which a mapping is kept."""

    profile_title: Annotated[Line, StringConstraints(max_length=120)]


READING_FIELDS = ("encoding", "delimiter", "sheet", "layer")
ENCODINGS = ("utf-8", "gb18030", "utf-16")
DELIMITERS = (",", "\t", ";", "|")


@dataclass(frozen=True, slots=True)
class MappingForm:
    """`POST /imports/<id>/mapping`: how the file is read and which column fills which field."""

    profile: str
    seen_version: int
    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    reading: dict[str, Any] = field(default_factory=dict)
    match_only: bool = False


def parse_mapping(raw: Mapping[str, Any], columns: Sequence[str]) -> MappingForm:
    """Read the mapping form of a file with these columns, in the fields `column-0`, `column-1` ….

    Raises:
        Invalid: every wrong field at once.
    """
    faults: dict[str, list[Text]] = {}
    chosen = _columns(raw, columns, faults)
    reading = _reading(raw, faults)
    constants = _constants(raw, faults)
    version = str(raw.get("seen_version") or "")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        faults["form"] = [T("页面已过期，请重新打开")]
    if faults:
        raise Invalid(faults)
    return MappingForm(
        profile=str(raw.get("profile") or "")[:60].replace("\0", ""),
        seen_version=int(version),
        columns=chosen,
        constants=constants,
        reading=reading,
        match_only=bool(raw.get("match_only")),
    )


def _columns(
    raw: Mapping[str, Any], columns: Sequence[str], faults: dict[str, list[Text]]
) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for index, column in enumerate(columns):
        target = str(raw.get(f"column-{index}") or "")
        if not target:
            continue
        if target not in set(Target):
            faults[f"column-{index}"] = [T("请从列出的选项中选择")]
        elif target in chosen:
            faults[f"column-{index}"] = [T("“%(column)s”已经用作这个字段", column=chosen[target])]
        else:
            chosen[target] = column
    return chosen


def _reading(raw: Mapping[str, Any], faults: dict[str, list[Text]]) -> dict[str, Any]:
    reading: dict[str, Any] = {name: str(raw[name]) for name in READING_FIELDS if raw.get(name)}
    for name, offered in (("encoding", ENCODINGS), ("delimiter", DELIMITERS)):
        if reading.get(name, "") not in {"", *offered}:
            faults[name] = [T("请从列出的选项中选择")]
    for name in ("sheet", "layer"):
        try:
            reading[name] = clean_line(reading.get(name, ""))[:200]
        except Wrong as wrong:
            faults[name] = [wrong.text]
    header = str(raw.get("header_row") or "").strip()
    if header:
        if header.isascii() and header.isdigit() and len(header) < 6:
            reading["header_row"] = int(header)
        else:
            faults["header_row"] = [T("请填写整数")]
    return reading


def _constants(raw: Mapping[str, Any], faults: dict[str, list[Text]]) -> dict[str, str]:
    constants: dict[str, str] = {}
    for name in raw:
        target = name.removeprefix("constant-")
        if target == name:
            continue
        try:
            value = clean_line(str(raw[name] or ""))
        except Wrong as wrong:
            faults[name] = [wrong.text]
            continue
        if target not in set(Target) or len(value) > 200:
            faults[name] = [T("这一项写得不对，请检查")]
        elif value:
            constants[target] = value
    return constants
