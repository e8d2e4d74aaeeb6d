"""The pure domain of heritage: states, age tests, programmes, notice, objections."""

from __future__ import annotations

from registry.heritage.rules.age import AgeTest, AgeVerdict, DatedClaim, age_test
from registry.heritage.rules.candidates import (
    Candidate,
    CandidateState,
    ListedName,
    ListKind,
    NoticeList,
    SourceNote,
)
from registry.heritage.rules.dossier import ClaimFact, Gap, Verdict, gaps, missing_findings
from registry.heritage.rules.events import Recognised, Revoked
from registry.heritage.rules.notice import Ground, Outcome
from registry.heritage.rules.programme import (
    Criterion,
    CriterionKind,
    IssuerNature,
    ProgrammeFacts,
    RuleSet,
    read_rule_set,
)
from registry.heritage.rules.states import Action, Level, Status, next_status

__all__ = [
    "Action",
    "AgeTest",
    "AgeVerdict",
    "Candidate",
    "CandidateState",
    "ClaimFact",
    "Criterion",
    "CriterionKind",
    "DatedClaim",
    "Gap",
    "Ground",
    "IssuerNature",
    "Level",
    "ListKind",
    "ListedName",
    "NoticeList",
    "Outcome",
    "ProgrammeFacts",
    "Recognised",
    "Revoked",
    "RuleSet",
    "SourceNote",
    "Status",
    "Verdict",
    "age_test",
    "gaps",
    "missing_findings",
    "next_status",
    "read_rule_set",
]
