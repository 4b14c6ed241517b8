"""Serve the application: one address, one process or several behind it, until it is asked to stop."""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from catalog.app.memory import give_back, keep_little
from catalog.config import settings
from catalog.errors import BadInput

_WAITING: Final = 128
_GRACE: Final = 10
"""Seconds in which requests under way are answered after the server is asked to stop."""
_STOPPING: Final = (signal.SIGTERM, signal.SIGINT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What is served, where, and by how many: ``threads`` answer at once in each of the ``workers``."""

    root: Path
    host: str
    port: int
    threads: int
    workers: int


def serve(served: Served, *, tell: Callable[[str], None]) -> None:
    """Serve until a signal says stop. ``tell`` is told the address once it is open.

    Raises ``BadInput`` where the address cannot be had, and what ``make_app`` raises.
    """
    listening = _listening(served)
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    opened = f"http://{shown}:{port}/"
    keep_little()
    _prepare(served.root)
    if served.workers == 1:
        _answer(served, listening, ready=lambda: tell(opened))
        return
    with tempfile.TemporaryDirectory(prefix="p20w-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        _supervise(served, listening, ready=lambda: tell(opened))


def _listening(served: Served) -> socket.socket:
    try:
        found = socket.getaddrinfo(served.host, served.port, type=socket.SOCK_STREAM)[0]
        opened = socket.socket(found[0], found[1])
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(found[4])
        opened.listen(_WAITING)
    except OSError as error:
        raise BadInput(
            f"cannot open {served.host}:{served.port}: {error.strerror or error}",
            hint="choose another with --host and --port; --port 0 takes any that is free",
        ) from error
    return opened


def _prepare(root: Path) -> None:
    from catalog.app.preparing import prepare  # noqa: PLC0415  # only where something is served

    prepare(root)


def _answer(served: Served, listening: socket.socket, *, ready: Callable[[], None]) -> None:
    """Answer requests in this process until it is told to stop; then finish what is under way."""
    from waitress.server import create_server  # noqa: PLC0415  # only where something is served

    from catalog.app.making import make_app  # noqa: PLC0415  # in the process that answers
    from catalog.app.watching import tell_warnings  # noqa: PLC0415

    tell_warnings()
    app = make_app(served.root)
    give_back()
    server = create_server(
        app,
        sockets=[listening],
        threads=served.threads,
        ident=None,
        clear_untrusted_proxy_headers=True,
        **_proxy(settings().trusted_proxy),
    )

    def stop(_: int, __: FrameType | None) -> NoReturn:
        sys.exit(0)

    for one in _STOPPING:
        signal.signal(one, stop)
    ready()
    try:
        server.run()
    except SystemExit:
        server.task_dispatcher.shutdown(cancel_pending=False, timeout=_GRACE)
    finally:
        server.close()


def _proxy(address: str | None) -> dict[str, object]:
    """Return whose word on who asks is taken: that of the proxy before us, if there is one."""
    if address is None:
        return {}
    believed = {"x-forwarded-for", "x-forwarded-proto"}
    return {"trusted_proxy": address, "trusted_proxy_count": 1, "trusted_proxy_headers": believed}


def _supervise(served: Served, listening: socket.socket, *, ready: Callable[[], None]) -> None:
    """Keep so many workers answering; one that dies is replaced. Stop them all when told to."""
    workers: set[int] = set()
    stopping = False

    def stop(_: int, __: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        for worker in workers:
            os.kill(worker, signal.SIGTERM)

    with _undisturbed():
        for one in _STOPPING:
            signal.signal(one, stop)
        workers |= {_worker(served, listening) for _ in range(served.workers)}
    ready()
    while workers:
        gone, status = os.wait()
        with _undisturbed():
            workers.discard(gone)
            if not stopping and os.waitstatus_to_exitcode(status) == _UNFIT:
                stop(signal.SIGTERM, None)
                raise BadInput("a worker could not start; its log says why")
            if not stopping:
                workers.add(_worker(served, listening))


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let a signal to stop wait, so that it reaches every worker there is, the newest too."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)


_UNFIT: Final = 3


def _worker(served: Served, listening: socket.socket) -> int:
    """Start a worker and return its number. The worker never returns from here."""
    number = os.fork()
    if number:
        return number
    for one in _STOPPING:  # until it can stop gracefully it just stops: the supervisor's way is not its own
        signal.signal(one, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
    code = _UNFIT
    try:
        _answer(served, listening, ready=lambda: None)
        code = 0
    finally:
        os._exit(code)
