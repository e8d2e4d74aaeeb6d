"""Typed settings: the only reader of the environment, `.env` and the settings file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

PREFIX = "REGISTRY_"


class Profile(StrEnum):
    """What kind of installation this is."""

    DEMO = "demo"
    STANDARD = "standard"
    CHINA = "china"


class MailSecurity(StrEnum):
    """How the line to the mail server is kept private."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class SettingsError(Exception):
    """A setting is missing or wrong; the message holds the line to add."""


class Settings(BaseSettings):
    """Everything an operator may set.

    Order of precedence: arguments, environment (`REGISTRY_…`), `.env` in the working folder, then
    the TOML file named by `REGISTRY_SETTINGS_FILE`. docs/OPERATIONS.md documents every field; a
    test holds the two together.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    profile: Profile = Field(
        Profile.STANDARD,
        description="demo (simulated activity, printed accounts), standard, or china (public map "
        "refuses to start without map source and approval number).",
    )
    settings_file: Path | None = Field(None, description="A TOML file with any of these settings.")
    data_dir: Path = Field(Path("var"), description="Folder for the embedded database and files.")
    database_url: str = Field(
        "",
        description="SQLAlchemy URL. Empty: SQLite in data_dir. PostgreSQL: postgresql+psycopg://…",
    )
    media_url: str = Field(
        "",
        description="Where photos are kept. Empty: data_dir/media. s3://bucket/prefix?endpoint=…",
    )
    secret_key: str = Field(
        "", description="Signs cookies and form tokens; at least 32 characters."
    )
    host: str = Field("127.0.0.1", description="Address to bind.")
    port: int = Field(8000, ge=1, le=65535, description="Port to bind.")
    workers: int = Field(
        1, ge=1, le=64, description="Server processes; more than one with PostgreSQL."
    )
    job_workers: int = Field(
        1,
        ge=0,
        le=8,
        description="Processes for background work that `registry serve` starts and ends itself; "
        "0 where `registry work` runs as a service of its own.",
    )
    threads: int = Field(8, ge=1, le=64, description="Threads in each server process.")
    secure_cookies: bool = Field(
        False, description="Send cookies over HTTPS only; set it behind a TLS proxy."
    )
    trusted_proxies: int = Field(
        0, ge=0, le=5, description="How many proxies in front may set X-Forwarded-For/Proto."
    )
    rate_limit_url: str = Field(
        "memory://", description="Where request rates are counted; redis://… for several machines."
    )
    rate_limit_default: str = Field("600 per minute", description="Requests one address may make.")
    session_hours: int = Field(12, ge=1, le=720, description="A sign-in ends after so many hours.")
    lockout_attempts: int = Field(5, ge=3, le=20, description="Wrong passwords before a lockout.")
    lockout_minutes: int = Field(15, ge=1, le=1440, description="How long a lockout lasts.")
    photo_max_bytes: int = Field(40_000_000, ge=100_000, description="Largest photo file accepted.")
    photo_max_pixels: int = Field(60_000_000, ge=1_000_000, description="Largest picture decoded.")
    photo_seconds: int = Field(4, ge=2, le=300, description="Time one decoding may take.")
    photo_memory_mb: int = Field(448, ge=256, le=8192, description="Memory one decoding may take.")
    photo_reader: bool = Field(
        False,
        description="Read the name on photographed signs as a hint for reviewers; needs the extra "
        "`ocr` and about 1 GB of memory for each background worker.",
    )
    source_file_max_bytes: int = Field(
        200_000_000,
        ge=1_000_000,
        le=1_000_000_000,
        description="Largest file of a source accepted.",
    )
    attachment_max_bytes: int = Field(
        200_000_000,
        ge=1_000_000,
        le=1_000_000_000,
        description="Largest file attached to a nomination.",
    )
    import_max_mb: int = Field(
        256,
        ge=1,
        le=2000,
        description="Largest file to bring in, in megabytes, by page or command.",
    )
    naming_words_file: Path | None = Field(
        None, description="CSV of words that bar a new name, instead of the shipped list."
    )
    coordinate_decimals: int = Field(
        4,
        ge=0,
        le=7,
        description="Decimals of public coordinates (4 is about 10 m); staff see all.",
    )
    map_tiles_url: str = Field(
        "", description="Background tiles, {z}/{x}/{y}; empty: offline base."
    )
    map_tiles_max_zoom: int = Field(18, ge=1, le=22, description="Deepest zoom of those tiles.")
    map_tiles_attribution: str = Field("", description="Credit line the tile operator asks for.")
    tianditu_key: str = Field("", description="Key for 天地图; turns its _w layers on.")
    map_source: str = Field("", description="Map source (图源) shown in the frame.")
    map_approval_number: str = Field("", description="审图号 shown in the frame.")
    bureau_name: str = Field(
        "合肥市民政局区划地名处", description="Office named on pages and notices."
    )
    bureau_contact: str = Field(
        "", description="Address or telephone shown where people may object."
    )
    public_url: str = Field(
        "", description="Outside address, e.g. https://dm.example.cn; in QR codes and exports."
    )
    openrosa: bool = Field(
        False,
        description="Open the door for ODK Collect and KoboCollect, /openrosa (docs/COLLECT.md).",
    )
    smtp_host: str = Field("", description="Mail server for notices. Empty: no mail is sent.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the mail server.")
    smtp_user: str = Field("", description="Name to sign in there with; empty: without.")
    smtp_password: str = Field("", description="Password to that name.")
    smtp_sender: str = Field(
        "", description="Address that mails come from; needed with REGISTRY_SMTP_HOST."
    )
    smtp_tls: MailSecurity = Field(
        MailSecurity.STARTTLS,
        description="starttls, tls (from the start, often port 465), or none (own network only).",
    )
    smtp_seconds: float = Field(
        20.0, gt=0, le=120, description="Seconds to wait for each answer of the mail server."
    )
    log_json: bool = Field(False, description="Write the log as JSON lines.")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Host names this site answers to, separated by commas; empty: any."
    )

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(host.strip() for host in value.split(",") if host.strip())
        return value

    @model_validator(mode="after")
    def _several_processes_need_postgresql(self) -> Settings:
        if self.workers > 1 and self.resolved_database_url.startswith("sqlite"):
            msg = "workers: more than one process needs PostgreSQL; set REGISTRY_DATABASE_URL"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _mail_has_a_sender(self) -> Settings:
        if self.smtp_host and not (self.smtp_sender and self.public_url):
            msg = "smtp_host: mails need REGISTRY_SMTP_SENDER and, for links, REGISTRY_PUBLIC_URL"
            raise ValueError(msg)
        if self.smtp_password and self.smtp_tls is MailSecurity.NONE:
            msg = "smtp_tls: a password is not sent over an open line; set starttls or tls"
            raise ValueError(msg)
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, environment, `.env`, then the TOML file that one of those names."""
        named = None
        for source in (init_settings, env_settings, dotenv_settings):
            named = named or source().get("settings_file")
        sources = (init_settings, env_settings, dotenv_settings, file_secret_settings)
        if named is None:
            return sources
        return (*sources, TomlConfigSettingsSource(settings_cls, Path(named)))

    @property
    def is_demo(self) -> bool:
        """True when activity here is simulated and says so."""
        return self.profile is Profile.DEMO

    @property
    def resolved_database_url(self) -> str:
        """The database to open; embedded SQLite when none is named."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'registry.db'}"

    @property
    def resolved_media_url(self) -> str:
        """The blob store to open; a folder when none is named."""
        return self.media_url or str(self.data_dir.resolve() / "media")

    def require_production_ready(self) -> None:
        """Refuse a start that would be unsafe, naming the line to add.

        Raises:
            SettingsError: no or too short secret key; the china profile without map source and
                approval number (地图管理条例: a published map shows its 审图号).
        """
        if len(self.secret_key) < 32:
            msg = (
                "REGISTRY_SECRET_KEY is missing or shorter than 32 characters. Add this line to "
                ".env (any other random text will do; keep it secret and keep it the same):\n"
                f"REGISTRY_SECRET_KEY={suggest_secret()}"
            )
            raise SettingsError(msg)
        if self.profile is Profile.CHINA and not (self.map_source and self.map_approval_number):
            msg = (
                "The china profile shows no public map without its source and approval number. "
                "Add to .env:\nREGISTRY_MAP_SOURCE=<图源>\nREGISTRY_MAP_APPROVAL_NUMBER=<审图号>"
            )
            raise SettingsError(msg)


def suggest_secret() -> str:
    """A fresh random key, to be pasted by a person; never used by itself."""
    import secrets

    return secrets.token_urlsafe(48)


def load(**overrides: Any) -> Settings:
    """Read the settings once.

    Raises:
        SettingsError: with one line for each wrong setting, named as the operator wrote it.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        lines = [
            f"{PREFIX}{'_'.join(str(part) for part in item['loc']).upper() or '…'}: {item['msg']}"
            for item in error.errors()
        ]
        raise SettingsError("\n".join(lines)) from error
