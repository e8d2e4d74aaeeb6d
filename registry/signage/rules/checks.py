"""What can be checked of a report by itself: each check with its result, or "could not check".

No check rejects or approves by itself and there is no total score; a person reads the list.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from registry.core.geo import Position, distance_m, gcj02_suspect
from registry.core.text import T, Text
from registry.signage.rules.kinds import CaptureSource
from registry.signage.rules.wording import differences, folded_hanzi, folded_roman

SLACK_M = 80.0
"""Metres a phone may be wrong besides the accuracy it states."""
COARSE_M = 100.0
"""An accuracy worse than this says nothing about one sign."""
OLD_FIX_S = 60
CLOCK_TOLERANCE_S = 120
LATE = timedelta(days=7)


class Result(StrEnum):
    """What a check found."""

    OK = "ok"
    FLAG = "flag"
    UNCHECKED = "unchecked"


RESULT_LABELS: dict[Result, tuple[str, Text]] = {
    Result.OK: ("done", T("没有疑问")),
    Result.FLAG: ("problem", T("请细看")),
    Result.UNCHECKED: ("neutral", T("无法检查")),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the evidence sheet."""

    key: str
    label: Text
    result: Result
    detail: Text


def distance_of(expected: Position | None, reported: Position | None) -> float | None:
    """Metres between the due and the reported position, where both are known."""
    if expected is None or reported is None:
        return None
    return distance_m(expected, reported)


def shift_suspect(expected: Position | None, reported: Position | None) -> int:
    """How often the map shift seems to be in a reported position: 0, 1, 2. Never corrected."""
    if expected is None or reported is None:
        return 0
    return gcj02_suspect(expected, reported)


def distance_check(distance: float | None, accuracy: float | None, radius: float) -> Check:
    """Flag when d > accuracy + 80 m + radius of the point; coarse or no fix: could not check."""
    label = T("离应设点位的距离")
    if distance is None:
        return Check("distance", label, Result.UNCHECKED, T("没有可比较的位置"))
    if accuracy is None:
        return Check("distance", label, Result.UNCHECKED, T("手机没有给出定位误差"))
    if accuracy > COARSE_M:
        words = T("定位误差 %(n)d 米，太粗，说明不了问题", n=round(accuracy))
        return Check("distance", label, Result.UNCHECKED, words)
    words = T(
        "相距 %(d)d 米，定位误差 %(a)d 米，容差 %(r)d 米",
        d=round(distance),
        a=round(accuracy),
        r=round(radius),
    )
    is_far = distance > accuracy + SLACK_M + radius
    return Check("distance", label, Result.FLAG if is_far else Result.OK, words)


def shift_check(times: int, distance: float | None) -> Check:
    """A datum bug always points the same way with the same length; a crew's slip does not."""
    label = T("地图偏移")
    if distance is None:
        return Check("shift", label, Result.UNCHECKED, T("没有可比较的位置"))
    if times:
        words = T("像是套了 %(n)d 次地图偏移（火星坐标）；未作更正", n=times)
        return Check("shift", label, Result.FLAG, words)
    return Check("shift", label, Result.OK, T("不像地图偏移"))


def fix_check(age_s: int | None) -> Check:
    """An old fix may be from the last village."""
    label = T("定位的新旧")
    if age_s is None:
        return Check("fix", label, Result.UNCHECKED, T("手机没有给出定位时间"))
    words = T("拍照前 %(n)d 秒的定位", n=age_s)
    return Check("fix", label, Result.FLAG if age_s > OLD_FIX_S else Result.OK, words)


def clock_check(skew_s: int | None) -> Check:
    """How far the phone's clock was from the server's when it sent."""
    label = T("手机时钟")
    if skew_s is None:
        return Check("clock", label, Result.UNCHECKED, T("手机没有报时"))
    words = T("与服务器相差 %(n)d 秒", n=abs(skew_s))
    is_off = abs(skew_s) > CLOCK_TOLERANCE_S
    return Check("clock", label, Result.FLAG if is_off else Result.OK, words)


def time_check(captured_at: datetime, received_at: datetime) -> Check:
    """Sending late is normal out of coverage; sent before taken, or a week late, is not."""
    label = T("拍摄时间")
    delay = received_at - captured_at
    if delay < -timedelta(seconds=CLOCK_TOLERANCE_S):
        return Check("time", label, Result.FLAG, T("拍摄时间晚于收到的时间"))
    words = T("拍摄后 %(n)d 分钟收到", n=max(0, math.floor(delay.total_seconds() / 60)))
    return Check("time", label, Result.FLAG if delay > LATE else Result.OK, words)


def source_check(source: CaptureSource) -> Check:
    """Evidence class of the pictures; what a page says of itself can be forged, so no proof."""
    label = T("照片来源")
    if source in {CaptureSource.LIVE, CaptureSource.CAMERA}:
        return Check("source", label, Result.OK, T("现拍"))
    if source is CaptureSource.GALLERY:
        return Check("source", label, Result.FLAG, T("从相册选取"))
    if source is CaptureSource.FORWARDED:
        words = T("别人转发来的，经过压缩，拍摄时间和地点无从核对")
        return Check("source", label, Result.FLAG, words)
    return Check("source", label, Result.UNCHECKED, T("没有说明"))


def hanzi_check(approved: str, observed: str) -> Check:
    """Observed against approved, character by character."""
    return _text_check("hanzi", T("汉字"), folded_hanzi(approved), folded_hanzi(observed))


def roman_check(approved: str, observed: str) -> Check:
    """Observed against approved spelling; capitals and kind of apostrophe do not matter."""
    return _text_check("roman", T("拼音"), folded_roman(approved), folded_roman(observed))


def _text_check(key: str, label: Text, approved: str, observed: str) -> Check:
    if not observed:
        return Check(key, label, Result.UNCHECKED, T("没有报读到的字"))
    found = differences(approved, observed)
    if found:
        # How many; the characters themselves stand in the comparison, marked with their language.
        return Check(key, label, Result.FLAG, T("有 %(n)d 处不同", n=len(found)))
    return Check(key, label, Result.OK, T("一字不差"))


def likeness_check(copies: int, similar: int, compared: int) -> Check:
    """Perceptual hashes within one place and one crew; look-alike posts collide, so a hint."""
    label = T("与其他照片相像")
    if copies:
        words = T("与 %(n)d 张旧照片几乎一样", n=copies)
        return Check("likeness", label, Result.FLAG, words)
    if similar:
        words = T("与 %(n)d 张旧照片相像，请对照", n=similar)
        return Check("likeness", label, Result.FLAG, words)
    if not compared:
        return Check("likeness", label, Result.UNCHECKED, T("还没有可对照的照片"))
    return Check("likeness", label, Result.OK, T("与 %(n)d 张照片都不像", n=compared))


def witness_check(reported: Position | None, claimed: Position | None) -> Check:
    """The position in the photo's own metadata, a second witness; phones often strip it."""
    label = T("照片自带的位置")
    if reported is None or claimed is None:
        return Check("witness", label, Result.UNCHECKED, T("照片里没有位置"))
    apart = distance_m(reported, claimed)
    words = T("与上报位置相距 %(n)d 米", n=round(apart))
    limit = SLACK_M + (reported.accuracy_m or 0.0)
    return Check("witness", label, Result.FLAG if apart > limit else Result.OK, words)
