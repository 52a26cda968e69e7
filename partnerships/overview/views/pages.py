"""Today, the partners, one partner, search, and a new partner."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires, signed_in
from accounts.context import can as allowed_in_templates
from accounts.models import User
from accounts.roles import Permission
from audit.undo import done_by
from common.menus import menu_links
from common.pages import next_url, page_of, refusals_on, refusals_told, render_page, status_of
from common.safe_screen import set_safe
from common.text import clean_line, is_quick
from partnerships.engagement.queries import last_two_way, next_steps, with_last_two_way
from partnerships.exchange.models import Inquiry
from partnerships.organizations.models import Contact, Organization
from partnerships.organizations.queries import our_organization
from partnerships.outbox.forms import DeliverySearch
from partnerships.outbox.models import Delivery
from partnerships.outcomes.queries import progress_by_item
from partnerships.overview import actions, queries
from partnerships.overview.forms import (
    OWNER_GONE,
    LeftForm,
    NewPartnerForm,
    PartnerSearch,
)
from partnerships.overview.rules import greeting, stage_path
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.models import Partnership
from partnerships.reviews.queries import PROPOSALS_SHOWN, proposed_reviews

#: The tabs of the partner page that show one subject alone.
PARTNER_TABS = {
    "mou": "overview/partner_mous.html",
    "reviews": "overview/partner_reviews.html",
    "documents": "overview/partner_documents.html",
}


@require_safe
@requires(Permission.VIEW)
def today(request: HttpRequest) -> HttpResponse:
    """What to do now: the first page of the day."""
    now = timezone.now()
    everybody = request.GET.get("whose") == "all"
    context = {
        "now": now,
        "greeting": greeting(timezone.localtime(now).hour),
        "everybody": everybody,
        "today": queries.today_of(signed_in(request), now, everybody=everybody),
    }
    return render_page(request, "overview/today.html", context)


@require_safe
@requires(Permission.VIEW)
def rail_counts(request: HttpRequest) -> HttpResponse:
    """The numbers in the rail; the frame asks for them once the page is there."""
    counts = queries.rail_counts_of(signed_in(request), timezone.now())
    return render_page(request, "overview/rail_counts.html", {"counts": counts})


@require_safe
@requires(Permission.VIEW)
def partner_list(request: HttpRequest) -> HttpResponse:
    """Our partnerships, filtered by what the address says."""
    user, now = signed_in(request), timezone.now()
    form = PartnerSearch(request.GET, user=user)
    rows = with_last_two_way(Partnership.objects.visible_to(user).with_names())
    page = page_of(request, form.filter(rows))
    context = {
        "form": form,
        "page": page,
        "now": now,
        "last_contacts": {row.pk: last_two_way(row) for row in page},
        "steps": next_steps([partnership.pk for partnership in page], now),
        "inquiries": Inquiry.objects.visible_to(user).open().count(),
    }
    return render_page(request, "overview/partner_list.html", context)


@require_safe
@requires(Permission.VIEW)
def board(request: HttpRequest) -> HttpResponse:
    """The same partnerships as columns of stages; a card moves by its link, or by dragging."""
    user, now = signed_in(request), timezone.now()
    form = PartnerSearch(request.GET, user=user)
    rows = form.filter(Partnership.objects.visible_to(user).with_names())
    context = {"form": form, "columns": queries.board_of(rows, now), "now": now}
    return render_page(request, "overview/board.html", context)


@require_safe
@requires(Permission.VIEW)
def partner_page(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Everything about one partnership: the overview, or one of the other tabs."""
    now = timezone.now()
    partnership = _partnership(request, partnership_id)
    tab = request.GET.get("tab", "")
    context = {
        "page": queries.partner_page_of(partnership, now),
        "come": progress_by_item(partnership, timezone.localdate(now)),
        "partnership": partnership,
        "path": stage_path(partnership),
        "tab": tab,
        "now": now,
    }
    if tab == "reviews":
        proposals = proposed_reviews(signed_in(request)).filter(partnership=partnership)
        context["proposals"] = proposals[:PROPOSALS_SHOWN]
    template = PARTNER_TABS.get(tab, "overview/partner_page.html")
    return render_page(request, template, context)


@require_safe
@requires(Permission.PANEL)
def delivery_list(request: HttpRequest) -> HttpResponse:
    """Mail that could not be delivered; with a filter, any other mail."""
    form = DeliverySearch(request.GET)
    rows = queries.with_heads(Delivery.objects.visible_to(request.user).order_by("-pk"))
    page = page_of(request, form.filter(rows))
    mails = queries.about(page, reader=signed_in(request))
    context = {"form": form, "page": page, "mails": mails}
    return render_page(request, "overview/delivery_list.html", context)


@require_safe
@requires(Permission.VIEW)
def brief(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """One page about a partnership, to read or print before a meeting."""
    now = timezone.now()
    partnership = _partnership(request, partnership_id)
    context = {
        "partnership": partnership,
        "brief": queries.brief_of(partnership, now),
        "now": now,
    }
    return render_page(request, "overview/brief.html", context)


@require_POST
@requires(Permission.VIEW)
def share_screen_set(request: HttpRequest) -> HttpResponse:
    """Leave out, or show again, what is for us only, until the viewer signs out."""
    set_safe(request, on=request.POST.get("on") == "yes")
    return HttpResponseRedirect(next_url(request, reverse("today")))


@require_POST
@requires(Permission.VIEW)
def undo(request: HttpRequest, event_id: int) -> HttpResponse:
    """Reverse what the viewer did a moment ago; the log knows what that was."""
    user = signed_in(request)
    event = done_by(user, event_id)
    if event is None:
        raise Http404
    with refusals_told(request):
        actions.undo(event=event, by=user, now=timezone.now())
        messages.success(request, _("Undone."))
    return HttpResponseRedirect(next_url(request, reverse("today")))


@require_safe
@requires(Permission.VIEW)
def search(request: HttpRequest) -> HttpResponse:
    """Everything that has the typed words, and what can be done; the palette shows less of it."""
    query = clean_line(request.GET.get("q", "").replace("\x00", ""))[:200]
    user, is_palette = signed_in(request), request.headers.get("HX-Request") == "true"
    first = 5 if is_palette else 20
    asked = not is_palette or is_quick(query)
    found = queries.found(user, query, timezone.now(), first=first) if asked else []
    allowed = allowed_in_templates(request)["can"]
    commands = queries.commands(
        user,
        query,
        [*menu_links("rail", allowed), *queries.own_links_of(user).links],
        works=allowed[Permission.WORK.value],
    )
    context = {
        "query": query,
        "found": found,
        "commands": commands,
        "total": len(commands) + sum(len(hits.rows) for hits in found),
    }
    page = "overview/palette.html" if is_palette else "overview/search.html"
    return render_page(request, page, context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def new_partner(request: HttpRequest) -> HttpResponse:
    """Start a partnership: organization, contact, next step."""
    return _start(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def partnership_open(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Start a partnership with an organization in the directory; same form as a new partner."""
    rows = Organization.objects.visible_to(signed_in(request))
    return _start(request, get_object_or_404(rows, pk=organization_id))


def _start(request: HttpRequest, organization: Organization | None) -> HttpResponse:
    user = signed_in(request)
    form = NewPartnerForm(request.POST or None, user=user, organization=organization)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            if partnership := form.partnership_to_add_to():
                pipeline.add_to_partner(
                    told=form.told(), partnership=partnership, by=user, now=timezone.now()
                )
                messages.success(request, _("Added to %(name)s.") % {"name": partnership})
            else:
                partnership = pipeline.new_partner(
                    told=form.told(), organization=form.known(), by=user, now=timezone.now()
                )
            return HttpResponseRedirect(partnership.get_absolute_url())
    context = {"form": form, "organization": organization, "known": form.partnerships()}
    return render_page(request, "overview/new_partner.html", context, status=status_of(form))


#: What can be new for a partner: the page's title, and where it goes on.
FOR_A_PARTNER = {
    "meeting": (_lazy("Schedule a meeting"), "meeting_create"),
    "activity": (_lazy("Log activity"), "interaction_create"),
    "commitment": (_lazy("Add a commitment"), "follow_up_create"),
    "mou": (_lazy("Draft an MOU"), "mou_create"),
    "review": (_lazy("Schedule a review"), "review_plan"),
}


@require_safe
@requires(Permission.WORK)
def partner_pick(request: HttpRequest) -> HttpResponse:
    """Ask which partner something new belongs to."""
    asked = request.GET.get("what", "")
    what = asked if asked in FOR_A_PARTNER else "meeting"
    title, target = FOR_A_PARTNER[what]
    query = clean_line(request.GET.get("q", "").replace("\x00", ""))[:200]
    user = signed_in(request)
    context = {
        "what": what,
        "title": title,
        "target": target,
        "query": query,
        "partners": queries.partners_to_pick(user, query),
        "others": queries.organizations_to_pick(user, query if what == "meeting" else ""),
    }
    return render_page(request, "overview/partner_pick.html", context)


def _partnership(request: HttpRequest, partnership_id: int) -> Partnership:
    rows = Partnership.objects.visible_to(signed_in(request)).with_names().with_city()
    return get_object_or_404(with_last_two_way(rows), pk=partnership_id)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def contact_left(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Someone left an organization: what they carried there is handed over or shown open (O3)."""
    user, today = signed_in(request), timezone.localdate()
    contact = get_object_or_404(Contact.objects.visible_to(user), pk=contact_id)
    employers = queries.employers_of(contact, today)
    asked = [found for found in employers if str(found.pk) == request.GET.get("organization")]
    organization = next(iter(asked or employers), None)
    if len(employers) > 1 and not asked:
        context = {"contact": contact, "employers": employers}
        return render_page(request, "overview/contact_left_where.html", context)
    leaving = queries.leaving_of(
        contact=contact,
        user=contact.user if organization and organization.is_ours else None,
        organization=organization,
        today=today,
        now=timezone.now(),
    )
    return _hand_over(request, leaving, done=contact.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.HAND_OVER)
def colleague_left(request: HttpRequest, user_id: int) -> HttpResponse:
    """A colleague who signs in leaves or was deactivated: their work goes to others."""
    colleague = get_object_or_404(User.objects.visible_to(request.user), pk=user_id)
    ours = our_organization()
    contacts = Contact.objects.visible_to(request.user).filter(user=colleague)
    leaving = queries.leaving_of(
        contact=contacts.first() if ours else None,  # without one, every job would be ended
        user=colleague,
        organization=ours,
        today=timezone.localdate(),
        now=timezone.now(),
    )
    return _hand_over(request, leaving, done=f"{reverse('partner_list')}?look={OWNER_GONE}")


def _hand_over(request: HttpRequest, leaving: queries.Leaving, *, done: str) -> HttpResponse:
    """Ask who takes what, show what would happen, then do it."""
    user, step = signed_in(request), request.POST.get("step")
    form = LeftForm(request.POST or None, leaving=leaving, user=user)
    if form.is_valid() and step == "confirm":
        with refusals_on(form):
            actions.somebody_left(leaving=leaving, told=form.told(), by=user, now=timezone.now())
            messages.success(
                request, _("Handed over. Anything without a new owner shows as open.")
            )
            return HttpResponseRedirect(done)
    valid = form.is_valid()
    page = "left_preview" if valid and step != "edit" else "contact_left"
    context = {"form": form, "leaving": leaving, "back": done}
    status = 200 if valid else status_of(form)
    return render_page(request, f"overview/{page}.html", context, status=status)
