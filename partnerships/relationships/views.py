"""Pages about the row itself: who looks after it, the purpose, whose turn it is."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires, signed_in
from accounts.roles import Permission
from audit.undo import say_done
from common.errors import DomainError
from common.pages import next_url, refusals_on, render_page, status_of
from common.versions import StaleEdit
from partnerships.relationships import actions
from partnerships.relationships.forms import (
    CourtForm,
    NoNextStepForm,
    PartnershipForm,
    PurposeAgreementForm,
    PurposeForm,
    SeatForm,
    SideSpeakerForm,
)
from partnerships.relationships.lifecycle import Level, Side
from partnerships.relationships.models import KeyPlayer, Partnership, Purpose
from partnerships.relationships.queries import people_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def partnership_edit(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Change owner, deputy, motives, program, and how often it is reviewed."""
    partnership = _partnership(request, partnership_id)
    name, page = str(partnership), partnership.get_absolute_url()
    form = PartnershipForm(request.POST or None, instance=partnership)
    status = status_of(form)
    if form.is_valid():
        try:
            actions.edit_partnership(
                partnership=form.instance,
                motives=form.cleaned_data["motives"],
                seen_version=form.seen_version,
                by=signed_in(request),
                now=timezone.now(),
            )
        except StaleEdit as error:
            form.show_conflict(error.current)
            status = 409
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(next_url(request, page))
    context = {"form": form, "partnership": partnership, "name": name}
    return render_page(request, "relationships/partnership_edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def purpose_set(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Write why we do this together."""
    partnership = _partnership(request, partnership_id)
    purposes = Purpose.objects.visible_to(signed_in(request))
    current = purposes.filter(partnership=partnership).first()
    initial = {"sentence": current.sentence} if current else None
    form = PurposeForm(request.POST or None, initial=initial)
    if form.is_valid():
        actions.set_purpose(
            partnership=partnership,
            sentence=form.cleaned_data["sentence"],
            by=signed_in(request),
            now=timezone.now(),
        )
        messages.success(request, _("Purpose saved."))
        return HttpResponseRedirect(next_url(request, partnership.get_absolute_url()))
    context = {
        "form": form,
        "partnership": partnership,
        "agreed": current.agreements.select_related("contact") if current else [],
    }
    return render_page(request, "relationships/purpose_set.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def purpose_agree(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Write down that a named person agrees with the purpose."""
    partnership = _partnership(request, partnership_id)
    form = PurposeAgreementForm(
        request.POST or None,
        partnership=partnership,
        initial={"speaker": request.GET.get("speaker", "")},
    )
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.agree_with_purpose(
                partnership=partnership,
                contact=said["speaker"].contact,
                side=said["speaker"].side,
                how=said["how"],
                said_on=said["said_on"],
                by=signed_in(request),
                now=timezone.now(),
            )
        except DomainError as error:
            form.add_error("speaker" if error.field == "contact" else None, str(error))
        else:
            messages.success(request, _("Recorded: on the same page."))
            return HttpResponseRedirect(next_url(request, partnership.get_absolute_url()))
    purposes = Purpose.objects.visible_to(signed_in(request)).filter(partnership=partnership)
    context = {"form": form, "partnership": partnership, "purpose": purposes.first()}
    return render_page(
        request, "relationships/purpose_agree.html", context, status=status_of(form)
    )


@require_POST
@requires(Permission.WORK)
def court_set(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Say whose turn it is, with one button of the partner page."""
    partnership = _partnership(request, partnership_id)
    form = CourtForm(request.POST)
    if not form.is_valid():
        raise BadRequest("No such side.")
    court, now = form.cleaned_data["court"], timezone.now()
    actions.set_court(partnership=partnership, court=court, by=signed_in(request), now=now)
    done = _("Waiting on us now.") if court == Side.OURS else _("Waiting on them now.")
    say_done(request, done, partnership, now=now)
    return HttpResponseRedirect(next_url(request, partnership.get_absolute_url()))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def no_next_step(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Say why nothing is planned next: "none, because …" (L2)."""
    partnership = _partnership(request, partnership_id)
    form = NoNextStepForm(request.POST or None)
    if form.is_valid():
        actions.explain_no_next_step(
            partnership=partnership,
            reason=form.cleaned_data["reason"],
            by=signed_in(request),
            now=timezone.now(),
        )
        return HttpResponseRedirect(next_url(request, partnership.get_absolute_url()))
    context = {"form": form, "partnership": partnership}
    return render_page(request, "relationships/no_next_step.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def seat_create(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Name someone, or what is still to be named, on one side (?side=, ?level=)."""
    side = request.GET.get("side", Side.THEIRS.value)
    level = request.GET.get("level", Level.OTHER.value)
    if side not in Side.values or level not in Level.values:
        raise Http404
    partnership = _partnership(request, partnership_id)
    return _seat_form(request, KeyPlayer(partnership=partnership, side=side, level=level))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def speaker_set(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Name the person whose answer is that of a side (?side=)."""
    side = request.GET.get("side", Side.THEIRS.value)
    if side not in Side.values:
        raise Http404
    partnership, today = _partnership(request, partnership_id), timezone.localdate()
    people = people_of(partnership, today)
    form = SideSpeakerForm(request.POST or None, people=people, side=Side(side))
    if form.is_valid():
        with refusals_on(form):
            actions.name_speaker(
                partnership=partnership,
                side=Side(side),
                contact=form.cleaned_data["contact"],
                today=today,
                by=signed_in(request),
                now=timezone.now(),
            )
            return HttpResponseRedirect(next_url(request, partnership.get_absolute_url()))
    context = {"form": form, "partnership": partnership, "side": side}
    return render_page(request, "relationships/speaker_set.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def seat_edit(request: HttpRequest, seat_id: int) -> HttpResponse:
    """Give a seat to someone, or change its part."""
    return _seat_form(request, _seat(request, seat_id))


@require_POST
@requires(Permission.WORK)
def seat_remove(request: HttpRequest, seat_id: int) -> HttpResponse:
    """Take a seat away: no one is needed there."""
    seat = _seat(request, seat_id)
    now = timezone.now()
    actions.remove_seat(seat=seat, by=signed_in(request), now=now)
    say_done(request, _("Removed from key people."), seat.partnership, now=now)
    return HttpResponseRedirect(next_url(request, seat.partnership.get_absolute_url()))


def _seat_form(request: HttpRequest, seat: KeyPlayer) -> HttpResponse:
    today, page = timezone.localdate(), seat.partnership.get_absolute_url()
    name = str(seat) if seat.pk else ""
    form = SeatForm(request.POST or None, instance=seat, today=today)
    if form.is_valid():
        with refusals_on(form):
            actions.save_seat(
                seat=form.instance, today=today, by=signed_in(request), now=timezone.now()
            )
            return HttpResponseRedirect(next_url(request, page))
    context = {"form": form, "seat": seat, "name": name, "partnership": seat.partnership}
    return render_page(request, "relationships/seat.html", context, status=status_of(form))


def _seat(request: HttpRequest, seat_id: int) -> KeyPlayer:
    rows = KeyPlayer.objects.visible_to(signed_in(request))
    return get_object_or_404(rows.select_related("partnership__organization"), pk=seat_id)


def _partnership(request: HttpRequest, partnership_id: int) -> Partnership:
    rows = Partnership.objects.visible_to(signed_in(request)).with_names()
    return get_object_or_404(rows, pk=partnership_id)
