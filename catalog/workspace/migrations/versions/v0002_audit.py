"""The audit trail, which the database itself refuses to change."""

from __future__ import annotations

from alembic import op

from catalog.workspace.migrations.columns import key, moment, number, text
from catalog.workspace.migrations.guards import guard

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the trail and its guards."""
    op.create_table(
        "audit",
        *(number("number"), moment("at"), text("who"), text("did"), text("about"), text("detail")),
        *(text("previous"), text("digest"), key("audit", "number")),
    )
    op.create_index("ix_audit_who", "audit", ["who"])
    op.create_index("ix_audit_about", "audit", ["about"])
    guard("audit")
