"""Tables of heritage: the procedure up to the list, and what is due after it."""

from registry.heritage.models.attachments import (
    Attachment,
    AttachmentPart,
    AttachmentPast,
    AttachmentUpload,
)
from registry.heritage.models.candidates import CandidateList, CandidateMention
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
from registry.heritage.models.visits import SiteVisit, SiteVisitPhoto, SiteVisitReport

__all__ = [
    "Announcement",
    "Attachment",
    "AttachmentPart",
    "AttachmentPast",
    "AttachmentUpload",
    "CandidateList",
    "CandidateMention",
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
    "SiteVisit",
    "SiteVisitPhoto",
    "SiteVisitReport",
    "Vote",
]
