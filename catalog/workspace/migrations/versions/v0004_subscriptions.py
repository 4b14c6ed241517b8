"""Subscriptions by e-mail, the news they are about, and the letters that tell them."""

from __future__ import annotations

from alembic import op

from catalog.workspace.migrations.columns import key, moment, number, text, unique

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables of subscriptions, news and letters."""
    op.create_table(
        "subscriptions",
        *(text("id"), text("email"), text("kind"), text("topic"), text("language")),
        *(text("token", optional=True), moment("asked_at"), moment("confirmed_at", optional=True)),
        *(number("through"), key("subscriptions", "id"), unique("subscriptions", "email", "kind", "topic")),
    )
    op.create_index("ix_subscriptions_token", "subscriptions", ["token"])
    op.create_index("ix_subscriptions_kind_topic", "subscriptions", ["kind", "topic"])
    op.create_table(
        "news", number("number"), text("key"), text("topics"), key("news", "number"), unique("news", "key")
    )
    op.create_table(
        "letters",
        *(text("id"), text("key"), text("to"), text("subject"), text("text")),
        *(text("unsubscribe", optional=True), moment("made_at"), text("state"), number("tried")),
        *(moment("changed_at"), key("letters", "id"), unique("letters", "key")),
    )
    op.create_index("ix_letters_state_made_at", "letters", ["state", "made_at"])
