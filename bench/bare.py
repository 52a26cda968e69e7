"""The loop to compare with: ready-made messages, one at a time, over one connection.

`python -m bench.bare host port folder number` sends the messages of a folder round and round.
"""

import json
import smtplib
import sys
import time
from pathlib import Path


def main(host: str, port: str, folder: str, number: str) -> None:
    """Send so many messages and print how many went out in a second."""
    messages = [path.read_bytes() for path in sorted(Path(folder).glob("*.eml"))]
    with smtplib.SMTP(host, int(port)) as smtp:
        smtp.ehlo()
        began = time.perf_counter()
        for n in range(int(number)):
            smtp.sendmail("accord@example.org", ["one@example.org"], messages[n % len(messages)])
        took = time.perf_counter() - began
    print(json.dumps({"rate": int(number) / took}))


if __name__ == "__main__":
    main(*sys.argv[1:])
