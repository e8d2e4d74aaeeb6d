"""Names of village-level units as lists print them: the village, its unit word, its committee."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LISTED = re.compile(
    r"(?P<specific>.+?)"
    r"(?P<unit>(?:民族|回族|虚拟)?社区|村)?"
    r"(?P<committee>居民委员会|村民委员会|居民委员|居委会|村委会|委员会)?"
)
_SHORT_COMMITTEE = {"居民委员会": "居委会", "村民委员会": "村", "村委会": "村"}


@dataclass(frozen=True, slots=True)
class CommitteeName:
    """A listed name taken apart: `specific` + `unit` + `committee` is the listed name again."""

    specific: str
    unit: str
    committee: str


def parse_committee(listed: str) -> CommitteeName:
    """代塘村民委员会 → 代塘 | | 村民委员会; 万慈社区居民委员会 → 万慈 | 社区 | 居民委员会.

    One list in Hefei cuts a name short (居民委员 without 会); it is recognised, not repaired.
    """
    match = _LISTED.fullmatch(listed)
    if match is None:
        return CommitteeName(listed, "", "")
    return CommitteeName(match["specific"], match["unit"] or "", match["committee"] or "")


def short_name(listed: str) -> str:
    """The short name (简称) of a village-level unit: 万慈社区, 代塘村, 琼临居委会.

    The listed name stays the name: the statistics list registers the organisation
    (…居民委员会), and no source at hand says which shorter form was approved for the area. The
    national database likewise keeps area (216xx) and committee (276xx) apart. What is given here
    is only the everyday form: committee words go where a unit word (社区, 村) remains; 村民委员会
    leaves 村, the village it is the committee of; a bare 居民委员会 is only shortened, since
    nothing says that the neighbourhood is called a 社区.
    """
    name = parse_committee(listed)
    if name.unit:
        return name.specific + name.unit
    if name.committee:
        return name.specific + _SHORT_COMMITTEE.get(name.committee, name.committee)
    return listed
