"""The twins of a page as files: JSON in its canonical form, and YAML as the catalog writes it."""

from __future__ import annotations

from typing import Any

from catalog.interchange.pages import Page
from catalog.interchange.twins import Twin, document_of
from catalog.store.canonical import canonical_bytes
from catalog.store.yaml_writing import yaml_of


def twin_bytes(page: Page, twin: Twin) -> bytes:
    """Return a page as a file for programs."""
    document: Any = document_of(page)
    return canonical_bytes(document) if twin == "json" else yaml_of(document)
