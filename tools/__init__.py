"""Programs for those who build and test Accord; the application itself uses none of them."""
