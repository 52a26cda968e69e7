"""Reads settings from the environment.

Every reader either returns a usable value or raises `Misconfigured`, whose one line names the
variable, says what is wrong with it and what to write instead. The value itself is repeated
only where it can hold no password.
"""

import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from zoneinfo import available_timezones

from holidays import list_supported_countries

from common.text import as_mail_servers_read_it
from config.databases import POSTGRESQL_OPTIONS, postgresql, sqlite

LOOPBACK = ("localhost", "127.0.0.1", "::1")
LONGEST_SOCKET_PATH = 100  # bytes; the kernel's own limit is 107
SHORTEST_SECRET = 32  # characters


class Misconfigured(SystemExit):
    """A setting cannot be used. Ends the process with one line and without a traceback."""

    def __init__(self, name: str, problem: str, write: str) -> None:
        super().__init__(f"Configuration: {name} {problem}. Write {write}.")


@dataclass(frozen=True, kw_only=True)
class MailSettings:
    """Where mail goes: into a folder, or to an SMTP server."""

    transport: str
    folder: Path
    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    implicit_tls: bool = False


class Environment:
    """The variables of the process, read by kind. Relative paths are meant from `root`."""

    def __init__(self, values: Mapping[str, str], *, root: Path) -> None:
        self._values = values
        self._root = root

    def has(self, name: str) -> bool:
        """Say whether the variable is set to something; an empty one counts as not set."""
        return bool(self._values.get(name, "").strip())

    def text(self, name: str, default: str) -> str:
        """Return the value as it stands, without surrounding spaces."""
        return self._values.get(name, "").strip() or default

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a yes or no."""
        word = self.text(name, "yes" if default else "no").lower()
        if word in {"1", "true", "yes", "on"}:
            return True
        if word in {"0", "false", "no", "off"}:
            return False
        raise Misconfigured(name, f'is "{word}", which is neither yes nor no', "1 or 0")

    def choice(self, name: str, default: str, *, among: list[str]) -> str:
        """Return one of the words in `among`."""
        word = self.text(name, default)
        if word not in among:
            raise Misconfigured(name, f'is "{word}"', "one of: " + ", ".join(among))
        return word

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        """Return a whole number within bounds."""
        written = self.text(name, str(default))
        if written.isascii() and written.isdigit() and least <= int(written) <= most:
            return int(written)
        raise Misconfigured(
            name, f'is "{written}"', f"a whole number from {least} to {most}, such as {default}"
        )

    def options(self, name: str) -> dict[str, Any]:
        """Return settings by name, which are written as a JSON object."""
        try:
            found = json.loads(self.text(name, "{}"))
        except ValueError:
            found = None
        if isinstance(found, dict):
            return found
        raise Misconfigured(name, "is no JSON object", 'such as {"bucket_name": "accord"}')

    def items(self, name: str, default: list[str]) -> list[str]:
        """Return a list, which is written with commas."""
        found = [item.strip() for item in self.text(name, "").split(",")]
        return [item for item in found if item] or default

    def folder(self, name: str, default: str) -> Path:
        """Return an absolute path."""
        return self._root / Path(self.text(name, default)).expanduser()

    def zone(self, name: str, default: str) -> str:
        """Return the name of a time zone of the IANA database."""
        zone = self.text(name, default)
        if zone not in available_timezones():
            raise Misconfigured(
                name, f'is "{zone}", which is no time zone', "a name such as America/New_York"
            )
        return zone

    def holidays(self, name: str, default: str) -> str:
        """Return a country, or a state of it, whose public holidays are known; "" for none."""
        place = self.text(name, default).upper()
        if place == "NONE":
            return ""
        country, _dash, state = place.partition("-")
        known = list_supported_countries()
        if country not in known or (state and state not in known[country]):
            raise Misconfigured(
                name,
                f'is "{place}", whose holidays are not known',
                "a country or a state of it such as US or US-CA, or none",
            )
        return place

    def site_address(self, name: str, default: str, *, debug: bool) -> str:
        """Return the address people type. Plain HTTP is for this machine and for DEBUG only."""
        parts = self._url(name, default, "an address such as https://accord.example.org")
        bare = parts.path in {"", "/"} and not parts.query and not parts.fragment
        if parts.scheme not in {"http", "https"} or not parts.hostname or not bare:
            raise Misconfigured(
                name,
                "is not the plain address of a site",
                "scheme and host only, such as https://accord.example.org",
            )
        if parts.scheme == "http" and not debug and parts.hostname not in LOOPBACK:
            raise Misconfigured(
                name,
                "begins with http://, so passwords would travel in the clear",
                "the address with https://, or set DEBUG=1 to try things out",
            )
        return f"{parts.scheme}://{parts.netloc}"

    def secret(self, name: str, *, keep_in: Path | None) -> str:
        """Return the secret key; without one, make it once and keep it in `keep_in`."""
        how = "50 random characters, for instance from: openssl rand -hex 25"
        if self.has(name):
            if len(self.text(name, "")) < SHORTEST_SECRET:
                raise Misconfigured(name, f"is shorter than {SHORTEST_SECRET} characters", how)
            return self.text(name, "")
        if keep_in is None:
            raise Misconfigured(name, "is not set, but DATABASE_URL is", how)
        try:
            return _kept_secret(keep_in)
        except OSError as error:
            raise Misconfigured(
                name, f"is not set and cannot be kept in {keep_in} ({error.strerror})", how
            ) from error

    def secrets(self, name: str, default: list[str]) -> list[str]:
        """Return keys, which are written with commas; the first one is the newest."""
        found = self.items(name, default)
        if any(len(key) < SHORTEST_SECRET for key in found):
            raise Misconfigured(
                name,
                f"has a key that is shorter than {SHORTEST_SECRET} characters",
                "50 random characters, for instance from: openssl rand -hex 25",
            )
        return found

    def database(self, name: str, default: str) -> dict[str, Any]:
        """Return the entry for DATABASES, from a sqlite:/// or postgresql:// address."""
        shape = "sqlite:///var/accord.sqlite3 or postgresql://user:password@host:5432/name"
        parts = self._url(name, default, shape)
        if parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
            return sqlite(self._root / unquote(parts.path[1:]))
        if parts.scheme in {"postgres", "postgresql"} and len(parts.path) > 1:
            options = dict(parse_qsl(parts.query))
            unknown = sorted(set(options) - POSTGRESQL_OPTIONS)
            if unknown:
                known = ", ".join(sorted(POSTGRESQL_OPTIONS))
                raise Misconfigured(
                    name, f'has the unknown option "{unknown[0]}"', f"only options of: {known}"
                )
            return postgresql(parts, options)
        raise Misconfigured(name, "is not the address of a database Accord can use", shape)

    def redis(self, name: str, *, embedded_socket: Path) -> str:
        """Return the address of Redis for the cache; by default the embedded one's socket."""
        shape = "redis://host:6379/0, rediss://… with TLS, or unix:///path/to/socket"
        default = f"unix://{embedded_socket}"
        parts = self._url(name, default, shape)
        on_network = parts.scheme in {"redis", "rediss"} and parts.hostname
        if on_network or (parts.scheme == "unix" and parts.path):
            return self.text(name, default)
        raise Misconfigured(name, "is not the address of a Redis server", shape)

    def broker(self, name: str, *, redis_url: str) -> str:
        """Return the address for Celery; by default the same Redis as the cache."""
        shape = "redis://host:6379/0, rediss://… with TLS, or redis+socket:///path/to/socket"
        default = redis_url.replace("unix://", "redis+socket://", 1)
        parts = self._url(name, default, shape)
        if parts.scheme not in {"redis", "rediss", "redis+socket"}:
            raise Misconfigured(name, "is not the address of a Redis server", shape)
        return self.text(name, default)

    def mail(self, name: str, default: str) -> MailSettings:
        """Return where mail goes, from a folder:// or smtp:// address."""
        shape = "folder://var/mail or smtp://user:password@host:587?tls=starttls"
        parts = self._url(name, default, shape)
        if parts.scheme == "folder" and (parts.netloc or parts.path):
            folder = self._root / unquote(parts.netloc + parts.path)
            return MailSettings(transport="folder", folder=folder)
        if parts.scheme != "smtp" or not parts.hostname:
            raise Misconfigured(name, "is neither a folder nor an SMTP server", shape)
        options = dict(parse_qsl(parts.query))
        tls = options.pop("tls", "none" if parts.hostname in LOOPBACK else "starttls")
        if tls not in {"starttls", "implicit", "none"} or options:
            raise Misconfigured(
                name, "has an option it cannot use", "tls=starttls, tls=implicit or tls=none"
            )
        return MailSettings(
            transport="smtp",
            folder=self._root / "var/mail",
            host=parts.hostname,
            port=parts.port or {"starttls": 587, "implicit": 465, "none": 25}[tls],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            starttls=tls == "starttls",
            implicit_tls=tls == "implicit",
        )

    def address(self, name: str, default: str) -> str:
        """Return an e-mail address."""
        written = self.text(name, default)
        person, at, domain = written.rpartition("@")
        if not (person and at and "." in domain) or set(written) & set(' <>,;"\r\n'):
            raise Misconfigured(name, f'is "{written}"', "a bare address: accord@example.org")
        if not person.isascii():
            raise Misconfigured(
                name, f'is "{written}"', "plain letters such as a to z before the @"
            )
        try:
            return as_mail_servers_read_it(written)
        except UnicodeError:
            raise Misconfigured(
                name, f'is "{written}"', "the name of a domain after the @"
            ) from None

    def sender(self, name: str, *, host: str, by_smtp: bool) -> str:
        """Return the address that mail comes from; by default accord@ the host of the site.

        A placeholder is good enough for a folder. Over SMTP every bounce and reply would be lost.
        """
        try:
            derived = as_mail_servers_read_it(f"accord@{host}")
        except UnicodeError:
            derived = "accord@localhost"
        sender = self.address(name, "") if self.has(name) else derived
        if by_smtp and _is_placeholder(sender.rpartition("@")[2]):
            raise Misconfigured(
                name,
                f'is "{sender}", which can receive no bounces or replies',
                "an address of your own domain, such as accord@ the domain of your organization",
            )
        return sender

    def page_address(self, name: str) -> str:
        """Return the address of a page elsewhere, or nothing."""
        shape = "an address such as https://hc.example.org/ping/1234"
        parts = self._url(name, "", shape)
        if self.has(name) and not (parts.scheme in {"http", "https"} and parts.hostname):
            raise Misconfigured(name, "is no address of the web", shape)
        return self.text(name, "")

    def webhook(self, name: str, *, among: list[str]) -> str:
        """Return whose webhook is listened to, or nothing; each one needs its secret."""
        provider = self.choice(name, "", among=["", *among])
        if provider and ":" not in self.text(f"{name}_SECRET", ""):
            raise Misconfigured(
                f"{name}_SECRET",
                f"must be set for {name}={provider}",
                "user:password, the same as in the address you give to the provider",
            )
        if provider == "mailgun" and not self.has(f"{name}_KEY"):
            raise Misconfigured(
                f"{name}_KEY", f"must be set for {name}={provider}", "Mailgun's own signing key"
            )
        return provider

    def _url(self, name: str, default: str, shape: str) -> SplitResult:
        """Take the value apart; what no URL can be is refused here."""
        try:
            parts = urlsplit(self.text(name, default))
            _ = parts.port
        except ValueError as error:
            raise Misconfigured(name, f"cannot be read ({error})", shape) from error
        return parts


def _is_placeholder(domain: str) -> bool:
    """Tell whether a domain is an example, this machine or a bare IP address (RFC 2606, 6761)."""
    *rest, last = domain.lower().rstrip(".").split(".")
    return (
        not rest
        or last.isdigit()
        or ":" in last
        or last in {"example", "invalid", "localhost", "localdomain"}
        or (rest[-1] == "example" and last in {"com", "net", "org"})
    )


def socket_path(wanted: Path) -> Path:
    """Return `wanted`, or a short stand-in under the temporary folder.

    The name of a unix socket has about a hundred bytes, and a deep checkout needs more; nor
    can it hold the signs that mean something in an address.
    """
    if len(os.fsencode(wanted)) <= LONGEST_SOCKET_PATH and not set(str(wanted)) & set("#?%"):
        return wanted
    mark = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"accord-{os.getuid()}-{mark}" / wanted.name


def _kept_secret(path: Path) -> str:
    """Return the key in the file. Of several processes that start at once, one makes it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(50))
            path.hardlink_to(draft)
        except FileExistsError:
            pass  # another process was first; its key counts
        finally:
            draft.unlink(missing_ok=True)
    return path.read_text()
