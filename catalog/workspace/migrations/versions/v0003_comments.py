"""Comments of the public: what was sent stays, also what is withheld."""

from __future__ import annotations

from alembic import op

from catalog.workspace.migrations.columns import key, moment, number, text
from catalog.workspace.migrations.guards import guard

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table of comments, whose words cannot be changed."""
    op.create_table(
        "public_comments",
        *(text("receipt"), text("proposal"), text("name", optional=True), text("text")),
        *(moment("received_at"), text("state"), text("reason", optional=True)),
        *(text("moderated_by", optional=True), moment("moderated_at", optional=True)),
        *(text("meeting", optional=True), moment("taken_at", optional=True), number("revision")),
        key("public_comments", "receipt"),
    )
    op.create_index("ix_public_comments_proposal_received_at", "public_comments", ["proposal", "received_at"])
    op.create_index("ix_public_comments_state_received_at", "public_comments", ["state", "received_at"])
    guard("public_comments", columns=("receipt", "proposal", "name", "text", "received_at"))
