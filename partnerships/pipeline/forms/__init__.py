"""What people may type when a partnership moves or an MOU is signed."""
