"""What can go wrong with a store, in words for the person who was sending something."""

from __future__ import annotations

import errno
from typing import Final

from registry.core.errors import NotFound, OutOfSpace, Problem, Unavailable
from registry.core.text import T

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def missing(digest: str) -> NotFound:
    """No blob under this digest."""
    return NotFound("storage.missing", T("找不到存储的文件 %(digest)s", digest=digest[:12]))


def full() -> OutOfSpace:
    """No room left."""
    return OutOfSpace(
        "storage.full",
        T("服务器的存储空间已满，文件没有保存"),
        advice=T("请保留手机里的照片，并通知系统管理员，腾出空间后再上传"),
    )


def unavailable() -> Unavailable:
    """The store does not answer, or refuses this program."""
    return Unavailable(
        "storage.unavailable",
        T("暂时无法使用文件存储，文件没有保存"),
        advice=T("请稍后再试；如果一直这样，请通知系统管理员"),
    )


def explain(error: OSError) -> Problem:
    """The problem an operating-system error stands for."""
    return full() if error.errno in _FULL else unavailable()
