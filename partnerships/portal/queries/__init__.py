"""What people see behind their links."""

from partnerships.portal.queries.inquiries import (
    partnership_with as partnership_with,
    partnerships_with as partnerships_with,
    person_known as person_known,
)
from partnerships.portal.queries.measures import (
    FIGURE as FIGURE,
    FIGURES_ASKED as FIGURES_ASKED,
    SharedMeasures as SharedMeasures,
    WantedFigure as WantedFigure,
    measures_for_partner as measures_for_partner,
)
from partnerships.portal.queries.personal import (
    LineToAnswer as LineToAnswer,
    PersonalPage as PersonalPage,
    Told as Told,
    personal_page_of as personal_page_of,
    told_by as told_by,
)
from partnerships.portal.queries.reviews import (
    RatingPage as RatingPage,
    ResultPage as ResultPage,
    rating_page_of as rating_page_of,
    result_page_of as result_page_of,
)
from partnerships.portal.queries.seen import (
    PartnerView as PartnerView,
    partner_view_of as partner_view_of,
)
