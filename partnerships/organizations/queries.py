"""Questions about organizations and people that pages ask."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Case, Model, Prefetch, Q, When
from django.db.models.constraints import UniqueConstraint
from django.utils.text import capfirst

from accounts.models import User
from audit.models import Event
from common.querysets import ignoring_case, matching
from common.text import mailbox_key
from common.versions import Versioned
from partnerships.organizations.lifecycle import PointKind
from partnerships.organizations.models import (
    Address,
    Contact,
    ContactPoint,
    ContactQuerySet,
    NotTheSame,
    Organization,
    Position,
    PositionQuerySet,
)


def our_organization() -> Organization | None:
    """The one that is us, once someone has said so."""
    return Organization.objects.filter(is_ours=True).first()


def line_above(pk: int) -> Iterator[int]:
    """Give an organization and all above it, as they are now; where it is a circle, until closed.

    Then the last one is among those before it.
    """
    seen = set[int]()
    parents = Organization.objects.values_list("parent_id", flat=True)
    above: int | None = pk
    while above is not None:
        yield above
        if above in seen:
            return
        seen.add(above)
        above = parents.get(pk=above)


def house_name() -> str:
    """Return the name that email and partner-facing pages show for us."""
    ours = our_organization()
    return ours.name if ours else "Accord"


def positions_at(
    organization: Organization, today: date
) -> tuple[PositionQuerySet, PositionQuerySet]:
    """Today's positions at an organization, and those that have ended."""
    held = Position.objects.filter(organization=organization).select_related("contact")
    held = held.filter(contact__archived_at__isnull=True)
    held = held.order_by("-is_main", "contact__name", "pk")
    return held.current(today), held.filter(until__lt=today)


#: No more of those who are alike are counted.
MOST_COUNTED = 1000


def people_like(
    rows: ContactQuerySet, *, name: str, email: str, first: int
) -> tuple[list[Contact], int]:
    """Return the first people who may be meant by what was typed, and how many more there are.

    Those with this address or very name come first, found by their indexes; then all with its
    words, along the index of names. More than `MOST_COUNTED` are not counted.
    """
    at = _with_email(email) if email else Q(pk__in=[])
    by_address = Case(When(at, then=0), default=1)
    same = rows.filter(ignoring_case(name=name) | at).order_by(by_address, "name", "pk")
    best = list(same[:first])
    if len(best) < first:
        alike = rows.filter(matching(name)).exclude(pk__in=[one.pk for one in best])
        best += alike.order_by("name", "pk")[: first - len(best)]
    if len(best) < first:
        return best, 0
    counted = rows.filter(matching(name) | at).order_by()[: first + MOST_COUNTED + 1]
    return best, counted.count() - first


def holders_of(email: str) -> ContactQuerySet:
    """People who have an email address, however it is spelled."""
    return Contact.objects.not_archived().filter(_with_email(email))


def _with_email(email: str) -> Q:
    """People whose main address, or a further one, is this mailbox.

    Asks for the further ones first: an OR with a subquery would read every contact.
    """
    key = mailbox_key(email)
    further = ContactPoint.objects.filter(kind=PointKind.EMAIL, key=key).order_by("pk")
    return Q(email_key=key) | Q(pk__in=list(further.values_list("contact", flat=True)[:MANY]))


def contact_of(user: User) -> Contact | None:
    """The contact that stands for a user on our side, if there is one."""
    return Contact.objects.filter(user=user).first()


#: More people than share one mailbox.
MANY = 100


def with_jobs(contacts: ContactQuerySet) -> ContactQuerySet:
    """People with their positions, which tell them apart."""
    jobs = Position.objects.select_related("organization").order_by("pk")
    return contacts.prefetch_related(Prefetch("positions", jobs))


#: A merge can be undone for so long.
UNDONE_WITHIN = timedelta(days=30)

#: What the record that stays takes over where it has nothing.
FILLED = {
    "organization": (
        "website",
        "email",
        "mission",
        "reach",
        "call_if_away",
        "parent_id",
        "owner_id",
    ),
    "contact": ("email", "phone", "notes", "user_id"),
}


@dataclass
class Move:
    """The rows of one kind that point to a record, by one of their columns."""

    model: type[Model]
    column: str
    rows: list[Model] = field(default_factory=list)
    stays: list[Model] = field(default_factory=list)  # the other record has the same already

    @property
    def key(self) -> str:
        return f"{self.model._meta.label_lower}.{self.column}"

    def name(self) -> str:
        """Return what these rows are called, for the preview."""
        named = self.model
        if named._meta.auto_created:  # what is on the other side of the pair
            keys = (key for key in named._meta.concrete_fields if key.attname != self.column)
            others = (key.related_model for key in keys)
            named = next(other for other in others if isinstance(other, type))
        return capfirst(str(named._meta.verbose_name_plural))

    def is_shown(self) -> bool:
        return not self.model._meta.auto_created


@dataclass(frozen=True)
class MergePlan:
    """What would move from one record to another, what stays, and what forbids it."""

    gone: Organization | Contact
    kept: Organization | Contact
    moves: list[Move]

    def moved(self) -> list[Move]:
        return [move for move in self.moves if move.rows and move.is_shown()]

    def staying(self) -> list[Model]:
        return [row for move in self.moves if move.is_shown() for row in move.stays]

    def blocking(self) -> list[Model]:
        """Rows that can't be left behind: records of their own, or what a moved row rests on."""
        staying = self.staying()
        leaned_on = {
            (relation.related_model, getattr(row, relation.attname))
            for move in self.moves
            for row in move.rows
            for relation in move.model._meta.concrete_fields
            if relation.is_relation
        }
        return [
            row
            for row in staying
            if isinstance(row, Versioned) or (type(row), row.pk) in leaned_on
        ]


def plan_merge(*, gone: Organization | Contact, kept: Organization | Contact) -> MergePlan:
    """Look at every row that points to ``gone``, whichever slice it belongs to; write nothing."""
    moves = [Move(relation.related_model, relation.field.attname) for relation in _pointing(gone)]
    for move in moves:
        for row in move.model._meta.base_manager.filter(**{move.column: gone.pk}).order_by("pk"):
            (move.stays if _clashes(row, move.column, kept.pk) else move.rows).append(row)
    return MergePlan(gone, kept, moves)


def _pointing(record: Model) -> Iterator[Any]:
    """Relations of other tables to this one, those without a name included."""
    for relation in record._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and not relation.many_to_many:
            yield relation


def _clashes(row: Model, column: str, pk: int) -> bool:
    """Whether a constraint forbids this row to point to another record."""
    before = getattr(row, column)
    setattr(row, column, pk)
    try:
        row.validate_unique()
        for constraint in _about(row, column):
            constraint.validate(type(row), row)
    except ValidationError:
        setattr(row, column, before)
        return not isinstance(row, Address | Position)  # a second main one becomes a further one
    return False


def _about(row: Model, column: str) -> list[Any]:
    name = column.removesuffix("_id")
    return [
        constraint
        for constraint in row._meta.constraints
        if not isinstance(constraint, UniqueConstraint) or name in constraint.fields
    ]


def merge_of(record: Organization | Contact, now: datetime) -> Event | None:
    """Return the merge in which a record went, while it can be undone."""
    kind = record._meta.model_name
    verbs = [f"{kind}.merged", f"{kind}.merge_undone"]
    found = Event.objects.filter(subject_type=kind, subject_id=record.pk, verb__in=verbs)
    last = found.order_by("-pk").first()
    undoable = last and last.verb == verbs[0] and now - last.at <= UNDONE_WITHIN
    return last if undoable and record.archived_at else None


def merged_into(pks: Iterable[int]) -> dict[int, int]:
    """Return where merged organizations went, following merges of those they went to."""
    verbs = ["organization.merged", "organization.merge_undone"]
    into, gone = dict[int, int](), set(pks)
    while gone:
        events = Event.objects.filter(
            subject_type="organization", subject_id__in=gone, verb__in=verbs
        )
        last = {event.subject_id: event for event in events.order_by("pk")}
        found = {
            pk: int(event.params["kept"]) for pk, event in last.items() if event.verb == verbs[0]
        }
        archived = Organization.objects.filter(pk__in=found.values(), archived_at__isnull=False)
        into |= found
        gone = set(archived.values_list("pk", flat=True)) - into.keys()
    return {pk: _last(pk, into) for pk in into}


def _last(pk: int, into: dict[int, int]) -> int:
    while pk in into:
        pk = into[pk]
    return pk


def same_person(contact: Contact) -> ContactQuerySet:
    """Return people who may be the same: this very name, or this email address."""
    same = ignoring_case(name=contact.name)
    if contact.email:
        same |= _with_email(contact.email)
    apart = NotTheSame.objects.of(contact)
    return Contact.objects.not_archived().filter(same).exclude(pk__in=[contact.pk, *apart])
