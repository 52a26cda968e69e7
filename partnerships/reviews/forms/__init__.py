"""What people type about reviews."""

from partnerships.reviews.forms.opening import (
    OpenReviewForm as OpenReviewForm,
    RaterForm as RaterForm,
    ReviewLinkForm as ReviewLinkForm,
)
from partnerships.reviews.forms.questions import (
    QuestionFormSet as QuestionFormSet,
    QuestionSetForm as QuestionSetForm,
    asked_in as asked_in,
    rows_of as rows_of,
)
from partnerships.reviews.forms.rating import RatingForm as RatingForm
from partnerships.reviews.forms.reviews import (
    DecisionCorrectForm as DecisionCorrectForm,
    ReviewCloseForm as ReviewCloseForm,
    ReviewDateForm as ReviewDateForm,
    ReviewSearch as ReviewSearch,
)
from partnerships.reviews.forms.rounds import RoundForm as RoundForm
