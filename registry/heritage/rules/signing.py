"""会签: the departments that a rule set names consent, each by a numbered document."""

from __future__ import annotations

import re
from datetime import date

from registry.core.text import T, Text

_YEAR = re.compile(r"[\[(【〔{<《\uff3b\uff08](\d{2,4})[\])】〕}>》\uff3d\uff09]")
_RIGHT = re.compile(r"([^\s\d〔〕]{1,20})〔(\d{4})〕([1-9]\d{0,4})号")
_FULL_WIDTH = re.compile(r"[\uff10-\uff19]")
#: The People's Republic numbers its documents since its founding.
FIRST_YEAR = 1949


def number_fault(text: str, today: date) -> Text | None:
    """What is wrong with a document number such as 民地字〔2014〕142号, with the remedy; or None.

    Source of the form: GB/T 9704-2012, 7.2.5: the issuer's sign, the whole year in 〔〕, the number
    without 第 and without leading noughts, 号. Nothing is corrected: a number is copied from paper.
    """
    if _FULL_WIDTH.search(text):
        return T("年份和序号用半角数字，请改写后再填")
    year = _YEAR.search(text)
    if year is None:
        return T("缺少用六角括号括起来的年份，例如 民地字〔2014〕142号")
    wrong = _year_fault(year, today)
    if wrong is not None or _RIGHT.fullmatch(text):
        return wrong
    return _rest_fault(text[: year.start()], text[year.end() :])


def _year_fault(year: re.Match[str], today: date) -> Text | None:
    if not year[0].startswith("〔") or not year[0].endswith("〕"):
        return T("年份要用六角括号：把 %(wrong)s 改为 〔%(year)s〕", wrong=year[0], year=year[1])
    if len(year[1]) != len("2014"):
        return T("年份要写全四位，例如 〔2014〕")
    if not FIRST_YEAR <= int(year[1]) <= today.year:
        return T("年份要在 %(first)d 到 %(last)d 之间", first=FIRST_YEAR, last=today.year)
    return None


def _rest_fault(sign: str, rest: str) -> Text:
    if not sign or not re.fullmatch(r"[^\s\d〔〕]{1,20}", sign):
        return T("年份前面要有发文机关的代字，不带空格和数字，例如 民地字")
    if rest.startswith("第"):
        return T("序号前不加“第”，例如 〔2014〕142号")
    if re.match(r"0\d", rest):
        return T("序号前不补零，例如 〔2014〕5号")
    if not rest.endswith("号"):
        return T("序号后面要有“号”，例如 〔2014〕142号")
    return T("年份后面是一到五位的序号和“号”，中间没有空格，例如 〔2014〕142号")


def signing_faults(
    departments: tuple[str, ...],
    *,
    chosen: tuple[str, ...],
    signed: frozenset[str],
    consent_no: str,
    signed_on: date,
    today: date,
) -> dict[str, list[Text]]:
    """What is wrong with a consent, by field. `departments` are those the rule set names."""
    faults: dict[str, list[Text]] = {}
    if not chosen:
        faults["departments"] = [T("请选出这份文件代表哪些部门")]
    elif set(chosen) - set(departments):
        faults["departments"] = [T("这个名录没有要求这个部门会签")]
    elif set(chosen) & signed:
        faults["departments"] = [T("选中的部门里有的已经会签过")]
    wrong = number_fault(consent_no, today)
    if wrong is not None:
        faults["consent_no"] = [wrong]
    if signed_on > today:
        faults["signed_on"] = [T("日期不能晚于今天")]
    return faults
