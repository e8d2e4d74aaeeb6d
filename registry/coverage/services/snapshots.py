"""A snapshot frozen, a target date set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import insert

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.clock import china_date
from registry.core.errors import Invalid
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.coverage.models import (
    CoverageTarget,
    RateSnapshot,
    SnapshotFigure,
    SnapshotLine,
    SnapshotPart,
)
from registry.coverage.queries.lines import lines_now
from registry.coverage.queries.snapshots import (
    SPLIT_BODY,
    SPLIT_COUNTY,
    exemptions_now,
    in_scope_of,
    last_number,
    snapshot,
)
from registry.coverage.rules import EDITION, STRATUM_ORDER, Figures, by_stratum
from registry.coverage.rules.frozen import Line, by_body, digest_of, frozen_csv, frozen_figures
from registry.signage import queries as signage_queries
from registry.signage import services as signage

_FAR = date(2100, 1, 1)


def take_snapshot(work: Work, *, note: str = "") -> RateSnapshot:
    """Freeze every name with its positions and signs as they stand now.

    Exemptions that have run out end first, so that no frozen denominator rests on one. Names of the
    snapshot before that no longer count get a line too, which says what became of them.

    Raises:
        Forbidden: needs `coverage.freeze`.
    """
    work.actor.require(Permission.FREEZE)
    signage.end_expired(work)
    number = last_number(work.session) + 1
    before = snapshot(work.session, number - 1)
    also = in_scope_of(work.session, before.id) if before else []
    lines = lines_now(work.session, also=also)
    rules = signage_queries.rule_set_in_force(work.session)
    row = RateSnapshot(
        number=number,
        taken_at=work.at,
        taken_by_name=work.actor.name,
        note=note,
        definition_edition=EDITION,
        rule_set_id=rules.id if rules else None,
        rule_set_label=f"{rules.title}（{rules.edition}）" if rules else "",
        rule_set_sha256=rules.content_sha256 if rules else "",
        exemptions=exemptions_now(work.session),
        lines=len(lines),
        names=sum(line.in_scope for line in lines),
        csv_sha256=digest_of(frozen_csv(lines)),
        **stamp(work),
    )
    work.session.add(row)
    work.session.flush()
    if lines:
        _keep(work, row.id, lines)
    journal.record(
        work,
        "coverage.snapshot_taken",
        ("rate_snapshot", row.id),
        after={"number": number, "names": row.names, "csv_sha256": row.csv_sha256},
        reason=note,
    )
    return row


def _keep(work: Work, snapshot_id: str, lines: Sequence[Line]) -> None:
    """Write the lines and what they add up to: by kind, by county and by managing body."""

    def put(table: type, rows: list[dict[str, Any]]) -> None:
        work.session.execute(insert(table), [{"snapshot_id": snapshot_id, **one} for one in rows])

    put(SnapshotLine, [asdict(line) for line in lines])
    counties = frozen_figures(lines)
    put(SnapshotFigure, [_kept(one) for one in by_stratum(counties, STRATUM_ORDER)])
    names = {line.county_id: line.county for line in lines}
    parts = [_part(SPLIT_COUNTY, names[one.county_id], one) for one in counties]
    parts += [_part(SPLIT_BODY, one.county_id, one) for one in frozen_figures(lines, by_body)]
    put(SnapshotPart, parts)


def _kept(figures: Figures) -> dict[str, int | str]:
    columns = SnapshotFigure.model_fields.keys() - {"snapshot_id"}
    return {name: getattr(figures, name) for name in columns}


def _part(split: str, name: str, figures: Figures) -> dict[str, int | str]:
    return {"split": split, "part": figures.county_id, "name": name, **_kept(figures)}


def set_target(work: Work, *, stratum: str, due_on: date, basis: str) -> CoverageTarget:
    """Say by when every name of a stratum is to have a verified sign, and who decided that.

    Raises:
        Forbidden: needs `coverage.freeze`.
        Invalid: `due_on` in the past or today, or beyond 2100; no `basis`; an unknown `stratum`.
    """
    work.actor.require(Permission.FREEZE)
    faults: dict[str, list[Text]] = {}
    if due_on <= china_date(work.at):
        faults["due_on"] = [T("目标日期已经过去，请写今天以后的日期")]
    elif due_on > _FAR:
        faults["due_on"] = [T("目标日期太远")]
    if stratum not in STRATUM_ORDER:
        faults["stratum"] = [T("请从列出的选项中选择")]
    if not basis.strip():
        faults["basis"] = [T("请填写这一项")]
    if faults:
        raise Invalid(faults)
    row = CoverageTarget(
        stratum=stratum,
        due_on=due_on,
        basis=basis,
        set_by_name=work.actor.name,
        **stamp(work),
    )
    work.session.add(row)
    work.session.flush()
    journal.record(
        work,
        "coverage.target_set",
        ("coverage_target", row.id),
        after={"stratum": stratum, "due_on": due_on, "basis": basis},
    )
    return row
