"""Pages for requests that went wrong, where Django's own choice of page isn't ours."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views import defaults

#: Seconds after which a browser or a proxy may ask again.
RETRY_AFTER = 10
#: PostgreSQL's code for read_only_sql_transaction.
READ_ONLY = "25006"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 413 to a request that is too big, 400 to any other that makes no sense."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 while the database is away, busy or read-only, which passes; else 500.

    The page asks the database nothing, not even who is signed in.
    """
    fault = sys.exception()
    if not (isinstance(fault, _database_gone()) or _is_read_only(fault)):
        return defaults.server_error(request)
    later = {"Retry-After": str(RETRY_AFTER)}
    return HttpResponse(render_to_string("503.html"), status=503, headers=later)


def _database_gone() -> tuple[type[Exception], ...]:
    """Django's words for it and the driver's own, which not every call translates."""
    driver = connection.Database  # type: ignore[attr-defined]
    return OperationalError, InterfaceError, driver.OperationalError, driver.InterfaceError


def _is_read_only(fault: BaseException | None) -> bool:
    """Say whether PostgreSQL takes no changes, as a standby or during maintenance."""
    return getattr(getattr(fault, "__cause__", None) or fault, "pgcode", None) == READ_ONLY
