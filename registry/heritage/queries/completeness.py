"""How complete a dossier is: what was written, and what the place, claims and acts add to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from registry.core.text import T
from registry.heritage.models import Decision, Nomination
from registry.heritage.queries.matrix import MatrixClaim
from registry.heritage.queries.nominations import levels_passed
from registry.heritage.queries.programmes import ProgrammeView
from registry.heritage.rules.parts import Meter, Missing, meter
from registry.heritage.rules.states import LEVEL_LABELS, Level
from registry.places.queries import PlaceCard

_STRONG = frozenset({"A", "B"})


def meter_of(
    file: Nomination,
    under: ProgrammeView,
    place: PlaceCard | None,
    matrix: dict[str, list[MatrixClaim]],
    acts: Sequence[Decision],
    served: Collection[str],
) -> Meter:
    """The meter of one dossier; `served` are the required attachments that a file stands for."""
    claims = [claim for served in matrix.values() for claim in served if not claim.is_legend]
    return meter(
        file.parts,
        {
            "A": _facts(file, place),
            "B": [
                (
                    Missing(T("概述"), T("审核人和公众先读概述"), "summary"),
                    bool(file.summary.strip()),
                ),
                *_ages(under, matrix),
            ],
            "C": _evidence(claims),
            "D": [
                (
                    Missing(
                        T("保护方案"),
                        T("认定以后要照它保护，更名前也要先有保护措施"),
                        "protection_plan",
                    ),
                    bool(file.protection_plan.strip()),
                )
            ],
            "E": _opinions(under, acts),
            "F": _files(under, served),
        },
    )


def _facts(file: Nomination, place: PlaceCard | None) -> list[tuple[Missing, bool]]:
    why = T("写清对象是谁、有多大，名单上才不会认错")
    known = place is not None
    return [
        (Missing(T("罗马字母拼写"), why), known and bool(place and place.roman_toned)),
        (Missing(T("坐标"), why), known and place is not None and place.lon is not None),
        (Missing(T("申报单位"), why, "applicant"), bool(file.applicant.strip())),
        (
            Missing(T("联系方式"), T("审核人要能找到编撰的人"), "contact"),
            bool(file.contact.strip()),
        ),
    ]


def _ages(under: ProgrammeView, matrix: dict[str, list[MatrixClaim]]) -> list[tuple[Missing, bool]]:
    why = T("这个条件要用有年代、有出处的论据来计算，没有论据就无从检验")
    kinds = {
        "settlement_age": T("聚落首见的论据"),
        "name_age": T("专名首见的论据"),
    }
    return [
        (
            Missing(kinds[criterion.kind.value], why),
            any(not claim.is_legend for claim in matrix.get(criterion.key, [])),
        )
        for criterion in under.rules.criteria
        if criterion.kind.value in kinds
    ]


def _evidence(claims: Sequence[MatrixClaim]) -> list[tuple[Missing, bool]]:
    cited = [found for claim in claims for found in claim.supporting]
    return [
        (
            Missing(T("每条论据都有支持它的出处"), T("没有出处的说法无法核对，会挡住提交")),
            bool(claims) and all(claim.supporting for claim in claims),
        ),
        (
            Missing(T("至少一条 A 级或 B 级出处"), T("只靠转述和口述，年代不能算作已证实")),
            any(found.citation.grade in _STRONG for found in cited),
        ),
        (
            Missing(T("照录的原文"), T("评审人要看到原文才能判断")),
            any(found.citation.quote for found in cited),
        ),
    ]


def _files(under: ProgrammeView, served: Collection[str]) -> list[tuple[Missing, bool]]:
    why = T("名录要求附上这个文件，评审人要看到它")
    return [
        (Missing(T("附件：%(what)s", what=needed), why), needed in served)
        for needed in under.rules.attachments
    ]


def _opinions(under: ProgrammeView, acts: Sequence[Decision]) -> list[tuple[Missing, bool]]:
    passed = levels_passed(acts)
    why = T("由各级审核人填写，提交以后才有")
    return [
        (Missing(LEVEL_LABELS[Level(level)], why), level in passed) for level in under.rules.levels
    ]
