"""What a person says of the notice whose list a file holds, and whether the file agrees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.heritage.rules import ListKind


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice of a list: its kind, title, number, issuer and days, and which list it is for.

    `list_key`: a key of the lists known here, or in words what the names are proposed for.
    `heritage_class`, `batch`: what holds for rows that say neither themselves.
    """

    kind: ListKind
    title: str
    published_on: date
    list_key: str
    ends_on: date | None = None
    document_no: str = ""
    issuer: str = ""
    url: str = ""
    heritage_class: str = ""
    batch: str = ""

    def as_data(self) -> dict[str, Any]:
        """Plain data, as a run keeps it."""
        return {
            "kind": self.kind.value,
            "title": self.title,
            "published_on": self.published_on.isoformat(),
            "list_key": self.list_key,
            "ends_on": self.ends_on.isoformat() if self.ends_on else "",
            "document_no": self.document_no,
            "issuer": self.issuer,
            "url": self.url,
            "heritage_class": self.heritage_class,
            "batch": self.batch,
        }


def notice_from(data: Mapping[str, Any]) -> Notice | None:
    """The notice that `as_data` wrote; None for a run that brings in places."""
    if not data:
        return None
    texts = ("title", "list_key", "document_no", "issuer", "url", "heritage_class", "batch")
    return Notice(
        kind=ListKind(data["kind"]),
        published_on=date.fromisoformat(data["published_on"]),
        ends_on=date.fromisoformat(data["ends_on"]) if data.get("ends_on") else None,
        **{name: str(data.get(name) or "") for name in texts},
    )


_TITLES = (
    (
        ListKind.GONGSHI,
        re.compile(r"(?:名单|候选|古镇|古村落|地名|拟|关于).{0,40}公示(?:公告|通知|启事)?$"),
    ),
    (ListKind.GONGBU, re.compile(r"(?:公布|命名|认定|授予|列入).{0,60}(?:通知|决定|公告|通报)$")),
)
#: That a decision was taken; 经公示 and 公示期满 look back on a notice that is over.
_DECIDED = re.compile(
    r"(?:现|决定|予以|特此|正式)(?:予以)?(?:公布|公告|命名|认定)|公示(?:期满|结束|无异议)|经公示"
)
_BEFORE = re.compile(
    r"(?:现予?|予以|特此|进行|面向社会)(?:予以|进行)?公示|公示(?:时间|期限|期为|如下)|公示期[:：]"
)
_QUOTED = 24


def kind_told(texts: Iterable[str]) -> tuple[ListKind, str] | None:
    """(kind, the words that say so): what a notice calls itself; None where it says neither.

    A title decides before the words of the text; a text that says both, or nothing, says nothing.
    """
    lines = [line.strip() for text in texts for line in text.splitlines() if line.strip()]
    for line in lines:
        for kind, pattern in _TITLES:
            if len(line) <= 120 and (found := pattern.search(line.rstrip("。 "))):
                return kind, found[0][-_QUOTED:]
    whole = "\n".join(lines)
    decided, before = _DECIDED.search(whole), _BEFORE.search(whole)
    if decided and not before:
        return ListKind.GONGBU, decided[0]
    if before and not decided:
        return ListKind.GONGSHI, before[0]
    return None
