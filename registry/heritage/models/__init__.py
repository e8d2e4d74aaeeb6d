"""Tables of heritage: the procedure up to the list, and what is due after it."""

from registry.heritage.models.duties import Announcement, Filing
from registry.heritage.models.notes import InternalNote
from registry.heritage.models.procedure import (
    CandidateRecord,
    Decision,
    Finding,
    ListEdition,
    Nomination,
    NominationClaim,
    Notice,
    Objection,
    Programme,
    Recognition,
    Recusal,
    ReviewAssignment,
    Vote,
)
from registry.heritage.models.signing import DepartmentConsent

__all__ = [
    "Announcement",
    "CandidateRecord",
    "Decision",
    "DepartmentConsent",
    "Filing",
    "Finding",
    "InternalNote",
    "ListEdition",
    "Nomination",
    "NominationClaim",
    "Notice",
    "Objection",
    "Programme",
    "Recognition",
    "Recusal",
    "ReviewAssignment",
    "Vote",
]
