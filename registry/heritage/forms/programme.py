"""The editor of a programme: its head, its rules, and a row for each criterion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from registry.core.errors import Invalid
from registry.core.forms import (
    Blank,
    Form,
    Line,
    OptionalLine,
    OptionalProse,
    Prose,
    clean_line,
    parse,
)
from registry.core.text import T, Text
from registry.heritage.rules.batches import Batch
from registry.heritage.rules.editing import (
    MAX_BATCHES,
    MAX_CRITERIA,
    batch_faults,
    class_faults,
    criteria_faults,
    level_faults,
    list_faults,
    plain,
)
from registry.heritage.rules.programme import (
    COMMON_CLASSES,
    Assignment,
    Criterion,
    CriterionKind,
    IssuerNature,
    ProgrammeFacts,
    RuleSet,
)
from registry.heritage.rules.states import Level

LEVEL_FIELDS = ("level1", "level2", "level3", "level4")
#: What is written of a criterion; the rest has a preset value or none.
WRITTEN = ("key", "title", "text", "title_en", "text_en", "weight")
BATCH_WRITTEN = ("name", "opens_on", "closes_on")
KEY = r"^[a-z][a-z0-9_-]*$"


def _lines(value: object) -> tuple[str, ...]:
    # A form sends one text, of which a list-typed field gets a list.
    text = "\n".join(value) if isinstance(value, list) else str(value)
    return tuple(line for part in text.splitlines() if (line := clean_line(part)))


Entry = Annotated[str, StringConstraints(max_length=200)]
Lines = Annotated[tuple[Entry, ...], BeforeValidator(_lines)]
Whole = Annotated[int, Field(ge=1, le=366)]


class ProgrammeForm(Form):
    """The head of an edition, and its rules apart from the criteria."""

    title: Annotated[Line, StringConstraints(max_length=120)]
    title_en: OptionalLine = ""
    issuer: Line
    issuer_en: OptionalLine = ""
    issuer_nature: IssuerNature
    heritage_class: Annotated[Line, StringConstraints(max_length=60)]
    common_class: Annotated[OptionalLine, StringConstraints(max_length=60)] = ""
    classes: Lines = ()
    edition: Annotated[Line, StringConstraints(max_length=40)]
    level1: Annotated[Level | None, Blank] = None
    level2: Annotated[Level | None, Blank] = None
    level3: Annotated[Level | None, Blank] = None
    level4: Annotated[Level | None, Blank] = None
    notice_days: Whole
    quorum: Annotated[int, Field(ge=1, le=50)]
    passing_score: Annotated[Annotated[int, Field(ge=0, le=100)] | None, Blank] = None
    visit_required: Annotated[Literal["1"] | None, Blank] = None
    departments: Lines = ()
    attachments: Lines = ()
    expected_suffixes: Lines = ()
    assignment: Assignment = Assignment.OPEN
    basis: Lines = ()
    note: OptionalProse = ""
    note_en: OptionalProse = ""

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels as they were chosen, with "" where none was."""
        return tuple((getattr(self, name) or "") for name in LEVEL_FIELDS)

    @property
    def class_pairs(self) -> tuple[tuple[str, str], ...]:
        """Own classes with the common class behind the equals sign; "" where there is none."""
        parts = [line.partition("=") for line in self.classes]
        return tuple((own.strip(), common.strip()) for own, _sign, common in parts)

    def faults(self, criteria: Mapping[int, Criterion]) -> dict[str, list[Text]]:
        """What only together is wrong."""
        faults = level_faults(self.levels)
        faults |= list_faults(departments=self.departments, attachments=self.attachments)
        wrong = class_faults(self.class_pairs)
        if wrong:
            faults["classes"] = wrong
        if self.common_class not in ("", *COMMON_CLASSES):
            faults["common_class"] = [T("请从列出的选项中选择")]
        return faults | criteria_faults(criteria, self.passing_score or 0)

    def rules(self, criteria: Mapping[int, Criterion], batches: Mapping[int, Batch]) -> RuleSet:
        """The rules as the services take them."""
        return RuleSet(
            edition=self.edition,
            criteria=tuple(criteria.values()),
            levels=tuple(level for level in self.levels if level),
            notice_days=self.notice_days,
            quorum=self.quorum,
            departments=self.departments,
            expected_suffixes=self.expected_suffixes,
            basis=self.basis,
            assignment=self.assignment,
            attachments=self.attachments,
            batches=tuple(batches.values()),
            passing_score=self.passing_score or 0,
            class_map=self.class_pairs,
            visit_required=self.visit_required is not None,
        )


class CriterionForm(Form):
    """One criterion as it is typed."""

    key: Annotated[Line, StringConstraints(max_length=40, pattern=KEY)]
    kind: CriterionKind = CriterionKind.JUDGEMENT
    title: Annotated[Line, StringConstraints(max_length=60)]
    text: Annotated[Prose, StringConstraints(max_length=1000)]
    title_en: OptionalLine = ""
    text_en: Annotated[OptionalProse, StringConstraints(max_length=2000)] = ""
    threshold_years: Annotated[Annotated[int, Field(ge=1, le=10000)] | None, Blank] = None
    weight: Annotated[Annotated[int, Field(ge=0, le=100)] | None, Blank] = None

    def criterion(self) -> Criterion:
        """The criterion as the rules take it."""
        return Criterion(
            key=self.key,
            kind=self.kind,
            title=self.title,
            text=self.text,
            title_en=self.title_en,
            text_en=self.text_en,
            threshold_years=self.threshold_years or 1000,
            weight=self.weight or 0,
        )


class BatchForm(Form):
    """One batch as it is typed; a day left empty is no bound."""

    name: Annotated[Line, StringConstraints(max_length=60)]
    opens_on: Annotated[date | None, Blank] = None
    closes_on: Annotated[date | None, Blank] = None

    def batch(self) -> Batch:
        """The batch as the rules take it."""
        return Batch(self.name, self.opens_on, self.closes_on)


class KeyForm(Form):
    """What a new programme is called in addresses and files."""

    key: Annotated[Line, StringConstraints(max_length=40, pattern=KEY)]


class EditionReasonForm(Form):
    """Why there is a new edition, and why it drops what experts have judged."""

    reason: OptionalProse = ""
    removal_reason: OptionalProse = ""
    previewed: OptionalLine = ""


class ChangeEditionForm(Form):
    """Why a file is put under the edition in force."""

    edition_reason: OptionalProse = ""
    seen_version: int


def programme_facts(raw: Mapping[str, Any], key: str = "") -> ProgrammeFacts:
    """An edition from the fields of its page: the head, and `criterion<n>_key` … for each row.

    `key` is that of the programme it is an edition of; "" reads it from the form.

    Raises:
        Invalid: every wrong field of the head and of all rows at once, also those that only
            together are wrong as far as they can be read.
    """
    faults: dict[str, list[Text]] = {}
    head = _read(ProgrammeForm, raw, faults)
    named = KeyForm.model_construct(key=key) if key else _read(KeyForm, raw, faults)
    rows = _rows(CriterionForm, raw, faults, "criterion", criterion_numbers(raw))
    criteria = {number: row.criterion() for number, row in rows.items()}
    rounds = _rows(BatchForm, raw, faults, "batch", batch_numbers(raw))
    batches = {number: row.batch() for number, row in rounds.items()}
    faults = {**batch_faults(batches), **faults}
    if head is not None:
        together = head.faults(criteria)
        if any(name.startswith("criterion") for name in faults):
            # A row that could not be read has no weight to add up and may be the one that lacks.
            together = {k: v for k, v in together.items() if not _is_about_sums(k)}
        faults = {**together, **faults}
    if faults or head is None or named is None:
        raise Invalid(faults)
    return ProgrammeFacts(
        key=named.key,
        title=head.title,
        issuer=head.issuer,
        issuer_nature=head.issuer_nature,
        heritage_class=head.heritage_class,
        rule_set=plain(head.rules(criteria, batches)),
        title_en=head.title_en,
        issuer_en=head.issuer_en,
        common_class=head.common_class,
        note=head.note,
        note_en=head.note_en,
        classes=tuple(own for own, _common in head.class_pairs),
    )


def edition_sent(raw: Mapping[str, Any], key: str = "") -> tuple[ProgrammeFacts, EditionReasonForm]:
    """What the editor sends: the edition, and why it is made.

    Raises:
        Invalid: every wrong field of both at once.
    """
    faults: dict[str, list[Text]] = {}
    facts = None
    why = _read(EditionReasonForm, raw, faults)
    try:
        facts = programme_facts(raw, key)
    except Invalid as invalid:
        faults |= invalid.fields
    if faults or facts is None:
        raise Invalid(faults)
    return facts, why


def _is_about_sums(name: str) -> bool:
    return name.endswith("_weight") or name in {"criteria", "passing_score"}


def _read(
    form: Any, raw: Mapping[str, Any], faults: dict[str, list[Text]], prefix: str = ""
) -> Any:
    try:
        return parse(form, raw)
    except Invalid as invalid:
        faults |= {prefix + name: texts for name, texts in invalid.fields.items()}
        return None


def _rows(
    form: Any,
    raw: Mapping[str, Any],
    faults: dict[str, list[Text]],
    kind: str,
    numbers: Sequence[int],
) -> dict[int, Any]:
    """The rows of a kind that could be read, by number; faults of the others are added."""
    found = {}
    for number in numbers:
        prefix = f"{kind}{number}_"
        own = {name[len(prefix) :]: raw[name] for name in raw if name.startswith(prefix)}
        row = _read(form, own, faults, prefix)
        if row is not None:
            found[number] = row
    return found


def criterion_numbers(raw: Mapping[str, Any]) -> list[int]:
    """The numbers of the rows in which somebody has written anything."""
    return [
        number
        for number in range(MAX_CRITERIA)
        if any(str(raw.get(f"criterion{number}_{name}", "")).strip() for name in WRITTEN)
    ]


def batch_numbers(raw: Mapping[str, Any]) -> list[int]:
    """The numbers of the batches of which somebody has written anything."""
    return [
        number
        for number in range(MAX_BATCHES)
        if any(str(raw.get(f"batch{number}_{name}", "")).strip() for name in BATCH_WRITTEN)
    ]


def as_typed(facts: ProgrammeFacts, rules: RuleSet, class_lines: tuple[str, ...]) -> dict[str, str]:
    """The fields of the editor as a person would have typed this edition."""
    raw = {
        name: getattr(facts, name)
        for name in ("title", "title_en", "issuer", "issuer_en", "heritage_class", "common_class")
    }
    raw |= {
        "issuer_nature": facts.issuer_nature.value,
        "classes": "\n".join(class_lines),
        "notice_days": str(rules.notice_days),
        "quorum": str(rules.quorum),
        "passing_score": str(rules.passing_score or ""),
        "assignment": rules.assignment.value,
        "visit_required": "1" if rules.visit_required else "",
        "note": facts.note,
        "note_en": facts.note_en,
        **dict(zip(LEVEL_FIELDS, rules.levels, strict=False)),
    }
    for name in ("departments", "attachments", "expected_suffixes", "basis"):
        raw[name] = "\n".join(getattr(rules, name))
    for number, one in enumerate(rules.criteria):
        prefix = f"criterion{number}_"
        raw |= {
            f"{prefix}{name}": getattr(one, name)
            for name in ("key", "title", "text", "title_en", "text_en")
        }
        raw[f"{prefix}kind"] = one.kind.value
        raw[f"{prefix}threshold_years"] = str(one.threshold_years) if one.is_age else ""
        raw[f"{prefix}weight"] = str(one.weight or "")
    for number, found in enumerate(rules.batches):
        said = {name: value or "" for name, value in found.stored.items()}
        raw |= {f"batch{number}_{name}": value for name, value in said.items()}
    return raw
