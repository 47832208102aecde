"""A JupyterLab of its own in a course folder, and a browser that is logged in to it."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests import capabilities

START_S = 120.0


@contextlib.contextmanager
def lab(course: Path, home: Path) -> Iterator[str]:
    """The address of a JupyterLab that was started in the course, with its token as a query."""
    token, port = secrets.token_hex(16), _free_port()
    home.mkdir(parents=True, exist_ok=True)
    log = home / "server.log"
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}",
        f"--IdentityProvider.token={token}", "--ServerApp.port_retries=0",
    ]  # fmt: skip
    if os.geteuid() == 0:
        command.append("--allow-root")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {"HOME": str(home), "PATH": path, "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"}
    with log.open("wb") as file:
        server = subprocess.Popen(command, cwd=course, env=env, stdout=file, stderr=file)
    try:
        base = f"http://127.0.0.1:{port}"
        _wait(f"{base}/api?token={token}", server, log)
        yield f"{base}/?token={token}"
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextlib.contextmanager
def browser_page(address: str) -> Iterator[tuple[Any, str]]:
    """A page of a browser that is logged in, and the server's address without the token."""
    from playwright.sync_api import sync_playwright

    base, _, query = address.partition("/?")
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=capabilities.browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            page = chromium.new_page(viewport={"width": 1200, "height": 1000})
            page.set_default_timeout(60_000)
            page.goto(f"{base}/tree?{query}")  # formgrader itself sets no cookie
            yield page, base
        finally:
            chromium.close()


def _free_port() -> int:
    with socket.socket() as each:
        each.bind(("127.0.0.1", 0))
        port: int = each.getsockname()[1]
        return port


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + START_S
    while time.monotonic() < give_up and server.poll() is None:
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        time.sleep(0.2)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text('utf-8', 'replace')[-3000:]}")
