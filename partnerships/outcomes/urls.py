"""Addresses of deliveries, measures, referrals and cohorts."""

from django.urls import path

from partnerships.outcomes import views

urlpatterns = [
    path("lines/<int:benefit_id>/deliveries/", views.target_detail, name="target_detail"),
    path("lines/<int:benefit_id>/target/", views.target_set, name="target_set"),
    path("lines/<int:benefit_id>/deliveries/new/", views.fulfillment_add, name="fulfillment_add"),
    path(
        "deliveries/<int:fulfillment_id>/correct/",
        views.fulfillment_correct,
        name="fulfillment_correct",
    ),
    path(
        "deliveries/<int:fulfillment_id>/confirm/",
        views.fulfillment_accept,
        name="fulfillment_accept",
    ),
    path("partners/<int:partnership_id>/results/", views.results, name="results"),
    path("partners/<int:partnership_id>/results.csv", views.results_csv, name="results_csv"),
    path("partners/<int:partnership_id>/small-counts/", views.small_counts, name="small_counts"),
    path(
        "partners/<int:partnership_id>/small-counts/hide/",
        views.small_counts_hide,
        name="small_counts_hide",
    ),
    path("partners/<int:partnership_id>/referrals/", views.referral_list, name="referral_list"),
    path(
        "partners/<int:partnership_id>/referrals/<str:direction>/",
        views.referrals_report,
        name="referrals_report",
    ),
    path("partners/<int:partnership_id>/cohorts/new/", views.cohort_create, name="cohort_create"),
    path("cohorts/<int:cohort_id>/", views.cohort_detail, name="cohort_detail"),
    path("cohorts/<int:cohort_id>/count/", views.cohort_count, name="cohort_count"),
    path(
        "partners/<int:partnership_id>/measures/catalog/", views.measure_pick, name="measure_pick"
    ),
    path(
        "partners/<int:partnership_id>/measures/new/<slug:measure_code>/",
        views.measure_create,
        name="measure_create",
    ),
    path(
        "partners/<int:partnership_id>/measures/<int:measure_id>/share/",
        views.measure_share,
        name="measure_share",
    ),
    path("match/", views.match_report, name="match_report"),
    path("match.csv", views.match_csv, name="match_csv"),
    path("match.pdf", views.match_pdf, name="match_pdf"),
    path("measures/", views.measure_list, name="measure_list"),
    path("measures/catalog/", views.house_measure_pick, name="house_measure_pick"),
    path(
        "measures/new/<slug:measure_code>/",
        views.house_measure_create,
        name="house_measure_create",
    ),
    path("measures/<int:share_id>/", views.measure_detail, name="measure_detail"),
    path("measures/<int:share_id>/edit/", views.measure_edit, name="measure_edit"),
    path("measures/<int:share_id>/stop/", views.measure_stop, name="measure_stop"),
    path("measures/<int:share_id>/report/", views.figure_report, name="figure_report"),
    path("figures/<int:figure_id>/settle/", views.figure_settle, name="figure_settle"),
]
