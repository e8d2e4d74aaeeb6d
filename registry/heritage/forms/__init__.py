"""What people send to heritage, as typed values: all errors at once, each with its field."""

from __future__ import annotations

from registry.heritage.forms.dossier import (
    CitationForm,
    ClaimForm,
    DossierForm,
    NominationForm,
    SeenForm,
    citation_draft,
    claim_draft,
    nomination_drafts,
)
from registry.heritage.forms.procedure import (
    AnswerForm,
    CloseForm,
    DecisionForm,
    NoticeForm,
    ObjectionForm,
    findings,
)

__all__ = [
    "AnswerForm",
    "CitationForm",
    "ClaimForm",
    "CloseForm",
    "DecisionForm",
    "DossierForm",
    "NominationForm",
    "NoticeForm",
    "ObjectionForm",
    "SeenForm",
    "citation_draft",
    "claim_draft",
    "findings",
    "nomination_drafts",
]
