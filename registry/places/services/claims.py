"""Claims: asserting, correcting, judging them, and their evidence for and against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack

from sqlalchemy import update
from sqlmodel import col, func, select

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.db import rowcount
from registry.core.errors import Conflict, Invalid, NotFound, Refused
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.places.models import Claim, ClaimEvidence, PlaceName
from registry.places.rules import DATED, ClaimType, Stance, Years, years_faults
from registry.places.rules.claim import (
    BOTH_SIDES,
    STANDS_ALREADY,
    ClaimStatus,
    Gap,
    evidence_faults,
    gaps_faults,
    status_fault,
)
from registry.places.services.past import keep
from registry.places.services.versions import living_place, scoped_place
from registry.sources import queries as source_queries

_CLAIMANTS = (Permission.SOURCE_ADD, Permission.NOMINATE, Permission.PLACE_EDIT)
#: Who says whether a claim is to be believed: those who keep the gazetteer, and the reviewers.
JUDGES = (
    Permission.PLACE_EDIT,
    Permission.REVIEW_COUNTY,
    Permission.REVIEW_CITY,
    Permission.REVIEW_PROVINCE,
)
_YEARS = ("year_from_min", "year_from_max", "year_to_min", "year_to_max")
_CORRECTED = (
    *("claim_type", "value_text", *_YEARS, "era_verbatim", "computed_by", "method"),
    *("gaps", "name_id"),
)


class ClaimDetail(TypedDict, total=False):
    """What a claim may say besides its kind and its words. Years are astronomical (0 is 1 BCE)."""

    year_from_min: int | None
    year_from_max: int | None
    year_to_min: int | None
    year_to_max: int | None
    era_verbatim: str
    computed_by: str
    method: str
    name_id: str | None
    import_run_id: str | None
    import_row: int | None


def assert_claim(
    work: Work,
    *,
    place_id: str,
    claim_type: ClaimType | str,
    value_text: str,
    gaps: Sequence[Gap] = (),
    evidence: Sequence[tuple[str, Stance | str]] = (),
    **more: Unpack[ClaimDetail],
) -> Claim:
    """Assert something about a place or one of its names, on evidence (citation id, stance).

    `computed_by` is the person who asserts where left empty, `method` how the source's words
    became years.

    Raises:
        Forbidden: needs `sources.add`, `heritage.nominate` or `places.edit` there.
        NotFound: `places.unknown`.
        Invalid: no evidence (but for a legend), years out of order, a dated kind without a year,
            one passage on both sides, a gap without a reason or outside the years.
    """
    living_place(work, place_id, *_CLAIMANTS)
    kind = ClaimType(claim_type)
    said: dict[str, Any] = {**more}
    claim = Claim(
        **stamp(work),
        **said,
        place_id=place_id,
        claim_type=kind.value,
        value_text=value_text,
        gaps=[gap.as_row() for gap in gaps],
    )
    if not claim.computed_by and any(getattr(claim, name) is not None for name in _YEARS):
        claim.computed_by = work.actor.name
    faults = _faults(work, claim)
    wrong = _evidence_faults(work, kind, evidence)
    if wrong:
        faults["evidence"] = wrong
    if faults:
        raise Invalid(faults)
    keep(work, place_id, "places.claim_asserted", import_run_id=claim.import_run_id)
    _write(work, claim, evidence)
    after = {**_said(claim), "evidence": [[one, Stance(side).value] for one, side in evidence]}
    journal.record(work, "places.claim_asserted", ("place", place_id), after=after)
    return claim


def _write(work: Work, claim: Claim, evidence: Sequence[tuple[str, Stance | str]]) -> None:
    work.session.add(claim)
    work.session.flush()
    work.session.add_all(
        ClaimEvidence(
            claim_id=claim.id, citation_id=citation, stance=Stance(stance).value, position=number
        )
        for number, (citation, stance) in enumerate(evidence)
    )
    work.session.flush()


def correct_claim(
    work: Work,
    claim_id: str,
    changes: Mapping[str, Any],
    *,
    reason: str,
    seen_version: int | None = None,
) -> bool:
    """Correct what a claim says; whether anything differed.

    `changes` holds any of: claim_type, value_text, the four years, era_verbatim, computed_by,
    method, gaps (of `Gap`), name_id. A claim that was judged is open again: the judgement was about
    other words.

    Raises:
        NotFound: `places.unknown_claim`. Forbidden: needs `places.edit` there, or to have asserted
        it oneself. Conflict: `places.claim_changed`. Invalid: no reason, or as `assert_claim`.
    """
    claim = _known(work, claim_id)
    _require_author(work, claim)
    values = {key: changes[key] for key in _CORRECTED if key in changes}
    if "gaps" in values:
        values["gaps"] = [gap.as_row() for gap in values["gaps"]]
    if "claim_type" in values:
        values["claim_type"] = ClaimType(values["claim_type"]).value
    if all(getattr(claim, key) == value for key, value in values.items()):
        return False
    faults = _faults(work, Claim(**{**_columns(claim), **values}))
    if not reason.strip():
        faults["reason"] = [T("请写明为什么改")]
    if faults:
        raise Invalid(faults)
    keep(work, claim.place_id, "places.claim_corrected", reason=reason)
    before = {**_said(claim), "status": claim.status}
    if claim.status != ClaimStatus.ASSERTED:
        values |= {"status": ClaimStatus.ASSERTED.value, "status_reason": ""}
    _set(work, claim, seen_version, values)
    after = {**_said(claim), "status": claim.status}
    subject = ("place", claim.place_id)
    changed = {key: value for key, value in before.items() if value != after[key]}
    journal.record(
        work,
        "places.claim_corrected",
        subject,
        before={"claim_id": claim_id, **changed},
        after={"claim_id": claim_id, **{key: after[key] for key in changed}},
        reason=reason.strip(),
    )
    return True


def set_claim_status(
    work: Work,
    claim_id: str,
    status: ClaimStatus | str,
    *,
    reason: str,
    seen_version: int | None = None,
) -> None:
    """Say whether a claim is accepted, disputed or rejected, and why.

    Raises:
        NotFound: `places.unknown_claim`. Conflict: `places.claim_changed`. Invalid: no reason.
        Forbidden: needs `places.edit` or one of the reviewers' permissions there.
        Refused: `places.claim_status`: nothing changes, or one's own claim is to be accepted.
    """
    claim, wanted = _known(work, claim_id), ClaimStatus(status)
    scoped_place(work, claim.place_id, *JUDGES)
    is_own = claim.created_by is not None and claim.created_by == work.actor.id
    fault = status_fault(claim.status, wanted, is_own=is_own)
    if fault is not None:
        raise Refused("places.claim_status", fault)
    if not reason.strip():
        raise Invalid({"reason": [T("请写明理由")]})
    keep(work, claim.place_id, "places.claim_judged", reason=reason)
    before = {"claim_id": claim_id, "value_text": claim.value_text, "status": claim.status}
    _set(
        work, claim, seen_version, {"status": wanted.value, "status_reason": reason.strip()[:1000]}
    )
    after = {**before, "status": wanted.value}
    subject = ("place", claim.place_id)
    journal.record(
        work, "places.claim_judged", subject, before=before, after=after, reason=reason.strip()
    )


def add_evidence(
    work: Work, claim_id: str, *, citation_id: str, stance: Stance | str
) -> ClaimEvidence:
    """Set one more citation for or against a claim beside it; the claim itself stays as it is.

    Raises:
        NotFound: `places.unknown_claim`. Forbidden: as `assert_claim`.
        Invalid: field `evidence`: an unknown citation, or one that already stands there.
    """
    claim = _known(work, claim_id)
    scoped_place(work, claim.place_id, *_CLAIMANTS)
    if not source_queries.citations(work.session, [citation_id]):
        raise Invalid({"evidence": [T("有一条出处不存在")]})
    known = work.session.get(ClaimEvidence, (claim_id, citation_id))
    if known is not None:
        raise Invalid({"evidence": [STANDS_ALREADY if known.stance == stance else BOTH_SIDES]})
    keep(work, claim.place_id, "places.evidence_added")
    highest = func.coalesce(func.max(col(ClaimEvidence.position)), -1)
    last = select(highest).where(col(ClaimEvidence.claim_id) == claim_id)
    evidence = ClaimEvidence(
        claim_id=claim_id,
        citation_id=citation_id,
        stance=Stance(stance).value,
        position=work.session.exec(last).one() + 1,
    )
    work.session.add(evidence)
    work.session.flush()
    after = {"claim_id": claim_id, "evidence": [[citation_id, evidence.stance]]}
    journal.record(work, "places.evidence_added", ("place", claim.place_id), after=after)
    return evidence


def remove_evidence(work: Work, claim_id: str, citation_id: str, *, reason: str) -> None:
    """Take a citation from a claim it was set beside by mistake; the citation itself stays.

    Raises:
        NotFound: `places.unknown_claim`, `places.unknown_evidence`. Forbidden: as `correct_claim`.
        Invalid: no reason. Refused: `places.last_evidence`: only a legend stands without any.
    """
    claim = _known(work, claim_id)
    _require_author(work, claim)
    row = work.session.get(ClaimEvidence, (claim_id, citation_id))
    if row is None:
        raise NotFound("places.unknown_evidence", T("这条主张下没有这条出处"))
    if not reason.strip():
        raise Invalid({"reason": [T("请写明为什么改")]})
    count = select(func.count()).where(col(ClaimEvidence.claim_id) == claim_id)
    if claim.claim_type != ClaimType.LEGEND and work.session.exec(count).one() == 1:
        raise Refused(
            "places.last_evidence",
            T("这是这条主张唯一的出处"),
            advice=T("请先补上别的出处；主张本身不成立的，改为“不采信”"),
        )
    keep(work, claim.place_id, "places.evidence_removed", reason=reason)
    before = {"claim_id": claim_id, "evidence": [[citation_id, row.stance]]}
    work.session.delete(row)
    work.session.flush()
    subject = ("place", claim.place_id)
    journal.record(work, "places.evidence_removed", subject, before=before, reason=reason.strip())


def _known(work: Work, claim_id: str) -> Claim:
    claim = work.session.get(Claim, claim_id, populate_existing=True)
    if claim is None:
        raise NotFound("places.unknown_claim", T("没有这条主张"))
    return claim


def _require_author(work: Work, claim: Claim) -> None:
    place = scoped_place(work, claim.place_id, *_CLAIMANTS)
    is_own = claim.created_by is not None and claim.created_by == work.actor.id
    if not is_own:
        scoped_place(work, place.id, Permission.PLACE_EDIT)


def _set(work: Work, claim: Claim, seen_version: int | None, values: Mapping[str, Any]) -> None:
    """Compare and set: the claim changes only if it is still the one the person saw."""
    expected = claim.row_version if seen_version is None else seen_version
    result = work.session.execute(
        update(Claim)
        .where(col(Claim.id) == claim.id, col(Claim.row_version) == expected)
        .values(**values, row_version=expected + 1)
        .execution_options(synchronize_session=False)
    )
    if rowcount(result) != 1:
        raise Conflict(
            "places.claim_changed",
            T("您打开这一页之后，别人已经改过这条主张"),
            advice=T("请重新打开这一页，看过新内容再改"),
        )
    work.session.refresh(claim)


def _columns(claim: Claim) -> dict[str, Any]:
    return claim.model_dump()


def _faults(work: Work, claim: Claim) -> dict[str, list[Text]]:
    """What is wrong with a claim that is not written yet, by field."""
    kind = ClaimType(claim.claim_type)
    years = Years(*(getattr(claim, name) for name in _YEARS))
    faults = years_faults(years)
    if not claim.value_text.strip():
        faults["value_text"] = [T("请填写这一项")]
    if kind in DATED and years.earliest is None and not claim.era_verbatim:
        faults.setdefault("year_from_min", []).append(T("这类主张要写明年代，或照录原文的年号"))
    faults |= gaps_faults([Gap.of_row(row) for row in claim.gaps], years, kind)
    if claim.name_id is not None:
        name = work.session.get(PlaceName, claim.name_id)
        if name is None or name.place_id != claim.place_id:
            faults["name_id"] = [T("这个地名没有这个名称")]
    return faults


def _evidence_faults(
    work: Work, kind: ClaimType, evidence: Sequence[tuple[str, Stance | str]]
) -> list[Text]:
    if not evidence and kind is not ClaimType.LEGEND:
        return [T("至少要有一条出处")]
    cited = {citation for citation, _ in evidence}
    if len(source_queries.citations(work.session, cited)) != len(cited):
        return [T("有一条出处不存在")]
    return evidence_faults(evidence)


def _said(claim: Claim) -> dict[str, Any]:
    """What the journal keeps of a claim."""
    return {
        "claim_id": claim.id,
        "claim_type": claim.claim_type,
        "value_text": claim.value_text,
        "years": [getattr(claim, name) for name in _YEARS],
        "era_verbatim": claim.era_verbatim,
        "computed_by": claim.computed_by,
        "method": claim.method,
        "gaps": claim.gaps,
        "name_id": claim.name_id,
    }
