"""The words and choices that several pages of signage show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from registry.core.text import T, Text
from registry.signage.rules import kinds
from registry.signage.rules.checks import KINDS, RESULT_LABELS, detail
from registry.signage.rules.codes import grouped
from registry.signage.rules.lanes import LANE_LABELS
from registry.signage.rules.opening import fault_words
from registry.signage.rules.states import (
    PHOTO_LABELS,
    REQUIREMENT_LABELS,
    SHOWN_LABELS,
    SIGN_LABELS,
    SignStep,
)
from registry.signage.rules.wording import aligned

OUTCOMES: dict[SignStep | None, Text] = {
    SignStep.VERIFY: T("通过后：标志记为“已核验”，计入设标率"),
    SignStep.FIND_WRONG: T("通过后：标志记为“有误”，不计入设标率"),
    SignStep.FIND_DAMAGED: T("通过后：标志记为“损坏或看不清”，不计入设标率"),
    SignStep.FIND_MISSING: T("通过后：标志记为“缺失”，不计入设标率"),
    None: T("通过后：标志的状态不变"),
}

DIRECTIONS = {"blue": "ew", "green": "ns", "heritage": "heritage"}
"""The plate of the design macros for each ground."""

FIELD_LABELS: dict[str, Text] = {
    "near": T("近照"),
    "far": T("远照"),
    "before": T("原貌"),
    "code": T("二维码特写"),
    "kind": T("上报什么"),
    "condition": T("状况"),
    "observed_hanzi": T("读到的汉字"),
    "observed_roman": T("读到的拼音"),
    "lon": T("经度"),
    "lat": T("纬度"),
    "accuracy_m": T("定位误差"),
    "captured_at": T("拍摄时间"),
    "sign_type": T("标志类型"),
    "position_role": T("位置作用"),
    "tolerance_m": T("容差"),
    "basis": T("依据"),
    "due_on": T("期限"),
    "text_hanzi": T("汉字"),
    "text_roman": T("罗马字母"),
    "text_minority": T("少数民族文字"),
    "arrows": T("箭头"),
    "format": T("规格"),
    "ground": T("底色"),
    "reason": T("原因"),
    "reason_code": T("原因类别"),
    "maker": T("厂家"),
    "made_on": T("制作日期"),
    "exempt_reason": T("免设原因"),
    "exempt_paper": T("批准文件"),
    "exempt_until": T("到期日"),
    "exempt_approver": T("批准人"),
    "proposal": T("选中的建议"),
    "action": T("怎样处理"),
    "in_county": T("区县"),
    "comment": T("留言"),
    "circled": T("圈出的地方"),
    "area": T("照片上的哪一块"),
    "report": T("选中的上报"),
    "looked": T("逐份看过"),
    "place_ok": T("位置"),
    "text_ok": T("牌面文字"),
    "owner": T("产权单位"),
    "maintainer": T("维护单位"),
    "installed_on": T("设置日期"),
    "warranty_to": T("质保到期日"),
    "cost": T("费用（元）"),
    "next_check_on": T("下次巡查"),
    "body_type": T("形制"),
    "material": T("材质"),
    "colour_text": T("字的颜色"),
    "reflective": T("反光"),
    "lit": T("照明"),
    "installer": T("设置单位"),
    "handover_on": T("移交日期"),
    "side": T("方位"),
    "priority": T("优先级"),
    "responsible_org": T("责任单位"),
    "requirement": T("选中的点位"),
}


def options(
    labels: Mapping[Any, Text], only: Iterable[Any] | None = None
) -> list[tuple[str, Text]]:
    """Choices for a field, in the order of the vocabulary."""
    return [(key.value, labels[key]) for key in (only or labels)]


def words() -> dict[str, Any]:
    """What every page of signage gives its template."""
    return {
        "kinds": kinds,
        "options": options,
        "grouped": grouped,
        "aligned": aligned,
        "sign_labels": {key.value: value for key, value in SIGN_LABELS.items()},
        "report_labels": SHOWN_LABELS,
        "fault_words": fault_words,
        "requirement_labels": {key.value: value for key, value in REQUIREMENT_LABELS.items()},
        "result_labels": RESULT_LABELS,
        "check_kinds": KINDS,
        "check_detail": detail,
        "outcomes": OUTCOMES,
        "directions": DIRECTIONS,
        "field_labels": FIELD_LABELS,
        "lane_labels": LANE_LABELS,
        "photo_labels": {key.value: value for key, value in PHOTO_LABELS.items()},
    }
