"""How fast reminders leave, beside a bare loop: `python -m bench.reminders`, or `make bench`.

In one run and against the same mail server: first a bare smtplib loop that sends ready-made
messages one after the other, then our own workers with everything they check. Without
DATABASE_URL it makes a SQLite database of its own and throws it away; any other must be empty.
"""

import json
import os
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

from common.processes import Child

ROOT = Path(__file__).resolve().parent.parent
PAGE_LIMIT_MS, CLAIM_LIMIT_MS, RATE_LIMIT, MEMORY_LIMIT_MB = 500, 10, 6000, 200
BARE = 5000  # messages of the bare loop


class Bench:
    """Programs of one measurement, their environment and their words."""

    def __init__(self, folder: Path, given: Namespace) -> None:
        self.folder = folder
        self.given = given
        self.env = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "SECRET_KEY": "only for this measurement, and for nothing else",
            "LOG_LEVEL": "ERROR",
            "PYTHONPATH": str(ROOT),
            **os.environ,
            "VAR_DIR": str(folder),
            "MAIL_CONNECTIONS": str(given.connections),
        }
        self._started = 0

    @contextmanager
    def program(self, *argv: str) -> Iterator[tuple[Child, Path]]:
        """Run a module for the length of a block; its words are in the file."""
        self._started += 1
        said = self.folder / f"said-{self._started}"
        with said.open("wb") as log:
            child = Child([sys.executable, *argv], env=self.env, log=log, cwd=ROOT)
            try:
                yield child, said
            finally:
                child.stop()

    def run(self, *argv: str) -> Any:
        """Run a module to its end and return its figures."""
        with self.program("-m", *argv) as (child, said):
            child.wait()
        return figures_of(said)


def figures_of(said: Path) -> Any:
    """Return what a program printed last."""
    text = said.read_text(errors="replace").strip()
    try:
        return json.loads(text.splitlines()[-1])
    except (IndexError, ValueError):
        sys.exit(f"A program of the measurement failed:\n{text[-3000:]}")


def measure(bench: Bench) -> dict[str, Any]:
    """Fill the database, then send: bare first, ours after."""
    given = bench.given
    with bench.program("manage.py", "migrate", "--verbosity", "0") as (child, _said):
        child.wait()
    seeded = bench.run("bench.seeding", str(given.rows), str(given.history))
    claims = bench.run("bench.claims")
    ledger = bench.folder / "ledger"
    sink = ["-m", "bench.sink", str(ledger), str(given.answer_ms)]
    sink += ["--disk"] if given.disk else []
    with bench.program(*sink) as (_child, said):
        while not (port := said.read_text().strip()):
            time.sleep(0.05)
        samples = bench.folder / "samples"
        bench.run("bench.samples", str(samples))
        bare = bench.run("bench.bare", "127.0.0.1", port, str(samples), str(BARE))
        ledger.write_bytes(b"")
        bench.env["EMAIL_URL"] = f"smtp://127.0.0.1:{port}?tls=none"
        bench.env["MAIL_FROM"] = "accord@accord.test"
        senders, pages = send(bench)
    return {
        "seeded": seeded,
        "claims": claims,
        "bare": bare,
        "senders": senders,
        "pages": pages,
        "ledger": Counter(line.split()[0] for line in ledger.read_text().splitlines()),
    }


def send(bench: Bench) -> tuple[list[Any], list[float]]:
    """Let the workers send while someone loads a page."""
    with ExitStack() as running:
        viewer, seen = running.enter_context(bench.program("-m", "bench.page"))
        workers = [
            running.enter_context(bench.program("-m", "bench.sender", str(bench.given.seconds)))
            for _ in range(bench.given.workers)
        ]
        for worker, _said in workers:
            worker.wait()
        viewer.stop()
        return [figures_of(said) for _worker, said in workers], figures_of(seen)


def report(given: Namespace, found: dict[str, Any]) -> list[str]:
    """Say it in lines a person can read."""
    seeded, claims, senders = found["seeded"], found["claims"], found["senders"]
    took = max(s["ended"] for s in senders) - min(s["began"] for s in senders)
    sent = sum(s["tally"].get("accepted", 0) for s in senders)
    rate, bare, ledger = sent / took, found["bare"]["rate"], found["ledger"]
    load = ", ".join(f"{figure:.1f}" for figure in os.getloadavg())
    index = "yes" if "delivery_due" in claims["plan"] else "NO"
    lines = {
        "database": f"{claims['database']}; {os.cpu_count()} cores, load average {load}",
        "rows": f"history {seeded['history']:,}, due {seeded['due']:,}, later"
        f" {seeded['queued'] - seeded['due']:,}",
        "senders": f"{given.workers} processes, up to {given.connections} connections each",
        "ledger": f"{'synced to the disk' if given.disk else 'written'} before each answer,"
        f" which takes {given.answer_ms} ms more",
        "plan": f"planned and queued them in {seeded['planning']:.1f} s"
        f" ({seeded['queued'] / seeded['planning']:,.0f} a second); planning again found"
        f" {seeded['twice']} more in {seeded['again']:.1f} s",
        "claim query": f"{spread(claims['finding'])} (limit {CLAIM_LIMIT_MS} ms);"
        f" by the partial index: {index}",
        "claim": f"{spread(claims['claiming'])} to find and take 50",
        "under load": f"{spread([c for s in senders for c in s['claims']])}",
        "bare loop": f"{bare:,.0f} a second, {bare * 60:,.0f} a minute",
        "ours": f"{rate:,.0f} a second, {rate * 60:,.0f} a minute (limit {RATE_LIMIT:,});"
        f" {sent:,} in {took:.0f} s",
        "ratio": f"{rate / bare:.2f}",
        "page": f"{spread(found['pages'])} (p95 limit {PAGE_LIMIT_MS} ms)",
        "memory": f"{max(s['peak_mb'] for s in senders):.0f} MB at most in a sender"
        f" (limit {MEMORY_LIMIT_MB} MB)",
        "witness": f"sent {sent:,}, LOST {max(0, sent - len(ledger))},"
        f" DUP {ledger.total() - len(ledger)}",
    }
    return [*(f"{name:12}{line}" for name, line in lines.items()), "", *parts(senders, sent)]


def spread(seconds: list[float]) -> str:
    """Three percentiles in milliseconds."""
    cuts = quantiles(seconds, n=100)
    return ", ".join(f"p{n} {cuts[n - 1] * 1000:.1f} ms" for n in (50, 95, 99))


def parts(senders: list[Any], sent: int) -> list[str]:
    """Where the time of one message goes, over all senders."""
    spent = Counter[str]()
    for sender in senders:
        spent.update(sender["spent"])
    cpu = sum(sender["cpu"] for sender in senders)
    shares = {
        "writing (read the row, templates, MIME)": spent["writing"],
        "fence (subject again, take the row)": spent["fence"] - spent["writing"],
        "SMTP (our side and waiting for answers)": spent["hand_over"] - spent["fence"],
        "settling": spent["settle"],
        "claiming": spent["claim"],
    }
    lines = [f"{name:42}{took / sent * 1000:6.2f} ms" for name, took in shares.items()]
    return [
        "where the time of one message goes in its sender:",
        *lines,
        f"{'(of all this: in database statements)':42}{spent['statements'] / sent * 1000:6.2f} ms",
        f"{'(of all this: computing in Python)':42}{cpu / sent * 1000:6.2f} ms",
    ]


def arguments() -> Namespace:
    """What may be varied."""
    parser = ArgumentParser(description=__doc__, prog="python -m bench.reminders")
    parser.add_argument("--rows", type=int, default=100_000, help="reminders that are due")
    parser.add_argument("--history", type=int, default=1_000_000, help="mails sent long ago")
    parser.add_argument("--workers", type=int, default=2, help="processes that send")
    parser.add_argument("--connections", type=int, default=4, help="connections of each")
    parser.add_argument("--seconds", type=float, default=60, help="how long to send at most")
    parser.add_argument(
        "--answer-ms", type=int, default=4, help="how long the mail server takes to answer"
    )
    parser.add_argument("--disk", action="store_true", help="sync the ledger to the disk")
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    given = arguments()
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as name:
        found = measure(Bench(Path(name), given))
    print("\n".join(report(given, found)))


if __name__ == "__main__":
    main()
