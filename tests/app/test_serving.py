"""The server opens one address, tells how it is, and stops when it is asked to without losing an answer."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from tests.app.serving import serving
from tests.conftest import ROOT

pytestmark = pytest.mark.slow


def _got(address: str) -> tuple[int, bytes]:
    answer = requests.get(address, timeout=20)
    return answer.status_code, answer.content


def test_it_tells_how_it_is_and_what_it_did(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        health = json.loads(_got(f"{server.address}/healthz")[1])
        assert health["status"] == "ok"
        assert _got(f"{server.address}/decisions")[0] == 200
        figures = _got(f"{server.address}/metrics")[1].decode()
        assert 'p20w_requests_total{method="GET",status="200",view="pages.published"} 1.0' in figures
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=20) == 0
        told = [json.loads(line) for line in server.log.read_text().splitlines()]
        views = [one["view"] for one in told if one["event"] == "request"]
        assert views == ["watching.health", "pages.published", "watching.figures"]


def test_what_a_library_warns_of_is_a_line_of_json_too() -> None:
    code = """import logging
from catalog.app.watching import tell_warnings
tell_warnings()
logging.getLogger("waitress.queue").warning("Task queue depth is %d", 3)"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT)
    told = json.loads(done.stderr)
    assert (told["level"], told["event"]) == ("warning", "Task queue depth is 3")


def test_what_is_under_way_is_answered_before_it_stops(tmp_path: Path) -> None:
    with serving(tmp_path) as server, ThreadPoolExecutor() as pool:
        asked = [pool.submit(_got, f"{server.address}/download/catalog.zip") for _ in range(4)]
        while not server.log.read_text() and not asked[0].done():
            time.sleep(0.01)
        server.process.send_signal(signal.SIGTERM)
        answered = [one.result() for one in asked if one.exception() is None]
        assert server.process.wait(timeout=20) == 0
        assert answered
        assert len(set(answered)) == 1


def test_a_worker_that_dies_is_replaced(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2") as server:
        before = _workers(server.process.pid)
        assert len(before) == 2
        os.kill(before[0], signal.SIGKILL)
        until = time.monotonic() + 20
        while len(after := set(_workers(server.process.pid)) - {before[0]}) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        assert len(after) == 2
        assert _got(f"{server.address}/healthz")[0] == 200
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=20) == 0
        assert not _workers(server.process.pid)


def _workers(supervisor: int) -> list[int]:
    done = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(supervisor)], capture_output=True, text=True, check=False
    )
    return [int(one) for one in done.stdout.split()]


def test_an_address_that_is_taken_is_said(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        port = server.address.rpartition(":")[2]
        done = subprocess.run(
            [sys.executable, str(ROOT / "cli.py"), "serve", "--port", port],
            capture_output=True, text=True, check=False, cwd=ROOT,
        )  # fmt: skip
        assert done.returncode == 2
        assert f"cannot open 127.0.0.1:{port}" in done.stderr
        assert "--port" in done.stderr


def test_a_change_in_the_folder_is_shown(tmp_path: Path) -> None:
    catalog = tmp_path / "catalog"
    subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "init", str(catalog)], check=True, capture_output=True
    )
    with serving(tmp_path, catalog=catalog) as server:
        before = json.loads(_got(f"{server.address}/healthz")[1])["catalog"]
        text = catalog / "definitions/purposes.yaml"
        text.write_text("kind: purposes\nbroken: [")
        assert _until(server.address, lambda told: told["status"] == "degraded")["catalog"] == before
        text.write_text("kind: purposes\npurposes: [{id: evaluation, title: Evaluation}]\n")
        assert _until(server.address, lambda told: told["status"] == "ok" and told["catalog"] != before)


def _until(address: str, met: Callable[[dict[str, str]], bool]) -> dict[str, str]:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        told: dict[str, str] = json.loads(_got(f"{address}/healthz")[1])
        if met(told):
            return told
        time.sleep(0.1)
    raise AssertionError("it did not come to that")
