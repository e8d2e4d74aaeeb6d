"""Rules of photos: what is taken in, what it claims, what is alike; no decoding happens here."""

from registry.photos.rules.evidence import claimed_position, claimed_time, plain_text
from registry.photos.rules.faults import Fault, FaultError
from registry.photos.rules.header import Format, Header
from registry.photos.rules.likeness import Likeness, compare, hamming, likeness
from registry.photos.rules.limits import (
    DERIVATION_VERSION,
    LARGE_EDGE,
    MEGABYTE,
    SMALL_EDGE,
    Limits,
)
from registry.photos.rules.refusals import busy, refusal
from registry.photos.rules.regions import (
    Cover,
    RedactionReason,
    Region,
    Stroke,
    cover_of,
    regions_fault,
    regions_of,
)
from registry.photos.rules.sniffing import check_area, check_size, read_header, sniff

__all__ = [
    "DERIVATION_VERSION",
    "LARGE_EDGE",
    "MEGABYTE",
    "SMALL_EDGE",
    "Cover",
    "Fault",
    "FaultError",
    "Format",
    "Header",
    "Likeness",
    "Limits",
    "RedactionReason",
    "Region",
    "Stroke",
    "busy",
    "check_area",
    "check_size",
    "claimed_position",
    "claimed_time",
    "compare",
    "cover_of",
    "hamming",
    "likeness",
    "plain_text",
    "read_header",
    "refusal",
    "regions_fault",
    "regions_of",
    "sniff",
]
