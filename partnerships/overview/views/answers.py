"""An answer that was recorded by mistake."""

from typing import Any, cast

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires, signed_in
from accounts.roles import Permission
from audit.undo import say_done
from common.pages import next_url, refusals_on, render_page, status_of
from common.querysets import VisibleQuerySet
from partnerships.exchange.forms import InErrorForm
from partnerships.exchange.models import Acceptance, Acknowledgement, WiifmAnswer
from partnerships.overview import actions
from partnerships.relationships.models import PurposeAgreement

#: The kinds of answers, as an address names them.
KINDS: dict[str, models.Manager[Any]] = {
    "answer": WiifmAnswer.everything,
    "read": Acknowledgement.everything,
    "accepted": Acceptance.everything,
    "purpose": PurposeAgreement.everything,
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK)
def answer_in_error(request: HttpRequest, said_kind: str, said_id: int) -> HttpResponse:
    """Say that an answer was recorded by mistake; it stays, crossed out."""
    if said_kind not in KINDS:
        raise Http404
    rows = cast("VisibleQuerySet[Any]", KINDS[said_kind].all()).visible_to(request.user)
    said = get_object_or_404(rows.select_related("contact"), pk=said_id)
    form = InErrorForm(request.POST or None)
    page, now = said.contact.get_absolute_url(), timezone.now()
    if form.is_valid():
        with refusals_on(form):
            because = form.cleaned_data["because"]
            partnership = actions.record_in_error(
                said=said, because=because, by=signed_in(request), now=now
            )
            say_done(request, _("Marked as recorded in error."), partnership, now=now)
            return HttpResponseRedirect(next_url(request, page))
    context = {"form": form, "said": said, "back": page}
    return render_page(request, "overview/answer_in_error.html", context, status=status_of(form))
