"""Runs of published lists in words: what will become of the rows, and what became of them."""

from __future__ import annotations

from imports.queries import RunView
from imports.rules.outcome import Outcome
from registry.core.text import T, Text
from registry.heritage.rules.candidates import LIST_KIND_LABELS, LIST_LABELS

DECISIONS = {
    "create": T("定为收作候选，地名留空"),
    "use": T("定为登记里的这个地名"),
    "skip": T("定为跳过"),
}


def plan_words(run: RunView, undecided: int) -> Text:
    """What taking in will do, in one sentence."""
    counts = run.counts
    decided = counts.get(Outcome.CONFLICT, 0) - undecided
    if not (counts.get(Outcome.CREATE) or counts.get(Outcome.UPDATE) or decided):
        return T("没有要收的：名单里的地名都已经收过，或者还需要人判断。")
    return T(
        "会收 %(create)d 个新候选，给 %(update)d 个已有的候选补记出处，"
        "按您的判断处理 %(decided)d 行；不认定任何地名，也不新增地名。",
        create=counts.get(Outcome.CREATE, 0),
        update=counts.get(Outcome.UPDATE, 0),
        decided=decided,
    )


def result_words(run: RunView) -> Text:
    """What taking in, or taking back, did."""
    done = run.done
    if run.undone_at is not None:
        return T("名单已撤回，%(n)d 个地名不再是候选。", n=done.get("undo_reversed", 0))
    return T(
        "收了 %(create)d 个新候选，给 %(update)d 个补记了出处。没有认定任何地名。",
        create=done.get(Outcome.CREATE, 0),
        update=done.get(Outcome.UPDATE, 0),
    )


def told(run: RunView, code: str) -> list[Text]:
    """What reading found out of this kind: `list_count` where a list counts itself otherwise."""
    return [
        Text(fact["text"], dict(fact.get("params") or {}))
        for fact in run.facts
        if fact["code"] == code
    ]


def notice_rows(run: RunView) -> list[tuple[Text, Text | str]]:
    """What was said of the notice, label by label; empty for a run that brings in places."""
    notice = run.notice
    if notice is None:
        return []
    days = notice.published_on.isoformat()
    if notice.ends_on is not None:
        days = f"{days} – {notice.ends_on.isoformat()}"
    listed = LIST_LABELS.get(notice.list_key, notice.list_key)
    rows: list[tuple[Text, Text | str]] = [
        (T("名单的种类"), LIST_KIND_LABELS[notice.kind]),
        (T("标题"), notice.title),
        (T("文号"), notice.document_no),
        (T("发布机关"), notice.issuer),
        (T("公示起止"), days),
        (T("哪个名录"), listed),
    ]
    return [(label, value) for label, value in rows if value]
