"""Addresses behind personal links, and of our own pages about them."""

from django.urls import path

from partnerships.portal import views

urlpatterns = [
    path("p/new/", views.new_link, name="new_link"),
    path("p/<str:token>/", views.portal_page, name="portal_page"),
    path("p/<str:token>/colleague/", views.portal_hand_over, name="portal_hand_over"),
    path("p/<str:token>/call-me/", views.portal_call_me, name="portal_call_me"),
    path("p/<str:token>/not-me/", views.portal_not_me, name="portal_not_me"),
    path("p/<str:token>/stop/", views.portal_stop, name="portal_stop"),
    path("a/<str:mou_token>/", views.mou_page, name="mou_page"),
    path("a/<str:mou_token>/no/", views.mou_decline, name="mou_decline"),
    path("a/<str:mou_token>/colleague/", views.mou_hand_over, name="mou_hand_over"),
    path("a/<str:mou_token>/document/", views.mou_document, name="mou_document"),
    path("r/<str:review_token>/", views.review_page, name="review_page"),
    path("r/<str:review_token>/stop/", views.review_stop, name="review_stop"),
    path("i/<str:invitation_token>/", views.invitation_page, name="invitation_page"),
    path("i/<str:invitation_token>/meeting.ics", views.invitation_file, name="invitation_file"),
    path("partners/<int:partnership_id>/ask/", views.link_send, name="link_send"),
    path("partners/<int:partnership_id>/seen/", views.partner_sees, name="partner_sees"),
    path(
        "partners/<int:partnership_id>/seen/<int:contact_id>/",
        views.partner_sees_page,
        name="partner_sees_page",
    ),
    path("links/<int:link_id>/", views.link_detail, name="link_detail"),
    path("links/<int:link_id>/seen/", views.link_seen, name="link_seen"),
    path("links/<int:link_id>/revoke/", views.link_revoke, name="link_revoke"),
    path("inquiries/", views.inquiry_list, name="inquiry_list"),
    path("inquiries/dismiss/", views.inquiries_dismiss, name="inquiries_dismiss"),
    path("inquiries/<int:inquiry_id>/", views.inquiry_detail, name="inquiry_detail"),
    path("inquiries/<int:inquiry_id>/accept/", views.inquiry_accept, name="inquiry_accept"),
    path("inquiries/<int:inquiry_id>/dismiss/", views.inquiry_dismiss, name="inquiry_dismiss"),
    path("wishes/<int:message_id>/done/", views.wish_done, name="wish_done"),
    path("wishes/<int:message_id>/colleague/", views.colleague_approve, name="colleague_approve"),
]
