"""One line with all that was said about it, and what came of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.errors import DomainError
from common.pages import next_url, refusals_on, refusals_told, refuse, render_page, status_of
from common.versions import StaleEdit
from partnerships.exchange import actions, queries
from partnerships.exchange.forms import (
    BenefitEditForm,
    SuggestionAcceptForm,
    SuggestionDeclineForm,
)
from partnerships.exchange.models import Benefit, ItemRequest, ListVersion, Suggestion
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.queries import people_of


@require_safe
@requires(Permission.VIEW)
def line_detail(request: HttpRequest, benefit_id: int) -> HttpResponse:
    """The thread of a line: what was suggested and what we answered, what happened."""
    rows = Benefit.objects.visible_to(signed_in(request))
    related = rows.select_related("partnership__organization", "told_by")
    benefit = get_object_or_404(related, pk=benefit_id)
    context = {
        "benefit": benefit,
        "partnership": benefit.partnership,
        "thread": queries.line_history(benefit, timezone.localdate()),
    }
    return render_page(request, "exchange/line_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def suggestion_take_up(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """Word the line again with the suggestion before our eyes; saving answers it."""
    suggestion = _suggestion(request, suggestion_id)
    rows = Benefit.objects.visible_to(signed_in(request)).on_the_lists()
    related = rows.select_related("partnership__organization", "told_by")
    benefit = get_object_or_404(related, pk=suggestion.line.benefit_id)
    form = BenefitEditForm(
        request.POST or None,
        instance=benefit,
        today=timezone.localdate(),
        auto_id=f"line-{benefit.pk}-%s",
    )
    status = status_of(form)
    if form.is_valid():
        status = _taken(request, suggestion, form)
        if status == HttpResponseRedirect.status_code:
            return _back(request, benefit)
    context = {"form": form, "benefit": benefit, "suggestion": suggestion}
    context |= {"partnership": benefit.partnership, "side": Side(benefit.side)}
    return render_page(request, "exchange/suggestion_take_up.html", context, status=status)


def _taken(request: HttpRequest, suggestion: Suggestion, form: BenefitEditForm) -> int:
    """Save the new wording; the status of the answer, 302 if it went through."""
    given: dict[str, Any] = {"by": signed_in(request), "now": timezone.now()}
    try:
        actions.take_up(
            suggestion=suggestion,
            benefit=form.instance,
            seen_version=form.seen_version,
            **given,
        )
    except StaleEdit as error:
        form.show_conflict(error.current)
        return 409
    except DomainError as error:
        refuse(form, error)
        return 409
    messages.success(request, _("Accepted. They'll see it in the next version you save."))
    return 302


@require_POST
@requires(Permission.WORK)
def suggestion_accept(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """Word the line as they suggest, with one click."""
    suggestion = _suggestion(request, suggestion_id)
    seen = SuggestionAcceptForm(request.POST)
    with refusals_told(request):
        actions.accept(
            suggestion=suggestion,
            seen_version=seen.seen_version if seen.is_valid() else None,
            by=signed_in(request),
            now=timezone.now(),
        )
        messages.success(request, _("Accepted. They'll see it in the next version you save."))
    return _back(request, suggestion.line.benefit)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def suggestion_decline(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """Leave the line as it is, and say why."""
    suggestion = _suggestion(request, suggestion_id)
    form = SuggestionDeclineForm(request.POST or None)
    if form.is_valid():
        reply = form.cleaned_data["reply"]
        by, now = signed_in(request), timezone.now()
        with refusals_on(form):
            actions.decline(suggestion=suggestion, reply=reply, by=by, now=now)
            messages.success(request, _("Declined. Your reply appears with the suggestion."))
            return _back(request, suggestion.line.benefit)
    context = {"form": form, "suggestion": suggestion, "benefit": suggestion.line.benefit}
    context["partnership"] = suggestion.line.benefit.partnership
    status = status_of(form)
    return render_page(request, "exchange/suggestion_decline.html", context, status=status)


@require_POST
@requires(Permission.WORK)
def item_accept(request: HttpRequest, benefit_id: int) -> HttpResponse:
    """Put an item they added on the shared list, and accept it, with one click."""
    rows = Benefit.objects.visible_to(signed_in(request))
    related = rows.select_related("partnership__organization", "brought_by", "told_by")
    benefit = get_object_or_404(related, pk=benefit_id)
    with refusals_told(request):
        version = actions.accept_item(benefit=benefit, by=signed_in(request), now=timezone.now())
        messages.success(request, _accepted(benefit, version))
    return HttpResponseRedirect(next_url(request, benefit.partnership.get_absolute_url()))


def _accepted(benefit: Benefit, version: ListVersion) -> str:
    """Say in which version it is, and whose answers that version asks for again."""
    people = people_of(benefit.partnership, timezone.localdate())
    asked = queries.exchange_of(benefit.partnership, people).to_ask_again()
    told = _("Accepted. It's on the list in version %(number)s, and %(name)s isn't asked again.")
    if benefit.version > 1 or benefit.brought_by in asked:
        told = _("Accepted. It's on the list in version %(number)s. Ask %(name)s to confirm it.")
    told %= {"number": version.number, "name": benefit.brought_by}
    others = ", ".join(person.name for person in asked if person != benefit.brought_by)
    if not others:
        return told
    return f"{told} " + _("Ask for their answers again: %(names)s.") % {"names": others}


@require_POST
@requires(Permission.WORK)
def item_request_accept(request: HttpRequest, item_request_id: int) -> HttpResponse:
    """Put what they asked for on our list; then make it measurable."""
    asked = _item_request(request, item_request_id)
    page = next_url(request, asked.partnership.get_absolute_url())
    with refusals_told(request):
        item = actions.take_up_request(request=asked, by=signed_in(request), now=timezone.now())
        messages.success(request, _("Added to our list. Say how much, by when, and who reports."))
        page = reverse("benefit_edit", args=[item.pk])
    return HttpResponseRedirect(page)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def item_request_decline(request: HttpRequest, item_request_id: int) -> HttpResponse:
    """Say why we can't bring it."""
    asked = _item_request(request, item_request_id)
    page = asked.partnership.get_absolute_url()
    form = SuggestionDeclineForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            actions.decline_request(
                request=asked,
                reply=form.cleaned_data["reply"],
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(request, _("Declined. They see your reply on their page."))
            return HttpResponseRedirect(next_url(request, page))
    context = {"form": form, "asked": asked, "partnership": asked.partnership}
    status = status_of(form)
    return render_page(request, "exchange/item_request_decline.html", context, status=status)


def _item_request(request: HttpRequest, item_request_id: int) -> ItemRequest:
    rows = ItemRequest.objects.visible_to(signed_in(request))
    related = rows.select_related("contact", "partnership__organization")
    return get_object_or_404(related, pk=item_request_id)


def _suggestion(request: HttpRequest, suggestion_id: int) -> Suggestion:
    rows = Suggestion.objects.visible_to(signed_in(request))
    related = rows.select_related("contact", "line__benefit__partnership__organization")
    return get_object_or_404(related, pk=suggestion_id)


def _back(request: HttpRequest, benefit: Benefit) -> HttpResponse:
    return HttpResponseRedirect(next_url(request, benefit.get_absolute_url()))
