"""The addresses of the demo's pages."""

from django.urls import reverse

from accounts.models import User
from partnerships.agreements.models import Mou
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.organizations.models import Contact, Organization
from partnerships.outcomes.models import Cohort, MeasureShare
from partnerships.relationships.models import Partnership
from partnerships.reminders.models import Notice
from partnerships.reminders.rules.unsubscribing import stop_token
from partnerships.reviews.models import QuestionSet, Review


def addresses() -> list[str]:
    """One of every page that somebody with work to do opens."""
    maria = User.objects.get(email="maria@example.org")
    mapped = Partnership.objects.get(organization__name="Bright Path Training")
    share = MeasureShare.objects.get()
    cohort = Cohort.objects.get()
    agreeing = Partnership.objects.get(organization__name="National Skills Alliance")
    active = Partnership.objects.get(organization__name="Elm Street Neighbors")
    mous = Mou.objects.order_by("-created_at", "-pk")
    draft = mous.filter(state="draft")[0]
    signed = mous.filter(state="signed", legacy_signed_on__isnull=True)[0]
    meeting = Meeting.objects.planned().order_by("starts_at", "pk")[0]
    reviews = Review.objects.order_by("due_on", "pk")
    promise = FollowUp.objects.open().order_by("due_on", "pk")[0]
    organization = Organization.objects.order_by("name_key", "pk")[0]
    contact = Contact.objects.order_by("name", "pk")[0]
    decided = Review.objects.filter(state="closed").order_by("pk")[0]
    asking, answered = (
        reviews.filter(question_set__isnull=False, answers_closed_at__isnull=closed)[0]
        for closed in (True, False)
    )
    pages = [
        *[
            "today",
            "partner_list",
            "board",
            "new_partner",
            "organization_list",
            "organization_create",
        ],
        *[
            "contact_list",
            "calendar",
            "my_feed",
            "meeting_list",
            "mou_list",
            "review_list",
            "offering_list",
        ],
        *["question_set_list", "round_list", "view_list"],
        "offering_handout",
        "offers_page",
        "offers_ask",
        "offers_sent",
        "inquiry_list",
        "measure_list",
        "house_measure_pick",
        "match_report",
        *["import_organizations", "profile"],
        *["notice_list", "notices_ahead", "reminder_settings", "hours_edit", "absence_add"],
    ]
    partner_pages = [
        *["partner_page", "timeline", "partnership_edit", "partnership_move", "purpose_set"],
        *["partnership_close", "partnership_pause", "lists_share", "answer_record"],
        *["brief", "partner_feed", "lists_sheet", "partnership_document_upload"],
        *["seat_create", "no_next_step", "closing_note", "link_send"],
        *[
            "results",
            "partner_sees",
            "referral_list",
            "measure_pick",
            "cohort_create",
            "small_counts",
        ],
        *["interaction_create", "meeting_create", "follow_up_create", "mou_create", "mou_legacy"],
    ]
    return [
        *(reverse(name) for name in pages),
        *(reverse(name, args=[mapped.pk]) for name in partner_pages),
        reverse("notice_later", args=[Notice.objects.filter(user=maria)[0].pk]),
        reverse("reminder_stop", args=[stop_token(maria.pk, "digest")]),
        reverse("partner_page", args=[agreeing.pk]),
        *(
            reverse(name, args=[share.pk])
            for name in ("measure_detail", "measure_edit", "measure_stop")
        ),
        reverse("figure_report", args=[share.pk]) + "?side=theirs",
        reverse("figure_settle", args=[share.reported_figures.order_by("-pk")[0].pk]),
        *(reverse(name, args=[share.partnership_id]) for name in ("results", "referral_list")),
        reverse("referrals_report", args=[share.partnership_id, "to_us"]) + "?side=ours",
        reverse("measure_create", args=[mapped.pk, "retained-90"]),
        *(reverse(name, args=[cohort.pk]) for name in ("cohort_detail", "cohort_count")),
        reverse("partner_page", args=[active.pk]),
        reverse("review_plan", args=[active.pk]),
        reverse("benefit_create", args=[mapped.pk]) + "?side=theirs",
        *(
            reverse(name, args=[active.benefits.all()[0].pk])
            for name in ("benefit_edit", "line_detail", "evidence_add")
        ),
        reverse("changes_since", args=[active.pk]),
        reverse("signal_put_off", args=[active.pk, "quiet"]),
        *(
            reverse(name, args=[draft.pk])
            for name in ("mou_detail", "mou_edit", "mou_sign", "mou_send", "document_upload")
        ),
        *(
            reverse(name, args=[draft.pk])
            for name in ("their_text", "mou_versions", "mou_withdraw", "party_add", "mou_ask")
        ),
        *(
            reverse(name, args=[signed.pk])
            for name in ("mou_detail", "mou_versions", "mou_amend", "mou_suspend", "mou_reviewed")
        ),
        reverse("mou_evidence", args=[signed.pk]),
        reverse("mou_terminate", args=[signed.pk]),
        reverse("mou_calendar"),
        reverse("section_edit", args=[draft.sections.all()[0].pk]),
        reverse("party_share", args=[draft.parties.all()[0].pk]),
        reverse("signer_replace", args=[draft.parties.all()[0].signers.all()[0].pk]),
        *(reverse(name, args=[meeting.pk]) for name in ("meeting_detail", "meeting_edit")),
        *(reverse(name, args=[meeting.pk]) for name in ("meeting_invite", "meeting_move")),
        reverse("meeting_close_out", args=[meeting.pk]),
        reverse("follow_up_edit", args=[promise.pk]),
        reverse("review_detail", args=[reviews.to_do()[0].pk]),
        reverse("review_close", args=[reviews.to_do()[0].pk]),
        *(
            reverse(name, args=[asking.pk])
            for name in ("review_detail", "review_sheet", "rater_add")
        ),
        *(
            reverse(name, args=[asking.raters.filter(side="theirs")[0].pk])
            for name in ("review_record", "review_ask")
        ),
        *(reverse(name, args=[asking.pk]) for name in ("review_ask_all", "answers_close")),
        reverse("decision_correct", args=[decided.pk]),
        reverse("review_detail", args=[answered.pk]),
        reverse("question_set_detail", args=[QuestionSet.objects.all()[0].pk]),
        reverse("organization_detail", args=[organization.pk]),
        reverse("organization_edit", args=[organization.pk]),
        reverse("organization_parent", args=[organization.pk]),
        *(
            reverse(name, args=["organization", organization.pk])
            for name in ("record_history", "attachment_list", "attachment_add", "note_add")
        ),
        reverse("timeline", args=[active.pk]) + "?show=history",
        reverse("interaction_edit", args=[active.interactions.all()[0].pk]),
        reverse("position_edit", args=[contact.positions.all()[0].pk]),
        reverse("follow_up_detail", args=[promise.pk]),
        reverse("position_add", args=[organization.pk]),
        reverse("contact_detail", args=[contact.pk]),
        reverse("contact_left", args=[contact.pk]),
        reverse("search") + "?q=el",
    ]
