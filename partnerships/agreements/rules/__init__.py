"""What an MOU needs before it is signed, what it says, how long it lasts, what a file must be."""

from partnerships.agreements.models.links import MOST_TRIES as MOST_TRIES
from partnerships.agreements.rules.completeness import (
    is_filled as is_filled,
    missing_for_signing as missing_for_signing,
    open_points as open_points,
    warnings_about as warnings_about,
)
from partnerships.agreements.rules.differences import (
    Difference as Difference,
    word_differences as word_differences,
)
from partnerships.agreements.rules.docx import docx_of as docx_of
from partnerships.agreements.rules.files import (
    DOCX as DOCX,
    FileFacts as FileFacts,
    inspect as inspect,
)
from partnerships.agreements.rules.links import (
    CONSENT as CONSENT,
    code_of as code_of,
    is_code as is_code,
    same_name as same_name,
)
from partnerships.agreements.rules.money import allocate as allocate
from partnerships.agreements.rules.pdf import (
    PAPERS as PAPERS,
    pdf_of as pdf_of,
    schedule_of as schedule_of,
)
from partnerships.agreements.rules.term import (
    forced_substantial as forced_substantial,
    last_day_of as last_day_of,
    uncovered as uncovered,
)
from partnerships.agreements.rules.text import (
    blocks_of as blocks_of,
    fingerprint as fingerprint,
    literal as literal,
    plain as plain,
    to_html as to_html,
)
