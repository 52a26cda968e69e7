"""What a partner's person is asked to report, and what both sides reported so far."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from partnerships.outcomes.models import MeasureFigure
from partnerships.outcomes.queries import (
    MeasureReport,
    PeriodReports,
    measures_of,
    reports_of,
    shows_small,
)
from partnerships.relationships.lifecycle import Side

#: The newest periods of a measure that are asked for and shown, and figures asked for at once.
PERIODS_ASKED, FIGURES_ASKED = 2, 12

#: How the name of a figure's field begins.
FIGURE = "figure_"


def _name_of(reports: PeriodReports) -> str:
    """What the field of a figure is called; the same for the same figure."""
    return f"{FIGURE}{reports.share.pk}_{reports.period.first:%Y%m%d}"


@dataclass(frozen=True)
class WantedFigure:
    """A figure that their side still owes."""

    reports: PeriodReports

    @property
    def name(self) -> str:
        return _name_of(self.reports)

    @property
    def label(self) -> str:
        return f"{self.reports.share}, {self.reports.period}"


@dataclass(frozen=True)
class SharedFigure:
    """One period of a measure, as the partner sees it; ``name`` is what its field was called."""

    name: str
    label: str
    period: str
    theirs: str
    ours: str
    counts: str
    note: str


@dataclass(frozen=True)
class SharedMeasures:
    """The measures on a partner's page: what is asked, and what was reported."""

    wanted: list[WantedFigure]
    shared: list[SharedFigure]


def measures_for_partner(partnership_id: int, today: date) -> SharedMeasures:
    """Read the measures of a partnership; small counts are hidden unless both sides agreed."""
    found = measures_of(partnership_id, today)
    small = bool(found) and partnership_id in shows_small([partnership_id])
    wanted = [
        WantedFigure(one)
        for report in found
        for one in report.waiting_for(Side.THEIRS)[:PERIODS_ASKED]
    ]
    shared = [one for report in found for one in _shared(report, shows=small)]
    return SharedMeasures(wanted[:FIGURES_ASKED], shared)


def _shared(report: MeasureReport, *, shows: bool) -> list[SharedFigure]:
    return [
        _as_shown(one, shows=shows)
        for one in report.periods[:PERIODS_ASKED]
        if one.ours or one.theirs
    ]


def _as_shown(one: PeriodReports, *, shows: bool) -> SharedFigure:
    ours, theirs, counts = one.texts(shows_small=shows)
    return SharedFigure(
        name=_name_of(one),
        label=str(one.share),
        period=str(one.period),
        theirs=theirs or _("not yet"),
        ours=ours or _("not yet"),
        counts=counts if one.settled else "",
        note=one.settled.note if one.settled else "",
    )


@dataclass(frozen=True)
class ReceivedFigure:
    """A figure that came in by link; ``shown`` is what its sender sees again."""

    label: str
    text: str
    shown: str


def received_figures(figures: list[MeasureFigure], partnership_id: int) -> list[ReceivedFigure]:
    """Return figures in words."""
    small = bool(figures) and partnership_id in shows_small([partnership_id])
    return [_received(one, small=small) for one in figures]


def _received(figure: MeasureFigure, *, small: bool) -> ReceivedFigure:
    reports = reports_of(figure)
    value = reports.value(Side.THEIRS)
    return ReceivedFigure(
        label=f"{figure.share}, {reports.period}",
        text=reports.text(value),
        shown=reports.text(value, shows_small=small),
    )
