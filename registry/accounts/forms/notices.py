"""A person's own choice about notices."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from registry.accounts.rules.notices import NoticeKind, is_address
from registry.core.forms import Form, OptionalLine, Wrong
from registry.core.text import T


class Language(StrEnum):
    """语言: in which mails are written."""

    CHINESE = "zh"
    ENGLISH = "en"


def _address(value: str) -> str:
    if value and not is_address(value):
        raise Wrong(T("邮箱写作 name@example.cn，只写一个"))
    return value


class NoticesForm(Form):
    """Kinds that also come by mail (none: the page only), another address, the language."""

    mail_kinds: list[NoticeKind] = Field(default_factory=list)
    notice_email: Annotated[
        OptionalLine, StringConstraints(max_length=200), AfterValidator(_address)
    ] = ""
    language: Language = Language.CHINESE
