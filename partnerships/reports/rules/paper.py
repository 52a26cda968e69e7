"""The portfolio as a tagged PDF: the headline and every table, with what each counts."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language, gettext as _

from common.pdf import render_pdf
from partnerships.organizations.queries import house_name
from partnerships.reports.queries import Report, Stat
from partnerships.reports.queries.scope import Scope
from partnerships.reports.rules.tables import Table


def portfolio_pdf(
    scope: Scope, stats: Iterable[Stat], sections: Iterable[tuple[Report, list[Table]]]
) -> bytes:
    """Set the portfolio; characters that no font has are spelled out."""
    data = {
        "lang": (get_language() or "en").partition("-")[0],
        "title": _("Portfolio"),
        "house": house_name(),
        "period": str(scope.period),
        "filters": "; ".join(f"{name}: {value}" for name, value in shown_filters(scope)),
        "page": _("Page"),
        "stats": [
            {
                "label": stat.label,
                "value": " · ".join(value for value, _url in stat.values),
                "notes": "; ".join(note.text for note in stat.notes),
            }
            for stat in stats
        ],
        "sections": [
            {
                "title": str(report.title),
                "about": str(report.about),
                "tables": [_table(table) for table in tables],
            }
            for report, tables in sections
        ],
    }
    return render_pdf("reports/portfolio.typ", data, spell_out=True)


def shown_filters(scope: Scope) -> list[tuple[str, str]]:
    """What narrows the figures, but the period; owners by name are on the page itself."""
    return [(name, str(value)) for name, value in scope.filters.items()]


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "heads": [{"text": head, "number": number} for head, number in table.columns],
        "rows": [[cell.text for cell in row] for row in table.rows],
        "empty": table.empty or _("None"),
        "more": _("More rows are in Accord.") if table.more else "",
    }
