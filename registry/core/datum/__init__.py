"""Which coordinate system a number is in: a type for each, one way into WGS 84, one way of reading.

Nothing here needs a licence: CGCS2000 and WGS 84 differ by decimetres at most, the Gauss-Krüger
projection is arithmetic on the ellipsoid, and the shift of commercial maps is widely published.
What would need parameters that the state controls (Beijing 1954, Xian 1980, local grids) is
refused with the reason, and never shipped, stored or guessed.
"""

from registry.core.datum.batch import Cluster, Gcj02Detector
from registry.core.datum.conversion import to_wgs84, wgs84_to_bd09, wgs84_to_gcj02
from registry.core.datum.crs import Declared, declared
from registry.core.datum.fault import CoordinateFault
from registry.core.datum.gauss_kruger import project, zone_of
from registry.core.datum.points import (
    CHINA_LAT,
    CHINA_LON,
    Bd09Point,
    Cgcs2000Point,
    Gcj02Point,
    ProjectedPoint,
    Wgs84Point,
    in_china,
)
from registry.core.datum.reading import ReadPosition, read_coordinates, read_point
from registry.core.datum.shape import read_shape

__all__ = [
    "CHINA_LAT",
    "CHINA_LON",
    "Bd09Point",
    "Cgcs2000Point",
    "Cluster",
    "CoordinateFault",
    "Declared",
    "Gcj02Detector",
    "Gcj02Point",
    "ProjectedPoint",
    "ReadPosition",
    "Wgs84Point",
    "declared",
    "in_china",
    "project",
    "read_coordinates",
    "read_point",
    "read_shape",
    "to_wgs84",
    "wgs84_to_bd09",
    "wgs84_to_gcj02",
    "zone_of",
]
