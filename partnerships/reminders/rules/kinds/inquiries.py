"""An organization would like to partner with us: whoever looks after it is told."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _, gettext_lazy

from partnerships.exchange.models import Inquiry
from partnerships.reminders.rules.link_targets import Act
from partnerships.reminders.rules.reminder import Occurrence, Reminder, Span
from partnerships.reminders.rules.times import news


def _received(span: Span) -> QuerySet[Inquiry]:
    rows = Inquiry.objects.open().filter(received_at__gte=span.since, received_at__lte=span.until)
    return rows.select_related("assigned_to")


def _when_it_came(inquiry: Inquiry, span: Span) -> Iterator[Occurrence]:
    person = inquiry.assigned_to
    told = [person] if person and person.is_active else span.team.leaders
    return news(inquiry.received_at, told)


def _of_none(_inquiry: Inquiry) -> None:
    return None


def _facts(inquiry: Inquiry) -> Iterator[object]:
    yield _("They bring: %(lines)s") % {"lines": "; ".join(inquiry.brought())}
    yield _("They look for: %(lines)s") % {"lines": "; ".join(inquiry.wanted())}


INQUIRIES = (
    Reminder(
        code="inquiry",
        name=gettext_lazy("An organization that would like to partner"),
        heading=gettext_lazy("$what would like to partner with you"),
        reason=gettext_lazy("This inquiry is assigned to you."),
        act=Act(label=gettext_lazy("See"), url_name="inquiry_detail"),
        rows=_received,
        occurrences=_when_it_came,
        partnership=_of_none,
        facts=_facts,
    ),
)
