"""How far an agreement is, and who holds it up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _, ngettext

from audit.models import Event
from common.paths import PathStep, path_of
from partnerships.agreements import rules
from partnerships.agreements.lifecycle import (
    IN_FORCE_STANDINGS,
    LinkKind,
    MouState,
    SigningOrder,
    Standing,
    Succession,
)
from partnerships.agreements.models import Mou, MouLink, MouParty, SectionComment, Signer
from partnerships.organizations.lifecycle import Prefers
from partnerships.relationships.lifecycle import Side

#: The states of an agreement on its way, in order; negotiating is part of the partner's review.
ON_THE_WAY = (
    MouState.DRAFT,
    MouState.INTERNAL_REVIEW,
    MouState.PARTNER_REVIEW,
    MouState.READY_TO_SIGN,
    MouState.OUT_FOR_SIGNATURE,
)


@dataclass(frozen=True)
class HeldUp:
    """What an agreement waits for, whom it waits on, and since when, where that is known."""

    text: str
    side: Side
    since: datetime | None = None


@dataclass(frozen=True)
class OpenPoints:
    """What is still open in a text, and the mark by which a form says that it was seen."""

    points: list[str]

    def seen(self) -> str:
        return rules.fingerprint({"points": self.points})


def open_points_of(mou: Mou) -> OpenPoints:
    """Open comments, and sections that say nothing although they need not; two queries."""
    comments = SectionComment.objects.open().filter(version__mou=mou).order_by("at", "pk")
    comments = comments.select_related("contact")
    return OpenPoints(rules.open_points(mou, comments))


def mou_path(mou: Mou, today: date) -> list[PathStep]:
    """Return the steps from the draft to being in effect; none for one that left the path."""
    labels = [state.label for state in ON_THE_WAY] + [Standing.IN_FORCE.label]
    if mou.state == MouState.NEGOTIATING:
        labels[2] = MouState.NEGOTIATING.label
        return path_of(labels, 2)
    if mou.state in ON_THE_WAY:
        return path_of(labels, ON_THE_WAY.index(MouState(mou.state)))
    standing = mou.standing(today)
    if mou.is_legacy() or standing not in (*IN_FORCE_STANDINGS, Standing.NOT_YET):
        return []
    labels[-1] = standing.label
    return path_of(labels, len(ON_THE_WAY))


def with_progress(mous: QuerySet[Mou]) -> QuerySet[Mou]:
    """Agreements with all that `held_up_by` reads, in a constant number of queries."""
    renewals = Mou.objects.filter(succession=Succession.RENEWAL)
    renewals = renewals.exclude(state=MouState.WITHDRAWN).order_by("-pk")
    return _with_people(mous).prefetch_related(
        Prefetch("successors", _with_people(renewals), to_attr="renewals")
    )


def _with_people(mous: QuerySet[Mou]) -> QuerySet[Mou]:
    links = MouLink.objects.filter(revoked_at__isnull=True).order_by("-sent_at", "-pk")
    comments = SectionComment.objects.open().filter(version__mou=OuterRef("pk")).order_by()
    counted = comments.values("version__mou").annotate(number=Count("pk")).values("number")
    return (
        mous.select_related("type")
        .annotate(open_comments=Coalesce(Subquery(counted), 0))
        .prefetch_related(
            Prefetch("parties", MouParty.objects.select_related("organization", "partnership")),
            Prefetch("parties__signers", Signer.objects.select_related("contact")),
            "parties__signers__signatures",
            Prefetch(
                "mou_links",
                links.select_related("contact", "party__organization"),
                to_attr="asked",
            ),
        )
    )


def readers_of(mou: Mou) -> list[MouLink]:
    """Return who was asked to read or comment, the last one asked first."""
    return [link for link in _asked(mou) if link.kind != LinkKind.SIGN]


def asked_to_sign(mou: Mou) -> dict[int, MouLink]:
    """Return the link that each person was asked to sign by, by their number."""
    return {link.contact_id: link for link in _asked(mou) if link.kind == LinkKind.SIGN}


def without_copy(mou: Mou) -> QuerySet[Signer]:
    """Whose people signed at a partner, can get email, and get no signed copy yet."""
    signed = Signer.objects.filter(
        party__mou=mou,
        party__organization__is_ours=False,
        gets_copy=False,
        signatures__voided_at__isnull=True,
        signatures__isnull=False,
        contact__archived_at__isnull=True,
        contact__prefers=Prefers.LINK,
    ).exclude(contact__email="")
    return signed.select_related("contact").order_by("place", "pk").distinct()


def opened_by(mou: Mou) -> dict[int, datetime]:
    """Return when each person first opened their link to sign, programs left out."""
    opened = Event.objects.filter(
        subject_type="mou", subject_id=mou.pk, verb="mou.link_opened", params__program=""
    )
    since = {link.pk: link for link in _asked(mou)}
    found: dict[int, datetime] = {}
    for event in opened.order_by("pk"):
        link = since.get(int(event.params["link"]))
        if link and event.at >= link.sent_at:
            found.setdefault(link.contact_id, event.at)
    return found


def _asked(mou: Mou) -> list[MouLink]:
    found: list[MouLink] = getattr(mou, "asked", [])
    return found


def held_up_by(mou: Mou, today: date) -> HeldUp | None:
    """Say what an agreement waits for; None where nothing is to come.

    Reads what `with_progress` brings.
    """
    if mou.is_left_over():
        return None
    if mou.state == MouState.OUT_FOR_SIGNATURE:
        return _waits_for_signatures(mou)
    if mou.state == MouState.READY_TO_SIGN:
        return HeldUp(_("The text is final. Start signing."), Side.OURS)
    if mou.is_in_work():
        return _waits_for_the_text(mou)
    return _waits_for_its_renewal(mou, today)


def _waits_for_the_text(mou: Mou) -> HeldUp:
    """Comments wait for our answer, then readers are waited for, then the text for us."""
    number = getattr(mou, "open_comments", 0)
    if number:
        text = ngettext("%(number)s comment to answer", "%(number)s comments to answer", number)
        return HeldUp(text % {"number": number}, Side.OURS)
    reviewers = [link for link in readers_of(mou) if link.kind == LinkKind.REVIEW]
    reading = [link for link in reviewers if link.answered_at is None]
    if reading:
        text = _("Not answered yet: %(names)s") % {"names": _names(reading)}
        return HeldUp(text, _side_of(reading), min(link.sent_at for link in reading))
    asked_them = any(not link.party.organization.is_ours for link in reviewers)
    if mou.state == MouState.PARTNER_REVIEW and not asked_them:
        return HeldUp(_("No one there has been asked to read it yet."), Side.OURS)
    return HeldUp(_("When the text is final, mark it ready to sign."), Side.OURS)


def _waits_for_signatures(mou: Mou) -> HeldUp | None:
    """The next who sign: those who were asked, else we who are to ask them."""
    signers = [signer for party in mou.parties.all() for signer in party.signers.all()]
    unsigned = [signer for signer in signers if signer.signature() is None]
    if not unsigned:
        return None
    declined = [signer for signer in unsigned if signer.declined_at]
    if declined:
        return HeldUp(_("Declined to sign: %(names)s") % {"names": _names(declined)}, Side.OURS)
    if mou.signing_order == SigningOrder.IN_ORDER:
        first = min(signer.place for signer in unsigned)
        unsigned = [signer for signer in unsigned if signer.place == first]
    links = asked_to_sign(mou)
    asked = [links[signer.contact_id] for signer in unsigned if signer.contact_id in links]
    if not asked:
        text = _("Not asked to sign by email: %(names)s. Ask them, or record their signatures.")
        return HeldUp(text % {"names": _names(unsigned)}, Side.OURS)
    handed_over = [link for link in asked if link.answered_at]
    if handed_over:
        text = _("Wants a colleague to sign: %(names)s")
        return HeldUp(text % {"names": _names(handed_over)}, Side.OURS)
    text = _("Not signed yet: %(names)s") % {"names": _names(asked)}
    return HeldUp(text, _side_of(asked), min(link.sent_at for link in asked))


def _waits_for_its_renewal(mou: Mou, today: date) -> HeldUp | None:
    """One that ends soon waits for whoever holds up its renewal, or for us to start it."""
    if mou.standing(today) not in IN_FORCE_STANDINGS:
        return None
    renew_from = mou.renew_from()
    is_time = renew_from is not None and renew_from <= today
    if not is_time and mou.standing(today) != Standing.ENDING_SOON:
        return None
    renewals: list[Mou] = getattr(mou, "renewals", [])
    if not renewals:
        return HeldUp(_("Renewal not started"), Side.OURS)
    held_up = held_up_by(renewals[0], today) if renewals[0].is_unsigned() else None
    if held_up is None:
        return None
    text = _("Renewal: %(what)s") % {"what": held_up.text}
    return HeldUp(text, held_up.side, held_up.since)


def _side_of(links: list[MouLink]) -> Side:
    ours = all(link.party.organization.is_ours for link in links)
    return Side.OURS if ours else Side.THEIRS


def _names(people: Iterable[MouLink | Signer]) -> str:
    return ", ".join(dict.fromkeys(one.contact.name for one in people))
