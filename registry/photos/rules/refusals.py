"""The words for each fault: what is wrong and what the person can do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from registry.core.errors import Refused, Unavailable
from registry.core.text import T, Text
from registry.photos.rules.faults import Fault

_SEND_AGAIN: Final = T("请在信号好的地方重新选择这张照片上传；如果还是不行，请重新拍一张")
_TAKE_ANOTHER: Final = T("请用手机相机重新拍一张，直接上传，不要用其他软件处理")
_ACCEPTED: Final = T("请上传 JPEG、PNG、WebP 或 HEIC 格式的照片")

_WORDS: Final[dict[Fault, tuple[Text, Text]]] = {
    Fault.EMPTY: (T("照片文件是空的"), _SEND_AGAIN),
    Fault.TOO_LARGE: (
        T("照片大小约 %(size)s MB，超过了 %(limit)s MB 的上限"),
        T("请在手机相机的设置里选小一些的照片尺寸，重新拍一张"),
    ),
    Fault.NOT_AN_IMAGE: (T("这个文件不是照片"), _ACCEPTED),
    Fault.TYPE_NOT_ACCEPTED: (T("不接受 %(format)s 格式的文件"), _ACCEPTED),
    Fault.TOO_MANY_PIXELS: (
        T("照片约有 %(pixels)s 百万像素，超过了 %(limit)s 百万像素的上限"),
        T("请关掉手机相机的高像素或全景模式，重新拍一张"),
    ),
    Fault.TRUNCATED: (T("照片不完整，后面的内容丢失了"), _SEND_AGAIN),
    Fault.BROKEN: (T("照片内容已损坏，无法打开"), _TAKE_ANOTHER),
    Fault.ANIMATED: (T("这是动图，不是照片"), _TAKE_ANOTHER),
    Fault.POLYGLOT: (T("这个文件里除了照片还藏有别的内容"), _TAKE_ANOTHER),
    Fault.BOMB: (T("打开这张照片要用的内存或时间超过了上限"), _TAKE_ANOTHER),
    Fault.CRASHED: (T("照片没能打开，处理程序中途停止了"), _SEND_AGAIN),
    Fault.UNREADABLE: (T("读不到这个文件"), T("请检查文件是否存在、是否有权限读取")),
}


def refusal(fault: Fault, facts: Mapping[str, int | str] | None = None) -> Refused:
    """The refusal of a file: one kind of error for all faults, told apart by its code."""
    words, advice = _WORDS[fault]
    return Refused(fault.value, replace(words, params=dict(facts or {})), advice=advice)


def busy() -> Unavailable:
    """Too many photos are being opened at this moment."""
    return Unavailable(
        "photos.busy",
        T("正在处理的照片太多，这张还没有收下"),
        advice=T("照片仍在您的手机里，请过一分钟再上传"),
    )
