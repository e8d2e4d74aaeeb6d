"""What people send to heritage, as typed values: all errors at once, each with its field."""

from __future__ import annotations

from registry.heritage.forms.attachments import (
    AttachmentCorrectForm,
    AttachmentForm,
    AttachmentWithdrawForm,
    UploadForm,
)
from registry.heritage.forms.candidates import CandidatePlaceForm, CandidateQuery
from registry.heritage.forms.dossier import (
    Block,
    CitationForm,
    ClaimForm,
    DossierForm,
    NominationForm,
    SeenForm,
    citation_draft,
    claim_draft,
    nomination_drafts,
)
from registry.heritage.forms.duties import (
    AnnouncementForm,
    ApprovalForm,
    FilingForm,
    HashForm,
)
from registry.heritage.forms.parts import PartsForm
from registry.heritage.forms.procedure import (
    AnswerForm,
    AssignForm,
    CloseForm,
    DecisionForm,
    NoteForm,
    NoticeForm,
    ObjectionForm,
    RecusalForm,
    UnassignForm,
    VoteForm,
    findings,
)
from registry.heritage.forms.programme import (
    LEVEL_FIELDS,
    ChangeEditionForm,
    EditionReasonForm,
    as_typed,
    batch_numbers,
    criterion_numbers,
    edition_sent,
    programme_facts,
)
from registry.heritage.forms.signing import ConsentForm, ConsentWithdrawForm
from registry.heritage.forms.visits import (
    CorrectionForm,
    VisitForm,
    VisitPhotoForm,
    VisitWithdrawForm,
    visit_said,
)

__all__ = [
    "LEVEL_FIELDS",
    "AnnouncementForm",
    "AnswerForm",
    "ApprovalForm",
    "AssignForm",
    "AttachmentCorrectForm",
    "AttachmentForm",
    "AttachmentWithdrawForm",
    "Block",
    "CandidatePlaceForm",
    "CandidateQuery",
    "ChangeEditionForm",
    "CitationForm",
    "ClaimForm",
    "CloseForm",
    "ConsentForm",
    "ConsentWithdrawForm",
    "CorrectionForm",
    "DecisionForm",
    "DossierForm",
    "EditionReasonForm",
    "FilingForm",
    "HashForm",
    "NominationForm",
    "NoteForm",
    "NoticeForm",
    "ObjectionForm",
    "PartsForm",
    "RecusalForm",
    "SeenForm",
    "UnassignForm",
    "UploadForm",
    "VisitForm",
    "VisitPhotoForm",
    "VisitWithdrawForm",
    "VoteForm",
    "as_typed",
    "batch_numbers",
    "citation_draft",
    "claim_draft",
    "criterion_numbers",
    "edition_sent",
    "findings",
    "nomination_drafts",
    "programme_facts",
    "visit_said",
]
