"""A partner's person answered by their link: whoever looks after it is told at once."""

from collections.abc import Iterable, Iterator
from operator import attrgetter

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from accounts.models import User
from partnerships.agreements.models import MouLink
from partnerships.agreements.queries import received_by
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.queries import with_answers
from partnerships.links.models import LinkMessage, PersonalLink
from partnerships.relationships.models import Partnership
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.rules.kinds.mous import mou_page, mou_people
from partnerships.reminders.rules.kinds.partnerships import sent_link_facts, sent_link_page
from partnerships.reminders.rules.link_targets import Act
from partnerships.reminders.rules.reminder import Occurrence, Reminder, Span
from partnerships.reminders.rules.times import news, staff_of

#: What a notice about a personal link names, and who is told.
LOOKED_AFTER = (
    "contact",
    "sent_by",
    "partnership__organization",
    "partnership__owner",
    "partnership__deputy",
)


def _to_look_at(span: Span) -> QuerySet[PersonalLink]:
    """Links whose person answered, and no one of ours has looked; with what they said."""
    rows = PersonalLink.objects.to_look_at().filter(
        answered_at__gte=span.since, answered_at__lte=span.until
    )
    open_wishes = Prefetch("told", LinkMessage.objects.open(), to_attr="open_wishes")
    return with_answers(rows).select_related(*LOOKED_AFTER).prefetch_related(open_wishes)


def _said(link: PersonalLink) -> Iterator[str]:
    """What the person of such a link said, a line each."""
    answer = getattr(link, "last_answer", None)
    comment = getattr(link, "last_comment", None)
    suggested = getattr(link, "suggested", None)
    if answer:
        yield _("Does this work for them? %(answer)s") % {"answer": Answer(answer).label}
    if comment:
        yield f"“{comment}”"
    if suggested:
        yield ngettext(
            "%(number)s suggested change", "%(number)s suggested changes", suggested
        ) % {"number": suggested}
    asked_for = getattr(link, "asked_for", None)
    if asked_for:
        yield ngettext(
            "%(number)s thing they'd like from us",
            "%(number)s things they'd like from us",
            asked_for,
        ) % {"number": asked_for}
    for wish in getattr(link, "open_wishes", []):
        details = (wish.name, wish.email, wish.phone, wish.text)
        told = ", ".join(detail for detail in details if detail)
        yield f"{wish.get_kind_display()}: {told}" if told else wish.get_kind_display()


def _page(link: PersonalLink) -> str:
    return reverse("link_detail", args=[link.pk])


def _when_they_answered(link: PersonalLink, span: Span) -> Iterator[Occurrence]:
    return news(link.answered_at, _told(link, span))


def _wanted(span: Span) -> QuerySet[PersonalLink]:
    """Links whose person asked for a new one, which no mail could bring."""
    rows = PersonalLink.objects.wanted().filter(asked_at__gte=span.since, asked_at__lte=span.until)
    return rows.select_related(*LOOKED_AFTER)


def _when_they_asked(link: PersonalLink, span: Span) -> Iterator[Occurrence]:
    return news(link.asked_at, _told(link, span))


def _told(link: PersonalLink, span: Span) -> Iterable[User]:
    sender = [link.sent_by] if link.sent_by.is_active else []
    return staff_of(link.partnership) or sender or span.team.leaders


def _answered_about_an_mou(span: Span) -> QuerySet[MouLink]:
    return _of_mous(
        MouLink.objects.to_look_at().filter(
            answered_at__gte=span.since, answered_at__lte=span.until
        )
    )


def _wanted_to_an_mou(span: Span) -> QuerySet[MouLink]:
    rows = MouLink.objects.wanted()
    return _of_mous(rows.filter(asked_at__gte=span.since, asked_at__lte=span.until))


def _of_mous(rows: QuerySet[MouLink]) -> QuerySet[MouLink]:
    return rows.select_related("contact", "mou", "sent_by").prefetch_related(
        "mou__parties__partnership__organization",
        "mou__parties__partnership__owner",
        "mou__parties__partnership__deputy",
    )


def _said_about_it(link: MouLink) -> Iterator[str]:
    """What a reader said of the text, a line each."""
    said = received_by(link)
    if said is None:
        return
    if said.accepts:
        yield _("The text works for them.")
    for heading, comment in said.comments:
        yield f"{heading}: “{comment.text or comment.proposal}”"


def _when_they_answered_about_it(link: MouLink, span: Span) -> Iterator[Occurrence]:
    return news(link.answered_at, _told_of_the_mou(link, span))


def _when_they_asked_about_it(link: MouLink, span: Span) -> Iterator[Occurrence]:
    return news(link.asked_at, _told_of_the_mou(link, span))


def _told_of_the_mou(link: MouLink, span: Span) -> Iterable[User]:
    sender = [link.sent_by] if link.sent_by.is_active else []
    return sender or mou_people(link.mou, span.team)


def _lead(link: MouLink) -> Partnership | None:
    parties = link.mou.parties.all()
    return next((party.partnership for party in parties if party.partnership), None)


ANSWERS = (
    Reminder(
        code="partner_answered",
        name=_("A partner's answer"),
        heading=gettext_lazy("$partner: $what answered, now waiting on us"),
        reason=gettext_lazy("You look after this partnership."),
        act=Act(label=gettext_lazy("See"), url_name="link_detail"),
        rows=_to_look_at,
        occurrences=_when_they_answered,
        usual=Mode.NOW,
        what=attrgetter("contact.name"),
        facts=_said,
        page=_page,
    ),
    Reminder(
        code="mou_answered",
        name=_("A partner's answer to an MOU"),
        heading=gettext_lazy("New answer, now waiting on us: $what"),
        reason=gettext_lazy("You sent the link, or own a partnership under this MOU."),
        act=Act(label=gettext_lazy("See"), url_name="mou_detail", of=attrgetter("mou_id")),
        rows=_answered_about_an_mou,
        occurrences=_when_they_answered_about_it,
        partnership=_lead,
        usual=Mode.NOW,
        facts=_said_about_it,
        page=mou_page,
    ),
    Reminder(
        code="link_wanted",
        name=_("A partner asking for a new link"),
        heading=gettext_lazy("$partner: $what needs a new link from you"),
        reason=gettext_lazy("You look after this partnership."),
        act=Act(label=gettext_lazy("Open"), url_name="link_detail"),
        rows=_wanted,
        occurrences=_when_they_asked,
        usual=Mode.NOW,
        what=attrgetter("contact.name"),
        facts=sent_link_facts,
        page=sent_link_page,
    ),
    Reminder(
        code="mou_link_wanted",
        name=_("A partner asking for a new link to an MOU"),
        heading=gettext_lazy("New link needed from you: $what"),
        reason=gettext_lazy("You sent the link, or own a partnership under this MOU."),
        act=Act(label=gettext_lazy("Open"), url_name="mou_detail", of=attrgetter("mou_id")),
        rows=_wanted_to_an_mou,
        occurrences=_when_they_asked_about_it,
        partnership=_lead,
        usual=Mode.NOW,
        page=mou_page,
    ),
)
