"""The survey form for Collect, question by question, from the vocabularies of signage.

`python -m tools.collect_form` writes it as an XForm; a test holds the written file to this list.
Whatever is changed here needs a new VERSION, or phones keep the old form.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from registry.core.text import T, Text
from registry.signage.rules.kinds import (
    CONDITION_LABELS,
    DEFECT_LABELS,
    KIND_LABELS,
    ReportKind,
)
from registry.signage.rules.validity import needs_text

VERSION: Final = "2026112801"
"""Day and number of that day, as the tools around XForms write it; it only ever grows."""
SIGNS_FILE: Final = "signs.csv"
TITLE: Final = T("地名标志上报")


class Way(StrEnum):
    """怎样选定标志: from the list that the phone took along, or by the code on the plate."""

    LIST = "list"
    SCAN = "scan"


CHOICES: dict[str, dict[str, Text]] = {
    "ways": {Way.LIST: T("从清单里选"), Way.SCAN: T("扫标志上的二维码")},
    "kinds": {code.value: label for code, label in KIND_LABELS.items()},
    "conditions": {code.value: label for code, label in CONDITION_LABELS.items()},
    "defects": {code.value: label for code, label in DEFECT_LABELS.items()},
}
"""Lists of choices by name: codes, as they are stored, with their words."""


@dataclass(frozen=True, slots=True)
class Question:
    """One row of the form; `extra` are further columns of an XLSForm, as it names them."""

    kind: str
    name: str
    label: Text | None = None
    hint: Text | None = None
    required: bool = False
    extra: tuple[tuple[str, str], ...] = ()


def _reads_text() -> str:
    silent = [kind.value for kind in ReportKind if not needs_text(kind)]
    return " and ".join(f"${{kind}} != '{kind}'" for kind in silent)


# A plate's QR leads to an address that ends in the code; typed, it has dashes.
_SCANNED = (
    "if(contains(${sign_scanned}, '/s/'), substring-after(${sign_scanned}, '/s/'),"
    " translate(${sign_scanned}, '- ', ''))"
)
_EXPECTED = "instance('signs')/root/item[name = ${sign}]"
#: The camera only, no album; 2560 px keeps a name readable and weighs under a megabyte.
_CAMERA = (("appearance", "new"), ("parameters", "max-pixels=2560"))

QUESTIONS: tuple[Question, ...] = (
    Question("start", "started_at"),
    Question("end", "ended_at"),
    Question("deviceid", "device"),
    Question("select_one ways", "way", T("怎样选定标志"), required=True),
    Question(
        f"select_one_from_file {SIGNS_FILE}",
        "sign_listed",
        T("哪一块标志"),
        T("派工单上的排在最前面，其余按等候的先后"),
        required=True,
        extra=(("relevant", "${way} = 'list'"), ("appearance", "autocomplete")),
    ),
    Question(
        "barcode",
        "sign_scanned",
        T("扫标志上的二维码"),
        required=True,
        extra=(("relevant", "${way} = 'scan'"),),
    ),
    Question(
        "calculate",
        "sign",
        extra=(("calculation", f"if(${{way}} = 'list', ${{sign_listed}}, {_SCANNED})"),),
    ),
    Question("calculate", "approved", extra=(("calculation", f"{_EXPECTED}/text"),)),
    Question("calculate", "approved_roman", extra=(("calculation", f"{_EXPECTED}/roman"),)),
    Question(
        "note",
        "approved_shown",
        T("牌面应当是：${approved} ${approved_roman}"),
        extra=(("relevant", "${approved} != ''"),),
    ),
    Question(
        "image",
        "near",
        T("近照"),
        T("对准牌面，字要看得清。"),
        required=True,
        extra=_CAMERA,
    ),
    Question(
        "image",
        "far",
        T("远照"),
        T("退后几步，看得出在哪个路口、哪座房前。"),
        required=True,
        extra=_CAMERA,
    ),
    Question("calculate", "taken_at", extra=(("calculation", "now()"), ("trigger", "${near}"))),
    Question(
        "geopoint",
        "here",
        T("标志的位置"),
        T("站在标志旁边，等误差降到 10 米以内"),
        required=True,
        extra=(
            ("parameters", "capture-accuracy=10 warning-accuracy=50 allow-mock-accuracy=false"),
        ),
    ),
    Question("calculate", "fixed_at", extra=(("calculation", "now()"), ("trigger", "${here}"))),
    Question("select_one kinds", "kind", T("上报什么"), required=True),
    Question("select_one conditions", "condition", T("状况"), required=True),
    Question(
        "text",
        "observed_hanzi",
        T("读到的汉字"),
        T("看着牌子一个字一个字打，不要照抄上面。"),
        required=True,
        extra=(("relevant", _reads_text()), ("constraint", "string-length(.) <= 60")),
    ),
    Question(
        "text",
        "observed_roman",
        T("读到的拼音"),
        T("照牌面打，大小写不论。"),
        extra=(("relevant", _reads_text()), ("constraint", "string-length(.) <= 160")),
    ),
    Question("select_multiple defects", "defects", T("有问题的，勾选是哪些")),
    Question("text", "note", T("备注"), extra=(("appearance", "multiline"),)),
)
