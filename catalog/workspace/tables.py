"""The tables, as they are after every migration. A moment is in UTC; a token is only kept as its hash."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from catalog.workspace.columns import UtcTime, Words

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str) -> Column[Any]:
    return Column(name, Text, nullable=False)


def _text_or_none(name: str) -> Column[Any]:
    return Column(name, Text, nullable=True)


def _time(name: str) -> Column[Any]:
    return Column(name, UtcTime, nullable=False)


def _time_or_none(name: str) -> Column[Any]:
    return Column(name, UtcTime, nullable=True)


def _number(name: str) -> Column[Any]:
    return Column(name, Integer, nullable=False)


def _id(name: str = "id") -> Column[Any]:
    return Column(name, Text, primary_key=True)


def _account(name: str = "account", *, nullable: bool = False) -> Column[Any]:
    return Column(name, Text, ForeignKey("accounts.id"), nullable=nullable)


ACCOUNTS: Final = Table(
    "accounts",
    METADATA,
    _id(),
    Column("email", Text, nullable=False, unique=True),
    _text("name"),
    _text_or_none("password"),
    Column("roles", Words, nullable=False),
    _text_or_none("partner"),
    _text_or_none("body"),
    _text_or_none("seat"),
    _text_or_none("second_factor"),
    _number("second_factor_step"),
    _time("made_at"),
    _time_or_none("closed_at"),
    _number("revision"),
)
RECOVERY_CODES: Final = Table(
    "recovery_codes",
    METADATA,
    _account(),
    _text("code"),
    _time_or_none("used_at"),
    UniqueConstraint("account", "code"),
)
INVITATIONS: Final = Table(
    "invitations",
    METADATA,
    _id(),
    Column("token", Text, nullable=False, unique=True),
    _text("purpose"),
    _text("email"),
    Column("roles", Words, nullable=False),
    _text_or_none("partner"),
    _text_or_none("body"),
    _text_or_none("seat"),
    _account(nullable=True),
    _text("invited_by"),
    _time("made_at"),
    _time("expires_at"),
    _time_or_none("used_at"),
    _time_or_none("revoked_at"),
)
SESSIONS: Final = Table(
    "sign_in_sessions",
    METADATA,
    _id(),
    Column("token", Text, nullable=False, unique=True),
    _account(),
    Column("complete", Boolean, nullable=False),
    _text("way"),
    _text("browser"),
    _time("made_at"),
    _time("seen_at"),
    _time("expires_at"),
    _time_or_none("revoked_at"),
    Index(None, "account"),
)
FAILURES: Final = Table(
    "failures",
    METADATA,
    _id("key"),
    _number("count"),
    _time("last_at"),
    _time_or_none("closed_until"),
)
AUDIT: Final = Table(
    "audit",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    _time("at"),
    _text("who"),
    _text("did"),
    _text("about"),
    _text("detail"),
    _text("previous"),
    _text("digest"),
    Index(None, "who"),
    Index(None, "about"),
)
COMMENTS: Final = Table(
    "public_comments",
    METADATA,
    _id("receipt"),
    _text("proposal"),
    _text_or_none("name"),
    _text("text"),
    _time("received_at"),
    _text("state"),
    _text_or_none("reason"),
    _text_or_none("moderated_by"),
    _time_or_none("moderated_at"),
    _text_or_none("meeting"),
    _time_or_none("taken_at"),
    _number("revision"),
    Index(None, "proposal", "received_at"),
    Index(None, "state", "received_at"),
)
SUBSCRIPTIONS: Final = Table(
    "subscriptions",
    METADATA,
    _id(),
    _text("email"),
    _text("kind"),
    _text("topic"),
    _text("language"),
    _text_or_none("token"),
    _time("asked_at"),
    _time_or_none("confirmed_at"),
    _number("through"),
    UniqueConstraint("email", "kind", "topic"),
    Index(None, "token"),
    Index(None, "kind", "topic"),
)
NEWS: Final = Table(
    "news",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False, unique=True),
    _text("topics"),
)
LETTERS: Final = Table(
    "letters",
    METADATA,
    _id(),
    Column("key", Text, nullable=False, unique=True),
    _text("to"),
    _text("subject"),
    _text("text"),
    _text_or_none("unsubscribe"),
    _time("made_at"),
    _text("state"),
    _number("tried"),
    _time("changed_at"),
    Index(None, "state", "made_at"),
)
ANNOTATIONS: Final = Table(
    "annotations",
    METADATA,
    _id(),
    _text("proposal"),
    _text("path"),
    _text("text"),
    _account(),
    _time("made_at"),
    _time("changed_at"),
    _time_or_none("settled_at"),
    _number("revision"),
    Index(None, "proposal"),
)
DRAFTS: Final = Table(
    "drafts",
    METADATA,
    _id(),
    _text("kind"),
    _text("title"),
    _text("text"),
    _account(),
    _time("made_at"),
    _time("changed_at"),
    _number("revision"),
    Index(None, "account"),
)
