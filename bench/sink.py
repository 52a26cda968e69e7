"""A mail server in a process of its own: `python -m bench.sink ledger [--disk] [milliseconds]`.

It answers 250 only after the message's line is written to its ledger; with --disk, only after
the line is on the disk, as a real relay does; with a number, only after so many milliseconds,
the time that the way to a real relay takes. It says on its output which port it has.
"""

import asyncio
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*(\S+)")
END = b"\r\n.\r\n"
YES = b"250 2.0.0 Ok\r\n"
ANSWERS = {
    b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
    b"HELO": b"250 sink\r\n",
    b"DATA": b"354 Go ahead\r\n",
    b"QUIT": b"221 2.0.0 Bye\r\n",
}


class Session(asyncio.Protocol):
    """One connection."""

    def __init__(self, note: Callable[[bytes], object], pause: float) -> None:
        self._note = note
        self._pause = pause
        self._held = b""
        self._in_text = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 sink ready\r\n")

    def data_received(self, data: bytes) -> None:
        self._held += data
        answers = []
        while (answer := self._next()) is not None:
            answers.append(answer)
        self._transport.write(b"".join(answers))
        if answers and answers[-1] == ANSWERS[b"QUIT"]:
            self._transport.close()

    def _next(self) -> bytes | None:
        """Answer the next command or text that is there whole, or None."""
        piece, end, rest = self._held.partition(END if self._in_text else b"\r\n")
        if not end:
            return None
        self._held = rest
        if self._in_text:
            self._in_text = False
            found = MESSAGE_ID.search(piece)
            self._note(b"%s %d\n" % (found[1] if found else b"?", len(piece)))
            if not self._pause:
                return YES
            asyncio.get_running_loop().call_later(self._pause, self._transport.write, YES)
            return b""
        answer = ANSWERS.get(piece[:4].upper(), YES)
        self._in_text = answer == ANSWERS[b"DATA"]
        return answer


async def serve(ledger: Path, *, disk: bool, pause: float) -> None:
    """Take mail until stopped; `pause` is in seconds, before each yes to a text."""
    written = os.open(ledger, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(line: bytes) -> None:
        os.write(written, line)
        if disk:
            os.fdatasync(written)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Session(note, pause), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    milliseconds = [float(word) for word in sys.argv[2:] if word.isdigit()]
    pause = sum(milliseconds) / 1000
    asyncio.run(serve(Path(sys.argv[1]), disk="--disk" in sys.argv, pause=pause))
