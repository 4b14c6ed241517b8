"""Addresses of pages that views take: what ends as a file does is a file, and is sent as one."""

from __future__ import annotations

from flask import Blueprint
from flask.blueprints import BlueprintSetupState
from werkzeug.routing import BaseConverter


class PageName(BaseConverter):
    """One part of an address that names a page and no file beside it."""

    regex = r"[^/]+(?<!\.html)(?<!\.json)(?<!\.yaml)"


def learn_addresses(part: Blueprint) -> None:
    """Let a part of the application say ``<page:…>`` in its addresses. It comes before the first of them."""

    def learn(state: BlueprintSetupState) -> None:
        state.app.url_map.converters["page"] = PageName

    part.record(learn)
