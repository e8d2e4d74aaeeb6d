"""Places put under another kind: which kind a name suggests, and what goes with it."""

from __future__ import annotations

from registry.places.rules.kind import LegalKind, PlaceKind, legal_kind_of

MOST = 100
"""Places of one batch: as many as a person can look through in a preview."""

# By the end of the name, the longest first; what a generic leaves open is not guessed.
_ENDINGS: tuple[tuple[PlaceKind, tuple[str, ...]], ...] = (
    (PlaceKind.VILLAGE_COMMITTEE, ("村民委员会", "村委会")),
    (PlaceKind.COMMUNITY, ("社区居民委员会", "居民委员会", "居委会", "社区")),
    (PlaceKind.SITE, ("遗址", "旧址", "故居", "旧居", "陵园", "纪念馆", "纪念碑", "古墓", "祠堂")),
    (PlaceKind.RESIDENTIAL, ("小区", "花园", "家园", "新村", "住宅区", "公寓", "苑")),
    (PlaceKind.BUILDING, ("大厦", "大楼", "商厦")),
    (PlaceKind.ROAD, ("大道", "公路", "国道", "省道", "县道", "大街", "路")),
    (PlaceKind.STREET_LANE, ("老街", "街", "巷", "弄", "胡同")),
    (PlaceKind.WATER, ("水库", "河", "湖", "渠", "江", "溪")),
    (PlaceKind.LANDFORM, ("山", "岭", "峰")),
    (PlaceKind.TOWNSHIP, ("街道", "镇", "乡")),
    (PlaceKind.NATURAL_VILLAGE, ("村", "庄", "郢", "圩", "畈", "湾")),
)


def proposed_kind(name: str) -> PlaceKind | None:
    """The kind that the end of a name suggests; None where it suggests none.

    小区 before 区, 街道 before 道: the longest ending counts.
    """
    found = [
        (len(ending), kind)
        for kind, endings in _ENDINGS
        for ending in endings
        if name.endswith(ending) and name != ending
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def legal_kind_after(
    kind: PlaceKind | str, legal: LegalKind | str, new: PlaceKind | str
) -> LegalKind:
    """The legal kind under a new kind: the usual one, unless a person had chosen another."""
    legal = LegalKind(legal)
    return legal_kind_of(new) if legal is legal_kind_of(kind) else legal
