"""What a compiler writes, as plain values on their way to the services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class DossierText:
    """The written parts of a dossier; `reference_year` is the year ages are counted from."""

    reference_year: int
    summary: str = ""
    protection_plan: str = ""
    applicant: str = ""
    contact: str = ""
    exception_reason: str = ""
    #: Answers by question (`rules.parts`).
    parts: Mapping[str, str] = field(default_factory=dict)
    #: The batch the file joins, by name; "" while none is chosen.
    batch: str = ""


@dataclass(frozen=True, slots=True)
class CitationDraft:
    """A passage in a document, for or against a claim.

    `source_id` names a registered document; without it a new one is taken in from `source_type`,
    `title` and `edition`. An empty `grade` means the usual one of that kind of source.
    """

    source_type: str = ""
    title: str = ""
    edition: str = ""
    locator: str = ""
    quote: str = ""
    grade: str = ""
    second_hand_via: str = ""
    inspected_by: str = ""
    supports: bool = True
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """A claim that serves a criterion. Years are astronomical bounds of the beginning."""

    criterion: str
    claim_type: str
    text: str
    earliest: int | None = None
    latest: int | None = None
    era_verbatim: str = ""
    computed_by: str = ""
    citations: tuple[CitationDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeTerms:
    """Dates (China, both included), issuer and contact of a public notice."""

    starts_on: date
    ends_on: date
    issuer: str
    contact: str
    file_no: str = ""


@dataclass(frozen=True, slots=True)
class ObjectionText:
    """What somebody sends against a notified entry; name and contact are confidential."""

    ground: str
    text: str
    person_name: str
    person_contact: str
    evidence: str = ""
