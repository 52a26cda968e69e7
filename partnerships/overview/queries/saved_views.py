"""The views of lists that a person keeps; their own row has them, so no page pays for them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from common.menus import MenuLink, OwnLinks
from partnerships.overview.lifecycle import LISTS, VIEWS_IN_RAIL
from partnerships.overview.rules import SavedView


def saved_views_of(user: User) -> list[SavedView]:
    """Return the views that someone keeps, in the order they were saved."""
    return [one for kept in user.saved_views if (one := SavedView(**kept)).page in LISTS]


def own_links_of(user: User) -> OwnLinks:
    """Return the first of them for the rail, and which list opens with which."""
    views, section = saved_views_of(user), _("Saved views")
    links = [MenuLink(one.name, "bookmark", one.url, section) for one in views[:VIEWS_IN_RAIL]]
    if views:
        label = _("All saved views") if len(views) > VIEWS_IN_RAIL else _("Edit saved views")
        links.append(MenuLink(label, "bookmarks", reverse("view_list"), section))
    defaults = {one.place: one.url for one in views if one.is_default}
    return OwnLinks(links=links, instead=defaults, lists=frozenset(LISTS))
