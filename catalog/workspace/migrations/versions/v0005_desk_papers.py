"""Annotations on proposals, and drafts."""

from __future__ import annotations

from alembic import op

from catalog.workspace.migrations.columns import account, key, moment, number, text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables of what people write beside the catalog."""
    op.create_table(
        "annotations",
        *(text("id"), text("proposal"), text("path"), text("text"), text("account")),
        *(moment("made_at"), moment("changed_at"), moment("settled_at", optional=True)),
        *(number("revision"), key("annotations", "id"), account("annotations")),
    )
    op.create_index("ix_annotations_proposal", "annotations", ["proposal"])
    op.create_table(
        "drafts",
        *(text("id"), text("kind"), text("title"), text("text"), text("account")),
        *(moment("made_at"), moment("changed_at"), number("revision")),
        *(key("drafts", "id"), account("drafts")),
    )
    op.create_index("ix_drafts_account", "drafts", ["account"])
