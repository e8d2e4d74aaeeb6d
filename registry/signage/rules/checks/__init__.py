"""What can be checked of a report by itself: each check with its result, or "could not check".

No check rejects or approves by itself and there is no total score; a person reads the list.
"""

from __future__ import annotations

from registry.signage.rules.checks.catalogue import KINDS, Kind, detail
from registry.signage.rules.checks.moments import OLD_FIX_S, clock_check, fix_check, time_check
from registry.signage.rules.checks.outcome import RESULT_LABELS, Check, Result
from registry.signage.rules.checks.pictures import (
    Print,
    Use,
    brightness_check,
    likeness_check,
    mirror_check,
    same_file_check,
    source_check,
)
from registry.signage.rules.checks.place import (
    COARSE_M,
    Stop,
    distance_check,
    distance_of,
    shift_check,
    shift_suspect,
    travel_check,
    witness_check,
)
from registry.signage.rules.checks.reading import (
    NO_READER,
    Line,
    code_check,
    reading_check,
    spelling_check,
)
from registry.signage.rules.checks.texts import hanzi_check, roman_check

__all__ = [
    "COARSE_M",
    "KINDS",
    "NO_READER",
    "OLD_FIX_S",
    "RESULT_LABELS",
    "Check",
    "Kind",
    "Line",
    "Print",
    "Result",
    "Stop",
    "Use",
    "brightness_check",
    "clock_check",
    "code_check",
    "detail",
    "distance_check",
    "distance_of",
    "fix_check",
    "hanzi_check",
    "likeness_check",
    "mirror_check",
    "reading_check",
    "roman_check",
    "same_file_check",
    "shift_check",
    "shift_suspect",
    "source_check",
    "spelling_check",
    "time_check",
    "travel_check",
    "witness_check",
]
