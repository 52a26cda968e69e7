"""What an MOU still lacks, and what its words may not say."""

import re
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from partnerships.agreements.lifecycle import EndKnown, VersionKind
from partnerships.agreements.models import Mou, Section, SectionComment

#: Words that bind, in a text that says it doesn't.
BINDING = re.compile(r"\b(shall|must)\b", re.IGNORECASE)

#: Sections that say how a binding agreement may be ended.
ENDING = ("ending-early", "termination", "ending")

WHOLE = Decimal(100)


def missing_for_signing(mou: Mou) -> list[str]:
    """What an MOU still lacks before its text is final, each with what to do."""
    return [*_missing_in_the_term(mou), *_missing_parties(mou), *_missing_text(mou)]


def _missing_in_the_term(mou: Mou) -> list[str]:
    if mou.end_known == EndKnown.DATE and mou.ends_on is None:
        return [_("Say when it ends, or that it has no end date.")]
    return []


def _missing_parties(mou: Mou) -> list[str]:
    missing = []
    parties = list(mou.parties.select_related("organization").prefetch_related("signers"))
    if mou.type.needs_approving_official and not any(p.is_approving_official for p in parties):
        missing.append(_("Add the approving official, e.g. the chief elected official."))
    missing += [
        _("Add a signer for %(party)s.") % {"party": party}
        for party in parties
        if not party.signers.all()
    ]
    shares = [party.share for party in parties if party.share is not None]
    if mou.budget and sum(shares) != WHOLE:
        missing.append(
            _("Cost shares add up to %(sum)s percent. They have to add up to 100.")
            % {"sum": f"{sum(shares):f}".rstrip("0").rstrip(".") or "0"}
        )
    return missing


def _missing_text(mou: Mou) -> list[str]:
    if mou.text_by == VersionKind.THEIRS:
        if not mou.versions.filter(kind=VersionKind.THEIRS).exists():
            return [_("Upload their text first.")]
        asked = _("Say where “%(heading)s” is in their text, or why it's left out.")
    else:
        asked = _("Write the section “%(heading)s”.")
    required = mou.sections.filter(is_required=True)
    return [
        asked % {"heading": section.heading}
        for section in required
        if not is_filled(section, mou.text_by)
    ]


def open_points(mou: Mou, comments: Iterable[SectionComment]) -> list[str]:
    """What may stay open although one would want to know it: comments, and empty sections.

    ``comments`` are the open ones, with their people.
    """
    sections = list(mou.sections.all())
    headings = {section.code: section.heading for section in sections}
    return [
        *(
            _("%(name)s's comment on “%(heading)s” is open.")
            % {"name": one.contact, "heading": headings.get(one.section_code, one.section_code)}
            for one in comments
        ),
        *(
            _("“%(heading)s” is empty.") % {"heading": section.heading}
            for section in sections
            if not section.is_required and not is_filled(section, mou.text_by)
        ),
    ]


def is_filled(section: Section, text_by: str) -> bool:
    """Whether a section says something: by itself, from the lists, or in their document."""
    if text_by == VersionKind.THEIRS:
        return bool(section.where or section.left_out_because)
    return bool(section.body.strip() or section.follows)


def warnings_about(mou: Mou) -> list[str]:
    """Words that sit badly with whether the text is meant to bind; they never block."""
    sections = list(mou.sections.all())
    if not mou.is_binding:
        return [
            _("“%(heading)s” says “%(word)s”, but this MOU isn't legally binding.")
            % {"heading": section.heading, "word": found.group(0)}
            for section in sections
            if (found := BINDING.search(section.body))
        ]
    if any(s.code in ENDING and is_filled(s, mou.text_by) for s in sections):
        return []
    return [_("It's legally binding, but no section says how it can be terminated early.")]
