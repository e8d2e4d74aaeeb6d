"""Editions of placement rules: added whole, adopted, never edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import update
from sqlmodel import col

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.clock import china_date
from registry.core.db import rowcount
from registry.core.errors import Conflict, Invalid, NotFound
from registry.core.ids import stable_id
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.signage import queries
from registry.signage.models import PlacementRuleSet
from registry.signage.rules.placement import (
    SHIPPED,
    PlacementRule,
    rules_faults,
    rules_hash,
    rules_plain,
)


@dataclass(frozen=True, slots=True)
class Edition:
    """A new edition of rules as somebody writes it."""

    code: str
    edition: str
    title: str
    issuer: str
    legal_basis: str
    rules: Sequence[PlacementRule]
    title_en: str = ""
    document: str = ""
    issued_on: date | None = None
    note: str = ""


def ship_rule_sets(work: Work) -> list[str]:
    """Add the dated examples that ship and are not there yet; the identifiers of those added."""
    added = []
    for shipped in SHIPPED:
        ident = stable_id("rule-set", shipped.code, shipped.edition)
        if queries.rule_set(work.session, ident) is not None:
            continue
        edition = Edition(
            code=shipped.code,
            edition=shipped.edition,
            title=shipped.title,
            title_en=shipped.title_en,
            issuer=shipped.issuer,
            legal_basis=shipped.legal_basis,
            document=shipped.document,
            issued_on=shipped.issued_on,
            note=shipped.note,
            rules=shipped.rules,
        )
        row = _row(work, edition, None)
        row.id, row.is_example, row.simulated = ident, True, False
        _keep(work, row)
        added.append(ident)
    return added


def add_edition(
    work: Work, given: Edition, *, supersedes_id: str | None = None
) -> PlacementRuleSet:
    """Store a new edition; what it was made from stays as it is.

    Raises:
        Forbidden: needs `signage.rules`.
        NotFound: `signage.rule_set_unknown`.
        Invalid: every fault of every rule, by field `rule<number>_<column>`; an issue date to come;
            `edition` taken, or one that changes nothing.
    """
    work.actor.require(Permission.PLACEMENT_RULES)
    before = rule_set_found(work, supersedes_id) if supersedes_id else None
    faults: dict[str, list[Text]] = rules_faults(given.rules)
    if given.issued_on is not None and given.issued_on > china_date(work.at):
        faults["issued_on"] = [T("日期不能晚于今天")]
    if queries.edition_of(work.session, given.code, given.edition) is not None:
        faults["edition"] = [T("已有这一版；规则集不能改，改动就是新的一版，请另起版号")]
    if not faults and before is not None and before.content_sha256 == rules_hash(given.rules):
        faults["rules"] = [T("规则和原来的一版完全相同，没有新的一版可存")]
    if faults:
        raise Invalid(faults)
    return _keep(work, _row(work, given, before))


def _row(work: Work, given: Edition, before: PlacementRuleSet | None) -> PlacementRuleSet:
    return PlacementRuleSet(
        code=given.code,
        edition=given.edition,
        title=given.title,
        title_en=given.title_en,
        issuer=given.issuer,
        legal_basis=given.legal_basis,
        document=given.document,
        issued_on=given.issued_on,
        note=given.note,
        rules=rules_plain(given.rules),
        content_sha256=rules_hash(given.rules),
        supersedes_id=before.id if before else None,
        **stamp(work),
    )


def _keep(work: Work, row: PlacementRuleSet) -> PlacementRuleSet:
    work.session.add(row)
    work.session.flush()
    after = {
        "code": row.code,
        "edition": row.edition,
        "content_sha256": row.content_sha256,
        "supersedes_id": row.supersedes_id,
    }
    journal.record(work, "signage.rules_added", ("placement_rule_set", row.id), after=after)
    return row


def rule_set_found(work: Work, rule_set_id: str) -> PlacementRuleSet:
    """The edition, or NotFound."""
    row = queries.rule_set(work.session, rule_set_id)
    if row is None:
        raise NotFound("signage.rule_set_unknown", T("没有这套规则"))
    return row


def adopt_rule_set(work: Work, rule_set_id: str, *, reason: str) -> PlacementRuleSet:
    """Let the engine follow this edition from now on; the one in force until now is retired.

    Accepted positions stay as they are: what the new edition asks for differently becomes proposals
    once the places are computed anew.

    Raises:
        Forbidden: needs `signage.rules`. NotFound: `signage.rule_set_unknown`.
        Invalid: without a reason (the decision by which it was adopted).
        Conflict: `signage.rules_in_force`: it is in force, or was and has been retired.
    """
    work.actor.require(Permission.PLACEMENT_RULES)
    row = rule_set_found(work, rule_set_id)
    if not reason.strip():
        raise Invalid({"reason": [T("请填写这一项")]})
    if row.adopted_at is not None:
        raise Conflict("signage.rules_in_force", T("这一版正在施行，或者已经停用"))
    before = queries.rule_set_in_force(work.session)
    if before is not None:
        before.retired_at = work.at
        work.session.add(before)
        work.session.flush()
    statement = (
        update(PlacementRuleSet)
        .where(col(PlacementRuleSet.id) == row.id, col(PlacementRuleSet.adopted_at).is_(None))
        .values(adopted_at=work.at, adopted_by_name=work.actor.name)
        .execution_options(synchronize_session=False)
    )
    if rowcount(work.session.execute(statement)) != 1:
        raise Conflict("signage.rules_in_force", T("这一版正在施行，或者已经停用"))
    work.session.refresh(row)
    journal.record(
        work,
        "signage.rules_adopted",
        ("placement_rule_set", row.id),
        before={"in_force": before.id if before else None},
        after={"in_force": row.id},
        reason=reason,
    )
    return row
