"""Web plumbing that knows no subject of the business."""
