"""`scimlens serve`, run for as long as a test needs it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient

BIN = Path(__file__).parents[2] / "pkg" / "dist" / "esm" / "cli.js"
TOKEN = "a-token-for-tests"


@contextmanager
def served(*options: str) -> Iterator[SyncSCIMClient]:
    """A client of a service provider that is there until the block ends."""
    command = ["node", str(BIN), "serve", "--port", "0", "--token", TOKEN, "--quiet", *options]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        line = server.stdout.readline()
        assert line.startswith("Listening at "), f"The server said {line!r}."
        headers = {"Authorization": f"Bearer {TOKEN}"}
        with Client(base_url=line.removeprefix("Listening at ").strip(), headers=headers) as http:
            yield SyncSCIMClient(http)
        assert server.poll() is None, f"The server ended with {server.returncode}."
    finally:
        server.terminate()
        code = server.wait(timeout=20)
    assert code == 0, f"The server ended with {code}."
