"""The gallery of components, for those who build pages."""

from datetime import timedelta
from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.badges import BADGES
from common.forms import DateField, LineField, ParagraphField
from common.pages import render_page
from common.uploads import UploadField


class GalleryForm(forms.Form):
    """One field of each kind; the words are examples."""

    name = LineField(label="Organization", help_text="As it appears on their letterhead.")
    kind = forms.ChoiceField(label="Type", choices=[("", "Choose"), ("group", "Community group")])
    since = DateField(label="Since", required=False)
    notes = ParagraphField(label="What we learned", required=False)
    answer = forms.ChoiceField(
        label="Does this work for us?",
        choices=[("yes", "Yes"), ("not_yet", "Not yet"), ("no", "No")],
        widget=forms.RadioSelect,
    )
    is_read = forms.BooleanField(label="I've read it", required=False)
    paper = UploadField(label="Signed document", required=False)


class Named(SimpleNamespace):
    """A record of the gallery, which reads as its name."""

    def __str__(self) -> str:
        return str(self.name)


def _mark(x: int, y: int) -> dict[str, object]:
    return {"x": x, "y": y, "low": x - 48, "high": x + 30, "corner": (x - 6, y - 6)}


#: Two rows of the chart of a review, as `partnerships.reviews.rules.chart` lays them out.
CHART = {
    "width": 664,
    "height": 114,
    "gap_x": 644,
    "ticks": [(value, 94 + 96 * value) for value in range(1, 6)],
    "bars": [
        {
            "label": label,
            "y": y,
            "label_y": y,
            "ours": _mark(ours, y),
            "theirs": _mark(theirs, y),
            "line": (ours, theirs),
            "gap": gap,
            "is_apart": gap >= "1.0",
        }
        for label, y, ours, theirs, gap in (
            ("Reliability", 46, 520, 340, "1.9"),
            ("Contact", 80, 450, 410, "0.4"),
        )
    ],
}

#: What the components show in the gallery.
EXAMPLES = {
    "choices": [
        {"label": "All open", "url": "#main", "is_current": True, "count": 23},
        {"label": "Mine", "url": "#list", "is_current": False},
    ],
    "path": [
        {"label": "Prospect", "is_done": True},
        {"label": "Outreach", "is_current": True},
        {"label": "Exploring"},
    ],
    "entries": [
        {"label": "Edit details", "url": "#main"},
        {"label": "Close partnership…", "url": "#main", "is_danger": True},
    ],
    "tasks": [
        {"text": "Write both lists", "note": "4 items, 3 measurable", "state": "done"},
        {
            "text": "Ask what's in it for them",
            "state": "now",
            "url": "#main",
            "label": "Send link",
        },
        {
            "text": "Send the MOU out for signature",
            "state": "waiting",
            "because": "2 of 7 readiness checks are open",
        },
    ],
}


@login_not_required
@require_safe
def component_gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in every state; only with DEBUG."""
    if not settings.DEBUG:
        raise Http404
    form, now = GalleryForm(request.GET if "name" in request.GET else None), timezone.now()
    row = GalleryForm(prefix="row")
    partner = Named(
        pk=1,
        name="Bright Path Training",
        get_absolute_url="#main",
        is_open=True,
        court="theirs",
        court_since=now - timedelta(days=9),
        owner="Maria Santos",
    )
    context = {
        "badges": BADGES,
        "form": form,
        "scale": row["answer"],
        "row": [row["kind"], row["since"]],
        "now": now,
        "partner": partner,
        "step": {"text": "Site visit: theirs", "on": now.date()},
        "chart": {"wide": CHART, "narrow": CHART},
        "page": Paginator(range(1, 101), 25).get_page(request.GET.get("page")),
        **EXAMPLES,
    }
    return render_page(request, "dev/component_gallery.html", context)
