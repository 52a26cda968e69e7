"""Pages about reviews for our own people."""

from partnerships.reviews.views.answering import (
    review_answer as review_answer,
    review_record as review_record,
)
from partnerships.reviews.views.files import (
    review_csv as review_csv,
    review_sheet as review_sheet,
)
from partnerships.reviews.views.links import (
    result_share as result_share,
    review_ask as review_ask,
    review_ask_all as review_ask_all,
    review_link_revoke as review_link_revoke,
)
from partnerships.reviews.views.opening import (
    answers_close as answers_close,
    answers_reopen as answers_reopen,
    rater_add as rater_add,
    rater_remove as rater_remove,
    review_open as review_open,
)
from partnerships.reviews.views.proposals import (
    proposal_accept as proposal_accept,
    proposal_dismiss as proposal_dismiss,
)
from partnerships.reviews.views.questions import (
    question_set_create as question_set_create,
    question_set_detail as question_set_detail,
    question_set_edit as question_set_edit,
    question_set_list as question_set_list,
    question_set_retire as question_set_retire,
)
from partnerships.reviews.views.reviews import (
    decision_correct as decision_correct,
    review_close as review_close,
    review_detail as review_detail,
    review_list as review_list,
    review_move as review_move,
    review_plan as review_plan,
)
from partnerships.reviews.views.rounds import (
    round_csv as round_csv,
    round_detail as round_detail,
    round_list as round_list,
    round_open as round_open,
    round_pdf as round_pdf,
    round_resume as round_resume,
    round_stop as round_stop,
)
