"""Mail that must leave once: rows, claim, fence, hand-over, retry, dead letter.

Knows no subject of the business; what a mail says and whether it is still true, the upper slices
tell.
"""
