"""Addresses of reviews."""

from django.urls import path

from partnerships.reviews import views

urlpatterns = [
    path("reviews/", views.review_list, name="review_list"),
    path("partners/<int:partnership_id>/reviews/new/", views.review_plan, name="review_plan"),
    path("reviews/<int:review_id>/", views.review_detail, name="review_detail"),
    path("reviews/<int:review_id>/move/", views.review_move, name="review_move"),
    path("reviews/<int:review_id>/begin/", views.review_begin, name="review_begin"),
    path("reviews/<int:review_id>/close/", views.review_close, name="review_close"),
]
