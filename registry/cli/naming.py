"""`registry names`: propose a spelling, check a name by the rules, count doubtful spellings."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import click
from sqlalchemy import make_url
from sqlmodel import Session

from registry.cli.installation import opened, require_migrated
from registry.core.actor import SYSTEM
from registry.core.errors import Unavailable
from registry.core.schema import revision_state
from registry.loop import own_naming_words
from registry.places.queries.divisions import DivisionView
from registry.places.queries.homonyms import (
    NameReport,
    divisions_called,
    name_report,
    scope_text,
)
from registry.places.queries.readings import reading_book
from registry.places.rules import PlaceKind
from registry.places.rules.naming import is_blocked
from registry.places.rules.naming_scope import LIKENESS_LABELS
from registry.places.rules.naming_words import COLUMNS, shipped_words
from registry.places.rules.romanise import (
    Proposal,
    ReadingTable,
    entity_class_named,
    propose,
    shipped_readings,
)
from registry.places.rules.romanise.entity import CLASS_WORDS
from registry.places.services import recount_doubts
from registry.settings import Settings, load

_FORMS = ("plain", "toned", "sign")


@click.group(name="names")
def group() -> None:
    """Spelling and naming by the rules: proposals and findings, no decisions."""


@group.command()
@click.argument("name")
@click.option(
    "--kind",
    required=True,
    type=click.Choice(CLASS_WORDS),
    metavar="KIND",
    help=f"What bears the name: {', '.join(CLASS_WORDS)}.",
)
@click.option("--division", help="Code or name of the division whose local readings count.")
@click.option(
    "--form",
    type=click.Choice(_FORMS),
    default="plain",
    show_default=True,
    help="Which form the last line has.",
)
def spell(name: str, kind: str, division: str | None, form: str) -> None:
    """Propose the Roman spelling of NAME; the last line is the proposal alone.

    The lines above say what it rests on: the rules used, where readings came from, characters that
    can be read in several ways. Approved local readings of the database count where there is one.
    """
    readings, note = _readings(load(), division)
    try:
        proposal = propose(name, entity_class_named(kind, name), readings=readings)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    for line in (*_notes(proposal), note):
        click.echo(line)
    if proposal.unread:
        raise click.ClickException(f"no reading is known for {' '.join(proposal.unread)}")
    click.echo({"plain": proposal.plain, "toned": proposal.toned, "sign": proposal.sign}[form])


def _notes(proposal: Proposal) -> list[str]:
    lines = [
        f"class: {proposal.entity_class.value}",
        f"toned: {proposal.toned}",
        f"sign: {proposal.sign}",
        f"rules and readings: {', '.join(proposal.basis)}",
    ]
    for poly in proposal.polyphones:
        state = "settled by the local table" if poly.settled else "open"
        lines.append(f"polyphone: {poly.hanzi} {poly.chosen} of {' '.join(poly.options)}, {state}")
    needed = "yes" if proposal.needs_second_person else "no"
    return [*lines, f"a second person has to confirm: {needed}"]


def _readings(settings: Settings, division: str | None) -> tuple[ReadingTable, str]:
    """The table of readings that counts, and a line that says which one it is."""
    shipped = (shipped_readings(), "readings: the shipped table; no database is prepared here")
    if not _may_exist(settings):
        if division is not None:
            raise click.ClickException("--division needs a database. Run: registry init")
        return shipped
    try:
        with opened(settings) as runtime:
            if not revision_state(runtime.database).current and division is None:
                return shipped
            require_migrated(runtime)
            with runtime.database.read() as session:
                path = _division(session, division).path if division else ""
                table = reading_book(session).table_for(path)
                return table, "readings: the shipped table and the approved local readings"
    except Unavailable:
        if division is not None:
            raise
        return shipped


def _may_exist(settings: Settings) -> bool:
    """Whether there may be a database: asking for a spelling must not make an empty one."""
    url = make_url(settings.resolved_database_url)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()


def _division(session: Session, word: str) -> DivisionView:
    found = divisions_called(session, word)
    if len(found) == 1:
        return found[0]
    if not found:
        raise click.ClickException(f"no division has the code or name {word}")
    codes = ", ".join(f"{view.code} {view.name}" for view in found)
    raise click.ClickException(f"several divisions are called {word}, give the code: {codes}")


@group.command()
@click.argument("name")
@click.option(
    "--kind",
    required=True,
    type=click.Choice([kind.value for kind in PlaceKind]),
    metavar="KIND",
    help=f"Kind of place: {', '.join(kind.value for kind in PlaceKind)}.",
)
@click.option("--division", required=True, help="Code or name of the division it would lie in.")
def check(name: str, kind: str, division: str) -> None:
    """Check NAME as a new name in a division: spelling, homonyms, findings with their articles.

    Exit code 2 where a finding stands in the way of an approval.
    """
    with opened(load()) as runtime:
        require_migrated(runtime)
        with runtime.database.read() as session:
            where = _division(session, division)
            report = name_report(session, name=name, kind=kind, division_id=where.id)
    for line in _report_lines(report):
        click.echo(line)
    if is_blocked(report.findings):
        raise click.exceptions.Exit(2)


def _report_lines(report: NameReport) -> list[str]:
    lines = [f"spelling: {report.proposal.toned} / {report.proposal.sign}"]
    lines.append(f"scope: {scope_text(report)}")
    for finding in report.findings:
        about = f" [{finding.word}]" if finding.word else ""
        others = f" ({', '.join(finding.others)})" if finding.others else ""
        lines.append(
            f"{finding.severity.value} {finding.code}: {finding.text}{about}{others}"
            f" – {finding.article}"
        )
    lines += [
        f"like it: {other.text} {LIKENESS_LABELS[other.likeness]}, "
        f"{other.card.division_text}, {other.card.id}"
        for other in report.namesakes
    ]
    return lines if report.findings else [*lines, "no finding"]


@group.command()
def words() -> None:
    """Print the words that bar a new name, as a CSV to begin an own list with."""
    own = own_naming_words(load())
    rows = shipped_words() if own is None else own
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((row.word, row.code, row.severity, row.place) for row in rows)


@group.command()
def recount() -> None:
    """Work out anew which spellings are in doubt, and say how many marks were wrong."""
    with opened(load()) as runtime:
        require_migrated(runtime)
        with runtime.write(SYSTEM) as work:
            changed = recount_doubts(work)
    click.echo(f"names: {changed} marks of doubtful spellings were wrong and are right now")
