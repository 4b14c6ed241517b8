"""What search engines read: a map of the pages of the site, and the file that says that they may come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final
from xml.sax.saxutils import escape

from catalog.interchange.site import Planned
from catalog.services.publishing.frames import quoted
from catalog.services.publishing.making import as_it_is, made

MAP: Final = "sitemap.xml"
ROBOTS: Final = "robots.txt"
MOST: Final = 45_000
"""The protocol lets one map have 50,000 addresses; more of them stand in maps of their own."""
_SCHEMA: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemap_plan(addresses: Sequence[str], *, site: str | None) -> Iterator[Planned]:
    """Yield the map of these pages, where it is known where they are served, and the file for robots."""
    if site is None:
        yield as_it_is(ROBOTS, b"User-agent: *\nAllow: /\n")
        return
    yield as_it_is(ROBOTS, f"User-agent: *\nAllow: /\n\nSitemap: {site}{MAP}\n".encode())
    ordered = sorted(addresses)
    parts = [ordered[start : start + MOST] for start in range(0, len(ordered), MOST)]
    if len(parts) == 1:
        yield made(MAP, partial(_pages, parts[0], site), [site, *parts[0]])
        return
    names = [f"sitemaps/{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        yield made(name, partial(_pages, part, site), [site, *part])
    yield made(MAP, partial(_maps, names, site), [site, *names])


def _pages(addresses: Sequence[str], site: str) -> bytes:
    return _listed("urlset", "url", [f"{site}{quoted(address)}" for address in addresses])


def _maps(names: Sequence[str], site: str) -> bytes:
    return _listed("sitemapindex", "sitemap", [f"{site}{name}" for name in names])


def _listed(whole: str, one: str, links: Sequence[str]) -> bytes:
    lines = "\n".join(f"<{one}><loc>{escape(link)}</loc></{one}>" for link in links)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{whole} {_SCHEMA}>\n{lines}\n</{whole}>\n'.encode()
