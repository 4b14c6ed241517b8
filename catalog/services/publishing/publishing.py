"""Publish a catalog: one state of it, as files in a folder that any web server can serve."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from catalog.errors import BadInput, FaultyCatalog, WriteRefused
from catalog.interchange.site import Listed, Planned, Site, manifest_bytes, opened
from catalog.records.codes.all_codes import finding
from catalog.records.finding import Finding
from catalog.records.ids import Digest
from catalog.rules.checks.decisions import mismatches
from catalog.services.definitions.dictionary import newest_record
from catalog.services.logbook.auditing import log_findings
from catalog.services.publishing.crew import Part, beside, shared_out
from catalog.services.publishing.fingerprints import code_digest
from catalog.services.publishing.planning import LEAVES_ADDRESS, plan
from catalog.services.publishing.shelves import Shelves
from catalog.services.publishing.state import State, read_state
from catalog.store.layout import TOP_FOLDERS
from catalog.store.log import LEAVES
from catalog.store.materials import material_findings
from catalog.store.reading import collector_paused
from catalog.store.steps import FOLDER

_PART: Final = 32
"""So many files are made before it is told how far the work is."""
Progress = Callable[[str, int, int], None]
"""Told now and then what is done, how far, and how far it goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What was published, with the records that are gone as findings; or those for which nothing was.

    ``catalog`` is its digest; there is none where the log is too damaged to read on.
    """

    catalog: Digest | None
    findings: tuple[Finding, ...]
    files: int = 0
    written: int = 0
    removed: int = 0

    def document(self) -> dict[str, Any]:
        """Return this as the plain object that ``--format json`` prints."""
        return {
            "catalog": self.catalog,
            "files": self.files,
            "written": self.written,
            "unchanged": self.files - self.written,
            "removed": self.removed,
            "findings": [found.document() for found in self.findings],
        }


def publish(
    root: Path,
    out: Path,
    *,
    site: str | None = None,
    on: date | None = None,
    progress: Progress | None = None,
) -> Publication:
    """Publish a catalog into a folder. What is published already is left as it is.

    Nothing is written where the log or what it vouches for is not as it was, a text is not what was
    adopted, a file of a meeting differs from its hash, or the log does not continue the one that was
    published here: these are findings. A logged record that is gone is a finding too, but hinders
    nothing: a page that says so stands in its place, with the logged bytes and their proof.

    ``on`` is the day as of which definitions and agreements are said to be in force: that of the newest
    record, where none is given, so that no clock is asked.

    Raises ``FaultyCatalog`` or ``NotACatalog``, ``BadInput`` where the folder or ``site``, the address it
    will have, cannot be, and ``WriteRefused``.
    """
    tell = progress or _silent
    _expect_outside(root, out)
    site = None if site is None else _checked(site)
    with collector_paused(), opened(out, beside=beside) as place:
        found = [one for one in log_findings(root) if one.severity == "error"]
        gone = [one for one in found if one.code == "logged-record-gone"]
        faults = [one for one in found if one not in gone]
        try:
            state = read_state(root, progress=lambda done, of: tell("reading the catalog", done, of))
        except FaultyCatalog:
            if not faults:
                raise
            return Publication(catalog=None, findings=_in_order(faults))
        shelves = Shelves(state=state)
        findings = _findings(shelves, faults)
        if findings:
            return Publication(catalog=state.snapshot.digest, findings=findings)
        planned = _by_address(plan(shelves, site=site, on=on or newest_record(state.snapshot)))
        behind = tuple(_behind(place, state))
        if behind:
            return Publication(catalog=state.snapshot.digest, findings=behind)
        done = _brought_up_to_date(place, state, planned=planned, tell=tell)
        return replace(done, findings=_in_order(gone))


def _silent(_: str, __: int, ___: int) -> None:
    """Tell nobody."""


def _brought_up_to_date(
    place: Site, state: State, *, planned: dict[str, Planned], tell: Progress
) -> Publication:
    """Write what has changed, remove what is published no longer, and write the manifest last."""
    listed: dict[str, Listed] = {}
    changed: list[Planned] = []
    for address, one in planned.items():
        known = place.as_it_was(one)
        if known is None:
            changed.append(one)
        else:
            listed[address] = known
    if changed:
        place.note([one.address for one in changed])
    listed |= _written(place, changed, tell=lambda done: tell("publishing", done, len(changed)))
    removed = place.remove_others(set(planned))
    about = {"catalog": state.snapshot.digest, "code": code_digest(), "log": len(state.log.book.records)}
    place.finish(manifest_bytes(about, listed))
    return Publication(
        catalog=state.snapshot.digest,
        findings=(),
        files=len(planned),
        written=len(changed),
        removed=removed,
    )


def _written(place: Site, changed: list[Planned], *, tell: Callable[[int], None]) -> dict[str, Listed]:
    """Write files, and return each as the manifest has it."""

    def write(part: Part) -> list[tuple[int, Listed | None]]:
        return [(at, _put(place, changed[at])) for at in part]

    listed = {}
    for part in shared_out(_parts(changed), write, tell=tell):
        for at, found in part:
            if found is None:
                raise BadInput(
                    f"`{changed[at].address}` changed while it was published", hint="run the command again"
                )
            listed[changed[at].address] = found
    return listed


def _parts(changed: list[Planned]) -> list[Part]:
    """Share the work out: what is made together in one part, and before the rest since it takes longest."""
    together: defaultdict[str, list[int]] = defaultdict(list)
    alone: list[int] = []
    for at, one in enumerate(changed):
        (alone if one.made_with is None else together[one.made_with]).append(at)
    return [*together.values(), *(alone[start : start + _PART] for start in range(0, len(alone), _PART))]


def _put(place: Site, one: Planned) -> Listed | None:
    """Make and write one file; ``None`` where it is not what was planned, and nothing is written."""
    data = one.make()
    found = Listed(hashlib.sha256(data).hexdigest(), len(data), one.made_from)
    if one.sha256 is not None and found.sha256 != one.sha256:
        return None
    place.put(one.address, data)
    return found


def _behind(place: Site, state: State) -> Iterator[Finding]:
    """Find that the log does not begin with the one that was published here before."""
    leaves = b"".join(leaf + b"\n" for leaf in state.log.book.leaves)
    told, here = place.about.get("log", 0), len(state.log.book.records)
    if told > here:
        message = f"{told} leaves were published here, and {here} are in the log"
        yield finding("publication-ahead", LEAVES, message=message)
        return
    for size, sha256 in place.earlier(LEAVES_ADDRESS):
        if size > len(leaves) or hashlib.sha256(leaves[:size]).hexdigest() != sha256:
            message = "the leaves that were published here are not those with which the log begins"
            yield finding("publication-ahead", LEAVES, message=message)
            return


def _findings(shelves: Shelves, faults: list[Finding]) -> tuple[Finding, ...]:
    """Find what must not be published; ``faults`` are those of the log, before the state was read."""
    state = shelves.state
    shown = {state.snapshot.paths[f"meeting:{name}"] for name in shelves.meetings}
    differing = [
        finding(
            "logged-record-edited",
            state.snapshot.paths[f"{leaf.kind}:{leaf.id}"],
            message=f"`{leaf.id}` is not what was logged as leaf {leaf.line - 1}",
        )
        for leaf in shelves.differing
        if state.snapshot.paths[f"{leaf.kind}:{leaf.id}"] not in {one.file for one in faults}
    ]
    handed_out = (found for found in material_findings(state.root, state.snapshot) if found.file in shown)
    return _in_order([*faults, *differing, *mismatches(state.snapshot), *handed_out])


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda one: (one.file, one.line or 0, one.code, one.message)))


def _by_address(files: Iterable[Planned]) -> dict[str, Planned]:
    """Return the plan by address. Two different files at one address are refused."""
    found: dict[str, Planned] = {}
    for one in files:
        other = found.setdefault(one.address, one)
        if other is not one and (one.sha256 is None or other.sha256 != one.sha256):
            raise BadInput(f"two different files would be published as `{one.address}`")
    return found


def _expect_outside(root: Path, out: Path) -> None:
    """Refuse a folder in which the catalog's own files lie, or that holds the catalog."""
    inside, place = root.resolve(), out.resolve()
    own = [inside / name for name in (*TOP_FOLDERS, FOLDER)]
    if place == inside or inside.is_relative_to(place) or any(place.is_relative_to(one) for one in own):
        raise WriteRefused(
            f"`{out}` is the catalog's own folder, or one that holds or belongs to it",
            hint="publish into a folder of its own",
        )


def _checked(site: str) -> str:
    """Return the address of a site with a slash at its end. Raises ``BadInput`` where it is none."""
    parts = urlsplit(site)
    is_plain = site.isascii() and site.isprintable() and not set(site) & set(' "<>\\^`{|}')
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or parts.query
        or parts.fragment
        or not is_plain
    ):
        raise BadInput(f"`{site}` is no address of a site", hint="write it as https://catalog.example.org/")
    return site if site.endswith("/") else f"{site}/"
