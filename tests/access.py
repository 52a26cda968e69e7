"""The access table, and every address of the site."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

PRINCIPALS = (
    "anonymous",
    "viewer",
    "coordinator",
    "leadership",
    "administrator",
    "deactivated",
)
METHODS = ("GET", "POST")
ANSWERS = {"allow", "403", "404", "405", "login"}


@dataclass(frozen=True)
class Page:
    """One address: its name with the namespace, its route, and the view behind it."""

    name: str
    route: str
    view: Callable[..., Any]

    @property
    def asks_for_sign_in(self) -> bool:
        """Whether the middleware sends strangers to the log-in."""
        return getattr(self.view, "login_required", True)

    @property
    def numbers(self) -> list[str]:
        """The names of the ids in its address."""
        return re.findall(r"<int:(\w+)>", self.route)

    def address(self, values: Mapping[str, object]) -> str:
        """Its path with the values put in; ``values`` may give a whole path under its name."""
        if self.name in values:
            return str(values[self.name])
        return "/" + re.sub(r"<\w+:(\w+)>", lambda found: str(values[str(found[1])]), self.route)


def pages() -> list[Page]:
    """Every address there is. Unnamed ones go by their route."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, route: str, space: str) -> Iterator[Page]:
    for entry in resolver.url_patterns:
        path = route + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Page(space + (entry.name or path), path, entry.callback)
        else:
            inner = f"{entry.namespace}:" if entry.namespace else ""
            yield from _walk(entry, path, space + inner)


@dataclass(frozen=True)
class Table:
    """Who may call what: a GET and a POST profile for every name or pattern of names."""

    profiles: dict[str, dict[str, str]]
    urls: dict[str, list[str]]

    @classmethod
    def read(cls) -> "Table":
        """The table beside this file."""
        return cls(**tomllib.loads(Path(__file__).with_name("access.toml").read_text()))

    def entry(self, name: str) -> list[str] | None:
        """Both profiles of a name: its own line, else the first pattern that fits."""
        fitting = (line for key, line in self.urls.items() if fnmatchcase(name, key))
        return self.urls.get(name) or next(fitting, None)

    def answer(self, name: str, method: str, principal: str) -> str:
        """What the table promises for one cell."""
        entry = self.entry(name)
        assert entry, f"{name} is missing in tests/access.toml"
        return self.profiles[entry[METHODS.index(method)]][principal]

    def public(self) -> set[str]:
        """The names open to people who haven't signed in."""
        return {p.name for p in pages() if self.answer(p.name, "GET", "anonymous") != "login"}
