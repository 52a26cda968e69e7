"""Everything that changes reviews, from planning one to its decision."""

from partnerships.reviews.actions.answering import (
    GivenAnswer as GivenAnswer,
    RaterAnswers as RaterAnswers,
    answer as answer,
    keep_draft as keep_draft,
)
from partnerships.reviews.actions.closing import (
    DecisionCorrection as DecisionCorrection,
    ReviewOutcome as ReviewOutcome,
    close_answers as close_answers,
    close_review as close_review,
    correct_decision as correct_decision,
    reopen_answers as reopen_answers,
)
from partnerships.reviews.actions.links import (
    KINDS as KINDS,
    answer_by_link as answer_by_link,
    comment_on_result as comment_on_result,
    revoke_review_link as revoke_review_link,
    send_new_links as send_new_links,
    send_review_link as send_review_link,
    send_review_links as send_review_links,
    stop_reminders as stop_reminders,
)
from partnerships.reviews.actions.opening import (
    Opening as Opening,
    add_rater as add_rater,
    open_review as open_review,
    prepare as prepare,
    remove_rater as remove_rater,
)
from partnerships.reviews.actions.planning import (
    move_review as move_review,
    plan_missing as plan_missing,
    plan_review as plan_review,
)
from partnerships.reviews.actions.proposals import (
    accept_proposal as accept_proposal,
    dismiss_proposal as dismiss_proposal,
    propose_reviews as propose_reviews,
    restore_proposal as restore_proposal,
)
from partnerships.reviews.actions.questions import (
    AskedQuestion as AskedQuestion,
    retire_question_set as retire_question_set,
    save_question_set as save_question_set,
)
from partnerships.reviews.actions.rounds import (
    MOST_PARTNERSHIPS as MOST_PARTNERSHIPS,
    open_round as open_round,
    resume_round as resume_round,
    stop_round as stop_round,
    work_at_reviews as work_at_reviews,
)
