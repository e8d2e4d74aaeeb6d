"""The tables of a monthly report: the same for the paper and for the workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from registry.core.text import T, Text
from registry.coverage.rules.definitions import DEFINITIONS, RateKind
from registry.coverage.rules.figures import HERITAGE, Figures, figure_rate
from registry.coverage.rules.forecast import Forecast, Outlook
from registry.coverage.rules.frozen import Moved
from registry.coverage.rules.ratio import Rate
from registry.coverage.rules.reporting import ELSEWHERE, CutRow, Facts, ReportScope
from registry.coverage.rules.wording import (
    AGAINST_WORDS,
    OUTLOOK_WORDS,
    STRATUM_ORDER,
    stratum_label,
)
from registry.places.rules import ENTITY_STATUS_LABELS, Stratum
from registry.places.rules.finding import FINDING_LABELS
from registry.signage.rules.problems import PROBLEM_LABELS
from registry.signage.rules.states import SIGN_LABELS, SignState

Cell = Text | str | int | float | date | Rate | None

STATUS_WORDS: dict[str, Text] = {
    **{status.value: label for status, label in ENTITY_STATUS_LABELS.items()},
    "absent": T("没有登记"),
    ELSEWHERE: T("划到别处或从别处划来"),
}
_STRATA = (*STRATUM_ORDER, HERITAGE)


@dataclass(frozen=True, slots=True)
class Table:
    """Cells under headings; a `Rate` is one cell on paper and three columns in a workbook.

    With `grouped`, the paper sets a table for each value of the first column. On paper no more than
    `most` rows of a table stand; the workbook has all of them.
    """

    key: str
    title: Text
    head: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Text | None = None
    grouped: bool = False
    most: int = 400
    #: What its sheet is called, where the title is longer than a sheet's may be.
    short: Text | None = None


def tables(facts: Facts) -> list[Table]:
    """Every table of the report, in the order in which they stand."""
    found = [strata(facts), cuts(facts), bodies(facts), outlook(facts), points(facts), gaps(facts)]
    found += [troubles(facts), problems(facts), findings(facts), weeks(facts), crews(facts)]
    found += [balances(facts), moved(facts)]
    return [*found, exemptions(facts)]


def _rates(figures: Figures) -> list[Cell]:
    apart = figures.stratum == HERITAGE
    return [
        None if apart and kind is RateKind.NAMES else figure_rate(figures, kind)
        for kind in RateKind
    ]


def _missing(figures: Figures) -> int:
    if figures.stratum == HERITAGE:
        return figures.requirements - figures.requirements_verified
    return figures.unsigned


_FIGURE_HEAD = (
    *(item.label for item in DEFINITIONS),
    T("已设但不合格"),
    T("没有标志的"),
)


def strata(facts: Facts) -> Table:
    """The four rates of each kind of name; there is no line of sums."""
    rows = tuple(
        (stratum_label(row.stratum), *_rates(row), row.present_invalid, _missing(row))
        for row in facts.strata
    )
    note = T("各类地名不相加。写错、空白或看不清的标志立着也不算设标，单列在“已设但不合格”。")
    return Table("strata", T("各类地名的四个比率"), (T("类别"), *_FIGURE_HEAD), rows, note)


def cuts(facts: Facts) -> Table:
    """The same by division, kind by kind."""
    is_county = facts.scope is ReportScope.COUNTY
    rest = T("不属于下面任何一个区划") if is_county else T("不属于单个区县")
    title = T("各乡镇街道") if is_county else T("各区县")
    head = (T("类别"), T("区划"), *_FIGURE_HEAD)
    return Table("divisions", title, head, _cut_rows(facts.cuts, rest), grouped=True)


def bodies(facts: Facts) -> Table:
    """The same names once more by who manages them; no rows where no managing body is named."""
    note = T("功能区管着地名，但不是行政区划；同样的地名按管理主体再列一次。")
    rows = _cut_rows(facts.bodies, T("没有写明"))
    head = (T("类别"), T("管理主体"), *_FIGURE_HEAD)
    return Table("bodies", T("各管理主体"), head, rows, note, grouped=True)


def _cut_rows(
    cuts_by_stratum: Mapping[str, Sequence[CutRow]], rest: Text
) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (
            stratum_label(stratum),
            row.name or rest,
            *_rates(row.figures),
            row.figures.present_invalid,
            _missing(row.figures),
        )
        for stratum in _STRATA
        for row in cuts_by_stratum.get(stratum, ())
    )


def outlook(facts: Facts) -> Table:
    """What can be said of the day on which every name has a sign, beside the target."""
    rows = []
    for stratum in _known(facts.lines):
        line = facts.lines[stratum]
        led = line.found
        rows.append(
            (
                stratum_label(stratum),
                line.due_on,
                AGAINST_WORDS[line.against][1],
                *(round(pace, 2) for pace in (led.slow, led.mean, led.fast)),
                *(_reached(led, day) for day in (led.latest, led.likely, led.earliest)),
                OUTLOOK_WORDS[led.outlook],
            )
        )
    head = (
        T("类别"), T("目标日期"), T("与目标相比"), T("每周净增，最慢"), T("每周净增，平均"),
        T("每周净增，最快"), T("最晚"), T("照平均"), T("最早"), T("说明"),
    )  # fmt: skip
    return Table("outlook", T("到全部设标还有多远"), head, tuple(rows))


def _reached(led: Forecast, day: date | None) -> Cell:
    """A day, or that it is too far; nothing where nothing is forecast."""
    return T("十年内到不了") if day is None and led.outlook is Outlook.FORECAST else day


def points(facts: Facts) -> Table:
    """The line of each kind as numbers."""
    rows = tuple(
        (stratum_label(stratum), point.on, point.names, point.signed)
        for stratum in _known(facts.lines)
        for point in facts.lines[stratum].points
    )
    head = (T("类别"), T("截至"), T("应设标的地名"), T("已设并核验"))
    return Table("line", T("逐周的数字"), head, rows, grouped=True)


def gaps(facts: Facts) -> Table:
    """Names whose sign is due longest."""
    rows = tuple(
        (stratum_label(row.stratum), row.name, row.since, row.days)
        for stratum in _STRATA
        for row in facts.gaps
        if row.stratum == stratum
    )
    head = (T("类别"), T("地名"), T("列入日期"), T("天数"))
    return Table("gaps", T("等得最久的"), head, rows, T("每类列出最久的八个。"))


def troubles(facts: Facts) -> Table:
    """Signs that are not as they should be, by what is wrong."""
    rows = tuple(
        (stratum_label(stratum), SIGN_LABELS[SignState(state)][1], number)
        for stratum in _STRATA
        for state, number in sorted(facts.troubles.get(stratum, {}).items())
        if number
    )
    return Table("troubles", T("问题标志"), (T("类别"), T("状态"), T("块数")), rows)


def problems(facts: Facts) -> Table:
    """Signs by what is wrong with them, most first; one sign may stand in several rows."""
    order = list(PROBLEM_LABELS)
    rows = tuple(
        (stratum_label(stratum), PROBLEM_LABELS[problem], number)
        for stratum in _STRATA
        for problem, number in sorted(
            facts.problems.get(stratum, {}).items(),
            key=lambda item: (-item[1], order.index(item[0])),
        )
    )
    note = T("一块标志有几个问题就在几行里各计一次，各行不相加；有的问题不影响合格。")
    head = (T("类别"), T("问题"), T("块数"))
    return Table("problems", T("标志的问题类型"), head, rows, note)


def findings(facts: Facts) -> Table:
    """What was still to be done about places and their names."""
    rows = tuple((FINDING_LABELS[kind], number) for kind, number in facts.findings.items())
    return Table("findings", T("没办完的地名问题"), (T("问题类型"), T("件数")), rows)


def weeks(facts: Facts) -> Table:
    """Verdicts on reports by week."""
    rows = tuple((row.key, row.accepted, row.returned) for row in facts.weeks)
    head = (T("周一"), T("通过的"), T("退回的"))
    title = T("外业进度：近 12 周，按核验日期")
    return Table("weeks", title, head, rows, short=T("外业进度"))


def crews(facts: Facts) -> Table:
    """The same by crew."""
    rows = tuple(
        (row.key or T("没有写明"), row.people, row.accepted, row.returned) for row in facts.crews
    )
    head = (T("单位"), T("上报人数"), T("通过的"), T("退回的"))
    return Table("crews", T("各外业队"), head, rows)


def balances(facts: Facts) -> Table:
    """The equation of each kind: names then, what came and went, names now."""
    found = facts.changes.balances if facts.changes else ()
    rows = tuple(
        (
            stratum_label(row.stratum),
            row.before,
            row.added,
            row.arrived,
            row.left,
            row.departed,
            row.after,
            row.verified,
            row.lost,
        )
        for row in sorted(found, key=lambda row: _STRATA.index(row.stratum))
    )
    head = (
        T("类别"), T("上月应设标"), T("新增"), T("由别类改入"), T("退出"), T("改入别类"),
        T("本月应设标"), T("新近核验合格"), T("不再合格"),
    )  # fmt: skip
    note = T("上月应设标 + 新增 + 改入 − 退出 − 改出 = 本月应设标。")
    return Table("balance", T("与上月对账"), head, rows, note, short=T("对账"))


def moved(facts: Facts) -> Table:
    """Which names they were, each list with what it was and what it is."""
    found = facts.changes
    lists: tuple[tuple[Text, tuple[Moved, ...]], ...] = ()
    if found is not None:
        lists = (
            (T("新增"), found.added),
            (T("退出"), found.left),
            (T("改类"), found.reclassified),
            (T("新近核验合格"), found.verified),
            (T("不再合格"), found.lost),
        )
    rows = tuple(_moved_rows(lists))
    head = (T("变化"), T("类别"), T("地名"), T("原来"), T("现在"), T("地名编号"))
    title, short = T("对账名单"), T("对账的地名")
    return Table("moved", title, head, rows, grouped=True, most=40, short=short)


def _moved_rows(lists: Iterable[tuple[Text, tuple[Moved, ...]]]) -> Iterator[tuple[Cell, ...]]:
    for label, rows in lists:
        for row in rows:
            was, now = (change_word(value) for value in (row.was, row.now))
            yield (label, stratum_label(row.stratum), row.name, was, now, row.place_id)


def change_word(value: str) -> Text:
    """What a name was or is in a reconciliation: its status, its kind, or its mark."""
    if value in {"0", "1"}:
        return T("有核验合格标志") if value == "1" else T("没有核验合格标志")
    if value in STATUS_WORDS:
        return STATUS_WORDS[value]
    return stratum_label(Stratum(value))


def exemptions(facts: Facts) -> Table:
    """The positions that are not counted, and on whose paper."""
    rows = tuple(
        (
            stratum_label(one["stratum"]),
            one["name"],
            one["reason"],
            one["paper"],
            one["approver"],
            one["until"] or "",
        )
        for one in facts.exemptions
    )
    head = (T("类别"), T("地名"), T("原因"), T("文件"), T("批准人"), T("到期"))
    return Table("exemptions", T("免设文件"), head, rows, most=100)


def _known(strata_of: Iterable[str]) -> list[str]:
    return sorted(strata_of, key=_STRATA.index)
