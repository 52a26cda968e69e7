"""Whether everything runs: for monitors, and for the banner on every page."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import can, requires
from accounts.roles import Permission
from common.pages import render_page
from partnerships.outbox import queries
from partnerships.outbox.lifecycle import Outcome
from partnerships.outbox.models import Delivery


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """List each part as ok, missing or off; 503 if one is missing. Leadership gets figures."""
    found = queries.health()
    well = found.is_well()
    body: dict[str, object] = {"status": queries.OK if well else queries.MISSING, **found.parts()}
    if found.database == queries.OK and can(request.user, Permission.PANEL):
        body |= {"tick_age_seconds": found.tick_age, "version": settings.VERSION}
    return JsonResponse(body, status=200 if well else 503)


@login_not_required
@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Tell that the web process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@requires(Permission.PANEL)
def health(request: HttpRequest) -> HttpResponse:
    """How the mail goes, for those who look after it."""
    now = timezone.now()
    figures = queries.figures(now)
    context = {
        "figures": figures,
        "parts": figures.parts(now),
        "faults": figures.faults(now),
        "broker": queries.broker(),
        "failures": [(Outcome(word).label, n) for word, n in figures.failures.items()],
        "dead": [
            (word, Delivery(reason=word).reason_text(), n) for word, n in figures.dead.items()
        ],
        "late": figures.late(now),
        "now": now,
    }
    return render_page(request, "outbox/health.html", context)


def outages(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001
    """Give templates `outage`, which asks the database only when it is looked at."""
    return {"outage": SimpleLazyObject(lambda: queries.outage(timezone.now()))}
