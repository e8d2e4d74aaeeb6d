"""`registry import candidates`: the list of a notice, told row by row before it is kept."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from registry.cli.importing import PROBLEMS_FOUND
from registry.cli.installation import opened, require_migrated
from registry.cli.wording import in_english
from registry.core.actor import SYSTEM, Actor
from registry.core.errors import NotFound
from registry.core.text import T
from registry.settings import load

if TYPE_CHECKING:
    from imports.queries import RunView
    from imports.rules.notice import Notice
    from registry.runtime import Runtime

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("candidates")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--kind", type=click.Choice(["gongshi", "gongbu"]), required=True)
@click.option("--title", required=True, help="The title of the notice, as it is written.")
@click.option("--published", type=_DAY, required=True, help="The first day of the notice.")
@click.option("--ends", type=_DAY, help="The last day, of a list put up for objections.")
@click.option("--number", default="", help="The document number; a notice often has none.")
@click.option("--issuer", default="", help="Who published it.")
@click.option("--url", default="", help="Where it was read.")
@click.option("--list", "list_key", required=True, help="anhui, chaohu, …, or a list in words.")
@click.option("--class", "heritage_class", default="", help="Of rows that say none: 千年古镇.")
@click.option("--batch", default="", help="Of rows that say none.")
@click.option("--encoding", default="", help="utf-8, gb18030, utf-16; found out otherwise.")
@click.option("--sheet", default="", help="Name of the worksheet.")
@click.option("--by", default="", help="E-mail of the person who answers for it.")
@click.option("--dry-run", is_flag=True, help="Say what would become of each row, write nothing.")
@click.option("--keep-open", is_flag=True, help="Keep rows in question too, their place open.")
def bring(*, file: Path, dry_run: bool, keep_open: bool, by: str, **said: Any) -> None:
    """Take the names of a published list in as candidates; nothing is recognised by it.

    Every row is told with what becomes of it. A row in question is left out, or kept with its
    place open (--keep-open); `registry import undo RUN` takes the list back. Exit code: 2 where a
    dry run found questions.
    """
    with opened(load()) as runtime:
        require_migrated(runtime)
        actor = _actor(runtime, by) if by else SYSTEM
        run = _checked(runtime, file, actor, said)
        _say_rows(runtime, run)
        if not dry_run:
            run = _taken(runtime, run, actor, keep_open=keep_open)
        _say_outcome(run, is_dry=dry_run)
    if dry_run and (run.counts.get("conflict") or run.counts.get("rejected")):
        sys.exit(PROBLEMS_FOUND)


def _actor(runtime: Runtime, email: str) -> Actor:
    from registry.accounts import queries as accounts
    from registry.accounts.rules import PersonStatus, actor_for

    with runtime.database.read() as session:
        person = accounts.person_by_email(session, email.strip().lower())
        if person is None or person.status != PersonStatus.ACTIVE:
            raise NotFound("accounts.unknown_person", T("没有这个人"))
        return actor_for(person.id, person.name, accounts.grants(session, person.id))


def _notice(said: dict[str, Any]) -> Notice:
    from imports.rules.notice import Notice
    from registry.heritage.rules import ListKind

    published, ends = _day(said["published"]), said["ends"]
    return Notice(
        kind=ListKind(said["kind"]),
        title=said["title"].strip(),
        published_on=published,
        ends_on=None if ends is None else _day(ends),
        list_key=said["list_key"].strip()[:40],
        document_no=said["number"].strip(),
        issuer=said["issuer"].strip(),
        url=said["url"].strip(),
        heritage_class=said["heritage_class"].strip(),
        batch=said["batch"].strip(),
    )


def _day(moment: datetime) -> date:
    return moment.date()


def _checked(runtime: Runtime, file: Path, actor: Actor, said: dict[str, Any]) -> RunView:
    from imports import services
    from imports.readers import Reading

    reading = Reading(encoding=said["encoding"], sheet=said["sheet"])
    with file.open("rb") as stream:
        taken = services.take_list_file(
            runtime, stream, file_name=file.name, notice=_notice(said), reading=reading
        )
    if taken.mapping is None:
        raise click.ClickException(
            "no column of this table is known to hold names; hand it in on the page and say which"
        )
    with runtime.write(actor) as work:
        run_id = services.start_list(work, taken, reading=reading).id
    return services.check(runtime, run_id, actor)


def _taken(runtime: Runtime, run: RunView, actor: Actor, *, keep_open: bool) -> RunView:
    from imports import queries, services
    from imports.rules.outcome import Decision, Outcome

    if keep_open:
        with runtime.write(actor) as work:
            rows = list(queries.every_row(work.session, run.id))
            for row in rows:
                if row.outcome is Outcome.CONFLICT:
                    services.decide_row(work, run.id, row.number, Decision.CREATE)
    return services.apply(runtime, run.id, actor)


def _say_rows(runtime: Runtime, run: RunView) -> None:
    from imports import queries
    from imports.rules.outcome import LIST_OUTCOME_LABELS
    from imports.rules.problems import worded

    for fact in run.facts:
        click.echo(str(fact["text"]) % fact["params"], err=True)
    with runtime.database.read() as session:
        for row in queries.every_row(session, run.id):
            label = LIST_OUTCOME_LABELS[row.outcome]
            click.echo(f"{row.number}\t{row.outcome.value}\t{label}\t{row.name}")
            for one in row.problems:
                text, _ = worded(one["code"], one["params"])
                click.echo(f"\t{text} | {in_english(text)}")


def _say_outcome(run: RunView, *, is_dry: bool) -> None:
    from imports.rules.outcome import LIST_OUTCOME_LABELS

    counts = run.counts if is_dry else run.done
    for outcome, label in LIST_OUTCOME_LABELS.items():
        click.echo(f"{outcome.value}: {counts.get(outcome.value, 0)}  {label}")
    click.echo(f"run {run.id}: {run.state_label}")
