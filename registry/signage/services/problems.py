"""What is wrong with a sign is noted when a report of it is accepted, and ended when it is over."""

from __future__ import annotations

from collections.abc import Iterable

from registry.core import journal
from registry.core.rows import stamp
from registry.core.work import Work
from registry.places.queries.details import former_names
from registry.signage.models import FieldReport, Sign, SignProblem
from registry.signage.queries.problems import problems_now
from registry.signage.rules.kinds import COUNTED_FAMILIES, ReportKind
from registry.signage.rules.problems import ADDS_ONLY, HERITAGE, Problem, problems_of
from registry.signage.rules.states import SignState
from registry.signage.rules.validity import Seen, Validity


def note_problems(work: Work, sign: Sign, row: FieldReport, seen: Seen, validity: Validity) -> None:
    """Write down what an accepted report says is wrong with its sign; what it no longer says ends.

    A report that a sign is wanted somewhere says nothing of this one; one about a single thing
    leaves the others as they were. Signs of families that do not count have no problems noted.
    """
    if sign.family not in COUNTED_FAMILIES or seen.kind is ReportKind.NEEDS_EXTRA:
        return
    told = problems_of(seen, validity, former_names(work.session, sign.place_id))
    if seen.kind in ADDS_ONLY:
        told |= {Problem(one.problem) for one in problems_now(work.session, sign.id)}
    write_problems(work, sign, told, row.id)


def end_problems(work: Work, sign: Sign) -> None:
    """Nothing is wrong any more with a sign that was taken away, or of which nobody has looked."""
    write_problems(work, sign, (), None)


def write_problems(work: Work, sign: Sign, told: Iterable[Problem], report_id: str | None) -> None:
    """Make these the problems of a sign; `report_id` is where new ones were seen, if anywhere."""
    wanted = {one.value for one in told}
    kept = {row.problem: row for row in problems_now(work.session, sign.id)}
    if wanted == kept.keys():
        return
    for problem, row in kept.items():
        if problem not in wanted:
            row.ended_at = work.at
            work.session.add(row)
    for problem in sorted(wanted - kept.keys()):
        work.session.add(
            SignProblem(
                sign_id=sign.id,
                problem=problem,
                report_id=report_id,
                division_path=sign.division_path,
                stratum=HERITAGE if sign.is_heritage else sign.stratum,
                is_valid=sign.state == SignState.VERIFIED,
                **stamp(work),
            )
        )
    work.session.flush()
    journal.record(
        work,
        "signage.problems_noted",
        ("sign", sign.id),
        before={"problems": sorted(kept)},
        after={"problems": sorted(wanted)},
    )
