"""One organization, one person, one commitment: all that hangs on it, and its history."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import page_of, render_page
from common.safe_screen import is_safe
from common.text import normal_address
from partnerships.engagement.models import FollowUp
from partnerships.organizations import queries as organizations, rules
from partnerships.organizations.models import Contact, Organization
from partnerships.outbox.models import Suppression
from partnerships.overview import queries
from partnerships.overview.rules import mail_word, stage_path, told
from partnerships.relationships.models import Partnership

#: The filters of a partner's activity: kinds of the feed, the email, and the history.
MAIL, HISTORY = "mail", "history"
SHOWN: dict[str, str | Promise] = {
    "": _("All"),
    "meetings": _("Meetings"),
    "calls": _("Calls"),
    "messages": _("Messages"),
    "notes": _("Notes"),
    "answers": _("Answers"),
    MAIL: _("Email sent"),
    HISTORY: _("History"),
}


@require_safe
@requires(Permission.VIEW)
def organization_detail(request: HttpRequest, organization_id: int) -> HttpResponse:
    """One organization, with everything that hangs on it."""
    user, now = signed_in(request), timezone.now()
    rows = Organization.objects.visible_to(user).select_related("parent", "owner")
    organization = get_object_or_404(rows, pk=organization_id)
    page = queries.organization_page_of(organization, user, now, safe=is_safe(request))
    context = {
        "organization": organization,
        "page": page,
        "events": told(page.events),
        "nobody_is_ours": organizations.our_organization() is None,
        "merged": organizations.merge_of(organization, now),
        "doubles": rules.possible_doubles(organization, user),
    }
    return render_page(request, "overview/organization_detail.html", context)


@require_safe
@requires(Permission.VIEW)
def contact_detail(request: HttpRequest, contact_id: int) -> HttpResponse:
    """One person, with everything that hangs on them."""
    user, now = signed_in(request), timezone.now()
    contact = get_object_or_404(Contact.objects.visible_to(user), pk=contact_id)
    page = queries.contact_page_of(contact, user, now)
    alike = organizations.same_person(contact).order_by("name", "pk")
    suppressions = Suppression.objects.visible_to(user).wrong_addresses(now)
    context = {
        "contact": contact,
        "page": page,
        "events": told(page.events),
        "returned": suppressions.filter(address_norm=normal_address(contact.email)).first(),
        "merged": organizations.merge_of(contact, now),
        "doubles": alike.visible_to(user)[: rules.PROPOSED],
    }
    return render_page(request, "overview/contact_detail.html", context)


@require_safe
@requires(Permission.VIEW)
def follow_up_detail(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """One commitment: whose, until when, and what became of it."""
    rows = FollowUp.objects.visible_to(request.user).select_related(
        "partnership__organization", "contact", "meeting", "made_by"
    )
    follow_up = get_object_or_404(rows, pk=follow_up_id)
    events = queries.history_of(follow_up, safe=is_safe(request))[: queries.LATEST]
    context = {
        "follow_up": follow_up,
        "partnership": follow_up.partnership,
        "events": told(events),
        "today": timezone.localdate(),
    }
    return render_page(request, "overview/follow_up_detail.html", context)


@require_safe
@requires(Permission.VIEW)
def record_history(request: HttpRequest, kind: str, record_id: int) -> HttpResponse:
    """Who changed a record, when, and what it said before."""
    rows = queries.records_of(kind).visible_to(request.user)
    record = get_object_or_404(rows, pk=record_id)
    events = queries.history_of(record, safe=is_safe(request))
    page = page_of(request, events, per_page=50)
    context = {"record": record, "page": page, "events": told(page)}
    return render_page(request, "overview/record_history.html", context)


@require_safe
@requires(Permission.VIEW)
def timeline(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """All that happened with a partner, newest first; or the email; or the history."""
    partnership = _partnership(request, partnership_id)
    show, safe = request.GET.get("show", ""), is_safe(request)
    context = {
        "partnership": partnership,
        "path": stage_path(partnership),
        "tab": "activity",
        "show": show,
        "filters": [
            {"label": label, "url": f"?show={key}", "is_current": key == show}
            for key, label in SHOWN.items()
        ],
    }
    rows: Any
    if show == MAIL:
        rows = queries.mail_of(partnership, safe=safe)
    elif show == HISTORY:
        rows = queries.timeline_of(partnership, safe=safe)
    else:
        rows = queries.feed_of(partnership, signed_in(request), show)
    page = page_of(request, rows, per_page=50)
    if show == MAIL:
        context["mails"] = [(mail, mail_word(mail.kind)) for mail in page]
    elif show == HISTORY:
        context["events"] = told(page)
    return render_page(request, "overview/timeline.html", {**context, "page": page})


def _partnership(request: HttpRequest, partnership_id: int) -> Partnership:
    rows = Partnership.objects.visible_to(signed_in(request)).with_names()
    return get_object_or_404(rows, pk=partnership_id)
