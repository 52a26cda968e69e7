"""What happens when processes die, with a mail server whose ledger is the witness."""
