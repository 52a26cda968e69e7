"""What one does about a reminder: the page, or the button, on which its work gets done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission


@dataclass(frozen=True, kw_only=True)
class Act:
    """The verb, and where it is done: by a link, or where ``posts`` is given by one button.

    ``of`` is the number in the address, taken from the row that the reminder is about. The page of
    an act that ``is_short`` is a short form, which opens where its link is. ``instead`` is done
    where there is no such number.
    """

    label: str | Promise
    url_name: str
    of: Callable[[Any], int | None] = attrgetter("pk")
    posts: Mapping[str, str] = field(default_factory=dict)
    permission: Permission = Permission.WORK
    is_short: bool = False
    instead: "Act | None" = None

    def on(self, row: Any) -> "ActOn":
        """The same for one row."""
        number = self.of(row)
        if number is None and self.instead:
            return self.instead.on(row)
        args = [] if number is None else [number]
        path = reverse(self.url_name, args=args)
        return ActOn(label=self.label, path=path, posts=self.posts, is_short=self.is_short)


@dataclass(frozen=True, kw_only=True)
class ActOn:
    """What one does about one row. In mail it is always a link, which changes nothing."""

    label: str | Promise
    path: str
    posts: Mapping[str, str]
    is_short: bool

    def url(self) -> str:
        return settings.BASE_URL + self.path


PARTNERSHIP = attrgetter("partnership_id")

VIEW_MEETING = Act(label=_("View meeting"), url_name="meeting_detail", permission=Permission.VIEW)
BRIEF = Act(
    label=_("Brief"),
    url_name="brief",
    of=PARTNERSHIP,
    permission=Permission.VIEW,
    instead=VIEW_MEETING,
)
CLOSE_OUT = Act(label=_("Wrap up"), url_name="meeting_close_out", is_short=True)
DONE = Act(label=_("Done"), url_name="follow_up_done", posts={"kept": "yes"})
DECISION = Act(label=_("Record decision"), url_name="review_close", is_short=True)
ANSWER_REVIEW = Act(label=_("Answer"), url_name="review_answer", of=attrgetter("review_id"))
NOTE = Act(label=_("Log activity"), url_name="interaction_create", is_short=True)
