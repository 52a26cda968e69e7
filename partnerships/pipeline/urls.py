"""Addresses of the pages on which partnerships move and MOUs get signed."""

from django.urls import path

from partnerships.pipeline.views import moves, notes, signing

urlpatterns = [
    path("partners/<int:partnership_id>/move/", moves.partnership_move, name="partnership_move"),
    path(
        "partners/<int:partnership_id>/pause/", moves.partnership_pause, name="partnership_pause"
    ),
    path(
        "partners/<int:partnership_id>/resume/",
        moves.partnership_resume,
        name="partnership_resume",
    ),
    path(
        "partners/<int:partnership_id>/close/", moves.partnership_close, name="partnership_close"
    ),
    path(
        "partners/<int:partnership_id>/reopen/",
        moves.partnership_reopen,
        name="partnership_reopen",
    ),
    path("partners/<int:partnership_id>/no-mou/", moves.no_mou_request, name="no_mou_request"),
    path(
        "partners/<int:partnership_id>/no-mou/approve/",
        moves.no_mou_approve,
        name="no_mou_approve",
    ),
    path(
        "partners/<int:partnership_id>/no-mou/decline/",
        notes.no_mou_decline,
        name="no_mou_decline",
    ),
    path("partners/<int:partnership_id>/closing-note/", notes.closing_note, name="closing_note"),
    path("agreements/<int:mou_id>/send/", signing.mou_send, name="mou_send"),
    path("agreements/<int:mou_id>/sign/", signing.mou_sign, name="mou_sign"),
    path("agreements/<int:mou_id>/signed/", signing.mou_signed, name="mou_signed"),
]
