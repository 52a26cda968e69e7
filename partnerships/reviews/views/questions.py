"""Question sets: which there are, how each reads, and leadership's changes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.pages import refusals_on, render_page, status_of
from partnerships.reviews import actions
from partnerships.reviews.forms import QuestionFormSet, QuestionSetForm, asked_in, rows_of
from partnerships.reviews.models import QuestionSet
from partnerships.reviews.views.shared import FORM_METHODS


@require_safe
@requires(Permission.VIEW)
def question_set_list(request: HttpRequest) -> HttpResponse:
    """The newest version of each set that isn't retired."""
    sets = QuestionSet.objects.visible_to(signed_in(request)).offered()
    return render_page(request, "reviews/question_set_list.html", {"sets": sets})


@require_safe
@requires(Permission.VIEW)
def question_set_detail(request: HttpRequest, question_set_id: int) -> HttpResponse:
    """One version of a set as raters read it, to look at or to print."""
    found = _question_set(request, question_set_id)
    rows = QuestionSet.objects.visible_to(signed_in(request))
    newer = rows.filter(code=found.code, version__gt=found.version).first()
    context = {"set": found, "questions": found.questions.all(), "newer": newer}
    return render_page(request, "reviews/question_set_detail.html", context)


@require_http_methods(FORM_METHODS)
@requires(Permission.LEAD)
def question_set_create(request: HttpRequest) -> HttpResponse:
    """Make a new set."""
    return _edit(request, QuestionSet())


@require_http_methods(FORM_METHODS)
@requires(Permission.LEAD)
def question_set_edit(request: HttpRequest, question_set_id: int) -> HttpResponse:
    """Change a set; one that a review has used gets a new version."""
    return _edit(request, _question_set(request, question_set_id))


def _edit(request: HttpRequest, question_set: QuestionSet) -> HttpResponse:
    typed = request.POST or None
    form = QuestionSetForm(typed, instance=question_set)
    initial = rows_of(question_set) if question_set.pk else []
    rows = QuestionFormSet(typed, prefix="questions", initial=initial)
    if form.is_valid() and rows.is_valid():
        with refusals_on(form):
            saved = actions.save_question_set(
                question_set=form.instance,
                questions=asked_in(rows),
                by=signed_in(request),
                now=timezone.now(),
            )
            messages.success(
                request, _("Saved as version %(version)d.") % {"version": saved.version}
            )
            return redirect(saved)
    context = {"form": form, "rows": rows, "set": question_set}
    return render_page(request, "reviews/question_set_edit.html", context, status=status_of(form))


@require_POST
@requires(Permission.LEAD)
def question_set_retire(request: HttpRequest, question_set_id: int) -> HttpResponse:
    """Offer a set no longer."""
    found = _question_set(request, question_set_id)
    actions.retire_question_set(question_set=found, by=signed_in(request), now=timezone.now())
    messages.success(request, _("Retired. Reviews that used it stay unchanged."))
    return redirect("question_set_list")


def _question_set(request: HttpRequest, question_set_id: int) -> QuestionSet:
    rows = QuestionSet.objects.visible_to(signed_in(request))
    return get_object_or_404(rows, pk=question_set_id)
