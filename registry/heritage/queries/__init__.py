"""Every SELECT of heritage, by what comes back."""

from __future__ import annotations

from registry.heritage.queries.archive import place_archive
from registry.heritage.queries.dossier import (
    CriterionRow,
    Dossier,
    FindingView,
    MatrixClaim,
    age_tests_of,
    dossier,
    gaps_of,
)
from registry.heritage.queries.hanging import hanging
from registry.heritage.queries.lists import (
    CandidateView,
    EditionView,
    RecognitionView,
    candidates,
    candidates_by_key,
    last_edition_number,
    protection_list,
    recognition,
    recognitions_by_place,
)
from registry.heritage.queries.nominations import (
    claim_count,
    criteria_found_by,
    decision_count,
    decisions,
    findings_of_round,
    nomination,
    nominations,
    nominations_of_place,
    verdicts_of_round,
)
from registry.heritage.queries.notices import (
    ConfidentialObjection,
    NoticeView,
    PublicObjection,
    confidential_objections,
    current_notice,
    notice,
    notices,
    notices_of,
    objection_place,
    open_objections,
    public_objections,
    receipt,
)
from registry.heritage.queries.panel import place_panel
from registry.heritage.queries.programmes import (
    ProgrammeView,
    editions_in_force,
    programme,
    programme_edition,
    programmes,
)
from registry.heritage.queries.queue import desk
from registry.heritage.queries.snapshot import snapshot_of

__all__ = [
    "CandidateView",
    "ConfidentialObjection",
    "CriterionRow",
    "Dossier",
    "EditionView",
    "FindingView",
    "MatrixClaim",
    "NoticeView",
    "ProgrammeView",
    "PublicObjection",
    "RecognitionView",
    "age_tests_of",
    "candidates",
    "candidates_by_key",
    "claim_count",
    "confidential_objections",
    "criteria_found_by",
    "current_notice",
    "decision_count",
    "decisions",
    "desk",
    "dossier",
    "editions_in_force",
    "findings_of_round",
    "gaps_of",
    "hanging",
    "last_edition_number",
    "nomination",
    "nominations",
    "nominations_of_place",
    "notice",
    "notices",
    "notices_of",
    "objection_place",
    "open_objections",
    "place_archive",
    "place_panel",
    "programme",
    "programme_edition",
    "programmes",
    "protection_list",
    "public_objections",
    "receipt",
    "recognition",
    "recognitions_by_place",
    "snapshot_of",
    "verdicts_of_round",
]
