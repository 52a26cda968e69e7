"""Whether everything runs: for monitors, and for the banner on every page."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import can
from accounts.roles import Permission
from partnerships.outbox import queries


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Tell each part as ok, missing or off; 503 when one is missing. Figures are for our own."""
    health = queries.health()
    well = health.is_well()
    body: dict[str, object] = {"status": queries.OK if well else queries.MISSING, **health.parts()}
    if health.database == queries.OK and can(request.user, Permission.PANEL):
        body["tick_age_seconds"] = health.tick_age
    return JsonResponse(body, status=200 if well else 503)


@login_not_required
@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Tell that the web process answers."""
    return HttpResponse("ok", content_type="text/plain")


def scheduler(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001
    """Give templates `scheduler_is_silent`, which asks the database only when it is looked at."""
    return {
        "scheduler_is_silent": SimpleLazyObject(lambda: queries.scheduler_silent(timezone.now()))
    }
