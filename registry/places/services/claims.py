"""Asserting a claim with its evidence for and against."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, func, select

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Invalid, NotFound
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.places.models import Claim, ClaimEvidence
from registry.places.rules import DATED, ClaimType, Stance, Years, years_faults
from registry.places.services.versions import scoped_place
from registry.sources import queries as source_queries


def assert_claim(  # noqa: PLR0913 - the fields of one row, all by name
    work: Work,
    *,
    place_id: str,
    claim_type: ClaimType | str,
    value_text: str,
    year_from_min: int | None = None,
    year_from_max: int | None = None,
    year_to_min: int | None = None,
    year_to_max: int | None = None,
    era_verbatim: str = "",
    computed_by: str = "",
    evidence: Sequence[tuple[str, Stance | str]] = (),
    name_id: str | None = None,
) -> Claim:
    """Assert something about a place, on evidence (citation id, stance).

    Years are astronomical (0 is 1 BCE); `computed_by` is the person who asserts where left empty.

    Raises:
        Forbidden: needs `sources.add` or `heritage.nominate` there. NotFound: `places.unknown`.
        Invalid: no evidence (but for a legend), years out of order, a dated kind without a year.
    """
    scoped_place(work, place_id, Permission.SOURCE_ADD, Permission.NOMINATE, Permission.PLACE_EDIT)
    kind = ClaimType(claim_type)
    years = Years(year_from_min, year_from_max, year_to_min, year_to_max)
    cited = dict(evidence)
    faults = _faults(work, kind, value_text, years, era_verbatim, cited)
    if faults:
        raise Invalid(faults)
    is_dated = years != Years()
    claim = Claim(
        **stamp(work),
        place_id=place_id,
        name_id=name_id,
        claim_type=kind.value,
        value_text=value_text,
        year_from_min=year_from_min,
        year_from_max=year_from_max,
        year_to_min=year_to_min,
        year_to_max=year_to_max,
        era_verbatim=era_verbatim,
        computed_by=computed_by or (work.actor.name if is_dated else ""),
    )
    _write(work, claim, cited)
    _record(work, claim, cited)
    return claim


def _write(work: Work, claim: Claim, cited: dict[str, Stance | str]) -> None:
    work.session.add(claim)
    work.session.flush()
    work.session.add_all(
        ClaimEvidence(
            claim_id=claim.id, citation_id=citation, stance=Stance(stance).value, position=number
        )
        for number, (citation, stance) in enumerate(cited.items())
    )
    work.session.flush()


def add_evidence(
    work: Work, claim_id: str, *, citation_id: str, stance: Stance | str
) -> ClaimEvidence:
    """Set one more citation for or against a claim beside it; the claim itself stays as it is.

    Raises:
        NotFound: `places.unknown_claim`. Forbidden: as `assert_claim`.
        Invalid: field `evidence`: an unknown citation, or one that already stands there.
    """
    claim = work.session.get(Claim, claim_id)
    if claim is None:
        raise NotFound("places.unknown_claim", T("没有这条主张"))
    leave = (Permission.SOURCE_ADD, Permission.NOMINATE, Permission.PLACE_EDIT)
    scoped_place(work, claim.place_id, *leave)
    if not source_queries.citations(work.session, [citation_id]):
        raise Invalid({"evidence": [T("有一条出处不存在")]})
    if work.session.get(ClaimEvidence, (claim_id, citation_id)) is not None:
        raise Invalid({"evidence": [T("这条出处已经列在这条主张下")]})
    count = select(func.count()).where(col(ClaimEvidence.claim_id) == claim_id)
    evidence = ClaimEvidence(
        claim_id=claim_id,
        citation_id=citation_id,
        stance=Stance(stance).value,
        position=work.session.exec(count).one(),
    )
    work.session.add(evidence)
    work.session.flush()
    after = {"claim_id": claim_id, "evidence": [[citation_id, evidence.stance]]}
    journal.record(work, "places.evidence_added", ("place", claim.place_id), after=after)
    return evidence


def _faults(
    work: Work,
    kind: ClaimType,
    value_text: str,
    years: Years,
    era_verbatim: str,
    cited: dict[str, Stance | str],
) -> dict[str, list[Text]]:
    faults = years_faults(years)
    if not value_text.strip():
        faults["value_text"] = [T("请填写这一项")]
    if kind in DATED and years.earliest is None and not era_verbatim:
        faults.setdefault("year_from_min", []).append(T("这类主张要写明年代，或照录原文的年号"))
    if not cited and kind is not ClaimType.LEGEND:
        faults["evidence"] = [T("至少要有一条出处")]
    if len(source_queries.citations(work.session, cited)) != len(cited):
        faults["evidence"] = [T("有一条出处不存在")]
    return faults


def _record(work: Work, claim: Claim, cited: dict[str, Stance | str]) -> None:
    after = {
        "claim_id": claim.id,
        "claim_type": claim.claim_type,
        "value_text": claim.value_text,
        "years": [claim.year_from_min, claim.year_from_max, claim.year_to_min, claim.year_to_max],
        "era_verbatim": claim.era_verbatim,
        "evidence": [[citation, str(Stance(stance).value)] for citation, stance in cited.items()],
    }
    journal.record(work, "places.claim_asserted", ("place", claim.place_id), after=after)
