"""Questions about reviews: facts, raters, links and results."""

from partnerships.reviews.queries.facts import facts_of as facts_of
from partnerships.reviews.queries.proposals import (
    PROPOSALS_SHOWN as PROPOSALS_SHOWN,
    Cause as Cause,
    causes_of as causes_of,
    proposed_reviews as proposed_reviews,
)
from partnerships.reviews.queries.raters import (
    ToAsk as ToAsk,
    people_to_ask as people_to_ask,
    rater_of as rater_of,
)
from partnerships.reviews.queries.results import (
    Comment as Comment,
    Outcome as Outcome,
    Result as Result,
    ResultRow as ResultRow,
    ReviewProgress as ReviewProgress,
    SideProgress as SideProgress,
    levels_of as levels_of,
    outcome_of as outcome_of,
    progress_of as progress_of,
    result_of as result_of,
    said_about_result as said_about_result,
)
from partnerships.reviews.queries.rounds import (
    Candidate as Candidate,
    RoundRow as RoundRow,
    candidates_of as candidates_of,
    counts_of as counts_of,
    reviews_of as reviews_of,
    round_rows as round_rows,
    scores_by_review as scores_by_review,
)
