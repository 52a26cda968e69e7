"""The menus of the frame; the top slice says what they lead to."""

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise


class MenuEntry(NamedTuple):
    """A page by its URL name, maybe with a query; who may open it, and in which section."""

    label: str | Promise
    icon: str
    page: str
    permission: str = ""
    section: str | Promise = ""


class MenuLink(NamedTuple):
    """An entry as one person sees it."""

    label: str | Promise
    icon: str
    url: str
    section: str | Promise = ""
    is_current: bool = False
    name: str = ""


class OwnLinks(NamedTuple):
    """What one person keeps in the rail.

    ``instead`` are the addresses that places lead them to, by URL name; ``lists`` names the pages
    whose filters they can keep.
    """

    links: Sequence[MenuLink] = ()
    instead: Mapping[str, str] = {}
    lists: Set[str] = frozenset()


#: By name, as the top slice fills it.
MENUS: dict[str, tuple[MenuEntry, ...]] = {}


def show_menu(name: str, *entries: MenuEntry) -> None:
    """Let the frame show these under `name`."""
    MENUS[name] = entries


def menu_links(name: str, allowed: Mapping[str, bool]) -> list[MenuLink]:
    """Return those entries that exist in this installation and that the person may open."""
    links = []
    for entry in MENUS.get(name, ()):
        if entry.permission and not allowed.get(entry.permission):
            continue
        page, mark, query = entry.page.partition("?")
        try:
            url = f"{reverse(page)}{mark}{query}"
        except NoReverseMatch:
            continue
        links.append(MenuLink(entry.label, entry.icon, url, entry.section, name=page))
    return links
