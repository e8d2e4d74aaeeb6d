"""What a public notice freezes: the dossier as it was decided on, without personal data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from registry.core.errors import NotFound
from registry.core.text import T
from registry.heritage.models import Nomination
from registry.heritage.queries.attachments import attachment_facts, standing_attachments
from registry.heritage.queries.matrix import age_tests_of, matrix_of
from registry.heritage.queries.programmes import programme
from registry.heritage.queries.standing import (
    Matrix,
    Standing,
    claim_facts,
    criterion_facts,
    standing_of,
)
from registry.heritage.queries.visits import visit_facts
from registry.heritage.rules import AgeTest, Criterion
from registry.heritage.rules.drafts import NoticeTerms
from registry.heritage.rules.scoring import shown
from registry.places import queries as place_queries

FORMAT = "heritage-notice-1"


def snapshot_of(session: Session, file: Nomination, terms: NoticeTerms) -> dict[str, Any]:
    """The file as plain data: names, programme, criteria with claims, ages and verdicts.

    No compiler, expert, applicant or contact person is in it.
    """
    under = programme(session, file.programme_id)
    card = place_queries.place_card(session, file.place_id)
    if under is None or card is None:
        raise NotFound("heritage.unknown_nomination", T("没有这份申报"))
    matrix = matrix_of(session, file)
    ages = age_tests_of(session, file, under.rules)
    standing = standing_of(session, file, under.rules, matrix)
    return {
        "format": FORMAT,
        "nomination": file.id,
        "version": file.version,
        "place": {
            "id": card.id,
            "name": card.standard_name,
            "roman": card.roman_toned,
            # 呈坎 is a town and a village: a name alone says not which was decided on.
            "kind": card.kind,
            "division": file.division_text,
        },
        "programme": {"key": under.key, "title": under.title, "edition": under.rules.edition},
        # Only where there is one, so that earlier snapshots read as they always did.
        **({"batch": file.batch} if file.batch else {}),
        "reference_year": file.reference_year,
        "summary": file.summary,
        "protection_plan": file.protection_plan,
        "exception_reason": file.exception_reason,
        "parts": file.parts,
        "criteria": _criteria(standing, ages, matrix),
        **_attachments(session, file),
        **_visits(session, file),
        **_score(standing),
        "notice": {
            "issuer": terms.issuer,
            "file_no": terms.file_no,
            "starts_on": terms.starts_on.isoformat(),
            "ends_on": terms.ends_on.isoformat(),
        },
        "simulated": file.simulated,
    }


def _criteria(
    standing: Standing, ages: Mapping[str, AgeTest], matrix: Matrix
) -> list[dict[str, Any]]:
    return [
        {
            **criterion_facts(criterion),
            "claims": [claim_facts(claim) for claim in matrix.get(criterion.key, [])],
            "age": _age(ages.get(criterion.key)),
            "findings": sorted(v.value for v in standing.verdicts.get(criterion.key, [])),
            **_scores(standing, criterion),
        }
        for criterion in standing.rules.criteria
    ]


def _attachments(session: Session, file: Nomination) -> dict[str, Any]:
    """The files by their digests; nothing where there are none, as it always was."""
    found = attachment_facts(standing_attachments(session, file.id))
    return {"attachments": found} if found else {}


def _visits(session: Session, file: Nomination) -> dict[str, Any]:
    """That somebody was on the spot; nothing where nobody was, as it always was."""
    found = visit_facts(session, file.id)
    return {"visits": found} if found else {}


def _scores(standing: Standing, criterion: Criterion) -> dict[str, Any]:
    """Weight and scores of one criterion; nothing where it is not scored, as it always was."""
    if not criterion.is_scored:
        return {}
    given = [row.score for row in standing.findings if row.criterion == criterion.key]
    scores = sorted(score for score in given if score is not None)
    return {"weight": criterion.weight, "scores": scores}


def _score(standing: Standing) -> dict[str, Any]:
    """The weighted result: every expert's own total without a name, and the mean of them."""
    found = standing.result
    if found.total is None:
        return {}
    own = [shown(total) for total in sorted(found.own.values())]
    return {"score": {"total": shown(found.total), "passing": found.passing, "own": own}}


def _age(test: AgeTest | None) -> dict[str, Any] | None:
    if test is None:
        return None
    return {
        "verdict": test.verdict.value,
        "limit_year": test.limit_year,
        "at_least": test.at_least,
        "at_most": test.at_most,
    }
