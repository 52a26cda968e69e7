"""Our own pages: sending a link, and looking at what its person said."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from audit.undo import say_done
from common.errors import DomainError
from common.pages import refusals_on, refuse, render_page, status_of
from partnerships.exchange import queries as exchange
from partnerships.exchange.queries import latest_version
from partnerships.links import actions as links
from partnerships.links.emails import letter_of
from partnerships.links.models import LinkMessage, PersonalLink
from partnerships.organizations.models import Contact
from partnerships.portal import actions, queries
from partnerships.portal.forms import AskedForm, HandOverForm, LinkForm
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.relationships.queries import people_of

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


@reads_and_writes
@requires(Permission.WORK)
def link_send(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """First whom to ask (?contact=), then the mail as it will read, then send it."""
    rows = Partnership.objects.visible_to(signed_in(request)).with_names()
    partnership = get_object_or_404(rows, pk=partnership_id)
    asked = request.GET if "contact" in request.GET else None
    whom = AskedForm(asked, partnership=partnership, today=timezone.localdate())
    people = people_of(partnership, timezone.localdate())
    context: dict[str, Any] = {"partnership": partnership, "whom": whom}
    context["speaker"] = people.speaker(Side.THEIRS)
    if not whom.is_valid():
        status = 422 if whom.is_bound else 200
        return render_page(request, "portal/link_send.html", context, status=status)
    contact = whom.cleaned_data["contact"]
    form = LinkForm(request.POST or None, initial={"words": _note(partnership)})
    if form.is_valid() and _sent(request, form, partnership, contact):
        messages.success(request, _("Sent. Now waiting on them."))
        return redirect(partnership)
    context |= {"contact": contact, "form": form, **_preview(request, form, partnership, contact)}
    return render_page(request, "portal/link_send.html", context, status=status_of(form))


def _sent(
    request: HttpRequest, form: LinkForm, partnership: Partnership, contact: Contact
) -> bool:
    """Queue the mail, unless the person only wants to see it; a refusal goes to the form."""
    if "preview" in request.POST:
        return False
    try:
        actions.require_something_to_show(latest_version(partnership))
        links.send_link(
            partnership=partnership,
            contact=contact,
            by=signed_in(request),
            now=timezone.now(),
            **form.cleaned_data,
        )
    except DomainError as error:
        refuse(form, error)
        return False
    return True


def _preview(
    request: HttpRequest, form: LinkForm, partnership: Partnership, contact: Contact
) -> dict[str, Any]:
    """The mail as it will read, or why none can be sent."""
    draft = PersonalLink(partnership=partnership, contact=contact, sent_by=signed_in(request))
    draft.words = form["words"].value() or ""
    try:
        links.require_mail(contact)
    except DomainError as error:
        return {"why_not": str(error)}
    shared = latest_version(partnership)
    if shared is None:
        return _to_share(partnership)
    address = _("(their personal link goes here)")
    return {"letter": letter_of(draft, address=address), "shared": shared}


def _note(partnership: Partnership) -> str:
    """Return the note that the mail begins with: which figures their side owes, if any."""
    wanted = queries.measures_for_partner(partnership.pk, timezone.localdate()).wanted
    labels = "; ".join(one.label for one in wanted)
    return _("Please also report your figures: %(labels)s.") % {"labels": labels} if wanted else ""


def _to_share(partnership: Partnership) -> dict[str, Any]:
    """Both lists as they would be shared, to be shared right here; then back to the mail."""
    known = exchange.exchange_of(partnership, people_of(partnership, timezone.localdate()))
    return {
        "changes": exchange.changes_of(known),
        "seen": exchange.copy_hash(exchange.snapshot(known.benefits)),
    }


@require_safe
@requires(Permission.VIEW)
def link_detail(request: HttpRequest, link_id: int) -> HttpResponse:
    """What a person said by their link, what of it waits for us, and the link itself."""
    link = _link(request, link_id)
    context = {
        "link": link,
        "told": queries.told_by(link),
        "is_live": link.is_live(timezone.now()),
    }
    return render_page(request, "portal/link_detail.html", context)


@require_POST
@requires(Permission.WORK)
def link_seen(request: HttpRequest, link_id: int) -> HttpResponse:
    """Someone looked at the answer; refused while something of it waits for us."""
    link, now = _link(request, link_id), timezone.now()
    try:
        actions.look_at(link=link, by=signed_in(request), now=now)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("link_detail", link.pk)
    say_done(request, _("Done. Reminders about it stop."), link, now=now)
    return redirect(link.partnership)


@require_POST
@requires(Permission.WORK)
def link_revoke(request: HttpRequest, link_id: int) -> HttpResponse:
    """Make a link worthless at once."""
    link = _link(request, link_id)
    links.revoke(link=link, by=signed_in(request), now=timezone.now())
    messages.success(request, _("Link revoked."))
    return redirect("link_detail", link.pk)


@require_POST
@requires(Permission.WORK)
def wish_done(request: HttpRequest, message_id: int) -> HttpResponse:
    """What someone asked for by their link was done."""
    message = _message(request, message_id)
    now = timezone.now()
    links.handle(message=message, by=signed_in(request), now=now)
    say_done(request, _("Request marked done."), message.link, now=now)
    return redirect("link_detail", message.link_id)


@reads_and_writes
@requires(Permission.WORK)
def colleague_approve(request: HttpRequest, message_id: int) -> HttpResponse:
    """Take up the colleague someone handed over to, and send them a link of their own."""
    message = _message(request, message_id)
    initial = {"name": message.name, "email": message.email}
    form = HandOverForm(request.POST or None, initial=initial)
    partnership = message.link.partnership
    if form.is_valid():
        with refusals_on(form):
            link = actions.approve_colleague(
                message=message,
                position=form.position(partnership),
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(request, _("Contact added. A link is on its way."))
            return redirect("link_detail", link.pk)
    context = {"form": form, "message": message, "partnership": partnership}
    return render_page(request, "portal/colleague_approve.html", context, status=status_of(form))


def _link(request: HttpRequest, link_id: int) -> PersonalLink:
    rows = PersonalLink.objects.visible_to(signed_in(request))
    related = rows.select_related("contact", "sent_by", "partnership__organization")
    return get_object_or_404(related, pk=link_id)


def _message(request: HttpRequest, message_id: int) -> LinkMessage:
    rows = LinkMessage.objects.visible_to(signed_in(request))
    related = rows.select_related("link__contact", "link__partnership__organization")
    return get_object_or_404(related, pk=message_id)
