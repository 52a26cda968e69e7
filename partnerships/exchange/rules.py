"""What our services look like on paper, whoever gets it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language, gettext as _

from partnerships.exchange.models import ServiceOffering

#: The sizes of paper people have, by what the address asks for.
PAPERS = {"letter": "us-letter", "a4": "a4"}


def handout(
    categories: Iterable[tuple[str, list[ServiceOffering]]],
    *,
    house: str,
    contact: Mapping[str, str],
    paper: str,
) -> dict[str, Any]:
    """Return what the template of the handout reads, in the language of the page."""
    return {
        "lang": (get_language() or "en").partition("-")[0],
        "paper": PAPERS[paper],
        "title": _("What %(house)s offers") % {"house": house},
        "intro": _("Here's what we can do for you. Tell us what would help, and what you offer."),
        "nothing": _("Nothing is listed yet."),
        "page": _("Page"),
        "contact": {"label": _("Questions? Call or email us"), **contact},
        "house": house,
        "categories": [
            {"label": label, "offerings": [_on_paper(offering) for offering in offerings]}
            for label, offerings in categories
        ],
    }


def _on_paper(offering: ServiceOffering) -> dict[str, Any]:
    facts = [
        (_("For whom"), offering.for_whom),
        (_("How much"), offering.how_much),
        (_("How to ask"), offering.how_to_ask),
    ]
    return {
        "title": offering.title,
        "description": offering.description.replace("\r", ""),
        "facts": [{"label": label, "text": text} for label, text in facts if text],
    }
