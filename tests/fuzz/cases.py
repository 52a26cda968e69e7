"""One input: who sends what to which address, made from a seed and a number alone."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlencode, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client

from tests.fuzz import values
from tests.fuzz.pages import Reading

FORM = "application/x-www-form-urlencoded"


@dataclass
class Case:
    """An input; `name` and `value` are the one thing that is odd about it."""

    principal: str
    method: str
    address: str
    name: str = ""
    value: object = ""
    data: dict[str, object] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None

    def __str__(self) -> str:
        value = getattr(self.value, "name", self.value)
        return f"{self.principal} {self.method} {self.address} {self.name}={value!r:.120}"

    def send(self, client: Client) -> HttpResponseBase:
        """Send it the way a browser does: files as multipart, all else in one line."""
        headers = dict(self.headers)
        if "HTTP_COOKIE" in headers:
            client.cookies.clear()
        kind = headers.pop("CONTENT_TYPE", FORM)
        if self.body is not None:
            return client.generic(self.method, self.address, self.body, kind, **headers)  # type: ignore[arg-type]
        if any(isinstance(value, SimpleUploadedFile) for value in self.data.values()):
            return client.post(self.address, self.data, **headers)  # type: ignore[arg-type]
        encoded = urlencode(self.data, doseq=True)
        if self.method == "GET":
            joint = "&" if "?" in self.address else "?"
            where = f"{self.address}{joint}{encoded}" if encoded else self.address
            return client.generic("GET", where, **headers)  # type: ignore[arg-type]
        return client.generic(self.method, self.address, encoded, kind, **headers)  # type: ignore[arg-type]


Read = Callable[[str, str], Reading]


def case_of(principal: str, address: str, rng: Random, read: Read) -> Case:
    """Make one input for an address: of five, three post a form with one odd field."""
    way = rng.random()
    if way < 0.12:
        return _odd_path(principal, address, rng)
    if way < 0.2:
        return _odd_request(principal, address, rng)
    page = read(principal, address)
    posts = [form for form in page.forms if form.method == "POST"]
    if posts and way < 0.8:
        form = rng.choices(posts, [len(form.fields) + 1 for form in posts])[0]
        return _odd_field(
            Case(principal, "POST", _path(form.action, address), data=form.filled()),
            {name: found.kind for name, found in form.fields.items()},
            rng,
        )
    names = {name: found.kind for form in page.forms for name, found in form.fields.items()}
    asked = {**dict.fromkeys([*values.PARAMETERS, *sorted(page.parameters)], "text"), **names}
    method = "POST" if not posts and way > 0.9 else "GET"
    return _odd_field(Case(principal, method, address), asked, rng)


def _path(action: str, address: str) -> str:
    parts = urlsplit(action)
    path = parts.path or urlsplit(address).path
    return f"{path}?{parts.query}" if parts.query else path


def _odd_field(case: Case, kinds: dict[str, str], rng: Random) -> Case:
    """Change one field, leave it out, or send it twice."""
    if not kinds:
        return case
    case.name = rng.choice(sorted(kinds))
    kind = "zone" if "zone" in case.name else kinds[case.name]
    way = rng.random()
    if kind == "file":
        case.value = values.file_for(rng)
    else:
        case.value = values.value_for("date" if case.name.endswith("_on") else kind, rng)
    case.data[case.name] = case.value
    if way < 0.05:
        case.value = "left out"
        del case.data[case.name]
    elif way < 0.1 and kind != "file":
        case.value = [case.value, values.value_for(kind, rng)]
        case.data[case.name] = case.value
    return case


def _odd_path(principal: str, address: str, rng: Random) -> Case:
    """Put an odd value in the place of one part of the path."""
    value = values.value_for(rng.choice(["number", "text"]), rng)
    parts = [*re.finditer(r"(?<=/)[^/]+(?=/|$)", address)]
    odd = urlencode({"": value})[1:] or "%00"
    part = rng.choice(parts) if parts else None
    where = address[: part.start()] + odd + address[part.end() :] if part else f"/{odd}"
    return Case(principal, rng.choice(["GET", "POST"]), where, "path", value)


def _odd_request(principal: str, address: str, rng: Random) -> Case:
    """Send an odd header, or a body that is no form."""
    case = Case(principal, rng.choice(["GET", "POST", "PUT", "HEAD"]), address)
    case.name = rng.choice([*values.HEADERS, "body"])
    if case.name == "body":
        case.method = "POST"
        case.value = case.body = rng.choice(values.BODIES)
        case.headers["CONTENT_TYPE"] = rng.choice([FORM, *values.HEADERS["CONTENT_TYPE"]])
    else:
        case.value = case.headers[case.name] = rng.choice(values.HEADERS[case.name])
        case.body = b"a=1" if case.method in {"POST", "PUT"} else b""
    return case
