"""What is told of each request: a line of JSON, and figures for Prometheus. Nothing about who asked."""

from __future__ import annotations

import logging
import os
import sys
import time
from typing import Final
from uuid import uuid4

import structlog
from flask import Blueprint, Flask, Response, g, request
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from structlog.typing import Processor

from catalog.access.doors import open_to
from catalog.access.reach import services
from catalog.errors import WorkspaceUnavailable
from catalog.records.account import Role

watching = Blueprint("watching", __name__)

_REQUESTS: Final = Counter("p20w_requests_total", "Requests answered", ["method", "view", "status"])
_SECONDS: Final = Histogram(
    "p20w_request_seconds",
    "Seconds until an answer was ready",
    ["view"],
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
_SAID: Final[tuple[Processor, ...]] = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
)
_OK: Final = 200
_TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"


def watch(app: Flask) -> None:
    """Tell of each request from here on."""
    structlog.configure(
        processors=[*_SAID, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
    app.register_blueprint(watching)
    app.before_request(_begin)
    app.after_request(_end)


def tell_warnings() -> None:
    """Write what libraries warn of as lines of JSON too: the log is read by programs."""
    lines = logging.StreamHandler()
    lines.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SAID,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[lines])


def tell_fault(fault: BaseException) -> str:
    """Write a fault of ours to the log, and return the number under which it stands there."""
    number = g.get("number") or uuid4().hex
    structlog.get_logger().error("fault", number=number, exc_info=fault)
    return str(number)


@watching.get("/healthz")
@open_to(Role.PUBLIC)
def health() -> ResponseReturnValue:
    """Say whether requests can be answered, and from which revision."""
    catalog = services().catalog
    reading, fault, kept = catalog.now(), catalog.fault, _workspace_answers()
    told = {
        "status": "ok" if fault is None and kept else "degraded",
        "catalog": reading.snapshot.digest,
        "read_at": reading.read_at.isoformat(),
        "search": services().search.state(reading),
        "fault": None if fault is None else "the catalog's folder cannot be read as it is now",
        "workspace": "ok" if kept else "unavailable",
    }
    return told, {"Cache-Control": "no-store"}


def _workspace_answers() -> bool:
    try:
        with services().workspace.reading():
            return True
    except WorkspaceUnavailable:
        return False


@watching.get("/metrics")
@open_to(Role.PUBLIC)
def figures() -> ResponseReturnValue:
    """Give the figures of all workers."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return Response(generate_latest(), content_type=_TEXT)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # theirs
    return Response(generate_latest(registry), content_type=_TEXT)


def _begin() -> None:
    g.begun = time.perf_counter()
    g.number = uuid4().hex


def _end(answer: Response) -> Response:
    took = time.perf_counter() - g.begun if "begun" in g else 0.0
    number = g.get("number") or uuid4().hex
    _tell(request.method, request.endpoint or "none", answer.status_code, took=took, number=number)
    return answer


def tell_ready(took: float) -> None:
    """Tell of a page that was sent again as it was."""
    _tell("GET", "pages.published", _OK, took=took, number=uuid4().hex)


def _tell(method: str, view: str, status: int, *, took: float, number: str) -> None:
    _REQUESTS.labels(method, view, status).inc()
    _SECONDS.labels(view).observe(took)
    ms = round(took * 1000, 2)
    structlog.get_logger().info("request", number=number, method=method, view=view, status=status, ms=ms)
