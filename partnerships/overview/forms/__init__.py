"""Finding partners, the one form for a new one, and who takes what from someone who leaves."""

from partnerships.overview.forms.calendar import CalendarSearch as CalendarSearch
from partnerships.overview.forms.keeping import (
    AttachmentForm as AttachmentForm,
    NoteForm as NoteForm,
)
from partnerships.overview.forms.leaving import LeftForm as LeftForm
from partnerships.overview.forms.partners import (
    OWNER_GONE as OWNER_GONE,
    NewPartnerForm as NewPartnerForm,
    PartnerSearch as PartnerSearch,
    mark_partners as mark_partners,
)
from partnerships.overview.forms.saved_views import SavedViewForm as SavedViewForm
