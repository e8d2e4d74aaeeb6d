"""Compiling a dossier: the file, its texts, its claims with their citations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy.exc import IntegrityError

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.actor import Actor
from registry.core.clock import china_date
from registry.core.errors import Conflict, Invalid, NotFound, Refused
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.heritage import queries
from registry.heritage.models import Nomination, NominationClaim, Programme
from registry.heritage.rules import RuleSet, read_rule_set
from registry.heritage.rules.batches import choice_fault
from registry.heritage.rules.drafts import CitationDraft, ClaimDraft, DossierText
from registry.heritage.rules.states import EDITABLE, Action, Status
from registry.heritage.services.moving import (
    append_decision,
    check_seen,
    compare_and_set,
    load,
    programme_of,
    require_compiler,
)
from registry.places import queries as place_queries
from registry.places import services as place_services
from registry.places.rules import ClaimType, Stance
from registry.sources import services as source_services


def nominate(
    work: Work,
    *,
    place_id: str,
    programme_id: str,
    text: DossierText,
    claims: Iterable[ClaimDraft] = (),
) -> Nomination:
    """Open a draft for a place in a programme, with what is already written of it.

    Raises:
        Forbidden: needs `heritage.nominate` for the place's division.
        NotFound: unknown place or programme; Refused: `heritage.programme_superseded`.
        Invalid: field `batch`, where it is not open today.
        Conflict: `heritage.already_nominated`, where a living file or a recognition exists;
            `places.is_merged`.
    """
    card = place_queries.place_card(work.session, place_id)
    if card is None:
        raise NotFound("places.unknown", T("没有这个地名"))
    work.actor.require(Permission.NOMINATE, card.division_path)
    if card.merged_into is not None:
        raise Conflict("places.is_merged", T("这个地名已经并入别的地名"))
    programme = _open_programme(work, programme_id)
    _check_batch(work, programme.key, text.batch)
    nomination = Nomination(
        **stamp(work),
        place_id=place_id,
        programme_id=programme.id,
        programme_key=programme.key,
        place_name=card.standard_name,
        division_text=card.division_text,
        division_path=card.division_path,
        status=Status.DRAFT.value,
        compiler_id=work.actor.id,
        compiler_name=work.actor.name,
        changed_at=work.at,
        **_texts(text),
    )
    _keep_living_one(work, nomination)
    append_decision(work, nomination, Action.START, before=None, seen_version=nomination.version)
    after = {"place_id": place_id, "programme": programme.key, "edition": programme.edition}
    journal.record(work, "heritage.started", ("nomination", nomination.id), after=after)
    rules = read_rule_set(programme.rule_set)
    for draft in claims:
        _attach(work, nomination, rules, draft)
    return nomination


def _open_programme(work: Work, programme_id: str) -> Programme:
    programme = work.session.get(Programme, programme_id)
    if programme is None:
        raise NotFound("heritage.unknown_programme", T("没有这个名录"))
    if programme.superseded_at is not None:
        raise Refused("heritage.programme_superseded", T("这一版标准已被新版代替，请按新版申报"))
    return programme


def _check_batch(work: Work, programme_key: str, name: str, before: str = "") -> None:
    """Whether a file may join a batch today; one that was chosen before may stand as it is."""
    if not name or name == before:
        return
    called = queries.batches_called(work.session, programme_key)
    fault = choice_fault(called, name, china_date(work.at))
    if fault is not None:
        raise Invalid({"batch": [fault]})


def _keep_living_one(work: Work, nomination: Nomination) -> None:
    # The partial unique index decides; a look beforehand would leave a gap between two writers.
    try:
        with work.session.begin_nested():
            work.session.add(nomination)
            work.session.flush()
    except IntegrityError as error:
        message = T("这个地名在这个名录里已有办理中的申报或已经认定")
        raise Conflict("heritage.already_nominated", message) from error


def _texts(text: DossierText) -> dict[str, Any]:
    return {
        "reference_year": text.reference_year,
        "summary": text.summary,
        "protection_plan": text.protection_plan,
        "applicant": text.applicant,
        "contact": text.contact,
        "exception_reason": text.exception_reason,
        "parts": dict(text.parts),
        "batch": text.batch,
    }


def update_draft(
    work: Work, nomination_id: str, *, text: DossierText, seen_version: int
) -> Nomination:
    """Write the texts of a draft or a returned file; the same texts again write nothing.

    Raises:
        Conflict: the file was changed since it was read; Refused: `heritage.not_editable`.
        Invalid: field `batch`, where another one is chosen that is not open today.
    """
    nomination = _editable(work, nomination_id, seen_version)
    _check_batch(work, nomination.programme_key, text.batch, nomination.batch)
    after = _texts(text)
    before = {name: getattr(nomination, name) for name in after}
    if before == after:
        return nomination
    compare_and_set(work, nomination, seen_version, **after)
    changed = {name for name, value in after.items() if before[name] != value}
    # A contact is a person's: that it changed is recorded, what it says is not.
    shown = changed - {"contact"}
    journal.record(
        work,
        "heritage.edited",
        ("nomination", nomination_id),
        before={name: before[name] for name in sorted(shown)},
        after={"changed": sorted(changed), **{name: after[name] for name in sorted(shown)}},
    )
    return nomination


def add_claim(
    work: Work, nomination_id: str, *, draft: ClaimDraft, seen_version: int
) -> NominationClaim:
    """State a claim about the place and let it serve a criterion of this file.

    Raises:
        Invalid: field `criterion`; Conflict, Refused, Forbidden as `update_draft`.
    """
    nomination = _editable(work, nomination_id, seen_version)
    _programme, rules = programme_of(work, nomination)
    compare_and_set(work, nomination, seen_version)
    return _attach(work, nomination, rules, draft)


def remove_claim(work: Work, nomination_id: str, *, link_id: str, seen_version: int) -> None:
    """Take a claim out of this file; the claim itself stays in the gazetteer."""
    nomination = _editable(work, nomination_id, seen_version)
    link = work.session.get(NominationClaim, link_id)
    if link is None or link.nomination_id != nomination_id:
        raise NotFound("heritage.unknown_claim", T("这份申报里没有这条论据"))
    compare_and_set(work, nomination, seen_version)
    before = {"criterion": link.criterion, "claim_id": link.claim_id}
    work.session.delete(link)
    work.session.flush()
    journal.record(work, "heritage.claim_removed", ("nomination", nomination_id), before=before)


def add_citation(
    work: Work, nomination_id: str, *, link_id: str, draft: CitationDraft, seen_version: int
) -> None:
    """Cite one more passage for or against a claim of this file."""
    nomination = _editable(work, nomination_id, seen_version)
    link = work.session.get(NominationClaim, link_id)
    if link is None or link.nomination_id != nomination_id:
        raise NotFound("heritage.unknown_claim", T("这份申报里没有这条论据"))
    compare_and_set(work, nomination, seen_version)
    cited = _cite(work, draft)
    if link.claim_id is None:
        _promote(work, nomination, link, cited)
    else:
        place_services.add_evidence(work, link.claim_id, citation_id=cited[0], stance=cited[1])
    after = {"claim_id": link.claim_id, "citation_id": cited[0], "stance": cited[1]}
    journal.record(work, "heritage.citation_added", ("nomination", nomination_id), after=after)


def _promote(
    work: Work, nomination: Nomination, link: NominationClaim, cited: tuple[str, Stance]
) -> None:
    words = dict(link.draft or {})
    draft = ClaimDraft(criterion=link.criterion, **words)
    link.claim_id = _assert(work, nomination, draft, [cited])
    link.draft = None
    work.session.add(link)
    work.session.flush()


def _editable(work: Work, nomination_id: str, seen_version: int) -> Nomination:
    nomination = load(work, nomination_id)
    check_seen(nomination, seen_version)
    require_editable(nomination, work.actor)
    return nomination


def require_editable(nomination: Nomination, actor: Actor) -> None:
    """Only its compiler writes a file, and only before it is submitted or once it is returned.

    Raises:
        Forbidden: somebody else's. Refused: `heritage.not_editable`.
    """
    require_compiler(nomination, actor)
    if Status(nomination.status) not in EDITABLE:
        raise Refused(
            "heritage.not_editable",
            T("已提交的申报不能再改"),
            advice=T("需要修改时，请撤回后重新申报，或等待退回补证。公示中的内容是定稿。"),
        )


def _attach(
    work: Work, nomination: Nomination, rules: RuleSet, draft: ClaimDraft
) -> NominationClaim:
    if rules.criterion(draft.criterion) is None:
        raise Invalid({"criterion": [T("这个名录没有这个条件")]})
    cited = [_cite(work, citation) for citation in draft.citations]
    # A legend may stand in the gazetteer without a citation; nothing else may.
    known = bool(cited) or draft.claim_type == ClaimType.LEGEND
    link = NominationClaim(
        **stamp(work),
        nomination_id=nomination.id,
        criterion=draft.criterion,
        claim_id=_assert(work, nomination, draft, cited) if known else None,
        draft=None if known else _words(draft),
        position=queries.claim_count(work.session, nomination.id),
    )
    work.session.add(link)
    work.session.flush()
    after = {"criterion": draft.criterion, "claim_id": link.claim_id, "citations": len(cited)}
    journal.record(work, "heritage.claim_added", ("nomination", nomination.id), after=after)
    return link


def _words(draft: ClaimDraft) -> dict[str, Any]:
    left_out = {"criterion", "citations"}
    return {name: value for name, value in asdict(draft).items() if name not in left_out}


def _assert(
    work: Work,
    nomination: Nomination,
    draft: ClaimDraft,
    cited: Sequence[tuple[str, Stance]],
) -> str:
    claim = place_services.assert_claim(
        work,
        place_id=nomination.place_id,
        claim_type=draft.claim_type,
        value_text=draft.text,
        year_from_min=draft.earliest,
        year_from_max=draft.latest,
        era_verbatim=draft.era_verbatim,
        computed_by=draft.computed_by or work.actor.name,
        evidence=cited,
    )
    return claim.id


def _cite(work: Work, draft: CitationDraft) -> tuple[str, Stance]:
    source_id = draft.source_id
    if not source_id:
        source = source_services.add_source(
            work,
            source_type=draft.source_type,
            title=draft.title,
            edition=draft.edition,
            grade=draft.grade or None,
        )
        source_id = source.id
    citation = source_services.cite(
        work,
        source_id=source_id,
        locator=draft.locator,
        quote=draft.quote,
        grade=draft.grade or None,
        second_hand_via=draft.second_hand_via,
        inspected_by=draft.inspected_by,
    )
    return citation.id, Stance.SUPPORTS if draft.supports else Stance.CONTRADICTS
