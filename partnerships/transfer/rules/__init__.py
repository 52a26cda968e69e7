"""How a file is read, and what a row of it must be."""

from partnerships.transfer.rules.earlier_rows import EarlierRows as EarlierRows
from partnerships.transfer.rules.mapping import (
    HEADERS as HEADERS,
    BadRow as BadRow,
    OrganizationRow as OrganizationRow,
    format_of as format_of,
    row_of as row_of,
    tags_of as tags_of,
)
from partnerships.transfer.rules.reading import (
    BadFile as BadFile,
    Table as Table,
    encoding_of as encoding_of,
    read_table as read_table,
)
