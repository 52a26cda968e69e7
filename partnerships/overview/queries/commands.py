"""What the palette can start: something with a partner, or a place to go to."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from accounts.models import User
from common.menus import MenuLink
from common.text import is_quick, search_words
from partnerships.overview.queries.search import partners_named
from partnerships.relationships.models import Partnership


@dataclass(frozen=True)
class Command:
    """One thing to do: its words and where it begins; a short form opens in a dialog."""

    title: str
    url: str
    icon: str
    is_short: bool = False


@dataclass(frozen=True)
class Verb:
    """Something new with a partner: what it is called, and by which words it is found."""

    open_title: str | Promise
    title: str | Promise
    words: tuple[str, ...]
    page: str
    what: str
    icon: str


#: So many partners are offered for a verb and a name.
OFFERED = 3

VERBS = (
    Verb(
        gettext_lazy("Log call with…"),
        gettext_lazy("Log call with %(name)s"),
        ("log", "call", "activity", "note"),
        "interaction_create",
        "activity",
        "telephone",
    ),
    Verb(
        gettext_lazy("New meeting with…"),
        gettext_lazy("New meeting with %(name)s"),
        ("new", "meeting", "schedule", "meet", "visit"),
        "meeting_create",
        "meeting",
        "calendar-event",
    ),
    Verb(
        gettext_lazy("Add commitment for…"),
        gettext_lazy("Add commitment for %(name)s"),
        ("add", "new", "commitment"),
        "follow_up_create",
        "commitment",
        "check2-square",
    ),
    Verb(
        gettext_lazy("Draft MOU with…"),
        gettext_lazy("Draft MOU with %(name)s"),
        ("draft", "new", "mou"),
        "mou_create",
        "mou",
        "file-earmark-text",
    ),
)
#: Words between a verb and a name.
JOINING = {"with", "for", "a", "an", "the", "to"}


def commands(user: User, query: str, places: Iterable[MenuLink], *, works: bool) -> list[Command]:
    """Return what a query asks to do, such as "log bright" or "go to cal"; all without one."""
    words = search_words(query)
    found = []
    if works:
        found = _verbs(user, words) or _on_the_first(user, query)
    asked = [word for word in words if word not in ("go", "to", "open")]
    for link in places:
        name = search_words(str(link.label))
        if all(any(part.startswith(word) for part in name) for word in asked):
            title = _("Go to %(place)s") % {"place": link.label}
            found.append(Command(title, link.url, link.icon))
    return found


def _on_the_first(user: User, query: str) -> list[Command]:
    """Return what can be started with the first partner that a query names."""
    if not is_quick(query):
        return []
    partners = partners_named(user, query, 1)
    return [_with(verb, partner) for partner in partners for verb in VERBS]


def _verbs(user: User, words: list[str]) -> list[Command]:
    """Verbs that the first words name; with the partners that the rest names."""
    found, named = [], dict[str, list[Partnership]]()
    for verb in VERBS:
        rest = list(words)
        while rest and any(known.startswith(rest[0]) for known in verb.words):
            rest.pop(0)
        if words and len(rest) == len(words):
            continue
        name = " ".join(word for word in rest if word not in JOINING)
        if not is_quick(name):
            url = f"{reverse('partner_pick')}?what={verb.what}"
            found.append(Command(str(verb.open_title), url, verb.icon))
            continue
        if name not in named:
            named[name] = partners_named(user, name, OFFERED)
        found += [_with(verb, partnership) for partnership in named[name]]
    return found


def _with(verb: Verb, partnership: Partnership) -> Command:
    title = str(verb.title) % {"name": partnership}
    url = reverse(verb.page, args=[partnership.pk])
    return Command(title, url, verb.icon, is_short=verb.page != "mou_create")
