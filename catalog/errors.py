"""Everything the catalog raises when a question cannot be answered.

The tree::

    CatalogError
        NotFound            nothing has that identifier
        NotACatalog         the folder holds no catalog
        FaultyCatalog       the catalog has faults of YAML, shape or reference
        BadInput            a file or an argument that cannot be read
        WriteRefused        a write that would lose or overwrite something
            Conflict        somebody else changed it since it was read
        WorkspaceUnavailable   the database of accounts, comments and drafts cannot be used now
        IndexUnusable       the search index is missing, broken or not to be trusted

A refusal of a flow is no error, and neither is a finding: both are values.
"""

from __future__ import annotations

from catalog.phrases import Phrase


class CatalogError(Exception):
    """Base of all of them: ``except CatalogError`` at the faces catches every one.

    ``message`` and ``hint`` are English. What a page may tell is raised as phrases: it says ``told`` and
    ``advice`` in the language of its reader.
    """

    def __init__(self, message: str | Phrase, *, hint: str | Phrase | None = None) -> None:
        super().__init__(str(message))
        self.told = message
        self.advice = hint

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return str(self.told)

    @property
    def hint(self) -> str | None:
        """What to do, in English."""
        return None if self.advice is None else str(self.advice)


class NotFound(CatalogError):
    """Nothing has that identifier at this revision."""


class NotACatalog(CatalogError):
    """The folder is not a catalog: it has no ``definitions`` folder."""


class FaultyCatalog(CatalogError):
    """The catalog has faults of YAML, shape or reference, so nothing is decided on it."""


class BadInput(CatalogError):
    """A file or an argument cannot be read as what it should be."""


class WriteRefused(CatalogError):
    """A write would overwrite or lose something, so nothing was written."""


class Conflict(WriteRefused):
    """Somebody else changed the thing since it was read, so nothing was written."""


class WorkspaceUnavailable(CatalogError):
    """The database of accounts, comments and drafts cannot be used now. Reading the catalog still works.

    ``cause`` is for whoever runs the server, and is shown to nobody else.
    """

    def __init__(self, message: str | Phrase, *, hint: str | Phrase | None = None, cause: str = "") -> None:
        super().__init__(message, hint=hint)
        self.cause = cause


class IndexUnusable(CatalogError):
    """The search index is missing, broken or not to be trusted. Reading goes on without it."""
