"""Accounts, invitations, sessions and failures to sign in."""

from __future__ import annotations

from alembic import op

from catalog.workspace.migrations.columns import account, flag, key, moment, number, text, unique

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables by which people sign in."""
    op.create_table(
        "accounts",
        *(text("id"), text("email"), text("name"), text("password", optional=True), text("roles")),
        *(text("partner", optional=True), text("body", optional=True), text("seat", optional=True)),
        *(text("second_factor", optional=True), number("second_factor_step")),
        *(moment("made_at"), moment("closed_at", optional=True), number("revision")),
        *(key("accounts", "id"), unique("accounts", "email")),
    )
    op.create_table(
        "recovery_codes",
        *(text("account"), text("code"), moment("used_at", optional=True)),
        *(account("recovery_codes"), unique("recovery_codes", "account", "code")),
    )
    op.create_table(
        "invitations",
        *(text("id"), text("token"), text("purpose"), text("email"), text("roles")),
        *(text("partner", optional=True), text("body", optional=True), text("seat", optional=True)),
        *(text("account", optional=True), text("invited_by"), moment("made_at"), moment("expires_at")),
        *(moment("used_at", optional=True), moment("revoked_at", optional=True)),
        *(key("invitations", "id"), unique("invitations", "token"), account("invitations")),
    )
    op.create_table(
        "sign_in_sessions",
        *(text("id"), text("token"), text("account"), flag("complete"), text("way"), text("browser")),
        *(moment("made_at"), moment("seen_at"), moment("expires_at"), moment("revoked_at", optional=True)),
        key("sign_in_sessions", "id"),
        *(unique("sign_in_sessions", "token"), account("sign_in_sessions")),
    )
    op.create_index("ix_sign_in_sessions_account", "sign_in_sessions", ["account"])
    op.create_table(
        "failures",
        *(text("key"), number("count"), moment("last_at"), moment("closed_until", optional=True)),
        key("failures", "key"),
    )
