"""A mail server that one can tell how to misbehave. Its ledger is the only witness.

Each message stands in the ledger, on disk, before it is answered. What it answers is decided
by the functions in `Behavior`.
"""

import asyncio
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from typing import Any

YES = "250 2.0.0 Ok"
KEPT = 1000  # messages whose text the sink keeps in memory


@dataclass
class Behavior:
    """Answers; None means: break the connection. `pause` and `stall` are in seconds.

    `pause` comes before a message stands in the ledger. `stall` is asked at each step by its
    verb, HELO for the greeting and DOT for the answer to a message that stands there already.
    """

    greeting: Callable[[], str | None] = lambda: "220 sink ready"
    sender: Callable[[], str | None] = lambda: YES
    recipient: Callable[[str], str | None] = lambda _address: YES
    announced: Callable[[], str | None] = lambda: "354 Go ahead"
    message: Callable[[int], str | None] = lambda _number: YES
    pause: float = 0.0
    stall: Callable[[str], float] = lambda _verb: 0.0


@dataclass(frozen=True)
class Entry:
    """One message that arrived whole."""

    message_id: str
    to: str
    sha256: str
    at: float


class Sink:
    """The server, on a free port of this machine, in a thread of its own."""

    def __init__(self, ledger: Path, behavior: Behavior | None = None) -> None:
        self.behavior = behavior or Behavior()
        self.clock = time.time  # of those who send, in seconds
        self.connections = 0
        self.open = 0  # of these, with those in which it fell silent
        self.commands: list[str] = []
        self.messages: list[bytes] = []
        self.port = 0
        self._ledger = ledger
        self.arrived = 0
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def entries(self) -> list[Entry]:
        """Return everything that arrived, from the file."""
        if not self._ledger.exists():
            return []
        lines = self._ledger.read_text().splitlines()
        return [Entry(**json.loads(line)) for line in lines]

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, "127.0.0.1", self.port, limit=2**20)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.run_until_complete(server.wait_closed())
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open += 1
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # they went, or the sink stops in the middle of a stall
        finally:
            self.open -= 1
            writer.transport.abort() if writer.transport.is_closing() else writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to = ""
        await self._stall("HELO")
        answer = self.behavior.greeting()
        while answer is not None:
            writer.write(answer.encode() + b"\r\n")
            await writer.drain()
            if answer.startswith("221"):
                return
            if answer.startswith("354"):
                body = await reader.readuntil(b"\r\n.\r\n")
                answer = await self._receive(body[:-5], to)
                await self._stall("DOT")
                continue
            line = (await reader.readline()).decode().strip()
            if not line:
                return
            self.commands.append(line[:4].upper())
            if line.upper().startswith("RCPT"):
                to = line.partition("<")[2].partition(">")[0]
            await self._stall(line[:4].upper())
            answer = self._answer(line, to)

    async def _stall(self, verb: str) -> None:
        if seconds := self.behavior.stall(verb):
            await asyncio.sleep(seconds)

    def _answer(self, line: str, to: str) -> str | None:
        verb = line[:4].upper()
        answers: dict[str, Callable[[], str | None]] = {
            "EHLO": lambda: "250 sink",
            "MAIL": self.behavior.sender,
            "RCPT": lambda: self.behavior.recipient(to),
            "DATA": self.behavior.announced,
            "RSET": lambda: YES,
            "NOOP": lambda: YES,
            "QUIT": lambda: "221 Bye",
        }
        return answers.get(verb, lambda: "502 5.5.1 What?")()

    async def _receive(self, body: bytes, to: str) -> str | None:
        if self.behavior.pause:
            await asyncio.sleep(self.behavior.pause)
        answer = self.behavior.message(self.arrived)
        if answer is None or answer.startswith("2"):
            text = body.replace(b"\r\n..", b"\r\n.") + b"\r\n"
            entry = {
                "message_id": str(message_from_bytes(text)["Message-ID"]),
                "to": to,
                "sha256": hashlib.sha256(text).hexdigest(),
                "at": self.clock(),
            }
            with self._ledger.open("a") as ledger:
                ledger.write(json.dumps(entry) + "\n")
            self.arrived += 1
            if len(self.messages) < KEPT:
                self.messages.append(text)
        return answer


@contextmanager
def running_sink(ledger: Path, behavior: Behavior | None = None) -> Iterator[Sink]:
    """Run a sink for the length of a block."""
    sink = Sink(ledger, behavior)
    sink.start()
    try:
        yield sink
    finally:
        sink.stop()


def once(answer: str | None, *, then: Any = YES) -> Callable[..., str | None]:
    """Return a behavior that answers so the first time, and later otherwise."""
    answers = iter([answer])
    return lambda *_: next(answers, then)
