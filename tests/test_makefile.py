import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make with the Python of the tests in place of the one of the virtual environment."""
    return subprocess.run(  # noqa: S603
        ["make", f"PY={sys.executable}", *arguments],  # noqa: S607  (the make that called the tests)
        capture_output=True,
        cwd=ROOT,
        text=True,
    )


def test_help_names_the_two_commands() -> None:
    lines = make("help").stdout.splitlines()

    assert [line.split()[1] for line in lines if line.startswith(("make run ", "make test "))] == ["run", "test"]


def test_a_taken_port_is_named_with_the_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        process = make("port-is-free", f"PORT={port}")

    assert process.returncode == 2
    assert f"Port {port} of 127.0.0.1 is taken" in process.stderr
    assert "make run PORT=" in process.stderr


def test_a_free_port_is_fine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert make("port-is-free", f"PORT={port}").returncode == 0
