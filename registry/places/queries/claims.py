"""Claims with their evidence for and against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from registry.core import journal
from registry.core.journal import JournalEntry
from registry.core.text import Text
from registry.places.models import Claim, ClaimEvidence
from registry.places.rules import (
    CLAIM_STATUS_LABELS,
    CLAIM_TYPE_LABELS,
    STANCE_LABELS,
    ClaimStatus,
    ClaimType,
    Stance,
    Years,
    years_text,
)
from registry.places.rules.claim import Gap
from registry.sources import queries as source_queries
from registry.sources.queries import CitationView


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One citation and on which side it stands."""

    citation: CitationView
    stance: str
    stance_label: Text


@dataclass(frozen=True, slots=True)
class GapView:
    """A stretch in which the name or settlement is not attested; years astronomical."""

    from_year: int | None
    to_year: int | None
    text: Text | None
    verbatim: str
    reason: str


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim as pages and reviewers see it.

    `years` holds both uncertain ends; `year_from` is the earliest beginning it allows and
    `year_to` the latest end. A test of age has to use `years.from_max`, the latest beginning.
    """

    id: str
    place_id: str
    claim_type: str
    label: Text
    value_text: str
    years: Years
    years_text: Text | None
    era_verbatim: str
    computed_by: str
    method: str
    gaps: Sequence[GapView]
    name_id: str | None
    status: str
    status_label: Text
    status_reason: str
    evidence: Sequence[EvidenceView]
    row_version: int
    created_by: str | None
    simulated: bool
    import_run_id: str | None
    import_row: int | None

    @property
    def year_from(self) -> int | None:
        """The earliest year it can have begun in."""
        return self.years.earliest

    @property
    def year_to(self) -> int | None:
        """The latest year it can have lasted to."""
        return self.years.latest


def claims_of(session: Session, place_id: str) -> list[ClaimView]:
    """The claims about a place: by kind, then by year, then as they came."""
    rows = session.exec(select(Claim).where(Claim.place_id == place_id))
    return claim_views(session, list(rows))


def claim(session: Session, claim_id: str) -> ClaimView | None:
    """One claim, or None."""
    return next(iter(claims(session, [claim_id])), None)


def claim_history(session: Session, place_id: str, claim_id: str) -> list[JournalEntry]:
    """What the journal says of one claim, newest first."""
    entries = journal.history(session, ("place", place_id), limit=1000)
    return [entry for entry in entries if _about(entry) == claim_id]


def _about(entry: JournalEntry) -> str | None:
    said = (entry.after or {}).get("claim_id") or (entry.before or {}).get("claim_id")
    return str(said) if said else None


def claims(session: Session, claim_ids: Iterable[str]) -> list[ClaimView]:
    """Claims by id, in the order of `claims_of`; unknown ids are left out."""
    wanted = list(dict.fromkeys(claim_ids))
    if not wanted:
        return []
    rows = session.exec(select(Claim).where(col(Claim.id).in_(wanted)))
    return claim_views(session, list(rows))


_ORDER = {kind.value: number for number, kind in enumerate(ClaimType)}


def claim_views(
    session: Session,
    rows: Sequence[Claim],
    items: Sequence[ClaimEvidence] | None = None,
    moment: datetime | None = None,
) -> list[ClaimView]:
    """Claims in the order of `claims_of`; with the evidence that stands now, or with `items`.

    `moment`: passages and documents as they stood then.
    """
    if items is None:
        items = _evidence(session, [row.id for row in rows])
    evidence = _cited(session, items, moment)
    views = [_view(row, evidence[row.id]) for row in rows]
    moments = {row.id: row.created_at for row in rows}
    return sorted(views, key=lambda view: (*_order(view), moments[view.id], view.id))


def _order(view: ClaimView) -> tuple[int, int]:
    year = view.year_from
    return _ORDER[view.claim_type], year if year is not None else 1_000_000


def _evidence(session: Session, claim_ids: Sequence[str]) -> list[ClaimEvidence]:
    if not claim_ids:
        return []
    statement = (
        select(ClaimEvidence)
        .where(col(ClaimEvidence.claim_id).in_(claim_ids))
        .order_by(col(ClaimEvidence.claim_id), col(ClaimEvidence.position))
    )
    return list(session.exec(statement))


def _cited(
    session: Session, rows: Sequence[ClaimEvidence], moment: datetime | None
) -> dict[str, list[EvidenceView]]:
    found: dict[str, list[EvidenceView]] = defaultdict(list)
    cited = source_queries.citations(session, [row.citation_id for row in rows], moment)
    for row in rows:
        label = STANCE_LABELS[Stance(row.stance)]
        found[row.claim_id].append(EvidenceView(cited[row.citation_id], row.stance, label))
    return found


def _gap(gap: Gap) -> GapView:
    text = years_text(gap.years)
    return GapView(gap.from_year, gap.to_year, text, gap.verbatim, gap.reason)


def _view(row: Claim, evidence: Sequence[EvidenceView]) -> ClaimView:
    years = Years(row.year_from_min, row.year_from_max, row.year_to_min, row.year_to_max)
    return ClaimView(
        id=row.id,
        place_id=row.place_id,
        claim_type=row.claim_type,
        label=CLAIM_TYPE_LABELS[ClaimType(row.claim_type)],
        value_text=row.value_text,
        years=years,
        years_text=years_text(years),
        era_verbatim=row.era_verbatim,
        computed_by=row.computed_by,
        method=row.method,
        gaps=tuple(_gap(Gap.of_row(gap)) for gap in row.gaps),
        name_id=row.name_id,
        status=row.status,
        status_label=CLAIM_STATUS_LABELS[ClaimStatus(row.status)],
        status_reason=row.status_reason,
        evidence=tuple(evidence),
        row_version=row.row_version,
        created_by=row.created_by,
        simulated=row.simulated,
        import_run_id=row.import_run_id,
        import_row=row.import_row,
    )
