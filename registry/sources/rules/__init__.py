"""What the register of sources knows without a database: kinds, grades, files and what they are."""

from __future__ import annotations

from registry.sources.rules.evidence import evidence_faults, grade_faults
from registry.sources.rules.file import (
    ACCEPTED_ENDINGS,
    FILE_ROLE_LABELS,
    FILMS,
    KINDS,
    Family,
    FileKind,
    FileRole,
    foreign_label,
    is_named_as,
    publication_faults,
    role_fits,
    safe_name,
    sniff,
)
from registry.sources.rules.kind import (
    GRADE_LABELS,
    SOURCE_TYPE_LABELS,
    Grade,
    SourceType,
    usual_grade,
)

__all__ = [
    "ACCEPTED_ENDINGS",
    "FILE_ROLE_LABELS",
    "FILMS",
    "GRADE_LABELS",
    "KINDS",
    "SOURCE_TYPE_LABELS",
    "Family",
    "FileKind",
    "FileRole",
    "Grade",
    "SourceType",
    "evidence_faults",
    "foreign_label",
    "grade_faults",
    "is_named_as",
    "publication_faults",
    "role_fits",
    "safe_name",
    "sniff",
    "usual_grade",
]
