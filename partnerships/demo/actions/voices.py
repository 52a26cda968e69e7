"""What partners of the demo say themselves, and what came of the lists."""

from typing import Any

from partnerships.demo.actions.steps import Steps
from partnerships.exchange import actions as exchange
from partnerships.exchange.models import Evidence, ListLine
from partnerships.links import actions as links
from partnerships.links.models import PersonalLink
from partnerships.relationships.lifecycle import How, Side


class Voices(Steps):
    """Steps by personal link, and evidence."""

    def ask(self, days_ago: int, words: str = "") -> PersonalLink:
        """Mail the one who leads there a personal link."""
        return links.send_link(
            partnership=self.partnership,
            contact=self.people[0],
            words=words,
            remind=False,
            by=self.owner,
            now=self.house.ago(days_ago),
        )

    def answers_by_link(self, link: PersonalLink, days_ago: int, **said: Any) -> None:
        """What they said from behind their link; it waits for one of us to look at it."""
        now = self.house.ago(days_ago)
        saying = exchange.Saying(link.contact, Side.THEIRS, How.LINK, now.date(), **said)
        exchange.record_saying(partnership=self.partnership, saying=saying, by=None, now=now)
        links.mark_answered(link=link, now=now)

    def shared(self, side: Side) -> ListLine:
        """The first item of a side in the newest version."""
        newest = self.partnership.list_versions.all()[:1]
        return ListLine.objects.filter(list_version__in=newest, side=side)[0]

    def happened(self, side: Side, days_ago: int, what: str, *, accepted: bool) -> None:
        """The first item of a side was kept, and the other side may have said so."""
        now, item = self.house.ago(days_ago), self.shared(side).benefit
        evidence = exchange.add_evidence(
            evidence=Evidence(benefit=item, what=what, happened_on=now.date()),
            next_due_on=None,
            by=self.owner,
            now=now,
        )
        if accepted:
            exchange.accept_evidence(
                evidence=evidence,
                contact=self.people[0] if side == Side.OURS else self.house.leader,
                how=How.PHONE,
                said_on=now.date(),
                by=self.owner,
                now=now,
            )
