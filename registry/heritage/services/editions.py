"""Editions of a programme's rules: added by a person, and files put under a newer one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Conflict, Invalid, NotFound, Refused
from registry.core.ids import stable_id
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.heritage import queries
from registry.heritage.models import Decision, Nomination, Programme
from registry.heritage.rules import ProgrammeFacts, RuleSet, read_rule_set
from registry.heritage.rules.editing import as_given
from registry.heritage.rules.holding import Hold, held_under
from registry.heritage.rules.states import MOVABLE, Action, Status
from registry.heritage.services.marking import follow
from registry.heritage.services.moving import (
    append_decision,
    check_seen,
    compare_and_set,
    load,
    programme_of,
    require_impartial,
)

_REASON = T("请写明理由，它会留在办理记录里")


def found_programme(work: Work, facts: ProgrammeFacts, *, reason: str) -> Programme:
    """Add a programme that was not there, with the first edition of its rules.

    Raises:
        Forbidden: needs `heritage.decide` everywhere. Refused: `heritage.bad_rule_set`.
        Invalid: fields `key` (taken), `reason`.
    """
    work.actor.require(Permission.DECIDE, "")
    rules = checked_rules(facts.rule_set)
    faults: dict[str, list[Text]] = {} if reason.strip() else {"reason": [_REASON]}
    if queries.editions(work.session, facts.key):
        faults["key"] = [T("已有这个代号的名录；要改它的标准，请在它的页面上另立新版")]
    if faults:
        raise Invalid(faults)
    position = len(queries.programmes(work.session))
    return _write(work, facts, rules, position=position, reason=reason)


def add_edition(
    work: Work,
    facts: ProgrammeFacts,
    *,
    supersedes_id: str,
    reason: str,
    removal_reason: str = "",
) -> Programme:
    """Put a new edition of a programme in the place of the one it was made from.

    Nothing that is there changes: decided files keep the edition they were decided under, open
    ones stay on theirs until `change_edition` moves them. New files come under the new edition.

    Raises:
        Forbidden: needs `heritage.decide` everywhere. NotFound: `heritage.unknown_programme`.
        Conflict: `heritage.edition_superseded`, where somebody else was first.
        Refused: `heritage.bad_rule_set`.
        Invalid: fields `edition` (taken), `reason`, `removal_reason` (criteria are dropped that
            experts have judged in open files), `form` (nothing is different).
    """
    work.actor.require(Permission.DECIDE, "")
    before = queries.programme_row(work.session, supersedes_id)
    if before is None:
        raise NotFound("heritage.unknown_programme", T("没有这个名录"))
    if before.superseded_at is not None:
        raise Conflict(
            "heritage.edition_superseded",
            T("这一版已经被新版代替，您改的不是现行的标准"),
            advice=T("您写的内容没有写入。请打开现行的一版，以它为底再改。"),
        )
    rules = checked_rules(facts.rule_set)
    faults = _faults(work, before, facts, rules)
    if not reason.strip():
        faults["reason"] = [_REASON]
    judged = queries.effect_of(work.session, before, rules).judged
    if judged and not removal_reason.strip():
        faults["removal_reason"] = [
            T("去掉的条件里有 %(n)d 个已有专家评过，请写明理由", n=len(judged))
        ]
    if faults:
        raise Invalid(faults)
    before.superseded_at = work.at
    work.session.add(before)
    work.session.flush()
    words = reason.strip() if not judged else f"{reason.strip()}\n{removal_reason.strip()}"
    return _write(
        work, facts, rules, position=before.position, reason=words, before=queries.facts_of(before)
    )


def _faults(
    work: Work, before: Programme, facts: ProgrammeFacts, rules: RuleSet
) -> dict[str, list[Text]]:
    faults: dict[str, list[Text]] = {}
    if queries.programme_edition(work.session, before.key, rules.edition) is not None:
        faults["edition"] = [T("已有这一版；标准不能改，改动就是新的一版，请另起版次")]
    if facts.key != before.key:
        faults["key"] = [T("各版的名录代号要相同")]
    stored = read_rule_set(before.rule_set)
    old = as_given(_with_rules(queries.facts_of(before), stored))
    if old == as_given(_with_rules(facts, rules)):
        faults["form"] = [T("和原来的一版完全相同，没有新的一版可存")]
    return faults


def _with_rules(facts: ProgrammeFacts, rules: RuleSet) -> ProgrammeFacts:
    # What is left out of stored rules means the same as its default written out.
    return ProgrammeFacts(**{**_shallow(facts), "rule_set": asdict(rules)})


def _shallow(facts: ProgrammeFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in ProgrammeFacts.__slots__}


def checked_rules(rule_set: Mapping[str, Any]) -> RuleSet:
    """The rules, or `heritage.bad_rule_set` with what is wrong."""
    try:
        return read_rule_set(rule_set)
    except (KeyError, TypeError, ValueError) as error:
        message = T("名录的标准写得不对：%(why)s", why=str(error))
        raise Refused("heritage.bad_rule_set", message) from error


def _write(
    work: Work,
    facts: ProgrammeFacts,
    rules: RuleSet,
    *,
    position: int,
    reason: str,
    before: ProgrammeFacts | None = None,
) -> Programme:
    values = _shallow(facts)
    values["classes"] = list(facts.classes)
    values["issuer_nature"] = facts.issuer_nature.value
    programme = Programme(**stamp(work), **values, edition=rules.edition, position=position)
    programme.id = stable_id("programme", facts.key, rules.edition)
    work.session.add(programme)
    work.session.flush()
    journal.record(
        work,
        "heritage.edition_added",
        ("programme", programme.id),
        before=None if before is None else _told(before),
        after=_told(facts),
        reason=reason,
    )
    return programme


def _told(facts: ProgrammeFacts) -> dict[str, Any]:
    return {**as_given(facts), "key": facts.key, "rule_set": facts.rule_set}


def change_edition(work: Work, nomination_id: str, *, reason: str, seen_version: int) -> Decision:
    """Put an open file under the edition in force now: by a person, with a reason.

    Findings go on holding where their criterion reads the same; votes are asked anew, because a
    vote is about the whole file under its rules.

    Raises:
        Forbidden: needs `heritage.decide` for the division, and not one's own file.
        Refused: `heritage.not_now` (decided, or under notice), `heritage.edition_in_force` (it is
            under it already), `heritage.level_missing`, `heritage.level_skipped`,
            `heritage.criterion_missing`.
        Invalid: field `edition_reason`; Conflict: someone was first.
    """
    nomination = load(work, nomination_id)
    check_seen(nomination, seen_version)
    work.actor.require(Permission.DECIDE, nomination.division_path)
    require_impartial(work, nomination)
    old, _rules = programme_of(work, nomination)
    new = _movable(work, nomination, old)
    if not reason.strip():
        raise Invalid({"edition_reason": [_REASON]})
    again = nomination.round + 1 if nomination.round else 0
    compare_and_set(work, nomination, seen_version, programme_id=new.id, round=again)
    decision = append_decision(
        work,
        nomination,
        Action.CHANGE_EDITION,
        before=Status(nomination.status),
        seen_version=seen_version,
        reason=f"{old.edition} → {new.edition}：{reason.strip()}",
    )
    journal.record(
        work,
        "heritage.edition_changed",
        ("nomination", nomination.id),
        before={"edition": old.edition, "version": seen_version},
        after={"edition": new.edition, "version": nomination.version, "decision": decision.id},
        reason=reason,
    )
    follow(work.session, [nomination.place_id])
    return decision


def _movable(work: Work, nomination: Nomination, old: Programme) -> Programme:
    """The edition in force, or why the file cannot come under it now."""
    status = Status(nomination.status)
    # A file whose rules are settled hears that first, whatever edition is in force.
    if status not in MOVABLE:
        _refuse(held_under(status, (), (), 0))
    found = queries.editions_in_force(work.session, nomination.programme_key)
    if not found or found[0].id == old.id:
        raise Refused("heritage.edition_in_force", T("这份申报已经按现行标准办理"))
    new = found[0]
    _refuse(queries.hold_of(work.session, nomination.id, status, read_rule_set(new.rule_set)))
    return new


def _refuse(hold: Hold | None) -> None:
    if hold is not None:
        raise Refused(hold.code, hold.message, advice=hold.advice)
