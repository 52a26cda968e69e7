"""Small helpers that every view uses."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from common.errors import DomainError

T = TypeVar("T")


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Render a page. `status` is 422 for a form with errors, 409 for a stale one."""
    return render(request, template, dict(context or {}), status=status)


def page_of(
    request: HttpRequest, rows: QuerySet[Any, T] | Sequence[T], per_page: int = 25
) -> Page[T]:
    """Return the page that `?page=` asks for; nonsense gives the first or the last page."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def next_url(request: HttpRequest, default: str) -> str:
    """Return where to go after a form: its `next`, if that stays on this site, else `default`."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else default


def refuse(form: BaseForm, error: DomainError, *, at_field: bool = True) -> None:
    """Put a refusal at its field, or at the top of a form that has no such field."""
    has_field = at_field and error.field in form.fields
    form.add_error(error.field if has_field else None, str(error))


@contextmanager
def refusals_on(form: BaseForm, *, at_field: bool = True) -> Iterator[None]:
    """Let an action be refused: the form is then shown again and says why.

    Without `at_field` it says so at the top, for pages that show several copies of a field.
    """
    try:
        yield
    except DomainError as error:
        refuse(form, error, at_field=at_field)


@contextmanager
def refusals_told(request: HttpRequest) -> Iterator[None]:
    """Let an action be refused where there is no form: the next page says why."""
    try:
        yield
    except DomainError as error:
        messages.error(request, str(error))


def status_of(form: BaseForm) -> int:
    """Return 422 for a form that is shown again with its errors, 200 for a new one."""
    return 422 if form.is_bound else 200


def without_nul(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 400 to an address with a NUL: in no filter can PostgreSQL be asked for it."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = [value for _name, values in request.GET.lists() for value in values]
        if any("\x00" in text for text in (request.path, *request.GET, *asked)):
            raise BadRequest
        return view(request, *args, **kwargs)

    return answered
