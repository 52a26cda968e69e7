"""The portfolio as a tagged PDF: the headline and every table, with what each counts."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.translation import get_language, gettext as _

from common.pdf import render_pdf
from partnerships.reports.rules.tables import Table


class Section(NamedTuple):
    """One report on paper."""

    title: str
    about: str
    tables: list[Table]


class Line(NamedTuple):
    """One figure of the headline on paper."""

    label: str
    value: str
    notes: str


def portfolio_pdf(
    *, house: str, period: str, filters: str, stats: Iterable[Line], sections: Iterable[Section]
) -> bytes:
    """Set the portfolio; characters that no font has are spelled out."""
    data = {
        "lang": (get_language() or "en").partition("-")[0],
        "title": _("Portfolio"),
        "house": house,
        "period": period,
        "filters": filters,
        "page": _("Page"),
        "stats": [stat._asdict() for stat in stats],
        "sections": [
            {**section._asdict(), "tables": [_table(table) for table in section.tables]}
            for section in sections
        ],
    }
    return render_pdf("reports/portfolio.typ", data, spell_out=True)


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "heads": [{"text": head, "number": number} for head, number in table.columns],
        "rows": [[cell.text for cell in row] for row in table.rows],
        "empty": table.empty or _("None"),
        "more": _("More rows are in Accord.") if table.more else "",
    }
