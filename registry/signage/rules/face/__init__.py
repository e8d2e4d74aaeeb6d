"""The drawn face of a sign: one description in millimetres for screen and paper."""

from registry.signage.rules.face.code import grid, qr_path
from registry.signage.rules.face.direction import ground_by_line
from registry.signage.rules.face.formats import (
    FORMAT_FAULTS,
    LAYOUT_LABELS,
    SHIPPED,
    UNSIZED,
    Format,
    Layout,
    ShippedFormat,
    format_faults,
)
from registry.signage.rules.face.layout import SEAL, Plate, draw
from registry.signage.rules.face.shapes import Box, Code, Face, Lettering, Script, plain

__all__ = [
    "FORMAT_FAULTS",
    "LAYOUT_LABELS",
    "SEAL",
    "SHIPPED",
    "UNSIZED",
    "Box",
    "Code",
    "Face",
    "Format",
    "Layout",
    "Lettering",
    "Plate",
    "Script",
    "ShippedFormat",
    "draw",
    "format_faults",
    "grid",
    "ground_by_line",
    "plain",
    "qr_path",
]
