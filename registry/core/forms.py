"""From text outside to typed values: all errors at once, each with its field and its remedy."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, TypeVar, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic import ValidationError as PydanticError
from pydantic_core import ErrorDetails

from registry.core.errors import Invalid
from registry.core.text import T, Text


class Wrong(ValueError):  # noqa: N818 - it is what is wrong with a field, told to a person
    """Raised inside a validator; carries the words for the person."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class Form(BaseModel):
    """Base of everything that is parsed from outside. Unknown fields are ignored, as in HTML."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True, frozen=True)


class Query(BaseModel):
    """Base of query strings: an unknown parameter is an error, so that a typo is not ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


# Zero-width and direction marks: they make two names look equal that are not.
_INVISIBLE = frozenset(
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_BAD_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Cn"})


def _clean(value: str, allowed: str) -> str:
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > len(value):
        # A few letters have no composed form: what fitted a field would no longer fit its column.
        raise Wrong(T("这一项写得不对，请检查"))
    for char in text:
        if char in allowed:
            continue
        if char in _INVISIBLE or unicodedata.category(char) in _BAD_CATEGORIES:
            raise Wrong(
                T("含有看不见的控制字符(U+%(code)s),请删去后重新输入", code=f"{ord(char):04X}")
            )
    return text.strip()


def clean_line(value: str) -> str:
    """One line, NFC, without control characters. NFC, never NFKC: NFKC changes Hanzi forms."""
    return _clean(value, "")


def clean_prose(value: str) -> str:
    """Several lines, NFC, without control characters other than line breaks and tabs."""
    return _clean(value, "\n\t")


def clean_name(value: str) -> str:
    """A place name: one line without markup or digits-only content."""
    text = clean_line(value)
    if any(char in '<>&"{}[]\\`|' for char in text):
        raise Wrong(T("地名里不能有 < > & 等符号"))
    return text


def _present(value: str) -> str:
    if not value:
        raise Wrong(T("请填写这一项"))
    return value


def _none_if_blank(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


Line = Annotated[
    str, StringConstraints(max_length=200), AfterValidator(clean_line), AfterValidator(_present)
]
Prose = Annotated[
    str, StringConstraints(max_length=8000), AfterValidator(clean_prose), AfterValidator(_present)
]
NameText = Annotated[
    str, StringConstraints(max_length=60), AfterValidator(clean_name), AfterValidator(_present)
]
OptionalLine = Annotated[str, StringConstraints(max_length=200), AfterValidator(clean_line)]
OptionalProse = Annotated[str, StringConstraints(max_length=8000), AfterValidator(clean_prose)]
Blank = BeforeValidator(_none_if_blank)
"""Makes "" mean absent: `Annotated[Annotated[int, Field(ge=1)] | None, Blank]`, bounds inside."""

F = TypeVar("F", bound=BaseModel)


def parse(form: type[F], raw: Mapping[str, Any]) -> F:
    """Read a form, a query or a JSON object.

    `raw` may be a MultiDict; list-typed fields then take all values.

    Raises:
        Invalid: every wrong field at once.
    """
    try:
        return form.model_validate(_values(form, raw))
    except PydanticError as error:
        raise Invalid(explain(error.errors())) from error


def _values(form: type[BaseModel], raw: Mapping[str, Any]) -> dict[str, Any]:
    getlist = getattr(raw, "getlist", None)
    values: dict[str, Any] = {}
    for name in raw:
        field = form.model_fields.get(name)
        is_list = field is not None and get_origin(field.annotation) in (list, tuple)
        values[name] = getlist(name) if getlist is not None and is_list else raw[name]
    return values


def explain(errors: Iterable[ErrorDetails]) -> dict[str, list[Text]]:
    """Words for validation errors, by dotted field name; a list is one field, as in HTML."""
    fields: dict[str, list[Text]] = {}
    for error in errors:
        name = ".".join(part for part in error["loc"] if isinstance(part, str)) or "form"
        fields.setdefault(name, []).append(_words(error))
    return fields


_BY_TYPE = {
    "missing": T("请填写这一项"),
    "string_too_short": T("请填写这一项"),
    "string_type": T("这里要填文字"),
    "int_parsing": T("请填写整数"),
    "int_type": T("请填写整数"),
    "int_from_float": T("请填写整数"),
    "float_parsing": T("请填写数字"),
    "float_type": T("请填写数字"),
    "finite_number": T("请填写一个有限的数字"),
    "date_parsing": T("日期请写作 2026-11-23"),
    "date_from_datetime_parsing": T("日期请写作 2026-11-23"),
    "date_from_datetime_inexact": T("日期请写作 2026-11-23"),
    "datetime_parsing": T("时间请写作 2026-11-23T08:30"),
    "datetime_from_date_parsing": T("时间请写作 2026-11-23T08:30"),
    "enum": T("请从列出的选项中选择"),
    "literal_error": T("请从列出的选项中选择"),
    "bool_parsing": T("请选择是或否"),
    "uuid_parsing": T("编号的格式不对"),
    "extra_forbidden": T("没有这个参数，请检查拼写"),
    "string_pattern_mismatch": T("格式不对"),
}


def _words(error: ErrorDetails) -> Text:
    context = error.get("ctx", {})
    kind = error["type"]
    cause = context.get("error")
    if isinstance(cause, Wrong):
        return cause.text
    if kind == "string_too_long":
        return T("最多 %(n)d 个字，请缩短", n=int(context["max_length"]))
    if kind.startswith("date") and "outside expected range" in str(cause):
        # 2026-02-30 is written as a date is; there is no such day.
        return T("没有这一天，请对照日历；日期请写作 2026-11-23")
    if kind in {"greater_than_equal", "greater_than"}:
        return T("不能小于 %(n)s", n=str(context.get("ge", context.get("gt"))))
    if kind in {"less_than_equal", "less_than"}:
        return T("不能大于 %(n)s", n=str(context.get("le", context.get("lt"))))
    return _BY_TYPE.get(kind, T("这一项写得不对，请检查"))
