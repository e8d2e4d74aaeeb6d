"""A monthly report as the data of its printed pages and as the sheets of its workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby
from typing import Any

from registry.core.clock import CHINA
from registry.core.sheets import Cell as SheetCell
from registry.core.sheets import Sheet
from registry.core.text import T, Text
from registry.coverage.rules.definitions import DEFINITIONS, EXCLUSIONS
from registry.coverage.rules.drawing import BurnUp
from registry.coverage.rules.figures import HERITAGE, lead_stratum
from registry.coverage.rules.ratio import Rate
from registry.coverage.rules.report_tables import Cell, Table, tables
from registry.coverage.rules.reporting import Facts, LineUp, ReportScope
from registry.coverage.rules.wording import OUTLOOK_WORDS, sentence, stratum_label

Say = Callable[[Text], str]
COMMAND = "python3 check_rates.py snapshot-%d.csv %s"

_SCOPES = {
    ReportScope.CITY: T("全市所有区县的地名，连同不属于单个区县的"),
    ReportScope.COUNTY: T("计在这个区县名下的地名"),
    ReportScope.BODY: T("由这个单位管理的地名，不论属于哪个区县；功能区管着地名，但不是行政区划"),
}


def title(facts: Facts) -> Text:
    """What stands at the head of the first page."""
    return T("%(scope)s地名设标月报", scope=facts.scope_name)


def about(facts: Facts) -> list[tuple[Text, Text | str]]:
    """What the figures rest on, in words: labels and what they say."""
    frozen = facts.frozen
    rows: list[tuple[Text, Text | str]] = [
        (T("月份"), frozen.month),
        (T("截至"), _moment(frozen.taken_at)),
        (T("范围"), _joined(facts.scope_name, _SCOPES[facts.scope])),
        (T("快照"), T("第 %(n)d 号", n=frozen.number)),
        (T("口径"), T("%(edition)s 版", edition=frozen.edition)),
        (T("设标规则"), frozen.rules or T("没有施行规则，点位由人逐个列入")),
    ]
    if frozen.rules_sha256:
        rows.append((T("规则的指纹（SHA-256）"), frozen.rules_sha256))
    return [*rows, (T("快照文件的指纹（SHA-256）"), frozen.csv_sha256)]


def recompute(facts: Facts, address: str) -> list[Text | str]:
    """How anybody arrives at the same figures."""
    frozen = facts.frozen
    found: list[Text | str] = [
        T("1. 从 %(address)s 下载快照的表格和程序 check_rates.py，不用登录。", address=address),
        T("2. 运行下面这一行。程序先比对指纹，再由表格逐类算出四个比率。"),
        COMMAND % (frozen.number, frozen.csv_sha256),
    ]
    name = facts.scope_name
    if facts.scope is ReportScope.COUNTY:
        found.append(T("3. 只算一个区县：表格里只留 county 是“%(name)s”的行。", name=name))
    if facts.scope is ReportScope.BODY:
        found.append(T("3. 只算一个功能区：表格里只留 managing_body 是“%(name)s”的行。", name=name))
    return found


def _joined(name: str, text: Text) -> Text:
    return T("%(name)s：%(text)s", name=name, text=text)


def _moment(value: Any) -> str:
    return f"{value.astimezone(CHINA):%Y-%m-%d %H:%M}"


def paper(facts: Facts, say: Say, *, language: str, address: str) -> dict[str, Any]:
    """The data of `print/coverage.typ`: plain values in the words of one language."""
    found = {table.key: table for table in tables(facts)}
    lead = lead_stratum([row for row in facts.strata if row.stratum != HERITAGE])
    sections = [
        _section(say(T("口径")), _definitions(say)),
        _section(_said(found["strata"], say), _set(found["strata"], say)),
        _section(say(T("到全部设标还有多远")), _charts(facts, say)),
        *(_section(_said(found[key], say), _told(found[key], say)) for key in _in_print(found)),
        _section(_said(found["balance"], say), _balance(facts, found, say)),
        _section(_said(found["exemptions"], say), _set(found["exemptions"], say)),
        _section(say(T("怎样重算")), _steps(facts, say, address)),
    ]
    return {
        "language": language,
        "title": say(title(facts)),
        "month": facts.frozen.month,
        "foot": say(T("快照第 %(n)d 号", n=facts.frozen.number)) + f" · {facts.frozen.csv_sha256}",
        "simulated": say(T("演示数据")) if facts.simulated else "",
        "sentence": say(sentence(lead, _moment(facts.frozen.taken_at))),
        "about": [[say(label), _plain(value, say)] for label, value in about(facts)],
        "sections": sections,
    }


_IN_PRINT = ("divisions", "bodies", "gaps", "troubles", "problems", "findings", "weeks", "crews")


def _in_print(found: dict[str, Table]) -> list[str]:
    """Tables between the drawings and the reconciliation; managing bodies where there are any."""
    return [key for key in _IN_PRINT if key != "bodies" or found[key].rows]


def _section(heading: str, blocks: list[dict[str, Any]]) -> dict[str, Any]:
    return {"title": heading, "blocks": blocks}


def _said(table: Table, say: Say) -> str:
    return say(table.title)


def _definitions(say: Say) -> list[dict[str, Any]]:
    rows = [
        [say(one.label), f"{say(one.numerator)} ÷ {say(one.denominator)}"] for one in DEFINITIONS
    ]
    return [
        {"kind": "rows", "rows": rows},
        {"kind": "list", "items": [say(text) for text in EXCLUSIONS]},
    ]


def _told(table: Table, say: Say) -> list[dict[str, Any]]:
    return _bars(table, say) if table.key == "problems" and table.rows else _set(table, say)


def _bars(table: Table, say: Say) -> list[dict[str, Any]]:
    """Rows of kind, label and number as bars, one drawing for each kind, the longest full."""
    blocks = [_text(say(table.note))] if table.note else []
    for label, rows in groupby(table.rows, key=lambda row: row[0]):
        items = [(_plain(row[1], say), int(str(row[2]))) for row in rows]
        most = max(number for _label, number in items)
        told = [[words, str(number), number / most] for words, number in items]
        blocks.append({"kind": "bars", "caption": _plain(label, say), "rows": told})
    return blocks


def _set(table: Table, say: Say) -> list[dict[str, Any]]:
    """A table as blocks; a grouped one as a table for each value of its first column."""
    note = [_text(say(table.note))] if table.note else []
    if not table.rows:
        return [_text(say(T("没有记录")))]
    if not table.grouped:
        return [*note, _one(table, table.rows, say, "")]
    groups = groupby(table.rows, key=lambda row: row[0])
    return note + [
        _one(table, [row[1:] for row in rows], say, _plain(label, say)) for label, rows in groups
    ]


def _one(table: Table, rows: Iterable[tuple[Cell, ...]], say: Say, caption: str) -> dict[str, Any]:
    every = list(rows)
    head = table.head[1:] if table.grouped else table.head
    more = len(every) - table.most
    return {
        "kind": "table",
        "caption": caption,
        "head": [say(text) for text in head],
        "numbers": [_is_number([row[place] for row in every]) for place in range(len(head))],
        "rows": [[_plain(cell, say) for cell in row] for row in every[: table.most]],
        "more": say(T("另有 %(n)d 行，见表格。", n=more)) if more > 0 else "",
    }


def _is_number(cells: Iterable[Cell]) -> bool:
    return all(cell is None or isinstance(cell, int | float | Rate) for cell in cells)


def _plain(cell: Cell, say: Say) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, Text):
        return say(cell)
    if isinstance(cell, Rate):
        percent = cell.text if cell.percent is None else f"{cell.text}%"
        return f"{percent}  {cell.numerator}/{cell.denominator}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _text(text: str) -> dict[str, Any]:
    return {"kind": "text", "text": text}


def _charts(facts: Facts, say: Say) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    if facts.scope is ReportScope.BODY and facts.lines:
        blocks.append(
            _text(say(T("功能区没有逐周计数：线由冻结的快照连成，进度取相隔四周以上的快照之间。")))
        )
    charts = [
        _chart(row.stratum, facts.lines[row.stratum], say)
        for row in facts.strata
        if row.stratum in facts.lines
    ]
    if charts:
        blocks.append({"kind": "charts", "charts": charts})
    found = {table.key: table for table in tables(facts)}["outlook"]
    # The sentence of each line stands beside its drawing already.
    short = Table(found.key, found.title, found.head[:-1], tuple(row[:-1] for row in found.rows))
    return [*blocks, *_set(short, say)]


def _chart(stratum: str, line: LineUp, say: Say) -> dict[str, Any]:
    told = [say(OUTLOOK_WORDS[line.found.outlook])]
    if line.due_on:
        told.insert(0, say(T("目标：%(day)s 全部设标", day=line.due_on.isoformat())))
    return {
        "caption": say(stratum_label(stratum)),
        "told": told,
        "drawing": _drawn(line.drawing) if line.drawing else None,
        "legend": {
            "signed": say(T("已设并核验")),
            "names": say(T("应设标的地名")),
            "band": say(T("最慢到最快")),
            "target": say(T("目标日期")),
        },
    }


def _drawn(drawing: BurnUp) -> dict[str, Any]:
    lines = {
        name: [[float(n) for n in pair.split(",")] for pair in getattr(drawing, name).split()]
        for name in ("signed", "names", "band", "likely")
    }
    return {
        **lines,
        "today": drawing.today,
        "target": drawing.target,
        "here": list(drawing.here),
        "across": [[tick.at, tick.label] for tick in drawing.across],
        "along": [[tick.at, tick.label] for tick in drawing.along],
        "frame": [drawing.left, drawing.top, drawing.right, drawing.bottom],
        "size": [drawing.width, drawing.height],
    }


def _balance(facts: Facts, found: dict[str, Table], say: Say) -> list[dict[str, Any]]:
    if facts.before is None:
        return [_text(say(T("以前的月份没有快照，无从对账。")))]
    against = T(
        "与快照第 %(n)d 号（%(moment)s）相比。",
        n=facts.before.number,
        moment=_moment(facts.before.taken_at),
    )
    names = _set(found["moved"], say) if found["moved"].rows else []
    return [_text(say(against)), *_set(found["balance"], say), *names]


def _steps(facts: Facts, say: Say, address: str) -> list[dict[str, Any]]:
    return [
        {"kind": "code", "text": step} if isinstance(step, str) else _text(say(step))
        for step in recompute(facts, address)
    ]


def book(facts: Facts, say: Say, *, address: str) -> list[Sheet]:
    """The workbook: what the figures rest on, then one sheet for each table, numbers as numbers."""
    told: list[list[SheetCell]] = [[say(label), _cell(value, say)] for label, value in about(facts)]
    if facts.before is not None:
        told.append([say(T("对账的快照")), facts.before.number])
    if facts.simulated:
        told.append([say(T("说明")), say(T("演示数据"))])
    told += [[say(T("怎样重算")), _cell(step, say)] for step in recompute(facts, address)]
    definitions: list[list[SheetCell]] = [
        [say(one.label), say(one.numerator), say(one.denominator)] for one in DEFINITIONS
    ]
    definitions += [[say(T("不计的")), say(text), None] for text in EXCLUSIONS]
    head = [say(T("项目")), say(T("内容"))]
    return [
        Sheet(say(T("依据")), [say(title(facts)), facts.frozen.month], [head, *told]),
        Sheet(say(T("口径")), [say(T("比率")), say(T("分子")), say(T("分母"))], definitions),
        *(_sheet(table, say) for table in tables(facts)),
    ]


def _sheet(table: Table, say: Say) -> Sheet:
    rates = {
        place for row in table.rows for place, cell in enumerate(row) if isinstance(cell, Rate)
    }
    head: list[str] = []
    for place, text in enumerate(table.head):
        label = say(text)
        parts = (T("%(rate)s：分子"), T("%(rate)s：分母"), T("%(rate)s（%%）"))
        spread = [say(T(part.msgid, rate=label)) for part in parts]
        head += spread if place in rates else [label]
    rows = []
    for row in table.rows:
        cells: list[SheetCell] = []
        for place, cell in enumerate(row):
            cells += _spread(cell) if place in rates else [_cell(cell, say)]
        rows.append(cells)
    return Sheet(say(table.short or table.title), head, rows)


def _spread(cell: Cell) -> list[SheetCell]:
    if not isinstance(cell, Rate):
        return [None, None, None]
    percent = None if cell.percent is None else round(cell.percent, 4)
    return [cell.numerator, cell.denominator, percent]


def _cell(cell: Cell, say: Say) -> SheetCell:
    if isinstance(cell, Text):
        return say(cell)
    return None if isinstance(cell, Rate) else cell
