"""The text of an agreement: writing it, comparing versions, having it on paper."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires, signed_in
from accounts.roles import Permission
from common.errors import DomainError
from common.pages import page_of, refusals_on, refusals_told, refuse, render_page, status_of
from common.pdf import UndrawableText
from common.versions import StaleEdit
from partnerships.agreements import actions, queries, rules
from partnerships.agreements.forms import SectionForm, TheirTextForm
from partnerships.agreements.lifecycle import MouState
from partnerships.agreements.models import MouVersion, Section
from partnerships.agreements.views.shared import FORM_METHODS, get_mou

#: Each is compared with the next, which takes time and room.
VERSIONS_ON_A_PAGE = 10


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def section_edit(request: HttpRequest, section_id: int) -> HttpResponse:
    """Write a section; it saves itself while one writes, and two never overwrite each other."""
    sections = Section.objects.visible_to(request.user).select_related("mou__type")
    section = get_object_or_404(sections, pk=section_id)
    mou, heading = section.mou, section.heading
    form = SectionForm(request.POST or None, instance=section, auto_id=f"section{section.pk}_%s")
    status = status_of(form)
    if form.is_valid():
        try:
            actions.save_section(
                section=form.instance,
                seen_version=form.seen_version,
                by=signed_in(request),
                now=timezone.now(),
            )
        except StaleEdit as error:
            form.show_conflict(error.current)
            status = 409
        except DomainError as error:
            refuse(form, error)
        else:
            if not request.htmx:  # type: ignore[attr-defined]  # set by its middleware
                return redirect(f"{mou.get_absolute_url()}#section-{section.code}")
    context = {"form": form, "mou": mou, "heading": heading, "section": section}
    if request.htmx and request.method == "GET":  # type: ignore[attr-defined]  # set by its middleware
        return render_page(request, "agreements/_section_form.html", {**context, "in_place": True})
    if request.htmx:  # type: ignore[attr-defined]  # set by its middleware
        context["is_saved"] = form.is_valid() and status == status_of(form)
        status = 200 if context["is_saved"] else status
        return render_page(request, "agreements/_section_saved.html", context, status=status)
    return render_page(request, "agreements/section_edit.html", context, status=status or 422)


@require_safe
@requires(Permission.VIEW)
def mou_versions(request: HttpRequest, mou_id: int) -> HttpResponse:
    """The versions kept, newest first, and what changed from one to the next, in words."""
    mou = get_mou(request, mou_id)
    versions = MouVersion.objects.visible_to(request.user).filter(mou=mou)
    page = page_of(request, versions.select_related("document", "made_by"), VERSIONS_ON_A_PAGE)
    first = page.object_list[0].number if page.object_list else 0
    newer = versions.filter(number__gt=first).last()
    later = [newer.text if newer else queries.text_of(mou), *(v.text for v in page)]
    rows = [
        (version, queries.changes_of(version, after) if version.text else [])
        for version, after in zip(page, later, strict=False)
    ]
    context = {"mou": mou, "page": page, "rows": rows}
    return render_page(request, "agreements/mou_versions.html", context)


@require_http_methods(FORM_METHODS)
@requires(Permission.WORK)
def their_text(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Keep a round of the partner's own text."""
    mou = get_mou(request, mou_id)
    form = TheirTextForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with refusals_on(form):
            actions.upload_theirs(
                mou=mou, by=signed_in(request), now=timezone.now(), **form.cleaned_data
            )
            messages.success(request, _("Saved. Now say where each required section is."))
            return redirect(mou)
    context = {"form": form, "mou": mou}
    return render_page(request, "agreements/their_text.html", context, status=status_of(form))


@require_POST
@requires(Permission.WORK)
def mou_hand_round(request: HttpRequest, mou_id: int) -> HttpResponse:
    """Give the draft to us or to them to read, or take it to the table."""
    mou = get_mou(request, mou_id)
    to = request.POST.get("to", "")
    with refusals_told(request):
        actions.hand_round(
            mou=mou,
            to=MouState(to) if to in MouState.values else MouState.WITHDRAWN,
            by=signed_in(request),
            now=timezone.now(),
        )
    return redirect(mou)


@require_safe
@requires(Permission.VIEW)
def mou_pdf(request: HttpRequest, mou_id: int) -> HttpResponse:
    """The text as it reads now as a tagged PDF, on Letter or with ?paper=a4.

    If it has characters that no font can show, the MOU's page names them instead.
    """
    mou = get_mou(request, mou_id)
    paper = request.GET.get("paper", "letter")
    try:
        made = rules.pdf_of(
            queries.as_it_reads(mou),
            paper=paper if paper in rules.PAPERS else "letter",
        )
    except UndrawableText as error:
        messages.error(request, str(error))
        return redirect(mou)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="mou-{mou.pk}.pdf"'
    return response


@require_safe
@requires(Permission.VIEW)
def mou_docx(request: HttpRequest, mou_id: int) -> HttpResponse:
    """The same for a word processor, for partners who insist on theirs."""
    mou = get_mou(request, mou_id)
    made = rules.docx_of(queries.as_it_reads(mou))
    response = HttpResponse(made, content_type=rules.DOCX)
    response["Content-Disposition"] = f'attachment; filename="mou-{mou.pk}.docx"'
    return response
