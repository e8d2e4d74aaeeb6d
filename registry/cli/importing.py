"""`registry import`: a file by the command line, dry run first, and what was done taken back."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from registry.cli.installation import opened, require_migrated
from registry.cli.wording import both_of, told_in_english
from registry.core.actor import SYSTEM
from registry.core.errors import Problem
from registry.settings import load

if TYPE_CHECKING:
    from imports.queries import RunView
    from registry.runtime import Runtime

PROBLEMS_FOUND = 2


class FileFirst(click.Group):
    """A group whose first word may also be a file: `registry import FILE` is `import file FILE`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the hidden command before a word that is none."""
        words = [one for one in args if one in self.commands or one in {"-h", "--help"}]
        if args and not words:
            args.insert(0, "file")
        return super().parse_args(ctx, args)


@click.group("import", cls=FileFirst)
def group() -> None:
    """Bring in a file: `registry import FILE --profile NAME|auto [--dry-run]`.

    Exit code: 0 applied, or a clean dry run; 2 a dry run found problems; 1 the file could not be
    read, with the reason on stderr. `registry import file --help` tells all options.
    """


@group.command("file")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--profile", default="auto", help="census, national, nbs, lp-tsv, batch, generic…")
@click.option("--dry-run", is_flag=True, help="Say what would become of each row, write nothing.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="JSON report.")
@click.option("--division", default="", help="Where all rows belong: a code or a name (肥东县).")
@click.option("--set", "said", multiple=True, help="One value for every row, e.g. datum=cgcs2000.")
@click.option("--encoding", default="", help="utf-8, gb18030, utf-16; found out otherwise.")
@click.option("--delimiter", default="", help="Of a text table; found out otherwise.")
@click.option("--header-row", type=int, help="The row with the headers, from 1; 0: there is none.")
@click.option("--sheet", default="", help="Name of the worksheet.")
@click.option("--layer", default="", help="Name of the layer.")
@click.option("--source-title", default="", help="The document as it is to be cited.")
def bring(
    *,
    file: Path,
    profile: str,
    dry_run: bool,
    report: Path | None,
    division: str,
    said: tuple[str, ...],
    source_title: str,
    **reading: Any,
) -> None:
    """Check a file row by row and, without --dry-run, write it. Undo: `registry import undo`."""
    told = {name: value for name, value in reading.items() if value not in {"", None}}
    with opened(load()) as runtime:
        require_migrated(runtime)
        with _failing(file, report, is_dry=dry_run):
            source = {"source_title": source_title}
            run_id = _start(runtime, file, profile, division, _constants(said), told, source)
            run = _checked(runtime, run_id)
            if not dry_run:
                run = _applied(runtime, run_id)
        if report is not None:
            _write_report(runtime, run, report, is_dry=dry_run)
        if dry_run and run.counts.get("secret") and not run.paper_sha256:
            _forget(runtime, run_id)
    _say_outcome(run, is_dry=dry_run)
    if dry_run and (run.counts.get("conflict") or run.counts.get("rejected")):
        sys.exit(PROBLEMS_FOUND)


def _forget(runtime: Runtime, run_id: str) -> None:
    """Give up a dry run of a file with secret rows: nobody asked for the file to be kept."""
    from imports import services

    with runtime.write(SYSTEM) as work:
        services.cancel(work, run_id)
    services.forget_file(runtime, run_id)
    click.echo(
        "文件里有密级不是公开的行，试运行之后没有保留这个文件\n"
        "the file has rows that are secret; it was not kept after the dry run",
        err=True,
    )


@contextmanager
def _failing(file: Path, report: Path | None, *, is_dry: bool) -> Iterator[None]:
    """What to do about a file that cannot be read, before the reason is told; its report too."""
    from registry.core.failure import failure_of

    try:
        yield
    except Problem as problem:
        failure = failure_of(problem)
        if failure.advice is not None:
            click.echo(str(failure.advice), err=True)
        click.echo(told_in_english(failure), err=True)
        if report is not None:
            head = {"run": None, "file": file.name, "dry_run": is_dry, "state": "failed"}
            _write(report, {**head, "rows": _counts({}), "failure": both_of(failure)}, ())
        raise


def _constants(said: tuple[str, ...]) -> dict[str, str]:
    pairs = dict(one.split("=", 1) for one in said if "=" in one)
    if len(pairs) != len(said):
        raise click.BadParameter("write TARGET=VALUE, for example datum=cgcs2000")
    return pairs


def _start(
    runtime: Runtime,
    file: Path,
    profile: str,
    division: str,
    constants: Mapping[str, str],
    reading: dict[str, Any],
    source: Mapping[str, str],
) -> str:
    """Open the file first: what cannot be read leaves no trace."""
    from imports import services
    from imports.readers import Reading, open_table
    from imports.rules.mapping import ColumnMapping
    from registry.storage import digest_of

    table = open_table(file, file.name, Reading(**reading), services.limits_of(runtime.settings))
    chosen, mapping = services.mapping_by(runtime, profile, table)
    mapping = ColumnMapping(mapping.columns, {**mapping.constants, **constants}, mapping.match_only)
    _say_reading(chosen, mapping, table)
    with file.open("rb") as stream:
        digest = digest_of(stream)
        stream.seek(0)
        runtime.store.put(digest, stream)
    with runtime.write(SYSTEM) as work:
        run = services.start_run(
            work,
            file_name=file.name,
            sha256=digest,
            size=file.stat().st_size,
            division_id=services.division_named(work.session, division) if division else None,
            source=source,
        )
        services.set_mapping(work, run.id, mapping, profile=chosen, reading=reading)
    return run.id


def _say_reading(profile: str, mapping: Any, table: Any) -> None:
    used = set(mapping.columns.values())
    click.echo(f"profile {profile}", err=True)
    for fact in table.facts:
        click.echo(f"  {fact.text}", err=True)
    for target, column in mapping.columns.items():
        click.echo(f"  {column} → {target}", err=True)
    unused = [column for column in table.columns if column not in used]
    if unused:
        click.echo(f"  not used: {'、'.join(unused)}", err=True)


def _checked(runtime: Runtime, run_id: str) -> RunView:
    from imports import services

    return services.check(runtime, run_id, SYSTEM, Meter("check").tell)


def _applied(runtime: Runtime, run_id: str) -> RunView:
    from imports import services

    return services.apply(runtime, run_id, SYSTEM, Meter("write").tell)


class Meter:
    """Progress with rate and time left, on stderr: one line rewritten, or one now and then."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._began = time.monotonic()
        self._told = 0.0
        self._first: int | None = None
        self._is_terminal = sys.stderr.isatty()

    def tell(self, done: int, total: int | None) -> None:
        """Say how far it has come, not more often than a person can read."""
        now = time.monotonic()
        if self._first is None:
            self._first = done
        is_last = total is not None and done >= total
        if now - self._told < (0.2 if self._is_terminal else 5.0) and not is_last:
            return
        self._told = now
        seconds = max(now - self._began, 1e-6)
        rate = (done - self._first) / seconds
        left = f", {(total - done) / rate:.0f} s left" if total and rate > 0 else ""
        words = f"{self._what}: {done:,} of {total or '?':,} rows, {rate:,.0f}/s{left}"
        if total is None:
            words = f"{self._what}: {done:,} rows, {rate:,.0f}/s"
        click.echo(
            f"\r{words:<78}" if self._is_terminal else words, err=True, nl=not self._is_terminal
        )
        if is_last and self._is_terminal:
            click.echo("", err=True)


def _say_outcome(run: RunView, *, is_dry: bool) -> None:
    from imports.rules.outcome import OUTCOME_LABELS

    counts = run.counts if is_dry else run.done
    for outcome, label in OUTCOME_LABELS.items():
        click.echo(f"{outcome.value}: {counts.get(outcome.value, 0)}  {label}")
    if run.counts.get("secret"):
        click.echo(f"secret: {run.counts['secret']}  密级不是公开，内容没有保留")
    for fact in run.facts:
        if fact["code"] == "shift_suspect":
            click.echo(str(fact["text"]) % fact["params"])
    click.echo(f"run {run.id}: {run.state_label}")


def _write_report(runtime: Runtime, run: RunView, path: Path, *, is_dry: bool) -> None:
    """The report as JSON, problem by problem, so that half a million take no memory."""
    head = {
        "run": run.id,
        "file": run.file_name,
        "sha256": run.file_sha256,
        "format": run.format,
        "profile": run.profile,
        "dry_run": is_dry,
        "state": run.state.value,
        "facts": [str(fact["text"]) % fact["params"] for fact in run.facts],
        "rows": _counts(run.counts),
        "done": None if is_dry else _counts(run.done),
        "problems_in_all": run.counts.get("problems", 0),
        "rows_not_kept": run.counts.get("unkept", 0),
        "failure": both_of(run.failure) if run.failure else None,
    }
    _write(path, head, _problems(runtime, run.id))


def _write(path: Path, head: Mapping[str, Any], problems: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as out:
        text = json.dumps(head, ensure_ascii=False, indent=1)
        out.write(f'{text[:-2]},\n "problems": [')
        comma = ""
        for found in problems:
            out.write(f"{comma}\n  {json.dumps(found, ensure_ascii=False)}")
            comma = ","
        out.write("\n ]\n}\n")


def _counts(counts: Mapping[str, int]) -> dict[str, int]:
    names = ("create", "update", "unchanged", "conflict", "rejected")
    found = {name: counts.get(name, 0) for name in names}
    return {"total": sum(found.values()), **found, "secret": counts.get("secret", 0)}


def _problems(runtime: Runtime, run_id: str) -> Iterator[dict[str, Any]]:
    from imports import queries
    from imports.rules.problems import worded

    with runtime.database.read() as session:
        for row in queries.every_row(session, run_id):
            for one in row.problems:
                text, remedy = worded(one["code"], one["params"])
                yield {
                    "row": row.number,
                    "outcome": row.outcome.value,
                    "column": one["column"],
                    "value": one["value"],
                    "code": one["code"],
                    "text": str(text),
                    "remedy": str(remedy),
                }


@group.command("list")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, help="How many, newest first.")
def show_list(*, limit: int) -> None:
    """The runs: id, state, when, profile, file, rows by outcome."""
    from imports import queries

    with opened(load()) as runtime:
        require_migrated(runtime)
        with runtime.database.read() as session:
            for run in queries.runs(session, SYSTEM, limit=limit).items:
                counts = run.done or run.counts
                told = " ".join(f"{name}={counts[name]}" for name in sorted(counts))
                when = f"{run.created_at:%Y-%m-%d %H:%M}"
                click.echo(
                    f"{run.id} {run.state.value} {when} {run.profile} {run.file_name} {told}"
                )
                if run.failure:
                    click.echo(f"  {run.failure.code}: {run.failure.text}")
                    click.echo(f"  {told_in_english(run.failure)}")


@group.command("undo")
@click.argument("run_id", metavar="RUN")
@click.option("--reason", default="", help="Why; it stands in the journal.")
def take_back(*, run_id: str, reason: str) -> None:
    """Take a run back: earlier states return, new places are withdrawn, edited ones stay."""
    from imports import queries, services
    from imports.rules.outcome import RowState

    with opened(load()) as runtime:
        require_migrated(runtime)
        run = services.undo(runtime, run_id, SYSTEM, Meter("undo").tell, reason=reason)
        for state in ("reversed", "kept", "failed"):
            click.echo(f"{state}: {run.done.get(f'undo_{state}', 0)}")
        with runtime.database.read() as session:
            for row in queries.every_row(session, run_id):
                if row.state in {RowState.KEPT, RowState.FAILED}:
                    click.echo(f"  row {row.number} {row.place_id or ''} {row.note}")


@click.command("export")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--county", default="", help="Only this county: a code or a name.")
@click.option("--encoding", type=click.Choice(["utf-8", "gb18030"]), default="utf-8")
def export(*, out: Path, county: str, encoding: str) -> None:
    """Write all places as a CSV that can be corrected and imported again (exact positions)."""
    from imports import services
    from registry.core.sheets import write_csv

    with opened(load()) as runtime:
        require_migrated(runtime)
        with runtime.database.read() as session, out.open("wb") as stream:
            division = services.division_named(session, county) if county else None
            rows = services.exported_rows(session, division)
            write_csv(stream, services.exported_headers(), rows, encoding)
    click.echo(f"written: {out}")
