"""一地一档 as a document: the record in sections that a page and a printed sheet are made from.

A document is plain data: {"title", "roman", "subtitle", "lead", "sections": [{"title", "blocks"}]}.
A block is {"kind": "rows", "rows": [[label, value], …]}, {"kind": "table", "head", "rows"},
{"kind": "text" | "quote" | "heading", "text"} or {"kind": "list", "items"}.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from registry.core.clock import china_date
from registry.core.text import T, Text
from registry.places.rules.claim import (
    CLAIM_STATUS_LABELS,
    CLAIM_TYPE_LABELS,
    STANCE_LABELS,
    ClaimStatus,
    ClaimType,
    Gap,
    Stance,
    Years,
    years_text,
)
from registry.places.rules.division import DIVISION_CHANGE_LABELS, DivisionChangeKind
from registry.places.rules.fields import PLACE_LABELS, name_fields, shown
from registry.places.rules.history import verb_label
from registry.places.rules.kind import RomanStatus
from registry.sources.rules import GRADE_LABELS, SOURCE_TYPE_LABELS, Grade, SourceType

Say = Callable[[Text | str], str]
Block = dict[str, Any]
Record = Mapping[str, Any]

_FORMAT_LABELS = {"full": T("全部内容"), "public": T("公开部分")}
_STANDARD = "standard"


def document_of(
    record: Record, files: Sequence[Record], extras: Iterable[Record], say: Say
) -> dict[str, Any]:
    """The document of a record.

    `files`: path, sha256, size, label of each file that goes with it. `extras`: what other
    capabilities add, each with `sections` of this form whose texts may be `Text`.
    """
    standard = _standard(record)
    sections = [
        _section(T("基本情况"), _basics(record, say), say),
        _section(T("名称"), _names(record, files, say), say),
        _section(T("主张与证据"), _claims(record, say), say),
        _section(T("文献来源"), _sources(record, say), say),
        _section(T("政区：当时与现在"), _division(record, say), say),
        *(_said(section, say) for extra in extras for section in extra.get("sections", ())),
        _section(T("合并"), _merges(record), say),
        _section(T("历史版本"), _past(record, say), say),
        _section(T("日志"), _journal(record, say), say),
        _section(T("文件"), _files(files, say), say),
    ]
    return {
        "title": standard.get("text", ""),
        "roman": standard.get("roman_toned", ""),
        "subtitle": record["place"]["division_text"],
        "lead": _lead(record, say),
        "sections": [section for section in sections if section["blocks"]],
    }


def _standard(record: Record) -> Record:
    found = (name for name in record["names"] if name["name_kind"] == _STANDARD)
    return next(found, {})


def _lead(record: Record, say: Say) -> list[str]:
    lines = [say(T("一地一档：%(variant)s", variant=_FORMAT_LABELS[record["variant"]]))]
    as_of = record["as_of"]
    if as_of is not None:
        said = T("截至日志第 %(seq)d 条，%(at)s", seq=as_of["seq"], at=_day(as_of["at"]))
        lines.append(say(said))
    if record["place"]["simulated"]:
        lines.append(say(T("演示数据")))
    return lines


def _day(moment: str) -> str:
    """The date in China of a moment as the record has it."""
    return china_date(datetime.fromisoformat(moment)).isoformat()


def _section(title: Text, blocks: Sequence[Block], say: Say) -> dict[str, Any]:
    return {"title": say(title), "blocks": list(blocks)}


def _said(value: Any, say: Say) -> Any:
    """The same data with every `Text` in words."""
    if isinstance(value, Text):
        return say(value)
    if isinstance(value, Mapping):
        return {key: _said(one, say) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_said(one, say) for one in value]
    return value


def _basics(record: Record, say: Say) -> list[Block]:
    place = dict(record["place"])
    now = record["division"]["now"]
    called = {division["id"]: division["name"] for division in now}
    called |= {row["id"]: row["source_title"] for row in record["citations"]}
    parent = record["parent"]
    if parent:
        called[parent["id"]] = parent["name"]
    if place.get("lon") is not None:
        place["position"] = f"{place['lon']}, {place['lat']} (WGS 84)"
    rows = [
        [say(label), say(shown(name, place.get(name), called).value)]
        for name, label in PLACE_LABELS.items()
        if place.get(name) not in (None, "", [], False)
    ]
    return [{"kind": "rows", "rows": [*rows, *_shape_rows(record["geometry"], say)]}]


def _shape_rows(shape: Record | None, say: Say) -> list[list[str]]:
    """How the shape is known; its coordinates are in the data beside this page."""
    if shape is None:
        return []
    said = [
        (T("图形"), say(shown("geometry_type", shape["geometry_type"], {}).value)),
        (T("图形的原坐标系"), say(shown("datum", shape["datum"], {}).value)),
        (T("图形怎么来的"), say(shown("position_method", shape["method"], {}).value)),
        (T("图形来源"), shape["source"]),
    ]
    return [[say(label), value] for label, value in said if value]


def _names(record: Record, files: Sequence[Record], say: Say) -> list[Block]:
    order = {_STANDARD: 0}
    names = sorted(record["names"], key=lambda name: (order.get(name["name_kind"], 1), name["id"]))
    titles = {row["id"]: row["source_title"] for row in record["citations"]}
    rows = []
    for name in names:
        fields = name_fields(name)
        verbatim = (name["valid_from_verbatim"], name["valid_to_verbatim"])
        years = [say(fields["years"])] if fields["years"] else []
        ground = [say(shown("approval_basis", name["approval_basis"], {}).value)]
        ground += [name["approval_document"], titles.get(name["citation_id"] or "", "")]
        rows.append(
            [
                name["text"],
                name["roman_toned"],
                say(shown("name_kind", name["name_kind"], {}).value),
                " · ".join([*years, *(part for part in verbatim if part)]),
                " · ".join(part for part in ground if part),
            ]
        )
    head = [T("名称"), T("拼写"), T("名称类型"), T("使用年代"), T("依据")]
    blocks: list[Block] = [{"kind": "table", "head": [say(title) for title in head], "rows": rows}]
    absorbed = {row["absorbed_id"]: row["absorbed_name"] for row in record["merges"]}
    for name in names:
        told = [*_name_rows(name, say), *_brought_rows(name, absorbed, files, say)]
        if told:
            blocks += [{"kind": "heading", "text": name["text"]}, {"kind": "rows", "rows": told}]
    return blocks


def _name_rows(name: Record, say: Say) -> list[list[str]]:
    """What the table of names has no column for."""
    parts = " · ".join(part for part in (name["specific"], name["generic"]) if part)
    is_approved = name["roman_status"] == RomanStatus.APPROVED
    minority = " ".join(part for part in (name["minority_text"], name["minority_language"]) if part)
    status = "approved" if is_approved else "proposed"
    said = [
        (T("专名和通名"), parts if name["generic"] else ""),
        (T("通名专名化"), say(T("是")) if name["generic_absorbed"] else ""),
        (T("拼写状态"), say(shown("roman_status", status, {}).value)),
        (T("标志上的拼写"), name["roman_sign"] if name["name_kind"] == _STANDARD else ""),
        (T("读音依据"), name["reading_basis"] if is_approved else ""),
        # Who worked it out is not in what the public is given.
        (T("年代换算"), name.get("years_computed_by", "")),
        (T("民族文字"), minority),
        (T("用字说明"), name["orthography_note"]),
        (T("列入保护"), say(T("是")) if name["protected"] else ""),
    ]
    return [[say(label), value] for label, value in said if value]


def _brought_rows(
    name: Record, absorbed: Mapping[str, str], files: Sequence[Record], say: Say
) -> list[list[str]]:
    """With which record a name came, and where its recording lies among the originals."""
    came, audio = name["absorbed_from"], name.get("reading_audio")
    heard = [file["path"] for file in files if audio and f"/{audio}-" in file["path"]]
    rows = [[say(T("读音录音")), path] for path in heard]
    if came:
        rows.append([say(T("来自并入的地名")), f"{absorbed.get(came, '')} ({came})"])
    return rows


def _claims(record: Record, say: Say) -> list[Block]:
    kinds = list(ClaimType)
    cited = {row["id"]: row for row in record["citations"]}
    names = {name["id"]: name["text"] for name in record["names"]}
    ordered = sorted(
        record["claims"], key=lambda row: (kinds.index(ClaimType(row["claim_type"])), row["id"])
    )
    blocks: list[Block] = []
    for claim in ordered:
        status = say(CLAIM_STATUS_LABELS[ClaimStatus(claim["status"])])
        label = say(CLAIM_TYPE_LABELS[ClaimType(claim["claim_type"])])
        blocks.append({"kind": "heading", "text": f"{label} · {status}"})
        blocks.append({"kind": "text", "text": claim["value_text"]})
        rows = _claim_rows(claim, names, say)
        if rows:
            blocks.append({"kind": "rows", "rows": rows})
        blocks += _evidence(claim, cited, say)
    return blocks


def _claim_rows(claim: Record, names: Mapping[str, str], say: Say) -> list[list[str]]:
    span = ("year_from_min", "year_from_max", "year_to_min", "year_to_max")
    years = years_text(Years(*(claim[name] for name in span)))
    said = [
        (T("说的是哪个名称"), names.get(claim["name_id"] or "", "")),
        (T("原文的朝代或年号"), claim["era_verbatim"]),
        (T("换算的年代"), say(years) if years else ""),
        (T("换算人"), claim.get("computed_by", "")),
        (T("换算方法"), claim["method"]),
        *((T("中断"), _gap(Gap.of_row(gap), say)) for gap in claim["gaps"]),
        (T("评定理由"), claim["status_reason"]),
    ]
    return [[say(label), value] for label, value in said if value]


def _gap(gap: Gap, say: Say) -> str:
    years = years_text(gap.years)
    parts = (say(years) if years else "", gap.verbatim, gap.reason)
    return " · ".join(part for part in parts if part)


def _evidence(claim: Record, cited: Mapping[str, Record], say: Say) -> list[Block]:
    blocks: list[Block] = []
    for stance, label in STANCE_LABELS.items():
        rows = [row for row in claim["evidence"] if Stance(row["stance"]) is stance]
        for row in sorted(rows, key=lambda row: (row["position"], row["citation_id"])):
            citation = cited[row["citation_id"]]
            parts = (citation["source_title"], citation["edition"], citation["locator"])
            where = " · ".join(part for part in parts if part)
            text = f"{say(label)}（{citation['grade']}）：{where}"
            blocks.append({"kind": "text", "text": f"{text}　{_care(citation, say)}"})
            blocks += _words_of(citation, say)
    return blocks


def _words_of(citation: Record, say: Say) -> list[Block]:
    """The passage as it stands there, with stops, and in the words of today."""
    blocks: list[Block] = []
    if citation["quote"]:
        blocks.append({"kind": "quote", "text": citation["quote"]})
    for name, label in (("quote_punctuated", T("标点")), ("translation", T("译文"))):
        if citation[name]:
            blocks.append({"kind": "text", "text": f"{say(label)}：{citation[name]}"})
    return blocks


def _care(citation: Record, say: Say) -> str:
    seen = citation["inspected_on"]
    said = T("目验 %(day)s", day=seen) if seen else T("未目验原件")
    via, got = citation["second_hand_via"], citation["retrieved_on"]
    # By whom is not in what the public is given.
    parts = [" ".join(part for part in (say(said), citation.get("inspected_by", "")) if part)]
    parts += [f"{say(T('转引自'))} {via}"] if via else []
    parts += [say(T("取得 %(day)s", day=got))] if got else []
    return " · ".join(parts)


def _sources(record: Record, say: Say) -> list[Block]:
    blocks: list[Block] = []
    labels = (
        ("source_type", T("来源类别")),
        ("author", T("作者")),
        ("edition", T("版本")),
        ("compiled_period", T("成书年代")),
        ("holder", T("收藏单位")),
        ("shelfmark", T("馆藏编号")),
        ("url", T("网址")),
        ("accessed_on", T("查阅日期")),
        ("licence", T("许可")),
        ("grade", T("证据等级")),
        ("authenticity_note", T("真伪说明")),
        ("note", T("备注")),
    )
    for source in record["sources"]:
        said = dict(source)
        said["source_type"] = say(SOURCE_TYPE_LABELS[SourceType(source["source_type"])])
        said["grade"] = say(GRADE_LABELS[Grade(source["grade"])])
        blocks.append({"kind": "heading", "text": source["title"]})
        rows = [[say(label), str(said[name])] for name, label in labels if said[name]]
        blocks.append({"kind": "rows", "rows": rows})
    return blocks


def _division(record: Record, say: Say) -> list[Block]:
    division = record["division"]
    now = " · ".join(row["name"] for row in division["now"])
    rows = [[say(T("认定时的政区")), division["then"]], [say(T("现在的政区")), now]]
    blocks: list[Block] = [{"kind": "rows", "rows": [row for row in rows if row[1]]}]
    changes = [
        [
            row["on"],
            say(DIVISION_CHANGE_LABELS[DivisionChangeKind(row["kind"])]),
            f"{row['before'] or '—'} → {row['after'] or '—'}",
            row["basis"],
        ]
        for row in division["changes"]
    ]
    if changes:
        head = [say(title) for title in (T("日期"), T("变更"), T("政区"), T("依据"))]
        blocks.append({"kind": "table", "head": head, "rows": changes})
    return blocks


def _merges(record: Record) -> list[Block]:
    items = [
        f"{_day(row['created_at'])} {row['absorbed_name']} ({row['absorbed_id']}) → "
        f"{row['into_name']} ({row['into_id']}) {row['reason']}"
        + (f" ✕ {_day(row['undone_at'])} {row['undo_reason']}" if row["undone_at"] else "")
        for row in record["merges"]
    ]
    return [{"kind": "list", "items": items}] if items else []


def _past(record: Record, say: Say) -> list[Block]:
    head = [T("序号"), T("到此为止"), T("变更"), T("理由"), T("谁")]
    rows = [
        [
            str(row["number"]),
            _day(row["until_at"]),
            say(verb_label(row["verb"])),
            row["reason"],
            row.get("actor_name", ""),
        ]
        for row in record["past"]
    ]
    return _table(head, rows, say)


def _journal(record: Record, say: Say) -> list[Block]:
    head = [T("序号"), T("日期"), T("变更"), T("理由"), T("散列")]
    rows = [
        [
            str(row["seq"]),
            _day(row["at"]),
            say(verb_label(row["verb"])),
            row["reason"],
            row["hash"][:16],
        ]
        for row in record["journal"]
    ]
    return _table(head, rows, say)


def _files(files: Sequence[Record], say: Say) -> list[Block]:
    head = [T("文件"), T("说明"), T("字节"), T("散列")]
    rows = [
        [file["path"], file["caption"], str(file["size"]), file["sha256"][:16]] for file in files
    ]
    return _table(head, rows, say)


def _table(head: Sequence[Text], rows: list[list[str]], say: Say) -> list[Block]:
    if not rows:
        return []
    return [{"kind": "table", "head": [say(title) for title in head], "rows": rows}]
