"""Write docs/DATA-MODEL.md from the models, so that the document cannot say anything else.

python -m tools.data_model            write the document
python -m tools.data_model --check    change nothing; fail when it is not in step
"""

from __future__ import annotations

import importlib
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import CheckConstraint, Column, Table, UniqueConstraint
from sqlmodel import SQLModel

from tests.support.migrating import import_tables

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "DATA-MODEL.md"

INTRODUCTION = """\
# Data model

Written by `make data-model` from the models; `make check` fails when the two differ. Not to be
edited.

Every time is aware UTC and its name ends in `_at`; positions are `lon`, `lat` in that order, WGS 84
unless the name says otherwise. An identifier is 16 characters of Crockford's base 32. States are
plain text held by a CHECK. Tables named in a foreign key may belong to another capability; no code
reads them but through that capability's queries.

`id`, `created_at`, `created_by` and `simulated` stand in every table that people write to: the
identity, when and by whom the row was made, and whether it was made in a demonstration.
"""


def classes() -> dict[str, type[SQLModel]]:
    """Table name → the class that declares it."""
    found: dict[str, type[SQLModel]] = {}
    pending = [SQLModel]
    while pending:
        for made in pending.pop().__subclasses__():
            pending.append(made)
            table = getattr(made, "__table__", None)
            if isinstance(table, Table):
                found[table.name] = made
    return found


def described(column: Column[object], table: Table) -> str:
    """One line of the table of columns."""
    kind = str(column.type).replace("AUTOSTRING", "VARCHAR")
    notes = ["primary key"] if column.primary_key else []
    notes += [f"→ `{key.target_fullname}`" for key in column.foreign_keys]
    alone = [
        c for c in table.constraints if isinstance(c, UniqueConstraint) and len(c.columns) == 1
    ]
    if column.unique or any(column.name in constraint.columns for constraint in alone):
        notes.append("unique")
    if column.computed is not None:
        notes.append("computed")
    may = "yes" if column.nullable else ""
    return f"| `{column.name}` | {kind} | {may} | {', '.join(notes)} |"


def rules(table: Table) -> Iterator[str]:
    """The table's constraints and indexes over more than one column, one line each."""
    for constraint in sorted(table.constraints, key=lambda each: str(each.name)):
        if isinstance(constraint, CheckConstraint):
            yield f"* CHECK `{' '.join(str(constraint.sqltext).split())}`"
        elif isinstance(constraint, UniqueConstraint) and len(constraint.columns) > 1:
            yield f"* UNIQUE ({', '.join(f'`{column.name}`' for column in constraint.columns)})"
    for index in sorted(table.indexes, key=lambda each: str(each.name)):
        names = ", ".join(f"`{getattr(part, 'name', part)}`" for part in index.expressions)
        yield f"* {'UNIQUE INDEX' if index.unique else 'INDEX'} ({names})"


def chapter(table: Table, made: type[SQLModel]) -> str:
    """One table: its sentence, its columns, its rules."""
    sentence = " ".join((made.__doc__ or "").split())
    lines = [f"### `{table.name}`: {made.__name__}", "", sentence, ""]
    lines += ["| column | type | may be empty | notes |", "|---|---|---|---|"]
    lines += [described(column, table) for column in table.columns]
    held = list(rules(table))
    return "\n".join([*lines, *([""] if held else []), *held, ""])


def document() -> str:
    """The whole document."""
    import_tables()
    parts: defaultdict[str, list[str]] = defaultdict(list)
    by_name = classes()
    for table in sorted(SQLModel.metadata.tables.values(), key=lambda each: each.name):
        made = by_name[table.name]
        parts[made.__module__.partition(".models")[0]].append(chapter(table, made))
    chapters = [INTRODUCTION]
    for package, tables in sorted(parts.items()):
        sentence = importlib.import_module(package).__doc__ or ""
        capability = package.rpartition(".")[2]
        chapters.append(f"## {capability}\n\n{' '.join(sentence.split())}\n")
        chapters += tables
    return "\n".join(chapters)


def main(arguments: list[str]) -> int:
    """Write or check."""
    text = document()
    if "--check" not in arguments:
        DOCUMENT.parent.mkdir(exist_ok=True)
        DOCUMENT.write_text(text, encoding="utf-8")
        print(f"{DOCUMENT.relative_to(ROOT)} written")
        return 0
    if not DOCUMENT.exists() or DOCUMENT.read_text(encoding="utf-8") != text:
        print("docs/DATA-MODEL.md is not in step with the models: make data-model")
        return 1
    print("docs/DATA-MODEL.md is in step with the models")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
