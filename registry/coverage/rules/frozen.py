"""A frozen denominator: one line for each name, the file it is published as, its own figures."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields

from registry.coverage.rules.definitions import RateKind
from registry.coverage.rules.figures import HERITAGE, Figures, by_stratum, figure_rate
from registry.coverage.rules.sheet import BOM, safe_cell


@dataclass(frozen=True, slots=True)
class Line:
    """One name as a snapshot holds it; the columns of the published file, in their order.

    `in_scope` and `signed` are 0 or 1. `status` is that of the place, so that a name out of scope
    says why it is. Positions leave exempt ones out; `heritage_` columns are of heritage signs.
    """

    place_id: str
    name: str
    stratum: str
    county_code: str
    county: str
    county_id: str
    division: str
    managing_body: str
    status: str
    in_scope: int
    signed: int
    positions: int
    positions_verified: int
    positions_exempt: int
    signs: int
    signs_verified: int
    present_invalid: int
    heritage_positions: int
    heritage_positions_verified: int
    heritage_signs: int
    heritage_signs_verified: int
    heritage_present_invalid: int
    position_ids: str


COLUMNS = tuple(item.name for item in fields(Line))
_TEXTS = frozenset(item.name for item in fields(Line) if item.type == "str")
NUMBERS = tuple(name for name in COLUMNS if name not in _TEXTS)


def frozen_csv(lines: Iterable[Line]) -> str:
    """The published file: UTF-8 with a byte-order mark, one line for each name, by its number."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line in sorted(lines, key=lambda one: one.place_id):
        writer.writerow([safe_cell(cell) for cell in astuple(line)])
    return out.getvalue()


def digest_of(text: str) -> str:
    """SHA-256 of the file as it is downloaded."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read_csv(text: str) -> list[Line]:
    """The lines of a published file again.

    Raises:
        ValueError: it is not such a file, or a number in it is none.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix(BOM)))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise ValueError("not a file of a snapshot")
    return [
        Line(*(row[key] if key in _TEXTS else int(row[key]) for key in COLUMNS))  # type: ignore[arg-type]
        for row in reader
    ]


Key = Callable[[Line], str]


def by_county(line: Line) -> str:
    """Rows by county."""
    return line.county_id


def by_body(line: Line) -> str:
    """Rows by managing body (functional zones run places too); empty where nobody is named."""
    return line.managing_body


def frozen_figures(lines: Iterable[Line], key: Key = by_county) -> list[Figures]:
    """Figures by (key, stratum), heritage signs as a stratum of their own, in a settled order.

    `Figures.county_id` carries the key. Strata are never added to one another.
    """
    sums: dict[tuple[str, str], dict[str, int]] = {}
    for line in lines:
        _add(sums, (key(line), line.stratum), _name_counts(line))
        heritage = _heritage_counts(line)
        if any(heritage.values()):
            _add(sums, (key(line), HERITAGE), heritage)
    return [
        Figures(county_id=found, stratum=stratum, **counts)
        for (found, stratum), counts in sorted(sums.items())
    ]


def _add(
    sums: dict[tuple[str, str], dict[str, int]], key: tuple[str, str], counts: Mapping[str, int]
) -> None:
    row = sums.setdefault(key, dict.fromkeys(counts, 0))
    for name, number in counts.items():
        row[name] += number


def _name_counts(line: Line) -> dict[str, int]:
    return {
        "names": line.in_scope,
        "names_verified": line.in_scope * line.signed,
        "requirements": line.positions,
        "requirements_verified": line.positions_verified,
        "signs": line.signs,
        "signs_verified": line.signs_verified,
        "present_invalid": line.present_invalid,
    }


def _heritage_counts(line: Line) -> dict[str, int]:
    return {
        "requirements": line.heritage_positions,
        "requirements_verified": line.heritage_positions_verified,
        "signs": line.heritage_signs,
        "signs_verified": line.heritage_signs_verified,
        "present_invalid": line.heritage_present_invalid,
    }


def published_figures(lines: Iterable[Line]) -> dict[str, list[int]]:
    """What a published file says of itself: kind → both numbers of each of the four rates.

    Names, positions, verified, good, each as numerator and denominator; kinds of which there is
    nothing are left out. `check_rates.py` compares them with what it adds up.
    """
    rows = by_stratum(frozen_figures(lines), ())
    found = {row.stratum: [figure_rate(row, kind) for kind in RateKind] for row in rows}
    numbers = {
        stratum: [part for rate in rates for part in (rate.numerator, rate.denominator)]
        for stratum, rates in found.items()
    }
    return {stratum: parts for stratum, parts in numbers.items() if any(parts)}


@dataclass(frozen=True, slots=True)
class Moved:
    """A name that counts otherwise in the later snapshot; `was`, `now` say how, in plain data."""

    place_id: str
    name: str
    stratum: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Balance:
    """The equation of one stratum: names + added + arrived - left - gone over = names then."""

    stratum: str
    before: int
    added: int
    left: int
    arrived: int
    departed: int
    after: int
    verified: int
    lost: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What changed between two snapshots, each name in at most one list of the denominator."""

    added: tuple[Moved, ...]
    left: tuple[Moved, ...]
    reclassified: tuple[Moved, ...]
    verified: tuple[Moved, ...]
    lost: tuple[Moved, ...]
    balances: tuple[Balance, ...]


def reconcile(before: Sequence[Line], after: Sequence[Line]) -> Reconciliation:
    """Explain the later snapshot from the earlier one, name by name.

    A name that has left stands with its status then (vanished, merged ...): 100 % cannot be met by
    letting names go.
    """
    old = {line.place_id: line for line in before}
    new = {line.place_id: line for line in after}
    was_in = {key for key, line in old.items() if line.in_scope}
    is_in = {key for key, line in new.items() if line.in_scope}
    both = sorted(was_in & is_in)
    added = [_moved(new[key], _status(old.get(key)), new[key].status) for key in is_in - was_in]
    left = [_moved(old[key], old[key].status, _status(new.get(key))) for key in was_in - is_in]
    reclassified = [
        _moved(new[key], old[key].stratum, new[key].stratum)
        for key in both
        if old[key].stratum != new[key].stratum
    ]
    verified = [
        _moved(new[key], "0", "1")
        for key in is_in
        if new[key].signed and not (key in was_in and old[key].signed)
    ]
    lost = [
        _moved(old[key], "1", "0")
        for key in was_in
        if old[key].signed and not (key in is_in and new[key].signed)
    ]
    lists = [_sorted(rows) for rows in (added, left, reclassified, verified, lost)]
    return Reconciliation(
        added=lists[0],
        left=lists[1],
        reclassified=lists[2],
        verified=lists[3],
        lost=lists[4],
        balances=_balances(old, new, lists),
    )


def _sorted(rows: Iterable[Moved]) -> tuple[Moved, ...]:
    return tuple(sorted(rows, key=lambda row: (row.stratum, row.name, row.place_id)))


def _moved(line: Line, was: str, now: str) -> Moved:
    return Moved(line.place_id, line.name, line.stratum, was, now)


def _status(line: Line | None) -> str:
    return "absent" if line is None else line.status


def _balances(
    old: Mapping[str, Line], new: Mapping[str, Line], lists: Sequence[tuple[Moved, ...]]
) -> tuple[Balance, ...]:
    added, left, reclassified, verified, lost = lists
    strata = sorted({line.stratum for line in (*old.values(), *new.values()) if line.in_scope})
    return tuple(
        Balance(
            stratum=stratum,
            before=_in(old, stratum),
            added=sum(row.stratum == stratum for row in added),
            left=sum(row.stratum == stratum for row in left),
            arrived=sum(row.now == stratum for row in reclassified),
            departed=sum(row.was == stratum for row in reclassified),
            after=_in(new, stratum),
            verified=sum(row.stratum == stratum for row in verified),
            lost=sum(row.stratum == stratum for row in lost),
        )
        for stratum in strata
    )


def _in(lines: Mapping[str, Line], stratum: str) -> int:
    return sum(line.in_scope for line in lines.values() if line.stratum == stratum)
