"""Keep the English catalogues in step with the Chinese texts of code and templates.

    python -m tools.messages heritage       extract, update heritage.po, compile heritage.mo
    python -m tools.messages --all --check  change nothing; fail when a catalogue is not complete

The texts in the code are Chinese, so there is a catalogue for English only, one per capability. A
catalogue carries no dates and no line numbers and is sorted, so that a change of one text is a
change of one place in it. There is no fuzzy matching: a guessed translation of a legal term is
worse than a missing one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "registry"
TEMPLATES = ROOT / "templates"
CATALOGUES = PACKAGE / "translations" / "en" / "LC_MESSAGES"

#: The shell: what every page shows, and what the floors without pages of their own say.
WEB = "web"
SHELL_PACKAGES = ("core", "edge", "web", "runtime", "storage", "loop", "cli")
SHELL_TEMPLATES = ("macros", "web", "errors")
#: Folders of the package that hold no texts.
NO_TEXTS = ("translations", "data", "fonts", "migrations")

KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "T": (1,)}
JINJA_OPTIONS = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}


class PlainCatalog(Catalog):
    """A catalogue whose header says nothing that changes by itself (no dates, no tool version)."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header lines, the same on every run."""
        return [
            ("Language", "en"),
            ("Plural-Forms", "nplurals=2; plural=(n != 1);"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit\n"),
        ]


def domains() -> list[str]:
    """Every catalogue there should be: the shell, each capability, the importers."""
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    templates = {path.name for path in TEMPLATES.glob("*") if path.is_dir()}
    own = (packages | templates) - {*SHELL_PACKAGES, *SHELL_TEMPLATES, *NO_TEXTS, "imports"}
    return [WEB, *sorted(own), *(["imports"] if (ROOT / "imports").exists() else [])]


def sources(domain: str) -> Iterator[Path]:
    """The Python files and templates whose texts belong to the domain, in a fixed order."""
    if domain == WEB:
        yield from sorted(PACKAGE.glob("*.py"))
        folders = [PACKAGE / name for name in SHELL_PACKAGES] + [
            TEMPLATES / name for name in SHELL_TEMPLATES
        ]
        yield from sorted(path for path in TEMPLATES.glob("*") if path.is_file())
    elif domain == "imports":
        folders = [ROOT / "imports", TEMPLATES / "imports"]
    else:
        folders = [PACKAGE / domain, TEMPLATES / domain]
    for folder in folders:
        yield from sorted(
            path
            for path in folder.rglob("*")
            if path.suffix in {".py", ".html", ".txt", ".xml", ".js"}
        )


def extract(domain: str) -> Catalog:
    """The domain's texts as the code and the templates hold them now, without translations."""
    catalog = PlainCatalog(locale="en", domain=domain, header_comment="", fuzzy=False)
    for path in sources(domain):
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        name = path.relative_to(ROOT).as_posix()
        found = extract_from_file(
            method, path, KEYWORDS, (), None if path.suffix == ".py" else JINJA_OPTIONS
        )
        for line, text, _comments, context in found:
            catalog.add(text, locations=[(name, line)], context=context)
    return catalog


def kept(domain: str) -> Catalog | None:
    """The catalogue in the repository, None when there is none yet."""
    path = CATALOGUES / f"{domain}.po"
    if not path.exists():
        return None
    with path.open("rb") as file:
        return read_po(file, locale="en", domain=domain)


def key(message: Message) -> tuple[str, str | None]:
    """What identifies a text: two texts with the same Chinese singular are one."""
    return (message.id[0] if isinstance(message.id, (list, tuple)) else message.id, message.context)


def texts(catalog: Catalog | None) -> Iterator[Message]:
    """The catalogue's messages without its header."""
    if catalog is not None:
        yield from (message for message in catalog if message.id)


def merged(domain: str, *, prune: bool) -> Catalog:
    """The extracted texts with our translations; those no longer used stay as `#~` until pruned."""
    catalog, old = extract(domain), kept(domain)
    known = {key(message): message for message in texts(old)}
    known.update({key(message): message for message in (old.obsolete.values() if old else ())})
    used = set()
    for message in texts(catalog):
        used.add(key(message))
        before = known.get(key(message))
        if before is not None and before.pluralizable == message.pluralizable and not before.fuzzy:
            message.string = before.string
            message.user_comments = before.user_comments
    if not prune:
        for name, message in known.items():
            if name not in used and translated(message):
                message.locations = []
                catalog.obsolete[name[0]] = message
    return catalog


def translated(message: Message) -> bool:
    """Whether every form of the message has a text."""
    forms = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return all(forms) and bool(forms)


def as_po(catalog: Catalog) -> bytes:
    """The catalogue as the text that is committed."""
    out = BytesIO()
    write_po(out, catalog, width=120, sort_output=True, include_lineno=False)
    return out.getvalue().lstrip(b"\n")


def as_mo(catalog: Catalog) -> bytes:
    """The catalogue as the application reads it."""
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def complaints(domain: str, catalog: Catalog) -> list[str]:
    """What keeps the catalogue from being complete: missing texts, placeholders that differ."""
    wrong = []
    for message in texts(catalog):
        name = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
        place = message.locations[0][0] if message.locations else domain
        if not translated(message):
            wrong.append(f"{domain}: missing: {name!r} ({place})")
            continue
        wrong.extend(
            f"{domain}: {problem}: {name!r} ({place})" for problem in message.check(catalog)
        )
    return wrong


def conflicts(catalogs: Iterable[tuple[str, Catalog]]) -> list[str]:
    """Texts translated in two ways: read as one catalogue, one of them would show by luck."""
    seen: dict[tuple[str, str | None], tuple[str, object]] = {}
    wrong = []
    for domain, catalog in catalogs:
        for message in filter(translated, texts(catalog)):
            form = (
                tuple(message.string)
                if isinstance(message.string, (list, tuple))
                else message.string
            )
            other, before = seen.setdefault(key(message), (domain, form))
            if before != form and isinstance(before, str) == isinstance(form, str):
                wrong.append(f"{domain}: {message.id!r} is {form!r} here and {before!r} in {other}")
    return wrong


def update(domain: str, *, prune: bool) -> list[str]:
    """Write the domain's catalogue and its compiled form; the complaints that remain."""
    catalog = merged(domain, prune=prune)
    if not any(texts(catalog)) and not catalog.obsolete:
        return []
    CATALOGUES.mkdir(parents=True, exist_ok=True)
    (CATALOGUES / f"{domain}.po").write_bytes(as_po(catalog))
    (CATALOGUES / f"{domain}.mo").write_bytes(as_mo(catalog))
    count, spare = sum(1 for _ in texts(catalog)), len(catalog.obsolete)
    print(
        f"{domain}: {count} texts"
        + (f", {spare} no longer used (--prune drops them)" if spare else "")
    )
    return complaints(domain, catalog)


def check(domain: str) -> list[str]:
    """What is wrong with the domain's committed catalogue, changing nothing."""
    catalog = merged(domain, prune=False)
    po, mo = CATALOGUES / f"{domain}.po", CATALOGUES / f"{domain}.mo"
    if not any(texts(catalog)) and not catalog.obsolete:
        return [f"{domain}: {path.name} is left over" for path in (po, mo) if path.exists()]
    wrong = complaints(domain, catalog)
    wrong += [f"{domain}: no longer used: {message.id!r}" for message in catalog.obsolete.values()]
    if not po.exists() or po.read_bytes() != as_po(catalog):
        wrong.append(f"{domain}: {po.name} is not in step with the sources")
    if not mo.exists() or mo.read_bytes() != as_mo(catalog):
        wrong.append(f"{domain}: {mo.name} is not compiled from {po.name}")
    return wrong


def main(arguments: list[str] | None = None) -> int:
    """Run for the named capabilities; the number of complaints decides the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.messages", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("domain", nargs="*", help="capability names, e.g. heritage")
    parser.add_argument("--all", action="store_true", help="every catalogue")
    parser.add_argument(
        "--check",
        action="store_true",
        help="change nothing, fail when anything is missing or stale",
    )
    parser.add_argument(
        "--prune", action="store_true", help="drop translations that nothing uses any more"
    )
    chosen = parser.parse_args(arguments)
    names = domains() if chosen.all else chosen.domain
    if not names:
        parser.error("name a capability or say --all")
    unknown = sorted(set(names) - set(domains()))
    if unknown:
        parser.error(f"no such catalogue: {', '.join(unknown)} (there are: {', '.join(domains())})")
    wrong = []
    for name in names:
        wrong += check(name) if chosen.check else update(name, prune=chosen.prune)
    if chosen.all:
        wrong += conflicts((name, merged(name, prune=True)) for name in names)
    for line in wrong:
        print(line)
    if not wrong:
        print(f"{len(names)} catalogue(s) complete")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
