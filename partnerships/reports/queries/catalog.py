"""Every report of the panel."""

from django.utils.translation import gettext_lazy as _

from partnerships.engagement.lifecycle import Feel
from partnerships.reports.queries import (
    agreements,
    attention,
    changes,
    commitments,
    endings,
    energy,
    gaps,
    network,
    network_map,
    people,
    pipeline,
    reviews,
    snapshots,
    ties,
    value,
    workload,
)
from partnerships.reports.queries.report import Built, Report
from partnerships.reports.queries.scope import Scope
from partnerships.reports.rules.tables import Table, bars_of, line_of
from partnerships.reviews.rules.chart import chart_of


def _attention(scope: Scope) -> Built:
    return Built([attention.attention_table(attention.needs_attention(scope))])


def _history(scope: Scope) -> list[Table]:
    return [snapshots.history_table(scope, attention.needs_attention(scope))]


def _stages(scope: Scope) -> Built:
    table = pipeline.stages_table(scope)
    return Built([table], bars_of(table, 1, note=2, words=str(_("%s days"))))


def _moves(scope: Scope) -> list[Table]:
    return [pipeline.stays_table(scope), pipeline.owners_table(scope)]


def _ending(scope: Scope) -> Built:
    return Built([agreements.ending_table(scope)])


def _quarters(scope: Scope) -> list[Table]:
    return [agreements.quarters_table(scope), agreements.uncovered_table(scope)]


def _signed(scope: Scope) -> Built:
    table = agreements.signed_table(scope)
    return Built([table], bars_of(table, 1))


def _apart(scope: Scope) -> Built:
    scores = reviews.sides_apart(reviews.read_scores(scope))
    chart = chart_of(reviews.labeled(scores)) if scores else None
    return Built([reviews.apart_table(scores, scope)], chart)


def _biggest_gaps(scope: Scope) -> list[Table]:
    return [reviews.gaps_table(reviews.read_scores(scope))]


def _reviews(scope: Scope) -> Built:
    return Built([reviews.on_time_table(scope)])


def _decisions(scope: Scope) -> list[Table]:
    return [reviews.decisions_table(scope)]


def _commitments(scope: Scope) -> Built:
    table = commitments.commitments_table(scope)
    return Built([table], bars_of(table, 1, of=100))


def _items(scope: Scope) -> Built:
    return Built([value.items_table(scope)])


def _endings(scope: Scope) -> Built:
    table = endings.endings_table(scope, good=False)
    return Built([table], bars_of(table, 1))


def _good_endings(scope: Scope) -> list[Table]:
    return [endings.endings_table(scope, good=True)]


def _same_page(scope: Scope) -> Built:
    table = people.same_page_table(scope)
    return Built([table], bars_of(table, 1, of=100))


def _one_person(scope: Scope) -> list[Table]:
    return [people.one_person_table(scope)]


def _energy(scope: Scope) -> Built:
    table = energy.months_table(scope)
    return Built([table], line_of(table, 1, [str(feel.label) for feel in Feel]))


def _workload(scope: Scope) -> Built:
    return Built([workload.workload_table(scope)])


def _kinds(scope: Scope) -> Built:
    return Built([gaps.kinds_table(scope)])


def _services_and_places(scope: Scope) -> list[Table]:
    return [gaps.services_table(scope), gaps.places_table(scope)]


def _network(scope: Scope) -> Built:
    return Built([network.network_table(scope)])


def _reach(scope: Scope) -> list[Table]:
    return [network.people_table(scope)]


def _map(scope: Scope) -> Built:
    network = ties.network_of(scope)
    return Built([network_map.ties_table(network)], network_map.drawn(network, scope.today))


def _changes(scope: Scope) -> Built:
    return Built([changes.changes_table(scope)])


def _in_numbers(scope: Scope) -> list[Table]:
    return [changes.summary_table(scope)]


REPORTS = {
    report.code: report
    for report in (
        Report(
            "attention",
            _("Needs attention"),
            _(
                "Counted now. Each figure should be zero; what isn't is on top. Once a day the "
                "figures of the whole portfolio are kept, so the change is history."
            ),
            _attention,
            _history,
        ),
        Report(
            "agreements",
            _("MOUs ending"),
            _(
                "MOUs in effect today, by their last day: the end of the term or an early end. "
                "MOUs of closed partnerships and kinds that need no answers aren't counted. "
                "Active partnerships without an MOU are listed unless leadership agreed to it."
            ),
            _ending,
            _quarters,
        ),
        Report(
            "pipeline",
            _("Pipeline and days per stage"),
            _(
                "Partnerships by their stage today, with the median of the days since they "
                "entered it. Below: every stay in a stage that ended in the period, and what "
                "became of it. A partnership that came back to a stage has two stays there."
            ),
            _stages,
            _moves,
        ),
        Report(
            "apart",
            _("Where the two sides differ most"),
            _(
                "The mean of both sides per dimension, from 1 to 5, over the newest 200 reviews "
                "of the past 12 months whose answers are final and can be shown for both sides."
            ),
            _apart,
            _biggest_gaps,
        ),
        Report(
            "commitments",
            _("Commitments kept on time"),
            _(
                "Commitments due in the period. On time is kept on the due date or before. Those "
                "no longer needed don't count; an open one counts from the day after it was due."
            ),
            _commitments,
        ),
        Report(
            "value",
            _("Value on both sides"),
            _(
                "Items that both sides see today, of partnerships that aren't closed. Overdue is "
                "past its next due date. Delivering has evidence; evidenced is confirmed by the "
                "other side. Who gives more is counted by items with evidence."
            ),
            _items,
            value.balance_tables,
        ),
        Report(
            "reviews",
            _("Reviews"),
            _(
                "Reviews due in the period: on time is decided on the due date or before. One "
                "still to do counts from the day after, while its partnership is open."
            ),
            _reviews,
            _decisions,
        ),
        Report(
            "signed",
            _("Signed with both sides' answers"),
            _(
                "MOUs in effect today by how they were signed. Older ones from before the go-live "
                "date, documents signed early, and MOUs of closed partnerships are apart."
            ),
            _signed,
        ),
        Report(
            "people",
            _("Same page and one-person risks"),
            _(
                "Partnerships with an MOU in progress or active: whether someone who leads and "
                "someone who delivers, on each side, agrees with the purpose as it reads today. "
                "Risks are counted for open partnerships past the first talk."
            ),
            _same_page,
            _one_person,
            internal=True,
        ),
        Report(
            "workload",
            _("Workload"),
            _(
                "Open partnerships by owner today: those waiting on us, our commitments overdue, "
                "meetings planned from Monday to Sunday, reviews overdue or due within 30 days."
            ),
            _workload,
        ),
        Report(
            "endings",
            _("Why partnerships ended"),
            _(
                "Partnerships closed in the period and closed today, by their closing reason. One "
                "that was reopened isn't counted. Good endings are apart."
            ),
            _endings,
            _good_endings,
            internal=True,
        ),
        Report(
            "energy",
            _("Energy"),
            _(
                "The mean of how meetings and calls felt, from 1 (Low) to 4 (Great). A "
                "partnership rises or falls between the period and the one before. For us only."
            ),
            _energy,
            energy.trends_tables,
            internal=True,
        ),
        Report(
            "gaps",
            _("Gaps in the network"),
            _(
                "Open partnerships by service category (offered by the partner or on their list), "
                "by kind of organization and by state. What no partner covers comes first."
            ),
            _kinds,
            _services_and_places,
        ),
        Report(
            "changes",
            _("What changed"),
            _(
                "Stages moved, MOUs signed and reviews decided in the period, newest first, from "
                "the history of each partnership."
            ),
            _changes,
            _in_numbers,
        ),
        Report(
            "network",
            _("Who knows whom"),
            _(
                "Meetings held with someone of the partner, for each of us who came, and logged "
                "calls, for whoever logged them, in the past 24 months. Partners that aren't "
                "closed, by name."
            ),
            _network,
            _reach,
            named=True,
        ),
        Report(
            "map",
            _("Network map"),
            _(
                "The 30 partners with the most talks in the past 24 months, and the 45 people who "
                "connect the most of them: by a job, a seat, a meeting both came to, or a call. "
                "Closed partnerships are left out. From our own records alone."
            ),
            _map,
            named=True,
        ),
    )
}
