"""What a person did with a run the last time, for whoever comes second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from imports.queries.waiting import SUBJECT
from registry.core import journal
from registry.core.text import T, Text

_ASKED = {
    "imports.check": T("要求试运行"),
    "imports.apply": T("要求写入"),
    "imports.undo": T("要求还原"),
}
_DONE = {
    "imports.mapped": T("改了对应或读取方式"),
    "imports.paper_recorded": T("登记了解密依据"),
    "imports.row_decided": T("判断了冲突的行"),
    "imports.stopped": T("停下了正在做的"),
    "imports.cancelled": T("取消了这个批次"),
}
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class LastAct:
    """Who did what, when."""

    who: str
    at: datetime
    what: Text


def last_act(session: Session, run_id: str) -> LastAct | None:
    """The newest thing that somebody asked of a run, or None."""
    for entry in journal.history(session, (SUBJECT, run_id), _LOOKED_AT):
        work = str((entry.after or {}).get("work", ""))
        what = _ASKED.get(work) if entry.verb == "imports.asked" else _DONE.get(entry.verb)
        if what is not None:
            return LastAct(entry.actor_name, entry.at, what)
    return None
