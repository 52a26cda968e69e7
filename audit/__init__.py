"""What happened, by whom and when: append-only, sealed into a hash chain."""
