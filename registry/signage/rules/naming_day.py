"""The day in a paper's words: what a form proposes as the date of a naming."""

from __future__ import annotations

import re
from datetime import date

_DAY = re.compile(r"(?<!\d)(\d{4})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})(?!\d)")


def day_in(text: str) -> date | None:
    """The one whole day a text tells, such as 2021年5月3日 or 2021-05-03.

    None where there is none, where there are several, or where no calendar has it.
    """
    found = {tuple(int(part) for part in match) for match in _DAY.findall(text)}
    if len(found) != 1:
        return None
    try:
        return date(*found.pop())
    except ValueError:
        return None
