"""Addresses of reviews."""

from django.urls import path

from partnerships.reviews import views

urlpatterns = [
    path("reviews/", views.review_list, name="review_list"),
    path("partners/<int:partnership_id>/reviews/new/", views.review_plan, name="review_plan"),
    path("reviews/<int:review_id>/", views.review_detail, name="review_detail"),
    path("reviews/<int:review_id>/move/", views.review_move, name="review_move"),
    path("reviews/<int:review_id>/open/", views.review_open, name="review_open"),
    path("reviews/<int:review_id>/answer/", views.review_answer, name="review_answer"),
    path("reviews/<int:review_id>/ask/", views.review_ask_all, name="review_ask_all"),
    path("reviews/<int:review_id>/people/new/", views.rater_add, name="rater_add"),
    path("reviews/<int:review_id>/answers/close/", views.answers_close, name="answers_close"),
    path("reviews/<int:review_id>/answers/reopen/", views.answers_reopen, name="answers_reopen"),
    path("reviews/<int:review_id>/close/", views.review_close, name="review_close"),
    path("reviews/<int:review_id>/correct/", views.decision_correct, name="decision_correct"),
    path("reviews/<int:review_id>/sheet/", views.review_sheet, name="review_sheet"),
    path("reviews/<int:review_id>/result.csv", views.review_csv, name="review_csv"),
    path(
        "review-proposals/<int:proposal_id>/accept/", views.proposal_accept, name="proposal_accept"
    ),
    path(
        "review-proposals/<int:proposal_id>/dismiss/",
        views.proposal_dismiss,
        name="proposal_dismiss",
    ),
    path("review-rounds/", views.round_list, name="round_list"),
    path("review-rounds/new/", views.round_open, name="round_open"),
    path("review-rounds/<int:round_id>/", views.round_detail, name="round_detail"),
    path("review-rounds/<int:round_id>/stop/", views.round_stop, name="round_stop"),
    path("review-rounds/<int:round_id>/resume/", views.round_resume, name="round_resume"),
    path("review-rounds/<int:round_id>/summary.csv", views.round_csv, name="round_csv"),
    path("review-rounds/<int:round_id>/summary.pdf", views.round_pdf, name="round_pdf"),
    path("questions/", views.question_set_list, name="question_set_list"),
    path("questions/new/", views.question_set_create, name="question_set_create"),
    path(
        "questions/<int:question_set_id>/", views.question_set_detail, name="question_set_detail"
    ),
    path(
        "questions/<int:question_set_id>/edit/", views.question_set_edit, name="question_set_edit"
    ),
    path(
        "questions/<int:question_set_id>/retire/",
        views.question_set_retire,
        name="question_set_retire",
    ),
    path("raters/<int:rater_id>/remove/", views.rater_remove, name="rater_remove"),
    path("raters/<int:rater_id>/record/", views.review_record, name="review_record"),
    path("raters/<int:rater_id>/ask/", views.review_ask, name="review_ask"),
    path("raters/<int:rater_id>/share/", views.result_share, name="result_share"),
    path(
        "review-links/<int:review_link_id>/revoke/",
        views.review_link_revoke,
        name="review_link_revoke",
    ),
]
