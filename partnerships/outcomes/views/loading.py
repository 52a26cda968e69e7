"""Loading what the pages of several files are about."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.access import signed_in
from partnerships.outcomes.models import Cohort, MeasureShare
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


def get_partnership(request: HttpRequest, partnership_id: int) -> Partnership:
    """Load a partnership that this user may see, or answer 404."""
    rows = Partnership.objects.visible_to(signed_in(request)).with_names()
    return get_object_or_404(rows, pk=partnership_id)


def get_share(request: HttpRequest, share_id: int) -> MeasureShare:
    """Load a measure as it is counted with a partner, or answer 404."""
    rows = MeasureShare.objects.visible_to(signed_in(request)).with_names()
    related = rows.select_related("our_reporter", "their_reporter")
    return get_object_or_404(related, pk=share_id)


def get_cohort(request: HttpRequest, cohort_id: int) -> Cohort:
    """Load a cohort that this user may see, or answer 404."""
    rows = Cohort.objects.visible_to(signed_in(request))
    related = rows.select_related("partnership__organization", "offering")
    return get_object_or_404(related, pk=cohort_id)


def side_asked(request: HttpRequest) -> Side:
    """Return which side reports, as the address says; ours if it doesn't."""
    asked = request.GET.get("side", Side.OURS)
    if asked not in Side:
        raise Http404
    return Side(asked)
