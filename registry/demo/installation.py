"""Where the demonstration lives and who its people are."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from registry.accounts.rules import Role
from registry.settings import Profile, Settings, load, suggest_secret


@dataclass(frozen=True, slots=True)
class Account:
    """Someone of the cast, as printed."""

    role: str
    email: str
    password: str


# One person for each part; the names say that nobody real is meant.
CAST: tuple[tuple[Role, str], ...] = (
    (Role.CREW, "演示·外业队员"),
    (Role.CREW_LEADER, "演示·外业队长"),
    (Role.COMPILER, "演示·石塘镇编撰人"),
    (Role.REVIEWER_TOWNSHIP, "演示·石塘镇审核人"),
    (Role.REVIEWER_COUNTY, "演示·肥东县审核人"),
    (Role.REVIEWER_CITY, "演示·市级审核人"),
    (Role.REVIEWER_PROVINCE, "演示·省级审核人"),
    (Role.EXPERT, "演示·地名专家"),
    (Role.STEWARD, "演示·区划地名处经办"),
    (Role.ADMINISTRATOR, "演示·系统管理员"),
)


def email_of(role: Role) -> str:
    """The address of a member of the cast; the domain is reserved and can receive nothing."""
    return f"{role.value.replace('_', '-')}@demo.example"


def settings(port: int) -> Settings:
    """The demo's settings: its own folder and secret, made once and kept between runs."""
    folder = Path(os.environ.get("REGISTRY_DATA_DIR", "var")) / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    return load(
        profile=Profile.DEMO,
        data_dir=folder,
        secret_key=_kept(folder / "secret.txt", suggest_secret),
        port=port,
    )


def accounts(chosen: Settings) -> list[Account]:
    """The cast with its passwords: random, made once, kept beside the demo's database.

    A part that is new in this release gets its password beside those that are kept.
    """
    path = chosen.data_dir / "accounts.json"
    kept = json.loads(_kept(path, _fresh_passwords))
    passwords = {**json.loads(_fresh_passwords()), **kept}
    if passwords != kept:
        path.write_text(json.dumps(passwords), encoding="utf-8")
    return [Account(role.value, email_of(role), passwords[role.value]) for role, _name in CAST]


def _fresh_passwords() -> str:
    return json.dumps({role.value: secrets.token_urlsafe(9) for role, _name in CAST})


def _kept(path: Path, make: Callable[[], str]) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(make(), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()
