"""Keep the filters of lists under names of one's own."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.bounds import require_room
from common.errors import DomainError
from partnerships.overview.lifecycle import LONGEST_QUERY, MOST_VIEWS
from partnerships.overview.queries import saved_views_of
from partnerships.overview.rules import SavedView


@transaction.atomic
def save_view(*, view: SavedView, by: User, now: datetime) -> SavedView:
    """Keep a view, which has no number yet. Raises `full`, `view_refused`."""
    by, known = _lock(by)
    if not view.query:
        raise DomainError(_("Choose a filter or a sort order first."), code="view_refused")
    if len(view.query) > LONGEST_QUERY:
        raise DomainError(_("Those filters are too long to save."), code="view_refused")
    require_room(
        len(known),
        most=MOST_VIEWS,
        refusal=_("You can save %(most)s views. Remove one you no longer use."),
    )
    view = view._replace(id=max((one.id for one in known), default=0) + 1)
    _keep(by, known, view)
    record("view.saved", by=by, at=now, subject=by, name=view.name)
    return view


@transaction.atomic
def change_view(*, view: SavedView, by: User, now: datetime) -> SavedView:
    """Change a view's name, or whether its list opens with it. Raises `view_refused`."""
    by, known = _lock(by)
    others = [one for one in known if one.id != view.id]
    if len(others) == len(known):
        raise DomainError(_("This view was removed. Save it again."), code="view_refused")
    _keep(by, others, view)
    record("view.changed", by=by, at=now, subject=by, name=view.name)
    return view


@transaction.atomic
def remove_view(*, view: SavedView, by: User, now: datetime) -> None:
    """Keep a view no longer."""
    by, known = _lock(by)
    _store(by, (one for one in known if one.id != view.id))
    record("view.removed", by=by, at=now, subject=by, name=view.name)


def _lock(user: User) -> tuple[User, list[SavedView]]:
    user = User.objects.get_queryset().select_for_update(no_key=True).get(pk=user.pk)
    return user, saved_views_of(user)


def _keep(user: User, others: Iterable[SavedView], view: SavedView) -> None:
    """Store a view beside the others: names tell them apart, and a list opens with one."""
    others = list(others)
    if any(one.name.casefold() == view.name.casefold() for one in others):
        raise DomainError(
            _("You have a view with this name. Choose another."), field="name", code="view_refused"
        )
    if view.is_default:
        others = [
            one._replace(is_default=False) if one.place == view.place else one for one in others
        ]
    _store(user, [*others, view])


def _store(user: User, views: Iterable[SavedView]) -> None:
    user.saved_views = [one._asdict() for one in sorted(views, key=lambda one: one.id)]
    user.save(update_fields=["saved_views"])
