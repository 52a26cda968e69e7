"""What people said by phone, in a meeting or on paper (W7)."""

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.errors import DomainError
from common.pages import next_url, refuse, render_page, status_of
from partnerships.exchange import actions, queries
from partnerships.exchange.forms import SayingForm, WhoForm
from partnerships.exchange.queries import Exchange
from partnerships.relationships.forms import Speaker
from partnerships.relationships.lifecycle import How
from partnerships.relationships.models import Partnership, Purpose, PurposeAgreement
from partnerships.relationships.queries import people_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def answer_record(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """First who said it (?contact=), then what they said."""
    rows = Partnership.objects.visible_to(signed_in(request)).with_names()
    partnership = get_object_or_404(rows, pk=partnership_id)
    people = people_of(partnership, timezone.localdate())
    asked = request.GET if "contact" in request.GET else None
    side = request.GET.get("side", "")
    who = WhoForm(asked, partnership=partnership, people=people, side=side)
    speaker = who.cleaned_data["contact"] if who.is_valid() else None
    context = {"partnership": partnership, "who": who, "speaker": speaker}
    context["exchange"] = exchange = queries.exchange_of(partnership, people)
    if speaker is None:
        status = 422 if who.is_bound else 200
        return render_page(request, "exchange/answer_record.html", context, status=status)
    purpose = Purpose.objects.visible_to(signed_in(request)).filter(partnership=partnership)
    agreed = PurposeAgreement.objects.visible_to(signed_in(request)).filter(
        purpose=OuterRef("pk"), contact=speaker.contact
    )
    unsaid = purpose.current().filter(~Exists(agreed)).first()
    form = SayingForm(
        request.POST or None, speaker=speaker, exchange=exchange, purpose=unsaid, people=people
    )
    if "confirm" in request.GET:
        context["changes"] = changes = _changes(exchange, speaker)
        form.confirm({change.now.pk for change in changes if change.now})
    if form.is_valid() and _kept(request, form, partnership, speaker):
        messages.success(request, _written_down(partnership, form.cleaned_data["how"]))
        return HttpResponseRedirect(next_url(request, partnership.get_absolute_url()))
    context["form"] = form
    status = status_of(form)
    return render_page(request, "exchange/answer_record.html", context, status=status)


def _changes(exchange: Exchange, speaker: Speaker) -> list[queries.LineChange]:
    """What changed since the answer that is to be confirmed (W2); 404 if it is not theirs."""
    answer = exchange.answers.get(speaker.side)
    if exchange.version is None or answer is None or answer.contact_id != speaker.contact.pk:
        raise Http404
    return queries.changes_between(answer.list_version, exchange.version)


def _written_down(partnership: Partnership, how: str) -> str:
    """The message after it; what came on paper has a scan to keep."""
    said = _("Recorded.")
    if how != How.PAPER:
        return said
    url = reverse("partnership_document_upload", args=[partnership.pk])
    return format_html('{} <a href="{}">{}</a>', said, url, _("Attach the scan"))


def _kept(
    request: HttpRequest, form: SayingForm, partnership: Partnership, speaker: Speaker
) -> bool:
    """Keep what was said; a refusal becomes an error of the form."""
    saying = actions.Saying(contact=speaker.contact, side=speaker.side, **form.said())
    try:
        actions.record_saying(
            partnership=partnership, saying=saying, by=signed_in(request), now=timezone.now()
        )
    except DomainError as error:
        refuse(form, error)
        return False
    return True
