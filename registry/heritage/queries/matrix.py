"""The evidence matrix: the claims of a file by criterion, and the ages computed from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from registry.core.text import Text
from registry.heritage.models import Nomination, NominationClaim
from registry.heritage.queries.nominations import claim_links
from registry.heritage.rules import AgeTest, Criterion, DatedClaim, RuleSet, age_test
from registry.heritage.rules.dossier import LEGEND
from registry.heritage.rules.programme import AGE_CLAIM_TYPES
from registry.places import queries as place_queries
from registry.places.queries import ClaimView, EvidenceView
from registry.places.rules import CLAIM_TYPE_LABELS, ClaimType, Stance, Years, years_text

_OPEN_BEGINNINGS = frozenset({"name_first_record", "name_continuous"})


@dataclass(frozen=True, slots=True)
class MatrixClaim:
    """A claim in the matrix with its citations for and against.

    `claim_id` is None while it has no citation at all and so is not in the gazetteer yet.
    """

    link_id: str
    claim_id: str | None
    claim_type: str
    label: Text
    text: str
    years: Years
    era_verbatim: str
    computed_by: str
    supporting: Sequence[EvidenceView] = ()
    contradicting: Sequence[EvidenceView] = ()

    @property
    def is_legend(self) -> bool:
        """Kept apart from record: a legend proves no age."""
        return self.claim_type == LEGEND

    @property
    def years_text(self) -> Text | None:
        """When it can have begun, in words."""
        return years_text(self.years)


def matrix_of(session: Session, file: Nomination) -> dict[str, list[MatrixClaim]]:
    """The claims of a file by criterion, each with its evidence on both sides."""
    links = claim_links(session, file.id)
    known = [link.claim_id for link in links if link.claim_id]
    views = {view.id: view for view in place_queries.claims(session, known)}
    matrix: dict[str, list[MatrixClaim]] = {}
    for link in links:
        view = views.get(link.claim_id or "")
        claim = _draft_claim(link) if view is None else _claim(link, view)
        matrix.setdefault(link.criterion, []).append(claim)
    return matrix


def _claim(link: NominationClaim, view: ClaimView) -> MatrixClaim:
    return MatrixClaim(
        link_id=link.id,
        claim_id=view.id,
        claim_type=view.claim_type,
        label=view.label,
        text=view.value_text,
        years=view.years,
        era_verbatim=view.era_verbatim,
        computed_by=view.computed_by,
        supporting=[found for found in view.evidence if found.stance == Stance.SUPPORTS],
        contradicting=[found for found in view.evidence if found.stance != Stance.SUPPORTS],
    )


def _draft_claim(link: NominationClaim) -> MatrixClaim:
    draft = link.draft or {}
    return MatrixClaim(
        link_id=link.id,
        claim_id=None,
        claim_type=draft["claim_type"],
        label=CLAIM_TYPE_LABELS[ClaimType(draft["claim_type"])],
        text=draft["text"],
        years=Years(draft["earliest"], draft["latest"]),
        era_verbatim=draft["era_verbatim"],
        computed_by=draft["computed_by"],
    )


def age_tests_of(session: Session, file: Nomination, rules: RuleSet) -> dict[str, AgeTest]:
    """The computed tests of a file by criterion."""
    matrix = matrix_of(session, file)
    tests = ((c.key, age_of(c, matrix.get(c.key, []), file)) for c in rules.criteria)
    return {key: test for key, test in tests if test is not None}


def age_of(criterion: Criterion, claims: Sequence[MatrixClaim], file: Nomination) -> AgeTest | None:
    """The computed test of one criterion; None where people judge it."""
    if not criterion.is_age:
        return None
    speaking = AGE_CLAIM_TYPES[criterion.kind]
    dated = [_dated(claim) for claim in claims if claim.claim_type in speaking]
    return age_test(dated, file.reference_year, criterion.threshold_years)


def _dated(claim: MatrixClaim) -> DatedClaim:
    grades = {found.citation.grade for found in claim.supporting}
    return DatedClaim(
        earliest=claim.years.from_min,
        latest=claim.years.from_max,
        supports=len(claim.supporting),
        contradicts=len(claim.contradicting),
        weak=grades <= {"D"},
        open_beginning=claim.claim_type in _OPEN_BEGINNINGS,
    )
