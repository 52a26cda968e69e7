"""Handing a message over: to a relay by SMTP, or into a folder.

A transport asks the fence for the bytes at the last moment before they leave; the fence answers
None when they must not.
"""

import contextlib
import os
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from django.conf import settings

from common.text import as_mail_servers_read_it, clean_line
from partnerships.outbox.lifecycle import Outcome, Phase, Reason
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Reply, classify

Fence = Callable[[], bytes | None]

CONNECT_SECONDS = 10
COMMAND_SECONDS = 30
ANSWER_SECONDS = 60
YES = 250
GO_AHEAD = 354


class Transport(Protocol):
    """A way for mail to leave. Faults are replies, not exceptions."""

    def hand_over(self, delivery: Delivery, fence: Fence) -> Reply:
        """Try once to hand over what the fence gives."""


@contextlib.contextmanager
def open_transport() -> Iterator[Transport]:
    """Give the transport of the settings, for a whole batch, and close it afterwards."""
    if settings.MAIL_TRANSPORT == "folder":
        yield FolderTransport(Path(settings.MAIL_FOLDER))
        return
    transport = SmtpTransport()
    try:
        yield transport
    finally:
        transport.close()


class FolderTransport:
    """Writes each message to a file named by its Message-ID; a second try replaces the first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hand_over(self, delivery: Delivery, fence: Fence) -> Reply:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            return Reply(phase=Phase.CONNECT, outcome=Outcome.RELAY, text=str(error))
        message = fence()
        if message is None:
            return Reply(phase=Phase.FENCE, outcome=Outcome.STOPPED)
        target = self._folder / f"{delivery.message_id.strip('<>')}.eml"
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            with draft.open("wb") as file:
                file.write(message)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        except OSError as error:
            draft.unlink(missing_ok=True)
            return Reply(phase=Phase.DATA, outcome=Outcome.RELAY, text=str(error))
        return Reply(phase=Phase.ANSWER, outcome=Outcome.ACCEPTED, text=target.name)


class _Refused(Exception):
    """The relay said no, or nothing; carries what that means."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.text)
        self.reply = reply


class SmtpTransport:
    """Speaks SMTP over one connection that is kept for the whole batch."""

    def __init__(self) -> None:
        self._smtp: smtplib.SMTP | None = None

    def hand_over(self, delivery: Delivery, fence: Fence) -> Reply:
        try:
            smtp = self._connected()
            self._address(smtp, delivery.address_norm)
            message = fence()
            if message is None:
                self._reset()
                return Reply(phase=Phase.FENCE, outcome=Outcome.STOPPED)
            return self._deliver(smtp, message)
        except _Refused as refusal:
            if refusal.reply.outcome in {Outcome.RELAY, Outcome.IN_DOUBT}:
                self._drop()
            else:
                self._reset()
            return refusal.reply
        except Exception:
            self._drop()  # whatever it was in the middle of must not meet the next mail
            raise

    def close(self) -> None:
        """Say goodbye, without waiting for an answer longer than a second."""
        if self._smtp is not None:
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(1)
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
            self._drop()

    def _connected(self) -> smtplib.SMTP:
        """Return the connection that is open, or open one.

        Whatever goes wrong, such as a password no relay can be told, is no mail's own fault.
        """
        if self._smtp is not None:
            return self._smtp
        try:
            smtp = _connect()
        except Exception as error:
            raise _Refused(_connect_fault(error)) from error
        self._smtp = smtp
        return smtp

    def _address(self, smtp: smtplib.SMTP, address: str) -> None:
        """Name sender and recipient, in one go where the relay takes several commands at once."""
        to, wide = _named(smtp, address)
        sender = (Phase.SENDER, f"MAIL FROM:{_quoted(settings.MAIL_FROM)}{wide}")
        recipient = (Phase.RECIPIENT, f"RCPT TO:{_quoted(to)}")
        if smtp.has_extn("pipelining"):
            self._commands(smtp, sender, recipient)
        else:
            self._commands(smtp, sender)
            self._commands(smtp, recipient)

    def _commands(self, smtp: smtplib.SMTP, *commands: tuple[Phase, str]) -> None:
        """Run commands before the text; whatever goes wrong here has delivered nothing.

        The answers to all that was sent are read, and the first that is not a yes counts.
        """
        _patience(smtp, COMMAND_SECONDS)
        phase, refusal = commands[0][0], None
        try:
            smtp.send("".join(f"{line}\r\n" for _phase, line in commands).encode())
            for phase, _line in commands:
                code, answer = smtp.getreply()
                if code not in {YES, 251, GO_AHEAD}:
                    refusal = refusal or _no(phase, code, answer)
        except (smtplib.SMTPException, OSError) as error:
            lost = Reply(phase=phase, outcome=Outcome.RELAY, text=str(error))
            raise _Refused(refusal or lost) from error
        if refusal:
            raise _Refused(refusal)

    def _deliver(self, smtp: smtplib.SMTP, message: bytes) -> Reply:
        """Send the text and wait for the answer; a break after this point leaves us in doubt."""
        self._commands(smtp, (Phase.DATA, "DATA"))
        _patience(smtp, ANSWER_SECONDS)
        try:
            smtp.send(_stuffed(message))
            code, answer = smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            lost = Reply(phase=Phase.ANSWER, outcome=Outcome.IN_DOUBT, text=str(error))
            raise _Refused(lost) from error
        if code != YES:
            raise _Refused(_no(Phase.ANSWER, code, answer))
        return Reply(phase=Phase.ANSWER, outcome=Outcome.ACCEPTED, code=code, text=_words(answer))

    def _reset(self) -> None:
        """Make the connection ready for the next recipient, or let go of it."""
        if self._smtp is None:
            return
        try:
            code, _answer = self._smtp.rset()
        except (smtplib.SMTPException, OSError):
            code = 0
        if code != YES:
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None


def _connect() -> smtplib.SMTP:
    """Connect, encrypt and sign in as the settings say; certificates are checked."""
    tls = ssl.create_default_context()
    if settings.EMAIL_USE_SSL:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=CONNECT_SECONDS, context=tls
        )
    else:
        smtp = smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=CONNECT_SECONDS)
    try:
        if smtp.sock is not None:  # every write is whole, so none has to wait for the next
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if settings.EMAIL_USE_TLS:
            smtp.starttls(context=tls)
        smtp.ehlo_or_helo_if_needed()
        if settings.EMAIL_HOST_USER:
            smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _quoted(address: str) -> str:
    """Return an address as a command takes it; it is one line whatever it holds."""
    return smtplib.quoteaddr(clean_line(address))


def _named(smtp: smtplib.SMTP, address: str) -> tuple[str, str]:
    """Return a recipient as a relay takes it, and what MAIL must then say besides (RFC 6531)."""
    try:
        to = as_mail_servers_read_it(clean_line(address))
    except UnicodeError as error:
        wrong = Reply(phase=Phase.RECIPIENT, outcome=Outcome.ADDRESS, text=str(error))
        raise _Refused(wrong) from error
    if to.isascii():
        return to, ""
    if not smtp.has_extn("smtputf8"):
        raise _Refused(
            Reply(
                phase=Phase.RECIPIENT,
                outcome=Outcome.REFUSED,
                text="Our mail server does not offer SMTPUTF8.",
                reason=Reason.LETTERS,
            )
        )
    return to, " SMTPUTF8 BODY=8BITMIME"


def _connect_fault(error: Exception) -> Reply:
    code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None
    return Reply(phase=Phase.CONNECT, outcome=Outcome.RELAY, code=code, text=str(error))


def _patience(smtp: smtplib.SMTP, seconds: int) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _no(phase: Phase, code: int, answer: bytes) -> Reply:
    text = _words(answer)
    return Reply(phase=phase, outcome=classify(phase, code, text), code=code, text=text)


def _words(answer: bytes) -> str:
    return " ".join(answer.decode("utf-8", "replace").split())


def _stuffed(message: bytes) -> bytes:
    """Return the text as it goes over the wire: leading dots doubled, a lone dot at the end."""
    text = b"\r\n" + b"\r\n".join(message.splitlines())
    return text.replace(b"\r\n.", b"\r\n..")[2:] + b"\r\n.\r\n"
