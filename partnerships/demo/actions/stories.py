"""How far each partner of the demo has come, and how."""

from datetime import timedelta

from partnerships.agreements import actions as agreements
from partnerships.agreements.lifecycle import EndKnown, Fate, LinkKind, MouState
from partnerships.agreements.models import Mou, MouLink, MouType
from partnerships.demo import rules
from partnerships.demo.actions.counting import Counting
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import Feel, MeetingKind, Rsvp
from partnerships.exchange import actions as exchange
from partnerships.exchange.lifecycle import Answer
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import How, Side, Stage
from partnerships.relationships.models import ClosingReason
from partnerships.reviews import actions as reviews
from partnerships.reviews.lifecycle import Decision
from partnerships.reviews.models import Review


class Story(Counting):
    """One partnership from its first day to today; told by the name in the demo's data."""

    def tell(self) -> None:
        """Tell the story the partner is in the demo for."""
        getattr(self, f"_{self.partner.story}")()

    def _idea(self) -> None:
        self.promise(Side.OURS, "Find out who to call", 6)

    def _reaching(self) -> None:
        self.move(Stage.REACHING_OUT, 20)
        self.promise(Side.OURS, "Call them again", 2)

    def _to_exploring(self) -> None:
        self.move(Stage.REACHING_OUT, 200)
        self.call(190, "A warm first call. They'd like to see how we work.")
        self.move(Stage.EXPLORING, 189)

    def _exploring(self) -> None:
        self._to_exploring()
        self.held(
            MeetingKind.DISCOVERY,
            30,
            "They know everyone in town.",
            "Send our handout",
            Feel.GREAT,
        )
        self.write_both_lists(25, guess=True)
        self.plan(MeetingKind.TOUR_THEIRS, 9, 10)

    def _mapping(self) -> None:
        self._to_exploring()
        self.write_both_lists(20, guess=True)
        self.share(18)
        self.say(Side.OURS, 17, Answer.YES)
        link = self.ask(16, "As we talked about on the phone.")
        self.answers_by_link(
            link,
            6,
            answer=Answer.NOT_YET,
            comment="Our board meets in two weeks. The seats are the open question.",
            suggests={self.shared(Side.THEIRS): "15 training seats for people we send"},
            brings=[exchange.OwnItem("A quiet room for interviews", "1 room", "every Friday")],
            asks_for=["Help with our grant report"],
        )
        self.plan(MeetingKind.TOUR_THEIRS, 0, 16)

    def _quiet(self) -> None:
        self._to_exploring()

    def _to_good_for_both(self, how: How = How.MEETING) -> None:
        self._to_exploring()
        self.held(
            MeetingKind.TOUR_THEIRS, 160, "A calm first day matters to them.", "Send the plan"
        )
        self.write_both_lists(150)
        self.share(149)
        self.say(Side.OURS, 148, Answer.YES, how)
        self.say(Side.THEIRS, 140, Answer.YES, how)
        self.move(Stage.VALUE_MAPPED, 139)
        self._keep_promises(138)

    def _keep_promises(self, days_ago: int) -> None:
        now = self.house.ago(days_ago)
        for follow_up in self.partnership.follow_ups.open().order_by("due_on", "pk"):
            engagement.close_promise(
                follow_up=follow_up, kept=True, note="", by=self.owner, now=now, today=now.date()
            )

    def _value_mapped(self) -> None:
        self._to_good_for_both()
        self.promise(Side.OURS, "Ask who delivers the service on their side", -3)

    def _ready(self, how: How = How.MEETING) -> None:
        self._to_good_for_both(how)
        self.same_page(130, how)
        self.move(Stage.AGREEING, 129)
        self.promise(Side.OURS, "Send the first draft of the MOU", 4)

    def _agreeing(self) -> None:
        self._ready()
        self._comment_on(self.draft(20, ends_in=700))
        self.promise(Side.THEIRS, "Have their counsel review our draft", -2)
        self.plan(MeetingKind.AGREEMENT_TALK, 5, 14)

    def _comment_on(self, mou: Mou) -> None:
        """Counsel reads the draft by link and comments; the comment is open."""
        now, counsel = self.house.ago(12), self.people[-1]
        party = agreements.party_of(mou, counsel)
        agreements.hand_round(
            mou=mou, to=MouState.PARTNER_REVIEW, by=self.owner, now=self.house.ago(15)
        )
        link = agreements.send_mou_link(
            link=MouLink(mou=mou, party=party, contact=counsel, kind=LinkKind.REVIEW),
            by=self.owner,
            now=self.house.ago(15),
        )
        section = mou.sections.all()[0]
        reading = agreements.Reading(
            version=mou.versions.shown()[0],
            contact=counsel,
            how=How.LINK,
            remarks=[agreements.Remark(section.code, "Please name both organizations here.", "")],
            accepts=False,
        )
        agreements.comment(reading=reading, by=None, now=now, link=link)

    def _active(self, *, ends_in: int = 600, how: How = How.MEETING) -> None:
        self._ready(how)
        self._keep_promises(121)
        self.sign(self.draft(122, ends_in=ends_in), 120)
        if self.partner.counts:
            self.count_together(28)
        self.call(26, "It's going well. They'd like two more people in the spring.", Feel.GREAT)
        self.happened(Side.OURS, 60, "First session held, 14 people came", accepted=True)
        self.happened(Side.THEIRS, 40, "Done for the first quarter", accepted=False)
        self.promise(Side.OURS, "Hold the next cross-training", 11)
        self.promise(Side.THEIRS, "Confirm the dates for January", 8)

    def _active_by_phone(self) -> None:
        self._active(how=How.PHONE)
        self.call(12, "They hired two candidates and want two more.", Feel.OK)
        self.rate(self.review(due_in=6, days_ago=4), Side.OURS, 2, [4, 4, 5, 4, 4, 4])

    def _ending_mou(self) -> None:
        self._active(ends_in=41)
        agreements.renew(
            mou=Mou.objects.get(parties__partnership=self.partnership),
            by=self.owner,
            now=self.house.ago(6),
        )
        self.invite(self.plan(MeetingKind.LEADERS, 12, 11), answers=[Rsvp.ACCEPTED])

    def _overdue_review(self) -> None:
        """Everyone has answered, the two sides see it differently, and no one has decided yet."""
        self._active()
        self.call(
            8, "Two people left the course. They wonder whether we prepare them well.", Feel.LOW
        )
        review = self.review(due_in=-9, days_ago=25)
        self.rate(review, Side.OURS, 20, [5, 4, 4, 4, 5, 3], [4, 4, 5, 4, 4, 3])
        self.rate(review, Side.THEIRS, 18, [3, 4, 4, 2, 3, 3], [2, 3, 4, 2, 4, None])
        reviews.close_answers(review=review, by=self.owner, now=self.house.ago(10))

    def _stale(self) -> None:
        """Everyone said yes; then a line changed and was shared again."""
        self._ready()
        self.write(Side.OURS, rules.WE_FOLLOW, 10)
        self.share(9)
        self.ask(8, "We added one item. Is it still a yes?")

    def _legacy(self) -> None:
        signed = self.house.ago(1390).date()
        agreements.enter_legacy(
            mou=Mou(
                type=MouType.objects.get(code="general"),
                title=f"Memorandum of {signed.year}",
                end_known=EndKnown.UNSURE,
            ),
            partnership=self.partnership,
            signed_about=signed,
            signers="Our former director and theirs",
            scan=self.scan(),
            by=self.owner,
            now=self.house.ago(60),
        )
        self.call(45, "They still refer people every month. No one knew there was an MOU.")
        self.write_both_lists(40, guess=True)

    def _existing(self) -> None:
        self.call(70, "Two crews want people in spring.")
        self.promise(Side.OURS, "Draft both lists", -1)
        review = reviews.plan_review(
            partnership=self.partnership,
            due_on=self.house.ago(30).date(),
            by=self.owner,
            now=self.house.ago(90),
        )
        self.close_review(review, 30)

    def close_review(self, review: Review, days_ago: int) -> None:
        now = self.house.ago(days_ago)
        outcome = reviews.ReviewOutcome(
            decision=Decision.CHANGE,
            works_for_us=Answer.YES,
            works_for_them=Answer.NOT_YET,
            notes="It's working. They'd like fewer forms.",
            promises=[
                engagement.Promise(
                    side=Side.OURS,
                    what="Combine three forms into one",
                    due_on=(self.house.now + timedelta(days=20)).date(),
                )
            ],
        )
        reviews.close_review(
            review=review, outcome=outcome, by=self.owner, now=now, today=now.date()
        )

    def _signed_early(self) -> None:
        self._to_exploring()
        self.write_both_lists(50)
        self.share(48)
        self.say(Side.OURS, 47, Answer.YES)
        mou = self.draft(30, ends_in=500)
        agreements.keep_signed_early(
            mou=mou,
            signed_on=self.house.ago(33).date(),
            scan=self.scan(),
            by=self.owner,
            now=self.house.ago(29),
        )
        self.promise(Side.OURS, "Ask what's in it for them", 3)

    def _paused(self) -> None:
        self._to_good_for_both()
        self.move(
            Stage.PAUSED,
            60,
            note="They're moving to a new building and will be ready in the spring.",
            terms=pipeline.Hold((self.house.now + timedelta(days=90)).date()),
        )

    def _closed(self) -> None:
        self._to_exploring()
        self.move(
            Stage.CLOSED,
            80,
            note="They need people on call; the people we serve need steady hours.",
            terms=pipeline.Ending(
                ClosingReason.objects.get(code="end-goal-differs"),
                revisit_on=(self.house.now + timedelta(days=285)).date(),
            ),
        )

    def _completed(self) -> None:
        self._active(ends_in=20)
        self._keep_promises(20)
        mou = Mou.objects.get(parties__partnership=self.partnership)
        self.move(
            Stage.CLOSED,
            15,
            note="Thirty young people had their first summer job.",
            terms=pipeline.Ending(
                ClosingReason.objects.get(code="goal-reached"),
                do_not_revisit=True,
                fates={mou.pk: Fate.NOW},
            ),
        )
