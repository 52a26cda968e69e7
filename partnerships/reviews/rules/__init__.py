"""What a review asks, and how its answers are scored."""
