"""Ask whether data may flow: one question, many, what may flow to somebody, who may receive something."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, BinaryIO

from catalog.errors import NotFound
from catalog.records.flow import FlowDecision, FlowRequest, Reason
from catalog.records.snapshot import Snapshot
from catalog.rules.decide import decide
from catalog.rules.flows.consents import refused
from catalog.rules.flows.permitted import Cell
from catalog.rules.lookups import Possible, possible_flows
from catalog.rules.review import ToReview, review_list
from catalog.services.requests import read_request

LONGEST_LINE = 1024 * 1024
"""A line of requests that is longer is no request, in bytes."""


def ask(snapshot: Snapshot, given: object, *, today: date) -> FlowDecision:
    """Answer one request as plain data. What is no request is refused as ``invalid-request``."""
    request = read_request(given, today=today)
    if isinstance(request, FlowRequest):
        return decide(snapshot, request)
    return _invalid(snapshot, request, today=today)


def ask_lines(snapshot: Snapshot, lines: Iterable[bytes], *, today: date) -> Iterator[FlowDecision]:
    """Answer JSON requests, one a line, in their order; each line gets exactly one answer."""
    for line in lines:
        given, fault = read_line(line)
        yield _invalid(snapshot, fault, today=today) if fault else ask(snapshot, given, today=today)


def whole_lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield a file's lines; of one that is too long only so much that it is seen to be."""
    while line := file.readline(LONGEST_LINE + 1):
        yield line
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE + 1)


def read_line(line: bytes) -> tuple[Any, str]:
    """Return what a JSON line says, or what is wrong with it."""
    if len(line) > LONGEST_LINE:
        return None, f"a line of more than {LONGEST_LINE} bytes"
    try:
        return json.loads(line.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse_constant), ""
    except UnicodeDecodeError:
        return None, "the line is not UTF-8"
    except RecursionError:
        return None, "the line is nested too deeply"
    except ValueError as error:
        return None, f"the line is not JSON: {error}"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise ValueError(f"the key {key} stands twice")
        made[key] = value
    return made


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")


def _invalid(snapshot: Snapshot, fault: str, *, today: date) -> FlowDecision:
    verdict = refused((Reason(code="invalid-request", detail=fault),))
    return FlowDecision(verdict=verdict, catalog=snapshot.digest, on=today, as_known=today)


def may(snapshot: Snapshot, wanted: Mapping[str, str], *, on: date, as_known: date) -> tuple[Possible, ...]:
    """Return what may flow, given any of sender, recipient, purpose, zone and form.

    Raises ``NotFound`` where an id is unknown.
    """
    known = {
        "sender": snapshot.partners,
        "recipient": snapshot.partners,
        "purpose": snapshot.purposes,
        "zone": snapshot.zones,
    }
    for dimension, value in wanted.items():
        if dimension in known and value not in known[dimension]:  # type: ignore[operator]  # ids are text
            raise NotFound(f"no {dimension} `{value}`", hint=f"`{value}` must be one of the catalog's ids")

    def meets(_: str, cell: Cell) -> bool:
        given = cell._asdict()
        return all(given[dimension] == value for dimension, value in wanted.items())

    return possible_flows(snapshot, snapshot.elements, on=on, as_known=as_known, wanted=meets)


def who(snapshot: Snapshot, item: str, *, on: date, as_known: date) -> tuple[Possible, ...]:
    """Return who may receive an element, named with or without its provider.

    Raises ``NotFound`` where there is no such element or the partner does not supply it.
    """
    partner, colon, name = item.rpartition(":")
    element = snapshot.element_id(name)
    if element is None:
        raise NotFound(f"no data element `{name}`", hint="name an element, as `k12.ssid` or `cde:k12.ssid`")
    if colon and partner not in snapshot.partners:
        raise NotFound(f"no partner `{partner}`", hint="name an element, as `k12.ssid` or `cde:k12.ssid`")

    def meets(source: str, _: Cell) -> bool:
        return not colon or source == f"{partner}:{element}"

    return possible_flows(snapshot, [element], on=on, as_known=as_known, wanted=meets)


def possible_documents(found: Iterable[Possible]) -> list[dict[str, object]]:
    """Return possible flows as the plain objects that every face gives, each with its answer."""
    return [
        {
            "source": one.source,
            **one.cell._asdict(),
            "evidence": _evidence(one),
            "permitted_by": one.decision.document()["permitted_by"],
            "duties": one.decision.verdict.duties(),
        }
        for one in found
    ]


def _evidence(one: Possible) -> dict[str, object]:
    asked = one.decision.verdict.conditions
    given = {"min_cell": asked.min_cell, "irb": asked.irb}
    return {key: value for key, value in given.items() if value is not None}


def review(snapshot: Snapshot, lines: Iterable[bytes], *, today: date) -> tuple[list[ToReview], list[str]]:
    """Return the logged requests whose permit no longer stands, and what is wrong with bad lines."""
    requests, faults = [], []
    for number, line in enumerate(lines, start=1):
        given, fault = read_line(line)
        request = fault or read_request(given, today=today)
        if isinstance(request, FlowRequest):
            requests.append(request)
        else:
            faults.append(f"line {number}: {request}")
    return list(review_list(snapshot, requests, as_known=today)), faults
