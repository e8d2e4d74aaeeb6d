"""How positions came about, how exactly the public may see them, and reading them from a form."""

from __future__ import annotations

from enum import StrEnum

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.text import T, Text


class PositionMethod(StrEnum):
    """测量方法: how somebody knew where a place is."""

    GNSS = "gnss"
    MAP_PIN = "map_pin"
    DIGITISED = "digitised"
    PUBLISHED = "published"
    LABEL_POINT = "label_point"
    COMPUTED = "computed"
    DESCRIBED = "described"


POSITION_METHOD_LABELS: dict[PositionMethod, Text] = {
    PositionMethod.GNSS: T("卫星定位实测"),
    PositionMethod.MAP_PIN: T("地图上点选"),
    PositionMethod.DIGITISED: T("由图数字化"),
    PositionMethod.PUBLISHED: T("取自公开数据"),
    PositionMethod.LABEL_POINT: T("注记点，不是驻地"),
    PositionMethod.COMPUTED: T("由资料推算"),
    PositionMethod.DESCRIBED: T("由文字描述估计"),
}


class GeometryType(StrEnum):
    """Shapes a place may have beside its label point, as GeoJSON names them."""

    MULTIPOINT = "MultiPoint"
    LINE = "LineString"
    MULTILINE = "MultiLineString"
    POLYGON = "Polygon"
    MULTIPOLYGON = "MultiPolygon"


class Datum(StrEnum):
    """坐标系 of the value as it was received; what is stored for use is always WGS 84."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"
    BEIJING54 = "beijing54"
    XIAN80 = "xian80"
    UNKNOWN = "unknown"


DATUM_LABELS: dict[Datum, Text] = {
    Datum.WGS84: T("WGS 84"),
    Datum.CGCS2000: T("CGCS2000"),
    Datum.GCJ02: T("GCJ-02"),
    Datum.BD09: T("BD-09"),
    Datum.BEIJING54: T("1954 年北京坐标系"),
    Datum.XIAN80: T("1980 西安坐标系"),
    Datum.UNKNOWN: T("坐标系不明"),
}

# Only these may be typed in as they are: the difference is centimetres, far below what a phone
# or a map pin can tell. Anything else has to be converted, knowingly, by the importers.
STORED_AS_IS = frozenset({Datum.WGS84, Datum.CGCS2000})


# Shifts with a published formula that the importers may undo. The older Chinese datums need sets
# of seven parameters, which this program never holds.
CONVERTIBLE = frozenset({Datum.GCJ02, Datum.BD09})


def stored_datum_fault(datum: Datum, *, is_converted: bool) -> Text | None:
    """What is wrong with storing a value received in this datum; None where it may be stored."""
    if datum in STORED_AS_IS or (is_converted and datum in CONVERTIBLE):
        return None
    return T("这个坐标系的数值要先换算，不能直接使用")


def reader_decimals(actor: Actor, public: int) -> int | None:
    """Decimals for a reader: None (all of them) for staff, the setting for everybody else."""
    return None if actor.may(Permission.DESK) else public


def public_position(
    lon: float | None, lat: float | None, decimals: int | None
) -> tuple[float, float] | None:
    """(lon, lat) as this reader may see it, or None where there is no position.

    `decimals` is the setting `coordinate_decimals` for the public and None for staff, who see
    all. Every public page, answer, export and tile takes its coordinates from here.
    """
    if lon is None or lat is None:
        return None
    if decimals is None:
        return lon, lat
    return round(lon, decimals), round(lat, decimals)
