"""Question sets, reviews and proposals, the people who rate, and the links they answer by."""

from partnerships.reviews.models.links import (
    ResultComment as ResultComment,
    ReviewLink as ReviewLink,
)
from partnerships.reviews.models.proposals import (
    ReviewProposal as ReviewProposal,
    ReviewProposalQuerySet as ReviewProposalQuerySet,
)
from partnerships.reviews.models.questions import (
    Question as Question,
    QuestionSet as QuestionSet,
    QuestionSetQuerySet as QuestionSetQuerySet,
)
from partnerships.reviews.models.raters import (
    Rater as Rater,
    RaterQuerySet as RaterQuerySet,
    ReviewAnswer as ReviewAnswer,
)
from partnerships.reviews.models.reviews import (
    Review as Review,
    ReviewQuerySet as ReviewQuerySet,
)
from partnerships.reviews.models.rounds import ReviewRound as ReviewRound
