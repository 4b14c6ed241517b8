"""Columns as the migrations write them: what the database has, whatever the tables say today."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa


def text(name: str, *, optional: bool = False) -> sa.Column[Any]:
    """Return a column of text."""
    return sa.Column(name, sa.Text(), nullable=optional)


def moment(name: str, *, optional: bool = False) -> sa.Column[Any]:
    """Return a column of moments."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def number(name: str) -> sa.Column[Any]:
    """Return a column of whole numbers."""
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def flag(name: str) -> sa.Column[Any]:
    """Return a column of yes and no."""
    return sa.Column(name, sa.Boolean(), nullable=False)


def key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    """Return the primary key of a table."""
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    """Return the promise that no two rows of a table have the same values in these columns."""
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def account(table: str) -> sa.ForeignKeyConstraint:
    """Return the promise that a table's ``account`` is there."""
    return sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=f"fk_{table}_account")
