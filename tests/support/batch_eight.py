"""Batch 8 of Anhui's 千年古镇 and 千年古村落 as towns with their counties, and a bad copy of it.

Names are facts of the notice of January 2021; the faults are those that a copy of it on the web
really has: characters of the same sound, a slip of the pen, places in the wrong order.
"""

from __future__ import annotations

#: As the notice has them: two of Hefei, the others of elsewhere in the province.
CLEAN = (
    "合肥市肥东县八斗镇",
    "合肥市巢湖市散兵镇",
    "宿州市萧县永堌镇",
    "宿州市埇桥区蕲县镇",
    "亳州市谯城区十河镇",
    "亳州市蒙城县小涧镇",
    "黄山市歙县许村镇",
)
#: The same as the copy has them.
CORRUPTED = (
    "肥东县合肥市八斗镇",
    "合肥市巢湖市散乓镇",
    "苏州市萧县永谷镇",
    "宿州市永桥区奇县镇",
    "亳州市乔城区十河镇",
    "亳州市桥城区十河镇",
    "亳州市蒙城县小溪镇",
    "黄山市涉县许村镇",
)


def as_list(names: tuple[str, ...], heading: str = "千年古镇") -> bytes:
    """A list as people paste it from a notice."""
    return "\n".join([heading, *names, ""]).encode()
