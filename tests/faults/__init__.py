"""What happens when processes die, with a mail server whose ledger is the witness.

Which fault is where; each run prints a line with its number:

F01-F03, F07, F08      test_killed_sender   killed, frozen or told to stop
F04, F13-F15, F19      test_relay           the mail server drops, defers, refuses, is away; poison
F05, F06, F07, F18     test_several         several at once, and without key, lease or fence
F05                    test_worker          two beats
F09, F10               test_broker          the broker is away, and comes back empty
F11, F12, F28          test_database        the database restarts, cuts, dies; the power fails
F16, F17               test_slow_relay      the mail server falls silent, or is slow
F20-F22                test_clock           nothing ticks; a wrong clock; DST in twelve zones
F22, F23               test_zones           a clock is changed; a person moves; new zones
F24, F25, F27, F35     test_becomes_untrue  what a mail says is not true any more, or unwanted
F26                    test_bounces         bounces: twice, late, in the wrong order, forged
F28                    test_start_order     everything starts in any order
F36                    test_two_pumps       two pumps on the demo, each part of the tick
F31, F32               test_pages           a double click; two people write one text

Each guard of the outbox (`without.py`) has a run that fails without it: the key in test_several,
the lease there too, the fence there and in test_becomes_untrue.
"""
